package outreach_test

import (
	"strings"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

func correction(v outreach.Stop, seen int) outreach.Correction {
	return outreach.Correction{ID: id.New[outreach.Correction](), Seen: seen, Reason: "Laskettiin uudelleen", Stop: v}
}

func (s *scene) correct(who access.Actor, c outreach.Correction) (r outreach.Receipt, err error) {
	err = s.TryWrite(who, func(tx *act.Tx) error {
		r, err = outreach.Correct(tx, c)
		return err
	})
	return r, err
}

func (s *scene) withdraw(who access.Actor, c outreach.Correction) (r outreach.Receipt, err error) {
	err = s.TryWrite(who, func(tx *act.Tx) error {
		r, err = outreach.Withdraw(tx, c)
		return err
	})
	return r, err
}

func TestACorrectionIsANewVersionAndTheOldOneStaysToBeSeen(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		s.Clock.Advance(time.Hour)
		better := v
		better.Present, better.Topics = 30, []outreach.TopicID{s.topics["mieli"]}
		r, err := s.correct(testworld.Bertta, correction(better, 1))
		if err != nil || r.Version != 2 || r.Again {
			t.Fatal(r, err)
		}
		h := s.mustVisit(testworld.Aino, v.ID)
		now, old := h.Now(), h.Versions[1]
		if len(h.Versions) != 2 || !now.Same(better) || !old.Same(v) || now.State != outreach.Current || old.State != outreach.Replaced {
			t.Fatalf("%+v", h)
		}
		if now.Reason != "Laskettiin uudelleen" || now.RecordedBy != testworld.Bertta.ID || now.RecordedAt != testworld.Friday.Add(time.Hour) {
			t.Fatalf("%+v", now)
		}
		if p := s.visits(testworld.Aino, outreach.Filter{}); p.Total != 1 || p.Rows[0].Present != 30 || p.Rows[0].Version != 2 {
			t.Fatalf("%+v", p)
		}
		if again := s.mustRecord(testworld.Aino, v); !again.Again || again.Version != 2 {
			t.Fatalf("the phone sends the first version once more: %+v", again)
		}
	})
}

func TestWhoeverCorrectsWhatAnotherHasCorrectedIsToldSo(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		first, second := v, v
		first.Present, second.Present = 30, 31
		if _, err := s.correct(testworld.Bertta, correction(first, 1)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.correct(testworld.Aino, correction(second, 1)); !fault.Is(err, fault.Stale) {
			t.Fatal(err)
		}
		if _, err := s.correct(testworld.Aino, correction(second, 2)); err != nil {
			t.Fatal(err)
		}
		if h := s.mustVisit(testworld.Aino, v.ID); len(h.Versions) != 3 || h.Now().Present != 31 {
			t.Fatalf("%+v", h)
		}
	})
}

func TestTheSameCorrectionSentTwiceIsMadeOnce(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		c := correction(v, 1)
		c.Stop.Present = 30
		for i := range 2 {
			if r, err := s.correct(testworld.Aino, c); err != nil || r.Version != 2 || r.Again != (i == 1) {
				t.Fatal(r, err)
			}
		}
		c.Stop.Present = 99
		if _, err := s.correct(testworld.Aino, c); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	})
}

func TestAWithdrawnVisitCountsAsNothingAndIsStillThere(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		c := correction(outreach.Stop{ID: v.ID}, 1)
		for i := range 2 {
			if r, err := s.withdraw(testworld.Aino, c); err != nil || r.Version != 2 || r.Again != (i == 1) {
				t.Fatal(r, err)
			}
		}
		h := s.mustVisit(testworld.Aino, v.ID)
		if now := h.Now(); now.State != outreach.Withdrawn || now.Present != 25 || now.Reason == "" {
			t.Fatalf("%+v", now)
		}
		if p := s.visits(testworld.Aino, outreach.Filter{}); p.Total != 0 {
			t.Fatalf("%+v", p)
		}
		if p := s.visits(testworld.Aino, outreach.Filter{Withdrawn: true}); p.Total != 1 || p.Rows[0].ID != v.ID {
			t.Fatalf("%+v", p)
		}
		if _, err := s.correct(testworld.Aino, correction(v, 2)); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	})
}

func TestACorrectionNeedsAReasonAndARightVisit(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		s.mustRecord(testworld.Aino, v)
		c := correction(v, 1)
		c.Reason, c.Stop.Present = " ", -1
		_, err := s.correct(testworld.Aino, c)
		if got := fieldsOf(err); got != "present reason" {
			t.Fatal(got)
		}
	})
}

func TestARecognisableTextIsKeptOnlyWhenConfirmed(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		v.Heard = "Matti Meikäläinen soitti 040 1234567"
		_, err := s.record(testworld.Aino, v)
		if f := fault.Of(err); f == nil || f.Fields[0].Key != "visit.heard.recognisable" || strings.Contains(f.Error(), "Matti") {
			t.Fatal(err)
		}
		if _, err := s.visit(testworld.Aino, v.ID); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		v.Confirmed = true
		s.mustRecord(testworld.Aino, v)
	})
}

// fieldsOf names the fields at fault in the order of the checks.
func fieldsOf(err error) string {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid {
		return "no field faults"
	}
	var names []string
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	return strings.Join(names, " ")
}

func TestEveryRuleOfAVisitNamesItsField(t *testing.T) {
	noon, eleven := civil.Clock{Hour: 12}, civil.Clock{Hour: 11}
	s := &scene{topics: map[string]outreach.TopicID{}}
	s.library.ID = id.New[outreach.Place]()
	for name, c := range map[string]struct {
		change func(*outreach.Stop)
		want   string
	}{
		"a whole visit is right":                  {func(v *outreach.Stop) {}, "no field faults"},
		"no place":                                {func(v *outreach.Stop) { v.Place = outreach.PlaceID{} }, "place"},
		"no unit":                                 {func(v *outreach.Stop) { v.Unit = access.UnitID{} }, "unit"},
		"no day":                                  {func(v *outreach.Stop) { v.Day = civil.Date{} }, "day"},
		"tomorrow, by a clock that is ahead":      {func(v *outreach.Stop) { v.Day = day(21, 11, 2026) }, "no field faults"},
		"the day after tomorrow":                  {func(v *outreach.Stop) { v.Day = day(22, 11, 2026) }, "day"},
		"before there was outreach":               {func(v *outreach.Stop) { v.Day = day(31, 12, 1989) }, "day"},
		"ends before it begins":                   {func(v *outreach.Stop) { v.Start, v.End = &noon, &eleven }, "end"},
		"ends when it begins":                     {func(v *outreach.Stop) { v.Start, v.End = &noon, &noon }, "end"},
		"an end without a beginning":              {func(v *outreach.Stop) { v.Start = nil }, "start"},
		"no times at all":                         {func(v *outreach.Stop) { v.Start, v.End = nil, nil }, "no field faults"},
		"a kind that is not on the list":          {func(v *outreach.Stop) { v.Kind = "party" }, "kind"},
		"too many present":                        {func(v *outreach.Stop) { v.Present = 100_001 }, "present"},
		"fewer than nobody":                       {func(v *outreach.Stop) { v.Conversations = -1 }, "conversations ages genders clienthoods"},
		"more by age than conversations":          {func(v *outreach.Stop) { v.Ages[5] = 3 }, "ages"},
		"more by gender than conversations":       {func(v *outreach.Stop) { v.Genders[3] = 1 }, "genders"},
		"more clienthoods than conversations":     {func(v *outreach.Stop) { v.Clienthoods = 7 }, "clienthoods"},
		"a negative count onwards":                {func(v *outreach.Stop) { v.Onward[3] = -1 }, "onward"},
		"more onwards than conversations is fine": {func(v *outreach.Stop) { v.Onward[3] = 20 }, "no field faults"},
		"a million marks":                         {func(v *outreach.Stop) { v.Feedback[4] = 1_000_000 }, "feedback"},
		"two workers, three days of work":         {func(v *outreach.Stop) { v.Minutes = 3 * 24 * 60 }, "minutes"},
		"nobody was there":                        {func(v *outreach.Stop) { v.Workers = nil }, "workers"},
		"a novel":                                 {func(v *outreach.Stop) { v.Heard = strings.Repeat("ä", 4001) }, "heard"},
		"as long as may be":                       {func(v *outreach.Stop) { v.Heard = strings.Repeat("ä", 4000) }, "no field faults"},
		"an import without its name":              {func(v *outreach.Stop) { v.Source = outreach.Imported }, "source"},
	} {
		v := s.ainosVisit()
		c.change(&v)
		if got := fieldsOf(v.Check(today)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAVisitThatNamesWhatIsNotThereIsToldWhich(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		v.Place, v.Round = s.queue.ID, id.New[outreach.Round]()
		v.Topics = append(v.Topics, id.New[outreach.Topic]())
		if _, err := s.record(testworld.Aino, v); fieldsOf(err) != "place topics round" {
			t.Fatal(err)
		}
	})
}
