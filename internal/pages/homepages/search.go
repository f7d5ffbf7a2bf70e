package homepages

import (
	"net/url"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

type searchView struct {
	web.Page
	text  string
	found []ui.RowItem
	// visits leads on to visits whose place or text has the words; nil for whoever sees no visits.
	visits *ui.Link
}

const mostFound = 50

// search looks in everything that the reader may see.
//
//i18n:keys place.kind.*
//i18n:keys partner.kind.*
func search(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	v := searchView{Page: r.Page("search.title"), text: strings.TrimSpace(r.FormValue("q"))}
	found, err := outreach.Find(tx, v.text, mostFound)
	if err != nil {
		return nil, err
	}
	table := area.On(tx.Today())
	for _, f := range found {
		row := ui.RowItem{Title: f.Name, Href: "/places/" + f.Place.String(), Tag: v.T("place.kind." + f.Kind)}
		if f.Place.IsZero() {
			row.Href, row.Tag = "/partners/"+f.Partner.String(), v.T("partner.kind."+f.Kind)
		}
		if m, ok := table.Municipality(f.Municipality); ok {
			row.Text = m.Name(string(v.Lang()))
		}
		v.found = append(v.found, row)
	}
	if r.Actor.Holds(access.ReadVisits) {
		v.visits = &ui.Link{Label: v.T("search.visits"), Href: "/visits?text=" + url.QueryEscape(v.text)}
	}
	return web.Show(searchTemplate(v)), nil
}
