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

func placeRoutes() []web.Route {
	return append([]web.Route{
		{Pattern: "GET /places", Needs: access.ReadPlaces, Act: showPlaces},
		{Pattern: "GET /places/new", Needs: access.KeepPlaces, Act: newPlace},
		{Pattern: "POST /places", Needs: access.KeepPlaces, Act: addPlace},
		{Pattern: "GET /places/{place}", Needs: access.ReadPlaces, Act: showPlace},
		{Pattern: "GET /places/{place}/edit", Needs: access.KeepPlaces, Act: editPlace},
		{Pattern: "POST /places/{place}/edit", Needs: access.KeepPlaces, Act: changePlace},
	}, fileRoutes("/places", access.ReadPlaces, handOutPlaces)...)
}

// placesPage is the list of places.
type placesPage struct {
	listing
	sections      []ui.NavItem
	today         civil.Date
	places        []outreach.Place
	organisations []staff.Organisation
	mayKeep       bool
}

// What a place can be filtered by beside its kind, municipality and name: "yes" or nothing, and whether it is in use.
const (
	onlyLowThreshold = "yes"
	alsoClosed       = "all"
)

func gatherPlaces(tx *act.Tx, r *web.Request) (placesPage, error) {
	p := placesPage{
		listing: listed(r, "place.list_title", "/places", []string{"text", "kind", "municipality", "low_threshold", "active"},
			[]string{"name", "kind", "municipality", "low_threshold"}),
		sections: sections(r, "/places"), today: tx.Today(), mayKeep: r.Actor.Holds(access.KeepPlaces),
	}
	filter := outreach.PlaceFilter{
		Text: strings.TrimSpace(p.value("text")), Kind: p.value("kind"), Municipality: p.value("municipality"),
		LowThreshold: p.value("low_threshold") == onlyLowThreshold,
	}
	if p.value("active") != alsoClosed {
		filter.ActiveOn = p.today
	}
	var err error
	if p.places, err = outreach.Places(tx, filter); err != nil {
		return p, err
	}
	order(p.listing, p.places, map[string]func(a, b outreach.Place) int{
		"name":          byText(p.listing, func(x outreach.Place) string { return x.Name }),
		"kind":          byText(p.listing, p.kind),
		"municipality":  byText(p.listing, p.municipality),
		"low_threshold": func(a, b outreach.Place) int { return yesNo(a.LowThreshold) - yesNo(b.LowThreshold) },
	})
	p.organisations, err = organisations(tx, access.ReadPlaces)
	return p, err
}

func showPlaces(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherPlaces(tx, r)
	if err == nil {
		err = p.lookForDraft(tx)
	}
	if err != nil {
		return nil, err
	}
	p.places = cut(&p.listing, p.places)
	return web.Show(placesView(p)), nil
}

func (p placesPage) kind(x outreach.Place) string { return p.T("place.kind." + x.Kind) }

func (p placesPage) municipality(x outreach.Place) string {
	return municipalityName(p.Printer, p.today, x.Municipality)
}

func (p placesPage) kinds() []ui.Option {
	return withFirst(p.T("place.any_kind"), options(p.Printer, "place.kind.", outreach.PlaceKinds))
}

func (p placesPage) municipalities() []ui.Option {
	return withFirst(p.T("place.any_municipality"), municipalityOptions(p.Printer, p.today, p.organisations, p.value("municipality")))
}

func (p placesPage) thresholds() []ui.Option {
	return []ui.Option{{Label: p.T("place.any_threshold")}, {Value: onlyLowThreshold, Label: p.T("place.low_threshold_only")}}
}

func (p placesPage) uses() []ui.Option {
	return []ui.Option{{Label: p.T("place.in_use")}, {Value: alsoClosed, Label: p.T("place.in_use_or_not")}}
}

func (p placesPage) table() ui.TableProps {
	t := ui.TableProps{
		Caption: p.Title, CaptionHidden: true, SortText: p.T("visit.sort_text"), Stacks: true,
		Columns: []ui.Column{
			p.column("place.name", "name", false, false), p.column("place.kind", "kind", false, false),
			p.column("place.municipality", "municipality", false, false), p.plain("place.address", false),
			p.column("place.low_threshold", "low_threshold", false, false),
		},
	}
	for _, x := range p.places {
		row := ui.Cells(x.Name, p.kind(x), p.municipality(x), x.Address, p.threshold(x))
		row.Cells[0].Href = placeHref(x.ID)
		if !x.Active(p.today) {
			row.Cells[0].Note = p.T("place.not_in_use")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p placesPage) threshold(x outreach.Place) string {
	if x.LowThreshold {
		return p.T("place.yes")
	}
	return p.T("place.no")
}

func (p placesPage) paging() ui.PaginationProps {
	from, to := p.span(pageSize)
	summary := p.T("place.found", "count", p.total, "from", from, "to", to)
	if p.total == 1 {
		summary = p.T("place.found_one")
	}
	return p.pages(summary, lastPage(p.total))
}

func placeHref(place outreach.PlaceID) string { return "/places/" + place.String() }

func handOutPlaces(r *web.Request) (*web.Answer, error) {
	return handOut(r, "places", func(f *os.File, suffix string) error {
		var p placesPage
		err := r.Read(func(tx *act.Tx) (err error) {
			p, err = gatherPlaces(tx, r)
			return err
		})
		if err != nil {
			return err
		}
		return p.handout(suffix).write(f, func(o *outgoing) (int64, error) { return int64(len(p.places)), p.fill(o) })
	})
}

func (p placesPage) handout(suffix string) handout {
	return handout{
		suffix: suffix, print: p.Printer, title: p.Title,
		about: p.chosenAbout(p.today,
			ui.Pair{Name: p.T("place.search"), Value: p.value("text")},
			ui.Pair{Name: p.T("place.kind"), Value: chosenOption(p.kinds(), p.value("kind"))},
			ui.Pair{Name: p.T("place.municipality"), Value: chosenOption(p.municipalities(), p.value("municipality"))},
			ui.Pair{Name: p.T("place.low_threshold"), Value: chosenOption(p.thresholds(), p.value("low_threshold"))},
			ui.Pair{Name: p.T("place.use"), Value: p.uses()[yesNo(p.value("active") != alsoClosed)].Label}),
		columns: []column{
			{"key", "visit.sheet_key", 38}, {"name", "place.name", 32}, {"kind", "place.kind", 18},
			{"municipality", "place.municipality", 18}, {"address", "place.address", 28}, {"latitude", "place.latitude", 0},
			{"longitude", "place.longitude", 0}, {"low_threshold", "place.low_threshold", 0}, {"opening", "place.opening", 30},
			{"first_day", "place.first_day", 14}, {"last_day", "place.last_day", 14},
		},
	}
}

func (p placesPage) fill(o *outgoing) error {
	for _, x := range p.places {
		o.put(sheet.Text(x.ID.String()))
		o.put(sheet.Text(x.Name))
		o.putCoded(x.Kind, p.kind(x))
		o.putCoded(x.Municipality, p.municipality(x))
		o.put(sheet.Text(x.Address))
		o.put(degrees(x.Latitude))
		o.put(degrees(x.Longitude))
		o.putCoded(yesCode(x.LowThreshold), p.threshold(x))
		o.put(sheet.Text(x.Opening))
		o.putDay(x.FirstDay)
		o.putDay(x.LastDay)
		if err := o.end(); err != nil {
			return err
		}
	}
	return nil
}

func degrees(v *float64) sheet.Value {
	if v == nil {
		return sheet.Empty()
	}
	return sheet.Decimal(*v, 6)
}

func yesCode(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
