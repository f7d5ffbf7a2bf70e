package chart

import (
	"math"
	"slices"
)

// class is a span of values that share a colour; low and high are values that occur.
type class struct{ low, high float64 }

func (c class) holds(v float64) bool { return c.low <= v && v <= c.high }

// classify parts the values into at most five classes by natural breaks (Fisher and Jenks: the least squared deviation within
// classes). Zero is a class of its own when no value is below it: nothing is different from a little.
func classify(values []float64) []class {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var classes []class
	if len(sorted) > 0 && sorted[0] == 0 {
		classes = append(classes, class{})
		for len(sorted) > 0 && sorted[0] == 0 {
			sorted = sorted[1:]
		}
	}
	return append(classes, naturalBreaks(sorted, 5-len(classes))...)
}

// naturalBreaks works on distinct values with their weights, so that equal values never part.
func naturalBreaks(sorted []float64, most int) []class {
	var distinct, weight []float64
	for _, v := range sorted {
		if n := len(distinct); n > 0 && distinct[n-1] == v {
			weight[n-1]++
			continue
		}
		distinct, weight = append(distinct, v), append(weight, 1)
	}
	n := len(distinct)
	most = min(most, n)
	if most == 0 {
		return nil
	}
	starts := bestStarts(distinct, weight, most)
	classes := make([]class, most)
	end := n
	for k := most; k >= 1; k-- {
		start := starts[k][end]
		classes[k-1] = class{distinct[start], distinct[end-1]}
		end = start
	}
	return classes
}

// bestStarts finds by dynamic programming where the last of k classes begins when the first n values are parted into k.
func bestStarts(distinct, weight []float64, most int) [][]int {
	n := len(distinct)
	cost := make([][]float64, most+1)
	starts := make([][]int, most+1)
	for k := range cost {
		cost[k], starts[k] = make([]float64, n+1), make([]int, n+1)
		for i := range cost[k] {
			cost[k][i] = math.Inf(1)
		}
	}
	cost[0][0] = 0
	for k := 1; k <= most; k++ {
		for end := k; end <= n; end++ {
			sum, squares, count := 0.0, 0.0, 0.0
			for start := end - 1; start >= k-1; start-- {
				v, w := distinct[start], weight[start]
				sum, squares, count = sum+v*w, squares+v*v*w, count+w
				total := cost[k-1][start] + squares - sum*sum/count
				if total < cost[k][end] {
					cost[k][end], starts[k][end] = total, start
				}
			}
		}
	}
	return starts
}

// shades are the colours of the classes above zero, by their number: few classes stand far apart.
var shades = [][]int{{}, {3}, {2, 4}, {1, 3, 5}, {1, 2, 4, 5}, {1, 2, 3, 4, 5}}
