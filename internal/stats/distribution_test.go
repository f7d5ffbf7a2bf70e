package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Source: Työterveyslaitos, Työ- ja toimintakyvyn kokemukset, 12 March 2019: answers
// 0 to 10 of 7,282 people.
func TestTheReferenceDistributionHasItsPublishedFigures(t *testing.T) {
	answers := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for _, tt := range []struct {
		name             string
		counts           []int64
		mean, sd, median float64
	}{
		{"work ability", []int64{197, 200, 366, 523, 539, 894, 808, 1166, 1286, 770, 533}, 6.1364, 2.5498, 7},
		{"functioning", []int64{12, 42, 174, 387, 504, 828, 804, 1253, 1563, 1013, 702}, 6.8584, 2.1315, 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, ok := Tabulated(answers, tt.counts)
			if !ok || d.N() != 7282 {
				t.Fatalf("%d people, %v", d.N(), ok)
			}
			if !near(d.Mean(), tt.mean, 5e-5) || !near(d.SD(), tt.sd, 5e-5) || !near(d.Median(), tt.median, 0) {
				t.Errorf("mean %v, SD %v, median %v", d.Mean(), d.SD(), d.Median())
			}
			if d.AtMost(0) != tt.counts[0] || d.AtLeast(10) != tt.counts[10] {
				t.Errorf("%d on the floor, %d at the ceiling", d.AtMost(0), d.AtLeast(10))
			}
		})
	}
}

func TestATableThatContradictsItselfIsNoDistribution(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []float64
		counts []int64
	}{
		{"columns of two lengths", []float64{1, 2}, []int64{3}},
		{"a value twice", []float64{1, 2, 1}, []int64{3, 4, 5}},
		{"a negative count", []float64{1, 2}, []int64{3, -1}},
		{"a value that is none", []float64{1, math.NaN()}, []int64{3, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d, ok := Tabulated(tt.values, tt.counts); ok {
				t.Errorf("taken as %v", d)
			}
		})
	}
}

func TestFewValuesHaveFewFigures(t *testing.T) {
	none, one, alike := Distribute([]float64{Missing()}), Distribute([]float64{3.5}), Distribute([]float64{2, 2, 2})
	for _, tt := range []struct {
		name string
		got  Figure
		want Lack
	}{
		{"the mean of none", none.Mean(), NoValues},
		{"the SD of none", none.SD(), NoValues},
		{"the median of none", none.Median(), NoValues},
		{"the mean of one", one.Mean(), NoLacking},
		{"the SD of one", one.SD(), TooFew},
		{"the SD of three alike", alike.SD(), NoLacking},
		{"a quantile beyond all", alike.Quantile(1.5), Unsound},
		{"the figure that nobody worked out", Figure{}, NoValues},
	} {
		if tt.got.Lack() != tt.want {
			t.Errorf("%s lacks %q, want %q", tt.name, tt.got.Lack(), tt.want)
		}
	}
	if none.Missing() != 1 || none.N() != 0 {
		t.Errorf("%d missing of %d", none.Missing(), none.N())
	}
}

func TestCountingUpKeepsEveryValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(-3, 3), rapid.Map(rapid.IntRange(-600, 600), func(i int) float64 { return float64(i) }))
		column := rapid.SliceOf(value).Draw(t, "column")
		d := Distribute(column)
		var again []float64
		for value, count := range d.All() {
			for range count {
				again = append(again, value)
			}
		}
		slices.Sort(column)
		if !slices.Equal(again, column) || d.N() != int64(len(column)) {
			t.Errorf("%v came back as %v", column, again)
		}
	})
}

func TestAQuantileLiesAmongTheValuesAndRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Distribute(rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 40).Draw(t, "column"))
		p, q := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0, 1).Draw(t, "q")
		low, _ := d.Quantile(min(p, q)).Value()
		high, _ := d.Quantile(max(p, q)).Value()
		if slack := 1e-9 * (1 + math.Abs(low)); low > high+slack || low < d.values[0]-slack || high > d.values[len(d.values)-1]+slack {
			t.Errorf("quantiles %v and %v of %v", low, high, d.values)
		}
	})
}
