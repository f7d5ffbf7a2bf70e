package civil

import "time"

// Period is a run of days, half open: From belongs to it, To is the first day after it.
// A Period whose To is not after its From is empty.
type Period struct {
	From, To Date
}

// MonthPeriod is the whole month.
func MonthPeriod(m Month) Period { return Period{m.First(), m.Next().First()} }

// QuarterPeriod is the whole quarter 1–4 of the year.
func QuarterPeriod(year, quarter int) Period {
	first := Month{year, time.January}.Add((quarter - 1) * 3)
	return Period{first.First(), first.Add(3).First()}
}

// YearPeriod is the whole calendar year.
func YearPeriod(year int) Period {
	return Period{Date{year, time.January, 1}, Date{year + 1, time.January, 1}}
}

// PeriodOf is the period with the given first and last day, as people write it.
func PeriodOf(from, lastInclusive Date) Period { return Period{from, lastInclusive.AddDays(1)} }

// Empty tells whether no day belongs to the period.
func (p Period) Empty() bool { return !p.From.Before(p.To) }

// Days is the number of days in the period.
func (p Period) Days() int {
	if p.Empty() {
		return 0
	}
	return p.To.Sub(p.From)
}

// Contains tells whether the day belongs to the period.
func (p Period) Contains(d Date) bool { return !d.Before(p.From) && d.Before(p.To) }

// Last is the last day that belongs to the period.
func (p Period) Last() Date { return p.To.AddDays(-1) }

// Months lists every month of which at least one day belongs to the period.
func (p Period) Months() []Month {
	if p.Empty() {
		return nil
	}
	last := MonthOf(p.Last())
	var months []Month
	for m := MonthOf(p.From); !last.Before(m); m = m.Next() {
		months = append(months, m)
	}
	return months
}

// WholeMonths tells whether the period begins with the first day of a month and ends
// with the last day of one, as a month, a quarter and a year do.
func (p Period) WholeMonths() bool { return !p.Empty() && p.From.Day == 1 && p.To.Day == 1 }

// Previous is the period to compare p with, ending where p begins. For whole months it
// is as many whole months: the previous month of a month, the previous quarter of a
// quarter, the previous year of a year. Otherwise it is as many days.
func (p Period) Previous() Period {
	if p.WholeMonths() {
		return Period{p.From.AddMonths(-MonthOf(p.To).Sub(MonthOf(p.From))), p.From}
	}
	return Period{p.From.AddDays(-p.Days()), p.From}
}
