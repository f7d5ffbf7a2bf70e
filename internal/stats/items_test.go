package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func gather(rows [][]uint8, items int) *Items {
	s := NewItems(items)
	for _, row := range rows {
		s.Add(row)
	}
	return s
}

// Source: Shrout and Fleiss, Psychological Bulletin 86 (1979) 420-428, table 4.
func TestSixTargetsByFourJudgesAsPublished(t *testing.T) {
	icc := Intraclass(
		[]float64{9, 6, 8, 7, 10, 6}, []float64{2, 1, 4, 1, 5, 2}, []float64{5, 3, 6, 2, 6, 4}, []float64{8, 2, 8, 6, 9, 7},
	)
	for _, tt := range []struct {
		name string
		got  Figure
		want float64
	}{
		{"ICC(1,1)", icc.Random.Value, 0.1657}, {"ICC(2,1)", icc.Agreement.Value, 0.2898}, {"ICC(3,1)", icc.Consistency.Value, 0.7148},
		{"ICC(1,k)", icc.MeanRandom.Value, 0.4428}, {"ICC(2,k)", icc.MeanAgreement.Value, 0.6201}, {"ICC(3,k)", icc.MeanConsistency.Value, 0.9093},
	} {
		if !near(tt.got, tt.want, 5e-5) {
			t.Errorf("%s is %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if !near(icc.Agreement.Interval.Low, 0.019, 5e-4) || !near(icc.Agreement.Interval.High, 0.761, 5e-4) {
		t.Errorf("the interval of ICC(2,1) is %v", icc.Agreement.Interval)
	}
}

func TestRatersWhoAgreeOrDoNotVary(t *testing.T) {
	same := []float64{1, 3, 4, 9}
	if icc := Intraclass(same, same); !near(icc.Agreement.Value, 1, 0) || icc.Agreement.Interval.Low.Lack() != NoSpread {
		t.Errorf("two who agree: %+v", icc.Agreement)
	}
	if icc := Intraclass([]float64{5, 5, 5}, []float64{5, 5, 5}); icc.Agreement.Value.Lack() != NoSpread {
		t.Errorf("two who always say the same: %+v", icc.Agreement)
	}
	if icc := Intraclass(same); icc.Consistency.Value.Lack() != TooFew {
		t.Errorf("one rater: %+v", icc.Consistency)
	}
	if icc := Intraclass(); icc.Consistency.Value.Lack() != NoValues {
		t.Errorf("no rater: %+v", icc.Consistency)
	}
	if icc := Intraclass([]float64{1, Missing(), 4}, []float64{2, 5, Missing()}); icc.Subjects != 1 || icc.Random.Value.Lack() != TooFew {
		t.Errorf("one subject rated by both: %+v", icc)
	}
}

func TestItemsThatCannotHangTogetherSayWhy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		items int
		rows  [][]uint8
		want  Lack
	}{
		{"nobody", 3, nil, NoValues},
		{"one person", 3, [][]uint8{{1, 2, 3}}, TooFew},
		{"one item", 1, [][]uint8{{1}, {2}, {3}}, TooFew},
		{"everybody answers the same", 2, [][]uint8{{1, 2}, {1, 2}, {1, 2}}, NoSpread},
		{"only one item varies", 2, [][]uint8{{1, 2}, {2, 2}, {3, 2}}, NoSpread},
		{"nobody answers two items", 2, [][]uint8{{1, Skipped}, {2, Skipped}, {Skipped, 2}, {Skipped, 1}}, TooFew},
		{"the items cancel out", 2, [][]uint8{{1, 3}, {2, 2}, {3, 1}}, NoSpread},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c := gather(tt.rows, tt.items).Consistency(); c.Alpha.Lack() != tt.want || c.Interval.Low.Lack() != tt.want {
				t.Errorf("alpha %v, interval %v, want %q", c.Alpha, c.Interval, tt.want)
			}
		})
	}
}

func TestAnItemTellsWhoSkippedItAndWhoIsAtItsEnds(t *testing.T) {
	s := gather([][]uint8{{0, 4}, {0, Skipped}, {3, 4}, {4, 1}}, 2)
	first, second := s.Item(0), s.Item(1)
	if first.Missing() != 0 || first.AtMost(0) != 2 || first.AtLeast(4) != 1 {
		t.Errorf("first item: %+v", first)
	}
	if second.Missing() != 1 || second.N() != 3 || second.AtLeast(4) != 2 || !near(second.Mean(), 3, 1e-15) {
		t.Errorf("second item: %+v", second)
	}
	if s.Persons() != 4 || s.Complete() != 3 {
		t.Errorf("%d people, %d complete", s.Persons(), s.Complete())
	}
}

// The covariances are gathered packed; here they are worked out one by one.
func TestPackedProductsAreTheProducts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.IntRange(2, 9).Draw(t, "items")
		answer := rapid.OneOf(rapid.Uint8Range(0, 5), rapid.Uint8Range(0, 254), rapid.Just(uint8(254)), rapid.Just(uint8(Skipped)))
		rows := rapid.SliceOfN(rapid.SliceOfN(answer, items, items), 2, 40).Draw(t, "rows")
		s := gather(rows, items)
		s.Consistency()
		for _, row := range rows {
			s.Add(row) // everybody a second time, after it was once worked out
		}
		rows = append(rows, rows...)
		used := make([]int, items)
		for i := range used {
			used[i] = i
		}
		s.Consistency()
		matrix, _ := s.covariances(used)
		for i := range items {
			for j := range items {
				if want := plainCovariance(rows, i, j); math.Abs(matrix[i][j]-want) > 1e-9*(1+math.Abs(want)) {
					t.Fatalf("covariance of %d and %d is %v, want %v", i, j, matrix[i][j], want)
				}
			}
		}
	})
}

func plainCovariance(rows [][]uint8, i, j int) float64 {
	var x, y []float64
	for _, row := range rows {
		if row[i] != Skipped && row[j] != Skipped {
			x, y = append(x, float64(row[i])), append(y, float64(row[j]))
		}
	}
	if len(x) < 2 {
		return 0
	}
	return covariance(x, y, Distribute(x).mean(), Distribute(y).mean())
}

func TestAlphaIsNeverAboveOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.IntRange(2, 6).Draw(t, "items")
		row := rapid.SliceOfN(rapid.Uint8Range(0, 4), items, items)
		c := gather(rapid.SliceOfN(row, 3, 30).Draw(t, "rows"), items).Consistency()
		alpha, ok := c.Alpha.Value()
		low, _ := c.Interval.Low.Value()
		high, _ := c.Interval.High.Value()
		if ok && (alpha > 1+1e-12 || low > alpha+1e-9 || high < alpha-1e-9) {
			t.Errorf("alpha %v from %v to %v", alpha, low, high)
		}
	})
}
