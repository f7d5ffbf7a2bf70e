package stats

import (
	"errors"
	"math/bits"
	"math/rand/v2"
	"testing"
)

func TestTotalsStayVisibleEvenWhenTheyAreCheap(t *testing.T) {
	table := margins([][]int64{{3, 40, 50}, {60, 70, 80}, {90, 55, 65}})
	totals := []int{3, 7, 11, 12, 13, 14, 15}
	for i := range table.Cells {
		table.Cells[i].Cost = 1000
	}
	for _, total := range totals {
		table.Cells[total].Cost = 1
	}
	hidden, err := Suppress(table, Rule{Threshold: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, total := range totals {
		if hidden.Cell(total) {
			t.Errorf("total %d is hidden though inner counts are enough: %v", total, hidden)
		}
	}
}

// The choice of shields is a heuristic; here it is measured against every other
// choice among the inner counts of small tables.
func TestShieldsCostAlmostAsLittleAsPossible(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var found, least int64
	for range 60 {
		inner := make([][]int64, 3)
		for r := range inner {
			inner[r] = make([]int64, 3)
			for column := range inner[r] {
				inner[r][column] = int64(random.ExpFloat64() * 25)
			}
		}
		ours, best := costOfShields(t, margins(inner), Rule{Threshold: 5})
		found, least = found+ours, least+best
	}
	if least == 0 || 100*found > 105*least {
		t.Errorf("shields cost %d in all, the least possible is %d", found, least)
	}
}

// costOfShields compares with the cheapest safe choice among inner counts; where no
// such choice is safe both costs are zero.
func costOfShields(t *testing.T, table Table, rule Rule) (ours, best int64) {
	t.Helper()
	n, err := newNetwork(table)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := Suppress(table, rule)
	if err != nil {
		t.Fatal(err)
	}
	primary := newCover(n, rule)
	var inner []int
	for i := range table.Cells {
		if primary.shield(i) && n.height[i] == 0 {
			inner = append(inner, i)
		}
		if hidden[i] == Shield {
			ours += n.cost(i)
		}
	}
	best = -1
	for choice := range uint(1) << len(inner) {
		trial := append(Hidden(nil), primary.hidden...)
		var cost int64
		for left := choice; left > 0; left &= left - 1 {
			shield := inner[bits.TrailingZeros(left)]
			trial[shield] = Shield
			cost += n.cost(shield)
		}
		if (best < 0 || cost < best) && safeByBounds(t, table, trial, rule) {
			best = cost
		}
	}
	if best < 0 {
		return 0, 0
	}
	return ours, best
}

func safeByBounds(t *testing.T, table Table, hidden Hidden, rule Rule) bool {
	t.Helper()
	intervals, err := Bounds(table, hidden, rule)
	if err != nil {
		t.Fatal(err)
	}
	for i, interval := range intervals {
		narrow := interval.High < rule.Threshold || interval.High-interval.Low+1 < rule.Threshold
		if hidden[i] == Small && !interval.Open && narrow {
			return false
		}
	}
	return true
}

func TestTheAttackerKnowsNoUpperEndWhenTheTotalIsHiddenToo(t *testing.T) {
	table, rule := list(4, 0, 0), Rule{Threshold: 5}
	intervals, err := Bounds(table, Hidden{Small, Visible, Visible, Small}, rule)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 3} {
		if got := intervals[i]; got.Low != 1 || !got.Open {
			t.Errorf("cell %d: %+v, want from 1 up without end", i, got)
		}
	}
	if got := (Interval{}); intervals[1] != got {
		t.Errorf("a visible zero has the interval %+v", intervals[1])
	}
	if _, err := Bounds(table, Hidden{Small}, rule); !errors.Is(err, ErrTable) {
		t.Errorf("one reason for four cells: got %v, want ErrTable", err)
	}
}

func TestTheAuditRejectsAProofThatAnAttackerCouldRuleOut(t *testing.T) {
	low := move{{0, -2}, {1, 2}}
	for _, tt := range []struct {
		name string
		with proof
		ok   bool
	}{
		{"both tables are possible", proof{low, move{{0, 2}, {1, -2}}}, true},
		{"too narrow", proof{low, move{{0, 1}, {1, -1}}}, false},
		{"it never reaches a count that is not small", proof{move{{0, -2}, {1, 2}}, nil}, false},
		{"a count would fall below one", proof{move{{0, -3}, {1, 3}}, move{{0, 2}, {1, -2}}}, false},
		{"the other count would fall below one", proof{nil, move{{0, 9}, {1, -9}}}, false},
		{"a visible count would change", proof{low, move{{0, 2}, {2, -2}}}, false},
		{"the sum would not hold", proof{low, move{{0, 2}}}, false},
		{"there is no proof", proof{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := newNetwork(list(3, 9, 40))
			if err != nil {
				t.Fatal(err)
			}
			c := newCover(n, Rule{Threshold: 5})
			c.hidden[1] = Shield
			c.proofs[0] = tt.with
			if err := c.audit(); (err == nil) != tt.ok {
				t.Errorf("the audit says %v", err)
			}
		})
	}
}
