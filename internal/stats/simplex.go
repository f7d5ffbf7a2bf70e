package stats

import "math"

// epsilon is the size under which a pivot or a reduced cost counts as zero. The
// programmes here have coefficients 0 and ±1 and whole limits.
const epsilon = 1e-9

// variable is the change of one cell: up by at most up, down by at most down, each
// unit at a price. The column says in which rows it counts, and how.
type variable struct {
	column             []link
	up, down           float64 // limits; 0 forbids the direction, +Inf leaves it open
	priceUp, priceDown float64
}

// tableau is the simplex method for bounded variables on a dense tableau.
// Each variable is a pair of non-negative halves, up (2i) and down (2i+1), whose
// columns are each other's negative, so only the column of the up half is kept.
// The start "nothing changes" is feasible, so there is no first phase: each row
// begins with an artificial basic variable that may be nothing but zero.
// Source: Chvátal, Linear Programming (1983), chapters 3 and 8.
type tableau struct {
	variables []variable
	rows      [][]float64
	basis     []int     // by row: the basic half, or artificial
	value     []float64 // by row: value of the basic half
	full      []bool    // by half: non-basic at its upper limit
	dual      []float64 // by variable: price of its column at the present basis
	stalled   int       // pivots in a row that changed nothing
}

const artificial = -1

// minimise finds changes of least price with every row's signed sum at zero.
// It returns false when the price has no lower limit, or when the search did not
// end in a generous number of steps. The caller checks whatever it builds on the
// changes; a wrong answer costs a cell too many, never a disclosure.
func minimise(rows int, variables []variable) (changes []float64, ok bool) {
	t := &tableau{
		variables: variables,
		rows:      make([][]float64, rows),
		basis:     make([]int, rows),
		value:     make([]float64, rows),
		full:      make([]bool, 2*len(variables)),
		dual:      make([]float64, len(variables)),
	}
	backing := make([]float64, rows*len(variables))
	for r := range t.rows {
		t.rows[r], backing = backing[:len(variables)], backing[len(variables):]
		t.basis[r] = artificial
	}
	for i, v := range variables {
		for _, l := range v.column {
			t.rows[l.at][i] = float64(l.sign)
		}
	}
	for range 200 + 50*(rows+len(variables)) {
		half, cost := t.entering()
		if half < 0 {
			return t.changes(), true
		}
		if !t.enter(half, cost) {
			return nil, false
		}
	}
	return nil, false
}

func (t *tableau) limit(half int) float64 {
	switch {
	case half == artificial:
		return 0
	case half%2 == 0:
		return t.variables[half/2].up
	default:
		return t.variables[half/2].down
	}
}

func (t *tableau) reducedCost(half int) float64 {
	if half%2 == 0 {
		return t.variables[half/2].priceUp - t.dual[half/2]
	}
	return t.variables[half/2].priceDown + t.dual[half/2]
}

// entering picks the half whose change lowers the price fastest; after a long
// stall simply the first that lowers it (Bland's rule, which cannot cycle).
func (t *tableau) entering() (half int, cost float64) {
	best, half := epsilon, -1
	for h := range t.full {
		c := t.reducedCost(h)
		gain := -c
		if t.full[h] {
			gain = c
		}
		if gain > best && t.limit(h) > 0 {
			best, half, cost = gain, h, c
			if t.stalled > len(t.rows)+20 {
				break
			}
		}
	}
	return half, cost
}

// enter moves a half away from its limit until it, or a basic half, meets a limit.
func (t *tableau) enter(half int, cost float64) bool {
	direction := 1.0
	if t.full[half] {
		direction = -1
	}
	sign := 1 - 2*float64(half%2)
	step, row := t.limit(half), -1
	for r := range t.rows {
		slope := direction * sign * t.rows[r][half/2]
		room := math.Inf(1)
		if slope > epsilon {
			room = t.value[r] / slope
		} else if slope < -epsilon {
			room = (t.limit(t.basis[r]) - t.value[r]) / -slope
		}
		if room < step || row >= 0 && room == step && t.basis[r] < t.basis[row] {
			step, row = max(room, 0), r
		}
	}
	if math.IsInf(step, 1) {
		return false
	}
	t.stalled++
	if step > epsilon {
		t.stalled = 0
	}
	for r := range t.rows {
		t.value[r] -= direction * sign * t.rows[r][half/2] * step
	}
	if row < 0 {
		t.full[half] = !t.full[half]
		return true
	}
	t.pivot(row, half, cost, direction, step)
	return true
}

func (t *tableau) pivot(row, half int, cost, direction, step float64) {
	sign := 1 - 2*float64(half%2)
	if leaving := t.basis[row]; leaving != artificial {
		t.full[leaving] = direction*sign*t.rows[row][half/2] < 0
	}
	t.basis[row], t.value[row] = half, step
	if direction < 0 {
		t.value[row] = t.limit(half) - step
	}
	t.full[half] = false
	pivotRow := t.rows[row]
	scale := 1 / (sign * pivotRow[half/2])
	for j := range pivotRow {
		pivotRow[j] *= scale
		t.dual[j] += cost * pivotRow[j]
	}
	for r, other := range t.rows {
		factor := sign * other[half/2]
		if r == row || factor == 0 {
			continue
		}
		for j, x := range pivotRow {
			other[j] -= factor * x
		}
	}
}

func (t *tableau) changes() []float64 {
	result := make([]float64, len(t.variables))
	for half, full := range t.full {
		if full {
			result[half/2] += (1 - 2*float64(half%2)) * t.limit(half)
		}
	}
	for r, half := range t.basis {
		if half != artificial {
			result[half/2] += (1 - 2*float64(half%2)) * t.value[r]
		}
	}
	return result
}
