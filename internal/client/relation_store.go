package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

const relationColumns = "id, client, holder, organisation, unit, kind, worker, from_day, to_day, version, made_by, made_at, ended_by, ended_at"

func scanRelation(s act.Scanner) (r Relation, err error) {
	err = s.Scan(&r.ID, &r.Client, &r.holder, &r.Organisation, &r.Unit, &r.Kind, &r.Worker, &r.Term.From, &r.Term.To, &r.Version, &r.MadeBy, &r.MadeAt,
		&r.EndedBy, &r.EndedAt)
	return r, err
}

func insertRelation(tx *act.Tx, r Relation) (bool, error) {
	n, err := tx.Exec("INSERT INTO client_relation ("+relationColumns+") VALUES "+act.Values(1, 14)+" ON CONFLICT DO NOTHING", r.ID, r.Client, r.holder,
		r.Organisation, r.Unit, string(r.Kind), r.Worker, r.Term.From, r.Term.To, r.Version, r.MadeBy, r.MadeAt, r.EndedBy, r.EndedAt)
	return n == 1, err
}

func findRelation(tx *act.Tx, relation RelationID) (Relation, bool, error) {
	return act.One(tx, scanRelation, "SELECT "+relationColumns+" FROM client_relation WHERE id = $1", relation)
}

func relationsOf(tx *act.Tx, holders ...ClientID) ([]Relation, error) {
	var a act.Args
	return act.All(tx, scanRelation, "SELECT "+relationColumns+" FROM client_relation WHERE holder IN "+act.List(&a, holders)+
		" ORDER BY from_day DESC, made_at DESC, id", a.Values...)
}

func relationsMadeAt(tx *act.Tx, c ClientID, at civil.Instant) ([]Relation, error) {
	return act.All(tx, scanRelation, "SELECT "+relationColumns+" FROM client_relation WHERE client = $1 AND made_at = $2", c, at)
}

func endRelation(tx *act.Tx, relation RelationID, version int, to civil.Date) (bool, error) {
	n, err := tx.Exec("UPDATE client_relation SET to_day = $1, ended_by = $2, ended_at = $3, version = version + 1 WHERE id = $4 AND version = $5",
		to, tx.Actor.ID, tx.Now, relation, version)
	return n == 1, err
}

// endOwnWorkers makes room for a new own worker in her unit. One who begins on the same day or later never was.
func endOwnWorkers(tx *act.Tx, r Relation) error {
	_, err := tx.Exec(`UPDATE client_relation SET to_day = CASE WHEN from_day > $1 THEN from_day ELSE $1 END, ended_by = $2, ended_at = $3, version = version + 1
		WHERE holder = $4 AND unit = $5 AND kind = 'own' AND (to_day IS NULL OR to_day > $1) AND (to_day IS NULL OR to_day > from_day)`,
		r.Term.From, tx.Actor.ID, tx.Now, r.holder, r.Unit)
	return err
}

func moveRelations(tx *act.Tx, of []ClientID, to ClientID) error {
	a := act.Args{Values: []any{to}}
	_, err := tx.Exec("UPDATE client_relation SET holder = $1 WHERE client IN "+act.List(&a, of), a.Values...)
	return err
}

// within is the condition that a relation holds on the act's day and ties the actor to its client. scope is where the tie of a unit can
// be hers, organisations are where a tie of her own can be.
func within(a *act.Args, tx *act.Tx, scope access.Scope, organisations []access.OrganisationID) string {
	today, me := a.Add(tx.Today()), a.Add(tx.Actor.ID)
	return "r.from_day <= " + today + " AND (r.to_day IS NULL OR r.to_day > " + today + ") AND (r.worker = " + me +
		" AND r.organisation IN " + act.List(a, organisations) + " OR r.kind = 'unit' AND " + a.Within(scope, "r.organisation", "r.unit") + ")"
}

// tiesTo are the relations that tie the actor to some clients on the act's day.
func tiesTo(tx *act.Tx, p access.Permission, holders []ClientID) ([]Relation, error) {
	var a act.Args
	where := within(&a, tx, tx.Actor.ScopeOf(p), tx.Actor.OrganisationsOf(p))
	return act.All(tx, scanRelation, "SELECT "+relationColumns+" FROM client_relation r WHERE holder IN "+act.List(&a, holders)+" AND "+where, a.Values...)
}
