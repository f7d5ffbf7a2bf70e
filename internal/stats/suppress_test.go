package stats

import (
	"errors"
	"slices"
	"testing"
)

// list is a one-column table with its total last.
func list(counts ...int64) Table {
	table := Table{Relations: []Relation{Last(len(counts) + 1)}}
	for _, count := range append(slices.Clone(counts), sum(counts)) {
		table.Cells = append(table.Cells, Cell{Value: count})
	}
	return table
}

func TestAListHidesWhatItTakes(t *testing.T) {
	const s, h, o = Small, Shield, Visible
	for _, tt := range []struct {
		name   string
		counts []int64
		rule   Rule
		want   Hidden
	}{
		{"nothing is small", []int64{12, 5, 40}, Rule{Threshold: 5}, Hidden{o, o, o, o}},
		{"one small count hides the smallest other count too", []int64{3, 40, 9, 120}, Rule{Threshold: 5}, Hidden{s, o, h, o, o}},
		{"two small counts hide each other when there is room", []int64{3, 4, 40}, Rule{Threshold: 5}, Hidden{s, s, o, o}},
		{"two ones would be known from their sum, so a third count goes", []int64{1, 1, 40, 30}, Rule{Threshold: 5}, Hidden{s, s, o, h, o}},
		{"zero is public and protects nobody", []int64{3, 0, 0, 40}, Rule{Threshold: 5}, Hidden{s, o, o, h, o}},
		{"zero is hidden when the rule says so", []int64{0, 9, 40}, Rule{Threshold: 5, HideZeros: true}, Hidden{s, h, o, o}},
		{"a count at the threshold is not small", []int64{3, 0, 0}, Rule{Threshold: 3}, Hidden{o, o, o, o}},
		{"a lone small count takes its total along", []int64{4, 0, 0}, Rule{Threshold: 5}, Hidden{s, o, o, s}},
		{"a threshold of one hides nothing", []int64{1, 2, 3}, Rule{Threshold: 1}, Hidden{o, o, o, o}},
		{"no threshold hides nothing", []int64{0, 1, 2}, Rule{}, Hidden{o, o, o, o}},
		{"an empty list hides nothing", nil, Rule{Threshold: 5}, Hidden{o}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Suppress(list(tt.counts...), tt.rule)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("hidden %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAWithheldCountTakesItsTotalAlongWhenItStandsAlone(t *testing.T) {
	table := list(47, 0, 0)
	table.Cells[0].Withheld = true
	got, err := Suppress(table, Rule{Threshold: 5})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Hidden{Withheld, Visible, Visible, Shield}); !slices.Equal(got, want) {
		t.Errorf("hidden %v, want %v", got, want)
	}
}

// Regions with 1, 2, 1 and 0 people: the ones know each other from the sum of two.
// Source: sdcTable, tests/testthat/test-protectTable.r, with detection of singletons.
func TestTwoSingletonsNeedAThirdHiddenCount(t *testing.T) {
	got, err := Suppress(list(1, 2, 1, 0), Rule{Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Hidden{Small, Shield, Small, Visible, Visible}); !slices.Equal(got, want) {
		t.Errorf("hidden %v, want %v", got, want)
	}
}

func TestAShieldIsTheCheapestCount(t *testing.T) {
	table := list(3, 40, 9, 120)
	table.Cells[3].Cost = 1
	got, err := Suppress(table, Rule{Threshold: 5})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Hidden{Small, Visible, Visible, Shield, Visible}); !slices.Equal(got, want) {
		t.Errorf("hidden %v, want %v", got, want)
	}
}

func TestASmallMunicipalityIsProtectedInsideItsCounty(t *testing.T) {
	// Two counties of three municipalities each; the country last.
	table := Table{
		Relations: []Relation{
			{Total: 3, Parts: []int{0, 1, 2}},
			{Total: 7, Parts: []int{4, 5, 6}},
			{Total: 8, Parts: []int{3, 7}},
		},
	}
	for _, count := range []int64{2, 30, 8, 40, 11, 12, 13, 36, 76} {
		table.Cells = append(table.Cells, Cell{Value: count})
	}
	got, err := Suppress(table, Rule{Threshold: 5})
	if err != nil {
		t.Fatal(err)
	}
	want := Hidden{Small, Visible, Shield, Visible, Visible, Visible, Visible, Visible, Visible}
	if !slices.Equal(got, want) {
		t.Errorf("hidden %v, want %v", got, want)
	}
}

func TestTheSameTableIsHiddenTheSameWayEveryTime(t *testing.T) {
	table := margins(sparse(7, 24, 12))
	first, err := Suppress(table, Rule{Threshold: 5})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := Suppress(table, Rule{Threshold: 5})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(first, again) {
			t.Fatal("the same table was hidden in another way the second time")
		}
	}
}

func TestWhatIsKnownFromElsewhereCannotBeProtected(t *testing.T) {
	table := list(3, 40)
	table.Cells[1].Known = true
	table.Cells[2].Known = true
	if _, err := Suppress(table, Rule{Threshold: 5}); !errors.Is(err, ErrUnprotectable) {
		t.Errorf("got %v, want ErrUnprotectable", err)
	}
	wide := margins([][]int64{{3, 40}, {50, 60}})
	for i := range wide.Cells[1:] {
		wide.Cells[i+1].Known = true
	}
	if _, err := Suppress(wide, Rule{Threshold: 5}); !errors.Is(err, ErrUnprotectable) {
		t.Errorf("got %v, want ErrUnprotectable", err)
	}
}

func TestAContradictoryTableIsRefused(t *testing.T) {
	cells := func(counts ...int64) []Cell {
		made := make([]Cell, len(counts))
		for i, count := range counts {
			made[i].Value = count
		}
		return made
	}
	for _, tt := range []struct {
		name  string
		table Table
	}{
		{"a total that is not the sum", Table{cells(1, 2, 4), []Relation{{2, []int{0, 1}}}}},
		{"a total of nothing that is something", Table{cells(1), []Relation{{0, nil}}}},
		{"a negative count", Table{cells(-1), nil}},
		{"a cell that is not there", Table{cells(1, 2, 3), []Relation{{3, []int{0, 1}}}}},
		{"a cell counted twice", Table{cells(1, 2), []Relation{{1, []int{0, 0}}}}},
		{"a cell that is part of itself", Table{cells(0), []Relation{{0, []int{0}}}}},
		{"two cells that are part of each other", Table{cells(3, 3), []Relation{{0, []int{1}}, {1, []int{0}}}}},
		{"a count beyond all people", Table{cells(maxCount + 1), nil}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Suppress(tt.table, Rule{Threshold: 5}); !errors.Is(err, ErrTable) {
				t.Errorf("Suppress: got %v, want ErrTable", err)
			}
			if _, err := Bounds(tt.table, nil, Rule{Threshold: 5}); !errors.Is(err, ErrTable) {
				t.Errorf("Bounds: got %v, want ErrTable", err)
			}
		})
	}
}

func TestANegativeThresholdIsRefused(t *testing.T) {
	if _, err := Suppress(list(1, 2), Rule{Threshold: -1}); err == nil {
		t.Error("a threshold of -1 was taken")
	}
}
