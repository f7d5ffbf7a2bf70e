package client

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Term is how long a relation lasts.
type Term = civil.Term

// RelationKind is what ties a client to a unit.
type RelationKind string

const (
	// UnitTask: she is a task of the whole unit, and whoever works there may see her.
	UnitTask RelationKind = "unit"
	// OwnWorker: a worker answers for the work with her (omatyöntekijä, 1301/2014 section 42). There is one at a time in a unit.
	OwnWorker RelationKind = "own"
	// PairWorker: a worker does it together with the own worker (työpari).
	PairWorker RelationKind = "pair"
)

// RelationKinds are all there are.
func RelationKinds() []RelationKind { return []RelationKind{OwnWorker, PairWorker, UnitTask} }

// Relation ties a client to a unit, and to one of its workers, for a term. While one of them holds she is a client of the unit.
type Relation struct {
	ID           RelationID
	Client       ClientID
	Organisation access.OrganisationID // the client's
	Unit         access.UnitID
	Kind         RelationKind
	Worker       access.WorkerID // of OwnWorker and PairWorker
	Term         Term
	Version      int
	MadeBy       access.WorkerID
	MadeAt       civil.Instant
	EndedBy      access.WorkerID
	EndedAt      civil.Instant

	// holder is the client, or the record that hers was joined to.
	holder ClientID
}

// Check gives the field faults of a relation.
func (r Relation) Check(today civil.Date) error {
	var c fault.Checks
	c.That(!r.ID.IsZero(), "id", "client.id.missing")
	c.That(slices.Contains(RelationKinds(), r.Kind), "kind", "form.not_an_option")
	c.That(!r.Unit.IsZero(), "unit", "client.unit.missing")
	c.That((r.Kind == UnitTask) == r.Worker.IsZero(), "worker", "client.relation.worker")
	c.That(!r.Term.From.IsZero(), "from", "client.from.missing")
	c.That(!r.Term.From.After(today.AddMonths(12)), "from", "client.relation.from_far")
	c.That(r.Term.To.IsZero() || !r.Term.To.Before(r.Term.From), "last", "client.relation.last_before_from")
	return c.Err()
}

func (r Relation) same(o Relation) bool {
	return r.ID == o.ID && r.Client == o.Client && r.Unit == o.Unit && r.Kind == o.Kind && r.Worker == o.Worker && r.Term.From == o.Term.From
}

// Relate ties a client to a unit or worker of her organisation, which the caller has made sure of. A new own worker in a unit takes the
// place of the one before, whose last day is the day before. The same relation again is fine, another under its id a conflict.
func Relate(tx *act.Tx, r Relation) error {
	stands, err := mayRelate(tx, r.Client)
	if err != nil {
		return err
	}
	r.Client, r.holder, r.Organisation = stands.id, stands.root(), stands.organisation
	r.Version, r.MadeBy, r.MadeAt = 1, tx.Actor.ID, tx.Now
	if err := r.Check(tx.Today()); err != nil {
		return err
	}
	before, found, err := findRelation(tx, r.ID)
	if err != nil {
		return err
	}
	if found {
		if !before.same(r) {
			return conflict()
		}
		return nil
	}
	if r.Kind == OwnWorker {
		if err := endOwnWorkers(tx, r); err != nil {
			return err
		}
	}
	if made, err := insertRelation(tx, r); err != nil || !made {
		if err == nil {
			err = conflict()
		}
		return err
	}
	return nil
}

// mayRelate asks for the right to change whose client somebody is: through a tie, or for those who may assign through the glass too.
func mayRelate(tx *act.Tx, c ClientID) (record, error) {
	stands, t, err := recordAndTie(tx, c)
	if err != nil {
		return stands, err
	}
	p := access.KeepClients
	if t.tie == access.TieGlass && tx.Actor.Holds(access.AssignClients) {
		p = access.AssignClients
	}
	if err := tx.Require(p, subject(stands.organisation, c, t)); err != nil {
		return stands, err
	}
	return stands, gone(stands)
}

// EndRelation sets the last day of a relation; version is the one that was read. A last day before the first means that it never was.
func EndRelation(tx *act.Tx, relation RelationID, version int, last civil.Date) error {
	r, found, err := findRelation(tx, relation)
	if err != nil {
		return err
	}
	if !found {
		return fault.Missing()
	}
	if _, err := mayRelate(tx, r.holder); err != nil {
		return err
	}
	var c fault.Checks
	c.That(!last.IsZero(), "last", "client.relation.last_missing")
	c.That(last.IsZero() || !last.AddDays(1).Before(r.Term.From), "last", "client.relation.last_before_from")
	if err := c.Err(); err != nil {
		return err
	}
	if r.Term.To == last.AddDays(1) && r.Version == version+1 {
		return nil // the same form again
	}
	changed, err := endRelation(tx, relation, version, last.AddDays(1))
	if err == nil && !changed {
		err = stale()
	}
	return err
}

// RelationsOf lists whose client somebody is, was and will be, with those of the records joined to hers, the newest first.
func RelationsOf(tx *act.Tx, c ClientID) ([]Relation, error) {
	stands, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	return relationsOf(tx, stands.root())
}

// OneRelation finds a relation for whoever may read its client.
func OneRelation(tx *act.Tx, relation RelationID) (Relation, error) {
	r, found, err := findRelation(tx, relation)
	if err != nil {
		return r, err
	}
	if !found {
		return r, fault.Missing()
	}
	if _, err := mayRead(tx, r.holder); err != nil {
		return Relation{}, err
	}
	return r, nil
}
