package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// tied is how the actor stands to a client, and in which unit.
type tied struct {
	tie  access.Tie
	unit access.UnitID
}

// better tells whether a tie goes further than another.
func (t tied) better(than tied) bool {
	rank := map[access.Tie]int{access.TieNone: 0, access.TieGlass: 1, access.TieUnit: 2, access.TiePair: 3, access.TieOwn: 4}
	return rank[t.tie] > rank[than.tie]
}

func tieOf(r Relation) tied {
	switch r.Kind {
	case OwnWorker:
		return tied{access.TieOwn, r.Unit}
	case PairWorker:
		return tied{access.TiePair, r.Unit}
	}
	return tied{access.TieUnit, r.Unit}
}

// ties finds how the actor stands to some clients. All are records that are not joined to another.
func ties(tx *act.Tx, holders []ClientID) (map[ClientID]tied, error) {
	if tx.Actor.Kind != access.KindWorker {
		return unitsOf(tx, holders)
	}
	found := map[ClientID]tied{}
	relations, err := tiesTo(tx, access.ReadClients, holders)
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		if t := tieOf(r); t.better(found[r.holder]) {
			found[r.holder] = t
		}
	}
	broken, err := glassesOpen(tx, holders)
	if err != nil {
		return nil, err
	}
	for holder, unit := range broken {
		if t := (tied{access.TieGlass, unit}); t.better(found[holder]) {
			found[holder] = t
		}
	}
	return found, nil
}

// unitsOf finds for an actor who is no person of which unit clients are now, or were last. Another program is tied to those who are clients
// of its organisation now, and when it is narrowed to a unit to those of that unit alone.
func unitsOf(tx *act.Tx, holders []ClientID) (map[ClientID]tied, error) {
	relations, err := relationsOf(tx, holders...) // the newest first
	if err != nil {
		return nil, err
	}
	found, now := map[ClientID]tied{}, map[ClientID]bool{}
	only := tx.Actor.Only().Unit
	for _, r := range relations {
		if !only.IsZero() && r.Unit != only {
			continue
		}
		holds := r.Term.In(tx.Today())
		if _, known := found[r.holder]; known && (now[r.holder] || !holds) {
			continue
		}
		t := tied{unit: r.Unit}
		if holds && tx.Actor.Kind == access.KindProgram && r.Organisation == tx.Actor.Home() {
			t.tie = access.TieUnit
		}
		found[r.holder], now[r.holder] = t, holds
	}
	return found, nil
}

func tieTo(tx *act.Tx, r record) (tied, error) {
	all, err := ties(tx, []ClientID{r.root()})
	return all[r.root()], err
}

// recordAndTie looks for a client and how the actor stands to her, and asks nothing yet. Who is not there has no organisation and no tie.
func recordAndTie(tx *act.Tx, c ClientID) (record, tied, error) {
	r, found, err := findRecord(tx, c)
	if err != nil || !found {
		return record{id: c}, tied{}, err
	}
	t, err := tieTo(tx, r)
	return r, t, err
}

// readPermission is what reading asks for: behind the glass something of its own, so that the log tells it.
func readPermission(t tied) access.Permission {
	if t.tie == access.TieGlass {
		return access.ReadBehindGlass
	}
	return access.ReadClients
}

// mayRead asks to read a client. Absent, and not the actor's to see, are the same answer.
func mayRead(tx *act.Tx, c ClientID) (record, error) {
	r, t, err := recordAndTie(tx, c)
	if err != nil {
		return r, err
	}
	if err := tx.Require(readPermission(t), subject(r.organisation, c, t)); err != nil {
		return record{}, err
	}
	if r.no == 0 {
		return r, fault.Missing()
	}
	return r, nil
}

// mayKeep asks to change something about a client who is there and not erased.
func mayKeep(tx *act.Tx, c ClientID) (record, tied, error) {
	r, t, err := recordAndTie(tx, c)
	if err != nil {
		return r, t, err
	}
	if err := tx.Require(access.KeepClients, subject(r.organisation, c, t)); err != nil {
		return record{}, t, err
	}
	return r, t, gone(r)
}

// MayKeep asks for the right to change something about a client: for a page that shows her in a form.
func MayKeep(tx *act.Tx, c ClientID) error {
	_, _, err := mayKeep(tx, c)
	return err
}

// MayRelate asks for the right to change whose client somebody is.
func MayRelate(tx *act.Tx, c ClientID) error {
	_, err := mayRelate(tx, c)
	return err
}

// StillTied tells whether the actor may still see a client after she has changed whose client she is. It gives nothing of her away.
func StillTied(tx *act.Tx, c ClientID) (bool, error) {
	_, t, err := recordAndTie(tx, c)
	return t.tie != access.TieNone || tx.Actor.Kind == access.KindSystem, err
}

// gone is the answer to a change of a client of whom nothing is left to change.
func gone(r record) error {
	switch {
	case r.no == 0:
		return fault.Missing()
	case !r.erasedAt.IsZero():
		return fault.New(fault.Conflict, "client.erased")
	case r.locked():
		return fault.New(fault.Unavailable, "client.locked")
	}
	return nil
}

// Find reads a client. One whose record was joined to another's is found as that other: compare the ids. Under a non-disclosure order her
// contact is withheld; Contact gives it to those who may have it.
func Find(tx *act.Tx, c ClientID) (Client, error) {
	r, err := mayRead(tx, c)
	if err != nil {
		return Client{}, err
	}
	if !r.mergedInto.IsZero() {
		if r, err = mayRead(tx, r.mergedInto); err != nil {
			return Client{}, err
		}
	}
	found, err := stands(tx, r)
	if err != nil {
		return Client{}, err
	}
	t, err := tieTo(tx, r)
	found.Tie = t.tie
	if found.NonDisclosure {
		found.Person, found.Withheld = found.withoutContact(), true
	}
	return found, err
}

// stands opens the version that stands.
func stands(tx *act.Tx, r record) (Client, error) {
	v, err := versionNo(tx, r.id, r.no)
	if err != nil {
		return Client{}, err
	}
	return opened(tx, r, v)
}

// MaySeeContact tells whether the actor may see what a non-disclosure order protects. It is for pages to know what to offer.
func MaySeeContact(tx *act.Tx, c Client) bool {
	s := access.Of("client", c.Organisation, access.UnitID{}, c.ID)
	s.Tie = c.Tie
	return tx.Actor.May(access.ReadHiddenContact, s)
}

// Contact reads a client with what a non-disclosure order protects, for those who may see it. The log tells that it was seen.
func Contact(tx *act.Tx, c ClientID) (Client, error) {
	found, err := Find(tx, c)
	if err != nil || !found.Withheld {
		return found, err
	}
	r, t, err := recordAndTie(tx, found.ID)
	if err != nil {
		return Client{}, err
	}
	if err := tx.Require(access.ReadHiddenContact, subject(r.organisation, r.id, t)); err != nil {
		return Client{}, err
	}
	found, err = stands(tx, r)
	found.Tie = t.tie
	return found, err
}

// Version is one version of what was known of a client.
type Version struct {
	No int
	Person
	Withheld   bool // contact is not shown: she was or is under a non-disclosure order
	Reason     string
	RecordedBy access.WorkerID
	RecordedAt civil.Instant
}

// History lists all versions of a client, the newest first. What a non-disclosure order protects, then or now, is withheld; nobody needs
// an old address to understand what changed.
func History(tx *act.Tx, c ClientID) ([]Version, error) {
	r, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	key, err := r.key(tx)
	if err != nil {
		return nil, err
	}
	rows, err := versions(tx, r.id)
	if err != nil {
		return nil, err
	}
	all := make([]Version, len(rows))
	for i, row := range rows {
		all[i] = Version{No: row.no, RecordedBy: row.recordedBy, RecordedAt: row.recordedAt}
		if all[i].Person, all[i].Reason, err = row.person(key); err != nil {
			return nil, err
		}
		if row.nonDisclosure || rows[0].nonDisclosure {
			all[i].Person, all[i].Withheld = all[i].withoutContact(), true
		}
	}
	return all, nil
}
