package civil

// Term is a run of days whose end may be open: From belongs to it, To is the first day after it. A zero To means that no end is known;
// To equal to From means never.
type Term struct{ From, To Date }

// TermOf is the term with the given first and last day, as people write it. A zero last day leaves the end open.
func TermOf(from, last Date) Term { return Term{from, last.AddDays(1)} }

// In tells whether the day belongs to the term.
func (t Term) In(day Date) bool { return !day.Before(t.From) && (t.To.IsZero() || day.Before(t.To)) }

// Ended tells whether the term is over on the day.
func (t Term) Ended(day Date) bool { return !t.To.IsZero() && !day.Before(t.To) }

// Last is the last day of the term; zero when no end is known.
func (t Term) Last() Date {
	if t.To.IsZero() {
		return Date{}
	}
	return t.To.AddDays(-1)
}
