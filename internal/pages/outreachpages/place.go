package outreachpages

import (
	"fmt"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/outreach"
	"rinnalla/internal/report"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// placePage is one place: its facts, its latest visits and what they add up to.
type placePage struct {
	web.Page
	today      civil.Date
	place      outreach.Place
	partner    outreach.Partner
	visits     outreach.Page
	sums       *report.Line
	mayKeep    bool
	mayRecord  bool
	readsVisit bool
}

func showPlace(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	placeID, err := web.PathID[outreach.Place](r, "place")
	if err != nil {
		return nil, err
	}
	place, err := outreach.OnePlace(tx, placeID)
	if err != nil {
		return nil, err
	}
	p := placePage{
		Page: r.PageTitled(place.Name), today: tx.Today(), place: place, mayKeep: r.Actor.Holds(access.KeepPlaces),
		mayRecord: r.Actor.Holds(access.RecordVisits), readsVisit: r.Actor.Holds(access.ReadVisits),
	}
	if !place.Partner.IsZero() {
		if p.partner, err = outreach.OnePartner(tx, place.Partner); err != nil {
			return nil, err
		}
	}
	if p.readsVisit {
		if p.visits, err = outreach.Visits(tx, outreach.Filter{Place: place.ID}); err != nil {
			return nil, err
		}
	}
	if r.Actor.Holds(access.ReadReport) {
		if p.sums, err = sumsOf(tx, place, string(r.Print.Lang())); err != nil {
			return nil, err
		}
	}
	return web.Show(placeView(p)), nil
}

// sumsOf adds up all visits of a place, as the report does.
func sumsOf(tx *act.Tx, place outreach.Place, lang string) (*report.Line, error) {
	since := civil.Date{Year: 1990, Month: 1, Day: 1}
	sums, err := report.OfOutreach(tx, report.Query{
		Period: civil.Period{From: since, To: tx.Today().AddDays(2)}, By: report.ByPlace, Organisation: place.Organisation,
		Place: access.ThingID(place.ID), Rule: report.DefaultDisclosure(), Language: lang,
	})
	return &sums.Total, err
}

// latest is how many visits a page about something else shows.
const latest = 10

func (p placePage) figures() []ui.Figure {
	if p.sums == nil || p.sums.Visits == 0 {
		return nil
	}
	report := "/reports/outreach?area=place:" + p.place.ID.String()
	figures := []ui.Figure{
		{Value: p.N(p.sums.Visits), Label: p.T("visit.count"), Href: report},
		{Value: p.N(p.sums.Present), Label: p.T("visit.present"), Href: report},
		{Value: p.N(p.sums.Conversations), Label: p.T("visit.conversations"), Href: report},
	}
	if mean, ok := p.sums.Feedback.Mean(); ok {
		figures = append(figures, ui.Figure{Value: p.Dec(mean, 2), Label: p.T("visit.feedback_mean"),
			Note: p.T("visit.answers", "count", p.sums.Feedback.Answers()), Href: report})
	}
	return figures
}

func (p placePage) lead() string {
	where := municipalityName(p.Printer, p.today, p.place.Municipality)
	if p.place.Address == "" {
		return where
	}
	return p.place.Address + ", " + where
}

func (p placePage) facts() []ui.SummaryRow {
	x := p.place
	rows := []ui.SummaryRow{
		{Key: p.T("place.kind"), Value: p.T("place.kind." + x.Kind)},
		{Key: p.T("place.municipality"), Value: municipalityName(p.Printer, p.today, x.Municipality)},
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: p.T(key), Value: value})
		}
	}
	add("place.address", x.Address)
	if !x.Partner.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: p.T("place.partner"), Content: linked(ui.Link{Label: p.partner.Name, Href: partnerHref(x.Partner)})})
	}
	if x.Opening != "" {
		rows = append(rows, ui.SummaryRow{Key: p.T("place.opening"), Content: lines(strings.Split(x.Opening, "\n"))})
	}
	if x.LowThreshold {
		add("place.low_threshold", p.T("place.yes"))
	}
	add("place.first_day", p.Date(x.FirstDay))
	add("place.last_day", p.Date(x.LastDay))
	if x.Latitude != nil && x.Longitude != nil {
		add("place.coordinates", fmt.Sprintf("%.5f, %.5f", *x.Latitude, *x.Longitude))
	}
	return rows
}

func (p placePage) visitTable() ui.TableProps {
	t := ui.TableProps{
		Caption: p.T("place.visits_title"), CaptionHidden: true, Tight: true, Stacks: true,
		Columns: []ui.Column{
			{Label: p.T("visit.day")}, {Label: p.T("visit.kind")}, {Label: p.T("visit.present"), Numeric: true},
			{Label: p.T("visit.conversations"), Numeric: true}, {Label: p.T("visit.feedback_mean"), Numeric: true},
		},
	}
	for _, v := range p.visits.Rows[:min(latest, len(p.visits.Rows))] {
		row := ui.Cells(p.Date(v.Day), p.T("visit.kind."+v.Kind), p.N(int64(v.Present)), p.N(int64(v.Conversations)), meanText(p.Printer, v.Feedback))
		row.Cells[0].Href = visitHref(v.ID)
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p placePage) allVisits() *ui.Link {
	if p.visits.Total <= latest {
		return nil
	}
	return &ui.Link{Label: p.T("place.all_visits"), Href: "/visits?place=" + p.place.ID.String()}
}
