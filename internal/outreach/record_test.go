package outreach_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

func TestAinosVisitReadsBackAsSheRecordedIt(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		want := s.ainosVisit()
		r := s.mustRecord(testworld.Aino, want)
		if r.Again || r.Version != 1 || r.RecordedAt != testworld.Friday {
			t.Fatalf("receipt %+v", r)
		}
		h := s.mustVisit(testworld.Aino, want.ID)
		v := h.Now()
		if !v.Same(want) {
			t.Fatalf("read back otherwise:\n%s", cmp.Diff(want, v.Stop, cmpopts.IgnoreUnexported(civil.Instant{})))
		}
		if v.No != 1 || v.State != outreach.Current || v.Municipality != "205" || v.RecordedBy != testworld.Aino.ID ||
			v.RecordedAt != testworld.Friday || v.Rule.IsZero() || h.PlaceName != "Kajaanin kirjasto" {
			t.Fatalf("%+v", h)
		}
	})
}

func TestTheSameVisitSentThriceIsOneVisit(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		v.Topics[0], v.Topics[1] = v.Topics[1], v.Topics[0]
		for range 2 {
			if r := s.mustRecord(testworld.Aino, v); !r.Again || r.RecordedAt != testworld.Friday {
				t.Fatalf("%+v", r)
			}
		}
		if p := s.visits(testworld.Aino, outreach.Filter{}); p.Total != 1 || len(p.Rows) != 1 || p.Rows[0].Present != 25 {
			t.Fatalf("%+v", p)
		}
	})
}

func TestAnotherVisitUnderTheSameIdIsAConflictAndChangesNothing(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		other := v
		other.Present = 26
		if _, err := s.record(testworld.Aino, other); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		if h := s.mustVisit(testworld.Aino, v.ID); len(h.Versions) != 1 || h.Now().Present != 25 {
			t.Fatalf("%+v", h)
		}
	})
}

func TestAnIdOfAnotherUnitsVisitIsNotFoundAndRevealsNothing(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		stolen := s.ciasVisit()
		stolen.ID = v.ID
		if _, err := s.record(testworld.Cia, stolen); !fault.Is(err, fault.NotFound) || len(fault.Of(err).Args) > 0 {
			t.Fatal(err)
		}
		aunes := v
		aunes.Unit = testworld.NorthEast
		if _, err := s.record(testworld.Aune, aunes); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		if h := s.mustVisit(testworld.Aino, v.ID); !h.Now().Same(v) {
			t.Fatalf("%+v", h)
		}
	})
}

// everyVerb is every verb that takes a visit's id.
func everyVerb(v outreach.Stop) map[string]func(*act.Tx) error {
	c := outreach.Correction{ID: id.New[outreach.Correction](), Seen: 1, Reason: "Väärä luku", Stop: v}
	return map[string]func(*act.Tx) error{
		"Visit":    func(tx *act.Tx) error { _, err := outreach.Visit(tx, v.ID); return err },
		"Record":   func(tx *act.Tx) error { _, err := outreach.Record(tx, v); return err },
		"Correct":  func(tx *act.Tx) error { _, err := outreach.Correct(tx, c); return err },
		"Withdraw": func(tx *act.Tx) error { _, err := outreach.Withdraw(tx, c); return err },
	}
}

func TestStrangersFindNothingByAnyVerb(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		for _, stranger := range []access.Actor{testworld.Cia, testworld.Aune, testworld.Dora, testworld.Elli, testworld.Olli} {
			for name, verb := range everyVerb(v) {
				if err := s.TryWrite(stranger, verb); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s by %s: %v", name, stranger.Name, err)
				}
			}
			if err := s.TryRead(stranger, everyVerb(outreach.Stop{ID: id.New[outreach.Stop]()})["Visit"]); !fault.Is(err, fault.NotFound) {
				t.Errorf("a visit that is not there, by %s: %v", stranger.Name, err)
			}
		}
		for _, stranger := range []access.Actor{testworld.Cia, testworld.Aune} {
			if p := s.visits(stranger, outreach.Filter{Unit: testworld.NorthUnit}); p.Total != 0 || len(p.Rows) != 0 {
				t.Errorf("%s lists %+v", stranger.Name, p)
			}
		}
		if h := s.mustVisit(testworld.Bertta, v.ID); !h.Now().Same(v) {
			t.Errorf("Bertta sees %+v", h)
		}
		s.asked(t, v.ID, testworld.Cia, "visit.read", act.Refused)
		s.asked(t, v.ID, testworld.Bertta, "visit.read", act.Done)
		s.asked(t, v.ID, testworld.Aino, "visit.record", act.Done)
	})
}

func (s *scene) asked(t *testing.T, stop outreach.StopID, who access.Actor, permission string, outcome act.Outcome) {
	t.Helper()
	s.Read(testworld.Bertta, func(tx *act.Tx) error {
		rows, err := act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(stop), Actor: who.ID, Permission: permission,
			Outcome: outcome, Limit: 10})
		if err == nil && len(rows) == 0 {
			t.Errorf("the log does not say that %s asked for %s (%s)", who.Name, permission, outcome)
		}
		return err
	})
}
