package field

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
)

// State says what became of a returned envelope.
type State string

const (
	// Open: it waits for the worker to mend it, on the phone or at the desk.
	Open State = "open"
	// Mended: it was sent again and taken.
	Mended State = "mended"
	// Aside: she set it aside with a reason. It is kept.
	Aside State = "aside"
)

// Back is an envelope that was refused or in conflict: the desk's copy of what
// also stands in the phone's outbox.
type Back struct {
	Envelope id.Of[Envelope]
	Worker   access.WorkerID
	Kind     string
	Form     int
	MadeAt   string // as the phone's clock had it
	At       civil.Instant
	Body     string // JSON, as it came
	Verdict  Verdict
	State    State
	Reason   string // why it was set aside
}

// Made is when the phone thought it was; zero when its clock said something impossible.
func (b Back) Made() civil.Instant { return Envelope{MadeAt: b.MadeAt}.madeAt() }

func ask(tx *act.Tx) error { return tx.Require(access.UseDesk, tx.Actor.Self("envelope")) }

// giveBack keeps an envelope that was not taken, newest content first. One that
// was mended meanwhile stays mended: this is a late copy.
func giveBack(tx *act.Tx, e Envelope, raw jsontext.Value, v Verdict) error {
	if err := ask(tx); err != nil {
		return err
	}
	if e.ID.IsZero() {
		return nil // it names nothing; the phone keeps it
	}
	v.Theirs = nil
	body, err := deskCopy(tx, e, raw)
	if err != nil {
		return err
	}
	return upsertBack(tx, Back{Envelope: e.ID, Worker: tx.Actor.ID, Kind: e.Kind, Form: e.Form, MadeAt: e.MadeAt,
		At: tx.Now, Body: body, Verdict: v, State: Open})
}

// deskCopy is what the desk keeps of an envelope: its body, or all of one that has none. What may hold a client's answers is sealed or
// not kept.
func deskCopy(tx *act.Tx, e Envelope, raw jsontext.Value) (string, error) {
	switch {
	case e.Kind == kindMeasurement:
		return sealBack(tx, e)
	case len(e.Body) > 0:
		return strings.ToValidUTF8(string(e.Body), "\ufffd"), nil
	case strings.Contains(string(raw), `"answers"`):
		return "{}", nil
	}
	return strings.ToValidUTF8(string(raw), "\ufffd"), nil
}

// takeOff marks an envelope that came back once as mended.
func takeOff(tx *act.Tx, envelope id.Of[Envelope]) error {
	return settleBack(tx, envelope, Mended, "")
}

// Returned counts the envelopes that wait for the actor's mending.
func Returned(tx *act.Tx) (int, error) {
	if err := ask(tx); err != nil {
		return 0, err
	}
	return countOpen(tx)
}

// Backs lists the actor's returned envelopes, open ones first, then the newest.
func Backs(tx *act.Tx) ([]Back, error) {
	if err := ask(tx); err != nil {
		return nil, err
	}
	return listBacks(tx)
}

// OneBack loads one of the actor's returned envelopes; another's is not found.
func OneBack(tx *act.Tx, envelope id.Of[Envelope]) (Back, error) {
	if err := ask(tx); err != nil {
		return Back{}, err
	}
	b, found, err := findBack(tx, envelope)
	if err == nil && !found {
		err = fault.Missing()
	}
	if err == nil && b.Kind == kindMeasurement {
		b.Body, err = openBack(tx, envelope, b.Body)
	}
	return b, err
}

// Resend records a mended visit at the desk under the number that it had on the
// phone: nothing was taken under it.
func Resend(tx *act.Tx, envelope id.Of[Envelope], s outreach.Stop) error {
	b, err := OneBack(tx, envelope)
	if err != nil {
		return err
	}
	if b.State == Mended || b.Kind != kindStop {
		return fault.New(fault.Forbidden, "field.settled")
	}
	s.ID, s.Source, s.MadeAt = outreach.StopID(b.Envelope), outreach.Field, b.Made()
	if _, err := outreach.Record(tx, s); err != nil {
		return err
	}
	return takeOff(tx, envelope)
}

// SetAside says that the envelope need not be sent. It is kept, with the reason.
func SetAside(tx *act.Tx, envelope id.Of[Envelope], reason string) error {
	b, err := OneBack(tx, envelope)
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(reason != "", "reason", "field.reason_missing")
	c.That(len(reason) <= 2000, "reason", "field.reason_long")
	if err := c.Err(); err != nil {
		return err
	}
	if b.State != Open {
		return fault.New(fault.Forbidden, "field.settled")
	}
	return settleBack(tx, envelope, Aside, reason)
}

// Reasons are the sentences that say why it came back, in the reader's language.
func (b Back) Reasons(p *i18n.Printer) []string {
	var all []string
	for _, f := range b.Verdict.Fields {
		all = append(all, p.T(f.Key, revive(f.Args)...))
	}
	if len(all) == 0 {
		all = append(all, p.T(b.Verdict.Key, revive(b.Verdict.Args)...))
	}
	return all
}

// revive gives arguments that were kept as JSON the types that the printer writes
// by: JSON has one kind of number, and its dates are texts.
func revive(kept []any) []any {
	args := make([]any, len(kept))
	for i, arg := range kept {
		args[i] = arg
		switch v := arg.(type) {
		case float64:
			if v == float64(int64(v)) {
				args[i] = int64(v)
			}
		case string:
			if d, err := civil.ParseDate(v); err == nil {
				args[i] = d
			}
		}
	}
	return args
}

// Stop is what the envelope wanted to record, as far as it can be read; false
// when it is not a visit or cannot be read at all.
func (b Back) Stop() (outreach.Stop, bool) {
	if b.Kind != kindStop {
		return outreach.Stop{}, false
	}
	body, err := readBody[StopBody](jsontext.Value(b.Body))
	if err != nil {
		return outreach.Stop{}, false
	}
	s, err := body.stop(outreach.StopID(b.Envelope), b.Made())
	return s, err == nil
}
