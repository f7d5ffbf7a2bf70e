package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/area"
)

// everySet is each county with more than one municipality, the two counties of the demo together, and the largest set of tiles.
func everySet() map[string][]area.Municipality {
	sets := map[string][]area.Municipality{
		"Kainuu and Etelä-Savo":         demoCounties(),
		"Lappi and Pohjois-Pohjanmaa":   append(today().MunicipalitiesOf("21"), today().MunicipalitiesOf("19")...),
		"sixty from all over":           everyFifth(),
		"the neighbours of the capital": append(today().MunicipalitiesOf("90"), today().MunicipalitiesOf("04")...),
	}
	for _, c := range today().Counties() {
		if in := today().MunicipalitiesOf(c.Code); len(in) > 1 {
			sets[c.NameFi] = in
		}
	}
	return sets
}

func everyFifth() []area.Municipality {
	var some []area.Municipality
	for i, m := range today().Municipalities() {
		if i%5 == 0 && len(some) < mostTiles {
			some = append(some, m)
		}
	}
	return some
}

func cellsOf(set []area.Municipality) []cell {
	var points []point
	for _, m := range set {
		points = append(points, project(m.Lat, m.Lon))
	}
	return tileCells(points, wideTile.w/wideTile.h)
}

func TestEveryMunicipalityHasATileOfItsOwn(t *testing.T) {
	for name, set := range everySet() {
		cells := cellsOf(set)
		if len(cells) != len(set) {
			t.Fatalf("%s: %d tiles for %d municipalities", name, len(cells), len(set))
		}
		at := map[cell]string{}
		for i, c := range cells {
			if other, taken := at[c]; taken {
				t.Errorf("%s: %s and %s are on the same tile", name, other, set[i].NameFi)
			}
			at[c] = set[i].NameFi
			if c.column < 0 || c.row < 0 {
				t.Errorf("%s: %s is at %v", name, set[i].NameFi, c)
			}
		}
	}
}

func TestTheMapHasNoEmptyRowsOrColumnsAndIsCompact(t *testing.T) {
	for name, set := range everySet() {
		rows, columns := map[int]bool{}, map[int]bool{}
		for _, c := range cellsOf(set) {
			rows[c.row], columns[c.column] = true, true
		}
		for r := range len(rows) {
			if !rows[r] {
				t.Errorf("%s: row %d is empty", name, r)
			}
		}
		for c := range len(columns) {
			if !columns[c] {
				t.Errorf("%s: column %d is empty", name, c)
			}
		}
		if area := len(rows) * len(columns); area > 4*len(set) {
			t.Errorf("%s: %d × %d cells for %d tiles", name, len(columns), len(rows), len(set))
		}
	}
}

func TestNorthStaysNorthAndEastStaysEast(t *testing.T) {
	for name, set := range everySet() {
		if len(set) < 5 {
			continue
		}
		var south, east, rows, columns []float64
		for i, c := range cellsOf(set) {
			p := project(set[i].Lat, set[i].Lon)
			south, rows = append(south, p.y), append(rows, float64(c.row))
			east, columns = append(east, p.x), append(columns, float64(c.column))
		}
		if r := rankCorrelation(south, rows); r < 0.85 {
			t.Errorf("%s: north to south agrees only %.2f", name, r)
		}
		if r := rankCorrelation(east, columns); r < 0.85 {
			t.Errorf("%s: west to east agrees only %.2f", name, r)
		}
	}
}

func TestThoseWhoKnowKainuuFindTheirWay(t *testing.T) {
	at := map[string]cell{}
	set := today().MunicipalitiesOf("20")
	for i, c := range cellsOf(set) {
		at[set[i].NameFi] = c
	}
	for _, pair := range [][2]string{{"Suomussalmi", "Hyrynsalmi"}, {"Hyrynsalmi", "Sotkamo"}, {"Puolanka", "Paltamo"}, {"Paltamo", "Kajaani"}, {"Ristijärvi", "Sotkamo"}} {
		if at[pair[0]].row >= at[pair[1]].row {
			t.Errorf("%s is not above %s", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"Kajaani", "Sotkamo"}, {"Sotkamo", "Kuhmo"}, {"Puolanka", "Hyrynsalmi"}, {"Paltamo", "Ristijärvi"}} {
		if at[pair[0]].column >= at[pair[1]].column {
			t.Errorf("%s is not to the left of %s", pair[0], pair[1])
		}
	}
}

func TestTheSameMunicipalitiesGiveTheSameMap(t *testing.T) {
	if first, second := cellsOf(demoCounties()), cellsOf(demoCounties()); !slices.Equal(first, second) {
		t.Errorf("%v and %v", first, second)
	}
}

func TestPointsOnOneSpotGetTilesSideBySide(t *testing.T) {
	cells := tileCells(make([]point, 9), 1.5)
	seen := map[cell]bool{}
	for _, c := range cells {
		seen[c] = true
	}
	if len(seen) != 9 {
		t.Errorf("nine places on one spot: %v", cells)
	}
}

func TestEveryNameFitsOnATileWithAllItsLetters(t *testing.T) {
	for _, m := range today().Municipalities() {
		for _, name := range []string{m.NameFi, m.NameSv} {
			for _, tile := range []tile{wideTile, narrowTile} {
				lines, size := tileName(name, tile)
				if size < 10 || len(lines) > 2 || widest(lines, size) > tile.w-4 {
					t.Errorf("%s on a tile of %v: %q at %v", name, tile.w, lines, size)
				}
				if letters(strings.Join(lines, "")) != letters(name) {
					t.Errorf("%s is written %q", name, lines)
				}
			}
		}
	}
}

func TestNamesBreakWhereAReaderExpects(t *testing.T) {
	for name, want := range map[string]string{
		"Kristiinankaupunki": "Kristiinan-|kaupunki", "Suomussalmi": "Suomus-|salmi", "Pieksämäki": "Pieksämäki", "Kuhmo": "Kuhmo",
		"Mänttä-Vilppula": "Mänttä-|Vilppula", "Kangasniemi": "Kangas-|niemi", "Pedersören kunta": "Pedersören|kunta",
	} {
		lines, _ := tileName(name, narrowTile)
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("%s is written %s, want %s", name, got, want)
		}
	}
}

// rankCorrelation is Spearman's, with mean ranks for ties.
func rankCorrelation(a, b []float64) float64 {
	ra, rb := meanRanks(a), meanRanks(b)
	mean := float64(len(a)-1) / 2
	sum, sa, sb := 0.0, 0.0, 0.0
	for i := range ra {
		sum += (ra[i] - mean) * (rb[i] - mean)
		sa += (ra[i] - mean) * (ra[i] - mean)
		sb += (rb[i] - mean) * (rb[i] - mean)
	}
	return sum / math.Sqrt(sa*sb)
}

func meanRanks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(values[x], values[y]) })
	out := make([]float64, len(values))
	for start := 0; start < len(order); {
		end := start
		for end < len(order) && values[order[end]] == values[order[start]] {
			end++
		}
		for _, i := range order[start:end] {
			out[i] = float64(start+end-1) / 2
		}
		start = end
	}
	return out
}

func BenchmarkTilesOfSixty(b *testing.B) {
	set := everyFifth()
	for b.Loop() {
		cellsOf(set)
	}
}
