package picture_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
	"rinnalla/internal/stats"
)

// drawTimes is a course of an instrument with a few areas, with gaps, both sides answering.
func drawTimes(t *rapid.T, tb testing.TB) (*times, []scale, [][]float64) {
	n := rapid.IntRange(1, 5).Draw(t, "areas")
	scales := make([]scale, n)
	for i := range scales {
		scales[i].better = rapid.SampledFrom([]instrument.Direction{instrument.HigherIsBetter, instrument.LowerIsBetter, ""}).Draw(t, "better")
		scales[i].limit = rapid.SampledFrom([]float64{0, 0.5, 2, 4}).Draw(t, "limit")
	}
	values := make([][]float64, rapid.IntRange(1, 6).Draw(t, "times"))
	w := of(tb, meter(scales...))
	for k := range values {
		for range n {
			v := float64(rapid.IntRange(-1, 10).Draw(t, "value"))
			if v < 0 {
				v = none
			}
			values[k] = append(values[k], v)
		}
		w.on(rapid.IntRange(10, 60).Draw(t, "days")*k, rapid.SampledFrom([]outcome.AnsweredBy{outcome.ByClient, outcome.Together}).Draw(t, "by"), values[k]...)
	}
	return w, scales, values
}

func verdicts(p picture.Picture) (all []string) {
	for _, a := range p.Areas {
		all = append(all, string(a.Change.Verdict)+" "+string(a.Change.Why))
	}
	return all
}

func since(t *rapid.T) picture.Since {
	return rapid.SampledFrom([]picture.Since{picture.FromStart, picture.FromLast}).Draw(t, "since")
}

func TestNothingIsCalledBetterOrWorseThanAPublishedLimitAllows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, scales, _ := drawTimes(rt, t)
		for i, a := range w.draw(since(rt)).Areas {
			c := a.Change
			clear := c.Verdict == stats.Better || c.Verdict == stats.Worse
			if clear && (scales[i].limit == 0 || math.Abs(c.Difference) <= scales[i].limit || scales[i].better == "") {
				rt.Fatalf("area %d is %s by %v with the limit %v", i+1, c.Verdict, c.Difference, scales[i].limit)
			}
			if (c.Verdict == stats.CannotBeSaid) != (c.Why != "") {
				rt.Fatalf("%s with the reason %q", c.Verdict, c.Why)
			}
			if low, high, there := a.Band(); there && scales[i].limit > 0 {
				outside := a.Now().Share < low-1e-9 || a.Now().Share > high+1e-9
				if a.Now().Exists && scales[i].better != "" && outside != clear {
					rt.Fatalf("area %d is %s and %v outside its band", i+1, c.Verdict, outside)
				}
			}
		}
	})
}

// A scale that is turned over, with its values turned over too, tells the same.
func TestAPictureInTheMirrorTellsTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, scales, values := drawTimes(rt, t)
		turned := slices.Clone(scales)
		for i := range turned {
			switch turned[i].better {
			case instrument.HigherIsBetter:
				turned[i].better = instrument.LowerIsBetter
			case instrument.LowerIsBetter:
				turned[i].better = instrument.HigherIsBetter
			}
		}
		m := of(t, meter(turned...))
		for k, row := range values {
			mirrored := make([]float64, len(row))
			for i, v := range row {
				mirrored[i] = 10 - v
			}
			m.on(0, w.all[k].By, mirrored...).Day = w.all[k].Day
		}
		one, other := w.draw(picture.FromStart), m.draw(picture.FromStart)
		if !slices.Equal(verdicts(one), verdicts(other)) {
			rt.Fatalf("%v in the mirror %v", verdicts(one), verdicts(other))
		}
		a, good := strengths(one)
		b, alsoGood := strengths(other)
		if !slices.Equal(a, b) || good != alsoGood {
			rt.Fatalf("strengths %v in the mirror %v", a, b)
		}
		first, marked := one.Mark()
		second, alsoMarked := other.Mark()
		if marked != alsoMarked || len(first.Worse) != len(second.Worse) || len(first.Falling) != len(second.Falling) || first.Stalled != second.Stalled {
			rt.Fatal("marked otherwise in the mirror")
		}
	})
}

func TestOtherPeoplesNumbersChangeNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, scales, values := drawTimes(rt, t)
		for i := range scales {
			scales[i].norm = true
		}
		n := of(t, meter(scales...))
		for k, row := range values {
			n.on(0, w.all[k].By, row...).Day = w.all[k].Day
		}
		one, other := w.draw(picture.FromStart), n.draw(picture.FromStart)
		a, _ := strengths(one)
		b, _ := strengths(other)
		if !slices.Equal(verdicts(one), verdicts(other)) || !slices.Equal(a, b) {
			rt.Fatal("norms are read")
		}
	})
}

func TestTheOrderInWhichMeasurementsComeDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, _, _ := drawTimes(rt, t)
		want := verdicts(w.draw(picture.FromStart))
		w.all = rapid.Permutation(w.all).Draw(rt, "order")
		if got := verdicts(w.draw(picture.FromStart)); !slices.Equal(got, want) {
			rt.Fatalf("%v, in another order %v", want, got)
		}
	})
}

func TestAWorkersRatingsNeverMoveHerCourse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, _, values := drawTimes(rt, t)
		before := w.draw(picture.FromStart)
		_, marked := before.Mark()
		for range rapid.IntRange(1, 4).Draw(rt, "ratings") {
			w.on(rapid.IntRange(0, 400).Draw(rt, "day"), outcome.ByWorker, values[0]...)
		}
		after := w.draw(picture.FromStart)
		if _, still := after.Mark(); !slices.Equal(verdicts(before), verdicts(after)) || len(before.Course) != len(after.Course) || marked != still {
			rt.Fatal("a worker's rating has changed what is said of her answers")
		}
	})
}

func TestAVersionThatDoesNotCompareChangesNoVerdict(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, scales, values := drawTimes(rt, t)
		want, many := verdicts(w.draw(picture.FromStart)), len(w.all)
		w.version(meter(scales...))
		w.on(-10, outcome.ByClient, values[0]...)
		w.compare = func(a, b int) bool { return a == b }
		p := w.draw(picture.FromStart)
		got := verdicts(p)
		if many == 1 {
			for i := range want {
				want[i] = string(stats.CannotBeSaid) + " " + string(picture.OtherVersion)
			}
		}
		if !slices.Equal(got, want) || len(p.Apart) != 1 {
			rt.Fatalf("%v, want %v", got, want)
		}
	})
}
