package change_test

import (
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/reference"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
)

func TestTwelveWhoWereMeasuredTwiceAreComparedAndFiveWhoWereLostAreCounted(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		people := append(measured.Many(6, measured.Twice(testworld.Aino, 1, 2)), measured.Many(6, measured.Twice(testworld.Aino, 2, 2))...)
		c.Enrol(append(people, measured.Many(5, measured.Once(testworld.Aino, 0))...)...)
		r := c.change(testworld.Aino, change.Query{})
		s := scale(t, r, "kaikki")
		if !is(s.Started, 17) || !is(s.Pairs, 12) || !is(s.Lost, 5) || !is(s.First.Mean, 9) || !is(s.Last.Mean, 12) || !is(s.Difference.Mean, 3) {
			t.Errorf("%+v", s)
		}
		if !is(s.Better.N, 6) || !is(s.Worse.N, 0) || !is(s.Unclear.N, 6) || !is(s.Better.Share, 0.5) {
			t.Errorf("%+v %+v %+v", s.Better, s.Worse, s.Unclear)
		}
		if half := scale(t, r, "alku"); half.Better.N.Lack() != stats.NoLimit || half.Limit != nil {
			t.Errorf("%+v", half.Better)
		}
		if formative := scale(t, r, "loppu"); formative.Alpha.Lack() != stats.Formative {
			t.Errorf("%+v", formative.Alpha)
		}
		if _, told := s.Alpha.Value(); !told || len(s.Items) != 6 {
			t.Errorf("%+v %+v", s.Alpha, s.Items)
		}
	})
}

func TestUnderTenNoMeanAndUnderFiveNoNumberIsTold(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(append(measured.Many(9, measured.Twice(testworld.Aino, 1, 2)), measured.Many(4, measured.Once(testworld.Aino, 0))...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{}), "kaikki")
		if !is(s.Pairs, 9) || s.First.Mean.Lack() != stats.FewPeople || s.Lost.Lack() != stats.FewPeople || s.Started.Lack() != stats.FewPeople {
			t.Errorf("%+v", s)
		}
		if !is(s.Better.N, 9) || s.Better.Share.Lack() != stats.FewPeople {
			t.Errorf("%+v", s.Better)
		}
	})
}

func TestOutsidersAreToldOfNewMeasurementsOnceEnoughPeopleWereMeasuredAndTheMonthHasEnded(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(measured.Many(12, measured.Twice(testworld.Aino, 1, 2))...)
		told := scale(t, c.change(testworld.Elli, change.Query{}), "kaikki")
		if !is(told.Pairs, 12) || !is(told.Last.Mean, 12) {
			t.Fatalf("%+v", told)
		}
		c.Enrol(measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
			{Day: measured.Day(7, 10), Answers: measured.All(0)}, {Day: measured.Day(8, 10), Answers: measured.All(4)}}})
		if again := scale(t, c.change(testworld.Elli, change.Query{}), "kaikki"); !is(again.Pairs, 12) || !is(again.Last.Mean, 12) {
			t.Errorf("the difference to the report before tells of one person: %+v", again)
		}
		if inside := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki"); !is(inside.Pairs, 13) {
			t.Errorf("her own house is told at once: %+v", inside)
		}
		c.Enrol(measured.Many(9, measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
			{Day: measured.Day(9, 1), Answers: measured.All(1)}, {Day: measured.Day(9, 20), Answers: measured.All(1)}}})...)
		if again := scale(t, c.change(testworld.Elli, change.Query{}), "kaikki"); !is(again.Pairs, 22) {
			t.Errorf("ten more: %+v", again)
		}
	})
}

func TestAGroupIsSetBesideWhatOthersHavePublishedAboutTheScale(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(append(many(6, 1, 2), many(6, 2, 3)...)...)
		s := reference.Set{ID: id.New[reference.Set](), Organisation: testworld.North, Instrument: "kuusi", Scale: "kaikki", People: "Muita", Asked: measured.Day(1, 1),
			Source: "Keksitty testiin", Scores: []reference.Score{{Score: 6, N: 100}, {Score: 12, N: 300}, {Score: 18, N: 100}}}
		c.Write(testworld.Bertta, func(tx *act.Tx) error { return reference.Import(tx, s) })
		all := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki").References
		if len(all) != 1 || all[0].N != 500 || !is(all[0].Mean, 12) || !is(all[0].Median, 12) {
			t.Fatalf("%+v", all)
		}
		sd, _ := all[0].SD.Value()
		if !is(all[0].First, (9-12)/sd) || !is(all[0].Last, (15-12)/sd) || !is(all[0].Share(change.Band{From: 10, To: 14, Whole: true}), 0.6) {
			t.Errorf("%+v", all[0])
		}
	})
}

func many(n int, first, last float64) []measured.Person {
	return measured.Many(n, measured.Twice(testworld.Aino, first, last))
}

func TestAGroupThatIsTooSmallIsNotComparedEither(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(many(9, 1, 2)...)
		s := reference.Set{ID: id.New[reference.Set](), Organisation: testworld.North, Instrument: "kuusi", Scale: "kaikki", People: "Muita", Asked: measured.Day(1, 1),
			Source: "Keksitty testiin", Scores: []reference.Score{{Score: 6, N: 100}, {Score: 12, N: 300}}}
		c.Write(testworld.Bertta, func(tx *act.Tx) error { return reference.Import(tx, s) })
		if r := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki").References[0]; r.First.Lack() != stats.FewPeople || r.Last.Lack() != stats.FewPeople {
			t.Errorf("%+v", r)
		}
	})
}
