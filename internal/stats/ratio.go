package stats

import "math"

// Ratio is part divided by whole, as it is (not per cent): conversations by people
// present is the contact rate, conversations by visits the yield of a visit. It may
// exceed 1. There is no ratio, and ok is false, when the whole is 0 or either count
// is negative.
func Ratio(part, whole int64) (ratio float64, ok bool) {
	if part < 0 || whole <= 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// Wilson is the score interval for a share: with p = part/whole, n = whole and z
// the normal quantile of (1+level)/2,
//
//	(p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n)
//
// It assumes that the whole is a sample of like and independent trials; it says
// nothing when the whole is everybody there was. level is between 0 and 1, mostly
// 0.95. There is no interval, and ok is false, unless 0 ≤ part ≤ whole and whole > 0.
// Source: Wilson, JASA 22 (1927) 209-212; the same as R's prop.test(correct=FALSE).
func Wilson(part, whole int64, level float64) (low, high float64, ok bool) {
	if part < 0 || whole <= 0 || part > whole || !(level > 0 && level < 1) {
		return 0, 0, false
	}
	n, z := float64(whole), math.Sqrt2*math.Erfinv(level)
	p, z2 := float64(part)/n, z*z
	middle := p + z2/(2*n)
	reach := z * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return max(0, (middle-reach)/(1+z2/n)), min(1, (middle+reach)/(1+z2/n)), true
}

// MeanVisible is the rule for publishing a mean or a share: not when the number of
// answers behind it is hidden, since the two together tell the sum, and not when
// there are fewer than least answers, since then one answer moves the mean visibly.
// The product's default for least is 10, a choice of our own: no producer's limit
// for means could be verified.
func MeanVisible(answers int64, answersHidden bool, least int64) bool {
	return !answersHidden && answers > 0 && answers >= least
}

// Scale counts the answers on a scale from 1 to 5, in that order: Scale[0] is how
// many answered 1.
type Scale [5]int64

// Answers is the number of answers.
func (s Scale) Answers() int64 {
	var n int64
	for _, count := range s {
		n += count
	}
	return n
}

// Mean is the arithmetic mean of the answers, from 1 to 5. There is none, and ok is
// false, without answers or with a negative count.
func (s Scale) Mean() (mean float64, ok bool) {
	var n, sum int64
	for i, count := range s {
		if count < 0 {
			return 0, false
		}
		n += count
		sum += int64(i+1) * count
	}
	return Ratio(sum, n)
}

// Shares are the shares of the answers 1 to 5, from 0 to 1, as they are (not
// rounded to make 100 per cent). There are none, and ok is false, when there is no mean.
func (s Scale) Shares() (shares [5]float64, ok bool) {
	if _, ok := s.Mean(); !ok {
		return shares, false
	}
	n := float64(s.Answers())
	for i, count := range s {
		shares[i] = float64(count) / n
	}
	return shares, true
}
