package homepages

import (
	"net/url"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

type searchView struct {
	web.Page
	text  string
	found []ui.RowItem
	// visits are the newest whose place or text has the words; sum says how many there are, and is empty for whoever
	// sees no visits.
	visits    []ui.RowItem
	sum       string
	allVisits *ui.Link
}

const (
	mostFound   = 50
	visitsShown = 5
)

// search looks in everything that the reader may see.
func search(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	v := searchView{Page: r.Page("search.title"), text: strings.TrimSpace(r.FormValue("q"))}
	if err := v.placesAndPartners(tx); err != nil {
		return nil, err
	}
	if v.text == "" || !r.Actor.Holds(access.ReadVisits) {
		return web.Show(searchTemplate(v)), nil
	}
	if err := v.topics(tx); err != nil {
		return nil, err
	}
	err := v.theVisits(tx)
	return web.Show(searchTemplate(v)), err
}

//i18n:keys place.kind.*
//i18n:keys partner.kind.*
func (v *searchView) placesAndPartners(tx *act.Tx) error {
	found, err := outreach.Find(tx, v.text, mostFound)
	for _, f := range found {
		row := ui.RowItem{Title: f.Name, Href: "/places/" + f.Place.String(), Tag: v.T("place.kind." + f.Kind)}
		if f.Place.IsZero() {
			row.Href, row.Tag = "/partners/"+f.Partner.String(), v.T("partner.kind."+f.Kind)
		}
		row.Text = v.municipality(tx, f.Municipality)
		v.found = append(v.found, row)
	}
	return err
}

func (v *searchView) municipality(tx *act.Tx, code string) string {
	m, _ := area.On(tx.Today()).Municipality(code)
	return m.Name(string(v.Lang()))
}

// topics that go by the words in any language lead to the visits on which they were talked about. Organisations that
// have the same topic share its code.
func (v *searchView) topics(tx *act.Tx) error {
	topics, err := outreach.Topics(tx)
	words := i18n.Fold(v.text)
	var codes []string
	for _, t := range topics {
		names := i18n.Fold(strings.Join([]string{t.Fi, t.Sv, t.En, t.Selko}, "\n"))
		if !strings.Contains(names, words) || slices.Contains(codes, t.Code) {
			continue
		}
		codes = append(codes, t.Code)
		v.found = append(v.found, ui.RowItem{
			Title: t.Name(string(v.Lang())), Href: "/visits?topic=" + url.QueryEscape(t.Code), Text: v.T("search.topic"), Tag: v.T("visit.topic"),
		})
	}
	return err
}

func (v *searchView) theVisits(tx *act.Tx) error {
	page, err := outreach.Visits(tx, outreach.Filter{Text: v.text})
	if err != nil || page.Total == 0 {
		return err
	}
	v.sum = v.T("search.visits", "count", page.Total)
	if page.More {
		v.sum = v.T("search.visits_more", "count", page.Total)
	}
	for _, row := range page.Rows[:min(visitsShown, len(page.Rows))] {
		v.visits = append(v.visits, ui.RowItem{
			Lead: v.Date(row.Day), LeadTag: true, Title: row.PlaceName, Href: "/visits/" + row.ID.String(),
			Text: v.T("search.visit_text", "present", row.Present, "conversations", row.Conversations),
		})
	}
	v.allVisits = &ui.Link{Label: v.T("search.all_visits"), Href: "/visits?text=" + url.QueryEscape(v.text)}
	return nil
}
