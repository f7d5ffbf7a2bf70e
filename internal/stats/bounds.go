package stats

import (
	"fmt"
	"math"
)

// Interval is what an attacker can say of a hidden count: at least Low and, unless
// Open, at most High.
type Interval struct {
	Low, High int64
	Open      bool
}

// Bounds is the attack itself: the interval of every cell for somebody who knows
// the visible cells, the relations and what the [Rule] tells about hidden ones.
// A visible cell's interval is its count. With rule.HideZeros the attacker knows
// of hidden cells only that they are not negative, as textbooks assume.
//
// The intervals come from a linear programme over the whole table, so they may be
// wider than what whole numbers allow in tables of three dimensions or more;
// in lists, tables with margins and nested areas they are exact. Two programmes
// for each hidden cell: meant for tests and for the record of a publication.
// The error is [ErrTable], also when hidden is not as long as the table.
func Bounds(t Table, hidden Hidden, rule Rule) ([]Interval, error) {
	n, err := newNetwork(t)
	if err != nil {
		return nil, err
	}
	if len(hidden) != len(t.Cells) {
		return nil, fmt.Errorf("%w: %d reasons for %d cells", ErrTable, len(hidden), len(t.Cells))
	}
	c := &cover{network: n, rule: rule, hidden: hidden}
	intervals := make([]Interval, len(t.Cells))
	for i, cell := range t.Cells {
		intervals[i] = Interval{Low: cell.Value, High: cell.Value}
		if hidden[i] == Visible {
			continue
		}
		down, _ := c.extreme(i, -1)
		up, closed := c.extreme(i, 1)
		intervals[i] = Interval{Low: cell.Value - down, High: cell.Value + up, Open: !closed}
	}
	return intervals, nil
}

// extreme is how far cell i can go in a direction. It is not closed when the cell
// can go on for ever; then the distance is 0.
func (c *cover) extreme(i, direction int) (distance int64, closed bool) {
	cells, relations := c.around(i, math.MaxInt, nil)
	variables := c.variables(cells, relations)
	if direction > 0 {
		variables[0].down, variables[0].priceUp = 0, -1
	} else {
		variables[0].up, variables[0].priceDown = 0, -1
	}
	changes, ok := minimise(len(relations), variables)
	if !ok {
		return 0, false
	}
	return int64(math.Floor(math.Abs(changes[0]) + 1e-6)), true
}
