package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// Kit is all that a worker's device is given to work without a network. The
// closed lists belong to it too; they are part of the program.
type Kit struct {
	Units    []KitUnit // where the actor may record visits
	Places   []Place   // in use today or soon, of the actor's own organisations
	Partners []Partner
	Topics   []Topic // active ones
	Rounds   []Round // the actor's own, of the last 14 and the coming 7 days
}

// KitUnit is a unit that the actor records visits for.
type KitUnit struct {
	Organisation access.OrganisationID
	Unit         access.UnitID // zero when the post is in the whole organisation
}

const (
	kitDaysBack  = 14
	kitDaysAhead = 7
)

// KitFor gathers the kit of the actor.
func KitFor(tx *act.Tx) (Kit, error) {
	var k Kit
	scope, err := tx.Scope(access.ReadPlaces, "place")
	if err != nil {
		return k, err
	}
	reads, err := tx.Scope(access.ReadVisits, "round")
	if err != nil {
		return k, err
	}
	for _, p := range tx.Actor.Posts {
		if access.ReachOf(p.Role, access.RecordVisits) != access.ReachNone {
			k.Units = append(k.Units, KitUnit{Organisation: p.Organisation, Unit: p.Unit})
		}
	}
	today := tx.Today()
	if k.Places, err = listPlaces(tx, scope, PlaceFilter{ActiveOn: today}); err != nil {
		return k, err
	}
	if k.Partners, err = listPartners(tx, scope, PartnerFilter{}); err != nil {
		return k, err
	}
	topics, err := listTopics(tx, scope.Organisations)
	if err != nil {
		return k, err
	}
	for _, t := range topics {
		if t.Active {
			k.Topics = append(k.Topics, t)
		}
	}
	period := civil.PeriodOf(today.AddDays(-kitDaysBack), today.AddDays(kitDaysAhead))
	k.Rounds, err = listRounds(tx, reads, RoundFilter{Period: period, Worker: tx.Actor.ID})
	return k, err
}
