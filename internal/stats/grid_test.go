package stats

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// picture draws a hidden count as # and a visible one as a dot.
func picture(hidden [][]bool) []string {
	lines := make([]string, len(hidden))
	for r, row := range hidden {
		for _, is := range row {
			if is {
				lines[r] += "#"
			} else {
				lines[r] += "."
			}
		}
	}
	return lines
}

func TestAGridHidesWhatItTakes(t *testing.T) {
	for _, tt := range []struct {
		name string
		grid Grid
		want []string
	}{
		{
			"a municipality of few visits is hidden whole, and the one with fewest visits protects it",
			Grid{
				Rows: [][]int64{
					{3, 60, 22, 0}, // visits, present, conversations, new clienthoods
					{40, 300, 90, 6},
					{12, 90, 31, 7},
					{55, 450, 143, 13},
				},
				RowSums: []Relation{Last(4)},
			},
			[]string{"####", "....", "###.", "...."},
		},
		{
			"a small count in a row of many visits hides one other count of its column",
			Grid{
				Rows:    [][]int64{{30, 2}, {20, 9}, {10, 8}, {60, 19}},
				RowSums: []Relation{Last(4)},
			},
			[]string{".#", "..", ".#", ".."},
		},
		{
			"an age band is protected inside its row as well as inside its column",
			Grid{
				Rows: [][]int64{
					{20, 30, 2, 28}, // visits, conversations, under 30, over 30
					{25, 40, 20, 20},
					{45, 70, 22, 48},
				},
				RowSums:    []Relation{Last(3)},
				ColumnSums: []Relation{{Total: 1, Parts: []int{2, 3}}},
			},
			[]string{"..##", "..##", "...."},
		},
		{
			"a place counted in two rows is protected although the total counts it once",
			Grid{
				Rows:     [][]int64{{20, 3}, {30, 8}, {40, 9}, {90, 15}}, // visits, different places
				RowSums:  []Relation{Last(4)},
				Distinct: []int{1},
			},
			[]string{".#", ".#", "..", ".."},
		},
		{
			"a small total is hidden although its rows add up to more",
			Grid{
				Rows:     [][]int64{{20, 4}, {30, 4}, {50, 4}},
				RowSums:  []Relation{Last(3)},
				Distinct: []int{1},
			},
			[]string{".#", ".#", ".#"},
		},
		{
			"without a leading column each count stands for itself",
			Grid{
				Rows:    [][]int64{{3, 60}, {40, 300}, {12, 90}, {55, 450}},
				RowSums: []Relation{Last(4)},
				Lead:    -1,
			},
			[]string{"#.", "..", "#.", ".."},
		},
		{"a report without rows", Grid{}, []string{}},
		{"a report with a total only", Grid{Rows: [][]int64{{0, 0}}, RowSums: []Relation{Last(1)}}, []string{".."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hidden, err := SuppressGrid(tt.grid, Rule{Threshold: 5})
			if err != nil {
				t.Fatal(err)
			}
			if got := picture(hidden); !slices.Equal(got, tt.want) {
				t.Errorf("hidden %q, want %q", got, tt.want)
			}
		})
	}
}

func TestACrookedGridIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		grid Grid
	}{
		{"rows of unequal length", Grid{Rows: [][]int64{{1, 2}, {3}}}},
		{"a leading column that is not there", Grid{Rows: [][]int64{{1}}, Lead: 1}},
		{"a total row that is not there", Grid{Rows: [][]int64{{1}}, RowSums: []Relation{{Total: 1, Parts: []int{0}}}}},
		{"a total column that is not there", Grid{Rows: [][]int64{{1}}, ColumnSums: []Relation{{Total: 0, Parts: []int{1}}}}},
		{"a column total without rows", Grid{ColumnSums: []Relation{{Total: 0}}}},
		{"a total that is not the sum", Grid{Rows: [][]int64{{1}, {2}}, RowSums: []Relation{Last(2)}}},
		{"different places that are part of a sum", Grid{
			Rows: [][]int64{{1, 1}}, ColumnSums: []Relation{{Total: 0, Parts: []int{1}}}, Distinct: []int{1},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := SuppressGrid(tt.grid, Rule{Threshold: 5}); !errors.Is(err, ErrTable) {
				t.Errorf("got %v, want ErrTable", err)
			}
		})
	}
}

// drawReport is a report by area: visits, present, conversations, two age bands and
// two genders that each make up the conversations, and the total row.
func drawReport(t *rapid.T) Grid {
	grid := Grid{ColumnSums: []Relation{{Total: 2, Parts: []int{3, 4}}, {Total: 2, Parts: []int{5, 6}}}}
	for range rapid.IntRange(1, 5).Draw(t, "areas") {
		row := rapid.SliceOfN(counts, 5, 5).Draw(t, "area")
		row[2] = row[3] + row[4]
		women := rapid.Int64Range(0, row[2]).Draw(t, "women")
		row = append(row, women, row[2]-women)
		grid.Rows = append(grid.Rows, row)
	}
	total := Last(len(grid.Rows) + 1)
	grid.Rows = append(grid.Rows, sumOf(grid.Rows, total.Parts))
	grid.RowSums = []Relation{total}
	return grid
}

func TestNoHiddenCountOfAReportCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grid, rule := drawReport(t), drawRule(t)
		resists(t, grid.table(rule), rule)
		hidden, err := SuppressGrid(grid, rule)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range grid.Rows {
			if rule.small(row[0]) && slices.Contains(hidden[r], false) {
				t.Fatalf("row %d with %d visits shows a count: %v", r, row[0], hidden[r])
			}
		}
	})
}

func TestTheLargestReportsAreProtectedAndTotalsStayVisible(t *testing.T) {
	for name, grid := range map[string]Grid{
		"24 by 12 with margins":                withMargins(sparse(1, 24, 12)),
		"every municipality by ten columns":    municipalities(),
		"every municipality by linked columns": linked(),
	} {
		t.Run(name, func(t *testing.T) {
			hidden, err := SuppressGrid(grid, Rule{Threshold: 5})
			if err != nil {
				t.Fatal(err)
			}
			if totals := hidden[len(hidden)-1]; slices.Contains(totals, true) {
				t.Errorf("the total row hides counts: %v", totals)
			}
		})
	}
}
