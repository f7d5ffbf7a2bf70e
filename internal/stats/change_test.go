package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// near allows for the digits that a published figure has.
func near(got Figure, want, within float64) bool {
	value, ok := got.Value()
	return ok && math.Abs(value-want) <= within
}

var (
	sleepBefore = []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2}
	sleepAfter  = []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
)

func TestTheSleepDataChangeAsPublished(t *testing.T) {
	c := Change(sleepBefore, sleepAfter)
	factor, _ := HedgesCorrection(9)
	dz, _ := c.DZ.Value()
	for _, tt := range []struct {
		name string
		got  Figure
		want float64
	}{
		{"mean difference", c.Difference.Mean(), 1.58},
		{"t", c.T.T, 4.062127683},
		{"degrees of freedom", c.T.DF, 9},
		{"p of t", c.T.P, 0.002832890197},
		{"low end", c.MeanInterval.Low, 0.7001142367},
		{"high end", c.MeanInterval.High, 2.4598857633},
		{"V", c.SignedRank.V, 45},
		{"p of V, with ties and a zero", c.SignedRank.P, 0.009090698016},
		{"d_z", c.DZ, 1.284557563},
		{"r", c.Correlation, 0.7951702058},
		{"d_av by the mean variance", c.DAv, 0.8321810813},
		{"J", known(factor), 0.9142857143},
		{"g_z", known(factor * dz), 1.174452629},
	} {
		if !near(tt.got, tt.want, 5e-10) {
			t.Errorf("%s is %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if c.SignedRank.Exact || c.SignedRank.Zeros != 1 || c.SignedRank.N != 9 {
		t.Errorf("signed ranks %+v", c.SignedRank)
	}
}

func TestTheDepressionDataAreRankedExactly(t *testing.T) {
	c := Change(
		[]float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29},
		[]float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30},
	)
	if !c.SignedRank.Exact || !near(c.SignedRank.V, 40, 0) || !near(c.SignedRank.P, 0.0390625, 0) {
		t.Errorf("signed ranks %+v", c.SignedRank)
	}
}

// Source: the example of statpsych's ci.stdmean.ps, means 102.1 and 110.4, SDs 14.6
// and 15.3, r 0.75, 25 people: d 0.5550319, interval 0.2394905 to 0.8705732.
func TestTheIntervalOfAStandardizedDifferenceIsBonetts(t *testing.T) {
	first, last := correlated(25, 102.1, 14.6, 110.4, 15.3, 0.75)
	c := Change(first, last)
	factor, _ := HedgesCorrection(24)
	if !near(c.DAv, 0.5550319, 5e-8) || !near(c.GAv, factor*0.5550319, 5e-8) {
		t.Errorf("d_av %v, g_av %v", c.DAv, c.GAv)
	}
	if !near(c.GAvInterval.Low, 0.2394905, 5e-8) || !near(c.GAvInterval.High, 0.8705732, 5e-8) {
		t.Errorf("interval %v", c.GAvInterval)
	}
}

// correlated makes columns with just these means, SDs and correlation.
func correlated(n int, meanX, sdX, meanY, sdY, r float64) (x, y []float64) {
	for i := range n {
		step := float64(i) - float64(n-1)/2
		x, y = append(x, step), append(y, step*step-float64(n*n-1)/12) // uncorrelated with x
	}
	sdOne, _ := Distribute(x).SD().Value()
	sdOther, _ := Distribute(y).SD().Value()
	for i := range n {
		one, other := x[i]/sdOne, y[i]/sdOther
		x[i], y[i] = meanX+sdX*one, meanY+sdY*(r*one+math.Sqrt(1-r*r)*other)
	}
	return x, y
}

func TestAFigureThatDoesNotExistSaysWhy(t *testing.T) {
	none := Missing()
	for _, tt := range []struct {
		name               string
		first, last        []float64
		t, dz, r, dav, gav Lack
		v                  Lack
	}{
		{"nobody", nil, nil, NoValues, NoValues, NoValues, NoValues, NoValues, NoValues},
		{"nobody came back", []float64{3, 4}, []float64{none, none}, NoValues, NoValues, NoValues, NoValues, NoValues, NoValues},
		{"one person", []float64{3}, []float64{5}, TooFew, TooFew, TooFew, TooFew, TooFew, NoLacking},
		{"two people", []float64{3, 4}, []float64{5, 9}, NoLacking, NoLacking, NoLacking, NoLacking, TooFew, NoLacking},
		{"everybody the same change", []float64{3, 4, 6}, []float64{5, 6, 8}, NoSpread, NoSpread, NoLacking, NoLacking, NoLacking, NoLacking},
		{
			"the same change but for rounding", []float64{0.3, 0.7, 1.1, 8.9}, []float64{0.4, 0.8, 1.2, 9.0},
			NoSpread, NoSpread, NoLacking, NoLacking, NoLacking, NoLacking,
		},
		{"nobody changed", []float64{3, 4, 6}, []float64{3, 4, 6}, NoSpread, NoSpread, NoLacking, NoLacking, NoLacking, AllZero},
		{"all alike", []float64{3, 3, 3}, []float64{3, 3, 3}, NoSpread, NoSpread, NoSpread, NoSpread, NoSpread, AllZero},
		{"all alike at first", []float64{3, 3, 3}, []float64{3, 4, 5}, NoLacking, NoLacking, NoSpread, NoLacking, NoLacking, NoLacking},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Change(tt.first, tt.last)
			for _, figure := range []struct {
				name string
				got  Figure
				want Lack
			}{
				{"t", c.T.T, tt.t}, {"p", c.T.P, tt.t}, {"low end", c.MeanInterval.Low, tt.t}, {"d_z", c.DZ, tt.dz}, {"r", c.Correlation, tt.r},
				{"d_av", c.DAv, tt.dav}, {"g_av", c.GAv, tt.gav}, {"low end of g_av", c.GAvInterval.Low, tt.gav}, {"V", c.SignedRank.V, tt.v},
			} {
				if figure.got.Lack() != figure.want {
					t.Errorf("%s lacks %q, want %q", figure.name, figure.got.Lack(), figure.want)
				}
			}
		})
	}
}

func TestLostAreThoseWithoutALastValue(t *testing.T) {
	first := []float64{2, 4, 5, 7, Missing(), 3}
	last := []float64{3, Missing(), 6, Missing(), 5, 4}
	c, lost := Change(first, last), CompareLost(first, last)
	if c.Started != 5 || c.Lost() != 2 || lost.Lost.N() != 2 || lost.Stayed.N() != 3 {
		t.Errorf("started %d, lost %d; %d and %d compared", c.Started, c.Lost(), lost.Lost.N(), lost.Stayed.N())
	}
	if want := 5.5 - 10.0/3; !near(lost.Difference, want, 1e-12) {
		t.Errorf("the lost differ by %v, want %v", lost.Difference, want)
	}
	one := CompareLost([]float64{2, 4, 5}, []float64{3, 4, Missing()})
	if !near(one.Difference, 2, 1e-12) || one.T.P.Lack() != TooFew || one.Standardized.Lack() != TooFew {
		t.Errorf("with one lost: %+v", one)
	}
	if alike := CompareLost([]float64{2, 2, 2, 2}, []float64{1, 1, Missing(), Missing()}); alike.T.P.Lack() != NoSpread {
		t.Errorf("all alike at the start: %+v", alike)
	}
	if nobody := CompareLost([]float64{2, 4}, []float64{1, 2}); nobody.Difference.Lack() != NoValues {
		t.Errorf("nobody lost: %+v", nobody)
	}
}

var scores = rapid.OneOf(rapid.Map(rapid.IntRange(0, 10), func(i int) float64 { return float64(i) }),
	rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)), rapid.SampledFrom([]float64{1e-300, -1e50, 1e59, 0.1, math.Copysign(0, -1)}))

func drawPairs(t *rapid.T) (first, last []float64) {
	n := rapid.IntRange(0, 12).Draw(t, "people")
	column := rapid.SliceOfN(scores, n, n)
	return column.Draw(t, "first"), column.Draw(t, "last")
}

func TestNothingThatDoesNotExistLeaksOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := drawPairs(t)
		figures := changeFigures(first, last)
		icc := Intraclass(first, last)
		for name, form := range map[string]IntraclassCorrelation{
			"random": icc.Random, "agreement": icc.Agreement, "consistency": icc.Consistency,
			"mean random": icc.MeanRandom, "mean agreement": icc.MeanAgreement, "mean consistency": icc.MeanConsistency,
		} {
			figures[name], figures[name+" low"], figures[name+" high"] = form.Value, form.Interval.Low, form.Interval.High
		}
		for name, figure := range figures {
			value, ok := figure.Value()
			if math.IsNaN(value) || math.IsInf(value, 0) {
				t.Errorf("%s is %v", name, value)
			}
			if ok != (figure.Lack() == NoLacking) || !ok && value != 0 {
				t.Errorf("%s is %v, %v, and lacks %q", name, value, ok, figure.Lack())
			}
		}
	})
}

func TestTurningTheMeasurementsRoundTurnsTheChangeRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 60).Draw(t, "people")
		column := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 40), func(i int) float64 { return float64(i) / 4 }), n, n)
		first, last := column.Draw(t, "first"), column.Draw(t, "last")
		there, back := Change(first, last), Change(last, first)
		for _, pair := range [][2]Figure{
			{there.DZ, back.DZ}, {there.DAv, back.DAv}, {there.GAv, back.GAv}, {there.T.T, back.T.T},
			{there.MeanInterval.Low, back.MeanInterval.High}, {there.GAvInterval.Low, back.GAvInterval.High},
		} {
			one, _ := pair[0].Value()
			other, _ := pair[1].Value()
			if pair[0].Lack() != pair[1].Lack() || !agrees(one, -other) {
				t.Errorf("%v turned round is %v", pair[0], pair[1])
			}
		}
		up, okUp := there.SignedRank.V.Value()
		down, okDown := back.SignedRank.V.Value()
		all := float64(there.SignedRank.N)
		if okUp != okDown || okUp && !agrees(up+down, all*(all+1)/2) || there.SignedRank.P != back.SignedRank.P {
			t.Errorf("ranks %+v turned round are %+v", there.SignedRank, back.SignedRank)
		}
	})
}

func TestTheOrderOfPeopleDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := drawPairs(t)
		order := make([]int, len(first))
		for i := range order {
			order[i] = i
		}
		shuffled := rapid.Permutation(order).Draw(t, "order")
		var otherFirst, otherLast []float64
		for _, i := range shuffled {
			otherFirst, otherLast = append(otherFirst, first[i]), append(otherLast, last[i])
		}
		a, b := Change(first, last), Change(otherFirst, otherLast)
		if a.SignedRank != b.SignedRank || a.T != b.T || !slices.Equal(a.Difference.counts, b.Difference.counts) {
			t.Errorf("%+v in another order is %+v", a, b)
		}
	})
}
