package outreach_test

import (
	"errors"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
)

// colleague employs somebody in North for a while.
func (s *scene) colleague(name string, term staff.Term) access.WorkerID {
	s.Helper()
	who := testworld.Aune
	who.ID, who.Name = id.New[access.Worker](), name
	s.Write(access.Terminal(), func(tx *act.Tx) error { return employ(tx, who, term) })
	return who.ID
}

// refusedWorkers fails the test unless the only thing wrong is who is named.
func refusedWorkers(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "workers" || f.Fields[0].Key != key {
		t.Errorf("%v", err)
	}
}

const notOfThere = "visit.workers.unknown"

func TestOnlyThoseWhoBelongToTheOrganisationAreNamedInAVisit(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		former := s.colleague("Helvi Harju", civil.TermOf(firstPosts, day(30, 6, 2026)))
		coming := s.colleague("Iida Ilves", staff.Term{From: day(1, 12, 2026)})
		for _, c := range []struct {
			why     string
			who     access.WorkerID
			on      civil.Date
			refused bool
		}{
			{"Cia works in South", testworld.Cia.ID, today, true},
			{"nobody has that id", id.New[access.Worker](), today, true},
			{"Helvi has left", former, today, true},
			{"Helvi's last day", former, day(30, 6, 2026), false},
			{"the day after it", former, day(1, 7, 2026), true},
			{"Iida has not begun", coming, today, true},
			{"Aune works there now, and this was long ago", testworld.Aune.ID, day(1, 5, 2019), false},
		} {
			v := s.ainosVisit()
			v.Day, v.Workers = c.on, []access.WorkerID{testworld.Aino.ID, c.who}
			_, err := s.record(testworld.Aino, v)
			if !c.refused {
				if err != nil {
					t.Errorf("%s: %v", c.why, err)
				}
				continue
			}
			t.Log(c.why)
			refusedWorkers(t, err, notOfThere)
			if _, err := s.visit(testworld.Aino, v.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: the visit is on record: %v", c.why, err)
			}
		}
	})
}

func TestACorrectionNamesNobodyFromElsewhereEither(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		former := s.colleague("Helvi Harju", civil.TermOf(firstPosts, day(30, 6, 2026)))
		v := s.ainosVisit()
		v.Day, v.Workers = day(1, 6, 2026), []access.WorkerID{former}
		s.mustRecord(testworld.Aino, v)
		later, other := v, v
		later.Day = today
		other.Workers = []access.WorkerID{former, testworld.Cia.ID}
		for _, wrong := range []outreach.Stop{later, other} {
			_, err := s.correct(testworld.Aino, correction(wrong, 1))
			refusedWorkers(t, err, notOfThere)
		}
		if h := s.mustVisit(testworld.Aino, v.ID); len(h.Versions) != 1 || !h.Now().Same(v) {
			t.Errorf("%+v", h)
		}
		v.Present = 99
		if _, err := s.correct(testworld.Aino, correction(v, 1)); err != nil {
			t.Errorf("Helvi was there: %v", err)
		}
	})
}

// Whoever was given a post by mistake has never had it. What names her stays,
// is known again, and can be withdrawn.
func TestAVisitThatNamesSomebodyWhoNeverHadAPostCanStillBeWithdrawn(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		mistaken := s.colleague("Jaana Jokela", staff.Term{From: firstPosts})
		v := s.ainosVisit()
		v.Workers = []access.WorkerID{testworld.Aino.ID, mistaken}
		s.mustRecord(testworld.Aino, v)
		s.Write(access.Terminal(), func(tx *act.Tx) error {
			posts, err := staff.PostsOf(tx, mistaken)
			return errors.Join(err, staff.EndPost(tx, posts[0].ID, posts[0].Version, staff.Term{To: firstPosts}))
		})
		if r := s.mustRecord(testworld.Aino, v); !r.Again {
			t.Errorf("%+v", r)
		}
		_, err := s.correct(testworld.Aino, correction(v, 1))
		refusedWorkers(t, err, notOfThere)
		if _, err := s.withdraw(testworld.Aino, correction(v, 1)); err != nil {
			t.Error(err)
		}
	})
}

func TestARoundIsPlannedForThoseWhoBelongToTheOrganisation(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		coming := s.colleague("Iida Ilves", staff.Term{From: day(1, 12, 2026)})
		r := outreach.Round{ID: id.New[outreach.Round](), Organisation: testworld.North, Unit: testworld.NorthUnit, Day: today,
			Workers: []access.WorkerID{testworld.Aino.ID, coming}}
		plan := func() error {
			return s.TryWrite(testworld.Aino, func(tx *act.Tx) error { return outreach.PlanRound(tx, r) })
		}
		refusedWorkers(t, plan(), "round.workers.unknown")
		r.Day = day(2, 12, 2026)
		if err := plan(); err != nil {
			t.Fatal(err)
		}
		r.Workers, r.Version = []access.WorkerID{testworld.Cia.ID}, 1
		err := s.TryWrite(testworld.Aino, func(tx *act.Tx) error { return outreach.ChangeRound(tx, r) })
		refusedWorkers(t, err, "round.workers.unknown")
	})
}

func TestManyVisitsAreRefusedWhenOneNamesSomebodyFromElsewhere(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		good, bad := s.ainosVisit(), s.ainosVisit()
		for _, v := range []*outreach.Stop{&good, &bad} {
			v.Source, v.Import = outreach.Imported, id.New[outreach.Import]()
		}
		bad.Workers = []access.WorkerID{testworld.Cia.ID}
		err := s.TryWrite(testworld.Bertta, func(tx *act.Tx) error { return outreach.RecordMany(tx, []outreach.Stop{good, bad}) })
		refusedWorkers(t, err, notOfThere)
		if p := s.visits(testworld.Bertta, outreach.Filter{}); p.Total != 0 {
			t.Errorf("%d visits on record", p.Total)
		}
	})
}
