package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Erase destroys a client's key, and those of the records joined to hers: whatever was sealed with them is unreadable from then on, here
// and in every backup. What stood open about her goes too; that there was a client, whose and from when to when, stays for the counts.
// reason must say why; it stands nowhere, since nothing about her is to stand: whoever erases has to be able to tell.
func Erase(tx *act.Tx, c ClientID) error {
	r, err := mayErase(tx, c)
	if err != nil || !r.erasedAt.IsZero() {
		return err
	}
	root, _, err := findRecord(tx, r.root())
	if err != nil {
		return err
	}
	with, err := joined(tx, root.id)
	if err != nil {
		return err
	}
	for _, one := range append(with, root) {
		if err := eraseOne(tx, one); err != nil {
			return err
		}
	}
	return endAll(tx, root.id, tx.Today())
}

// MayErase asks for the right to erase a client: for the page that tells what would happen.
func MayErase(tx *act.Tx, c ClientID) error {
	_, err := mayErase(tx, c)
	return err
}

func mayErase(tx *act.Tx, c ClientID) (record, error) {
	r, t, err := recordAndTie(tx, c)
	if err != nil {
		return r, err
	}
	if err := tx.Require(access.EraseClients, subject(r.organisation, c, t)); err != nil {
		return r, err
	}
	if r.no == 0 {
		return r, fault.Missing()
	}
	return r, nil
}

// eraseOne takes the marks away first: only the key tells which they are.
func eraseOne(tx *act.Tx, r record) error {
	c, err := stands(tx, r)
	if err != nil {
		return err
	}
	if !c.Locked {
		marks := append(marksOf(tx.Seals, r.organisation, c.Person, true), marksOf(tx.Seals, r.organisation, c.Person, false)...)
		if err := deleteMarks(tx, r.id, marks); err != nil {
			return err
		}
	}
	return erase(tx, r.id, tx.Now)
}

// endAll ends what ties workers to somebody who is erased: there is nobody left to be tied to.
func endAll(tx *act.Tx, c ClientID, day civil.Date) error {
	relations, err := relationsOf(tx, c)
	if err != nil {
		return err
	}
	for _, r := range relations {
		if r.Term.Ended(day) {
			continue
		}
		to := day
		if to.Before(r.Term.From) {
			to = r.Term.From
		}
		if _, err := endRelation(tx, r.ID, r.Version, to); err != nil {
			return err
		}
	}
	return nil
}
