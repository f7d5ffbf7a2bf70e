// Package reportpages is the face of the reports: pages, files and drawings.
package reportpages

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/boundary"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/report"
	"rinnalla/internal/report/change"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Routes are the report's addresses. rule is the installation's rule for
// figures that outsiders see.
func Routes(rule report.Disclosure) []web.Route {
	var routes []web.Route
	both := func(pattern string, handle func(*web.Request, report.Disclosure) (*web.Answer, error)) {
		routes = append(routes, web.Route{
			Pattern: pattern, Needs: access.ReadReport, Or: access.ReadSharedReport,
			Free: func(r *web.Request) (*web.Answer, error) { return handle(r, rule) },
		})
	}
	both("GET /reports", func(*web.Request, report.Disclosure) (*web.Answer, error) {
		return web.Redirect("/reports/outreach"), nil
	})
	both("GET /reports/outreach", outreachPage)
	both("GET /reports/outreach.csv", outreachCSV)
	both("GET /reports/outreach.xlsx", outreachXLSX)
	both("GET /reports/outreach/{drawing}", outreachDrawing)
	known := &change.Known{}
	onChange := func(pattern string, handle func(*web.Request, changeOptions) (*web.Answer, error)) {
		both(pattern, func(r *web.Request, rule report.Disclosure) (*web.Answer, error) {
			return handle(r, changeOptions{rule, known})
		})
	}
	onChange("GET /reports/change", changePage)
	onChange("GET /reports/change.csv", changeCSV)
	onChange("GET /reports/change.xlsx", changeXLSX)
	onChange("GET /reports/change/{drawing}", changeDrawn)
	return routes
}

// sharedHref leads to a report as an outsider sees it, when that is what the reader looks at.
func sharedHref(path string, shared bool) string {
	if shared {
		return path + "?view=shared"
	}
	return path
}

// address is the address of a report as the reader typed it.
type address struct {
	from, to, by, area, kind string
	shared                   bool
}

func readAddress(r *web.Request) address {
	v := r.URL.Query()
	a := address{
		from: v.Get("from"), to: v.Get("to"), by: v.Get("by"), area: v.Get("area"), kind: v.Get("kind"),
		shared: v.Get("view") == "shared",
	}
	if a.by == "" {
		a.by = string(report.ByOrganisation)
	}
	return a
}

func (a address) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"from": a.from, "to": a.to, "by": a.by, "area": a.area, "kind": a.kind} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if a.shared {
		v.Set("view", "shared")
	}
	return v
}

func (a address) href(path string) string { return path + "?" + a.values().Encode() }

func (a address) during(p civil.Period) address {
	a.from, a.to = p.From.String(), p.Last().String()
	return a
}

// query turns the address into a question. Dates are read in both ways that
// people write them; the last day is part of the period.
func (a address) query(r *web.Request, c report.Choices, rule report.Disclosure) (report.Query, error) {
	f := r.TypedForm()
	q := report.Query{By: report.By(a.by), Kind: a.kind, Shared: a.shared, Rule: rule, Language: string(r.Print.Lang()), Period: c.Period}
	if a.from != "" {
		q.Period.From = f.Date("from")
	}
	if a.to != "" {
		if to := f.Date("to"); !to.IsZero() {
			q.Period.To = to.AddDays(1)
		}
	}
	kind, key, _ := strings.Cut(a.area, ":")
	switch kind {
	case "organisation":
		o, err := id.Parse[access.Organisation](key)
		if err != nil {
			o = id.Of[access.Organisation]{0xff}
		}
		q.Organisation = o
	case "unit":
		u, err := id.Parse[access.Unit](key)
		if err != nil {
			u = access.UnitID{0xff}
		}
		q.Unit = u
	case "county":
		q.County = key
	case "municipality":
		q.Municipality = key
	case "place":
		p, err := id.Parse[access.Thing](key)
		if err != nil {
			p = access.ThingID{0xff}
		}
		q.Place = p
	}
	return q, f.Err()
}

// outreachView is everything that the page shows.
type outreachView struct {
	web.Page
	errors  web.Errors
	address address
	choices report.Choices
	units   []staff.Unit // those whose visits the reader may open
	report  report.Outreach
	asked   bool
	rows    bool // the reader may open the visits behind the numbers
	today   civil.Date
	// outlines are empty when no boundaries of these municipalities were imported.
	outlines boundary.Outlines
}

// gather reads the report in one act.
func gather(r *web.Request, rule report.Disclosure) (v outreachView, err error) {
	v.address = readAddress(r)
	err = r.Read(func(tx *act.Tx) error {
		v.today = tx.Today()
		if v.choices, err = report.ChoicesForOutreach(tx, v.address.shared, string(r.Print.Lang())); err != nil {
			return err
		}
		q, err := v.address.query(r, v.choices, rule)
		if err != nil {
			return err
		}
		v.address.from, v.address.to = q.Period.From.String(), q.Period.Last().String()
		if v.report, err = report.OfOutreach(tx, q); err != nil {
			return err
		}
		v.inOrder(r.Print)
		if err := v.readOutlines(tx); err != nil {
			return err
		}
		return v.behind(tx)
	})
	return v, err
}

// inOrder puts the lines into the order in which people look for them: months as they come, all else by name.
func (v *outreachView) inOrder(print *i18n.Printer) {
	byName := func(a, b report.Line) int { return cmp.Or(print.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key)) }
	if v.report.Query.By != report.ByMonth {
		slices.SortFunc(v.report.Lines, byName)
	}
	slices.SortFunc(v.report.Places, byName)
	slices.SortFunc(v.report.Municipalities, byName)
}

// behind finds out whether the reader may open all visits behind the numbers: a
// number must not lead to a list that counts fewer.
func (v *outreachView) behind(tx *act.Tx) error {
	if v.report.Shared || !tx.Actor.Holds(access.ReadVisits) {
		return nil
	}
	scope, err := tx.Scope(access.ReadVisits, "visit")
	if err != nil {
		return err
	}
	v.rows = true
	for _, o := range v.report.Organisations {
		v.rows = v.rows && scope.Covers(o, v.report.Query.Unit)
	}
	v.units, err = staff.UnitsWithin(tx, scope)
	return err
}

func outreachPage(r *web.Request, rule report.Disclosure) (*web.Answer, error) {
	v, err := gather(r, rule)
	v.Page = r.Page("report.outreach_title")
	v.errors = r.Errors(err)
	if v.errors.Any() && v.errors.OfForm() {
		return web.ShowFaults(outreachTemplate(v)), err
	}
	if err != nil {
		return nil, err
	}
	v.asked = true
	return web.Show(outreachTemplate(v)), nil
}

// visitsHref leads to the visits behind a number.
func (v outreachView) visitsHref(more ...string) string {
	if !v.rows {
		return ""
	}
	q := url.Values{"from": {v.report.Period.From.String()}, "to": {v.report.Period.Last().String()}}
	if kind, key, ok := strings.Cut(v.address.area, ":"); ok {
		q.Set(kind, key)
	}
	if v.address.kind != "" {
		q.Set("kind", v.address.kind)
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "/visits?" + q.Encode()
}

// ownUnits are links to the same report of each unit whose visits she may see,
// where the report is of more than these and so does not open to visits.
func (v outreachView) ownUnits() []ui.Link {
	var links []ui.Link
	if v.rows || v.report.Shared {
		return nil
	}
	for _, u := range v.units {
		a := v.address
		a.area = "unit:" + u.ID.String()
		links = append(links, ui.Link{Label: u.Name, Href: a.href("/reports/outreach")})
	}
	return links
}

// lineHref leads to the visits behind one line.
func (v outreachView) lineHref(l report.Line) string {
	if v.report.Query.By != report.ByMonth {
		return v.visitsHref(string(v.report.Query.By), l.Key)
	}
	return v.monthHref(l.Key)
}

func (v outreachView) monthHref(key string) string {
	m, err := civil.ParseMonth(key)
	if err != nil {
		return ""
	}
	p := civil.MonthPeriod(m)
	if p.From.Before(v.report.Period.From) {
		p.From = v.report.Period.From
	}
	if v.report.Period.To.Before(p.To) {
		p.To = v.report.Period.To
	}
	return v.visitsHref("from", p.From.String(), "to", p.Last().String())
}

func (v outreachView) numberHref() string {
	if v.rows {
		return v.visitsHref()
	}
	return "#rule"
}

// number writes a count, or the sign for a hidden one.
func (v outreachView) number(n int64, hidden bool) string {
	if hidden {
		return "–"
	}
	return v.N(n)
}

func (v outreachView) ratio(value float64, ok, hidden bool, decimals int) string {
	switch {
	case hidden:
		return "–"
	case !ok:
		return ".."
	}
	return v.Dec(value, decimals)
}

func (v outreachView) share(value float64, ok, hidden bool) string {
	switch {
	case hidden:
		return "–"
	case !ok:
		return ".."
	}
	return v.Pct(value, 1)
}

// figures are the big numbers at the top, each with the period before.
func (v outreachView) figures() []ui.Figure {
	t, b := v.report.Total, v.report.Before
	rate, rateOK := t.ContactRate()
	per, perOK := t.PerVisit()
	mean, meanOK := t.Feedback.Mean()
	rateBefore, rateBeforeOK := b.ContactRate()
	perBefore, perBeforeOK := b.PerVisit()
	before := func(n int64, hidden bool) string {
		return v.T("report.before_note", "number", v.number(n, hidden))
	}
	derived := func(text string, ok bool) string {
		if !ok {
			return ""
		}
		return v.T("report.before_note", "number", text)
	}
	all := []ui.Figure{
		{Value: v.number(t.Visits, t.Hidden.Visits), Label: v.T("report.visits"), Note: before(b.Visits, b.Hidden.Visits)},
		{Value: v.number(t.Places, t.Hidden.Places), Label: v.T("report.places"), Note: before(b.Places, b.Hidden.Places)},
		{Value: v.number(t.Present, t.Hidden.Present), Label: v.T("report.present"), Note: before(b.Present, b.Hidden.Present)},
		{Value: v.number(t.Conversations, t.Hidden.Conversations), Label: v.T("report.conversations"), Note: before(b.Conversations, b.Hidden.Conversations)},
		{Value: v.number(t.Clienthoods, t.Hidden.Clienthoods), Label: v.T("report.clienthoods"), Note: before(b.Clienthoods, b.Hidden.Clienthoods)},
		{Value: v.ratio(per, perOK, t.Hidden.PerVisit(), 1), Label: v.T("report.per_visit"), Note: derived(v.ratio(perBefore, perBeforeOK, b.Hidden.PerVisit(), 1), perBeforeOK)},
		{Value: v.share(rate, rateOK, t.Hidden.ContactRate()), Label: v.T("report.contact_rate"), Note: derived(v.share(rateBefore, rateBeforeOK, b.Hidden.ContactRate()), rateBeforeOK)},
		{Value: v.ratio(mean, meanOK, t.Hidden.Feedback, 2), Label: v.T("report.feedback"), Note: v.feedbackNote()},
		{Value: v.ratio(t.Hours(), true, t.Hidden.Hours, 0), Label: v.T("report.hours"), Note: derived(v.ratio(b.Hours(), true, b.Hidden.Hours, 0), true)},
	}
	for i := range all {
		all[i].Href = v.numberHref()
	}
	return all
}

// feedbackNote says how many answered, and the mean of the period before when anybody answered then.
func (v outreachView) feedbackNote() string {
	if v.report.Total.Hidden.Feedback {
		return ""
	}
	answers := v.T("report.answers", "count", v.report.Total.Feedback.Answers())
	b := v.report.Before
	mean, ok := b.Feedback.Mean()
	if !ok {
		return answers
	}
	return v.T("report.answers_before", "answers", answers, "before", v.T("report.before_note", "number", v.ratio(mean, ok, b.Hidden.Feedback, 2)))
}

// lines is the table by whatever was chosen.
func (v outreachView) lines() ui.TableProps {
	t := ui.TableProps{
		Caption: v.T("report.by_" + v.address.by), Tight: true,
		Columns: []ui.Column{
			{Label: v.T("report.by_label_" + v.address.by)},
			{Label: v.T("report.visits"), Numeric: true}, {Label: v.T("report.places"), Numeric: true},
			{Label: v.T("report.present"), Numeric: true}, {Label: v.T("report.conversations"), Numeric: true},
			{Label: v.T("report.clienthoods"), Numeric: true}, {Label: v.T("report.feedback"), Numeric: true},
			{Label: v.T("report.answers_label"), Numeric: true}, {Label: v.T("report.hours"), Numeric: true},
		},
		Sums: []ui.Row{v.row(v.report.Total, ui.Cell{Text: v.T("report.total"), Href: v.visitsHref()})},
	}
	for _, l := range v.report.Lines {
		t.Rows = append(t.Rows, v.row(l, ui.Cell{Text: v.lineName(l), Href: v.lineHref(l)}))
	}
	return t
}

func (v outreachView) lineName(l report.Line) string {
	if m, err := civil.ParseMonth(l.Key); err == nil {
		return v.Month(m)
	}
	return l.Name
}

func (v outreachView) row(l report.Line, first ui.Cell) ui.Row {
	mean, ok := l.Feedback.Mean()
	h := l.Hidden
	texts := ui.Cells(
		"", v.number(l.Visits, h.Visits), v.number(l.Places, h.Places), v.number(l.Present, h.Present),
		v.number(l.Conversations, h.Conversations), v.number(l.Clienthoods, h.Clienthoods),
		v.ratio(mean, ok, h.Feedback, 2), v.number(l.Feedback.Answers(), h.Feedback), v.ratio(l.Hours(), true, h.Hours, 1),
	)
	texts.Cells[0] = first
	return texts
}

func (v outreachView) anyHidden() bool {
	for _, l := range v.report.Lines {
		if l.Hidden.Any() {
			return true
		}
	}
	return v.report.Total.Hidden.Any()
}

// lead says in one line what the figures are about.
func (v outreachView) lead() string {
	if !v.asked {
		return ""
	}
	lead := v.T("report.lead", "period", v.report.Period)
	if v.report.Shared {
		lead = v.T("report.lead_shared", "period", v.report.Period)
	}
	for _, part := range []struct {
		value   string
		options []ui.Option
	}{{v.address.area, v.areas()}, {v.address.kind, v.kinds()}} {
		if part.value != "" {
			lead = v.T("report.lead_of", "lead", lead, "of", chosen(part.options, part.value))
		}
	}
	return lead
}

// snapped tells whether the asked period was cut to whole months.
func (v outreachView) snapped() bool {
	return v.asked && v.report.Shared && v.report.Period != v.report.Query.Period
}

// quick are periods that people ask for, each an address.
func (v outreachView) quick() []ui.NavItem {
	m := civil.MonthOf(v.today)
	quarter, year := civil.QuarterPeriod(v.today.Year, m.Quarter()), civil.YearPeriod(v.today.Year)
	periods := []struct {
		key    string
		period civil.Period
	}{
		{"report.quick_month", civil.MonthPeriod(m)}, {"report.quick_last_month", civil.MonthPeriod(m.Prev())},
		{"report.quick_quarter", quarter}, {"report.quick_last_quarter", quarter.Previous()}, {"report.quick_year", year},
		{"report.quick_last_year", year.Previous()}, {"report.quick_newest", v.choices.Period},
	}
	links := make([]ui.NavItem, len(periods))
	for i, p := range periods {
		there := v.address.during(p.period)
		links[i] = ui.NavItem{Label: v.T(p.key), Href: there.href("/reports/outreach"), Current: there == v.address}
	}
	return links
}

// areas are the choices of area: organisations, counties, municipalities, and
// the place that was asked for, if any.
func (v outreachView) areas() []ui.Option {
	options := []ui.Option{{Value: "", Label: v.T("report.area_all")}}
	for _, o := range v.choices.Organisations {
		options = append(options, ui.Option{Value: "organisation:" + o.Key, Label: o.Name, Group: v.T("report.area_organisations")})
	}
	for _, u := range v.units {
		options = append(options, ui.Option{Value: "unit:" + u.ID.String(), Label: u.Name, Group: v.T("report.area_units")})
	}
	table := area.On(v.today)
	var counties, municipalities []ui.Option
	seen := map[string]bool{}
	for _, code := range v.choices.Municipalities {
		m, ok := table.Municipality(code)
		if !ok {
			continue
		}
		municipalities = append(municipalities, ui.Option{Value: "municipality:" + code, Label: m.Name(string(v.Lang())), Group: v.T("report.area_municipalities")})
		if c, ok := table.County(m.County); ok && !seen[c.Code] {
			seen[c.Code] = true
			counties = append(counties, ui.Option{Value: "county:" + c.Code, Label: c.Name(string(v.Lang())), Group: v.T("report.area_counties")})
		}
	}
	options = append(append(options, counties...), municipalities...)
	return append(options, v.placeChoices()...)
}

// mostPlaces is how many places can be chosen from a list. Where there are more, a narrower area comes first.
const mostPlaces = 200

// placeChoices are the places that were visited within what is shown, by name, and the one that was asked for.
func (v outreachView) placeChoices() []ui.Option {
	var options []ui.Option
	asked := !strings.HasPrefix(v.address.area, "place:")
	if len(v.report.Places) <= mostPlaces {
		for _, l := range v.report.Places {
			value := "place:" + l.Key
			asked = asked || value == v.address.area
			options = append(options, ui.Option{Value: value, Label: l.Name, Group: v.T("report.area_places")})
		}
	}
	if !asked {
		options = append(options, ui.Option{Value: v.address.area, Label: v.placeName(), Group: v.T("report.area_places")})
	}
	return options
}

func (v outreachView) placeName() string {
	for _, l := range v.report.Places {
		if "place:"+l.Key == v.address.area {
			return l.Name
		}
	}
	return v.T("report.area_one_place")
}

func (v outreachView) bys() []ui.Option {
	var options []ui.Option
	for _, by := range report.Bys() {
		options = append(options, ui.Option{Value: string(by), Label: v.T("report.by_label_" + string(by))})
	}
	return options
}

//i18n:keys report.by_*
//i18n:keys visit.kind.*
func (v outreachView) kinds() []ui.Option {
	options := []ui.Option{{Value: "", Label: v.T("report.kind_all")}}
	for _, kind := range outreach.StopKinds {
		options = append(options, ui.Option{Value: kind, Label: v.T("visit.kind." + kind)})
	}
	return options
}
