package client

import (
	"sync"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/seal"
)

// Holder is a client as those see her who keep more about clients: how the actor stands to her, what she has agreed to, and the key that
// seals what is hers. They ask for what they keep, with Subject; Hold itself asks nothing.
type Holder struct {
	ID           ClientID // under which things are kept, also when the record was joined to another
	Organisation access.OrganisationID
	Unit         access.UnitID // the unit through which the actor is tied to her; zero without a tie
	Tie          access.Tie
	// Agreed tells whether she has agreed to what Hold was asked about, and not taken it back.
	Agreed bool
	record record
	key    func() (seal.Key, error)
}

// Hold looks for a client, how the actor is tied to her, and whether she has agreed to a thing. Of somebody who is not there it gives a
// holder without an organisation, whom nobody may do anything to.
func Hold(tx *act.Tx, c ClientID, to ConsentKind) (Holder, error) {
	r, state, found, err := recordAndConsent(tx, c, to)
	if err != nil || !found {
		return Holder{ID: c}, err
	}
	h := Holder{ID: r.id, Organisation: r.organisation, Agreed: state == Given, record: r}
	// Most of what is kept needs no key, and opening one costs more than all else.
	h.key = sync.OnceValues(func() (seal.Key, error) { return r.key(tx) })
	if tx.Actor.Kind == access.KindRespondent {
		return h, nil // whoever answers by a link is tied to nobody
	}
	t, err := tieTo(tx, r)
	h.Tie, h.Unit = t.tie, t.unit
	return h, err
}

// Subject is what is kept about her, as a question of permission. kind is the noun of what is kept.
func (h Holder) Subject(kind string) access.Subject {
	s := access.Of(kind, h.Organisation, h.Unit, h.ID)
	s.Tie = h.Tie
	return s
}

// Reading is the permission that reading about her takes: behind the glass one of its own, so that the log tells it.
func (h Holder) Reading(p access.Permission) access.Permission {
	if h.Tie == access.TieGlass {
		return access.ReadBehindGlass
	}
	return p
}

// Keepable is nil when something can be sealed for her: she is there, not erased, and her key is here.
func (h Holder) Keepable() error { return gone(h.record) }

// Seal seals a text of hers for a column of a row; what was sealed there opens nowhere else. An empty text stays empty.
func (h Holder) Seal(text, column string, row any) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	key, err := h.key()
	if err != nil {
		return nil, err
	}
	return key.Seal(text, place(column, h.ID, row))
}

// Open opens what Seal sealed. Once her key is destroyed or gone it is empty.
func (h Holder) Open(box []byte, column string, row any) (string, error) {
	if len(box) == 0 || h.record.locked() {
		return "", nil
	}
	key, err := h.key()
	if err != nil {
		return "", err
	}
	return key.Open(box, place(column, h.ID, row))
}
