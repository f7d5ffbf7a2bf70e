package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestReliableChangeAsPublished(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		first, last           float64
		reliability           Reliability
		sem, sdiff, rci, mdc  float64
		higher, lowerIsBetter ReliableChange
	}{
		{"up by eight", 20, 28, Reliability{SD: 5, Coefficient: 0.80}, 2.236067977, 3.16227766, 2.529822128, 6.197950325, Better, Worse},
		{"down by fifteen", 47.5, 32.5, Reliability{SD: 7.5, Coefficient: 0.80}, 3.354101966, 4.74341649, -3.16227766, 9.296925487, Worse, Better},
		{"up by six", 20, 26, Reliability{SD: 5, Coefficient: 0.80}, 2.236067977, 3.16227766, 1.897366596, 6.197950325, NoClearChange, NoClearChange},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.reliability
			limits, ok := r.Limits()
			if !ok {
				t.Fatal("no limits")
			}
			if !near(r.SEM(), tt.sem, 1e-9) || !near(r.SDiff(), tt.sdiff, 1e-8) || !near(r.RCI(tt.first, tt.last), tt.rci, 1e-8) {
				t.Errorf("SEM %v, SDiff %v, RCI %v", r.SEM(), r.SDiff(), r.RCI(tt.first, tt.last))
			}
			if band := limits.Band(tt.first); !near(band.High, tt.first+tt.mdc, 1e-8) || !near(band.Low, tt.first-tt.mdc, 1e-8) {
				t.Errorf("band %v", band)
			}
			if got, why := limits.Classify(tt.first, tt.last, HigherIsBetter); got != tt.higher || why != NoLacking {
				t.Errorf("where higher is better: %s, %s", got, why)
			}
			if got, why := limits.Classify(tt.first, tt.last, LowerIsBetter); got != tt.lowerIsBetter || why != NoLacking {
				t.Errorf("where lower is better: %s, %s", got, why)
			}
		})
	}
}

func limitsOf(t *testing.T, low, high float64) ErrorLimits {
	t.Helper()
	limits, ok := LimitsOfAgreement(low, high)
	if !ok {
		t.Fatalf("no limits %v to %v", low, high)
	}
	return limits
}

func TestWhatCannotBeSaidHasAReason(t *testing.T) {
	two := limitsOf(t, -2, 2)
	for _, tt := range []struct {
		name        string
		limits      ErrorLimits
		first, last float64
		direction   Direction
		want        ReliableChange
		why         Lack
	}{
		{"no published limit", ErrorLimits{}, 3, 9, HigherIsBetter, CannotBeSaid, NoLimit},
		{"no first value", two, Missing(), 9, HigherIsBetter, CannotBeSaid, NoFirst},
		{"no last value", two, 3, Missing(), HigherIsBetter, CannotBeSaid, NoLast},
		{"a clear change on a scale without a better end", two, 3, 9, 0, CannotBeSaid, NoBetter},
		{"a small change on a scale without a better end", two, 3, 4, 0, NoClearChange, NoLacking},
		{"just on the limit", two, 3, 5, HigherIsBetter, NoClearChange, NoLacking},
		{"on the limit but for rounding", limitsOf(t, -0.3, 0.3), 3, 3.3, HigherIsBetter, NoClearChange, NoLacking},
		{"retest is higher anyway", limitsOf(t, -1, 3), 3, 5.5, HigherIsBetter, NoClearChange, NoLacking},
		{"down where retest is higher anyway", limitsOf(t, -1, 3), 3, 1.5, HigherIsBetter, Worse, NoLacking},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, why := tt.limits.Classify(tt.first, tt.last, tt.direction); got != tt.want || why != tt.why {
				t.Errorf("%s, %s; want %s, %s", got, why, tt.want, tt.why)
			}
		})
	}
}

func TestReliabilityThatCannotBeGivesNoLimits(t *testing.T) {
	for _, r := range []Reliability{{}, {SD: -1, Coefficient: 0.5}, {SD: 1, Coefficient: 1}, {SD: 1, Coefficient: -0.1}, {SD: math.NaN(), Coefficient: 0.5}} {
		if limits, ok := r.Limits(); ok || r.SEM().Lack() != Unsound || r.RCI(1, 2).Lack() != Unsound {
			t.Errorf("%+v has the limits %v", r, limits)
		}
	}
	for _, pair := range [][2]float64{{1, 3}, {-3, -1}, {0, 0}, {2, -2}, {math.NaN(), 1}, {-1, math.Inf(1)}} {
		if limits, ok := LimitsOfAgreement(pair[0], pair[1]); ok {
			t.Errorf("%v are taken as %v", pair, limits)
		}
	}
	if (ErrorLimits{}).Band(3).Low.Lack() != NoLimit || limitsOf(t, -1, 1).Band(Missing()).Low.Lack() != NoValues {
		t.Error("a band without limits or without a score")
	}
}

func TestEverybodyWithBothValuesIsCountedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := drawPairs(t)
		limits := ErrorLimits{low: -2, high: 2, published: rapid.Bool().Draw(t, "published")}
		counts := limits.CountChanges(first, last, rapid.SampledFrom([]Direction{HigherIsBetter, LowerIsBetter, 0}).Draw(t, "direction"))
		if pairs := CompareLost(first, last).Stayed.N(); counts.Said()+counts.CannotBeSaid != pairs {
			t.Errorf("%+v of %d people", counts, pairs)
		}
		if (counts.CannotBeSaid > 0) != (counts.Why != NoLacking) {
			t.Errorf("%+v has no reason, or one too many", counts)
		}
	})
}

func TestTurningTheScaleRoundSwapsBetterAndWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := drawPairs(t)
		limits := limitsFor(rapid.Float64Range(0.1, 5).Draw(t, "limit"))
		up := limits.CountChanges(first, last, HigherIsBetter)
		down := limits.CountChanges(first, last, LowerIsBetter)
		if up.Better != down.Worse || up.Worse != down.Better || up.NoClearChange != down.NoClearChange {
			t.Errorf("%+v turned round is %+v", up, down)
		}
	})
}

func limitsFor(limit float64) ErrorLimits {
	return ErrorLimits{low: -limit, high: limit, published: true}
}

func TestAShareHasAnIntervalOnceThereIsAWhole(t *testing.T) {
	share, interval := Share(3, 12)
	if !near(share, 0.25, 0) || !near(interval.Low, 0.08894166839, 1e-11) || !near(interval.High, 0.53230533493, 1e-11) {
		t.Errorf("%v, %v", share, interval)
	}
	if none, interval := Share(0, 0); none.Lack() != NoValues || interval.High.Lack() != NoValues {
		t.Errorf("a share of nobody: %v, %v", none, interval)
	}
	if wrong, _ := Share(3, 2); wrong.Lack() != Unsound {
		t.Errorf("three of two: %v", wrong)
	}
}

func TestGoalAttainmentAsPublished(t *testing.T) {
	for _, tt := range []struct {
		weights, levels []float64
		want            float64
	}{
		{[]float64{1, 1, 1}, []float64{0, 0, 0}, 50},
		{[]float64{1, 1, 1}, []float64{1, 1, 1}, 63.6931},
		{[]float64{1, 1, 1}, []float64{-1, -1, -1}, 36.30693606},
		{[]float64{1, 1, 1}, []float64{2, 2, 2}, 77.3861},
		{[]float64{1, 1, 1}, []float64{-2, -2, -2}, 22.6139},
		{[]float64{1}, []float64{1}, 60},
		{[]float64{1}, []float64{2}, 70},
		{[]float64{1, 1}, []float64{1, 0}, 56.2017},
		{[]float64{1, 1}, []float64{2, 2}, 74.8069},
		{[]float64{3, 2, 1}, []float64{1, 0, -1}, 54.4065},
		{[]float64{1, 1, 1}, []float64{1, 0, 2}, 63.69306394},
		{[]float64{3, 1, 2}, []float64{1, 0, 2}, 65.42284272},
		{[]float64{1, 1}, []float64{-2, -2}, 25.19305308},
		{[]float64{1, 1, 1, 1}, []float64{2, 2, 2, 2}, 79.01905},
	} {
		var goals []Goal
		for i, weight := range tt.weights {
			goals = append(goals, Goal{Weight: weight, Level: tt.levels[i]})
		}
		if got := GoalAttainment(goals); !near(got, tt.want, 5e-5) {
			t.Errorf("weights %v, levels %v: %v, want %v", tt.weights, tt.levels, got, tt.want)
		}
	}
}

func TestGoalsThatCannotBeHaveNoScore(t *testing.T) {
	if got := GoalAttainment(nil); got.Lack() != NoValues {
		t.Errorf("no goals: %v", got)
	}
	for _, goal := range []Goal{{Weight: 0, Level: 1}, {Weight: -1, Level: 1}, {Weight: 1, Level: 3}, {Weight: 1, Level: Missing()}, {Weight: math.Inf(1)}} {
		if got := GoalAttainment([]Goal{goal}); got.Lack() != Unsound {
			t.Errorf("%+v: %v", goal, got)
		}
	}
}
