package client

import (
	"slices"
	"sync"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/identity"
	"rinnalla/internal/seal"
)

// Holder is a client as those see her who keep more about clients: how the actor stands to her, what she has agreed to, and the key that
// seals what is hers. They ask for what they keep, with Subject; Hold itself asks nothing.
type Holder struct {
	ID           ClientID // under which things are kept, also when the record was joined to another
	Number       string   // by which she is called where her name must not stand
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
	r, found, err := recordAndConsent(tx, c, to)
	if err != nil || !found {
		return Holder{ID: c}, err
	}
	h := r.holder(tx)
	if tx.Actor.Kind == access.KindRespondent {
		return h, nil // whoever answers by a link is tied to nobody
	}
	t, err := tieTo(tx, r.record)
	h.Tie, h.Unit = t.tie, t.unit
	return h, err
}

func (r held) holder(tx *act.Tx) Holder {
	h := Holder{ID: r.id, Organisation: r.organisation, Number: r.number, Agreed: r.state == Given, record: r.record}
	// Most of what is kept needs no key, and opening one costs more than all else.
	h.key = sync.OnceValues(func() (seal.Key, error) { return r.key(tx) })
	return h
}

// HoldMany is Hold for many clients, with few questions to the database. Who is not there is not in the answer.
func HoldMany(tx *act.Tx, clients []ClientID, to ConsentKind) (map[ClientID]Holder, error) {
	all := make(map[ClientID]Holder, len(clients))
	for some := range act.Shares(clients, 1) {
		records, err := recordsAndConsents(tx, some, to)
		if err != nil {
			return nil, err
		}
		roots := make([]ClientID, len(records))
		for i, r := range records {
			roots[i] = r.root()
		}
		tie, err := ties(tx, roots)
		if err != nil {
			return nil, err
		}
		for i, r := range records {
			h, t := r.holder(tx), tie[roots[i]]
			h.Tie, h.Unit = t.tie, t.unit
			all[h.ID] = h
		}
	}
	return all, nil
}

// Numbered finds clients of an organisation by their numbers, however these are typed. Numbers that nobody has are not in the answer. It
// asks nothing and tells nothing that may be shown: whether somebody is there is for those to know who may do something about her, so the
// caller asks with what Hold gives, and answers a refusal as it answers a number that nobody has.
func Numbered(tx *act.Tx, o access.OrganisationID, numbers []string) (map[string]ClientID, error) {
	folded := make([]string, 0, len(numbers))
	for _, number := range numbers {
		if f := foldNumber(number); f != "" && short(number, longestNumber) {
			folded = append(folded, f)
		}
	}
	slices.Sort(folded)
	byFolded := map[string]ClientID{}
	for some := range act.Shares(slices.Compact(folded), 1) {
		if err := clientsOfNumbers(tx, o, some, byFolded); err != nil {
			return nil, err
		}
	}
	found := make(map[string]ClientID, len(byFolded))
	for _, number := range numbers {
		if c, there := byFolded[foldNumber(number)]; there {
			found[number] = c
		}
	}
	return found, nil
}

// Coded finds a client of an organisation by her identity code. Like Numbered it asks nothing and tells nothing that may be shown.
func Coded(tx *act.Tx, o access.OrganisationID, code identity.Code) (ClientID, bool, error) {
	if err := sealsOf(tx); err != nil {
		return ClientID{}, false, err
	}
	return clientOfCode(tx, codeMarks(tx.Seals, o, code))
}

// Subject is what is kept about her, as a question of permission. kind is the noun of what is kept.
func (h Holder) Subject(kind string) access.Subject {
	s := access.Of(kind, h.Organisation, h.Unit, h.ID)
	s.Tie = h.Tie
	return s
}

// SubjectMade is Subject of a single record, made in a unit and with an instrument; without a unit it is to be made in the one she is of.
func (h Holder) SubjectMade(kind string, made access.Made) access.Subject {
	s := h.Subject(kind)
	if made.Unit.IsZero() {
		made.Unit = h.Unit
	}
	s.Made = made
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
