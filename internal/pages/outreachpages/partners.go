package outreachpages

import (
	"os"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func partnerRoutes() []web.Route {
	return append([]web.Route{
		{Pattern: "GET /partners", Needs: access.ReadPlaces, Act: showPartners},
		{Pattern: "GET /partners/new", Needs: access.KeepPlaces, Act: newPartner},
		{Pattern: "POST /partners", Needs: access.KeepPlaces, Act: addPartner},
		{Pattern: "GET /partners/{partner}", Needs: access.ReadPlaces, Act: showPartner},
		{Pattern: "GET /partners/{partner}/edit", Needs: access.KeepPlaces, Act: editPartner},
		{Pattern: "POST /partners/{partner}/edit", Needs: access.KeepPlaces, Act: changePartner},
	}, fileRoutes("/partners", access.ReadPlaces, handOutPartners)...)
}

// partnersPage is the list of partners.
type partnersPage struct {
	listing
	sections      []ui.NavItem
	today         civil.Date
	partners      []outreach.Partner
	organisations []staff.Organisation
	mayKeep       bool
}

func gatherPartners(tx *act.Tx, r *web.Request) (partnersPage, error) {
	p := partnersPage{
		listing:  listed(r, "partner.list_title", "/partners", []string{"text", "kind", "municipality"}, []string{"name", "kind", "municipalities"}),
		sections: sections(r, "/partners"), today: tx.Today(), mayKeep: r.Actor.Holds(access.KeepPlaces),
	}
	var err error
	p.partners, err = outreach.Partners(tx, outreach.PartnerFilter{
		Text: strings.TrimSpace(p.value("text")), Kind: p.value("kind"), Municipality: p.value("municipality"),
	})
	if err != nil {
		return p, err
	}
	order(p.listing, p.partners, map[string]func(a, b outreach.Partner) int{
		"name":           byText(p.listing, func(x outreach.Partner) string { return x.Name }),
		"kind":           byText(p.listing, p.kind),
		"municipalities": byText(p.listing, p.area),
	})
	p.organisations, err = organisations(tx, access.ReadPlaces)
	return p, err
}

func showPartners(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherPartners(tx, r)
	if err == nil {
		err = p.lookForDraft(tx)
	}
	if err != nil {
		return nil, err
	}
	p.partners = cut(&p.listing, p.partners)
	return web.Show(partnersView(p)), nil
}

func (p partnersPage) kind(x outreach.Partner) string { return p.T("partner.kind." + x.Kind) }

// area names the municipalities in which a partner works.
func (p partnersPage) area(x outreach.Partner) string { return areaNames(p.Page, p.today, x) }

func areaNames(p web.Page, today civil.Date, x outreach.Partner) string {
	names := make([]string, len(x.Municipalities))
	for i, code := range x.Municipalities {
		names[i] = municipalityName(p.Printer, today, code)
	}
	return p.List(names)
}

func (p partnersPage) kinds() []ui.Option {
	return withFirst(p.T("place.any_kind"), options(p.Printer, "partner.kind.", outreach.PartnerKinds))
}

func (p partnersPage) municipalities() []ui.Option {
	return withFirst(p.T("place.any_municipality"), municipalityOptions(p.Printer, p.today, p.organisations, p.value("municipality")))
}

func (p partnersPage) table() ui.TableProps {
	t := ui.TableProps{
		Caption: p.Title, CaptionHidden: true, SortText: p.T("visit.sort_text"), Stacks: true,
		Columns: []ui.Column{
			p.column("partner.name", "name", false, false), p.column("partner.kind", "kind", false, false),
			p.column("partner.municipalities", "municipalities", false, false), p.plain("partner.contact_role", false),
			p.plain("partner.phone", false),
		},
	}
	for _, x := range p.partners {
		row := ui.Cells(x.Name, p.kind(x), p.area(x), x.ContactRole, x.Phone)
		row.Cells[0].Href = partnerHref(x.ID)
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p partnersPage) paging() ui.PaginationProps {
	from, to := p.span(pageSize)
	summary := p.T("partner.found", "count", p.total, "from", from, "to", to)
	if p.total == 1 {
		summary = p.T("partner.found_one")
	}
	return p.pages(summary, lastPage(p.total))
}

func partnerHref(partner outreach.PartnerID) string { return "/partners/" + partner.String() }

func handOutPartners(r *web.Request) (*web.Answer, error) {
	return handOut(r, "partners", func(f *os.File, suffix string) error {
		var p partnersPage
		err := r.Read(func(tx *act.Tx) (err error) {
			p, err = gatherPartners(tx, r)
			return err
		})
		if err != nil {
			return err
		}
		return p.handout(suffix).write(f, func(o *outgoing) (int64, error) { return int64(len(p.partners)), p.fill(o) })
	})
}

func (p partnersPage) handout(suffix string) handout {
	return handout{
		suffix: suffix, print: p.Printer, title: p.Title,
		about: p.chosenAbout(p.today,
			ui.Pair{Name: p.T("partner.search"), Value: p.value("text")},
			ui.Pair{Name: p.T("partner.kind"), Value: chosenOption(p.kinds(), p.value("kind"))},
			ui.Pair{Name: p.T("place.municipality"), Value: chosenOption(p.municipalities(), p.value("municipality"))}),
		columns: []column{
			{"key", "visit.sheet_key", 38}, {"name", "partner.name", 32}, {"kind", "partner.kind", 18},
			{"municipalities", "partner.municipalities", 28}, {"contact_role", "partner.contact_role", 24},
			{"phone", "partner.phone", 18}, {"email", "partner.email", 28}, {"note", "partner.note", 40},
		},
	}
}

func (p partnersPage) fill(o *outgoing) error {
	for _, x := range p.partners {
		o.put(sheet.Text(x.ID.String()))
		o.put(sheet.Text(x.Name))
		o.putCoded(x.Kind, p.kind(x))
		o.putCoded(strings.Join(x.Municipalities, " "), p.area(x))
		for _, text := range []string{x.ContactRole, x.Phone, x.Email, x.Note} {
			o.put(sheet.Text(text))
		}
		if err := o.end(); err != nil {
			return err
		}
	}
	return nil
}
