package stats

import "math"

// Direction is which end of a scale is the better one. The zero Direction is neither.
type Direction int8

const (
	HigherIsBetter Direction = 1
	LowerIsBetter  Direction = -1
)

// Reliability is what an instrument's publisher says of a scale: the SD of its scores,
// in their unit, and its reliability (test-retest correlation, intraclass correlation
// or alpha; which of them is for the reader to know), 0 or more and below 1.
type Reliability struct {
	SD, Coefficient float64
}

func (r Reliability) sound() bool {
	return r.SD > 0 && !missing(r.SD) && r.Coefficient >= 0 && r.Coefficient < 1
}

// SEM is the standard error of measurement, SD·√(1-r), in the unit of the scores.
func (r Reliability) SEM() Figure {
	if !r.sound() {
		return lacking(Unsound)
	}
	return known(r.SD * math.Sqrt(1-r.Coefficient))
}

// SDiff is the standard error of the difference of two measurements of somebody who
// has not changed, √(2·SEM²), in the unit of the scores.
func (r Reliability) SDiff() Figure {
	if !r.sound() {
		return lacking(Unsound)
	}
	return known(r.SD * math.Sqrt(2*(1-r.Coefficient)))
}

// RCI is the reliable change index, (last - first)/SDiff. Without a change it varies
// as a standard normal, if errors are normal, alike for everybody and independent.
// Source: Jacobson and Truax, Journal of Consulting and Clinical Psychology 59 (1991)
// 12-19.
func (r Reliability) RCI(first, last float64) Figure {
	switch {
	case missing(first):
		return lacking(NoFirst)
	case missing(last):
		return lacking(NoLast)
	case !r.sound():
		return lacking(Unsound)
	}
	return known((last - first) / r.SDiff().value)
}

// Limits are the limits of error that the reliability gives, 0 ± 1.96·SDiff: beyond
// them |RCI| exceeds 1.96. Their upper end is the minimal detectable change, MDC95.
func (r Reliability) Limits() (limits ErrorLimits, ok bool) {
	sdiff, ok := r.SDiff().Value()
	if !ok {
		return ErrorLimits{}, false
	}
	return LimitsOfAgreement(-normalQuantile*sdiff, normalQuantile*sdiff)
}

// ErrorLimits are between which differences (later minus earlier, in the unit of the
// scores) 95 in 100 people come who have not changed. The zero ErrorLimits is that
// nobody has published any.
type ErrorLimits struct {
	low, high float64
	published bool
}

// LimitsOfAgreement are published limits of agreement between test and retest, retest
// minus test, such as Bland and Altman's mean ± 1.96·SD of the differences (Lancet 327
// (1986) 307-310); or a published smallest detectable change, minus and plus. There
// are none, and ok is false, unless low ≤ 0 ≤ high and they differ: limits that leave
// out no difference at all cannot be used.
func LimitsOfAgreement(low, high float64) (limits ErrorLimits, ok bool) {
	if missing(low) || missing(high) || !(low <= 0 && high >= 0 && low < high) {
		return ErrorLimits{}, false
	}
	return ErrorLimits{low: low, high: high, published: true}, true
}

// Band is where a later score says no more than error may, after this one: for drawing.
// It may reach beyond the ends of the scale. There is none without limits or score.
func (l ErrorLimits) Band(score float64) ConfidenceInterval {
	switch {
	case missing(score):
		return noInterval(NoValues)
	case !l.published:
		return noInterval(NoLimit)
	}
	return interval(score+l.low, score+l.high)
}

// ReliableChange is what can be said of one person's change on one scale.
type ReliableChange string

const (
	Better        ReliableChange = "better"
	Worse         ReliableChange = "worse"
	NoClearChange ReliableChange = "no_clear_change"
	CannotBeSaid  ReliableChange = "cannot_be_said"
)

// Classify says whether a change is beyond the limits of error, and to which side. A
// change on the limit is within it. When nothing can be said, why is what is lacking.
// A change within the limits is no clear one on any scale; one beyond them is neither
// better nor worse on a scale without a better end.
func (l ErrorLimits) Classify(first, last float64, direction Direction) (change ReliableChange, why Lack) {
	switch {
	case missing(first):
		return CannotBeSaid, NoFirst
	case missing(last):
		return CannotBeSaid, NoLast
	case !l.published:
		return CannotBeSaid, NoLimit
	}
	side := l.beyond(first, last)
	switch {
	case side == 0:
		return NoClearChange, NoLacking
	case direction == side:
		return Better, NoLacking
	case direction == -side:
		return Worse, NoLacking
	}
	return CannotBeSaid, NoBetter
}

// beyond is the side on which a change is outside the limits, or 0.
func (l ErrorLimits) beyond(first, last float64) Direction {
	difference := last - first
	// 3.3 - 3 is a little more than 0.3, and a limit of 0.3 does not mean that.
	rounding := 4 * ulp * (math.Abs(first) + math.Abs(last))
	switch {
	case difference > l.high+rounding:
		return HigherIsBetter
	case difference < l.low-rounding:
		return LowerIsBetter
	}
	return 0
}

// ChangeCounts is how many people changed how. Why is what is lacking when of some it
// cannot be said.
type ChangeCounts struct {
	Better, Worse, NoClearChange, CannotBeSaid int64
	Why                                        Lack
}

// CountChanges classifies everybody with both values, in two columns with a line a
// person in which [Missing] marks those without.
func (l ErrorLimits) CountChanges(first, last []float64, direction Direction) ChangeCounts {
	var counts ChangeCounts
	for i, before := range first {
		if missing(before) || missing(last[i]) {
			continue
		}
		change, why := l.Classify(before, last[i], direction)
		switch change {
		case Better:
			counts.Better++
		case Worse:
			counts.Worse++
		case NoClearChange:
			counts.NoClearChange++
		default:
			counts.CannotBeSaid++
			counts.Why = why
		}
	}
	return counts
}

// Said is of how many people something can be said.
func (c ChangeCounts) Said() int64 { return c.Better + c.Worse + c.NoClearChange }

// Share is part of whole with its interval by [Wilson] at the level [Confidence].
// Neither exists unless 0 ≤ part ≤ whole and whole > 0.
func Share(part, whole int64) (Figure, ConfidenceInterval) {
	low, high, ok := Wilson(part, whole, Confidence)
	if !ok {
		lack := Unsound
		if whole == 0 {
			lack = NoValues
		}
		return lacking(lack), noInterval(lack)
	}
	return known(float64(part) / float64(whole)), interval(low, high)
}
