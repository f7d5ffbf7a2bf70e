package change_test

import (
	"math"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/report"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
)

// cohort is a world in which people are measured.
type cohort struct{ *measured.Cohort }

func cohorts(t *testing.T, test func(*testing.T, *cohort)) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) { test(t, &cohort{measured.In(w)}) })
}

func (c *cohort) change(who access.Actor, q change.Query) change.Report {
	c.Helper()
	r, err := c.tryChange(who, q)
	if err != nil {
		c.Fatal(err)
	}
	return r
}

func (c *cohort) tryChange(who access.Actor, q change.Query) (r change.Report, err error) {
	if q.Instrument == "" {
		q.Instrument = "kuusi"
	}
	if q.Rule == (report.Disclosure{}) {
		q.Rule = report.DefaultDisclosure()
	}
	err = c.TryRead(who, func(tx *act.Tx) (err error) {
		r, err = change.Of(tx, q)
		return err
	})
	return r, err
}

// scale finds a scale of a change.
func scale(t testing.TB, r change.Report, code string) change.Scale {
	t.Helper()
	for _, s := range r.Scales {
		if s.Code == code {
			return s
		}
	}
	t.Fatalf("no scale %s", code)
	return change.Scale{}
}

// is tells whether a figure is a number.
func is(f stats.Figure, want float64) bool {
	v, ok := f.Value()
	return ok && math.Abs(v-want) < 1e-9*max(1, math.Abs(want))
}
