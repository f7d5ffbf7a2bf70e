package stats

import (
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
		test.P = known(mathext.RegIncBeta(df/2, 0.5, df/(df+t*t)))
	}
	return test, interval(difference-reach, difference+reach)
}

func tQuantile(p, df float64) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(p)
}

// fQuantile refines by Newton's method, because the library's own answer is only good
// to four digits with a million degrees of freedom.
func fQuantile(p, df1, df2 float64) float64 {
	f := distuv.F{D1: df1, D2: df2}
	x := f.Quantile(p)
	for range 6 {
		x -= (f.CDF(x) - p) / f.Prob(x)
	}
	return x
}
