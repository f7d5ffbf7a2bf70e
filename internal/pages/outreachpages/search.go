package outreachpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
)

// Hits are what a search finds in outreach, of each at most a handful, as far
// as the searcher may see them.
type Hits struct {
	Places, Partners, Visits []ui.RowItem
}

// hitsShown is how many of each are shown.
const hitsShown = 8

// SearchResults looks for the text in the names of places and partners, and for
// visits in such places or with the text in what was heard.
func SearchResults(tx *act.Tx, print *i18n.Printer, text string) (Hits, error) {
	var h Hits
	if tx.Actor.Holds(access.ReadPlaces) {
		found, err := outreach.Find(tx, text, hitsShown)
		if err != nil {
			return h, err
		}
		h.addFound(print, tx.Today(), found)
	}
	if text == "" || !tx.Actor.Holds(access.ReadVisits) {
		return h, nil
	}
	visits, err := outreach.Visits(tx, outreach.Filter{Text: text})
	if err != nil {
		return h, err
	}
	for _, v := range visits.Rows[:min(hitsShown, len(visits.Rows))] {
		h.Visits = append(h.Visits, ui.RowItem{
			Lead: print.Date(v.Day), Title: v.PlaceName, Href: visitHref(v.ID),
			Text: print.T("round.stop_text", "present", v.Present, "conversations", v.Conversations),
		})
	}
	return h, nil
}

func (h *Hits) addFound(print *i18n.Printer, today civil.Date, found []outreach.Found) {
	for _, f := range found {
		if !f.Place.IsZero() {
			h.Places = append(h.Places, ui.RowItem{
				Title: f.Name, Href: placeHref(f.Place), Text: municipalityName(print, today, f.Municipality), Tag: print.T("place.kind." + f.Kind),
			})
			continue
		}
		h.Partners = append(h.Partners, ui.RowItem{Title: f.Name, Href: partnerHref(f.Partner), Tag: print.T("partner.kind." + f.Kind)})
	}
}
