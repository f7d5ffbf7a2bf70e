package outreach

import (
	"cmp"
	"slices"
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// question is one filter on its way into SQL.
//
// On a million visits it matters which index a list is read by, and neither
// engine knows what the sums by month tell. So each question names its way in,
// the columns of one index, in plain conditions, and says everything else as
// "(…) IS TRUE", which no planner takes for a way in.
type question struct {
	tx    *act.Tx
	f     Filter
	parts []part
	args  act.Args
	code  string // of the topic or the worker, once it is counted
	great bool   // only the visits whose number is among the greatest
	// whole are the parts before follow took them apart by the traces of the text.
	whole  []part
	traces traces
}

// So few visits are sorted as they are, and those of a municipality looked up by
// its places.
var fewSorted = 2_000

// great is the number from which on a visit is in outreach_version_greatest: an
// index that holds a small part of all where visits are as ISO SOS's were.
var great = map[Sort]string{ByPresent: "60", ByConversations: "20", ByFeedback: "480"}

// page reads one page. Of many visits the greatest are looked at first; all are
// read only when those do not fill the page.
func (q *question) page(few bool) ([]Row, error) {
	if !few {
		q.rejoin()
	}
	f := q.f
	if !few && great[f.Sort] != "" && !f.Reversed && !f.Withdrawn && f.Place.IsZero() && f.Round.IsZero() {
		q.great = true
		rows, err := q.read(false)
		if err != nil || len(rows) == PageSize {
			return rows, err
		}
		q.great, q.args = false, act.Args{}
	}
	return q.read(few)
}

// read reads one page. The keys of each part come from an index; only the page
// itself is looked up in the table.
func (q *question) read(few bool) ([]Row, error) {
	rows := newRowReader()
	first := (q.f.Page - 1) * PageSize
	limit := q.args.Add(first + PageSize)
	o := q.order()
	var parts []string
	for _, p := range q.parts {
		parts = append(parts, "SELECT * FROM (SELECT v.stop AS stop, v.no AS no, v.day AS day, "+o.key+" AS k"+
			q.from(p, few)+" ORDER BY "+o.within+" LIMIT "+limit+") AS part")
	}
	keys := "SELECT stop, no, day, k FROM (" + strings.Join(parts, " UNION ALL ") + ") AS keys ORDER BY " + o.among +
		" LIMIT " + q.args.Add(PageSize) + " OFFSET " + q.args.Add(first)
	return act.All(q.tx, rows.scan, "SELECT "+rowText+", p.name FROM ("+keys+`) AS keys
		JOIN outreach_version v ON v.stop = keys.stop AND v.no = keys.no JOIN outreach_place p ON p.id = v.place
		ORDER BY `+o.among, q.args.Values...)
}

// each reads all, in the order of days within each part.
func (q *question) each(fn func(Row) error) error {
	names := map[PlaceID]string{}
	err := act.Each(q.tx, func(s act.Scanner) error {
		var place PlaceID
		var name string
		err := s.Scan(&place, &name)
		names[place] = name
		return err
	}, "SELECT id, name FROM outreach_place")
	if err != nil {
		return err
	}
	q.rejoin()
	t := takeApart(func(r Row) error {
		r.PlaceName = names[r.Place]
		return fn(r)
	})
	for _, p := range q.parts {
		q.args = act.Args{}
		err = act.Each(q.tx, t.row, "SELECT "+rowText+q.from(p, false)+" ORDER BY v.day, v.stop", q.args.Values...)
		if err != nil {
			break
		}
	}
	if failed := t.end(); failed != nil {
		return failed
	}
	return err
}

// order is how a part is read and how the parts are merged.
type order struct{ key, within, among string }

func (q *question) order() order {
	way, back := " DESC", ""
	if q.f.Reversed {
		way, back = back, way
	}
	var key string
	switch q.f.Sort {
	case ByPlace:
		return order{
			key:    "p.name_folded",
			within: "p.name_folded" + back + ", p.id" + back + ", v.day DESC, v.stop DESC",
			among:  "keys.k" + back + ", keys.day DESC, keys.stop DESC",
		}
	case ByPresent, ByConversations, ByFeedback:
		key = "v." + string(q.f.Sort)
	default:
		key = "v.day"
	}
	return order{key: key, within: key + way + ", v.stop" + way, among: "keys.k" + way + ", keys.stop" + way}
}

// from is the way in to one part and what else must hold.
func (q *question) from(p part, few bool) string {
	f := q.f
	state := Current
	if f.Withdrawn {
		state = Withdrawn
	}
	tables, in := " FROM outreach_version v", []string{"v.state = '" + string(state) + "'"}
	if f.Sort == ByPlace {
		tables += " JOIN outreach_place p ON p.id = v.place"
	}
	var rest []string
	owner := q.owner(p)
	switch {
	case p.way == inPlaces:
		in, rest = append(in, "v.place IN "+act.List(&q.args, q.traces.places[p.organisation])), owner
	case p.way == onDays:
		in = append(append(in, owner...), "v.day IN "+act.List(&q.args, filledUp(q.traces.days[p.organisation])))
	case !f.Round.IsZero():
		in, rest = append(in, "v.round = "+q.args.Add(f.Round)), owner
	case !f.Place.IsZero():
		in, rest = append(in, "v.place = "+q.args.Add(f.Place)), owner
	case few && (f.Municipality != "" || f.County != ""):
		in, rest = append(in, "v.place IN (SELECT id FROM outreach_place WHERE municipality IN "+q.municipalities()+")"), owner
	case f.Sort == ByPlace && f.ofPeriodAlone() && !p.everywhere && p.unit.IsZero():
		tables = " FROM outreach_place p CROSS JOIN outreach_version v"
		in, rest = append(in, "p.organisation = "+q.args.Add(p.organisation), "v.place = p.id"), owner
	default:
		in = append(in, owner...)
	}
	if !f.Period.From.IsZero() {
		in = append(in, "v.day >= "+q.args.Add(f.Period.From))
	}
	if !f.Period.To.IsZero() {
		in = append(in, "v.day < "+q.args.Add(f.Period.To))
	}
	if q.great {
		in = append(in, "v."+string(f.Sort)+" >= "+great[f.Sort])
	}
	rest = append(rest, q.rest()...)
	if f.Text != "" {
		rest = append(rest, q.heard(p)...)
	}
	for _, c := range rest {
		in = append(in, "("+c+") IS TRUE")
	}
	return tables + " WHERE " + strings.Join(in, " AND ")
}

// heard are the conditions of the text. On the days a visit is left out that is
// found by its place.
func (q *question) heard(p part) []string {
	if p.way == inPlaces {
		return nil
	}
	like := q.args.Add(contains(q.f.Text)) + " ESCAPE '!'"
	named := "v.place IN (SELECT id FROM outreach_place WHERE name_folded LIKE " + like + ")"
	if p.way == anywhere {
		return []string{"v.heard_folded LIKE " + like + " OR " + named}
	}
	return []string{"v.heard_folded LIKE " + like, "NOT " + named}
}

// filledUp repeats the last day, so that lists come in few lengths: each is a
// statement of its own.
func filledUp(days []civil.Date) []civil.Date {
	days = slices.Clip(days)
	for n := len(days); n&(n-1) != 0; n++ {
		days = append(days, days[len(days)-1])
	}
	return days
}

func (q *question) owner(p part) []string {
	if p.everywhere {
		return []string{"TRUE"}
	}
	in := []string{"v.organisation = " + q.args.Add(p.organisation)}
	if !p.unit.IsZero() {
		in = append(in, "v.unit = "+q.args.Add(p.unit))
	}
	return in
}

func (q *question) municipalities() string {
	if q.f.Municipality != "" {
		return act.List(&q.args, []string{q.f.Municipality})
	}
	return act.List(&q.args, municipalitiesOf(q.tx, q.f.County))
}

// plain are the conditions that the sums know too.
func (q *question) plain() []string {
	var c []string
	if q.f.Municipality != "" {
		c = append(c, "v.municipality = "+q.args.Add(q.f.Municipality))
	}
	if q.f.County != "" {
		c = append(c, "v.municipality IN "+act.List(&q.args, municipalitiesOf(q.tx, q.f.County)))
	}
	if !q.f.Place.IsZero() {
		c = append(c, "v.place = "+q.args.Add(q.f.Place))
	}
	if q.f.Kind != "" {
		c = append(c, "v.kind = "+q.args.Add(q.f.Kind))
	}
	return c
}

// rest is every condition that is no way in.
func (q *question) rest() []string {
	c := q.plain()
	if !q.f.Topic.IsZero() {
		c = append(c, "v.topics LIKE "+q.args.Add("% "+q.f.Topic.String()+" %"))
	}
	if !q.f.Worker.IsZero() {
		c = append(c, "v.workers LIKE "+q.args.Add("% "+q.f.Worker.String()+" %"))
	}
	if q.f.With != "" {
		// What is no code finds nothing.
		c = append(c, cmp.Or(columnOf[q.f.With], "0")+" > 0")
	}
	return c
}
