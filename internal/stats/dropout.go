package stats

import "math"

// Dropout is how those without a last value differed at the start from those with one.
type Dropout struct {
	// Stayed and Lost are the first values of those with and without a last one.
	Stayed, Lost Distribution
	// Difference is the mean of the lost minus that of those who stayed, in the unit
	// of the values. With the variances v and numbers n of the two,
	// T = Difference/√(v_lost/n_lost + v_stayed/n_stayed) is Welch's t test, with
	//
	//	df = (v_lost/n_lost + v_stayed/n_stayed)² / ((v_lost/n_lost)²/(n_lost-1) + (v_stayed/n_stayed)²/(n_stayed-1))
	//
	// and Interval its interval. Variances may differ. Source: Welch, Biometrika 34
	// (1947) 28-35.
	Difference Figure
	Interval   ConfidenceInterval
	T          TTest
	// Standardized is Difference over √((v_lost + v_stayed)/2), which does not grow
	// with the number of people. Source: Austin, Statistics in Medicine 28 (2009)
	// 3083-3107.
	Standardized Figure
}

// CompareLost compares the first values of people with and without a last one, in two
// columns with a line a person in which [Missing] marks those without a value.
func CompareLost(first, last []float64) Dropout {
	var stayed, lost counter
	for i, before := range first {
		switch {
		case missing(before):
		case missing(last[i]):
			lost.add(before, len(first))
		default:
			stayed.add(before, len(first))
		}
	}
	d := Dropout{Stayed: stayed.distribution(), Lost: lost.distribution()}
	d.compare()
	return d
}

func (d *Dropout) compare() {
	none := few(min(d.Stayed.N(), d.Lost.N()))
	if d.Stayed.N() == 0 || d.Lost.N() == 0 {
		d.Difference, d.Interval, d.T, d.Standardized = lacking(none), noInterval(none), noTTest(none), lacking(none)
		return
	}
	difference := d.Lost.mean() - d.Stayed.mean()
	d.Difference = known(difference)
	if d.Stayed.N() < 2 || d.Lost.N() < 2 {
		d.Interval, d.T, d.Standardized = noInterval(none), noTTest(none), lacking(none)
		return
	}
	stayed, lost := d.Stayed.variance(), d.Lost.variance()
	average := math.Sqrt((stayed + lost) / 2)
	if flat(average, math.Abs(d.Stayed.mean())+math.Abs(d.Lost.mean())) {
		d.Interval, d.T, d.Standardized = noInterval(NoSpread), noTTest(NoSpread), lacking(NoSpread)
		return
	}
	d.Standardized = known(difference / average)
	ofStayed, ofLost := stayed/float64(d.Stayed.N()), lost/float64(d.Lost.N())
	both := ofStayed + ofLost
	df := both * both / (ofStayed*ofStayed/float64(d.Stayed.N()-1) + ofLost*ofLost/float64(d.Lost.N()-1))
	d.T, d.Interval = tTest(difference, math.Sqrt(both), df)
}
