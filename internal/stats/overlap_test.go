package stats

import (
	rational "math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// isolates plays the attacker: is there a combination of the views that counts somebody, and nobody but some of the people of a set of
// groups that are fewer than least together? It is when the views are of lower rank over everybody else than over all.
func isolates(groups []Group, least int64) bool {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return g.People == 0 })
	all := make([]int, len(groups))
	for i := range all {
		all[i] = i
	}
	full := rank(groups, all)
	for set := range 1 << len(groups) {
		var people int64
		var others []int
		for i, g := range groups {
			if set>>i&1 == 1 {
				people += g.People
			} else {
				others = append(others, i)
			}
		}
		if people > 0 && people < least && rank(groups, others) < full {
			return true
		}
	}
	return false
}

// rank of the matrix of these groups and all views, by elimination in fractions.
func rank(groups []Group, rows []int) int {
	const views = 8
	var m [][]*rational.Rat
	for _, r := range rows {
		row := make([]*rational.Rat, views)
		for v := range row {
			row[v] = new(rational.Rat)
			if slices.Contains(groups[r].Views, int64(v)) {
				row[v].SetInt64(1)
			}
		}
		m = append(m, row)
	}
	n := 0
	for v := range views {
		at := slices.IndexFunc(m[n:], func(row []*rational.Rat) bool { return row[v].Sign() != 0 })
		if at < 0 {
			continue
		}
		m[n], m[n+at] = m[n+at], m[n]
		for i := n + 1; i < len(m); i++ {
			times := new(rational.Rat).Quo(m[i][v], m[n][v])
			for c := range m[i] {
				m[i][c].Sub(m[i][c], new(rational.Rat).Mul(times, m[n][c]))
			}
		}
		n++
	}
	return n
}

func TestNoCombinationOfBlurredViewsIsAboutFew(t *testing.T) {
	blurred := 0
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Group {
			g := Group{People: int64(rapid.IntRange(0, 14).Draw(t, "people"))}
			for v := range int64(rapid.IntRange(1, 8).Draw(t, "views")) {
				if rapid.Bool().Draw(t, "counted") {
					g.Views = append(g.Views, v)
				}
			}
			return g
		}), 0, 9).Draw(t, "groups")
		if Blurred(groups, 10) {
			blurred++
			if isolates(groups, 10) {
				t.Errorf("%v", groups)
			}
		}
	})
	if blurred == 0 {
		t.Error("nothing was ever blurred")
	}
}

// Views: 0 is unit A, 1 unit B, 2 last year, 3 this year, 4 everybody.
func TestUnitsAndYearsStandSideBySideWhenAUnitTiesTheYearsTogether(t *testing.T) {
	tied := []Group{
		{20, []int64{0, 2, 4}}, {20, []int64{0, 3, 4}}, // unit A
		{6, []int64{1, 2, 4}}, {6, []int64{1, 3, 4}}, // unit B
	}
	if !Blurred(tied, 10) {
		t.Error("nobody can get at B's six of one year, and yet it is refused")
	}
	apart := []Group{
		{20, []int64{0, 2, 4}},                        // unit A was there last year
		{6, []int64{1, 2, 4}}, {20, []int64{1, 3, 4}}, // and B since then, but for six people
	}
	if Blurred(apart, 10) || !isolates(apart, 10) {
		t.Error("last year less unit A is six people")
	}
}

func TestAViewOfFewIsNotBlurredAndOfNobodyIs(t *testing.T) {
	for people, want := range map[int64]bool{0: true, 1: false, 9: false, 10: true} {
		if got := Blurred([]Group{{people, []int64{0}}}, 10); got != want {
			t.Errorf("%d people: %v", people, got)
		}
	}
	if !Blurred(nil, 10) {
		t.Error("no views tell of nobody")
	}
}

func TestShownPartsAreBlurredBesideTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(0, 30), 0, 8).Draw(t, "parts")
		var counts [][]int64
		groups := make([]Group, len(parts))
		for i, n := range parts {
			counts = append(counts, []int64{n})
			groups[i] = Group{People: n, Views: []int64{7}}
		}
		whole := int64(0)
		for i, shown := range ShownParts(counts, []int64{10}) {
			whole += parts[i]
			if shown && i < 7 {
				groups[i].Views = []int64{int64(i), 7}
			}
		}
		// What is hidden is one group: nothing tells its members apart.
		var hidden int64
		groups = slices.DeleteFunc(groups, func(g Group) bool {
			if len(g.Views) == 1 {
				hidden += g.People
				return true
			}
			return false
		})
		groups = append(groups, Group{hidden, []int64{7}})
		if (whole == 0 || whole >= 10) && !Blurred(groups, 10) {
			t.Errorf("%v", parts)
		}
	})
}

func TestThePartWithTheFewestCoversForASmallOne(t *testing.T) {
	for _, c := range []struct {
		parts [][]int64
		want  []bool
	}{
		{[][]int64{{40}, {30}, {4}}, []bool{true, false, false}},
		{[][]int64{{40}, {30}, {0}}, []bool{true, true, true}},
		{[][]int64{{40}, {6}, {5}}, []bool{true, false, false}},
		{[][]int64{{40, 3}, {30, 8}, {20, 0}}, []bool{false, false, true}},
	} {
		least := slices.Repeat([]int64{10}, len(c.parts[0]))
		if len(least) == 2 {
			least[1] = 5
		}
		if got := ShownParts(c.parts, least); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.parts, got, c.want)
		}
	}
}
