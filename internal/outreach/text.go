package outreach

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
)

// way is how the visits of a part are looked through for a text.
type way int

const (
	anywhere way = iota // each of them
	inPlaces            // those in the places that have it in their names
	onDays              // the others, on the days on which it can have been heard
)

const (
	// mostPlaces and mostDays bound what a text is looked for by. What is in more
	// places or on more days is found soon enough without.
	mostPlaces = 100
	mostDays   = 1_000
)

// traces tell where visits with a text can be: nowhere else, but perhaps not there either.
type traces struct {
	places map[access.OrganisationID][]PlaceID
	days   map[access.OrganisationID][]civil.Date
	// blind are the organisations of whose days nothing can be told.
	blind map[access.OrganisationID]bool
}

// follow puts the ways to the visits of a text in the place of each part. What
// is read by its round or place or is withdrawn is little enough to be looked through.
func (q *question) follow() error {
	q.whole = q.parts
	f := q.f
	parts := partsOfWords(i18n.Fold(f.Text))
	if len(parts) == 0 || f.Withdrawn || !f.Round.IsZero() || !f.Place.IsZero() {
		return nil
	}
	var of []access.OrganisationID
	for _, p := range q.parts {
		if p.everywhere {
			return nil
		}
		of = append(of, p.organisation)
	}
	t, told, err := tracesOf(q.tx, sortedIDs(of), f, parts)
	if err != nil || !told {
		return err
	}
	q.traces, q.parts = t, nil
	for _, p := range q.whole {
		q.parts = append(q.parts, t.ways(p)...)
	}
	return nil
}

func tracesOf(tx *act.Tx, of []access.OrganisationID, f Filter, parts []string) (t traces, told bool, err error) {
	var named int
	if t.places, named, err = placesNamed(tx, of, f.Text, mostPlaces); err != nil || named > mostPlaces {
		return t, false, err
	}
	if t.days, told, err = daysWaiting(tx, of); err != nil || !told {
		return t, false, err
	}
	t.blind = map[access.OrganisationID]bool{}
	for _, o := range of {
		heard, told, err := daysOfParts(tx, o, parts)
		if err != nil {
			return t, false, err
		}
		for month, on := range heard {
			t.days[o] = append(t.days[o], on.of(month)...)
		}
		t.days[o] = slices.DeleteFunc(t.days[o], func(d civil.Date) bool { return !f.within(d) })
		slices.SortFunc(t.days[o], civil.Date.Compare)
		t.days[o] = slices.Compact(t.days[o])
		t.blind[o] = !told || len(t.days[o]) > mostDays
	}
	return t, true, nil
}

// within tells whether the day belongs to the period, whose ends may be open.
func (f Filter) within(d civil.Date) bool {
	return !d.Before(f.Period.From) && (f.Period.To.IsZero() || d.Before(f.Period.To))
}

// daysOfParts are the days on which words with each of the parts were heard, and
// false when none of them tells anything.
func daysOfParts(tx *act.Tx, o access.OrganisationID, parts []string) (all map[civil.Month]days, told bool, err error) {
	for _, part := range parts {
		on, tells, err := daysOfPart(tx, o, part)
		switch {
		case err != nil:
			return nil, false, err
		case !tells:
			continue
		case !told:
			all, told = on, true
		default:
			for month := range all {
				all[month] &= on[month]
			}
		}
	}
	return all, told, nil
}

func (d days) of(month civil.Month) (all []civil.Date) {
	for i := range 31 {
		if d&(1<<i) != 0 {
			all = append(all, month.First().AddDays(i))
		}
	}
	return all
}

func (t traces) ways(p part) (ways []part) {
	if t.blind[p.organisation] {
		return []part{p}
	}
	if len(t.places[p.organisation]) > 0 {
		p.way = inPlaces
		ways = append(ways, p)
	}
	if len(t.days[p.organisation]) > 0 {
		p.way = onDays
		ways = append(ways, p)
	}
	return ways
}

// rejoin goes back to the parts as they were where they were taken apart by
// places: the visits of many places stand in no order together.
func (q *question) rejoin() {
	if slices.ContainsFunc(q.parts, func(p part) bool { return p.way == inPlaces }) {
		q.parts = q.whole
	}
}
