package stats

import (
	"math/rand/v2"
	"testing"
)

// sparse draws counts as small areas have them: many zeros, many small ones.
func sparse(seed uint64, rows, columns int) [][]int64 {
	random := rand.New(rand.NewPCG(seed, 1))
	counts := make([][]int64, rows)
	for r := range counts {
		counts[r] = make([]int64, columns)
		for column := range counts[r] {
			counts[r][column] = int64(random.ExpFloat64() * random.ExpFloat64() * 12)
		}
	}
	return counts
}

// municipalities is a list of every municipality with ten columns and a total.
func municipalities() Grid {
	rows := sparse(2, 310, 10)
	return Grid{Rows: append(rows, sumOf(rows, Last(311).Parts)), RowSums: []Relation{Last(311)}}
}

// linked is the same list with the last seven columns parts of the third.
func linked() Grid {
	grid := municipalities()
	parts := []int{3, 4, 5, 6, 7, 8, 9}
	for _, row := range grid.Rows {
		row[2] = 0
		for _, part := range parts {
			row[2] += row[part]
		}
	}
	grid.ColumnSums = []Relation{{Total: 2, Parts: parts}}
	return grid
}

func BenchmarkTableOf24By12WithMargins(b *testing.B) {
	grid := withMargins(sparse(1, 24, 12))
	for b.Loop() {
		if _, err := SuppressGrid(grid, Rule{Threshold: 5}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListOf310By10WithTotals(b *testing.B) {
	grid := municipalities()
	for b.Loop() {
		if _, err := SuppressGrid(grid, Rule{Threshold: 5}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListOf310By10WithLinkedColumns(b *testing.B) {
	grid := linked()
	for b.Loop() {
		if _, err := SuppressGrid(grid, Rule{Threshold: 5}); err != nil {
			b.Fatal(err)
		}
	}
}
