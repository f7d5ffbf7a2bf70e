package stats

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ErrUnprotectable says that some small count can be worked out whatever is
// hidden, because the counts around it are Known.
var ErrUnprotectable = errors.New("stats: a small count cannot be protected from what is known already")

// Rule says which counts are small and what is enough to protect them.
//
// A count is small from 1 to Threshold-1. Zero is public, because a place with
// nobody in it discloses nobody, unless HideZeros is set. A Threshold of 0 or 1
// hides nothing by size. Sources on thresholds 3 and 5: Statistics Finland's
// course on disclosure control, OECD glossary 7010; the default of the product is 5.
//
// The attacker knows every visible count, every relation, that counts are whole
// and not negative and, when zeros are public, that a hidden count is at least 1
// (a Withheld one may be zero). A small or withheld count is safe when the
// attacker's interval for it
//
//   - holds at least Threshold different counts, and
//   - reaches Threshold or more, so that it cannot even be called small.
//
// This is the sliding protection level of the literature with the width
// Threshold-1, and an upper protection level up to Threshold: Fischetti and
// Salazar-González, Models and algorithms for optimizing cell suppression in
// tabular data with linear constraints, JASA 95 (2000); Hundepool et al.,
// Statistical Disclosure Control (2012), chapter 4.
//
// Not covered: an attacker who is counted herself and knows that she is the only
// one; what follows from knowing that this program chose the hidden cells; and the
// difference of two tables of nearly the same period or area. Publish fixed
// periods and fixed areas.
type Rule struct {
	Threshold int64
	HideZeros bool
}

func (r Rule) small(value int64) bool {
	return value < r.Threshold && (value > 0 || r.HideZeros)
}

// Reason is why a cell is hidden. Readers of the published table must not see it:
// it tells the small counts from those that protect them.
type Reason uint8

// The reasons, from none.
const (
	Visible  Reason = iota
	Small           // the count is under the threshold
	Withheld        // the caller asked for it
	Shield          // hidden so that the others cannot be worked out
)

// Hidden holds a reason for each cell of a table, in the table's order.
type Hidden []Reason

// Cell tells whether the cell at place i is hidden.
func (h Hidden) Cell(i int) bool { return h[i] != Visible }

// Count is the number of cells hidden for the reason.
func (h Hidden) Count(why Reason) int {
	n := 0
	for _, reason := range h {
		if reason == why {
			n++
		}
	}
	return n
}

// Suppress hides the small and withheld counts of a table and the cheapest other
// counts that it found to protect them by the [Rule]. A total is hidden only when
// no choice among the counts below it is enough. The same table gives the same
// answer every time.
//
// The answer is audited before it is returned: for every small and withheld cell
// two other tables are held that agree with everything visible and are far enough
// apart in that cell, and both are checked in whole numbers. The search for them
// is a linear programme, but nothing rests on its precision.
//
// Which cells are cheapest is NP-hard to say. Each guarded cell in turn takes the
// cheapest shields that protect it, and at the end those that proved needless are
// shown again (Kelly, Golden and Assad, Cell suppression: disclosure protection for
// sensitive tabular data, Networks 22 (1992)).
//
// The error is [ErrTable] or [ErrUnprotectable].
func Suppress(t Table, rule Rule) (Hidden, error) {
	if rule.Threshold < 0 || rule.Threshold > maxThreshold {
		return nil, fmt.Errorf("stats: a threshold of %d is outside 0 to %d", rule.Threshold, maxThreshold)
	}
	n, err := newNetwork(t)
	if err != nil {
		return nil, err
	}
	c := newCover(n, rule)
	for _, component := range n.components() {
		if len(component) == 1 {
			err = c.protectList(component[0])
		} else {
			err = c.protectComponent(component)
		}
		if err != nil {
			return nil, err
		}
	}
	return c.hidden, c.audit()
}

// cover is a choice of hidden cells in the making, with the proofs that it is safe.
type cover struct {
	*network
	rule   Rule
	hidden Hidden
	proofs map[int]proof
}

func newCover(n *network, rule Rule) *cover {
	c := &cover{network: n, rule: rule, hidden: make(Hidden, len(n.cells)), proofs: map[int]proof{}}
	for i, cell := range n.cells {
		switch {
		case cell.Known:
		case rule.small(cell.Value):
			c.hidden[i] = Small
		case cell.Withheld:
			c.hidden[i] = Withheld
		}
	}
	return c
}

// guarded cells are those whose count an attacker must not work out. A withheld
// zero is not among them when zeros are public.
func (c *cover) guarded(i int) bool {
	why := c.hidden[i]
	return why == Small || why == Withheld && (c.cells[i].Value > 0 || c.rule.HideZeros)
}

// shield tells whether a visible cell may be hidden for the sake of others.
func (c *cover) shield(i int) bool {
	return c.hidden[i] == Visible && !c.cells[i].Known && (c.cells[i].Value > 0 || c.rule.HideZeros)
}

// slack is how far below its true count an attacker must allow cell i to be.
func (c *cover) slack(i int) int64 {
	if c.rule.HideZeros || c.hidden[i] == Withheld || c.cells[i].MayBeZero {
		return c.cells[i].Value
	}
	return c.cells[i].Value - 1
}

// protectList treats a relation that shares no cell with another: the interval of
// each cell follows from the slacks of the others, without a programme.
func (c *cover) protectList(relation int) error {
	links := c.relations[relation]
	var shields []link
	for _, l := range links {
		if c.shield(l.at) {
			shields = append(shields, l)
		}
	}
	slices.SortStableFunc(shields, func(a, b link) int {
		return cmp.Or(cmp.Compare(c.height[a.at], c.height[b.at]), cmp.Compare(c.cost(a.at), c.cost(b.at)), cmp.Compare(a.at, b.at))
	})
	for _, l := range links {
		for c.guarded(l.at) && !c.proveInList(l, links) {
			if len(shields) == 0 {
				return fmt.Errorf("%w: cell %d", ErrUnprotectable, l.at)
			}
			c.hidden[shields[0].at] = Shield
			shields = shields[1:]
		}
	}
	return nil
}

// protectComponent treats relations that share cells, the highest totals first.
func (c *cover) protectComponent(component []int) error {
	for _, i := range c.guardedIn(component) {
		if !c.prove(i, nearest) && !c.extend(i) {
			return fmt.Errorf("%w: cell %d", ErrUnprotectable, i)
		}
	}
	c.showAgain(component)
	return nil
}

func (c *cover) guardedIn(component []int) []int {
	guarded := c.cellsIn(component, c.guarded)
	slices.SortStableFunc(guarded, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.height[b], c.height[a]), cmp.Compare(c.cells[a].Value, c.cells[b].Value), cmp.Compare(a, b))
	})
	return guarded
}

func (c *cover) cellsIn(component []int, wanted func(int) bool) []int {
	var found []int
	for _, r := range component {
		for _, l := range c.relations[r] {
			if wanted(l.at) {
				found = append(found, l.at)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// extend hides the cheapest shields that make cell i safe, totals last.
func (c *cover) extend(i int) bool {
	for tier := range slices.Max(c.height) + 1 {
		for _, width := range widths {
			if c.hideFor(i, tier, width) {
				return true
			}
		}
	}
	return false
}

// showAgain shows shields that later choices have made needless, the dearest first.
func (c *cover) showAgain(component []int) {
	shields := c.cellsIn(component, func(i int) bool { return c.hidden[i] == Shield })
	slices.SortStableFunc(shields, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.height[b], c.height[a]), cmp.Compare(c.cost(b), c.cost(a)), cmp.Compare(b, a))
	})
	guarded := c.cellsIn(component, c.guarded)
	for _, shield := range shields {
		c.hidden[shield] = Visible
		for _, i := range guarded {
			if c.proofs[i].uses(shield) && !c.prove(i, nearest) {
				c.hidden[shield] = Shield
				break
			}
		}
	}
}
