package stats

import (
	"math"
	"sort"
)

// SignedRank is Wilcoxon's signed rank test of whether differences lie evenly around 0.
type SignedRank struct {
	// N is how many differences are not 0. Zeros are left out.
	N, Zeros int64
	// V is the sum of the ranks, by size, of the differences above 0. P is the
	// two-sided probability of one as far from the middle when the differences lie
	// evenly; Exact says how it was worked out.
	V, P  Figure
	Exact bool
}

// mostExact is the most differences for which the exact distribution is used.
const mostExact = 50

// SignedRankTest ranks the differences that are not 0 by size, ties at their mean
// rank, and adds up the ranks of those above 0. It assumes that differences are alike
// and independent, and when nothing changed as often up as down.
//
// Up to 50 differences without ties and without a zero, P is exact: of all 2ⁿ ways to
// give the ranks signs, the share with V in the smaller tail, doubled. Otherwise the
// normal approximation with continuity correction is used,
//
//	z = (V - n(n+1)/4 ∓ ½) / √(n(n+1)(2n+1)/24 - Σ(t³-t)/48)
//
// where t is how many differences share a rank. Both are the same as R's wilcox.test,
// which is exact below 50 by default. Source: Hollander, Wolfe and Chicken,
// Nonparametric Statistical Methods (2014), section 3.1.
func SignedRankTest(differences Distribution) SignedRank {
	test, ties := rankSigned(differences)
	if test.N == 0 {
		lack := AllZero
		if test.Zeros == 0 {
			lack = NoValues
		}
		test.V, test.P = lacking(lack), lacking(lack)
		return test
	}
	v, n := test.V.value, float64(test.N)
	test.Exact = test.N <= mostExact && ties == 0 && test.Zeros == 0
	if test.Exact {
		test.P = known(exactSignedRank(int(v), int(test.N)))
		return test
	}
	off := math.Abs(v - n*(n+1)/4)
	sd := math.Sqrt(n*(n+1)*(2*n+1)/24 - ties/48)
	z := max(0, off-0.5) / sd
	test.P = known(math.Erfc(z / math.Sqrt2))
	return test
}

// rankSigned gives N, Zeros and V, and Σ(t³-t) over the ties.
func rankSigned(differences Distribution) (test SignedRank, ties float64) {
	values, counts := differences.values, differences.counts
	up := sort.SearchFloat64s(values, 0)
	down := up - 1
	if up < len(values) && values[up] == 0 {
		test.Zeros = counts[up]
		up++
	}
	var v float64
	for down >= 0 || up < len(values) {
		size := math.Inf(1)
		if down >= 0 {
			size = -values[down]
		}
		if up < len(values) {
			size = min(size, values[up])
		}
		var below, above int64
		if down >= 0 && -values[down] == size {
			below = counts[down]
			down--
		}
		if up < len(values) && values[up] == size {
			above = counts[up]
			up++
		}
		t := float64(below + above)
		v += float64(above) * (float64(test.N) + (t+1)/2)
		ties += t*t*t - t
		test.N += below + above
	}
	test.V = known(v)
	return test, ties
}

// exactSignedRank counts the ways to choose among the ranks 1 to n with a sum in the
// smaller tail.
func exactSignedRank(v, n int) float64 {
	most := n * (n + 1) / 2
	ways := make([]float64, most+1)
	ways[0] = 1
	for rank := 1; rank <= n; rank++ {
		for at := most; at >= rank; at-- {
			ways[at] += ways[at-rank]
		}
	}
	var tail float64
	for at := 0; at <= min(v, most-v); at++ {
		tail += ways[at]
	}
	return min(1, 2*math.Ldexp(tail, -n))
}
