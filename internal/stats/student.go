package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// TTest is a test of Student's t: the statistic, its degrees of freedom and the
// two-sided probability of one as far from 0 when nothing differs.
type TTest struct {
	T, DF, P Figure
}

func noTTest(lack Lack) TTest {
	return TTest{T: lacking(lack), DF: lacking(lack), P: lacking(lack)}
}

// tTest tests a difference against its standard error, and gives its interval.
func tTest(difference, standardError, df float64) (TTest, ConfidenceInterval) {
	t := difference / standardError
	reach := tQuantile((1+Confidence)/2, df) * standardError
	test := TTest{T: known(t), DF: known(df), P: lacking(Overflow)}
	if !missing(t) {
		test.P = known(tProbability(t, df))
	}
	return test, interval(difference-reach, difference+reach)
}

// tProbability is that of a t as far from 0 as this, on both sides.
func tProbability(t, df float64) float64 {
	if df < 1000 {
		return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t))
	}
	// The library loses digits here. Source: Hill, Communications of the ACM 13 (1970)
	// 617-619, algorithm 395.
	a := df - 0.5
	b := 48 * a * a
	y := a * math.Log1p(t*t/df)
	z := (((((-0.4*y-3.3)*y-24)*y-85.5)/(0.8*y*y+100+b)+y+3)/b + 1) * math.Sqrt(y)
	return math.Erfc(z / math.Sqrt2)
}

func tQuantile(p, df float64) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(p)
}

// fQuantile refines the library's answer, which is only good to seven digits in the
// far tail, by Newton's method.
func fQuantile(p, df1, df2 float64) float64 {
	f := distuv.F{D1: df1, D2: df2}
	x := f.Quantile(p)
	for range 6 {
		x -= (f.CDF(x) - p) / f.Prob(x)
	}
	return x
}
