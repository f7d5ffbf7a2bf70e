package outreachpages

import (
	"net/url"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// placeForm is the form of a place, new or old.
type placeForm struct {
	form
	today         civil.Date
	organisations []staff.Organisation // where the actor keeps places
	partners      []outreach.Partner
	action, back  string
	submit        string
}

func newPlace(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := placeFormFor(tx, r, nil)
	if err != nil {
		return nil, err
	}
	p.typed = typedPlace(p.Page, outreach.Place{ID: id.New[outreach.Place](), Organisation: r.Actor.Home(), Partner: askedPartner(r)})
	if err := p.resume(tx, r, "/places"); err != nil {
		return nil, err
	}
	return web.Show(placeFormView(p)), nil
}

// askedPartner is the partner whose page the form was opened from.
func askedPartner(r *web.Request) outreach.PartnerID {
	partner, err := id.Parse[outreach.Partner](r.URL.Query().Get("partner"))
	if err != nil {
		return outreach.PartnerID{}
	}
	return partner
}

func addPlace(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	place, err := readPlace(r)
	if err == nil {
		err = outreach.SavePlace(tx, place)
	}
	if err == nil {
		return saved(tx, placeHref(place.ID), "place.saved", "/places", "/places/new")
	}
	return placeFaults(tx, r, nil, err)
}

func editPlace(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	place, err := placeToKeep(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := placeFormFor(tx, r, &place)
	if err != nil {
		return nil, err
	}
	p.typed = typedPlace(p.Page, place)
	if err := p.resume(tx, r, p.action); err != nil {
		return nil, err
	}
	return web.Show(placeFormView(p)), nil
}

func changePlace(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	old, err := placeToKeep(tx, r)
	if err != nil {
		return nil, err
	}
	place, err := readPlace(r)
	place.ID, place.Organisation = old.ID, old.Organisation
	if err == nil {
		err = outreach.SavePlace(tx, place)
	}
	if err == nil {
		return saved(tx, placeHref(place.ID), "place.saved", r.URL.Path)
	}
	return placeFaults(tx, r, &old, err)
}

// placeToKeep loads the place of the address for whoever keeps it.
func placeToKeep(tx *act.Tx, r *web.Request) (outreach.Place, error) {
	placeID, err := web.PathID[outreach.Place](r, "place")
	if err != nil {
		return outreach.Place{}, err
	}
	place, err := outreach.OnePlace(tx, placeID)
	if err != nil {
		return place, err
	}
	return place, tx.Require(access.KeepPlaces, access.Of("place", place.Organisation, access.UnitID{}, place.ID))
}

// placeFaults shows the form again with what was typed and what is wrong.
func placeFaults(tx *act.Tx, r *web.Request, old *outreach.Place, err error) (*web.Answer, error) {
	if !mendable(err) {
		return nil, err
	}
	p, loadErr := placeFormFor(tx, r, old)
	if loadErr != nil {
		return nil, loadErr
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	if fault.Is(err, fault.Stale) && old != nil {
		stands := typedPlace(p.Page, *old)
		p.changed = p.compare(stands, p.fields())
		p.typed.Set("version", stands.Get("version"))
	}
	return again(placeFormView(p), err)
}

func placeFormFor(tx *act.Tx, r *web.Request, old *outreach.Place) (p placeForm, err error) {
	p.today = tx.Today()
	p.Page, p.action, p.back, p.submit = r.Page("place.new_title"), "/places", "/places", r.Print.T("place.submit_new")
	if old != nil {
		p.Page = r.Page("place.edit_title", "place", old.Name)
		p.action, p.back, p.submit = placeHref(old.ID)+"/edit", placeHref(old.ID), r.Print.T("place.submit")
	}
	if p.partners, err = outreach.Partners(tx, outreach.PartnerFilter{}); err != nil {
		return p, err
	}
	p.organisations, err = organisations(tx, access.KeepPlaces)
	return p, err
}

// typedPlace is a place as the form shows it.
func typedPlace(page web.Page, x outreach.Place) url.Values {
	v := url.Values{
		"id": {x.ID.String()}, "version": {strconv.Itoa(x.Version)}, "organisation": {x.Organisation.String()},
		"kind": {x.Kind}, "name": {x.Name}, "municipality": {x.Municipality}, "address": {x.Address}, "opening": {x.Opening},
		"first_day": {page.Date(x.FirstDay)}, "last_day": {page.Date(x.LastDay)},
		"latitude": {typedDegrees(x.Latitude)}, "longitude": {typedDegrees(x.Longitude)},
	}
	if !x.Partner.IsZero() {
		v.Set("partner", x.Partner.String())
	}
	if x.LowThreshold {
		v.Set("low_threshold", "yes")
	}
	return v
}

func typedDegrees(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// readPlace reads the shape of what was typed.
func readPlace(r *web.Request) (outreach.Place, error) {
	f := r.TypedForm()
	x := outreach.Place{
		ID: web.FormID[outreach.Place](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"),
		Kind: f.Text("kind"), Name: f.Text("name"), Municipality: f.Text("municipality"), Address: f.Text("address"),
		Partner: web.FormID[outreach.Partner](f, "partner"), Opening: f.Text("opening"), LowThreshold: f.Bool("low_threshold"),
		FirstDay: f.Date("first_day"), LastDay: f.Date("last_day"), Version: f.Int("version"),
	}
	x.Latitude, x.Longitude = readDegrees(f, "latitude"), readDegrees(f, "longitude")
	if x.ID.IsZero() && f.Err() == nil {
		return x, fault.New(fault.Invalid, "fault.unreadable")
	}
	return x, f.Err()
}

func readDegrees(f *web.Form, name string) *float64 {
	if f.Text(name) == "" {
		return nil
	}
	v := f.Decimal(name)
	return &v
}

func (p placeForm) kinds() []ui.Option {
	return withFirst(p.T("visit.choose"), options(p.Printer, "place.kind.", outreach.PlaceKinds))
}

func (p placeForm) municipalities() []ui.Option {
	all := municipalityOptions(p.Printer, p.today, p.organisations, p.typed.Get("municipality"))
	return withFirst(p.T("visit.choose"), all)
}

func (p placeForm) partnerOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("place.no_partner")}}
	for _, x := range p.partners {
		all = append(all, ui.Option{Value: x.ID.String(), Label: x.Name})
	}
	return all
}

// fields are those that may differ when somebody else saved meanwhile.
func (p placeForm) fields() []shown {
	return []shown{
		{"name", "place.name", nil}, {"kind", "place.kind", p.labels(p.kinds())},
		{"municipality", "place.municipality", p.labels(p.municipalities())}, {"address", "place.address", nil},
		{"partner", "place.partner", p.labels(p.partnerOptions())}, {"opening", "place.opening", firstLine},
		{"low_threshold", "place.low_threshold", p.labels([]ui.Option{{Value: "yes", Label: p.T("place.yes")}})},
		{"first_day", "place.first_day", nil}, {"last_day", "place.last_day", nil},
		{"latitude", "place.latitude", nil}, {"longitude", "place.longitude", nil},
	}
}

// firstLine shows a text of several lines as one: browsers send line ends of their own.
func firstLine(values []string) string { return strings.Join(strings.Fields(first(values)), " ") }
