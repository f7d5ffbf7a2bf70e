package outcome

import (
	"maps"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
)

// PlannedID names a planned measurement.
type PlannedID = id.Of[Planned]

// Planned is a measurement that is to be made. It is done once the client has been measured with the instrument on that occasion, on Counts
// or later; one measurement does one that was planned, the earliest first.
type Planned struct {
	ID           PlannedID // minted by the form: sent twice it is planned once
	Client       client.ClientID
	Organisation access.OrganisationID
	Instrument   instrument.InstrumentID
	Occasion     Occasion
	Due          civil.Date
	Counts       civil.Date
	Version      int
	MadeBy       access.WorkerID
	MadeAt       civil.Instant
	// Done is the measurement that it has become; zero: it waits.
	Done   MeasurementID
	DoneOn civil.Date
}

// Limits of a plan, in days: how long before its day a measurement may be the planned one, and how far ahead people plan.
const (
	daysBefore  = 30
	planHorizon = 5 * 366
	mostPlanned = 60 // of one client, done or not
)

// Overdue tells whether it waits and its day has passed.
func (p Planned) Overdue(today civil.Date) bool { return p.Done.IsZero() && p.Due.Before(today) }

// judge gives the faults of what is planned, the day's under the given name.
func (p Planned) judge(c *fault.Checks, name string, today civil.Date) {
	c.That(!p.ID.IsZero(), "id", "outcome.id.missing")
	c.That(slices.Contains(occasions, p.Occasion), "occasion", "outcome.occasion_missing")
	c.That(!p.Due.IsZero(), name, "outcome.plan.day_missing")
	c.That(p.Due.IsZero() || !p.Due.Before(today), name, "outcome.plan.day_past")
	c.That(p.Due.IsZero() || !p.Due.After(today.AddDays(planHorizon)), name, "outcome.plan.day_far")
}

// Plan plans measurements of one client with one instrument; those whose ids are there already are left as they are. Faults of a day bear
// the name of its occasion. It takes her consent, as measuring does: nobody is reminded of what she has not agreed to.
func Plan(tx *act.Tx, c client.ClientID, with instrument.InstrumentID, all []Planned) error {
	h, err := mayRecord(tx, c, access.RecordMeasurements)
	if err != nil {
		return err
	}
	i, err := instrument.Find(tx, with)
	if err != nil {
		return err
	}
	v, usable := i.Newest()
	if !usable || i.Retired {
		return oneFault("instrument", "outcome.instrument_missing")
	}
	f, err := instrument.FormOf(tx, v.ID)
	if err != nil {
		return err
	}
	if err := agreed(h, f); err != nil {
		return err
	}
	var checks fault.Checks
	checks.That(len(all) > 0, "start", "outcome.plan.nothing")
	for n := range all {
		p := &all[n]
		p.Client, p.Organisation, p.Instrument, p.Version, p.MadeBy, p.MadeAt = c, h.Organisation, with, 1, tx.Actor.ID, tx.Now
		p.Counts = p.Due.AddDays(-daysBefore)
		p.judge(&checks, string(p.Occasion), tx.Today())
	}
	if err := checks.Err(); err != nil {
		return err
	}
	before, err := plannedOf(tx, []client.ClientID{c})
	if err != nil {
		return err
	}
	if len(before)+len(all) > mostPlanned {
		return oneFault("start", "outcome.plan.too_many", "max", mostPlanned)
	}
	for _, p := range all {
		if err := insertPlanned(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// PlanOf is what is planned for a client, by day, with what has been done of it.
func PlanOf(tx *act.Tx, c client.ClientID) ([]Planned, error) {
	_, ids, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	all, err := plannedOf(tx, ids)
	if err != nil {
		return nil, err
	}
	made, err := madeOf(tx, ids)
	if err != nil {
		return nil, err
	}
	for n := range made {
		made[n].client = c
	}
	for n := range all {
		all[n].Client = c // a joined record is hers too
	}
	return settle(all, made), nil
}

// FindPlanned reads one that is planned, for those who may change it.
func FindPlanned(tx *act.Tx, planned PlannedID) (Planned, error) {
	p, found, err := findPlanned(tx, planned)
	if err != nil {
		return p, err
	}
	var h client.Holder
	if found {
		if h, err = client.Hold(tx, p.Client, client.Measuring); err != nil {
			return p, err
		}
	}
	if err := tx.Require(access.RecordMeasurements, h.Subject(noun)); err != nil {
		return Planned{}, err
	}
	if !found {
		return p, fault.Missing()
	}
	return p, h.Keepable()
}

// Move puts a planned measurement on another day. seen is the version that was looked at.
func Move(tx *act.Tx, planned PlannedID, seen int, due civil.Date) error {
	p, err := FindPlanned(tx, planned)
	if err != nil {
		return err
	}
	if p.Due == due && p.Version == seen+1 {
		return nil // sent twice
	}
	if p.Version != seen {
		return stale()
	}
	var c fault.Checks
	p.Due, p.Counts = due, due.AddDays(-daysBefore)
	p.judge(&c, "due", tx.Today())
	if err := c.Err(); err != nil {
		return err
	}
	return movePlanned(tx, p)
}

// Unplan takes a planned measurement out of the plan. One that is gone already is not found.
func Unplan(tx *act.Tx, planned PlannedID) error {
	if _, err := FindPlanned(tx, planned); err != nil {
		return err
	}
	return removePlanned(tx, planned)
}

// mostReminded is of how many clients the plans are looked through for reminders.
const mostReminded = 2_000

// Due is what is planned until a day and waits, for the clients whom the actor is tied to, the earliest first.
func Due(tx *act.Tx, until civil.Date) ([]Planned, error) {
	ids, err := client.Tied(tx, client.Units, mostReminded)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Scope(access.RecordMeasurements, noun); err != nil {
		return nil, err
	}
	joined, err := client.JoinedTo(tx, ids)
	if err != nil {
		return nil, err
	}
	ids = append(ids, slices.Collect(maps.Keys(joined))...)
	var all []Planned
	for some := range act.Shares(ids, 1) {
		planned, err := plannedUntil(tx, some, until)
		if err != nil {
			return nil, err
		}
		all = append(all, planned...)
	}
	waiting, err := settleJoined(tx, all, joined)
	if err != nil {
		return nil, err
	}
	waiting = slices.DeleteFunc(waiting, func(p Planned) bool { return !p.Done.IsZero() })
	slices.SortStableFunc(waiting, func(a, b Planned) int { return a.Due.Compare(b.Due) })
	return waiting, nil
}

// settleJoined settles plans of many clients. What stands under a record that was joined to another is that one's.
func settleJoined(tx *act.Tx, all []Planned, joined map[client.ClientID]client.ClientID) ([]Planned, error) {
	ids := clientsOf(all)
	for c, to := range joined {
		if slices.Contains(ids, to) || slices.Contains(ids, c) {
			ids = append(ids, c, to)
		}
	}
	var done []made
	for some := range act.Shares(ids, 1) {
		made, err := madeOf(tx, some)
		if err != nil {
			return nil, err
		}
		done = append(done, made...)
	}
	for n := range all {
		if to, is := joined[all[n].Client]; is {
			all[n].Client = to
		}
	}
	for n := range done {
		if to, is := joined[done[n].client]; is {
			done[n].client = to
		}
	}
	return settle(all, done), nil
}

func clientsOf(all []Planned) (ids []client.ClientID) {
	for _, p := range all {
		if !slices.Contains(ids, p.Client) {
			ids = append(ids, p.Client)
		}
	}
	return ids
}

// made is a measurement as a plan knows it.
type made struct {
	id         MeasurementID
	client     client.ClientID
	instrument instrument.InstrumentID
	occasion   Occasion
	day        civil.Date
}

// settle tells of each planned measurement which one it has become. A measurement becomes the earliest that it can be.
func settle(all []Planned, done []made) []Planned {
	slices.SortStableFunc(all, func(a, b Planned) int {
		if n := a.Due.Compare(b.Due); n != 0 {
			return n
		}
		return strings.Compare(a.ID.String(), b.ID.String())
	})
	used := map[MeasurementID]bool{}
	for n := range all {
		p := &all[n]
		for _, m := range done {
			if !used[m.id] && m.client == p.Client && m.instrument == p.Instrument && m.occasion == p.Occasion && !m.day.Before(p.Counts) {
				p.Done, p.DoneOn, used[m.id] = m.id, m.day, true
				break
			}
		}
	}
	return all
}

// Earliest is the first day on which asking again after a measurement makes sense, as the instrument says, or else so many days later.
func Earliest(last civil.Date, d instrument.Definition, otherwise int) civil.Date {
	if d.RepeatAfter > 0 {
		return last.AddDays(d.RepeatAfter)
	}
	return last.AddDays(otherwise)
}
