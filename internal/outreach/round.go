package outreach

import (
	"bytes"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
)

// Round is a day's plan to go out (jalkautuminen): who goes where and what for.
// It is done when a visit was recorded in it.
type Round struct {
	ID           RoundID
	Organisation access.OrganisationID
	Unit         access.UnitID
	Day          civil.Date
	Workers      []access.WorkerID // sorted
	Aim          string
	Places       []PlaceID // in the order planned
	Version      int       // what was seen; 0 for a new one
	// Visits is how many current visits belong to the round: read only.
	Visits int
}

// Done tells whether the round has been made: it has visits.
func (r Round) Done() bool { return r.Visits > 0 }

func (r Round) subject() access.Subject { return access.Of("round", r.Organisation, r.Unit, r.ID) }

// Check gives the field faults of a round.
func (r Round) Check(today civil.Date) error {
	var c fault.Checks
	c.That(!r.Unit.IsZero(), "unit", "round.unit.missing")
	c.That(!r.Day.Before(firstDay) && !r.Day.After(today.AddMonths(24)), "day", "round.day.outside")
	c.That(len(r.Workers) > 0, "workers", "round.workers.missing")
	c.That(len(r.Workers) <= mostWorkers, "workers", "round.workers.many", "max", mostWorkers)
	c.That(len(r.Places) <= 50, "places", "round.places.many", "max", 50)
	c.That(short(r.Aim, longestNote), "aim", "round.aim.long", "max", longestNote)
	return c.Err()
}

// PlanRound adds a round. Planning the same round twice is planning it once.
func PlanRound(tx *act.Tx, r Round) error {
	if err := tx.Require(access.RecordVisits, r.subject()); err != nil {
		return err
	}
	r = r.tidied()
	if err := checkRound(tx, r); err != nil {
		return err
	}
	r.Version, r.Visits = 1, 0
	added, err := insertRound(tx, r)
	if err != nil || added {
		return err
	}
	old, found, err := findRound(tx, r.ID)
	if err != nil {
		return err
	}
	if !found || old.Organisation != r.Organisation || old.Unit != r.Unit {
		return fault.Missing()
	}
	if old.Visits = 0; !old.same(r) {
		return fault.New(fault.Conflict, "round.conflict")
	}
	return nil
}

// ChangeRound changes the version of a round that was seen; another in between
// is stale. The unit stays.
func ChangeRound(tx *act.Tx, r Round) error {
	old, err := loadRound(tx, access.RecordVisits, r.ID)
	if err != nil {
		return err
	}
	r.Organisation, r.Unit = old.Organisation, old.Unit
	r = r.tidied()
	if err := checkRound(tx, r); err != nil {
		return err
	}
	changed, err := updateRound(tx, r)
	if err == nil && !changed {
		err = fault.New(fault.Stale, "fault.stale")
	}
	return err
}

func (r Round) tidied() Round {
	r.Aim, r.Workers = tidy(r.Aim), sortedIDs(r.Workers)
	return r
}

func (r Round) same(q Round) bool {
	return r.Version == q.Version && r.Day == q.Day && r.Aim == q.Aim &&
		slices.Equal(r.Workers, q.Workers) && slices.Equal(r.Places, q.Places)
}

func checkRound(tx *act.Tx, r Round) error {
	if err := r.Check(tx.Today()); err != nil {
		return err
	}
	known, err := countPlaces(tx, r.Organisation, r.Places)
	if err != nil {
		return err
	}
	if known != len(sortedIDs(r.Places)) {
		return oneFault("places", "round.places.unknown")
	}
	roll, err := staff.RollOf(tx, []access.OrganisationID{r.Organisation}, r.Workers...)
	if err == nil && !roll.Has(r.Organisation, r.Day, r.Workers...) {
		err = oneFault("workers", "round.workers.unknown")
	}
	return err
}

// OneRound loads a round. Absent and not the actor's to see are the same answer.
func OneRound(tx *act.Tx, round RoundID) (Round, error) {
	return loadRound(tx, access.ReadVisits, round)
}

func loadRound(tx *act.Tx, p access.Permission, round RoundID) (Round, error) {
	r, found, err := findRound(tx, round)
	if err != nil {
		return Round{}, err
	}
	if !found {
		r = Round{ID: round}
	}
	if err := tx.Require(p, r.subject()); err != nil {
		return Round{}, err
	}
	return r, missingUnless(found)
}

// RoundFilter chooses rounds. Zero fields do not filter.
type RoundFilter struct {
	Period civil.Period
	Unit   access.UnitID
	Worker access.WorkerID
	Limit  int // at most this many, 0: 1,000
}

// Rounds lists the rounds of the units whose visits the actor may read, the
// newest day first.
func Rounds(tx *act.Tx, f RoundFilter) ([]Round, error) {
	scope, err := tx.Scope(access.ReadVisits, "round")
	if err != nil {
		return nil, err
	}
	return listRounds(tx, scope, f)
}

// sortedIDs gives every id once, the oldest first.
func sortedIDs[T ~[16]byte](ids []T) []T {
	sorted := slices.Clone(ids)
	slices.SortFunc(sorted, func(a, b T) int { x, y := [16]byte(a), [16]byte(b); return bytes.Compare(x[:], y[:]) })
	return slices.Compact(sorted)
}
