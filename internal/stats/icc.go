package stats

import "math"

// IntraclassCorrelation is one form of it, with its interval.
type IntraclassCorrelation struct {
	Value    Figure
	Interval ConfidenceInterval
}

// IntraclassCorrelations are the six forms of Shrout and Fleiss: how alike raters rate
// the same subjects, or an instrument the same people at test and retest. From the
// analysis of variance of n subjects by k raters, with the mean squares MSB between
// subjects, MSJ between raters, MSE left over, and MSW of the last two together:
//
//	Random       ICC(1,1) = (MSB - MSW)/(MSB + (k-1)MSW)                    every subject has other raters
//	Agreement    ICC(2,1) = (MSB - MSE)/(MSB + (k-1)MSE + k(MSJ - MSE)/n)   raters are a sample, their level counts
//	Consistency  ICC(3,1) = (MSB - MSE)/(MSB + (k-1)MSE)                    just these raters, their level does not count
//
// and in Mean… the same for the mean of k ratings, ICC(1,k) to ICC(3,k). Scores are
// taken to be normal with equal variances. Intervals go by F, that of ICC(2,1) by
// Satterthwaite's degrees of freedom. Source: Shrout and Fleiss, Psychological Bulletin
// 86 (1979) 420-428; the same as R's psych::ICC(lmer = FALSE).
type IntraclassCorrelations struct {
	Subjects, Raters                           int
	Random, Agreement, Consistency             IntraclassCorrelation
	MeanRandom, MeanAgreement, MeanConsistency IntraclassCorrelation
}

// meanSquares is an analysis of variance of n subjects by k raters.
type meanSquares struct {
	n, k                             float64
	subjects, raters, residual, both float64 // MSB, MSJ, MSE, MSW
}

// Intraclass correlates the ratings of two raters or more: one column a rater, one line
// a subject, [Missing] where there is no rating. Subjects whom somebody did not rate
// are left out.
func Intraclass(raters ...[]float64) IntraclassCorrelations {
	ratings := completeLines(raters)
	icc := IntraclassCorrelations{Subjects: len(ratings), Raters: len(raters)}
	if len(ratings) < 2 || len(raters) < 2 {
		lack := few(int64(len(ratings)))
		none := IntraclassCorrelation{Value: lacking(lack), Interval: noInterval(lack)}
		icc.Random, icc.Agreement, icc.Consistency = none, none, none
		icc.MeanRandom, icc.MeanAgreement, icc.MeanConsistency = none, none, none
		return icc
	}
	m := analyse(ratings)
	icc.Random, icc.MeanRandom = m.oneWay(m.both, m.n*(m.k-1))
	icc.Consistency, icc.MeanConsistency = m.oneWay(m.residual, (m.n-1)*(m.k-1))
	icc.Agreement, icc.MeanAgreement = m.agreement()
	return icc
}

func completeLines(raters [][]float64) (ratings [][]float64) {
	if len(raters) == 0 {
		return nil
	}
	for subject := range raters[0] {
		line := make([]float64, 0, len(raters))
		for _, column := range raters {
			if !missing(column[subject]) {
				line = append(line, column[subject])
			}
		}
		if len(line) == len(raters) {
			ratings = append(ratings, line)
		}
	}
	return ratings
}

func analyse(ratings [][]float64) meanSquares {
	n, k := float64(len(ratings)), float64(len(ratings[0]))
	subjects, raters, grand := levels(ratings)
	var between, across, left longSum
	for i, line := range ratings {
		between.add((subjects[i] - grand) * (subjects[i] - grand))
		for j, rating := range line {
			rest := rating - subjects[i] - raters[j] + grand
			left.add(rest * rest)
		}
	}
	for _, mean := range raters {
		across.add((mean - grand) * (mean - grand))
	}
	m := meanSquares{
		n: n, k: k, subjects: k * between.value() / (n - 1), raters: n * across.value() / (k - 1),
		residual: left.value() / ((n - 1) * (k - 1)),
	}
	for _, square := range []*float64{&m.subjects, &m.raters, &m.residual} {
		if flat(math.Sqrt(*square), grand) {
			*square = 0
		}
	}
	m.both = (m.raters + (n-1)*m.residual) / n
	return m
}

// levels are the mean ratings of each subject, by each rater and of all.
func levels(ratings [][]float64) (subjects, raters []float64, grand float64) {
	n, k := float64(len(ratings)), float64(len(ratings[0]))
	byRater := make([]longSum, len(ratings[0]))
	var all longSum
	for _, line := range ratings {
		var subject longSum
		for j, rating := range line {
			subject.add(rating)
			byRater[j].add(rating)
			all.add(rating)
		}
		subjects = append(subjects, subject.value()/k)
	}
	for _, total := range byRater {
		raters = append(raters, total.value()/n)
	}
	return subjects, raters, all.value() / (n * k)
}

// oneWay gives the forms that compare subjects with one mean square of error, for one
// rating and for the mean of k.
func (m meanSquares) oneWay(within, df float64) (single, mean IntraclassCorrelation) {
	single.Value = quotient(m.subjects-within, m.subjects+(m.k-1)*within)
	mean.Value = quotient(m.subjects-within, m.subjects)
	if m.subjects == 0 || within == 0 {
		single.Interval, mean.Interval = noInterval(NoSpread), noInterval(NoSpread)
		return single, mean
	}
	f := m.subjects / within
	low := f / fQuantile((1+Confidence)/2, m.n-1, df)
	high := f * fQuantile((1+Confidence)/2, df, m.n-1)
	single.Interval = interval((low-1)/(low+m.k-1), (high-1)/(high+m.k-1))
	mean.Interval = interval(1-1/low, 1-1/high)
	return single, mean
}

func (m meanSquares) agreement() (single, mean IntraclassCorrelation) {
	n, k, msb, msj, mse := m.n, m.k, m.subjects, m.raters, m.residual
	single.Value = quotient(msb-mse, msb+(k-1)*mse+k*(msj-mse)/n)
	mean.Value = quotient(msb-mse, msb+(msj-mse)/n)
	icc, ok := single.Value.Value()
	if !ok || msb == 0 || mse == 0 {
		single.Interval, mean.Interval = noInterval(NoSpread), noInterval(NoSpread)
		return single, mean
	}
	f := msj / mse
	level := n*(1+(k-1)*icc) - k*icc
	df := (k - 1) * (n - 1) * (k*icc*f + level) * (k*icc*f + level) / ((n-1)*k*k*icc*icc*f*f + level*level)
	above, below := fQuantile((1+Confidence)/2, n-1, df), fQuantile((1+Confidence)/2, df, n-1)
	error := k*msj + (k*n-k-n)*mse
	low := n * (msb - above*mse) / (above*error + n*msb)
	high := n * (below*msb - mse) / (error + n*below*msb)
	single.Interval = interval(low, high)
	mean.Interval = interval(low*k/(1+low*(k-1)), high*k/(1+high*(k-1)))
	return single, mean
}

func quotient(part, whole float64) Figure {
	if whole == 0 {
		return lacking(NoSpread)
	}
	return known(part / whole)
}
