package outcome

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// PaperCode stands on a printed form and says whose it is, for whom may know: it follows from the link's id and opens nothing by itself.
func PaperCode(link LinkID) string {
	sum := sha256.Sum256(append([]byte("measurement on paper/"), link[:]...))
	b := make([]byte, codeLength)
	for i := range b {
		b[i] = codeSigns[int(sum[i])%len(codeSigns)]
	}
	return string(b)
}

// Paper is a form on paper as whoever keys it has it before her.
type Paper struct {
	Link Link
	Form *instrument.Form
	// Second: somebody else has keyed it once, and this keying is compared with hers.
	Second bool
}

// FindPaper finds a form by its code, for those who may measure the client. One that was keyed is a conflict.
func FindPaper(tx *act.Tx, typed string) (Paper, error) {
	o, _, f, err := paper(tx, typed)
	return Paper{Link: o.Link, Form: f, Second: o.second(tx)}, err
}

// second tells whether the actor keys what somebody else has keyed.
func (o opened) second(tx *act.Tx) bool {
	return o.Twice && !o.KeyedBy.IsZero() && o.KeyedBy != tx.Actor.ID
}

func paper(tx *act.Tx, typed string) (o opened, h client.Holder, f *instrument.Form, err error) {
	found := false
	if code, ok := foldCode(typed); ok {
		if o, found, err = linkByCode(tx, code); err != nil {
			return o, h, nil, err
		}
	}
	if found {
		if h, err = client.Hold(tx, o.Client, client.Measuring); err != nil {
			return o, h, nil, err
		}
	}
	if err := tx.Require(access.RecordMeasurements, h.Subject(noun)); err != nil {
		return o, h, nil, err
	}
	switch {
	case !found:
		return o, h, nil, fault.Missing()
	case o.State == LinkHandedIn:
		return o, h, nil, fault.New(fault.Conflict, "outcome.paper_keyed")
	case o.StateAt(tx.Now) != LinkOpen:
		return o, h, nil, fault.New(fault.Conflict, "outcome.link_over")
	}
	if err := h.Keepable(); err != nil {
		return o, h, nil, err
	}
	if f, err = instrument.FormOf(tx, o.Version); err != nil {
		return o, h, nil, err
	}
	return o, h, f, agreed(h, f)
}

// Keying is what was keyed from a form on paper.
type Keying struct {
	Code        string
	Occasion    Occasion
	Day         civil.Date // that stands on the form
	By          AnsweredBy
	Interpreter bool
	Place       string
	Answers     instrument.Answers
	// Settled: whoever keys second has looked at the paper where the two differ, and what she has keyed now holds.
	Settled bool
}

// Keyed is what came of a keying.
type Keyed struct {
	Receipt
	Waits   bool     // it waits for somebody else to key it too
	Differs []string // where it differs from what was keyed first, as names of fields; nothing is on record then
}

// Key puts what was keyed from a form on record; or keeps it, when the form is to be keyed by two, until somebody else has keyed the same.
func Key(tx *act.Tx, k Keying) (Keyed, error) {
	o, h, f, err := paper(tx, k.Code)
	if err != nil {
		return Keyed{}, err
	}
	m := k.measurement(o, f)
	if m, err = placed(tx, m, h, f); err != nil {
		return Keyed{}, err
	}
	if o.Twice && !o.second(tx) {
		return Keyed{Waits: true}, o.keep(tx, h, f, m)
	}
	if o.Twice && !k.Settled {
		differs, err := o.compare(h, f, m)
		if err != nil || len(differs) > 0 {
			return Keyed{Differs: differs}, err
		}
	}
	if err := endLink(tx, o); err != nil {
		return Keyed{}, err
	}
	r, err := put(tx, h, f, m)
	return Keyed{Receipt: r}, err
}

func (k Keying) measurement(o opened, f *instrument.Form) Measurement {
	m := o.measurement(k.Answers, f, k.Day)
	m.Occasion, m.By, m.Interpreter, m.Place, m.Seconds = k.Occasion, k.By, k.Interpreter, k.Place, 0
	return m
}

// keep keeps the first of two keyings.
func (o opened) keep(tx *act.Tx, h client.Holder, f *instrument.Form, m Measurement) error {
	if err := o.seal(h, f, m.Answers); err != nil {
		return err
	}
	o.KeyedBy, o.day, o.By, o.Interpreter, o.Place, o.Occasion, o.TouchedAt = tx.Actor.ID, m.Day, m.By, m.Interpreter, m.Place, m.Occasion, tx.Now
	return keepFirst(tx, o)
}

// compare names the fields in which a keying differs from the first.
func (o opened) compare(h client.Holder, f *instrument.Form, m Measurement) ([]string, error) {
	first, err := o.answers(h, f)
	if err != nil {
		return nil, err
	}
	var names []string
	for name, differs := range map[string]bool{"day": o.day != m.Day, "by": o.By != m.By, "interpreter": o.Interpreter != m.Interpreter,
		"place": o.Place != m.Place, "occasion": o.Occasion != m.Occasion} {
		if differs {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return append(names, differences(f, first, m.Answers)...), nil
}

// differences names the answers that differ, in the order of the form, as faults of answers are named.
func differences(f *instrument.Form, a, b instrument.Answers) []string {
	a, b = f.Settle(a), f.Settle(b)
	var names []string
	for _, s := range f.Definition.Sections {
		if s.Repeats == nil {
			for _, item := range s.Items {
				if !equal(a.Items[item.Code], b.Items[item.Code]) {
					names = append(names, "answers."+item.Code)
				}
			}
			continue
		}
		one, other := a.Entries[s.Code], b.Entries[s.Code]
		for n := range max(len(one), len(other)) {
			for _, item := range s.Items {
				if !equal(entryAt(one, n)[item.Code], entryAt(other, n)[item.Code]) {
					names = append(names, fmt.Sprintf("answers.%s[%d].%s", s.Code, n+1, item.Code))
				}
			}
		}
	}
	return names
}

func entryAt(all []instrument.Entry, n int) instrument.Entry {
	if n < len(all) {
		return all[n]
	}
	return nil
}

func equal(a, b instrument.Answer) bool {
	chosen := func(options []string) map[string]bool {
		set := map[string]bool{}
		for _, o := range options {
			set[o] = true
		}
		return set
	}
	return a.State == b.State && a.Number == b.Number && a.Option == b.Option && a.Day == b.Day && a.Text == b.Text &&
		maps.Equal(chosen(a.Options), chosen(b.Options))
}
