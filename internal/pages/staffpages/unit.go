package staffpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func unitRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/units/{unit}", Needs: access.KeepUnits, Act: showUnit},
		{Pattern: "GET /admin/units/{unit}/edit", Needs: access.KeepUnits, Act: editUnit},
		{Pattern: "POST /admin/units/{unit}/edit", Needs: access.KeepUnits, Act: changeUnit},
	}
}

type unitPage struct {
	adminPage
	Back   *ui.Link
	Facts  []ui.SummaryRow
	People ui.TableProps
	Path   string
}

func pathUnit(tx *act.Tx, r *web.Request) (staff.Unit, error) {
	u, err := web.PathID[access.Unit](r, "unit")
	if err != nil {
		return staff.Unit{}, err
	}
	return staff.FindUnit(tx, u)
}

func showUnit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	u, err := pathUnit(tx, r)
	if err != nil {
		return nil, err
	}
	o, err := staff.FindOrganisation(tx, u.Organisation)
	if err != nil {
		return nil, err
	}
	name := o.Name(r.Print.Lang().Tag())
	p := unitPage{adminPage: newAdminPage(r, "staff.unit", "/admin/organisations"), Path: unitPath(u.ID)}
	p.Title, p.Back = u.Name, &ui.Link{Label: name, Href: organisationPath(o.ID)}
	p.Props.Title = r.PageTitled(p.Title).Props.Title
	p.Facts = []ui.SummaryRow{{Key: r.Print.T("staff.organisation"), Value: name}, {Key: r.Print.T("staff.in_force"), Value: termText(r, u.Term)}}
	p.People, err = peopleTable(tx, r, access.Scope{Units: []access.UnitID{u.ID}}, []staff.Unit{u})
	return web.Show(unitView(p)), err
}

func unitForm(tx *act.Tx, r *web.Request, title string, leads *ui.Link, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, title, values)
	if err != nil {
		return nil, err
	}
	p.Back, p.Submit = leads, r.Print.T("staff.unit_save")
	p.hide("id", "version")
	p.add(textControl, "name", "staff.unit_name")
	p.addTerm()
	return p, nil
}

func readUnit(f *web.Form) staff.Unit {
	return staff.Unit{ID: web.FormID[access.Unit](f, "id"), Name: f.Text("name"), Term: readTerm(f), Version: readVersion(f)}
}

func newUnit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	o, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	leads := &ui.Link{Label: o.Name(r.Print.Lang().Tag()), Href: organisationPath(o.ID)}
	p, err := unitForm(tx, r, "staff.unit_add", leads, url.Values{"id": {id.New[access.Unit]().String()}, "from": {dateText(r, tx.Today())}})
	if err != nil {
		return nil, err
	}
	return p.show()
}

func foundUnit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	o, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	u := readUnit(f)
	u.Organisation = o.ID
	if err = f.Err(); err == nil {
		err = staff.FoundUnit(tx, u)
	}
	if err == nil {
		return saved(tx, r, organisationPath(o.ID), "staff.unit_saved")
	}
	leads := &ui.Link{Label: o.Name(r.Print.Lang().Tag()), Href: organisationPath(o.ID)}
	p, formErr := unitForm(tx, r, "staff.unit_add", leads, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, nil)
}

func unitValues(r *web.Request, u staff.Unit) url.Values {
	v := url.Values{"id": {u.ID.String()}, "version": {versionText(u.Version)}, "name": {u.Name}}
	putTerm(r, v, u.Term)
	return v
}

func editUnit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	u, err := pathUnit(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := unitForm(tx, r, "staff.unit_edit", &ui.Link{Label: u.Name, Href: unitPath(u.ID)}, unitValues(r, u))
	if err != nil {
		return nil, err
	}
	return p.show()
}

func changeUnit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	stands, err := pathUnit(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	u := readUnit(f)
	u.ID = stands.ID
	if err = f.Err(); err == nil {
		err = staff.ChangeUnit(tx, u)
	}
	if err == nil {
		return saved(tx, r, unitPath(u.ID), "staff.unit_saved")
	}
	p, formErr := unitForm(tx, r, "staff.unit_edit", &ui.Link{Label: stands.Name, Href: unitPath(u.ID)}, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, func() (url.Values, error) { return unitValues(r, stands), nil })
}
