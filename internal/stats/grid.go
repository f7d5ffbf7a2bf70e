package stats

import (
	"fmt"
	"math/bits"
	"slices"
)

// Grid is the table of a report: rows of counts, total rows among them.
type Grid struct {
	// Rows are all rows as they would be published, every one as long as the first.
	Rows [][]int64

	// RowSums say which row is the sum of which others, in every column that is
	// not Distinct. One total row is one relation; areas inside areas are one for
	// each area. See [Last] for the common case.
	RowSums []Relation

	// ColumnSums say which column is the sum of which others, in every row: age
	// bands that make up the conversations, five counts that make up the answers.
	ColumnSums []Relation

	// Distinct columns count different things, such as places, which a total row
	// counts once though they are in several rows. The attacker is taken to know
	// how much is counted twice, so they are protected like sums.
	Distinct []int

	// Lead is the column whose small count hides the row whole (visits), since
	// the rest of the row is about the same few: Statistics Finland, output
	// checking for FIONA. Negative for none.
	Lead int

	// LeadMayBeZero marks the leading counts [Cell].MayBeZero. Nine visits to nine
	// places are one each, whatever is hidden: only hiding the nine would help, and
	// a visit is nobody's secret, while the people in it are hidden with the row.
	LeadMayBeZero bool
}

// Last is the relation of a list whose last row is the total of the rows before it.
func Last(rows int) Relation {
	parts := make([]int, max(rows-1, 0))
	for i := range parts {
		parts[i] = i
	}
	return Relation{Total: rows - 1, Parts: parts}
}

// SuppressGrid hides counts of a grid by the [Rule] as [Suppress] does, and whole
// rows by the leading column. It answers by row and column whether to hide.
// A shield is sought among the rows with the smallest leading count first, so that
// the columns tend to hide the same rows.
// The error is [ErrTable] or [ErrUnprotectable].
func SuppressGrid(g Grid, rule Rule) ([][]bool, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	hidden, err := Suppress(g.table(rule), rule)
	if err != nil {
		return nil, err
	}
	answer := make([][]bool, len(g.Rows))
	for r, row := range g.Rows {
		answer[r] = make([]bool, len(row))
		for column := range row {
			answer[r][column] = hidden.Cell(r*len(row) + column)
		}
	}
	return answer, nil
}

func (g Grid) check() error {
	for r, row := range g.Rows {
		if len(row) != len(g.Rows[0]) || g.Lead >= len(row) {
			return fmt.Errorf("%w: row %d has %d columns", ErrTable, r, len(row))
		}
	}
	for _, relation := range g.RowSums {
		if !within(relation, len(g.Rows)) {
			return fmt.Errorf("%w: a row total names a row that is not there", ErrTable)
		}
	}
	for _, relation := range g.ColumnSums {
		if len(g.Rows) == 0 || !within(relation, len(g.Rows[0])) {
			return fmt.Errorf("%w: a column total names a column that is not there", ErrTable)
		}
		for _, column := range append(slices.Clone(relation.Parts), relation.Total) {
			if slices.Contains(g.Distinct, column) {
				return fmt.Errorf("%w: column %d counts different things and cannot be part of a sum", ErrTable, column)
			}
		}
	}
	return nil
}

func within(r Relation, n int) bool {
	for _, place := range append(slices.Clone(r.Parts), r.Total) {
		if place < 0 || place >= n {
			return false
		}
	}
	return true
}

// table lays the grid out row by row.
func (g Grid) table(rule Rule) Table {
	if len(g.Rows) == 0 {
		return Table{}
	}
	width := len(g.Rows[0])
	t := Table{Cells: make([]Cell, 0, len(g.Rows)*width)}
	for _, row := range g.Rows {
		whole := g.Lead >= 0 && rule.small(row[g.Lead])
		for column, value := range row {
			cell := Cell{Value: value, Withheld: whole || rule.small(value), MayBeZero: g.LeadMayBeZero && column == g.Lead}
			if g.Lead >= 0 {
				cell.Cost = shieldCost(row[g.Lead], value)
			}
			t.Cells = append(t.Cells, cell)
		}
	}
	for column := range width {
		for _, relation := range g.RowSums {
			t.Relations = append(t.Relations, spread(relation, width, column))
		}
	}
	for r := range g.Rows {
		for _, relation := range g.ColumnSums {
			t.Relations = append(t.Relations, spread(relation, 1, r*width))
		}
	}
	g.addUp(t)
	return t
}

// shieldCost puts the row's leading count before the count itself.
func shieldCost(lead, value int64) int64 {
	return 64*(1+min(maxCost/128, max(0, lead))) + int64(bits.Len64(uint64(value)))
}

// spread places a relation between rows or columns into the cells laid out.
func spread(r Relation, stride, offset int) Relation {
	placed := Relation{Total: r.Total*stride + offset, Parts: make([]int, len(r.Parts))}
	for i, part := range r.Parts {
		placed.Parts[i] = part*stride + offset
	}
	return placed
}

// addUp puts the sum of the rows in place of what total rows say in Distinct
// columns. Going through the relations once per relation settles totals of totals.
func (g Grid) addUp(t Table) {
	width := len(g.Rows[0])
	for _, column := range g.Distinct {
		for range g.RowSums {
			for _, relation := range g.RowSums {
				placed := spread(relation, width, column)
				var sum int64
				for _, part := range placed.Parts {
					sum += t.Cells[part].Value
				}
				t.Cells[placed.Total].Value = sum
			}
		}
	}
}
