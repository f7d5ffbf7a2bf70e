package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/recognise"
)

// Correction is a change to a visit on record, with a reason. The old version
// stays and the history shows both.
type Correction struct {
	ID     CorrectionID // minted by the form: sent twice it is made once
	Seen   int          // the number of the version that was looked at
	Reason string
	// Stop is the visit as it should be. Organisation, unit, source, import and
	// the device's clock stay those of the first version: whoever recorded it in
	// the wrong unit withdraws it and records it again.
	Stop Stop
}

// Correct adds a version. When somebody else did so since the actor looked, the
// answer is stale and nothing is changed.
func Correct(tx *act.Tx, c Correction) (Receipt, error) {
	return amend(tx, c, Current)
}

// Withdraw takes a visit out of all counting: it was recorded by mistake. Its
// versions stay to be seen. A withdrawn visit cannot be corrected; it is
// recorded again under a new id.
func Withdraw(tx *act.Tx, c Correction) (Receipt, error) {
	return amend(tx, c, Withdrawn)
}

func amend(tx *act.Tx, c Correction, to State) (Receipt, error) {
	h, err := loadVisit(tx, access.CorrectVisits, c.Stop.ID)
	if err != nil {
		return Receipt{}, err
	}
	seen, now := c.Stop.tidied(), h.Now()
	if to == Withdrawn {
		seen = now.Stop
		seen.Confirmed = c.Stop.Confirmed
	}
	seen.Organisation, seen.Unit = now.Organisation, now.Unit
	seen.Source, seen.Import, seen.MadeAt = now.Source, now.Import, now.MadeAt
	c.Stop, c.Reason = seen, tidy(c.Reason)
	for _, v := range h.Versions {
		if v.Correction == c.ID && !c.ID.IsZero() {
			return amendedBefore(v, c, to)
		}
	}
	if err := c.check(tx, to); err != nil {
		return Receipt{}, err
	}
	if now.State == Withdrawn {
		return Receipt{}, fault.New(fault.Conflict, "visit.withdrawn")
	}
	if now.No != c.Seen {
		return Receipt{}, fault.New(fault.Stale, "visit.stale")
	}
	return addVersion(tx, now, Version{Stop: c.Stop, No: now.No + 1, State: to, RecordedBy: tx.Actor.ID,
		RecordedAt: tx.Now, Correction: c.ID, Reason: c.Reason})
}

func (c Correction) check(tx *act.Tx, to State) error {
	var checks fault.Checks
	checks.That(!c.ID.IsZero(), "id", "visit.correction.missing")
	checks.That(c.Reason != "", "reason", "visit.reason.missing")
	checks.That(short(c.Reason, longestNote), "reason", "visit.reason.long", "max", longestNote)
	checks.That(len(recognise.Hints(c.Reason)) == 0 || c.Stop.Confirmed, "reason", "visit.heard.recognisable")
	if to == Withdrawn {
		return checks.Err()
	}
	content := fault.Of(c.Stop.Check(tx.Today()))
	reason := fault.Of(checks.Err())
	if content == nil || reason == nil {
		if content != nil {
			return content
		}
		return checks.Err()
	}
	content.Fields = append(content.Fields, reason.Fields...)
	return content
}

func amendedBefore(v Version, c Correction, to State) (Receipt, error) {
	withdrawal := v.State == Withdrawn
	if withdrawal != (to == Withdrawn) || v.Reason != c.Reason || !withdrawal && !v.Same(c.Stop) {
		return Receipt{}, fault.New(fault.Conflict, "visit.conflict", "visit", c.Stop.ID.String())
	}
	return Receipt{Stop: c.Stop.ID, Version: v.No, Again: true, RecordedAt: v.RecordedAt}, nil
}

func addVersion(tx *act.Tx, old, v Version) (Receipt, error) {
	replaced, err := replaceVersion(tx, old)
	if err != nil {
		return Receipt{}, err
	}
	if !replaced {
		return Receipt{}, fault.New(fault.Stale, "visit.stale")
	}
	taken, err := insertVersion(tx, v)
	if err != nil {
		return Receipt{}, err
	}
	if !taken {
		if err := unknownIn(tx, v.Stop); err != nil {
			return Receipt{}, err
		}
		return Receipt{}, fault.New(fault.Stale, "visit.stale")
	}
	return Receipt{Stop: v.ID, Version: v.No, RecordedAt: v.RecordedAt}, nil
}
