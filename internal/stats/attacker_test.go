package stats

import (
	"math"

	"gonum.org/v1/gonum/optimize/convex/lp"

	"gonum.org/v1/gonum/mat"
)

// The two attackers here share no code with the package. They see what a reader of
// the published table sees: visible counts, relations, and the floors of the rule.

// published is a table as a reader gets it: a count, or -1 where it is hidden, and
// the least that a hidden one can be.
type published struct {
	counts    []int64
	floor     []int64
	relations []Relation
}

func publish(table Table, hidden Hidden, rule Rule) published {
	p := published{relations: table.Relations}
	for i, cell := range table.Cells {
		count, floor := cell.Value, int64(1)
		if rule.HideZeros || hidden[i] == Withheld {
			floor = 0
		}
		if hidden[i] != Visible {
			count = -1
		}
		p.counts = append(p.counts, count)
		p.floor = append(p.floor, floor)
	}
	return p
}

// patient attacks in whole numbers: it narrows what every hidden count can be and,
// where that does not settle it, tries the possibilities one by one.
type patient struct {
	published
	low, high []int64
}

// can tells whether some table agrees with everything published and has the given
// count in the given cell. No hidden count is looked for above the ceiling.
func (p published) can(cell int, count, ceiling int64) bool {
	a := patient{p, make([]int64, len(p.counts)), make([]int64, len(p.counts))}
	for i, known := range p.counts {
		a.low[i], a.high[i] = known, known
		if known < 0 {
			a.low[i], a.high[i] = p.floor[i], ceiling
		}
	}
	if count < a.low[cell] || count > a.high[cell] {
		return false
	}
	a.low[cell], a.high[cell] = count, count
	return a.solve()
}

func (a patient) solve() bool {
	if !a.narrow() {
		return false
	}
	widest, at := int64(0), -1
	for i := range a.low {
		if gap := a.high[i] - a.low[i]; gap > 0 && (at < 0 || gap < widest) {
			widest, at = gap, i
		}
	}
	if at < 0 {
		return true
	}
	for count := a.low[at]; count <= a.high[at]; count++ {
		b := patient{a.published, append([]int64(nil), a.low...), append([]int64(nil), a.high...)}
		b.low[at], b.high[at] = count, count
		if b.solve() {
			return true
		}
	}
	return false
}

func (a patient) narrow() bool {
	for moved := true; moved; {
		moved = false
		for _, r := range a.relations {
			var low, high int64
			for _, part := range r.Parts {
				low, high = low+a.low[part], high+a.high[part]
			}
			if !a.clip(r.Total, low, high, &moved) {
				return false
			}
			for _, part := range r.Parts {
				othersLow, othersHigh := low-a.low[part], high-a.high[part]
				wasLow, wasHigh := a.low[part], a.high[part]
				if !a.clip(part, a.low[r.Total]-othersHigh, a.high[r.Total]-othersLow, &moved) {
					return false
				}
				low, high = low+a.low[part]-wasLow, high+a.high[part]-wasHigh
			}
		}
	}
	return true
}

func (a patient) clip(cell int, low, high int64, moved *bool) bool {
	if low > a.low[cell] {
		a.low[cell], *moved = low, true
	}
	if high < a.high[cell] {
		a.high[cell], *moved = high, true
	}
	return a.low[cell] <= a.high[cell]
}

// protects tells whether the rule holds for a cell: as many different counts as
// the threshold between the lowest and the highest possible one, and one that is
// not small.
func (p published) protects(cell int, value int64, rule Rule, ceiling int64) bool {
	low, high := value, value
	for count := value - rule.Threshold; count < value; count++ {
		if p.can(cell, count, ceiling) {
			low = count
			break
		}
	}
	for count := value + rule.Threshold; count > value; count-- {
		if p.can(cell, count, ceiling) {
			high = count
			break
		}
	}
	return high >= rule.Threshold && high-low+1 >= rule.Threshold
}

// solverBounds attacks with a foreign linear-programme solver: the interval of a
// hidden cell, the upper end +Inf when it is open.
func (p published) solverBounds(cell int) (low, high float64) {
	column := map[int]int{}
	for i, count := range p.counts {
		if count < 0 {
			column[i] = len(column)
		}
	}
	rows := p.independentRows(column)
	if len(rows) == 0 {
		return float64(p.floor[cell]), math.Inf(1)
	}
	a := mat.NewDense(len(rows), len(column), nil)
	b := make([]float64, len(rows))
	for r, row := range rows {
		a.SetRow(r, row[:len(column)])
		b[r] = row[len(column)]
	}
	c := make([]float64, len(column))
	c[column[cell]] = 1
	if least, _, err := lp.Simplex(c, a, b, 1e-10, nil); err == nil {
		low = least
	} else {
		low = math.NaN()
	}
	c[column[cell]] = -1
	most, _, err := lp.Simplex(c, a, b, 1e-10, nil)
	switch err {
	case nil:
		high = -most
	case lp.ErrUnbounded:
		high = math.Inf(1)
	default:
		high = math.NaN()
	}
	return low + float64(p.floor[cell]), high + float64(p.floor[cell])
}

// independentRows are the relations as equations over hidden counts above their
// floors, the right side last, without those that follow from others.
func (p published) independentRows(column map[int]int) [][]float64 {
	var rows [][]float64
	for _, r := range p.relations {
		row := make([]float64, len(column)+1)
		add := func(cell int, sign float64) {
			if k, hidden := column[cell]; hidden {
				row[k] += sign
				row[len(column)] -= sign * float64(p.floor[cell])
			} else {
				row[len(column)] -= sign * float64(p.counts[cell])
			}
		}
		add(r.Total, -1)
		for _, part := range r.Parts {
			add(part, 1)
		}
		rows = append(rows, row)
	}
	var kept [][]float64
	for k := range len(column) {
		pivot := -1
		for i, row := range rows {
			if math.Abs(row[k]) > 1e-9 {
				pivot = i
				break
			}
		}
		if pivot < 0 {
			continue
		}
		top := rows[pivot]
		rows = append(rows[:pivot:pivot], rows[pivot+1:]...)
		for _, row := range append(append([][]float64(nil), rows...), kept...) {
			factor := row[k] / top[k]
			for j := range row {
				row[j] -= factor * top[j]
			}
		}
		kept = append(kept, top)
	}
	return kept
}
