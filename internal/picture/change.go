package picture

import (
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/stats"
)

// Change is what can be said of one area since what it is compared with. Better and worse are said only beyond the limit of error that
// somebody has published for the scale (95 %: of a hundred people who have not changed, five come out beyond it, one way or the other);
// see stats.ErrorLimits. Everything else is said with its reason.
type Change struct {
	Verdict stats.ReliableChange
	// Why is told when nothing can be said.
	Why Reason
	// From is the place in the course of what it is compared with: the first measurement from Base on in which the area has a value (the
	// last one before now, when the time before is asked for). -1 when there is none.
	From int
	// Difference is later minus earlier, in the unit of the scale, when both are there.
	Difference float64
	// Limit is the published one; nil when there is none.
	Limit *instrument.ErrorLimit
}

// Reason is why nothing can be said of a change.
//
//i18n:keys picture.why.*
type Reason string

const (
	// OnlyOnce: it is the first time that she is measured with the instrument.
	OnlyOnce Reason = "only_once"
	// OtherVersion: there are earlier measurements, all of versions whose scores do not compare.
	OtherVersion Reason = "other_version"
	// NoneNow and NoneBefore: no score came out, because too little was answered or it was not asked.
	NoneNow    Reason = "none_now"
	NoneBefore Reason = "none_before"
	// NoLimit: nobody has published a limit of error for the scale.
	NoLimit Reason = "no_limit"
	// NoBetterEnd: the difference is beyond the limit, but neither end of the scale is the better one.
	NoBetterEnd Reason = "no_better_end"
)

func (p Picture) change(a Area, since Since) Change {
	c := Change{Verdict: stats.CannotBeSaid, From: -1, Limit: a.Scale.ErrorLimit}
	last := len(p.Course) - 1
	c.From = a.earlier(p.Base, last, since)
	switch {
	case last == 0 && len(p.Apart) > 0:
		c.Why = OtherVersion
	case last == 0:
		c.Why = OnlyOnce
	case !a.Now().Exists:
		c.Why = NoneNow
	case c.From < 0:
		c.Why = NoneBefore
	default:
		first, now := a.Readings[c.From].Value, a.Now().Value
		c.Difference = now - first
		c.Verdict, c.Why = a.classify(first, now)
	}
	return c
}

// earlier is the place of the reading to compare with, or -1.
func (a Area) earlier(base, last int, since Since) int {
	if since == FromLast {
		for i := last - 1; i >= 0; i-- {
			if a.Readings[i].Exists {
				return i
			}
		}
		return -1
	}
	for i := base; i < last; i++ {
		if a.Readings[i].Exists {
			return i
		}
	}
	return -1
}

// limits are the published limits of error of the scale.
func (a Area) limits() (stats.ErrorLimits, bool) {
	if a.Scale.ErrorLimit == nil {
		return stats.ErrorLimits{}, false
	}
	d := a.Scale.ErrorLimit.Detectable()
	return stats.LimitsOfAgreement(-d, d)
}

func (a Area) classify(first, now float64) (stats.ReliableChange, Reason) {
	limits, _ := a.limits()
	verdict, why := limits.Classify(first, now, directionOf(a.Scale.Better))
	switch why {
	case stats.NoLimit:
		return verdict, NoLimit
	case stats.NoBetter:
		return verdict, NoBetterEnd
	}
	return verdict, ""
}

func directionOf(d instrument.Direction) stats.Direction {
	switch d {
	case instrument.HigherIsBetter:
		return stats.HigherIsBetter
	case instrument.LowerIsBetter:
		return stats.LowerIsBetter
	}
	return 0
}

// Band is between which shares of the scale a later value says no more than error may, after the one that it is compared with. There is
// none without a published limit or without a range.
func (a Area) Band() (low, high float64, there bool) {
	limits, published := a.limits()
	if !published || a.Change.From < 0 || !a.Bounded {
		return 0, 0, false
	}
	band := limits.Band(a.Readings[a.Change.From].Value)
	from, _ := band.Low.Value()
	to, there := band.High.Value()
	low, high = a.share(from), a.share(to)
	return min(low, high), max(low, high), there
}

// Improved is by how much the area has moved towards its better end, as a share of its scale: what changes are ordered by. False when
// there is nothing to compare, or no better end.
func (a Area) Improved() (float64, bool) {
	if a.Change.From < 0 || !a.Now().Placed || !a.Readings[a.Change.From].Placed || !a.Directed() {
		return 0, false
	}
	return a.Now().Share - a.Readings[a.Change.From].Share, true
}

// Compared is the measurement that an area is compared with; false when there is none.
func (p Picture) Compared(a Area) (outcome.Version, bool) {
	if a.Change.From < 0 {
		return outcome.Version{}, false
	}
	return p.Course[a.Change.From], true
}
