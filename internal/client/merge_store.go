package client

import (
	"rinnalla/internal/act"
)

const mergeColumns = "g.id, g.client, g.into_client, g.merged_by, g.merged_at, g.undone_by, g.undone_at, c.number, g.reason"

// mergeRow is a joining with its sealed reason.
type mergeRow struct {
	Merge
	reason []byte
}

func scanMerge(s act.Scanner) (m mergeRow, err error) {
	err = s.Scan(&m.ID, &m.Client, &m.Into, &m.MergedBy, &m.MergedAt, &m.UndoneBy, &m.UndoneAt, &m.Number, &m.reason)
	return m, err
}

const fromMerges = " FROM client_merge g JOIN client_client c ON c.id = g.client WHERE "

func insertMerge(tx *act.Tx, m Merge, reason []byte) error {
	_, err := tx.Exec("INSERT INTO client_merge (id, client, into_client, reason, merged_by, merged_at) VALUES "+act.Values(1, 6),
		m.ID, m.Client, m.Into, reason, m.MergedBy, m.MergedAt)
	return err
}

func findMerge(tx *act.Tx, merge MergeID) (Merge, bool, error) {
	m, found, err := act.One(tx, scanMerge, "SELECT "+mergeColumns+fromMerges+"g.id = $1", merge)
	return m.Merge, found, err
}

func undoMerge(tx *act.Tx, merge MergeID) error {
	_, err := tx.Exec("UPDATE client_merge SET undone_by = $1, undone_at = $2 WHERE id = $3", tx.Actor.ID, tx.Now, merge)
	return err
}

// mergesAround are those that hold and have a record on either side.
func mergesAround(tx *act.Tx, c ClientID) ([]Merge, error) {
	rows, err := act.All(tx, scanMerge, "SELECT "+mergeColumns+fromMerges+"(g.client = $1 OR g.into_client = $1) AND g.undone_at IS NULL", c)
	all := make([]Merge, len(rows))
	for i, m := range rows {
		all[i] = m.Merge
	}
	return all, err
}

// mergesInto are all that were ever made into one record, with their reasons.
func mergesInto(tx *act.Tx, into record) ([]Merge, error) {
	key, err := into.key(tx)
	if err != nil {
		return nil, err
	}
	rows, err := act.All(tx, scanMerge, "SELECT "+mergeColumns+fromMerges+"g.into_client = $1 ORDER BY g.merged_at DESC, g.id", into.id)
	if err != nil {
		return nil, err
	}
	all := make([]Merge, len(rows))
	for i, m := range rows {
		all[i] = m.Merge
		if key.IsZero() {
			continue
		}
		if all[i].Reason, err = key.Open(m.reason, place("client_merge.reason", into.id, m.ID)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// pointTo sets where a record belongs; to itself when it was joined to none.
func pointTo(tx *act.Tx, c, root ClientID) error {
	if c == root {
		root = ClientID{}
	}
	_, err := tx.Exec("UPDATE client_client SET merged_into = $1 WHERE id = $2", root, c)
	return err
}

func joinedTo(tx *act.Tx, ids []ClientID, into map[ClientID]ClientID) error {
	var a act.Args
	return act.Each(tx, func(s act.Scanner) error {
		var c, to ClientID
		if err := s.Scan(&c, &to); err != nil {
			return err
		}
		into[c] = to
		return nil
	}, "SELECT id, merged_into FROM client_client WHERE merged_into IN "+act.List(&a, ids), a.Values...)
}
