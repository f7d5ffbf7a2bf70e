package outreachpages

import (
	"net/url"
	"strconv"

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

// partnerForm is the form of a partner, new or old.
type partnerForm struct {
	form
	today         civil.Date
	organisations []staff.Organisation // where the actor keeps partners
	action, back  string
	submit        string
}

func newPartner(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if err := tx.Require(access.KeepPlaces, access.All("partner", r.Actor.Home())); err != nil {
		return nil, err
	}
	p, err := partnerFormFor(tx, r, nil)
	if err != nil {
		return nil, err
	}
	p.typed = typedPartner(outreach.Partner{ID: id.New[outreach.Partner](), Organisation: r.Actor.Home()})
	if err := p.resume(tx, r, "/partners"); err != nil {
		return nil, err
	}
	return web.Show(partnerFormView(p)), nil
}

func addPartner(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	partner, err := readPartner(r)
	if err == nil {
		err = outreach.SavePartner(tx, partner)
	}
	if err == nil {
		return saved(tx, partnerHref(partner.ID), "partner.saved", "/partners", "/partners/new")
	}
	return partnerFaults(tx, r, nil, err)
}

func editPartner(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	partner, err := partnerToKeep(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := partnerFormFor(tx, r, &partner)
	if err != nil {
		return nil, err
	}
	p.typed = typedPartner(partner)
	if err := p.resume(tx, r, p.action); err != nil {
		return nil, err
	}
	return web.Show(partnerFormView(p)), nil
}

func changePartner(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	old, err := partnerToKeep(tx, r)
	if err != nil {
		return nil, err
	}
	partner, err := readPartner(r)
	partner.ID, partner.Organisation = old.ID, old.Organisation
	if err == nil {
		err = outreach.SavePartner(tx, partner)
	}
	if err == nil {
		return saved(tx, partnerHref(partner.ID), "partner.saved", r.URL.Path)
	}
	return partnerFaults(tx, r, &old, err)
}

// partnerToKeep loads the partner of the address for whoever keeps it.
func partnerToKeep(tx *act.Tx, r *web.Request) (outreach.Partner, error) {
	partnerID, err := web.PathID[outreach.Partner](r, "partner")
	if err != nil {
		return outreach.Partner{}, err
	}
	partner, err := outreach.OnePartner(tx, partnerID)
	if err != nil {
		return partner, err
	}
	return partner, tx.Require(access.KeepPlaces, access.Of("partner", partner.Organisation, access.UnitID{}, partner.ID))
}

// partnerFaults shows the form again with what was typed and what is wrong.
func partnerFaults(tx *act.Tx, r *web.Request, old *outreach.Partner, err error) (*web.Answer, error) {
	if !mendable(err) {
		return nil, err
	}
	p, loadErr := partnerFormFor(tx, r, old)
	if loadErr != nil {
		return nil, loadErr
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	if fault.Is(err, fault.Stale) && old != nil {
		stands := typedPartner(*old)
		p.changed = p.compare(stands, p.fields())
		p.typed.Set("version", stands.Get("version"))
	}
	return again(partnerFormView(p), err)
}

func partnerFormFor(tx *act.Tx, r *web.Request, old *outreach.Partner) (p partnerForm, err error) {
	p.today = tx.Today()
	p.Page, p.action, p.back, p.submit = r.Page("partner.new_title"), "/partners", "/partners", r.Print.T("partner.submit_new")
	if old != nil {
		p.Page = r.Page("partner.edit_title", "partner", old.Name)
		p.action, p.back, p.submit = partnerHref(old.ID)+"/edit", partnerHref(old.ID), r.Print.T("partner.submit")
	}
	p.organisations, err = organisations(tx, access.KeepPlaces)
	return p, err
}

// typedPartner is a partner as the form shows it.
func typedPartner(x outreach.Partner) url.Values {
	return url.Values{
		"id": {x.ID.String()}, "version": {strconv.Itoa(x.Version)}, "organisation": {x.Organisation.String()},
		"kind": {x.Kind}, "name": {x.Name}, "municipalities": x.Municipalities, "contact_role": {x.ContactRole},
		"phone": {x.Phone}, "email": {x.Email}, "note": {x.Note},
	}
}

// readPartner reads the shape of what was typed.
func readPartner(r *web.Request) (outreach.Partner, error) {
	f := r.TypedForm()
	x := outreach.Partner{
		ID: web.FormID[outreach.Partner](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"),
		Kind: f.Text("kind"), Name: f.Text("name"), Municipalities: f.Texts("municipalities"),
		ContactRole: f.Text("contact_role"), Phone: f.Text("phone"), Email: f.Text("email"), Note: f.Text("note"),
		Version: f.Int("version"),
	}
	if x.ID.IsZero() && f.Err() == nil {
		return x, fault.New(fault.Invalid, "fault.unreadable")
	}
	return x, f.Err()
}

func (p partnerForm) kinds() []ui.Option {
	return withFirst(p.T("visit.choose"), options(p.Printer, "partner.kind.", outreach.PartnerKinds))
}

func (p partnerForm) municipalities() []ui.Option {
	return municipalityOptions(p.Printer, p.today, p.organisations, p.typed["municipalities"]...)
}

// fields are those that may differ when somebody else saved meanwhile.
func (p partnerForm) fields() []shown {
	return []shown{
		{"name", "partner.name", nil}, {"kind", "partner.kind", p.labels(p.kinds())},
		{"municipalities", "partner.municipalities", p.labels(p.municipalities())}, {"contact_role", "partner.contact_role", nil},
		{"phone", "partner.phone", nil}, {"email", "partner.email", nil}, {"note", "partner.note", firstLine},
	}
}
