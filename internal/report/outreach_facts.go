package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// facts asks the published views within one scope and one query's filters.
type facts struct {
	tx    *act.Tx
	scope access.Scope
	query Query
	// sums is which sums by month are asked: "month", or "sum" when nothing waits
	// to be added to them.
	sums string
}

func newFacts(tx *act.Tx, scope access.Scope, q Query) (facts, error) {
	f := facts{tx: tx, scope: scope, query: q, sums: "sum"}
	waiting, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) }, "SELECT n FROM fact_outreach_waiting")
	if waiting > 0 {
		f.sums = "month"
	}
	return f, wrap("look at what waits", err)
}

// cell is the finest sum that the tables of a report are added up from.
type cell struct {
	organisation access.OrganisationID
	municipality string
	month        string
	Figures
}

type placeCell struct {
	organisation access.OrganisationID
	municipality string
	place        access.ThingID
	name         string
	Figures
}

const (
	measures = "visits, present, conversations, clienthoods, onward, minutes, f1, f2, f3, f4, f5"
	sums     = `CAST(SUM(visits) AS bigint), CAST(SUM(present) AS bigint), CAST(SUM(conversations) AS bigint),
		CAST(SUM(clienthoods) AS bigint), CAST(SUM(onward) AS bigint), CAST(SUM(minutes) AS bigint),
		CAST(SUM(f1) AS bigint), CAST(SUM(f2) AS bigint), CAST(SUM(f3) AS bigint), CAST(SUM(f4) AS bigint), CAST(SUM(f5) AS bigint)`
)

// countOnly stands where the sums are not wanted: adding them up is what takes time.
var countOnly = "CAST(SUM(visits) AS bigint)" + strings.Repeat(", CAST(0 AS bigint)", strings.Count(measures, ","))

func (f *Figures) fields() []any {
	return []any{
		&f.Visits, &f.Present, &f.Conversations, &f.Clienthoods, &f.Onward, &f.Minutes,
		&f.Feedback[0], &f.Feedback[1], &f.Feedback[2], &f.Feedback[3], &f.Feedback[4],
	}
}

// span is a part of a period: whole months, which have sums of their own, or
// days at its edges, which are counted visit by visit.
type span struct {
	whole bool
	civil.Period
}

func spans(p civil.Period) []span {
	inner := wholeMonths(p)
	if inner.Empty() {
		return byMonth(p)
	}
	all := []span{{true, inner}}
	all = append(all, byMonth(civil.Period{From: p.From, To: inner.From})...)
	return append(all, byMonth(civil.Period{From: inner.To, To: p.To})...)
}

// byMonth cuts a period where the month changes, since a visit is counted under
// the month that it was made in.
func byMonth(p civil.Period) []span {
	var all []span
	for p.From.Before(p.To) {
		end := civil.MonthOf(p.From).Next().First()
		if p.To.Before(end) {
			end = p.To
		}
		all = append(all, span{false, civil.Period{From: p.From, To: end}})
		p.From = end
	}
	return all
}

// each asks one question of every part of a period: question is put together
// with the name of the facts and the condition that keeps them to the part. The
// parts are not joined in SQL, for then no engine reads them in the order of
// their keys. byPlace is for those to whom the single places matter: the months
// know of places, or of units and kinds, not of both.
func (f facts) each(p civil.Period, byPlace bool, row func(act.Scanner) error, question func(from string) string) error {
	months := "fact_outreach_area_" + f.sums
	if byPlace || !f.query.Place.IsZero() {
		months = "fact_outreach_place_" + f.sums
	}
	byStop := (byPlace || !f.query.Place.IsZero()) && (!f.query.Unit.IsZero() || f.query.Kind != "")
	return f.ask(p, months, "fact_outreach_stop", byStop, row, question)
}

func (f facts) ask(p civil.Period, months, stops string, byStop bool, row func(act.Scanner) error, question func(from string) string) error {
	parts := spans(p)
	if byStop {
		parts = []span{{false, p}}
	}
	for _, s := range parts {
		var a act.Args
		from := stops + " WHERE day >= " + a.Add(s.From) + " AND day < " + a.Add(s.To)
		if s.whole {
			a = act.Args{}
			from = months + " WHERE " + within(&a, s.Period)
		}
		if err := act.Each(f.tx, row, question(from+f.filter(&a)), a.Values...); err != nil {
			return err
		}
	}
	return nil
}

// within keeps the sums to whole months. Those of a long period are most there
// are: said in this way, no planner leaves the order of the key to look the
// months up one by one.
func within(a *act.Args, p civil.Period) string {
	const long = 36 // months
	first, end := civil.MonthOf(p.From), civil.MonthOf(p.To)
	condition := "month >= " + a.Add(first.String()) + " AND month < " + a.Add(end.String())
	if first.Add(long).Before(end) {
		return "(" + condition + ") IS TRUE"
	}
	return condition
}

func (f facts) filter(a *act.Args) string {
	where := " AND " + a.Within(f.scope, "organisation", "")
	if !f.query.Organisation.IsZero() {
		where += " AND organisation = " + a.Add(f.query.Organisation)
	}
	if !f.query.Unit.IsZero() {
		where += " AND unit = " + a.Add(f.query.Unit)
	}
	if f.query.Municipality != "" {
		where += " AND municipality = " + a.Add(f.query.Municipality)
	} else if f.query.County != "" {
		where += " AND municipality IN " + act.List(a, municipalitiesOf(f.query.County, f.tx.Today()))
	}
	if !f.query.Place.IsZero() {
		where += " AND place = " + a.Add(f.query.Place)
	}
	if f.query.Kind != "" {
		where += " AND kind = " + a.Add(f.query.Kind)
	}
	return where
}

// cells are sorted by month, organisation and municipality.
func (f facts) cells(p civil.Period) ([]cell, error) {
	type key struct {
		organisation        access.OrganisationID
		month, municipality string
	}
	of := map[key]Figures{}
	err := f.each(p, false, func(s act.Scanner) error {
		var k key
		var found Figures
		err := s.Scan(append([]any{&k.organisation, &k.month, &k.municipality}, found.fields()...)...)
		sum := of[k]
		sum.add(found)
		of[k] = sum
		return err
	}, func(from string) string {
		return "SELECT organisation, month, municipality, " + sums + " FROM " + from + " GROUP BY organisation, month, municipality"
	})
	var all []cell
	for k, sum := range of {
		if sum.Visits > 0 {
			all = append(all, cell{k.organisation, k.municipality, k.month, sum})
		}
	}
	slices.SortFunc(all, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.organisation.String(), b.organisation.String()), cmp.Compare(a.municipality, b.municipality))
	})
	return all, wrap("sum visits", err)
}

// places lists the places that were visited by their names, with their figures
// when the report is about places.
func (f facts) places(p civil.Period) ([]placeCell, error) {
	wanted := sums
	if f.query.By != ByPlace {
		wanted = countOnly
	}
	of := map[placeCell]Figures{}
	err := f.each(p, true, func(s act.Scanner) error {
		var k placeCell
		var found Figures
		err := s.Scan(append([]any{&k.organisation, &k.place, &k.municipality}, found.fields()...)...)
		sum := of[k]
		sum.add(found)
		of[k] = sum
		return err
	}, func(from string) string {
		return "SELECT organisation, place, municipality, " + wanted + " FROM " + from + " GROUP BY organisation, place, municipality"
	})
	if err != nil {
		return nil, wrap("sum places", err)
	}
	names, err := f.placeNames()
	var all []placeCell
	for k, sum := range of {
		if sum.Visits > 0 {
			all = append(all, placeCell{k.organisation, k.municipality, k.place, names[k.place], sum})
		}
	}
	slices.SortFunc(all, func(a, b placeCell) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.place.String(), b.place.String()))
	})
	return all, err
}

// placesByKind are all places of the scope with the sums of each kind of visit.
func (f facts) placesByKind(p civil.Period) (map[string][]placeCell, error) {
	f.query = Query{}
	of := map[string]map[placeCell]Figures{}
	err := f.ask(p, "", "fact_outreach_stop", true, func(s act.Scanner) error {
		var kind string
		var k placeCell
		var found Figures
		err := s.Scan(append([]any{&kind, &k.organisation, &k.place, &k.municipality}, found.fields()...)...)
		if of[kind] == nil {
			of[kind] = map[placeCell]Figures{}
		}
		of[kind][k] = found
		return err
	}, func(from string) string {
		return "SELECT kind, organisation, place, municipality, " + sums + " FROM " + from + " GROUP BY kind, organisation, place, municipality"
	})
	all := map[string][]placeCell{}
	for kind, places := range of {
		for k, sum := range places {
			k.Figures = sum
			all[kind] = append(all[kind], k)
		}
		slices.SortFunc(all[kind], func(a, b placeCell) int { return cmp.Compare(setOf([]placeCell{a}), setOf([]placeCell{b})) })
	}
	return all, wrap("sum places by kind", err)
}

func (f facts) placeNames() (map[access.ThingID]string, error) {
	names := map[access.ThingID]string{}
	var a act.Args
	err := act.Each(f.tx, func(s act.Scanner) error {
		var place access.ThingID
		var name string
		err := s.Scan(&place, &name)
		names[place] = name
		return err
	}, "SELECT place, name FROM fact_outreach_place WHERE "+a.Within(f.scope, "organisation", ""), a.Values...)
	return names, wrap("name places", err)
}

// placesByMonth counts the different places of each month. No month is in two parts of a period.
func (f facts) placesByMonth(p civil.Period) (map[string]int64, error) {
	of := map[string]int64{}
	err := f.each(p, true, func(s act.Scanner) error {
		var month string
		var n int64
		err := s.Scan(&month, &n)
		of[month] += n
		return err
	}, func(from string) string {
		if strings.HasPrefix(from, "fact_outreach_place_sum") { // a row for each place and month
			return "SELECT month, count(*) FROM " + from + " AND visits > 0 GROUP BY month"
		}
		return "SELECT month, count(*) FROM (SELECT month, place FROM " + from + " GROUP BY organisation, place, municipality, month HAVING SUM(visits) > 0) b GROUP BY month"
	})
	return of, wrap("count places by month", err)
}

// closedLists are the lists that the facts have a column for each code of:
// "age_18_29".
var closedLists = []struct {
	name  string
	codes []string
}{
	{"age", strings.Fields("u18 18_29 30_49 50_64 65_ unknown")},
	{"gender", strings.Fields("unknown woman man other")},
	{"onward", strings.Fields("social_work social_counselling health substance employment kela debt food_aid housing peer other")},
}

// splits counts the people by the closed lists that a visit splits them by, the
// commonest code first. The months know no split of a single place.
func (f facts) splits(p civil.Period) (map[string][]Count, error) {
	var sums []string
	for _, l := range closedLists {
		for _, code := range l.codes {
			sums = append(sums, "CAST(COALESCE(SUM("+l.name+"_"+code+"), 0) AS bigint)")
		}
	}
	counts := make([]int64, len(sums))
	found, to := make([]int64, len(sums)), make([]any, len(sums))
	for i := range found {
		to[i] = &found[i]
	}
	err := f.ask(p, "fact_outreach_area_"+f.sums, "fact_outreach_stop", !f.query.Place.IsZero(), func(s act.Scanner) error {
		err := s.Scan(to...)
		for i, n := range found {
			counts[i] += n
		}
		return err
	}, func(from string) string { return "SELECT " + strings.Join(sums, ", ") + " FROM " + from })
	of := map[string][]Count{}
	for _, l := range closedLists {
		of[l.name] = commonest(l.codes, counts)
		counts = counts[len(l.codes):]
	}
	return of, wrap("count by the closed lists", err)
}

// commonest are the codes that were met, the commonest first.
func commonest(codes []string, n []int64) (all []Count) {
	for i, code := range codes {
		if n[i] > 0 {
			all = append(all, Count{Code: code, N: n[i]})
		}
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return all
}

// topics counts the visits by what was talked about, the commonest first.
func (f facts) topics(p civil.Period) ([]Count, error) {
	of := map[string]int64{}
	err := f.ask(p, "fact_outreach_topic_"+f.sums, "fact_outreach_stop_topic", !f.query.Place.IsZero(), func(s act.Scanner) error {
		var code string
		var n int64
		err := s.Scan(&code, &n)
		of[code] += n
		return err
	}, func(from string) string {
		return "SELECT code, CAST(SUM(n) AS bigint) FROM " + from + " GROUP BY organisation, code"
	})
	codes := slices.Sorted(maps.Keys(of))
	counts := make([]int64, len(codes))
	for i, code := range codes {
		counts[i] = of[code]
	}
	return commonest(codes, counts), wrap("count topics", err)
}

// topicNames names the topics of the organisations in scope in the reader's language.
func (f facts) topicNames() (map[string]string, error) {
	column := map[string]string{"sv": "name_sv", "en": "name_en", "fi-selko": "name_selko"}[f.query.Language]
	if column == "" {
		column = "name_fi"
	}
	of := map[string]string{}
	var a act.Args
	err := act.Each(f.tx, func(s act.Scanner) error {
		var code, own, finnish string
		if err := s.Scan(&code, &own, &finnish); err != nil {
			return err
		}
		of[code] = cmp.Or(own, finnish)
		return nil
	}, "SELECT code, "+column+", name_fi FROM fact_outreach_topic WHERE "+a.Within(f.scope, "organisation", "")+" ORDER BY organisation DESC", a.Values...)
	return of, wrap("name topics", err)
}

func (f facts) organisationNames() (map[string]string, error) {
	of := map[string]string{}
	err := act.Each(f.tx, func(s act.Scanner) error {
		var o access.OrganisationID
		var name string
		if err := s.Scan(&o, &name); err != nil {
			return err
		}
		of[o.String()] = name
		return nil
	}, "SELECT organisation, name FROM fact_staff_organisation")
	return of, wrap("name organisations", err)
}

func wrap(verb string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
}

// rules are the counting rules that these organisations counted by.
func (f facts) rules(of []access.OrganisationID, p civil.Period) ([]RuleInForce, error) {
	var a act.Args
	all, err := act.All(f.tx, func(s act.Scanner) (r rule, err error) {
		return r, s.Scan(&r.ID, &r.owner, &r.Version, &r.from, &r.Visit, &r.Present, &r.Conversation, &r.Clienthood, &r.Onward, &r.Feedback)
	}, `SELECT rule, organisation, version, in_force, visit, present, conversation, clienthood, onward, feedback
		FROM fact_outreach_rule WHERE language = `+a.Add(f.query.Language)+
		" AND organisation IN "+act.List(&a, append([]access.OrganisationID{access.Installation}, of...)), a.Values...)
	if err != nil {
		return nil, wrap("read the counting rules", err)
	}
	var held []RuleInForce
	for _, o := range of {
		held = append(held, inForce(all, o, p)...)
	}
	return together(held), nil
}

func (f facts) newestMonth() (civil.Month, bool, error) {
	var a act.Args
	m, found, err := act.One(f.tx, func(s act.Scanner) (m civil.Month, err error) { return m, s.Scan(&m) },
		"SELECT month FROM fact_outreach_area_"+f.sums+" WHERE "+a.Within(f.scope, "organisation", "")+" ORDER BY month DESC LIMIT 1", a.Values...)
	return m, found, wrap("find the newest month", err)
}

func (f facts) municipalities() ([]string, error) {
	var a act.Args
	all, err := act.All(f.tx, func(s act.Scanner) (code string, err error) { return code, s.Scan(&code) },
		"SELECT DISTINCT municipality FROM fact_outreach_place WHERE "+a.Within(f.scope, "organisation", "")+" ORDER BY municipality", a.Values...)
	return all, wrap("list municipalities", err)
}
