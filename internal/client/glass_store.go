package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// glassRow is a notice with its sealed reason and the client's key.
type glassRow struct {
	Notice
	reason []byte
	record record
}

func insertGlass(tx *act.Tx, n Notice, reason []byte) error {
	_, err := tx.Exec("INSERT INTO client_glass (id, client, organisation, unit, worker, reason, opened_at, until_at) VALUES "+act.Values(1, 8),
		n.ID, n.Client, n.Organisation, n.Unit, n.Worker, reason, n.OpenedAt, n.Until)
	return err
}

const glassColumns = "g.id, g.client, g.organisation, g.unit, g.worker, g.opened_at, g.until_at, g.acknowledged_by, g.acknowledged_at"

func (n *Notice) into() []any {
	return []any{&n.ID, &n.Client, &n.Organisation, &n.Unit, &n.Worker, &n.OpenedAt, &n.Until, &n.AcknowledgedBy, &n.AcknowledgedAt}
}

func findGlass(tx *act.Tx, glass GlassID) (Notice, bool, error) {
	return act.One(tx, func(s act.Scanner) (n Notice, err error) { return n, s.Scan(n.into()...) },
		"SELECT "+glassColumns+" FROM client_glass g WHERE g.id = $1", glass)
}

// glassesOpen are the units in which the actor broke a glass that still lets her read, by client.
func glassesOpen(tx *act.Tx, holders []ClientID) (map[ClientID]access.UnitID, error) {
	open := map[ClientID]access.UnitID{}
	var a act.Args
	me, now := a.Add(tx.Actor.ID), a.Add(tx.Now)
	err := act.Each(tx, func(s act.Scanner) error {
		var c ClientID
		var unit access.UnitID
		err := s.Scan(&c, &unit)
		open[c] = unit
		return err
	}, `SELECT COALESCE(m.merged_into, m.id), g.unit FROM client_glass g JOIN client_client m ON m.id = g.client
		WHERE g.worker = `+me+" AND g.until_at > "+now+" AND COALESCE(m.merged_into, m.id) IN "+act.List(&a, holders), a.Values...)
	return open, err
}

func glassUntil(tx *act.Tx, holder ClientID) (civil.Instant, error) {
	until, _, err := act.One(tx, func(s act.Scanner) (until civil.Instant, err error) { return until, s.Scan(&until) },
		`SELECT g.until_at FROM client_glass g JOIN client_client m ON m.id = g.client WHERE g.worker = $1 AND g.until_at > $2
		AND COALESCE(m.merged_into, m.id) = $3 ORDER BY g.until_at DESC LIMIT 1`, tx.Actor.ID, tx.Now, holder)
	return until, err
}

func glasses(tx *act.Tx, scope access.Scope, since civil.Instant) ([]glassRow, error) {
	var a act.Args
	where := a.Within(scope, "g.organisation", "")
	return act.All(tx, func(s act.Scanner) (g glassRow, err error) {
		var by *string
		if err = s.Scan(append(append(g.Notice.into(), &g.reason), g.record.into(&by)...)...); err != nil {
			return g, err
		}
		if by != nil {
			g.record.wrapped.By = *by
		}
		g.Number = g.record.number
		return g, nil
	}, "SELECT "+glassColumns+", g.reason, "+recordColumns+" FROM client_glass g JOIN client_client c ON c.id = g.client LEFT JOIN client_keyset k ON k.client = c.id WHERE "+
		where+" AND (g.acknowledged_at IS NULL OR g.acknowledged_at > "+a.Add(since)+
		") ORDER BY CASE WHEN g.acknowledged_at IS NULL THEN 0 ELSE 1 END, CASE WHEN g.acknowledged_at IS NULL THEN g.opened_at END, g.opened_at DESC, g.id LIMIT 500",
		a.Values...)
}

func waitingGlasses(tx *act.Tx, scope access.Scope) (int, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "")
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM client_glass WHERE "+where+" AND acknowledged_at IS NULL AND worker <> "+a.Add(tx.Actor.ID), a.Values...)
	return n, err
}

func acknowledge(tx *act.Tx, glass GlassID) error {
	_, err := tx.Exec("UPDATE client_glass SET acknowledged_by = $1, acknowledged_at = $2 WHERE id = $3 AND acknowledged_at IS NULL",
		tx.Actor.ID, tx.Now, glass)
	return err
}
