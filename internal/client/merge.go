package client

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// UndoneWithin is how long a joining of two records can be undone.
const UndoneWithin = 30 * 24 * time.Hour

// Merge joins two records of one person. Nothing is moved and nothing is lost: the record that is joined points to the one that stays,
// whose name and details are shown, and whatever is kept under either belongs to both.
type Merge struct {
	ID       MergeID  // minted by the form: sent twice it is made once
	Client   ClientID // the record that is joined
	Into     ClientID // the record that stays
	Reason   string
	MergedBy access.WorkerID
	MergedAt civil.Instant
	UndoneBy access.WorkerID
	UndoneAt civil.Instant // zero: it holds

	// Number is that of the record that was joined.
	Number string
}

// Undoable tells whether the joining holds and can still be undone.
func (m Merge) Undoable(now civil.Instant) bool {
	return m.UndoneAt.IsZero() && now.Before(m.MergedAt.Add(UndoneWithin))
}

// MergeRecords joins a record to another of the same organisation. The actor must be tied to both. The same again is fine, another under
// the same id a conflict.
func MergeRecords(tx *act.Tx, m Merge) error {
	from, into, err := mayMerge(tx, m.Client, m.Into)
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(!m.ID.IsZero(), "id", "client.id.missing")
	c.That(m.Client != m.Into && from.organisation == into.organisation, "into", "client.merge.itself")
	c.That(!short(m.Reason, 0), "reason", "client.merge.reason")
	c.That(short(m.Reason, longestNote), "reason", "client.note.long", "max", longestNote)
	if err := c.Err(); err != nil {
		return err
	}
	before, found, err := findMerge(tx, m.ID)
	if err != nil {
		return err
	}
	if found {
		if before.Client != m.Client || before.Into != m.Into {
			return conflict()
		}
		return nil
	}
	if !from.mergedInto.IsZero() || !into.mergedInto.IsZero() {
		return fault.New(fault.Conflict, "client.merge.joined")
	}
	key, err := into.key(tx)
	if err != nil {
		return err
	}
	reason, err := key.Seal(m.Reason, place("client_merge.reason", m.Into, m.ID))
	if err != nil {
		return err
	}
	m.MergedBy, m.MergedAt = tx.Actor.ID, tx.Now
	if err := insertMerge(tx, m, reason); err != nil {
		return err
	}
	return settle(tx, m.Client, m.Into)
}

// mayMerge asks for both records.
func mayMerge(tx *act.Tx, from, into ClientID) (a, b record, err error) {
	for _, one := range []struct {
		id ClientID
		to *record
	}{{from, &a}, {into, &b}} {
		r, t, err := recordAndTie(tx, one.id)
		if err != nil {
			return a, b, err
		}
		if err := tx.Require(access.MergeClients, subject(r.organisation, one.id, t)); err != nil {
			return a, b, err
		}
		if err := gone(r); err != nil {
			return a, b, err
		}
		*one.to = r
	}
	return a, b, nil
}

// UndoMerge takes two records apart again, as they were, with what has come to either since. After UndoneWithin it is too late.
func UndoMerge(tx *act.Tx, merge MergeID) error {
	m, found, err := findMerge(tx, merge)
	if err != nil {
		return err
	}
	r, t, err := recordAndTie(tx, m.Client)
	if err != nil {
		return err
	}
	if err := tx.Require(access.MergeClients, subject(r.organisation, m.Client, t)); err != nil {
		return err
	}
	switch {
	case !found:
		return fault.Missing()
	case !m.UndoneAt.IsZero():
		return nil
	case !m.Undoable(tx.Now):
		return fault.New(fault.Conflict, "client.merge.too_late")
	}
	if err := undoMerge(tx, merge); err != nil {
		return err
	}
	return settle(tx, m.Client, m.Into)
}

// settle works out anew where the records around two of them belong: each to the record that the joinings that hold lead to.
func settle(tx *act.Tx, a, b ClientID) error {
	next, err := joinings(tx, a, b)
	if err != nil {
		return err
	}
	for c := range next {
		root := c
		for into := next[root]; !into.IsZero(); into = next[root] {
			root = into
		}
		if err := pointTo(tx, c, root); err != nil {
			return err
		}
		if err := moveRelations(tx, []ClientID{c}, root); err != nil {
			return err
		}
	}
	return nil
}

// joinings follows all that hold around some records, and gives for each record the one that it was joined to, zero for none.
func joinings(tx *act.Tx, from ...ClientID) (map[ClientID]ClientID, error) {
	next := map[ClientID]ClientID{}
	for len(from) > 0 {
		c := from[0]
		from = from[1:]
		if _, seen := next[c]; seen {
			continue
		}
		next[c] = ClientID{}
		around, err := mergesAround(tx, c)
		if err != nil {
			return nil, err
		}
		for _, m := range around {
			if m.Client == c {
				next[c] = m.Into
			}
			from = append(from, m.Client, m.Into)
		}
	}
	return next, nil
}

// MergesOf lists the records that were joined to a client's, also those that were taken apart again, the newest first.
func MergesOf(tx *act.Tx, c ClientID) ([]Merge, error) {
	r, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	into, _, err := findRecord(tx, r.root())
	if err != nil {
		return nil, err
	}
	with, err := joined(tx, into.id)
	if err != nil {
		return nil, err
	}
	var all []Merge
	for _, one := range append(with, into) {
		some, err := mergesInto(tx, one)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Same are the ids under which things are kept about one person: her own, and those of the records joined to it. It is for those who
// keep more about clients, and asks nothing: they ask for what they keep.
func Same(tx *act.Tx, c ClientID) ([]ClientID, error) {
	r, found, err := findRecord(tx, c)
	if err != nil || !found {
		return nil, err
	}
	with, err := joined(tx, r.root())
	if err != nil {
		return nil, err
	}
	all := []ClientID{r.root()}
	for _, one := range with {
		all = append(all, one.id)
	}
	return all, nil
}

// JoinedTo tells which records were joined to some of the clients, and to whom. It asks nothing: for those who keep things under the ids of
// clients whom they have asked for.
func JoinedTo(tx *act.Tx, ids []ClientID) (map[ClientID]ClientID, error) {
	all := map[ClientID]ClientID{}
	for some := range act.Shares(ids, 1) {
		if err := joinedTo(tx, some, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}
