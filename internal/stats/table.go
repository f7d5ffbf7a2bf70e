package stats

import (
	"errors"
	"fmt"
	"math/bits"
)

// Limits of what a table may hold. Below them no sum taken in the audit can leave
// the whole numbers that a float64 or an int64 holds exactly.
const (
	maxCount     = 1_000_000_000_000
	maxCost      = 1_000_000_000
	maxThreshold = 1_000_000
)

// ErrTable says that a table contradicts itself: a total that is not the sum of
// its parts, a negative count, a relation to a cell that is not there.
var ErrTable = errors.New("stats: the table contradicts itself")

// Cell is one count of a table.
type Cell struct {
	Value int64 // the true count, 0 or more

	// Cost is what readers lose when the cell is hidden to protect another,
	// on any scale from 1 to a thousand million; cells of lower cost are hidden first. 0 stands for
	// the number of binary digits of Value, plus one.
	Cost int64

	// Withheld cells are hidden whatever they count.
	Withheld bool

	// MayBeZero cells may be zero for all that an attacker knows, though zeros are
	// shown: those that say how much was done rather than to how many people.
	MayBeZero bool

	// Known cells are public already by another way and stay visible, small or
	// not. Known wins over Withheld.
	Known bool
}

// Relation says that one count is the sum of others.
// The numbers are places in [Table.Cells], or rows or columns of a [Grid].
type Relation struct {
	Total int
	Parts []int
}

// Table is a set of counts and every additive relation between them that an
// attacker may know. A list with a total is one relation; a table with margins is
// one per row and one per column; areas inside areas are one per area and column.
// Two tables that share cells (linked tables) are one Table.
type Table struct {
	Cells     []Cell
	Relations []Relation
}

// link is a cell's part in one relation: +1 as a part, -1 as the total, so that
// the signed sum over a relation is zero.
type link struct {
	at   int // the relation, or the cell, at the other end
	sign int64
}

// network is a checked table with its relations seen from both sides.
type network struct {
	cells     []Cell
	relations [][]link // by relation: its cells
	memberOf  [][]link // by cell: its relations
	height    []int    // by cell: 0 for a cell that is no total, else one above its highest part
}

func newNetwork(t Table) (*network, error) {
	n := &network{cells: t.Cells, memberOf: make([][]link, len(t.Cells))}
	for i, cell := range t.Cells {
		if cell.Value < 0 || cell.Value > maxCount || cell.Cost < 0 || cell.Cost > maxCost {
			return nil, fmt.Errorf("%w: the count or the cost of cell %d is negative or too large", ErrTable, i)
		}
	}
	for _, relation := range t.Relations {
		links := []link{{relation.Total, -1}}
		for _, part := range relation.Parts {
			links = append(links, link{part, 1})
		}
		if err := n.add(links); err != nil {
			return nil, err
		}
	}
	return n, n.measureHeights()
}

// add takes a relation in. One without parts says only that its total is zero.
func (n *network) add(links []link) error {
	r := len(n.relations)
	var sum int64
	seen := make(map[int]bool, len(links))
	for _, l := range links {
		if l.at < 0 || l.at >= len(n.cells) || seen[l.at] {
			return fmt.Errorf("%w: relation %d names cell %d, which is not there or named twice", ErrTable, r, l.at)
		}
		seen[l.at] = true
		sum += l.sign * n.cells[l.at].Value
	}
	if sum != 0 {
		return fmt.Errorf("%w: the parts of relation %d make %d more than its total", ErrTable, r, sum)
	}
	if len(links) == 1 {
		return nil
	}
	for _, l := range links {
		n.memberOf[l.at] = append(n.memberOf[l.at], link{r, l.sign})
	}
	n.relations = append(n.relations, links)
	return nil
}

// measureHeights raises totals above their parts until nothing moves.
func (n *network) measureHeights() error {
	n.height = make([]int, len(n.cells))
	for range len(n.relations) + 1 {
		moved := false
		for _, links := range n.relations {
			total := links[0].at
			for _, part := range links[1:] {
				if n.height[total] <= n.height[part.at] {
					n.height[total] = n.height[part.at] + 1
					moved = true
				}
			}
		}
		if !moved {
			return nil
		}
	}
	return fmt.Errorf("%w: a cell is a part of itself by way of other totals", ErrTable)
}

// cost is the loss when cell i is hidden: digits rather than the count itself, so
// that one large cell is not kept at the price of many middling ones.
func (n *network) cost(i int) int64 {
	if c := n.cells[i].Cost; c > 0 {
		return c
	}
	return 1 + int64(bits.Len64(uint64(n.cells[i].Value)))
}

// components are the relations that hang together by common cells, each a list of
// relations in rising order.
func (n *network) components() [][]int {
	var found [][]int
	seen := make([]bool, len(n.relations))
	for start := range n.relations {
		if seen[start] {
			continue
		}
		seen[start] = true
		component := []int{start}
		for k := 0; k < len(component); k++ {
			for _, cell := range n.relations[component[k]] {
				for _, next := range n.memberOf[cell.at] {
					if !seen[next.at] {
						seen[next.at] = true
						component = append(component, next.at)
					}
				}
			}
		}
		found = append(found, component)
	}
	return found
}
