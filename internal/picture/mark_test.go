package picture_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
)

func TestWhenACourseIsMarked(t *testing.T) {
	up, upTo2, downTo2 := scale{better: instrument.HigherIsBetter}, scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.LowerIsBetter, limit: 2}
	for name, c := range map[string]struct {
		scales         []scale
		days           []int
		values         [][]float64
		worse, falling int
		stalled        bool
	}{
		"never on one measurement":                                        {[]scale{upTo2}, []int{0}, [][]float64{{0}}, 0, 0, false},
		"reliably worse than at the beginning":                            {[]scale{upTo2}, []int{0, 30}, [][]float64{{7}, {4}}, 1, 0, false},
		"reliably worse, where less is better":                            {[]scale{downTo2}, []int{0, 30}, [][]float64{{4}, {7}}, 1, 0, false},
		"reliably worse than the time before, though as at the beginning": {[]scale{upTo2}, []int{0, 30, 60}, [][]float64{{5}, {9}, {5}}, 1, 0, false},
		"worse within the limit":                                          {[]scale{upTo2}, []int{0, 30}, [][]float64{{7}, {5}}, 0, 0, false},
		"without a limit one fall is nothing":                             {[]scale{up}, []int{0, 30}, [][]float64{{9}, {1}}, 0, 0, false},
		"without a limit two falls running":                               {[]scale{up}, []int{0, 30, 60}, [][]float64{{7}, {6}, {5}}, 0, 1, false},
		"two falls with a time left out between":                          {[]scale{up}, []int{0, 30, 40, 60}, [][]float64{{7}, {6}, {none}, {5}}, 0, 0, false},
		"half of the areas fall":                                          {[]scale{up, up}, []int{0, 30, 60}, [][]float64{{7, 4}, {6, 4}, {5, 5}}, 0, 0, false},
		"more than half of the areas fall":                                {[]scale{up, up, up}, []int{0, 30, 60}, [][]float64{{7, 7, 4}, {6, 5, 4}, {5, 4, 5}}, 0, 2, false},
		"no better for long":                                              {[]scale{up}, []int{0, 45, 90}, [][]float64{{5}, {6}, {5}}, 0, 0, true},
		"no better, but not for long":                                     {[]scale{up}, []int{0, 45, 89}, [][]float64{{5}, {6}, {5}}, 0, 0, false},
		"no better for long, measured twice":                              {[]scale{up}, []int{0, 365}, [][]float64{{5}, {5}}, 0, 0, false},
		"a little better for long, without a limit":                       {[]scale{up}, []int{0, 45, 90}, [][]float64{{5}, {5}, {6}}, 0, 0, false},
		"a little better for long, within the limit":                      {[]scale{upTo2}, []int{0, 45, 90}, [][]float64{{5}, {5}, {6}}, 0, 0, true},
		"one area better is enough":                                       {[]scale{upTo2, upTo2}, []int{0, 45, 90}, [][]float64{{5, 5}, {5, 5}, {5, 8}}, 0, 0, false},
		"nowhere to go: all was well from the beginning":                  {[]scale{up, upTo2}, []int{0, 45, 90}, [][]float64{{10, 9}, {10, 9}, {10, 9}}, 0, 0, false},
		"an area without a better end says nothing":                       {[]scale{{limit: 2}}, []int{0, 45, 90}, [][]float64{{9}, {5}, {1}}, 0, 0, false},
	} {
		w := of(t, meter(c.scales...))
		for i, day := range c.days {
			w.on(day, outcome.ByClient, c.values[i]...)
		}
		m, marked := w.draw(picture.FromStart).Mark()
		if len(m.Worse) != c.worse || len(m.Falling) != c.falling || m.Stalled != c.stalled || marked != (c.worse+c.falling > 0 || c.stalled) {
			t.Errorf("%s: %d worse, %d falling, stalled %v, marked %v", name, len(m.Worse), len(m.Falling), m.Stalled, marked)
		}
	}
}

func TestTheMarkDoesNotHangOnWhatThePageComparesWith(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter, limit: 2}))
	for i, v := range []float64{8, 6, 5} {
		w.on(30*i, outcome.ByClient, v)
	}
	_, fromStart := w.draw(picture.FromStart).Mark()
	_, fromLast := w.draw(picture.FromLast).Mark()
	if !fromStart || !fromLast {
		t.Errorf("marked from the beginning %v, from the time before %v", fromStart, fromLast)
	}
}

// How often the mark comes for nothing, as the comment of Mark says: people who do not change are measured with an error whose limit is
// the published one.
func TestHowOftenTheMarkComesForNothing(t *testing.T) {
	const people = 3000
	rng := rand.New(rand.NewPCG(1, 2))
	rate := func(times int, scales ...scale) float64 {
		d, marked := meter(scales...), 0
		for i := range d.Sections[0].Items {
			d.Sections[0].Items[i].Step = num(0.05) // so that few values are alike
		}
		for range people {
			w := of(t, d)
			for n := range times {
				values := make([]float64, len(scales))
				for i := range values {
					// A limit of 2 is 1.96·√2 standard errors.
					values[i] = math.Round(min(10, max(0, 5+rng.NormFloat64()*2/(1.96*math.Sqrt2)))*20) / 20
				}
				w.on(20*n, outcome.ByClient, values...)
			}
			if _, is := w.draw(picture.FromStart).Mark(); is {
				marked++
			}
		}
		return float64(marked) / people
	}
	limited, open := scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.HigherIsBetter}
	for name, c := range map[string]struct{ got, least, most float64 }{
		"one comparison of one area with a limit": {rate(2, limited), 0.015, 0.035},
		"five areas with limits, three times":     {rate(3, limited, limited, limited, limited, limited), 0.10, 0.23},
		"one area without a limit, three times":   {rate(3, open), 0.14, 0.19},
		"ten areas without a limit, three times":  {rate(3, open, open, open, open, open, open, open, open, open, open), 0, 0.008},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%s: marked in %.4f of the cases", name, c.got)
		}
	}
}
