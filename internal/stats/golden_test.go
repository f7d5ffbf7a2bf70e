package stats

import (
	"slices"
	"testing"
)

// margins lays out inner counts with a total column and a total row, row by row,
// the grand total last.
func margins(inner [][]int64) Table {
	grid := withMargins(inner)
	return grid.table(Rule{})
}

func withMargins(inner [][]int64) Grid {
	width := len(inner[0])
	grid := Grid{Lead: -1, RowSums: []Relation{Last(len(inner) + 1)}, ColumnSums: []Relation{Last(width + 1)}}
	totals := make([]int64, width+1)
	for _, counts := range inner {
		row := slices.Clone(counts)
		var sum int64
		for _, count := range counts {
			sum += count
		}
		row = append(row, sum)
		for column, count := range row {
			totals[column] += count
		}
		grid.Rows = append(grid.Rows, row)
	}
	grid.Rows = append(grid.Rows, totals)
	return grid
}

// attackTable is the published example in which every row and column hides two
// counts or more and w-b can still be worked out.
// Source: sdcTable, tests/testthat/test-simpleheuristic.R; places are row*5+column.
func attackTable() (table Table, hidden []int) {
	table = margins([][]int64{
		{30, 47, 64, 89},
		{90, 124, 5, 31},
		{92, 100, 59, 85},
		{800, 991, 651, 685},
	})
	hidden = []int{0, 1, 2, 5, 7, 11, 13, 16, 18}
	for _, cell := range hidden {
		table.Cells[cell].Withheld = true
	}
	return table, hidden
}

const wb = 1 // row w, column b

func withheld(table Table, cells ...int) Hidden {
	hidden := make(Hidden, len(table.Cells))
	for _, cell := range cells {
		hidden[cell] = Withheld
	}
	return hidden
}

func TestTwoHiddenCountsInEveryLineDoNotProtect(t *testing.T) {
	table, hidden := attackTable()
	intervals, err := Bounds(table, withheld(table, hidden...), Rule{HideZeros: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Interval{Low: 47, High: 47}); intervals[wb] != want {
		t.Errorf("before protection the attacker has %v for w-b, want %v", intervals[wb], want)
	}
}

func TestOneMoreHiddenCountProtectsTheAttackTable(t *testing.T) {
	table, _ := attackTable()
	rule := Rule{Threshold: 5, HideZeros: true}
	hidden, err := Suppress(table, rule)
	if err != nil {
		t.Fatal(err)
	}
	if got := hidden.Count(Shield); got != 1 {
		t.Fatalf("%d shields were added, want exactly 1", got)
	}
	intervals, err := Bounds(table, hidden, rule)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Interval{Low: 0, High: 78}); intervals[wb] != want {
		t.Errorf("the attacker has %v for w-b, want %v", intervals[wb], want)
	}
}

// The same source hides x-b instead in its own example and then finds [0, 141].
func TestTheAttackerFindsThePublishedIntervalOfTheOtherShield(t *testing.T) {
	table, hidden := attackTable()
	const xb = 6
	intervals, err := Bounds(table, withheld(table, append(hidden, xb)...), Rule{HideZeros: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Interval{Low: 0, High: 141}); intervals[wb] != want {
		t.Errorf("the attacker has %v for w-b, want %v", intervals[wb], want)
	}
}

// regionByGender has the shape of the example data of sdcTable
// (tests/testthat/test-protectTable.r and test-primarySuppression.r): regions A to
// D by male and female, with two women in A. The published places count the total
// first: 5 and 6 are region A, 11 and 12 region C. The other counts are ours.
func regionByGender() Table {
	return margins([][]int64{{18, 2}, {14, 19}, {12, 10}, {11, 14}})
}

func TestOneSmallCountInATwoWayTableTakesThreeShields(t *testing.T) {
	hidden, err := Suppress(regionByGender(), Rule{Threshold: 3})
	if err != nil {
		t.Fatal(err)
	}
	want := []Reason{
		Shield, Small, Visible,
		Visible, Visible, Visible,
		Shield, Shield, Visible,
		Visible, Visible, Visible,
		Visible, Visible, Visible,
	}
	if !slices.Equal(hidden, want) {
		t.Errorf("hidden: %v, want the four counts of A and C: %v", hidden, want)
	}
}

func TestCountsUpToTwoAreSmallUnderThresholdThree(t *testing.T) {
	hidden, err := Suppress(regionByGender(), Rule{Threshold: 3})
	if err != nil {
		t.Fatal(err)
	}
	if got := hidden.Count(Small); got != 1 || hidden[1] != Small {
		t.Errorf("%d small counts, A-female %v; want just A-female", got, hidden[1])
	}
}
