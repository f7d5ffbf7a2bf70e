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
	kind := f.query.Kind
	if kind == "" {
		f.query = Query{By: ByPlace}
		places, err := f.places(p)
		if err != nil {
			return nil, err
		}
		return f.together(places, d)
	}
	of, err := f.placesByKind(p)
	if err != nil {
		return nil, err
	}
	a, err := f.together(of[kind], d)
	if err != nil {
		return nil, err
	}
	return a, f.besideOtherKinds(a, of, kind, d)
}

// together protects places and all areas that they make up.
func (f facts) together(places []placeCell, d Disclosure) (areas, error) {
	grid := stats.Grid{Lead: 0, LeadMayBeZero: true}
	row, sums := map[string]int{}, []Figures{}
	add := func(set []placeCell) bool {
		key := setOf(set)
		if _, known := row[key]; known {
			return false
		}
		sum := total(set)
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

// besideOtherKinds hides more of one kind of visit, so that in no area a kind is
// left over when the others are taken from all visits. What all of them are is
// shown in another report, so where it cannot protect its kinds these are hidden all.
func (f facts) besideOtherKinds(a areas, of map[string][]placeCell, kind string, d Disclosure) error {
	sums := map[string]map[string]Figures{}
	for k, places := range of {
		for name, set := range f.areasOf(places) {
			if sums[name] == nil {
				sums[name] = map[string]Figures{}
			}
			sums[name][k] = total(set)
		}
	}
	for name, set := range f.areasOf(of[kind]) {
		var kinds []Line
		var all Line
		for _, k := range slices.Sorted(maps.Keys(sums[name])) {
			kinds = append(kinds, Line{Key: k, Figures: sums[name][k]})
			all.add(sums[name][k])
		}
		whole, err := hideLines(kinds, all, d)
		if err != nil {
			return fmt.Errorf("hide small kinds: %w", err)
		}
		for _, l := range kinds {
			if l.Key == kind {
				a[setOf(set)] = a[setOf(set)].or(l.Hidden).or(whole)
			}
		}
	}
	return nil
}

func total(places []placeCell) (sum Figures) {
	for _, c := range places {
		sum.add(c.Figures)
	}
	return sum
}

// setsOf are the areas without their names, the smallest first.
func (f facts) setsOf(places []placeCell) [][]placeCell {
	of := f.areasOf(places)
	sets := [][]placeCell{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		sets = append(sets, of[name])
	}
	slices.SortStableFunc(sets, func(a, b []placeCell) int { return cmp.Compare(len(a), len(b)) })
	return sets
}

// areasOf puts the places together into all areas, by a name for each.
func (f facts) areasOf(places []placeCell) map[string][]placeCell {
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
	return of
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
