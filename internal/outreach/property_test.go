package outreach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

// whatReadersSee gives the rows of a question as text, one row a line.
func (s *scene) whatReadersSee(t testing.TB, query string, columns int) string {
	t.Helper()
	var lines []string
	s.Read(testworld.Aino, func(tx *act.Tx) error {
		if err := tx.Require(access.UseDesk, tx.Actor.Self("facts")); err != nil {
			return err
		}
		return act.Each(tx, func(row act.Scanner) error {
			values, to := make([]string, columns), make([]any, columns)
			for i := range values {
				to[i] = &values[i]
			}
			err := row.Scan(to...)
			lines = append(lines, strings.Join(values, " "))
			return err
		}, query)
	})
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

const (
	sumColumns = "visits present conversations clienthoods onward f1 f2 f3 f4 f5 minutes"
	placeKey   = "organisation, municipality, place, month"
	areaKey    = "organisation, unit, municipality, kind, month"
	topicKey   = areaKey + ", code"
)

var splitColumns = "age_" + strings.Join(outreach.AgeBands, " age_") + " gender_" + strings.Join(outreach.Genders, " gender_") +
	" onward_" + strings.Join(outreach.OnwardCodes, " onward_")

// sums adds up columns of facts by keys; what was corrected away is left out.
func (s *scene) sums(t testing.TB, keys, columns, from string) string {
	q := "SELECT " + keys
	for c := range strings.FieldsSeq(columns) {
		q += ", CAST(SUM(" + c + ") AS bigint)"
	}
	counted, _, _ := strings.Cut(columns, " ")
	return s.whatReadersSee(t, q+" FROM "+from+" GROUP BY "+keys+" HAVING SUM("+counted+") <> 0",
		strings.Count(keys, ",")+1+len(strings.Fields(columns)))
}

// inMonths and inStops are the same sums, once from the months and once from the
// single visits.
func (s *scene) inMonths(t testing.TB) string {
	return s.sums(t, placeKey, sumColumns, "fact_outreach_place_month")
}
func (s *scene) inStops(t testing.TB) string {
	return s.sums(t, placeKey, sumColumns, "fact_outreach_stop")
}

func (s *scene) agree(t testing.TB, after string) {
	t.Helper()
	if months, stops := s.inMonths(t), s.inStops(t); months != stops {
		t.Fatalf("%s: the months say\n%s\nthe visits say\n%s", after, months, stops)
	}
	for _, c := range []struct{ keys, columns, months, stops string }{
		{areaKey, sumColumns + " " + splitColumns, "fact_outreach_area_month", "fact_outreach_stop"},
		{topicKey, "n", "fact_outreach_topic_month", "fact_outreach_stop_topic"},
	} {
		if months, stops := s.sums(t, c.keys, c.columns, c.months), s.sums(t, c.keys, c.columns, c.stops); months != stops {
			t.Fatalf("%s: %s says\n%s\n%s says\n%s", after, c.months, months, c.stops, stops)
		}
	}
}

// Whatever is recorded, corrected, withdrawn and tallied in whatever order, a
// reader of the months sees each visit that counts exactly once.
func TestTheMonthsAlwaysHoldEveryVisitExactlyOnce(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		second := place(testworld.North, "Tori", "765")
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, second) })
		drawn := visitsOf(s, []outreach.PlaceID{s.library.ID, second.ID})
		var on []outreach.Stop
		rapid.Check(t, func(r *rapid.T) {
			var steps []string
			for range rapid.IntRange(1, 6).Draw(r, "steps") {
				steps = append(steps, s.step(r, drawn, &on))
			}
			s.agree(t, strings.Join(steps, ", "))
		})
	})
}

func (s *scene) step(r *rapid.T, drawn *rapid.Generator[outreach.Stop], on *[]outreach.Stop) string {
	v := drawn.Draw(r, "visit")
	step := rapid.SampledFrom([]string{"record", "record", "correct", "withdraw", "gather", "tally"}).Draw(r, "step")
	switch step {
	case "gather":
		s.Read(access.Tallying(), func(tx *act.Tx) error { _, err := s.clerk.Gather(tx); return err })
		return step
	case "tally":
		s.Write(access.Tallying(), func(tx *act.Tx) error { _, err := s.clerk.Tally(tx); return err })
		return step
	}
	if step == "record" || len(*on) == 0 {
		s.mustRecord(testworld.Aino, v)
		*on = append(*on, v)
		return "record"
	}
	i := rapid.IntRange(0, len(*on)-1).Draw(r, "which")
	v.ID = (*on)[i].ID
	c := correction(v, s.mustVisit(testworld.Aino, v.ID).Now().No)
	var err error
	if step == "correct" {
		_, err = s.correct(testworld.Aino, c)
	} else {
		_, err = s.withdraw(testworld.Aino, c)
		*on = slices.Delete(*on, i, i+1)
	}
	if err != nil {
		s.Fatal(err)
	}
	return fmt.Sprint(step, " ", v.ID)
}

func visitsOf(s *scene, places []outreach.PlaceID) *rapid.Generator[outreach.Stop] {
	topics := make([]outreach.TopicID, 0, len(s.topics))
	for _, code := range []string{"raha", "mieli", "muu"} {
		topics = append(topics, s.topics[code])
	}
	few := rapid.IntRange(0, 3)
	return rapid.Custom(func(r *rapid.T) outreach.Stop {
		v := s.ainosVisit()
		v.ID = id.New[outreach.Stop]()
		v.Day = today.AddDays(-rapid.IntRange(0, 60).Draw(r, "days ago"))
		v.Place = rapid.SampledFrom(places).Draw(r, "place")
		v.Kind = rapid.SampledFrom(outreach.StopKinds).Draw(r, "kind")
		v.Topics = rapid.SliceOfNDistinct(rapid.SampledFrom(topics), 0, 3, rapid.ID[outreach.TopicID]).Draw(r, "topics")
		v.Present = rapid.IntRange(0, 100).Draw(r, "present")
		v.Conversations = 20
		v.Ages[rapid.IntRange(0, 5).Draw(r, "age")] += few.Draw(r, "of that age")
		v.Genders[rapid.IntRange(0, 3).Draw(r, "gender")] += few.Draw(r, "of that gender")
		v.Onward[rapid.IntRange(0, 10).Draw(r, "onward")] += few.Draw(r, "guided there")
		v.Feedback[rapid.IntRange(0, 4).Draw(r, "mark")] += few.Draw(r, "answers")
		v.Heard = rapid.SampledFrom([]string{"Bussi ei kulje enää iltaisin.", "Vuokra-asunnosta torille.", "Ei mitään; kahvia", ""}).Draw(r, "heard")
		v.Minutes = rapid.IntRange(0, 600).Draw(r, "minutes")
		return v
	})
}

func TestALongQueueIsMovedInBatches(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		var many []outreach.Stop
		for range 50 + 6 {
			v := s.ainosVisit()
			v.Source, v.Import = outreach.Imported, id.New[outreach.Import]()
			many = append(many, v)
		}
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.RecordMany(tx, many) })
		s.agree(t, "recorded in bulk")
		clerk := &outreach.Clerk{Batch: 50}
		for _, want := range []int{50, 6, 0} {
			s.tally(t, clerk, want)
		}
	})
}

func TestWhatIsRecordedOrMovedBetweenGatheringAndTallyingIsCountedOnce(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		one, early, gathered, late := s.ainosVisit(), s.ainosVisit(), s.ainosVisit(), s.ainosVisit()
		s.mustRecord(testworld.Aino, one)
		s.mustRecord(testworld.Aino, gathered)
		clerk := &outreach.Clerk{}
		s.gather(clerk, 2)
		s.mustRecord(testworld.Aino, early)
		s.mustRecord(testworld.Aino, late)
		if _, err := s.withdraw(testworld.Aino, correction(outreach.Stop{ID: gathered.ID}, 1)); err != nil {
			t.Fatal(err)
		}
		s.tally(t, clerk, 4)
		s.tally(t, clerk, 1)

		s.mustRecord(testworld.Aino, s.ainosVisit())
		s.gather(clerk, 1)
		s.tally(t, &outreach.Clerk{}, 1)
		s.mustRecord(testworld.Aino, s.ainosVisit())
		s.tally(t, clerk, 1)
	})
}

func (s *scene) gather(clerk *outreach.Clerk, want int) {
	s.Helper()
	s.Read(access.Tallying(), func(tx *act.Tx) error {
		n, err := clerk.Gather(tx)
		if n != want {
			s.Errorf("%d wait, want %d", n, want)
		}
		return err
	})
}

func (s *scene) tally(t *testing.T, clerk *outreach.Clerk, want int) {
	t.Helper()
	s.Write(access.Tallying(), func(tx *act.Tx) error {
		n, err := clerk.Tally(tx)
		if n != want {
			t.Errorf("moved %d, want %d", n, want)
		}
		return err
	})
	s.agree(t, "tallied")
}

func TestOnlyTheJobTallies(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		for _, who := range []access.Actor{testworld.Aino, testworld.Bertta, testworld.Olli, access.Terminal()} {
			if err := s.TryWrite(who, func(tx *act.Tx) error { _, err := outreach.Tally(tx); return err }); err == nil {
				t.Errorf("%s tallied", who.Name)
			}
		}
	})
}
