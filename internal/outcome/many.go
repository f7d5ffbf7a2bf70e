package outcome

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// ImportSubject is what permission to import is asked about.
func ImportSubject(o access.OrganisationID, u access.UnitID, of ImportID) access.Subject {
	return access.Of("measurement_import", o, u, of)
}

// MayImport is nil when the actor may record measurements of a client with an instrument: what Record asks for, as a question about each
// row of a file. Who is not there, and who is not the actor's, are the same answer.
func MayImport(tx *act.Tx, h client.Holder, f *instrument.Form) error {
	if err := tx.Require(access.RecordMeasurements, h.Subject(noun)); err != nil {
		return err
	}
	if err := h.Keepable(); err != nil {
		return err
	}
	return agreed(h, f)
}

// RecordMany puts many measurements of an import on record in one act, all or none. Their ids must be new. One without a unit
// counts for that of its client. Rights and consent are asked as Record asks them, of every client.
func RecordMany(tx *act.Tx, of ImportID, o access.OrganisationID, all []Measurement) error {
	holders, err := client.HoldMany(tx, measuredClients(all), client.Measuring)
	if err != nil {
		return err
	}
	w := newWriter(tx)
	for _, m := range all {
		if m.Import = of; of.IsZero() {
			return errors.New("outcome: an imported measurement that is of no import")
		}
		f, err := instrument.Answering(tx, m.Version)
		if err != nil {
			return err
		}
		h := holders[m.Client]
		if err := MayImport(tx, h, f); err != nil {
			return err
		}
		if h.Organisation != o {
			return fault.Missing()
		}
		if m.Unit.IsZero() {
			m.Unit = h.Unit
		}
		m.Way, m.Organisation, m.Instrument, m.Number, m.Moment = ByImport, o, f.Instrument, f.Number, m.moment()
		if err := m.Check(f, tx.Today()); err != nil {
			return err
		}
		r, err := sealed(h, f, Version{Measurement: m, No: 1, State: Current, RecordedBy: tx.Actor.Worker(), RecordedAt: tx.Now})
		if err != nil {
			return err
		}
		if err := w.add(r); err != nil {
			return err
		}
	}
	return w.close()
}

// measuredClients are those of some measurements, each once.
func measuredClients(all []Measurement) []client.ClientID {
	seen := map[client.ClientID]bool{}
	var clients []client.ClientID
	for _, m := range all {
		if !seen[m.Client] {
			seen[m.Client] = true
			clients = append(clients, m.Client)
		}
	}
	return clients
}

// Trace is by what a measurement on record is found again: two of a client on one day, answered by the same, may be one.
type Trace struct {
	Client client.ClientID
	Day    civil.Date
	By     AnsweredBy
}

// Content is what a measurement says, as far as it can be compared unopened: which version of the instrument, on which occasion, and the
// answers that are no words, packed. Answers in words stand sealed; Worded tells that there are some.
type Content struct {
	Version  instrument.VersionID
	Occasion Occasion
	Closed   string
	Worded   bool
}

// ContentOf is what a measurement that is not on record yet would say.
func ContentOf(f *instrument.Form, m Measurement) (Content, error) {
	packed, err := f.Pack(m.Answers)
	return Content{m.Version, m.Occasion, string(packed.Closed), len(packed.Words) > 0}, err
}

// EachTrace calls fn for every measurement of some clients with an instrument. The act has asked for permission to measure them.
func EachTrace(tx *act.Tx, of instrument.InstrumentID, clients []client.ClientID, fn func(Trace, Content)) error {
	for some := range act.Shares(clients, 1) {
		if err := eachTrace(tx, of, some, fn); err != nil {
			return err
		}
	}
	return nil
}

// ImportStanding says what has become of an import's measurements.
type ImportStanding struct {
	Current   int
	Corrected int // of those: corrected since
	Withdrawn int
}

// StandingOfImport counts the measurements of an import.
func StandingOfImport(tx *act.Tx, o access.OrganisationID, u access.UnitID, of ImportID) (ImportStanding, error) {
	if err := tx.Require(access.ImportMeasurements, ImportSubject(o, u, of)); err != nil {
		return ImportStanding{}, err
	}
	return standingOfImport(tx, of)
}

// withdrawnAtOnce keeps the memory of undoing a large import small.
const withdrawnAtOnce = 1_000

// WithdrawImport takes all measurements of an import out of pictures and reports in one act, also those that were corrected since: their
// histories say so. It tells how many there were.
func WithdrawImport(tx *act.Tx, o access.OrganisationID, u access.UnitID, of ImportID, c CorrectionID, reason string) (int, error) {
	if err := tx.Require(access.ImportMeasurements, ImportSubject(o, u, of)); err != nil {
		return 0, err
	}
	reason = strings.TrimSpace(reason)
	var checks fault.Checks
	checks.That(!c.IsZero(), "id", "outcome.id.missing")
	checks.That(reason != "", "reason", "outcome.reason.missing")
	checks.That(utf8.RuneCountInString(reason) <= longestReason, "reason", "outcome.reason.long", "max", longestReason)
	if err := checks.Err(); err != nil {
		return 0, err
	}
	ids, err := currentOfImport(tx, of)
	if err != nil {
		return 0, err
	}
	w := newWriter(tx)
	for some := range slices.Chunk(ids, withdrawnAtOnce) {
		if err := withdrawSome(tx, w, some, c, reason); err != nil {
			return 0, err
		}
	}
	if err := w.close(); err != nil {
		return 0, err
	}
	// The rows of before stay; only now is it known that each has a follower.
	return len(ids), replaceImport(tx, of, c)
}

func withdrawSome(tx *act.Tx, w *writer, ids []MeasurementID, c CorrectionID, reason string) error {
	rows, err := currentByID(tx, ids)
	if err != nil {
		return err
	}
	clients := make([]Measurement, len(rows))
	for i, r := range rows {
		clients[i] = r.Measurement
	}
	holders, err := client.HoldMany(tx, measuredClients(clients), client.Measuring)
	if err != nil {
		return err
	}
	for _, r := range rows {
		h := holders[r.Client]
		// The import was the actor's organisation's, so that whoever may undo it need not be tied to each of its clients; she is shown nothing.
		if err := tx.Require(access.ImportMeasurements, h.Subject(noun)); err != nil {
			return err
		}
		f, err := instrument.FormOf(tx, r.Version.Version)
		if err != nil {
			return err
		}
		v, err := r.open(h, f)
		if err != nil {
			return err
		}
		v.No, v.State, v.RecordedBy, v.RecordedAt, v.Correction, v.Reason = r.No+1, Withdrawn, tx.Actor.Worker(), tx.Now, c, reason
		if h.Keepable() != nil {
			v.Reason = "" // there is no key any more to seal it with
		}
		next, err := sealed(h, f, v)
		if err != nil {
			return err
		}
		if err := w.add(next); err != nil {
			return err
		}
	}
	return nil
}
