package outcome

import (
	"strings"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// longestReason is how many characters a reason has at most.
const longestReason = 2_000

// Correction is a change to a measurement on record, with a reason. The old version stays and the history shows both.
type Correction struct {
	ID     CorrectionID // minted by the form: sent twice it is made once
	Seen   int          // the number of the version that was looked at
	Reason string
	// Measurement is it as it should be. Whose it is, in which unit and under which version of the instrument it was answered, how it came
	// here and by which import stay as they were; what was recorded of somebody else is withdrawn and recorded again.
	Measurement Measurement
}

// Correct adds a version. When somebody else did so since the actor looked, the answer is stale and nothing is changed. Consent is not
// asked: what is kept must be right.
func Correct(tx *act.Tx, c Correction) (Receipt, error) { return amend(tx, c, Current) }

// Withdraw takes a measurement out of all pictures and reports: it was recorded by mistake. Its versions stay to be seen.
func Withdraw(tx *act.Tx, c Correction) (Receipt, error) { return amend(tx, c, Withdrawn) }

func amend(tx *act.Tx, c Correction, to State) (Receipt, error) {
	h, of, f, err := load(tx, c.Measurement.ID, access.CorrectMeasurements)
	if err != nil {
		return Receipt{}, err
	}
	if err := of.Keepable(); err != nil {
		return Receipt{}, err
	}
	now := h.Now()
	c = c.kept(now, to)
	for _, v := range h.Versions {
		if v.Correction == c.ID && !c.ID.IsZero() {
			return amendedBefore(f, v, c, to)
		}
	}
	if err := c.check(tx, f, to); err != nil {
		return Receipt{}, err
	}
	if now.State == Withdrawn {
		return Receipt{}, fault.New(fault.Conflict, "outcome.withdrawn")
	}
	if now.No != c.Seen {
		return Receipt{}, stale()
	}
	return addVersion(tx, of, f, now, Version{Measurement: c.Measurement, No: now.No + 1, State: to, RecordedBy: tx.Actor.Worker(), RecordedAt: tx.Now,
		Correction: c.ID, Reason: c.Reason})
}

// kept keeps of a correction what it may change.
func (c Correction) kept(now Version, to State) Correction {
	m := c.Measurement
	if to == Withdrawn {
		m = now.Measurement
	}
	was := now.Measurement
	m.Client, m.Organisation, m.Unit, m.Instrument, m.Version, m.Number = was.Client, was.Organisation, was.Unit, was.Instrument, was.Version, was.Number
	m.Moment, m.Way, m.Import = was.Moment, was.Way, was.Import
	c.Measurement, c.Reason = m, strings.TrimSpace(c.Reason)
	return c
}

func (c Correction) check(tx *act.Tx, f *instrument.Form, to State) error {
	var checks fault.Checks
	checks.That(!c.ID.IsZero(), "id", "outcome.id.missing")
	checks.That(c.Reason != "", "reason", "outcome.reason.missing")
	checks.That(utf8.RuneCountInString(c.Reason) <= longestReason, "reason", "outcome.reason.long", "max", longestReason)
	if to == Withdrawn {
		return checks.Err()
	}
	content := c.Measurement.Check(f, tx.Today())
	own, found := fault.Of(checks.Err()), fault.Of(content)
	if own == nil || found == nil {
		if content != nil {
			return content
		}
		return checks.Err()
	}
	found.Fields = append(found.Fields, own.Fields...)
	return found
}

func amendedBefore(f *instrument.Form, v Version, c Correction, to State) (Receipt, error) {
	same, err := sameAnswers(f, v.Answers, c.Measurement.Answers)
	if err != nil {
		return Receipt{}, err
	}
	if v.Reason != c.Reason || (v.State == Withdrawn) != (to == Withdrawn) || to != Withdrawn && !(same && v.same(c.Measurement)) {
		return Receipt{}, conflict()
	}
	return Receipt{Measurement: v.ID, No: v.No, Again: true, RecordedAt: v.RecordedAt}, nil
}

func addVersion(tx *act.Tx, of client.Holder, f *instrument.Form, old, v Version) (Receipt, error) {
	replaced, err := replaceVersion(tx, old)
	if err != nil {
		return Receipt{}, err
	}
	if !replaced {
		return Receipt{}, stale()
	}
	taken, err := insert(tx, of, f, v)
	if err == nil && !taken {
		err = stale()
	}
	return Receipt{Measurement: v.ID, No: v.No, RecordedAt: v.RecordedAt}, err
}
