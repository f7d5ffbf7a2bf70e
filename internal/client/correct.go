package client

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

// Correction is a change of what is known of a client. The old version stays, and the history shows both.
type Correction struct {
	ID     CorrectionID // minted by the form: sent twice it is made once
	Client ClientID
	Seen   int    // the version that was looked at
	Reason string // empty when something simply changed: she moved, she has another number
	Person Person
	// KeepContact leaves what a non-disclosure order protects as it is: the form did not show it.
	KeepContact bool
	// Other says that those who may be the same person have been looked at.
	Other bool
}

// Correct adds a version. When somebody else did so since the actor looked, the answer is stale. Whoever may not see a protected contact
// can neither change it nor lift the order that protects it.
func Correct(tx *act.Tx, c Correction) error {
	r, t, err := mayKeep(tx, c.Client)
	if err != nil {
		return err
	}
	rows, err := versions(tx, r.id)
	if err != nil {
		return err
	}
	before, err := opened(tx, r, rows[0])
	if err != nil {
		return err
	}
	if before.NonDisclosure {
		if err := c.respect(tx, subject(r.organisation, r.id, t), before.Person); err != nil {
			return err
		}
	}
	c.Person = c.Person.tidied()
	if again, err := c.madeBefore(tx, r, rows); again || err != nil {
		return err
	}
	if err := both(c.Person.Check(tx.Today()), c.check()); err != nil {
		return err
	}
	if c.Seen != r.no {
		return stale()
	}
	if err := c.checkOthers(tx, r, before.Person); err != nil {
		return err
	}
	return c.put(tx, r, before.Person)
}

// respect keeps a protected contact from those who may not see it.
func (c *Correction) respect(tx *act.Tx, s access.Subject, before Person) error {
	if c.KeepContact {
		c.Person.Phone, c.Person.Email, c.Person.Address, c.Person.Municipality = before.Phone, before.Email, before.Address, before.Municipality
		if c.Person.NonDisclosure {
			return nil
		}
	}
	return tx.Require(access.ReadHiddenContact, s)
}

func (c Correction) check() error {
	var checks fault.Checks
	checks.That(!c.ID.IsZero(), "id", "client.id.missing")
	checks.That(short(c.Reason, longestNote), "reason", "client.note.long", "max", longestNote)
	return checks.Err()
}

// madeBefore tells whether the correction stands already, with this content.
func (c Correction) madeBefore(tx *act.Tx, r record, rows []row) (bool, error) {
	at := slices.IndexFunc(rows, func(v row) bool { return v.correction == c.ID && !c.ID.IsZero() })
	if at < 0 {
		return false, nil
	}
	key, err := r.key(tx)
	if err != nil {
		return false, err
	}
	stood, reason, err := rows[at].person(key)
	if err == nil && (stood != c.Person || reason != c.Reason) {
		err = conflict()
	}
	return true, err
}

// checkOthers looks for the same person under another record, when the correction changes who she is.
func (c Correction) checkOthers(tx *act.Tx, r record, before Person) error {
	if before.Identity == c.Person.Identity && before.Born == c.Person.Born && before.Name() == c.Person.Name() {
		return nil
	}
	found, err := hints(tx, r.organisation, c.Person, r)
	if err != nil {
		return err
	}
	var checks fault.Checks
	checks.That(!found.SameCode, "identity", "client.identity.taken")
	checks.That(found.SameCode || c.Other || len(found.Visible) == 0 && !found.Hidden, "other", "client.other.look")
	return checks.Err()
}

func (c Correction) put(tx *act.Tx, r record, before Person) error {
	key, err := r.key(tx)
	if err != nil {
		return err
	}
	v, err := seals(key, r.id, r.no+1, c.Person, c.Reason)
	if err != nil {
		return err
	}
	v.recordedBy, v.recordedAt, v.correction = tx.Actor.ID, tx.Now, c.ID
	raised, err := raiseVersion(tx, r.id, c.Seen)
	if err != nil {
		return err
	}
	if !raised {
		return stale()
	}
	if err := insertVersion(tx, v); err != nil {
		return err
	}
	return markPerson(tx, r.organisation, r.id, &before, c.Person)
}
