package chart

import "math"

// ticks are the marks of an axis from zero to at least top: steps of 1, 2 or 5 times a power of ten, two to six marks.
// Of whole numbers the steps are whole.
func ticks(top float64, whole bool) []float64 {
	if top <= 0 {
		return []float64{0, 1}
	}
	step := niceStep(top / 5)
	if whole {
		step = max(step, 1)
	}
	// A sum of steps would gather rounding errors; the tolerance forgives one in the division.
	count := int(math.Ceil(top/step - 1e-9))
	marks := make([]float64, count+1)
	for i := range marks {
		marks[i] = float64(i) * step
	}
	return marks
}

// niceStep is the smallest of 1, 2 and 5 times a power of ten that is not less than the given step.
func niceStep(least float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, factor := range []float64{1, 2, 5} {
		if factor*power >= least*(1-1e-9) {
			return factor * power
		}
	}
	return 10 * power
}
