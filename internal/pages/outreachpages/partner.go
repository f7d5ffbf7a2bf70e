package outreachpages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// partnerPage is one partner: its facts and its places.
type partnerPage struct {
	web.Page
	today   civil.Date
	partner outreach.Partner
	places  []outreach.Place
	mayKeep bool
}

func showPartner(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	partnerID, err := web.PathID[outreach.Partner](r, "partner")
	if err != nil {
		return nil, err
	}
	partner, err := outreach.OnePartner(tx, partnerID)
	if err != nil {
		return nil, err
	}
	p := partnerPage{Page: r.PageTitled(partner.Name), today: tx.Today(), partner: partner, mayKeep: r.Actor.Holds(access.KeepPlaces)}
	if p.places, err = outreach.Places(tx, outreach.PlaceFilter{Partner: partner.ID}); err != nil {
		return nil, err
	}
	return web.Show(partnerView(p)), nil
}

func (p partnerPage) facts() []ui.SummaryRow {
	x := p.partner
	rows := []ui.SummaryRow{{Key: p.T("partner.kind"), Value: p.T("partner.kind." + x.Kind)}}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: p.T(key), Value: value})
		}
	}
	add("partner.municipalities", areaNames(p.Page, p.today, x))
	add("partner.contact_role", x.ContactRole)
	if x.Phone != "" {
		call := "tel:" + strings.Join(strings.Fields(x.Phone), "")
		rows = append(rows, ui.SummaryRow{Key: p.T("partner.phone"), Content: linked(ui.Link{Label: x.Phone, Href: call})})
	}
	if x.Email != "" {
		rows = append(rows, ui.SummaryRow{Key: p.T("partner.email"), Content: linked(ui.Link{Label: x.Email, Href: "mailto:" + x.Email})})
	}
	if x.Note != "" {
		rows = append(rows, ui.SummaryRow{Key: p.T("partner.note"), Content: lines(strings.Split(x.Note, "\n"))})
	}
	return rows
}

func (p partnerPage) placeTable() ui.TableProps {
	t := ui.TableProps{
		Caption: p.T("partner.places_title"), CaptionHidden: true, Tight: true, Stacks: true,
		Columns: []ui.Column{{Label: p.T("place.name")}, {Label: p.T("place.kind")}, {Label: p.T("place.municipality")}},
	}
	for _, x := range p.places {
		row := ui.Cells(x.Name, p.T("place.kind."+x.Kind), municipalityName(p.Printer, p.today, x.Municipality))
		row.Cells[0].Href = placeHref(x.ID)
		if !x.Active(p.today) {
			row.Cells[0].Note = p.T("place.not_in_use")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
