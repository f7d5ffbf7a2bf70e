package outreachpages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// roundPage is one round: the plan and what came of it.
type roundPage struct {
	web.Page
	today     civil.Date
	round     outreach.Round
	places    map[outreach.PlaceID]string
	workers   workerNames
	visits    outreach.Page
	mayRecord bool
}

func showRound(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	roundID, err := web.PathID[outreach.Round](r, "round")
	if err != nil {
		return nil, err
	}
	round, err := outreach.OneRound(tx, roundID)
	if err != nil {
		return nil, err
	}
	p := roundPage{Page: r.Page("round.of_day", "day", r.Print.LongDate(round.Day)), today: tx.Today(), round: round}
	p.mayRecord = r.Actor.May(access.RecordVisits, access.Of("round", round.Organisation, round.Unit, round.ID))
	if p.places, p.workers, err = namesInRounds(tx, []outreach.Round{round}); err != nil {
		return nil, err
	}
	if p.visits, err = outreach.Visits(tx, outreach.Filter{Round: round.ID, Reversed: true}); err != nil {
		return nil, err
	}
	return web.Show(roundView(p)), nil
}

func (p roundPage) lead() string { return p.workers.list(p.Printer, p.round.Workers) }

// planned are the round's places in their order, with what was recorded in each or a way to record it.
func (p roundPage) planned() []ui.RowItem {
	var items []ui.RowItem
	for _, place := range p.round.Places {
		item := ui.RowItem{Title: p.places[place], Href: placeHref(place)}
		if v, recorded := p.recordedIn(place); recorded {
			item.Text = p.T("round.stop_text", "present", v.Present, "conversations", v.Conversations)
			item.Action = &ui.Link{Label: p.T("round.open_visit"), Href: visitHref(v.ID), Hidden: p.places[place]}
		} else if p.open() {
			item.Action = &ui.Link{Label: p.T("round.record_here"), Href: p.recordHref(place), Hidden: p.places[place]}
		}
		items = append(items, item)
	}
	return items
}

// open tells whether visits can be recorded on the round: a day before is early.
func (p roundPage) open() bool { return p.mayRecord && !p.round.Day.After(p.today.AddDays(1)) }

func (p roundPage) recordHref(place outreach.PlaceID) string {
	href := "/visits/new?round=" + p.round.ID.String()
	if !place.IsZero() {
		href += "&place=" + place.String()
	}
	return href
}

func (p roundPage) recordedIn(place outreach.PlaceID) (outreach.Row, bool) {
	i := slices.IndexFunc(p.visits.Rows, func(v outreach.Row) bool { return v.Place == place })
	if i < 0 {
		return outreach.Row{}, false
	}
	return p.visits.Rows[i], true
}

func (p roundPage) visitTable() ui.TableProps {
	t := ui.TableProps{
		Caption: p.T("round.visits_title"), CaptionHidden: true, Tight: true, Stacks: true,
		Columns: []ui.Column{
			{Label: p.T("visit.place")}, {Label: p.T("visit.clock")}, {Label: p.T("visit.present"), Numeric: true},
			{Label: p.T("visit.conversations"), Numeric: true}, {Label: p.T("visit.feedback_mean"), Numeric: true},
		},
	}
	for _, v := range p.visits.Rows {
		row := ui.Cells(v.PlaceName, clockText(p.Printer, v.Start, v.End), p.N(int64(v.Present)), p.N(int64(v.Conversations)), meanText(p.Printer, v.Feedback))
		row.Cells[0].Href = visitHref(v.ID)
		t.Rows = append(t.Rows, row)
	}
	return t
}
