package report_test

import (
	"testing"

	"rinnalla/internal/report"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
)

func TestTwelveWhoWereMeasuredTwiceAreComparedAndFiveWhoWereLostAreCounted(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		people := append(measured.Many(6, measured.Twice(testworld.Aino, 1, 2)), measured.Many(6, measured.Twice(testworld.Aino, 2, 2))...)
		c.Enrol(append(people, measured.Many(5, measured.Once(testworld.Aino, 0))...)...)
		r := c.change(testworld.Aino, report.ChangeQuery{})
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
		s := scale(t, c.change(testworld.Aino, report.ChangeQuery{}), "kaikki")
		if !is(s.Pairs, 9) || s.First.Mean.Lack() != stats.FewPeople || s.Lost.Lack() != stats.FewPeople || s.Started.Lack() != stats.FewPeople {
			t.Errorf("%+v", s)
		}
		if !is(s.Better.N, 9) || s.Better.Share.Lack() != stats.FewPeople {
			t.Errorf("%+v", s.Better)
		}
	})
}
