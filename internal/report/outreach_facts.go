package report

import (
	"cmp"
	"fmt"
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

// base is the question for so many columns of the period before they are summed
// up. byPlace is for those to whom the single places matter: the months know of
// places, or of units and kinds, not of both.
func (f facts) base(a *act.Args, p civil.Period, byPlace bool, columns string) string {
	months := "fact_outreach_area_month"
	if byPlace || !f.query.Place.IsZero() {
		months = "fact_outreach_place_month"
		if !f.query.Unit.IsZero() || f.query.Kind != "" {
			return f.ofDays(a, p, columns)
		}
	}
	var parts []string
	for _, s := range spans(p) {
		if s.whole {
			parts = append(parts, "SELECT "+columns+" FROM "+months+" WHERE month >= "+a.Add(civil.MonthOf(s.From).String())+
				" AND month < "+a.Add(civil.MonthOf(s.To).String())+f.filter(a))
			continue
		}
		parts = append(parts, f.ofDays(a, s.Period, columns))
	}
	return strings.Join(parts, " UNION ALL ")
}

func (f facts) ofDays(a *act.Args, p civil.Period, columns string) string {
	return "SELECT " + columns + " FROM fact_outreach_stop WHERE day >= " + a.Add(p.From) + " AND day < " + a.Add(p.To) + f.filter(a)
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

func (f facts) cells(p civil.Period) ([]cell, error) {
	if p.Empty() {
		return nil, nil
	}
	var a act.Args
	question := "SELECT organisation, municipality, month, " + sums + " FROM (" + f.base(&a, p, false, "organisation, municipality, month, "+measures) + `) c
		GROUP BY organisation, municipality, month HAVING SUM(visits) > 0 ORDER BY month, organisation, municipality`
	all, err := act.All(f.tx, func(s act.Scanner) (c cell, err error) {
		return c, s.Scan(append([]any{&c.organisation, &c.municipality, &c.month}, c.fields()...)...)
	}, question, a.Values...)
	return all, wrap("sum visits", err)
}

func (f facts) places(p civil.Period) ([]placeCell, error) {
	if p.Empty() {
		return nil, nil
	}
	var a act.Args
	question := `SELECT c.organisation, c.municipality, c.place, p.name, c.v, c.n1, c.n2, c.n3, c.n4, c.n5, c.s1, c.s2, c.s3, c.s4, c.s5 FROM (
		SELECT organisation, municipality, place, ` + named(sums) + " FROM (" + f.base(&a, p, true, "organisation, municipality, place, "+measures) + `) b
		GROUP BY organisation, municipality, place HAVING SUM(visits) > 0) c
		JOIN fact_outreach_place p ON p.place = c.place ORDER BY p.name, c.place`
	all, err := act.All(f.tx, func(s act.Scanner) (c placeCell, err error) {
		return c, s.Scan(append([]any{&c.organisation, &c.municipality, &c.place, &c.name}, c.fields()...)...)
	}, question, a.Values...)
	return all, wrap("sum places", err)
}

// named gives the sums the names by which an outer question reads them.
func named(sums string) string {
	names := []string{"v", "n1", "n2", "n3", "n4", "n5", "s1", "s2", "s3", "s4", "s5"}
	parts := strings.Split(sums, "bigint)")
	var b strings.Builder
	for i, name := range names {
		b.WriteString(parts[i] + "bigint) AS " + name)
	}
	return b.String()
}

// placesByMonth counts the different places of each month.
func (f facts) placesByMonth(p civil.Period) (map[string]int64, error) {
	of := map[string]int64{}
	var a act.Args
	question := `SELECT month, count(*) FROM (SELECT month, place FROM (` + f.base(&a, p, true, "month, place, visits") + `) b
		GROUP BY month, place HAVING SUM(visits) > 0) c GROUP BY month`
	err := act.Each(f.tx, func(s act.Scanner) error {
		var month string
		var n int64
		if err := s.Scan(&month, &n); err != nil {
			return err
		}
		of[month] = n
		return nil
	}, question, a.Values...)
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
// commonest code first.
func (f facts) splits(p civil.Period) (map[string][]Count, error) {
	var a act.Args
	var columns, sums []string
	for _, l := range closedLists {
		for _, code := range l.codes {
			columns = append(columns, l.name+"_"+code)
			sums = append(sums, "CAST(COALESCE(SUM("+l.name+"_"+code+"), 0) AS bigint)")
		}
	}
	base := f.base(&a, p, false, strings.Join(columns, ", "))
	if !f.query.Place.IsZero() {
		base = f.ofDays(&a, p, strings.Join(columns, ", ")) // the months know no split of a single place
	}
	counts := make([]int64, len(columns))
	to := make([]any, len(columns))
	for i := range counts {
		to[i] = &counts[i]
	}
	err := act.Each(f.tx, func(s act.Scanner) error { return s.Scan(to...) }, "SELECT "+strings.Join(sums, ", ")+" FROM ("+base+") d", a.Values...)
	if err != nil {
		return nil, wrap("count by the closed lists", err)
	}
	of := map[string][]Count{}
	for _, l := range closedLists {
		of[l.name] = commonest(l.codes, counts)
		counts = counts[len(l.codes):]
	}
	return of, nil
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
	var a act.Args
	var parts []string
	for _, s := range spans(p) {
		if s.whole && f.query.Place.IsZero() {
			parts = append(parts, "SELECT code, n FROM fact_outreach_topic_month WHERE month >= "+a.Add(civil.MonthOf(s.From).String())+
				" AND month < "+a.Add(civil.MonthOf(s.To).String())+f.filter(&a))
			continue
		}
		parts = append(parts, "SELECT code, n FROM fact_outreach_stop_topic WHERE day >= "+a.Add(s.From)+
			" AND day < "+a.Add(s.To)+f.filter(&a))
	}
	all, err := act.All(f.tx, func(s act.Scanner) (c Count, err error) { return c, s.Scan(&c.Code, &c.N) },
		"SELECT code, CAST(SUM(n) AS bigint) FROM ("+strings.Join(parts, " UNION ALL ")+
			") d GROUP BY code HAVING SUM(n) > 0 ORDER BY SUM(n) DESC, code", a.Values...)
	return all, wrap("count topics", err)
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
		"SELECT month FROM fact_outreach_area_month WHERE "+a.Within(f.scope, "organisation", "")+" ORDER BY month DESC LIMIT 1", a.Values...)
	return m, found, wrap("find the newest month", err)
}

func (f facts) municipalities() ([]string, error) {
	var a act.Args
	all, err := act.All(f.tx, func(s act.Scanner) (code string, err error) { return code, s.Scan(&code) },
		"SELECT DISTINCT municipality FROM fact_outreach_place WHERE "+a.Within(f.scope, "organisation", "")+" ORDER BY municipality", a.Values...)
	return all, wrap("list municipalities", err)
}
