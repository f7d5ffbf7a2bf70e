package change

import (
	"math"

	"rinnalla/internal/instrument"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
)

// tally counts the people of a group on one scale.
type tally [tallies]int64

const (
	tallyStarted = iota
	tallyPairs
	tallyLost
	tallyBetter
	tallyWorse
	tallyUnclear
	tallyUnsaid
	tallyNotBetter // worse, unclear or unsaid
	tallyTwoT      // of goals: a T at first, too
	tallyOneT      // of goals: none at first
	tallies
)

func (t *tally) add(o tally) {
	for i, n := range o {
		t[i] += n
	}
}

// matter is something that is told of a group or kept back: its counts, and how many people have to be behind each.
type matter struct {
	counts []int
	mean   bool // the rule for means, not that for counts
}

// The matters. Means of scores of the pairs, how many they are, how many were lost, how the lost began, how many got better, how the others
// changed, how the items of everybody's first measurement hang together, and how T changed of those who have two. Who got better is told by
// itself, because of those who got worse there are often too few.
const (
	matterMeans = iota
	matterPairs
	matterLost
	matterLostFirst
	matterBetter
	matterChanged
	matterFirst
	matterTwoT
	mattersCount
)

var matters = [mattersCount]matter{
	matterMeans:     {[]int{tallyPairs}, true},
	matterPairs:     {[]int{tallyPairs}, false},
	matterLost:      {[]int{tallyLost}, false},
	matterLostFirst: {[]int{tallyLost}, true},
	matterBetter:    {[]int{tallyBetter, tallyNotBetter}, false},
	matterChanged:   {[]int{tallyBetter, tallyWorse, tallyUnclear, tallyUnsaid}, false},
	matterFirst:     {[]int{tallyStarted}, true},
	matterTwoT:      {[]int{tallyTwoT, tallyOneT}, true},
}

// least is how many people have to be behind a count of a matter.
func (m matter) least(d report.Disclosure) int64 {
	if m.mean {
		return d.LeastForMean
	}
	return d.Threshold
}

// enough tells whether a group's own size allows the matter to be told: nobody, or enough people, behind each count.
func (m matter) enough(t tally, d report.Disclosure) bool {
	for _, i := range m.counts {
		if t[i] > 0 && t[i] < m.least(d) {
			return false
		}
	}
	return true
}

// verdict is, by matter, why it is kept back; empty: it is told.
type verdict [mattersCount]stats.Lack

// ownSize is the verdict by size alone.
func ownSize(t tally, d report.Disclosure) (v verdict) {
	for i, m := range matters {
		if !m.enough(t, d) {
			v[i] = stats.FewPeople
		}
	}
	return v
}

// limit is what is published about the error of a scale.
type limit struct {
	stats.ErrorLimits
	better stats.Direction
	goals  bool
}

func limitOf(s instrument.Scale) limit {
	l := limit{goals: s.Rule == instrument.Goals}
	switch s.Better {
	case instrument.HigherIsBetter:
		l.better = stats.HigherIsBetter
	case instrument.LowerIsBetter:
		l.better = stats.LowerIsBetter
	}
	if s.ErrorLimit != nil && !l.goals {
		d := s.ErrorLimit.Detectable()
		l.ErrorLimits, _ = stats.LimitsOfAgreement(-d, d)
	}
	return l
}

// of counts one person.
func (l limit) of(first, last float64) (t tally) {
	if math.IsNaN(first) {
		return t
	}
	t[tallyStarted] = 1
	if math.IsNaN(last) {
		t[tallyLost] = 1
		return t
	}
	t[tallyPairs] = 1
	switch change, why := l.Classify(first, last, l.better); {
	case change == stats.Better:
		t[tallyBetter] = 1
	case change == stats.Worse:
		t[tallyWorse] = 1
	case change == stats.NoClearChange:
		t[tallyUnclear] = 1
	case why == stats.NoBetter:
		t[tallyUnsaid] = 1
	}
	t[tallyNotBetter] = t[tallyWorse] + t[tallyUnclear] + t[tallyUnsaid]
	return t
}

// tally counts a pair on one scale. Goals are set at first and assessed later, so whoever has goals has started, and whoever has a T
// at last is a pair.
func (c *cohort) tally(p pair, scale int, l limit) tally {
	if l.goals {
		first := 0.0
		t := l.of(first, c.score(p.last, scale))
		if t[tallyPairs] > 0 && !math.IsNaN(c.score(p.first, scale)) {
			t[tallyTwoT] = 1
		}
		t[tallyOneT] = t[tallyPairs] - t[tallyTwoT]
		return t
	}
	return l.of(c.score(p.first, scale), c.score(p.last, scale))
}
