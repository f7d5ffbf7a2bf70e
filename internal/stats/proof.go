package stats

import (
	"fmt"
	"math"
	"slices"
)

// step is a change of one cell from its true count.
type step struct {
	cell  int
	delta int64
}

// move leads from the true table to another that an attacker cannot rule out.
// No steps is the true table itself.
type move []step

func (m move) of(cell int) int64 {
	for _, s := range m {
		if s.cell == cell {
			return s.delta
		}
	}
	return 0
}

// proof is a pair of tables, one with a low and one with a high count in the
// guarded cell.
type proof struct{ low, high move }

func (p proof) uses(cell int) bool { return p.low.of(cell) != 0 || p.high.of(cell) != 0 }

// widths are how many cells the search looks at around a guarded cell: a few of
// each relation first, all of them last. A proof among few cells is a proof.
var widths = [...]int{nearest, 4 * nearest, math.MaxInt}

const nearest = 8

// enough tells whether an interval that reaches down and up from a true count
// satisfies the rule.
func (r Rule) enough(value, down, up int64) bool {
	return value+up >= r.Threshold && down+up+1 >= r.Threshold
}

// ample is how far up alone is enough.
func (r Rule) ample(value int64) int64 {
	return max(r.Threshold-value, r.Threshold-1)
}

// lacking is how far down cell i has to go, as far as it may, beside a move up.
func (c *cover) lacking(i int, high move) int64 {
	return min(max(c.rule.Threshold-1-high.of(i), 0), c.slack(i))
}

// audit checks every proof in whole numbers against the final choice.
func (c *cover) audit() error {
	for i := range c.cells {
		if !c.guarded(i) || len(c.memberOf[i]) == 0 {
			continue
		}
		p := c.proofs[i]
		if !c.possible(p.low) || !c.possible(p.high) || !c.rule.enough(c.cells[i].Value, -p.low.of(i), p.high.of(i)) {
			return fmt.Errorf("stats: the audit of cell %d failed, which is a fault of this package", i)
		}
	}
	return nil
}

// possible tells whether an attacker must allow for the table a move leads to:
// only hidden cells differ, none falls below its floor, every sum holds.
func (c *cover) possible(m move) bool {
	sums := map[int]int64{}
	for _, s := range m {
		if c.hidden[s.cell] == Visible || s.delta < -c.slack(s.cell) {
			return false
		}
		for _, l := range c.memberOf[s.cell] {
			sums[l.at] += l.sign * s.delta
		}
	}
	for _, sum := range sums {
		if sum != 0 {
			return false
		}
	}
	return true
}

// proveInList finds the proof for a cell of a lone relation: what the cell gains
// the others lose, or the total gains, and the other way round.
func (c *cover) proveInList(cell link, links []link) bool {
	high := c.counter(cell, links, c.rule.ample(c.cells[cell.at].Value))
	low := c.counter(cell, links, -c.lacking(cell.at, high))
	return c.hold(cell.at, proof{low, high})
}

// counter moves a cell by want, or as far towards it as the other hidden cells of
// the relation can make up for.
func (c *cover) counter(cell link, links []link, want int64) move {
	left := want
	var m move
	for _, other := range links {
		if left == 0 || other.at == cell.at || c.hidden[other.at] == Visible {
			continue
		}
		delta := -left * cell.sign * other.sign
		if delta < 0 {
			delta = max(delta, -c.slack(other.at))
		}
		if delta != 0 {
			m = append(m, step{other.at, delta})
			left += delta * cell.sign * other.sign
		}
	}
	if want == left {
		return nil
	}
	return append(m, step{cell.at, want - left})
}

// prove looks for a proof for cell i with the present choice of hidden cells.
func (c *cover) prove(i, width int) bool {
	high := c.reach(i, c.rule.ample(c.cells[i].Value), width, nil)
	low := c.reach(i, -c.lacking(i, high), width, nil)
	return c.hold(i, proof{low, high})
}

// hideFor hides the shields on the cheapest way to raise cell i as far as the rule
// asks, or, when it cannot be raised that far, on a way up and a way down that are
// enough together.
func (c *cover) hideFor(i, tier, width int) bool {
	value := c.cells[i].Value
	allowed := func(j int) bool { return c.height[j] <= tier && c.shield(j) }
	low := c.reach(i, -c.lacking(i, nil), width, nil)
	high := c.reach(i, max(c.rule.Threshold-value, c.rule.Threshold-1+low.of(i)), width, allowed)
	if c.hold(i, proof{low, high}) {
		return true
	}
	low = c.reach(i, -c.lacking(i, high), width, allowed)
	return c.hold(i, proof{low, high})
}

// hold keeps a proof if it is enough, and hides what it needs hidden.
func (c *cover) hold(i int, p proof) bool {
	if !c.rule.enough(c.cells[i].Value, -p.low.of(i), p.high.of(i)) {
		return false
	}
	c.hide(p.low)
	c.hide(p.high)
	c.proofs[i] = p
	return true
}

func (c *cover) hide(m move) {
	for _, s := range m {
		if c.hidden[s.cell] == Visible {
			c.hidden[s.cell] = Shield
		}
	}
}

// reach moves cell i by want, or as near to it as it can, at the least cost of
// allowed cells; nil allows none but the hidden. It answers the true table when it
// finds no whole-number way.
//
// In three dimensions and more the cheapest way may lead through halves. Then a way
// is tried on which no count falls: it adds whole people to innermost counts and to
// every total above them.
func (c *cover) reach(i int, want int64, width int, allowed func(int) bool) move {
	if want == 0 {
		return nil
	}
	cells, relations := c.around(i, width, allowed)
	variables := c.variables(cells, relations)
	m, whole := c.way(cells, relations, variables, want)
	if !whole && want > 0 {
		for k := range variables {
			variables[k].down = 0
		}
		m, _ = c.way(cells, relations, variables, want)
	}
	return m
}

// way solves one programme for the first of the cells. It is not whole, and there is
// no move, when the answer is not in whole numbers.
func (c *cover) way(cells, relations []int, variables []variable, want int64) (m move, whole bool) {
	// A unit of the first cell is worth more than any way to it can cost.
	worth := 1.0
	for _, v := range variables {
		worth += 2 * v.priceUp
	}
	first := variables[0]
	defer func() { variables[0] = first }()
	if want > 0 {
		variables[0].up, variables[0].down, variables[0].priceUp = float64(want), 0, -worth
	} else {
		variables[0].up, variables[0].down, variables[0].priceDown = 0, float64(-want), -worth
	}
	changes, ok := minimise(len(relations), variables)
	if !ok {
		return nil, false
	}
	for k, change := range changes {
		rounded := math.Round(change)
		if math.Abs(rounded-change) > 1e-6 {
			return nil, false
		}
		if rounded != 0 {
			m = append(m, step{cells[k], int64(rounded)})
		}
	}
	return m, true
}

// variables makes each cell a variable of a programme with one row per relation.
// To move a hidden cell costs nothing.
func (c *cover) variables(cells, relations []int) []variable {
	row := make(map[int]int, len(relations))
	for k, r := range relations {
		row[r] = k
	}
	made := make([]variable, len(cells))
	for k, j := range cells {
		v := variable{up: math.Inf(1), down: float64(c.slack(j))}
		if c.hidden[j] == Visible {
			v.priceUp, v.priceDown = float64(c.cost(j)), float64(c.cost(j))
		}
		for _, l := range c.memberOf[j] {
			v.column = append(v.column, link{row[l.at], l.sign})
		}
		made[k] = v
	}
	return made
}

// around collects the cells an answer for cell i may use, cell i first, and all
// relations these are in: of each relation met on the way at most width hidden
// cells, those with most slack, and at most width allowed ones, the cheapest.
func (c *cover) around(i, width int, allowed func(int) bool) (cells, relations []int) {
	cells = []int{i}
	taken := map[int]bool{i: true}
	met := map[int]bool{}
	for k := 0; k < len(cells); k++ {
		for _, l := range c.memberOf[cells[k]] {
			if met[l.at] {
				continue
			}
			met[l.at] = true
			relations = append(relations, l.at)
			if len(cells) < width || len(cells)/width < width {
				cells = append(cells, c.pick(c.relations[l.at], width, taken, allowed)...)
			}
		}
	}
	return cells, relations
}

func (c *cover) pick(links []link, width int, taken map[int]bool, allowed func(int) bool) []int {
	var hidden, others []int
	for _, l := range links {
		switch {
		case taken[l.at]:
		case c.hidden[l.at] != Visible:
			hidden = append(hidden, l.at)
		case allowed != nil && allowed(l.at):
			others = append(others, l.at)
		}
	}
	hidden = first(width, hidden, func(i int) int64 { return -c.slack(i) })
	others = first(width, others, c.cost)
	picked := append(hidden, others...)
	for _, cell := range picked {
		taken[cell] = true
	}
	return picked
}

// first are the n cells with the smallest keys, those that come first among equals.
func first(n int, cells []int, key func(int) int64) []int {
	if len(cells) <= n {
		return cells
	}
	best, keys := make([]int, 0, n+1), make([]int64, 0, n+1)
	for _, cell := range cells {
		k := key(cell)
		if len(best) == n && k >= keys[n-1] {
			continue
		}
		at := len(keys)
		for at > 0 && k < keys[at-1] {
			at--
		}
		best, keys = slices.Insert(best, at, cell), slices.Insert(keys, at, k)
		if len(best) > n {
			best, keys = best[:n], keys[:n]
		}
	}
	return best
}
