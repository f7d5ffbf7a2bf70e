package stats

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

var counts = rapid.OneOf(rapid.Int64Range(0, 6), rapid.Int64Range(0, 6), rapid.Int64Range(0, 60))

func drawInner(t *rapid.T, maxRows, maxColumns int) [][]int64 {
	columns := rapid.IntRange(1, maxColumns).Draw(t, "columns")
	row := rapid.SliceOfN(counts, columns, columns)
	return rapid.SliceOfN(row, 1, maxRows).Draw(t, "counts")
}

func drawRule(t *rapid.T) Rule {
	return Rule{
		Threshold: rapid.SampledFrom([]int64{2, 3, 5}).Draw(t, "threshold"),
		HideZeros: rapid.Bool().Draw(t, "hide zeros"),
	}
}

// withholdSome withholds a few cells, as a report does with rows of few visits.
func withholdSome(t *rapid.T, table Table) {
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(table.Cells)-1), 0, 3).Draw(t, "withheld") {
		table.Cells[i].Withheld = true
	}
}

// drawNested is a table of areas in regions in a country, by columns with a total.
func drawNested(t *rapid.T) Table {
	columns := rapid.IntRange(1, 3).Draw(t, "columns")
	grid := Grid{Lead: -1, ColumnSums: []Relation{Last(columns + 1)}}
	country := Relation{}
	for range rapid.IntRange(1, 3).Draw(t, "regions") {
		region := Relation{}
		for range rapid.IntRange(1, 3).Draw(t, "areas") {
			row := rapid.SliceOfN(counts, columns, columns).Draw(t, "area")
			region.Parts = append(region.Parts, len(grid.Rows))
			grid.Rows = append(grid.Rows, append(row, sum(row)))
		}
		region.Total = len(grid.Rows)
		grid.Rows = append(grid.Rows, sumOf(grid.Rows, region.Parts))
		grid.RowSums = append(grid.RowSums, region)
		country.Parts = append(country.Parts, region.Total)
	}
	country.Total = len(grid.Rows)
	grid.Rows = append(grid.Rows, sumOf(grid.Rows, country.Parts))
	grid.RowSums = append(grid.RowSums, country)
	return grid.table(Rule{})
}

// drawCube is a table of three dimensions with all margins, where linear programmes
// can have answers in fractions.
func drawCube(t *rapid.T) Table {
	const side = 3 // two and their sum
	table := Table{Cells: make([]Cell, side*side*side)}
	place := func(x, y, z int) int { return (x*side+y)*side + z }
	for x := range 2 {
		for y := range 2 {
			for z := range 2 {
				value := counts.Draw(t, "count")
				for _, at := range [][3]int{{x, y, z}, {2, y, z}, {x, 2, z}, {x, y, 2}, {2, 2, z}, {2, y, 2}, {x, 2, 2}, {2, 2, 2}} {
					table.Cells[place(at[0], at[1], at[2])].Value += value
				}
			}
		}
	}
	for a := range side {
		for b := range side {
			table.Relations = append(table.Relations,
				Relation{Total: place(2, a, b), Parts: []int{place(0, a, b), place(1, a, b)}},
				Relation{Total: place(a, 2, b), Parts: []int{place(a, 0, b), place(a, 1, b)}},
				Relation{Total: place(a, b, 2), Parts: []int{place(a, b, 0), place(a, b, 1)}})
		}
	}
	return table
}

func sum(row []int64) int64 {
	var total int64
	for _, count := range row {
		total += count
	}
	return total
}

func sumOf(rows [][]int64, parts []int) []int64 {
	total := make([]int64, len(rows[0]))
	for _, part := range parts {
		for column, count := range rows[part] {
			total[column] += count
		}
	}
	return total
}

func sensitive(cell Cell, hidden Reason, rule Rule) bool {
	if hidden == Visible {
		return false
	}
	if cell.Value == 0 {
		return rule.HideZeros && (hidden == Small || cell.Withheld)
	}
	return cell.Value < rule.Threshold || cell.Withheld
}

// resists fails when a hidden cell can be recovered by trying every table.
func resists(t *rapid.T, table Table, rule Rule) {
	hidden, err := Suppress(table, rule)
	if err != nil {
		t.Fatalf("suppress: %v", err)
	}
	var most int64
	for _, cell := range table.Cells {
		most = max(most, cell.Value)
	}
	view := publish(table, hidden, rule)
	for i, cell := range table.Cells {
		if !cell.Withheld && hidden[i] == Visible && rule.small(cell.Value) {
			t.Fatalf("small cell %d (%d) is visible", i, cell.Value)
		}
		if sensitive(cell, hidden[i], rule) && !view.protects(i, cell.Value, rule, most+8*rule.Threshold) {
			t.Fatalf("cell %d (%d) can be narrowed down; hidden %v", i, cell.Value, hidden)
		}
	}
}

func TestNoHiddenCountOfAListCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(counts, 1, 6).Draw(t, "counts")
		table := Table{Relations: []Relation{Last(len(row) + 1)}}
		for _, count := range append(row, sum(row)) {
			table.Cells = append(table.Cells, Cell{Value: count})
		}
		withholdSome(t, table)
		resists(t, table, drawRule(t))
	})
}

func TestNoHiddenCountOfATableWithMarginsCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := margins(drawInner(t, 4, 4))
		withholdSome(t, table)
		resists(t, table, drawRule(t))
	})
}

func TestNoHiddenCountOfNestedAreasCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawNested(t)
		withholdSome(t, table)
		resists(t, table, drawRule(t))
	})
}

func TestNoHiddenCountOfThreeDimensionsCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawCube(t)
		withholdSome(t, table)
		resists(t, table, drawRule(t))
	})
}

func TestAForeignSolverFindsTheSameIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, rule := margins(drawInner(t, 8, 6)), drawRule(t)
		hidden, err := Suppress(table, rule)
		if err != nil {
			t.Fatal(err)
		}
		intervals, err := Bounds(table, hidden, rule)
		if err != nil {
			t.Fatal(err)
		}
		view := publish(table, hidden, rule)
		for i := range table.Cells {
			if hidden[i] == Visible {
				continue
			}
			low, high := view.solverBounds(i)
			if math.IsNaN(low+high) || math.Abs(low-float64(intervals[i].Low)) > 1e-6 || math.IsInf(high, 1) != intervals[i].Open ||
				!intervals[i].Open && math.Abs(high-float64(intervals[i].High)) > 1e-6 {
				t.Fatalf("cell %d: [%v, %v] by the foreign solver, %+v here", i, low, high, intervals[i])
			}
		}
	})
}

func TestKnownCountsAreNeverHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, rule := margins(drawInner(t, 4, 4)), drawRule(t)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(table.Cells)-1), 0, 8).Draw(t, "known") {
			table.Cells[i].Known = true
		}
		hidden, err := Suppress(table, rule)
		if errors.Is(err, ErrUnprotectable) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range table.Cells {
			if cell.Known && hidden[i] != Visible {
				t.Fatalf("known cell %d is hidden", i)
			}
		}
	})
}
