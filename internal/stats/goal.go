package stats

import "math"

// Goal is a goal of Goal Attainment Scaling: its weight, above 0, and the level that
// was reached, from -2 (much less than expected) over 0 (as expected) to 2.
type Goal struct {
	Weight, Level float64
}

// GoalAttainment is the T-score of goals, with weights w and levels x,
//
//	T = 50 + 10·Σwx / √((1-ρ)Σw² + ρ(Σw)²)
//
// where ρ = 0.30 is how goals are taken to correlate. 50 is every goal as expected; if
// levels vary with mean 0 and SD 1, T does with mean 50 and SD 10. Source: Kiresuk and
// Sherman, Community Mental Health Journal 4 (1968) 443-453. The formulas on pages 364
// and 367 of Turner-Stokes, Clinical Rehabilitation 23 (2009) are misprinted; an
// erratum says so.
func GoalAttainment(goals []Goal) Figure {
	const correlation = 0.30
	if len(goals) == 0 {
		return lacking(NoValues)
	}
	var reached, weights, squares float64
	for _, goal := range goals {
		if !(goal.Weight > 0) || missing(goal.Weight) || !(goal.Level >= -2 && goal.Level <= 2) {
			return lacking(Unsound)
		}
		reached += goal.Weight * goal.Level
		weights += goal.Weight
		squares += goal.Weight * goal.Weight
	}
	return known(50 + 10*reached/math.Sqrt((1-correlation)*squares+correlation*weights*weights))
}
