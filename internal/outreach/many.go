package outreach

import (
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
)

// RecordMany puts many visits on record in one act, all or none: for imports.
// The ids must be new. One question per unit stands in the use log, not one per visit.
func RecordMany(tx *act.Tx, stops []Stop) error {
	if len(stops) == 0 {
		return nil
	}
	known, err := askForMany(tx, stops)
	if err != nil {
		return err
	}
	versions := make([]Version, len(stops))
	for i, s := range stops {
		s = s.tidied()
		if err := s.Check(tx.Today()); err != nil {
			return fmt.Errorf("visit %d: %w", i+1, err)
		}
		versions[i] = Version{Stop: s, No: 1, State: Current, RecordedBy: tx.Actor.ID, RecordedAt: tx.Now}
		if err := known.complete(&versions[i]); err != nil {
			return fmt.Errorf("visit %d: %w", i+1, err)
		}
	}
	return insertMany(tx, versions)
}

// surroundings are what visits of some organisations can name.
type surroundings struct {
	places map[PlaceID]Place
	topics map[TopicID]access.OrganisationID
	rules  []Rule
	roll   staff.Roll
}

func askForMany(tx *act.Tx, stops []Stop) (surroundings, error) {
	known := surroundings{places: map[PlaceID]Place{}, topics: map[TopicID]access.OrganisationID{}}
	asked := map[access.Subject]bool{}
	organisations := []access.OrganisationID{access.Installation}
	for _, s := range stops {
		one := s.subject()
		one.ID = access.ThingID{}
		if asked[one] {
			continue
		}
		if err := tx.Require(access.ImportVisits, one); err != nil {
			return known, err
		}
		asked[one] = true
		organisations = append(organisations, s.Organisation)
	}
	organisations = sortedIDs(organisations)
	for _, o := range organisations {
		places, err := placesOf(tx, o)
		if err != nil {
			return known, err
		}
		for _, p := range places {
			known.places[p.ID] = p
		}
	}
	topics, err := listTopics(tx, organisations)
	if err != nil {
		return known, err
	}
	for _, t := range topics {
		known.topics[t.ID] = t.Organisation
	}
	if known.rules, err = listRules(tx, organisations); err != nil {
		return known, err
	}
	known.roll, err = staff.RollOf(tx, organisations)
	return known, err
}

// complete adds what a visit takes from its surroundings.
func (k surroundings) complete(v *Version) error {
	var c fault.Checks
	p, found := k.places[v.Place]
	c.That(found && p.Organisation == v.Organisation, "place", "visit.place.unknown")
	for _, t := range v.Topics {
		c.That(k.topics[t] == v.Organisation, "topics", "visit.topics.unknown")
	}
	c.That(k.roll.Has(v.Organisation, v.Day, v.Workers...), "workers", "visit.workers.unknown")
	c.That(v.Round.IsZero(), "round", "visit.round.unknown")
	v.Municipality = p.Municipality
	for _, r := range k.rules {
		own := r.Organisation == v.Organisation
		if !r.InForce.After(v.Day) && (own || r.Organisation == access.Installation && !k.hasOwn(v)) {
			v.Rule = r.ID
		}
	}
	return c.Err()
}

func (k surroundings) hasOwn(v *Version) bool {
	for _, r := range k.rules {
		if r.Organisation == v.Organisation && !r.InForce.After(v.Day) {
			return true
		}
	}
	return false
}
