package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/stats"
)

// areas says what outsiders may see of every area that a report of one period and
// kind of visit can be of or have a line for: places, municipalities, counties,
// organisations, and an organisation's part of a municipality or county. All are
// protected in one table, whichever of them is asked for. Otherwise the
// municipalities of one report, taken from an organisation of another, would give
// the municipality that both hide.
type areas map[string]Hidden // by the places that make the area up

// areas asks for all places of the scope, and hides.
func (f facts) areas(p civil.Period, d Disclosure) (areas, error) {
	f.query = Query{By: ByPlace, Kind: f.query.Kind, Language: f.query.Language}
	places, err := f.places(p)
	if err != nil {
		return nil, err
	}
	grid := stats.Grid{Lead: 0, LeadMayBeZero: true}
	row, sums := map[string]int{}, []Figures{}
	add := func(set []placeCell) bool {
		key := setOf(set)
		if _, known := row[key]; known {
			return false
		}
		var sum Figures
		for _, c := range set {
			sum.add(c.Figures)
		}
		row[key] = len(grid.Rows)
		grid.Rows, sums = append(grid.Rows, sum.counted()), append(sums, sum)
		return true
	}
	for _, c := range places {
		add([]placeCell{c})
	}
	for _, set := range f.setsOf(places) {
		if !add(set) {
			continue
		}
		relation := stats.Relation{Total: len(grid.Rows) - 1}
		for _, c := range set {
			relation.Parts = append(relation.Parts, row[setOf([]placeCell{c})])
		}
		grid.RowSums = append(grid.RowSums, relation)
	}
	hidden, err := stats.SuppressGrid(grid, stats.Rule{Threshold: d.Threshold})
	if err != nil {
		return nil, fmt.Errorf("hide small areas: %w", err)
	}
	a := areas{}
	for key, i := range row {
		a[key] = marks(hidden[i], sums[i], d)
	}
	return a, nil
}

// setsOf puts the places together into all areas that have more than one, the
// smallest areas first.
func (f facts) setsOf(places []placeCell) [][]placeCell {
	table := area.On(f.tx.Today())
	of := map[string][]placeCell{}
	for _, c := range places {
		m, _ := table.Municipality(c.municipality)
		for _, name := range []string{
			"all", "place " + c.place.String(), "organisation " + c.organisation.String(), "municipality " + c.municipality, "county " + m.County,
			"municipality " + c.municipality + " " + c.organisation.String(), "county " + m.County + " " + c.organisation.String(),
		} {
			of[name] = append(of[name], c)
		}
	}
	sets := [][]placeCell{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		sets = append(sets, of[name])
	}
	slices.SortStableFunc(sets, func(a, b []placeCell) int { return cmp.Compare(len(a), len(b)) })
	return sets
}

// setOf names a set of places. A place that moved to another municipality is one
// place in each.
func setOf(places []placeCell) string {
	keys := make([]string, len(places))
	for i, c := range places {
		keys[i] = c.organisation.String() + c.municipality + c.place.String()
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}

// of tells what is hidden of some places together. An area that nobody thought of
// is hidden whole.
func (a areas) of(places []placeCell) Hidden {
	if len(places) == 0 {
		return Hidden{}
	}
	if h, ok := a[setOf(places)]; ok {
		return h
	}
	return Hidden{Visits: true, Places: true, Present: true, Conversations: true, Clienthoods: true, Onward: true, Hours: true, Feedback: true}
}

// mark hides lines by the places that each is made up of.
func (a areas) mark(lines []Line, of map[string][]placeCell) {
	for i := range lines {
		lines[i].Hidden = a.of(of[lines[i].Key])
	}
}

// byLine finds the places of every line, by the line's key.
func byLine(places []placeCell) map[string][]placeCell {
	of := map[string][]placeCell{}
	for _, c := range places {
		for _, key := range []string{c.organisation.String(), c.municipality, c.place.String()} {
			of[key] = append(of[key], c)
		}
	}
	return of
}
