package instrument

import (
	"math"
	"slices"

	"rinnalla/internal/access"
)

// Form is a version made ready for answering and scoring: everything that its definition refers to by a code has been found.
type Form struct {
	Version    VersionID
	Number     int // of the version: 1, 2, …
	Definition Definition
	// Instrument and its Organisation are known of forms that were read from the database.
	Instrument   InstrumentID
	Organisation access.OrganisationID

	items    []slot
	byCode   map[string]int
	sections []span
	fixed    []int // items that take the one-byte block of packed answers, in order
}

// span is a section's part of the items; most is above 0 when it repeats.
type span struct {
	code     string
	from, to int
	most     int
	show     *Condition
}

// slot is an item with its place in packed answers.
type slot struct {
	Item
	section int
	repeats bool
	choices []Option
	steps   int // of scale: how many there are between the ends
	fixed   int // place in the one-byte block, from 0; -1 when it has none
}

// NewForm makes a form of a definition, which is checked first.
func NewForm(version VersionID, number int, d Definition) (*Form, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	f := &Form{Version: version, Number: number, Definition: d, byCode: map[string]int{}}
	for n, s := range d.Sections {
		sp := span{code: s.Code, from: len(f.items), show: s.ShowIf}
		if s.Repeats != nil {
			sp.most = s.Repeats.Most
		}
		for _, item := range s.Items {
			f.byCode[item.Code] = len(f.items)
			f.items = append(f.items, f.slot(item, n, s.Repeats != nil))
		}
		sp.to = len(f.items)
		f.sections = append(f.sections, sp)
	}
	return f, nil
}

func (f *Form) slot(i Item, section int, repeats bool) slot {
	s := slot{Item: i, section: section, repeats: repeats, choices: i.Choices(), fixed: -1}
	if i.Kind == ScaleItem {
		s.steps = int(math.Round((*i.To - *i.From) / i.step()))
	}
	if s.oneByte() && !repeats {
		s.fixed = len(f.fixed)
		f.fixed = append(f.fixed, len(f.items))
	}
	return s
}

func (f *Form) section(code string) (span, bool) {
	i := slices.IndexFunc(f.sections, func(s span) bool { return s.code == code })
	if i < 0 {
		return span{}, false
	}
	return f.sections[i], true
}

// oneByte tells whether one byte tells the whole answer.
func (s *slot) oneByte() bool {
	return s.Kind == ScaleItem || s.Kind == StepsItem || s.Kind == YesNoItem || s.Kind == SingleItem
}

func (s *slot) option(code string) int {
	return slices.IndexFunc(s.choices, func(o Option) bool { return o.Code == code })
}

// index numbers the answer of a one-byte item from 0.
func (s *slot) index(a Answer) (int, bool) {
	if s.Kind != ScaleItem {
		i := s.option(a.Option)
		return i, i >= 0
	}
	at := (a.Number - *s.From) / s.step()
	i := math.Round(at)
	if !(math.Abs(at-i) < 1e-6 && i >= 0 && i <= float64(s.steps)) { // compared before it is an int, which has no room for all numbers
		return 0, false
	}
	return int(i), true
}

// nth is the answer with that number; false when there is none.
func (s *slot) nth(i int) (Answer, bool) {
	switch {
	case s.Kind == ScaleItem && i <= s.steps:
		return Answer{State: Given, Number: *s.From + float64(i)*s.step()}, true
	case s.Kind != ScaleItem && i < len(s.choices):
		return Answer{State: Given, Option: s.choices[i].Code}, true
	}
	return Answer{}, false
}

// points is what an answer counts, before it is turned over; NaN when it counts nothing.
func (s *slot) points(a Answer) float64 {
	switch {
	case a.State != Given:
		return math.NaN()
	case s.Kind == ScaleItem || s.Kind == NumberItem:
		return a.Number
	}
	if i := s.option(a.Option); i >= 0 && s.choices[i].Points != nil {
		return *s.choices[i].Points
	}
	return math.NaN()
}

// counted turns points over when the scale's better end is the other one: low + high − x.
func (s *slot) counted(points float64, in Scale) float64 {
	if s.turned(in) {
		if r, bounded := s.Bounds(); bounded {
			return r.From + r.To - points
		}
	}
	return points
}

// Settle gives every item its answer, as it counts: an item that is not asked has none, whatever was answered before it became so, and
// an item without an answer is Left. What is kept of a measurement is what Settle gives.
func (f *Form) Settle(a Answers) Answers {
	out := Answers{Items: make(map[string]Answer, len(f.items)), Entries: map[string][]Entry{}}
	for _, s := range f.sections {
		shown := f.holds(s.show, out.Items, nil)
		if s.most == 0 {
			f.settle(s, shown, a.Items, out.Items, nil)
			continue
		}
		for _, entry := range a.Entries[s.code] {
			if !shown {
				break
			}
			settled := Entry{}
			f.settle(s, true, entry, settled, out.Items)
			out.Entries[s.code] = append(out.Entries[s.code], settled)
		}
	}
	return out
}

// settle goes through one section; outer are the answers outside an entry.
func (f *Form) settle(s span, shown bool, from, to, outer map[string]Answer) {
	for i := s.from; i < s.to; i++ {
		item := &f.items[i]
		if !shown || !f.holds(item.ShowIf, to, outer) {
			to[item.Code] = Answer{State: NotAsked}
			continue
		}
		answer := from[item.Code]
		if answer.State == NotAsked { // it is asked now, and nobody has answered it
			answer = Answer{}
		}
		to[item.Code] = answer
	}
}

func (f *Form) holds(c *Condition, answers, outer map[string]Answer) bool {
	switch {
	case c == nil:
		return true
	case len(c.All) > 0:
		return !slices.ContainsFunc(c.All, func(part Condition) bool { return !f.holds(&part, answers, outer) })
	case len(c.Any) > 0:
		return slices.ContainsFunc(c.Any, func(part Condition) bool { return f.holds(&part, answers, outer) })
	}
	answer, here := answers[c.Item]
	if !here {
		answer = outer[c.Item]
	}
	given := answer.State == Given
	chosen := func(code string) bool {
		return given && (answer.Option == code || slices.Contains(answer.Options, code))
	}
	points := f.items[f.byCode[c.Item]].points(answer)
	return (len(c.Is) == 0 || slices.ContainsFunc(c.Is, chosen)) &&
		(len(c.Not) == 0 || !slices.ContainsFunc(c.Not, chosen)) &&
		(c.Least == nil || points >= *c.Least) && (c.Most == nil || points <= *c.Most) &&
		(!c.Answered || given)
}
