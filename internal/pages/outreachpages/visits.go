package outreachpages

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func visitRoutes() []web.Route {
	return append([]web.Route{
		{Pattern: "GET /visits", Needs: access.ReadVisits, Act: showVisits},
		{Pattern: "GET /visits/new", Needs: access.RecordVisits, Act: newVisit},
		{Pattern: "POST /visits", Needs: access.RecordVisits, Act: recordVisit},
		{Pattern: "GET /visits/{visit}", Needs: access.ReadVisits, Act: showVisit},
		{Pattern: "GET /visits/{visit}/correct", Needs: access.CorrectVisits, Act: openVisit},
		{Pattern: "POST /visits/{visit}/correct", Needs: access.CorrectVisits, Act: correctVisit},
		{Pattern: "GET /visits/{visit}/withdraw", Needs: access.CorrectVisits, Act: askWithdrawal},
		{Pattern: "POST /visits/{visit}/withdraw", Needs: access.CorrectVisits, Act: withdrawVisit},
	}, fileRoutes("/visits", access.ReadVisits, handOutVisits)...)
}

// visitFilters are the names of the list's filter. Reports link to them.
var visitFilters = []string{"from", "to", "organisation", "unit", "county", "municipality", "place", "kind", "topic",
	"worker", "text", "state"}

const stateWithdrawn = "withdrawn"

// visitsPage is the list of visits.
type visitsPage struct {
	listing
	sections      []ui.NavItem
	today         civil.Date
	filter        outreach.Filter
	found         outreach.Page
	organisations []staff.Organisation
	units         []staff.Unit
	topics        []outreach.Topic
	colleagues    []staff.Colleague
	place         string // the name of the place that is asked for
	worker        string // the name of a worker who is asked for and is no colleague any more
	mayRecord     bool
}

func showVisits(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherVisits(tx, r)
	if err != nil {
		if p.errors.OfForm() {
			return web.ShowFaults(visitsView(p)), err
		}
		return nil, err
	}
	if p.found, err = outreach.Visits(tx, p.filter); err != nil {
		return nil, err
	}
	p.total, p.more, p.page = p.found.Total, p.found.More, p.found.Page
	if err := p.lookForDraft(tx); err != nil {
		return nil, err
	}
	return web.Show(visitsView(p)), nil
}

// gatherVisits reads the filter and the choices that it is made of.
func gatherVisits(tx *act.Tx, r *web.Request) (p visitsPage, err error) {
	sorts := make([]string, len(outreach.Sorts))
	for i, s := range outreach.Sorts {
		sorts[i] = string(s)
	}
	p.listing = listed(r, "visit.list_title", "/visits", visitFilters, sorts)
	p.sections, p.today, p.mayRecord = sections(r, "/visits"), tx.Today(), r.Actor.Holds(access.RecordVisits)
	if p.topics, err = outreach.Topics(tx); err != nil {
		return p, err
	}
	if p.organisations, err = organisations(tx, access.ReadVisits); err != nil {
		return p, err
	}
	if p.units, err = staff.UnitsWithin(tx, tx.Actor.ScopeOf(access.ReadVisits)); err != nil {
		return p, err
	}
	if p.colleagues, err = staff.Colleagues(tx, organisationIDs(p.organisations)); err != nil {
		return p, err
	}
	if p.filter, err = p.question(r); err != nil {
		p.errors = r.Errors(err)
		return p, err
	}
	return p, p.nameAsked(tx)
}

func organisationIDs(of []staff.Organisation) []access.OrganisationID {
	ids := make([]access.OrganisationID, len(of))
	for i, o := range of {
		ids[i] = o.ID
	}
	return ids
}

// question turns the address into a filter. Both days belong to the period.
func (p visitsPage) question(r *web.Request) (outreach.Filter, error) {
	f := r.TypedForm()
	q := outreach.Filter{
		Organisation: web.FormID[access.Organisation](f, "organisation"), Unit: web.FormID[access.Unit](f, "unit"),
		County: f.Text("county"), Municipality: f.Text("municipality"), Place: web.FormID[outreach.Place](f, "place"),
		Kind: f.Text("kind"), Worker: web.FormID[access.Worker](f, "worker"), Text: f.Text("text"),
		Withdrawn: p.value("state") == stateWithdrawn,
		Sort:      outreach.Sort(p.sort), Reversed: p.reversed, Page: p.page,
	}
	from, to := f.Date("from"), f.Date("to")
	q.Period = civil.Period{From: from, To: to.AddDays(1)}
	if err := f.Err(); err != nil {
		return q, err
	}
	var c fault.Checks
	c.That(from.IsZero() || to.IsZero() || !to.Before(from), "to", "visit.to_before_from")
	if code := p.value("topic"); code != "" {
		topic, known := p.topic(code, q.Organisation)
		c.That(known, "topic", "form.not_an_option")
		q.Topic = topic.ID
	}
	return q, c.Err()
}

// topic finds a topic by its code, or by its id where several organisations have the same code.
func (p visitsPage) topic(code string, of access.OrganisationID) (outreach.Topic, bool) {
	i := slices.IndexFunc(p.topics, func(t outreach.Topic) bool {
		return (t.Code == code || t.ID.String() == code) && (of.IsZero() || t.Organisation == of)
	})
	if i < 0 {
		return outreach.Topic{}, false
	}
	return p.topics[i], true
}

// nameAsked finds the names of what is asked for and stands in no choice.
func (p *visitsPage) nameAsked(tx *act.Tx) error {
	if !p.filter.Place.IsZero() {
		place, err := outreach.OnePlace(tx, p.filter.Place)
		if err != nil {
			return err
		}
		p.place = place.Name
	}
	asked := p.filter.Worker
	if asked.IsZero() || slices.ContainsFunc(p.colleagues, func(c staff.Colleague) bool { return c.ID == asked }) {
		return nil
	}
	names, err := staff.WorkerNames(tx, []access.WorkerID{asked})
	p.worker = workerNames(names).of(asked)
	return err
}

// day is a day of the filter as the reader would write it; what is no day stays as it was typed.
func (p visitsPage) day(name, label string) ui.Field {
	f := p.field(name, label)
	if d, err := civil.ParseDate(f.Value); err == nil {
		f.Value = p.Date(d)
	}
	return f
}

func (p visitsPage) kinds() []ui.Option {
	return withFirst(p.T("visit.any_kind"), options(p.Printer, "visit.kind.", outreach.StopKinds))
}

func (p visitsPage) municipalities() []ui.Option {
	return withFirst(p.T("place.any_municipality"), municipalityOptions(p.Printer, p.today, p.organisations, p.value("municipality")))
}

// counties are offered where the organisations work in more than one, or one was asked for.
func (p visitsPage) counties() []ui.Option {
	var all []ui.Option
	for _, c := range area.On(p.today).Counties() {
		near := slices.ContainsFunc(p.organisations, func(o staff.Organisation) bool { return o.County == c.Code })
		if near || c.Code == p.value("county") {
			all = append(all, ui.Option{Value: c.Code, Label: c.Name(string(p.Lang()))})
		}
	}
	return withFirst(p.T("visit.any_county"), all)
}

func (p visitsPage) organisationChoices() []ui.Option {
	return withFirst(p.T("visit.any_organisation"), organisationOptions(p.Printer, p.organisations))
}

func (p visitsPage) unitChoices() []ui.Option {
	var all []ui.Option
	for _, u := range p.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
	}
	return withFirst(p.T("visit.any_unit"), all)
}

func (p visitsPage) placeChoices() []ui.Option {
	return []ui.Option{{Label: p.T("visit.any_place")}, {Value: p.value("place"), Label: p.place}}
}

func (p visitsPage) topicChoices() []ui.Option {
	var all []ui.Option
	several := len(p.organisations) > 1
	for _, t := range p.topics {
		o := ui.Option{Value: t.Code, Label: t.Name(string(p.Lang()))}
		if several {
			o.Value, o.Group = t.ID.String(), p.organisationName(t.Organisation)
		}
		all = append(all, o)
	}
	return withFirst(p.T("visit.any_topic"), all)
}

// chosenTopic is the asked topic as the choice has it: reports ask by code.
func (p visitsPage) chosenTopic() string {
	if p.filter.Topic.IsZero() || len(p.organisations) < 2 {
		return p.value("topic")
	}
	return p.filter.Topic.String()
}

func (p visitsPage) workerChoices() []ui.Option {
	var all []ui.Option
	for _, c := range p.colleagues {
		if o := (ui.Option{Value: c.ID.String(), Label: c.Name}); !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	if p.worker != "" {
		all = append(all, ui.Option{Value: p.value("worker"), Label: p.worker})
	}
	return withFirst(p.T("visit.any_worker"), all)
}

func (p visitsPage) states() []ui.Option {
	return []ui.Option{{Label: p.T("visit.state_current")}, {Value: stateWithdrawn, Label: p.T("visit.state_withdrawn")}}
}

func (p visitsPage) organisationName(o access.OrganisationID) string {
	for _, x := range p.organisations {
		if x.ID == o {
			return x.Name(string(p.Lang()))
		}
	}
	return ""
}

func (p visitsPage) unitName(u access.UnitID) string {
	for _, x := range p.units {
		if x.ID == u {
			return x.Name
		}
	}
	return ""
}

// rare tells whether one of the filters in the folded part is set.
func (p visitsPage) rare() bool {
	for _, name := range []string{"organisation", "unit", "county", "municipality", "place", "kind", "topic", "worker", "state"} {
		if p.value(name) != "" {
			return true
		}
	}
	return false
}

func (p visitsPage) table() ui.TableProps {
	t := ui.TableProps{
		Caption: p.Title, CaptionHidden: true, SortText: p.T("visit.sort_text"), Tight: true,
		Columns: []ui.Column{
			p.column("visit.day", string(outreach.ByDay), false, true), p.column("visit.place", string(outreach.ByPlace), false, false),
			p.plain("visit.head_kind", false), p.column("visit.head_present", string(outreach.ByPresent), true, true),
			p.column("visit.head_conversations", string(outreach.ByConversations), true, true),
			p.plain("visit.head_clienthoods", true), p.plain("visit.head_onward", true),
			p.column("visit.head_feedback", string(outreach.ByFeedback), true, true),
		},
	}
	if len(p.units) > 1 {
		t.Columns = append(t.Columns, p.plain("visit.unit", false))
	}
	for _, v := range p.found.Rows {
		t.Rows = append(t.Rows, p.row(v))
	}
	return t
}

func (p visitsPage) row(v outreach.Row) ui.Row {
	row := ui.Cells("", v.PlaceName, p.T("visit.kind."+v.Kind), p.N(int64(v.Present)), p.N(int64(v.Conversations)),
		p.N(int64(v.Clienthoods)), p.N(int64(v.Onward)), meanText(p.Printer, v.Feedback))
	row.Cells[0] = ui.Cell{Content: linked(ui.Link{Label: p.Date(v.Day), Href: visitHref(v.ID), Hidden: v.PlaceName}), Note: spanText(p.Printer, v.Start, v.End)}
	row.Cells[1].Note = municipalityName(p.Printer, p.today, v.Municipality)
	if n := v.Feedback.Sum(); n > 0 {
		row.Cells[7].Note = p.T("visit.answers", "count", n)
	}
	if len(p.units) > 1 {
		row.Cells = append(row.Cells, ui.Cell{Text: p.unitName(v.Unit)})
	}
	return row
}

// meanText is the mean of the marks, or a dash when nobody answered.
func meanText(p *i18n.Printer, marks outreach.ByMark) string {
	if marks.Sum() == 0 {
		return "–"
	}
	return p.Dec(marks.Mean(), 2)
}

// spanText is the time of a visit where there is little room.
func spanText(p *i18n.Printer, start, end *civil.Clock) string {
	switch {
	case start == nil:
		return ""
	case end == nil:
		return p.Clock(*start)
	}
	return p.T("visit.clock_short", "start", *start, "end", *end)
}

func clockText(p *i18n.Printer, start, end *civil.Clock) string {
	switch {
	case start == nil:
		return ""
	case end == nil:
		return p.T("visit.clock_from", "time", *start)
	}
	return p.T("visit.clock_span", "start", *start, "end", *end)
}

func (p visitsPage) paging() ui.PaginationProps {
	from := (p.page-1)*outreach.PageSize + 1
	to := from + len(p.found.Rows) - 1
	summary := p.T("visit.found", "count", p.total, "from", from, "to", to)
	switch {
	case p.total == 1:
		summary = p.T("visit.found_one")
	case p.more:
		summary = p.T("visit.found_more", "count", p.total, "from", from, "to", to)
	}
	return p.pages(summary, p.found.Pages())
}

func visitHref(visit outreach.StopID) string { return "/visits/" + visit.String() }

func handOutVisits(r *web.Request) (*web.Answer, error) {
	return handOut(r, "visits", func(f *os.File, suffix string) error {
		return r.Read(func(tx *act.Tx) error {
			p, err := gatherVisits(tx, r)
			if err != nil {
				return err
			}
			return p.handout(suffix).write(f, func(o *outgoing) (int64, error) { return p.fill(tx, o) })
		})
	})
}

// fill writes every visit of the filter. How many there must be is asked apart from reading them.
func (p visitsPage) fill(tx *act.Tx, o *outgoing) (int64, error) {
	found, err := outreach.Visits(tx, p.filter)
	if err != nil {
		return 0, err
	}
	if found.Total > mostRows {
		return 0, tooManyRows()
	}
	written := int64(0)
	err = outreach.EachVisit(tx, p.filter, func(v outreach.Row) error {
		if written++; written > mostRows {
			return tooManyRows()
		}
		return p.put(o, v)
	})
	want := int64(found.Total)
	if found.More {
		// The list stops counting far below the number of rows that a file may have.
		if written <= want {
			return want, fmt.Errorf("%d visits in a file of more than %d", written, want)
		}
		want = written
	}
	return want, err
}

func (p visitsPage) put(o *outgoing, v outreach.Row) error {
	o.put(sheet.Text(v.ID.String()))
	o.putDay(v.Day)
	o.putClock(v.Start)
	o.putClock(v.End)
	o.put(sheet.Text(v.PlaceName))
	o.putCoded(v.Municipality, municipalityName(p.Printer, p.today, v.Municipality))
	o.put(sheet.Text(p.organisationName(v.Organisation)))
	o.put(sheet.Text(p.unitName(v.Unit)))
	o.putCoded(v.Kind, p.T("visit.kind."+v.Kind))
	for _, n := range []int{v.Present, v.Conversations, v.Clienthoods, v.Onward} {
		o.put(sheet.Integer(int64(n)))
	}
	if v.Feedback.Sum() == 0 {
		o.put(sheet.Empty())
	} else {
		o.put(sheet.Decimal(v.Feedback.Mean(), 2))
	}
	o.put(sheet.Integer(int64(v.Feedback.Sum())))
	o.put(sheet.Decimal(float64(v.Minutes)/60, 2))
	return o.end()
}

func (p visitsPage) handout(suffix string) handout {
	period := ""
	if p.value("from") != "" || p.value("to") != "" {
		period = strings.TrimSpace(p.Date(p.filter.Period.From) + "–" + p.Date(p.filter.Period.Last()))
	}
	topic := chosenOption(p.topicChoices(), p.chosenTopic())
	pairs := []ui.Pair{
		{Name: p.T("visit.period"), Value: period},
		{Name: p.T("visit.search"), Value: p.value("text")},
		{Name: p.T("visit.organisation"), Value: chosenOption(p.organisationChoices(), p.value("organisation"))},
		{Name: p.T("visit.unit"), Value: chosenOption(p.unitChoices(), p.value("unit"))},
		{Name: p.T("visit.county"), Value: chosenOption(p.counties(), p.value("county"))},
		{Name: p.T("place.municipality"), Value: chosenOption(p.municipalities(), p.value("municipality"))},
		{Name: p.T("visit.place"), Value: cmp.Or(p.place, p.value("place"))},
		{Name: p.T("visit.kind"), Value: chosenOption(p.kinds(), p.value("kind"))},
		{Name: p.T("visit.topic"), Value: topic},
		{Name: p.T("visit.worker"), Value: chosenOption(p.workerChoices(), p.value("worker"))},
		{Name: p.T("visit.state"), Value: chosenOption(p.states(), p.value("state"))},
	}
	return handout{suffix: suffix, print: p.Printer, title: p.Title, about: p.chosenAbout(p.today, pairs...), columns: visitColumns}
}

// visitColumns are a wire contract: their codes are what programs read.
var visitColumns = []column{
	{"key", "visit.sheet_key", 38}, {"day", "visit.day", 12}, {"start", "visit.start", 0}, {"end", "visit.end", 0},
	{"place", "visit.place", 32}, {"municipality", "place.municipality", 16}, {"organisation", "visit.organisation", 26},
	{"unit", "visit.unit", 26}, {"kind", "visit.kind", 18}, {"present", "visit.present", 0},
	{"conversations", "visit.conversations", 0}, {"new_clienthoods", "visit.clienthoods", 0}, {"onward", "visit.onward", 0},
	{"feedback_mean", "visit.feedback_mean", 0}, {"feedback_n", "visit.feedback_n", 0}, {"hours", "visit.hours", 0},
}
