package outcome

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// Sheet is what a respondent has before her: her link, the questions, and what she has answered so far.
type Sheet struct {
	Link Link
	Form *instrument.Form
	// Answers are what she has saved; nothing once she has handed in, for somebody else may hold the device by then.
	Answers instrument.Answers
	// Seen is whether she may see the picture of what she has handed in.
	Seen bool
}

// Page is what she answered on one page. What is not among the answers stays as it was; an answer that is Left is taken back.
type Page struct {
	Language    string // in which she was asked; empty: as before
	Interpreter bool   // she says that an interpreter helped her
	Answers     instrument.Answers
}

// Reading reads a page out of what was sent, for which it takes the sheet: its form says what there is to be answered.
type Reading func(Sheet) (Page, error)

// Given is the reading of a page that was read already.
func (p Page) Given(Sheet) (Page, error) { return p, nil }

// Limits of saving: nobody answers faster, and whoever does is no person.
const (
	mostSaves   = 5_000 // of one link
	mostAtOnce  = 60    // within a minute
	longestLook = 10 * time.Minute
)

// opened is a link with what the store knows beside it.
type opened struct {
	Link
	draft, words []byte
	burstAt      civil.Instant
	burst        int
	day          civil.Date // of a form on paper that was keyed once
	pin          []byte
	seenUntil    civil.Instant // zero: nothing of it is to be seen
	earlier      bool
}

// OpenSheet opens the measurement of the actor's link. A link that is unknown, closed or over is not found, with the reason that she can
// do something about. After she has handed in it says so, and shows nothing of it.
func OpenSheet(tx *act.Tx) (Sheet, error) {
	o, h, f, err := openLink(tx)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Link: o.Link, Form: f, Seen: o.seen(tx.Now, h, f) == nil}
	if o.State == LinkOpen {
		s.Answers, err = o.answers(h, f)
	}
	return s, err
}

// openLink finds the actor's link and asks to answer by it.
func openLink(tx *act.Tx) (opened, client.Holder, *instrument.Form, error) {
	return openLinkFor(tx, access.AnswerMeasurement)
}

func openLinkFor(tx *act.Tx, p access.Permission) (opened, client.Holder, *instrument.Form, error) {
	var h client.Holder
	o, found, err := linkByHash(tx, tx.Actor.Link())
	if err != nil {
		return o, h, nil, err
	}
	if !found || o.Way == OnPaper {
		// That there is no such link is no use of anybody's data.
		if err := tx.Require(access.Public, access.Subject{Kind: noun}); err != nil {
			return o, h, nil, err
		}
		return o, h, nil, fault.New(fault.NotFound, "outcome.link_unknown")
	}
	s := access.Of(noun, o.Organisation, o.Unit, o.Client)
	s.Link = tx.Actor.Link()
	if err := tx.Require(p, s); err != nil {
		return o, h, nil, err
	}
	if h, err = client.Hold(tx, o.Client, client.Measuring); err != nil {
		return o, h, nil, err
	}
	f, err := instrument.FormOf(tx, o.Version)
	if err != nil {
		return o, h, nil, err
	}
	return o, h, f, o.usable(tx.Now, h, f)
}

// usable is nil when something can be answered, or was handed in.
func (o opened) usable(now civil.Instant, h client.Holder, f *instrument.Form) error {
	switch state := o.StateAt(now); {
	case state == LinkHandedIn:
		return nil
	case state == LinkExpired:
		return fault.New(fault.NotFound, "outcome.link_expired")
	case state != LinkOpen, h.Keepable() != nil, agreed(h, f) != nil:
		return fault.New(fault.NotFound, "outcome.link_closed")
	}
	return nil
}

// answers opens the draft.
func (o opened) answers(h client.Holder, f *instrument.Form) (instrument.Answers, error) {
	if len(o.draft) == 0 {
		return instrument.Answers{}, nil
	}
	words, err := h.Open(o.words, columnDraft, o.ID)
	if err != nil {
		return instrument.Answers{}, err
	}
	return f.Unpack(instrument.Packed{Closed: o.draft, Words: []byte(words)})
}

const columnDraft = "outcome_link.draft_words"

// merged puts a page's answers over those of before. A repeated section comes whole.
func merged(before, page instrument.Answers) instrument.Answers {
	out := instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	for _, a := range []instrument.Answers{before, page} {
		for code, answer := range a.Items {
			out.Items[code] = answer
		}
		for code, entries := range a.Entries {
			out.Entries[code] = entries
		}
	}
	return out
}

// Save keeps what she answered on a page, until she hands in. When it is acknowledged it is on the disk.
func Save(tx *act.Tx, read Reading) error {
	o, h, f, err := openLink(tx)
	if err != nil {
		return err
	}
	if o.State == LinkHandedIn {
		return fault.New(fault.Conflict, "outcome.handed_in")
	}
	before, err := o.answers(h, f)
	if err != nil {
		return err
	}
	p, err := read(Sheet{Link: o.Link, Form: f, Answers: before})
	if err != nil {
		return err
	}
	all := merged(before, p.Answers)
	if err := f.CheckAnswers(all); err != nil {
		return both(nil, err)
	}
	if err := o.seal(h, f, all); err != nil {
		return err
	}
	if err := o.touch(tx.Now, f, p); err != nil {
		return err
	}
	return updateDraft(tx, o)
}

// seal packs answers as the draft.
func (o *opened) seal(h client.Holder, f *instrument.Form, a instrument.Answers) error {
	packed, err := f.Pack(a)
	if err != nil {
		return err
	}
	o.draft = packed.Closed
	o.words, err = h.Seal(string(packed.Words), columnDraft, o.ID)
	return err
}

// touch counts the save and the time that she was at it: between two saves at most longestLook, for who stays away longer does something
// else meanwhile.
func (o *opened) touch(now civil.Instant, f *instrument.Form, p Page) error {
	if !o.TouchedAt.IsZero() {
		o.Seconds += int(min(now.Sub(o.TouchedAt), longestLook) / time.Second)
	}
	if now.Sub(o.burstAt) >= time.Minute {
		o.burstAt, o.burst = now, 0
	}
	o.burst++
	o.Saves++
	if o.burst > mostAtOnce || o.Saves > mostSaves {
		return fault.New(fault.Forbidden, "outcome.link_busy")
	}
	if o.StartedAt.IsZero() {
		o.StartedAt = now
	}
	o.TouchedAt = now
	for _, lang := range f.Definition.Languages {
		if lang == p.Language {
			o.Language = lang
		}
	}
	o.Interpreter = o.Interpreter || p.Interpreter
	return nil
}

// HandIn puts what she has answered, with a last page, on record as a measurement, once: handing the same in again is the same receipt,
// something else a conflict, for what was handed in is changed by a correction only.
func HandIn(tx *act.Tx, read Reading) (Receipt, error) {
	o, h, f, err := openLink(tx)
	if err != nil {
		return Receipt{}, err
	}
	before, err := o.answers(h, f)
	if err != nil {
		return Receipt{}, err
	}
	p, err := read(Sheet{Link: o.Link, Form: f, Answers: before})
	if err != nil {
		return Receipt{}, err
	}
	if o.State == LinkHandedIn {
		return handedIn(tx, o, h, f, p)
	}
	if err := o.touch(tx.Now, f, p); err != nil {
		return Receipt{}, err
	}
	m := o.measurement(merged(before, p.Answers), f, tx.Today())
	if err := m.Check(f, tx.Today()); err != nil {
		return Receipt{}, err
	}
	o.seenUntil = o.showUntil(tx.Now)
	if err := endLink(tx, o); err != nil {
		return Receipt{}, err
	}
	return put(tx, h, f, m)
}

// measurement is what an answered link becomes.
func (o opened) measurement(a instrument.Answers, f *instrument.Form, today civil.Date) Measurement {
	return Measurement{ID: o.Measurement, Client: o.Client, Organisation: o.Organisation, Unit: o.Unit, Instrument: f.Instrument, Version: o.Version,
		Number: f.Number, Moment: o.Moment, Occasion: o.Occasion, Day: today, By: o.By, Interpreter: o.Interpreter, Way: o.Way, Place: o.Place,
		Language: o.Language, Seconds: min(o.Seconds, longestSitting), Answers: a}
}

// handedIn compares a page that comes once more with what is on record.
func handedIn(tx *act.Tx, o opened, h client.Holder, f *instrument.Form, p Page) (Receipt, error) {
	rows, err := findVersions(tx, o.Measurement)
	if err != nil || len(rows) == 0 {
		return Receipt{}, err
	}
	first := rows[len(rows)-1]
	v, err := first.open(h, f)
	if err != nil {
		return Receipt{}, err
	}
	same, err := sameAnswers(f, v.Answers, merged(v.Answers, p.Answers))
	if err != nil || !same {
		if fault.Of(err) != nil || err == nil {
			err = fault.New(fault.Conflict, "outcome.handed_in")
		}
		return Receipt{}, err
	}
	return Receipt{Measurement: o.Measurement, No: 1, Again: true, RecordedAt: first.RecordedAt}, nil
}
