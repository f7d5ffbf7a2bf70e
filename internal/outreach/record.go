package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
)

// Receipt says that a visit is on record.
type Receipt struct {
	Stop    StopID
	Version int
	// Again: it was there already with the same content, and nothing was done.
	Again      bool
	RecordedAt civil.Instant // the first time
}

// Record puts a visit on record, once: the same visit again is answered by the
// receipt of the first time, however often it was corrected since. Another visit
// under the same id is a conflict, which the actor can look at with [Visit]. An
// id that belongs to a record which the actor may not read is "not found", like
// every other question about it.
func Record(tx *act.Tx, s Stop) (Receipt, error) {
	if err := tx.Require(access.RecordVisits, s.subject()); err != nil {
		return Receipt{}, err
	}
	s = s.tidied()
	if err := s.Check(tx.Today()); err != nil {
		return Receipt{}, err
	}
	v := Version{Stop: s, No: 1, State: Current, RecordedBy: tx.Actor.ID, RecordedAt: tx.Now}
	taken, err := insertVersion(tx, v)
	if err != nil {
		return Receipt{}, err
	}
	if !taken {
		return recordedBefore(tx, s)
	}
	return Receipt{Stop: s.ID, Version: 1, RecordedAt: tx.Now}, nil
}

// recordedBefore tells why a visit was not taken: it is there already, or one of
// the things that it names is not.
func recordedBefore(tx *act.Tx, s Stop) (Receipt, error) {
	all, err := findVersions(tx, s.ID)
	if err != nil {
		return Receipt{}, err
	}
	if len(all) == 0 {
		return Receipt{}, unknownIn(tx, s)
	}
	first := all[len(all)-1]
	if err := tx.Require(access.ReadVisits, first.subject()); err != nil {
		return Receipt{}, err
	}
	if !first.Same(s) {
		return Receipt{}, fault.New(fault.Conflict, "visit.conflict", "visit", s.ID.String())
	}
	return Receipt{Stop: s.ID, Version: all[0].No, Again: true, RecordedAt: first.RecordedAt}, nil
}

// unknownIn names the fields that point to nothing.
func unknownIn(tx *act.Tx, s Stop) error {
	var c fault.Checks
	places, err := countPlaces(tx, s.Organisation, []PlaceID{s.Place})
	if err != nil {
		return err
	}
	c.That(places == 1, "place", "visit.place.unknown")
	topics, err := countTopics(tx, s.Organisation, s.Topics)
	if err != nil {
		return err
	}
	c.That(topics == len(s.Topics), "topics", "visit.topics.unknown")
	if !s.Round.IsZero() {
		r, found, err := findRound(tx, s.Round)
		if err != nil {
			return err
		}
		c.That(found && r.Organisation == s.Organisation && r.Unit == s.Unit, "round", "visit.round.unknown")
	}
	roll, err := staff.RollOf(tx, []access.OrganisationID{s.Organisation}, s.Workers...)
	if err != nil {
		return err
	}
	c.That(roll.Has(s.Organisation, s.Day, othersNamed(tx.Actor, Version{Stop: s})...), "workers", "visit.workers.unknown")
	return c.Err()
}

// Visit loads a visit with all its versions. Absent and not the actor's to see
// are the same answer.
func Visit(tx *act.Tx, stop StopID) (History, error) {
	return loadVisit(tx, access.ReadVisits, stop)
}

func loadVisit(tx *act.Tx, p access.Permission, stop StopID) (History, error) {
	all, err := findVersions(tx, stop)
	if err != nil {
		return History{}, err
	}
	asked := Stop{ID: stop}
	if len(all) > 0 {
		asked = all[0].Stop
	}
	if err := tx.Require(p, asked.subject()); err != nil {
		return History{}, err
	}
	if len(all) == 0 {
		return History{}, fault.Missing()
	}
	place, _, err := findPlace(tx, asked.Place)
	return History{Versions: all, PlaceName: place.Name}, err
}
