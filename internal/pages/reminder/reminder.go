// Package reminder tells a worker which measurements are planned for her clients, as lines of a list: a few on her desk, all on a page.
package reminder

import (
	"net/url"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Soon is how many days ahead a planned measurement is told of on the desk; the page of them all looks Ahead.
const (
	Soon  = 7
	Ahead = 90
)

// Reminders are the planned measurements that are the reader's to make, the earliest first.
type Reminders struct {
	page    web.Page
	planned []outcome.Planned
	people  map[client.ClientID]client.Row
	titles  map[instrument.InstrumentID]instrument.Definition
	today   civil.Date
}

// Gather finds what is planned until so many days from now, or is late, for the reader's own clients and for those of her units who have no
// worker of their own. Nobody is reminded of what a client has not agreed to.
func Gather(tx *act.Tx, page web.Page, days int) (r Reminders, err error) {
	r.page, r.today, r.people = page, tx.Today(), map[client.ClientID]client.Row{}
	all, err := outcome.Due(tx, r.today.AddDays(days))
	if err != nil {
		return r, err
	}
	var ids []client.ClientID
	for _, p := range all {
		if !slices.Contains(ids, p.Client) {
			ids = append(ids, p.Client)
		}
	}
	rows, err := client.Named(tx, ids)
	if err != nil {
		return r, err
	}
	for _, row := range rows {
		if row.Tie == access.TieOwn || row.Tie == access.TiePair || row.Tie == access.TieUnit && len(row.OwnWorkers) == 0 {
			r.people[row.ID] = row
		}
	}
	r.planned = slices.DeleteFunc(all, func(p outcome.Planned) bool { return r.people[p.Client].ID.IsZero() })
	if r.titles, err = Titles(tx, r.planned); err != nil {
		return r, err
	}
	return r, r.dropUnagreed(tx)
}

// dropUnagreed leaves out what those would be measured with who have not agreed to it, or no longer do.
func (r *Reminders) dropUnagreed(tx *act.Tx) error {
	agreed := map[client.ClientID]bool{}
	for c := range r.people {
		h, err := client.Hold(tx, c, client.Measuring)
		if err != nil {
			return err
		}
		agreed[c] = h.Agreed
	}
	r.planned = slices.DeleteFunc(r.planned, func(p outcome.Planned) bool {
		return r.titles[p.Instrument].Purpose == instrument.ForMeasuring && !agreed[p.Client]
	})
	return nil
}

// Titles are the newest definitions of the instruments of what is planned.
func Titles(tx *act.Tx, planned []outcome.Planned) (map[instrument.InstrumentID]instrument.Definition, error) {
	all := map[instrument.InstrumentID]instrument.Definition{}
	for _, p := range planned {
		if _, known := all[p.Instrument]; known {
			continue
		}
		i, err := instrument.Find(tx, p.Instrument)
		if err != nil {
			return nil, err
		}
		v, _ := i.Newest()
		all[p.Instrument] = v.Definition
	}
	return all, nil
}

// Count is how many there are.
func (r Reminders) Count() int { return len(r.planned) }

// Rows are the first of them, at most so many.
func (r Reminders) Rows(most int) []ui.RowItem {
	var rows []ui.RowItem
	for _, p := range r.planned[:min(most, len(r.planned))] {
		person := r.people[p.Client]
		name := person.Listed()
		if name == "" {
			name = r.page.T("outcome.called", "number", person.Number)
		}
		row := ui.RowItem{Lead: r.page.ShortDate(p.Due), LeadTag: true, Title: name, Href: "/clients/" + p.Client.String() + "/plan",
			Text: Text(r.page, p, r.titles[p.Instrument]), Action: &ui.Link{Label: r.page.T("outcome.plan.measure"), Href: MeasureHref(p), Hidden: name}}
		if p.Overdue(r.today) {
			row.LeadTone, row.Text = ui.Warm, r.page.T("outcome.plan.row_overdue", "text", row.Text)
		}
		rows = append(rows, row)
	}
	return rows
}

// Text says what is planned: instrument and occasion.
func Text(p web.Page, one outcome.Planned, d instrument.Definition) string {
	return p.T("outcome.plan.row", "name", d.In(d.Title, string(p.Lang())), "occasion", p.T("outcome.occasion."+string(one.Occasion)))
}

// MeasureHref is where the planned measurement is begun.
func MeasureHref(p outcome.Planned) string {
	return "/clients/" + p.Client.String() + "/measurements/new?" + url.Values{"instrument": {p.Instrument.String()}, "occasion": {string(p.Occasion)}}.Encode()
}
