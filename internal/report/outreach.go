// Package report turns facts into tables that people can talk about. It reads
// published fact_ views only.
package report

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/stats"
)

// By is what the lines of a report stand for.
type By string

const (
	ByOrganisation By = "organisation"
	ByMunicipality By = "municipality"
	ByMonth        By = "month"
	ByPlace        By = "place"
)

// Bys lists what a report may be broken down by.
func Bys() []By { return []By{ByOrganisation, ByMunicipality, ByMonth, ByPlace} }

// Query chooses the visits that a report on outreach is about. Zero fields do
// not filter.
type Query struct {
	Period       civil.Period
	By           By
	Organisation access.OrganisationID
	Unit         access.UnitID // exact figures only: outsiders see no units
	County       string
	Municipality string
	Place        access.ThingID
	Kind         string
	// Shared asks for the version for outsiders even from somebody who may see
	// her own organisation exactly.
	Shared bool
	Rule   Disclosure
	// Language is the catalogue's name of the language that texts are asked in.
	Language string
}

// Disclosure is the rule for the version for outsiders.
type Disclosure struct {
	// Threshold: counts from 1 to Threshold-1 are hidden, with as many others as
	// it takes so that none can be worked out. Fewer than five people in a place
	// in a month can be recognised by those who were there.
	Threshold int64
	// LeastForMean: a mean over fewer answers is not shown.
	LeastForMean int64
}

// DefaultDisclosure is the product's proposal: 5 for counts, 10 for means.
func DefaultDisclosure() Disclosure { return Disclosure{Threshold: 5, LeastForMean: 10} }

// Check judges the question itself.
func (q Query) Check() error {
	var c fault.Checks
	c.That(!q.Period.From.IsZero(), "from", "report.from.missing")
	c.That(!q.Period.To.IsZero(), "to", "report.to.missing")
	c.That(q.Period.From.IsZero() || q.Period.To.IsZero() || q.Period.From.Before(q.Period.To), "to", "report.to.before_from")
	c.That(q.Period.Days() <= 366*50, "to", "report.to.too_long")
	c.That(slices.Contains(Bys(), q.By), "by", "report.by.unknown")
	return c.Err()
}

// Figures are the counts of some visits. Every count stands for itself: present
// is an estimate, conversations are a tally, and a new clienthood is agreed.
type Figures struct {
	Visits, Places                              int64
	Present, Conversations, Clienthoods, Onward int64
	Minutes                                     int64
	Feedback                                    stats.Scale
}

func (f *Figures) add(g Figures) {
	f.Visits += g.Visits
	f.Present += g.Present
	f.Conversations += g.Conversations
	f.Clienthoods += g.Clienthoods
	f.Onward += g.Onward
	f.Minutes += g.Minutes
	for i := range g.Feedback {
		f.Feedback[i] += g.Feedback[i]
	}
}

// Line is one line of a report. Key is the code or id that the line stands for.
type Line struct {
	Key  string
	Name string
	Figures
	Hidden Hidden
}

// Count is one code of a dimension with how often it was met.
type Count struct {
	Code   string
	Name   string // topics alone: an organisation names its own
	N      int64
	Hidden bool
}

// Outreach is the report on outreach work.
type Outreach struct {
	Query Query
	// Period is what the figures cover: the asked one, or in the version for
	// outsiders the whole months inside it, since two periods that differ by a
	// day would tell that day.
	Period civil.Period
	// Shared is true for the version for outsiders.
	Shared bool
	Lines  []Line
	Total  Line
	Months []Line
	// Places are the same visits by place.
	Places []Line
	// Municipalities are the same visits by municipality, for the map.
	Municipalities []Line
	Before         Line // the total of the period before
	BeforePeriod   civil.Period
	Topics         []Count
	Onward         []Count
	Ages           []Count
	Genders        []Count
	Marks          []Count // answers 1 to 5
	Rules          []RuleInForce
	Organisations  []access.OrganisationID

	// in and inBefore are the places that the figures of the period and of the
	// period before come from.
	in, inBefore []placeCell
}

// OfOutreach makes the report: exact for the actor's own organisations, and
// with small counts hidden for organisations that a project shares with her.
func OfOutreach(tx *act.Tx, q Query) (Outreach, error) {
	if err := q.Check(); err != nil {
		return Outreach{}, err
	}
	r := Outreach{Query: q, Period: q.Period, Shared: q.Shared || !tx.Actor.Holds(access.ReadReport)}
	permission := access.ReadReport
	if r.Shared {
		permission = access.ReadSharedReport
		r.Period = wholeMonths(q.Period)
	}
	scope, err := tx.Scope(permission, "report")
	if err != nil {
		return r, err
	}
	if !q.Organisation.IsZero() && !scope.Covers(q.Organisation, access.UnitID{}) || r.Shared && !q.Unit.IsZero() {
		return r, fault.Missing()
	}
	r.BeforePeriod = r.Period.Previous()
	if r.Period.Empty() {
		return r, nil
	}
	f, err := newFacts(tx, scope, r.Query)
	if err != nil {
		return r, err
	}
	if err := r.gather(f); err != nil {
		return r, err
	}
	if r.Shared {
		return r, r.hide(f)
	}
	return r, nil
}

// wholeMonths is the part of a period that is made of whole calendar months.
func wholeMonths(p civil.Period) civil.Period {
	first := civil.MonthOf(p.From)
	if p.From != first.First() {
		first = first.Next()
	}
	last := civil.MonthOf(p.To)
	if !first.Before(last) {
		return civil.Period{From: first.First(), To: first.First()}
	}
	return civil.Period{From: first.First(), To: last.First()}
}

func (r *Outreach) gather(f facts) error {
	cells, err := f.cells(r.Period)
	if err != nil {
		return err
	}
	if r.in, err = f.places(r.Period); err != nil {
		return err
	}
	monthly, err := f.placesByMonth(r.Period)
	if err != nil {
		return err
	}
	r.sum(cells, monthly)
	if err := r.before(f); err != nil {
		return err
	}
	if err := r.name(f); err != nil {
		return err
	}
	if err := r.details(f); err != nil {
		return err
	}
	r.Rules, err = f.rules(r.Organisations, r.Period)
	return err
}

// before sums up the period before, for comparison.
func (r *Outreach) before(f facts) error {
	cells, err := f.cells(r.BeforePeriod)
	if err != nil {
		return err
	}
	if len(cells) == 0 {
		return nil
	}
	if r.inBefore, err = f.places(r.BeforePeriod); err != nil {
		return err
	}
	for _, c := range cells {
		r.Before.add(c.Figures)
	}
	r.Before.Places = int64(len(r.inBefore))
	return nil
}

func (r *Outreach) details(f facts) error {
	of, err := f.splits(r.Period)
	if err != nil {
		return err
	}
	r.Ages, r.Genders, r.Onward = of["age"], of["gender"], of["onward"]
	if r.Topics, err = f.topics(r.Period); err != nil {
		return err
	}
	names, err := f.topicNames()
	if err != nil {
		return err
	}
	for i, t := range r.Topics {
		r.Topics[i].Name = cmp.Or(names[t.Code], t.Code)
	}
	return nil
}

// sum makes every table of the report from the same cells, so that they agree.
func (r *Outreach) sum(cells []cell, monthly map[string]int64) {
	lines := map[By]map[string]*Line{ByOrganisation: {}, ByMunicipality: {}, ByMonth: {}, ByPlace: {}}
	line := func(by By, key string) *Line {
		if lines[by][key] == nil {
			lines[by][key] = &Line{Key: key}
		}
		return lines[by][key]
	}
	for _, c := range cells {
		line(ByOrganisation, c.organisation.String()).add(c.Figures)
		line(ByMunicipality, c.municipality).add(c.Figures)
		line(ByMonth, c.month).add(c.Figures)
		r.Total.add(c.Figures)
		if !slices.Contains(r.Organisations, c.organisation) {
			r.Organisations = append(r.Organisations, c.organisation)
		}
	}
	for _, p := range r.in {
		line(ByOrganisation, p.organisation.String()).Places++
		line(ByMunicipality, p.municipality).Places++
		r.Total.Places++
		l := line(ByPlace, p.place.String())
		l.Name = p.name
		l.add(p.Figures)
		l.Places = 1
	}
	for _, m := range r.Period.Months() {
		line(ByMonth, m.String()).Places = monthly[m.String()]
	}
	r.Months = sorted(lines[ByMonth])
	r.Places = sorted(lines[ByPlace])
	r.Municipalities = sorted(lines[ByMunicipality])
	if r.Query.By == ByMonth {
		r.Lines = slices.Clone(r.Months)
	} else {
		r.Lines = sorted(lines[r.Query.By])
	}
	r.Total.Key = "total"
	for i, n := range r.Total.Feedback {
		r.Marks = append(r.Marks, Count{Code: string(rune('1' + i)), N: n})
	}
}

func sorted(of map[string]*Line) []Line {
	all := make([]Line, 0, len(of))
	for _, l := range of {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Line) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

// name gives the lines the names that the facts know: organisations have theirs
// from staff, municipalities from the classification in force, places their own.
func (r *Outreach) name(f facts) error {
	names, err := f.organisationNames()
	if err != nil {
		return err
	}
	table := area.On(f.tx.Today())
	for _, lines := range [][]Line{r.Lines, r.Months, r.Municipalities, r.Places} {
		for i := range lines {
			if n, ok := names[lines[i].Key]; ok {
				lines[i].Name = n
			} else if m, ok := table.Municipality(lines[i].Key); ok {
				lines[i].Name = m.Name(r.Query.Language)
			} else if lines[i].Name == "" {
				lines[i].Name = lines[i].Key
			}
		}
	}
	return nil
}

func municipalitiesOf(county string, day civil.Date) []string {
	var codes []string
	for _, m := range area.On(day).MunicipalitiesOf(county) {
		codes = append(codes, m.Code)
	}
	return codes
}

// ContactRate is conversations divided by people present.
func (f Figures) ContactRate() (float64, bool) { return stats.Ratio(f.Conversations, f.Present) }

// PerVisit is conversations divided by visits.
func (f Figures) PerVisit() (float64, bool) { return stats.Ratio(f.Conversations, f.Visits) }

// Hours are the hours of work used.
func (f Figures) Hours() float64 { return float64(f.Minutes) / 60 }

// Choices are what a reader may choose between, and where to begin.
type Choices struct {
	// Period is the twelve months that end with the newest visit, or the running
	// month when there is none.
	Period         civil.Period
	Organisations  []Line
	Municipalities []string
	Shared         bool
}

// ChoicesForOutreach finds what the actor may make a report of.
func ChoicesForOutreach(tx *act.Tx, shared bool, language string) (Choices, error) {
	c := Choices{Shared: shared || !tx.Actor.Holds(access.ReadReport), Period: civil.MonthPeriod(civil.MonthOf(tx.Today()))}
	permission := access.ReadReport
	if c.Shared {
		permission = access.ReadSharedReport
	}
	scope, err := tx.Scope(permission, "report")
	if err != nil {
		return c, err
	}
	f, err := newFacts(tx, scope, Query{Language: language})
	if err != nil {
		return Choices{}, err
	}
	newest, found, err := f.newestMonth()
	if err != nil {
		return c, err
	}
	if found {
		c.Period = civil.Period{From: newest.Add(-11).First(), To: newest.Next().First()}
	}
	if c.Organisations, err = OrganisationsWithin(tx, scope); err != nil {
		return c, err
	}
	c.Municipalities, err = f.municipalities()
	return c, err
}

// OrganisationsWithin are the organisations that are inside a scope as wholes, by name.
func OrganisationsWithin(tx *act.Tx, scope access.Scope) ([]Line, error) {
	names, err := facts{tx: tx, scope: scope}.organisationNames()
	if err != nil {
		return nil, err
	}
	var all []Line
	for key, name := range names {
		if o, err := id.Parse[access.Organisation](key); err == nil && scope.Covers(o, access.UnitID{}) {
			all = append(all, Line{Key: key, Name: name})
		}
	}
	slices.SortFunc(all, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key)) })
	return all, nil
}

// SumOfOutreach sums up a period over the actor's own organisations: the line
// on the desk.
func SumOfOutreach(tx *act.Tx, p civil.Period) (Figures, error) {
	var sum Figures
	scope, err := tx.Scope(access.ReadReport, "report")
	if err != nil {
		return sum, err
	}
	f, err := newFacts(tx, scope, Query{})
	if err != nil {
		return Figures{}, err
	}
	cells, err := f.cells(p)
	for _, c := range cells {
		sum.add(c.Figures)
	}
	return sum, err
}
