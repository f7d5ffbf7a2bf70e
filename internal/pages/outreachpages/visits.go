package outreachpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
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
	"worker", "with", "text", "state"}

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

func (p visitsPage) table() ui.TableProps {
	t := ui.TableProps{
		Caption: p.Title, CaptionHidden: true, SortText: p.T("visit.sort_text"), Tight: true, Stacks: true,
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
