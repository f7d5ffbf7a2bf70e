package staffpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func newOrganisation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if err := tx.Require(access.KeepOrganisations, access.All("organisation", access.Installation)); err != nil {
		return nil, err
	}
	p, err := organisationForm(tx, r, "staff.organisation_add", url.Values{
		"id": {id.New[access.Organisation]().String()}, "from": {dateText(r, tx.Today())},
	})
	if err != nil {
		return nil, err
	}
	return p.show()
}

func organisationForm(tx *act.Tx, r *web.Request, title string, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, title, values)
	if err != nil {
		return nil, err
	}
	p.Back, p.Submit = back(r, "staff.organisations", "/admin/organisations"), r.Print.T("staff.organisation_save")
	p.hide("id", "version")
	p.add(textControl, "name_fi", "staff.name_fi")
	p.add(textControl, "name_sv", "staff.name_sv", p.mayBeEmpty)
	p.add(selectControl, "kind", "staff.kind", among(kindOptions(r)))
	p.add(selectControl, "county", "staff.county", p.mayBeEmpty, among(countyOptions(tx, r)))
	p.add(selectControl, "municipality", "staff.municipality", p.mayBeEmpty, among(municipalityOptions(tx, r)))
	p.addTerm()
	return p, nil
}

func kindOptions(r *web.Request) []ui.Option {
	options := []ui.Option{{Label: r.Print.T("staff.choose")}}
	for _, k := range staff.Kinds() {
		options = append(options, ui.Option{Value: string(k), Label: kindText(r, k)})
	}
	return options
}

func countyOptions(tx *act.Tx, r *web.Request) []ui.Option {
	options := []ui.Option{{Label: r.Print.T("staff.none_chosen")}}
	for _, c := range area.On(tx.Today()).Counties() {
		options = append(options, ui.Option{Value: c.Code, Label: c.Name(r.Print.Lang().Tag())})
	}
	return options
}

func municipalityOptions(tx *act.Tx, r *web.Request) []ui.Option {
	options := []ui.Option{{Label: r.Print.T("staff.none_chosen")}}
	for _, m := range area.On(tx.Today()).Municipalities() {
		options = append(options, ui.Option{Value: m.Code, Label: m.Name(r.Print.Lang().Tag())})
	}
	return options
}

func readOrganisation(f *web.Form) staff.Organisation {
	return staff.Organisation{
		ID: web.FormID[access.Organisation](f, "id"), NameFi: f.Text("name_fi"), NameSv: f.Text("name_sv"), Kind: staff.Kind(f.Text("kind")),
		County: f.Text("county"), Municipality: f.Text("municipality"), Term: readTerm(f), Version: readVersion(f),
	}
}

func organisationValues(r *web.Request, o staff.Organisation) url.Values {
	v := url.Values{
		"id": {o.ID.String()}, "version": {versionText(o.Version)}, "name_fi": {o.NameFi}, "name_sv": {o.NameSv},
		"kind": {string(o.Kind)}, "county": {o.County}, "municipality": {o.Municipality},
	}
	putTerm(r, v, o.Term)
	return v
}

func foundOrganisation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	o := readOrganisation(f)
	err := f.Err()
	if err == nil {
		err = staff.FoundOrganisation(tx, o)
	}
	if err == nil {
		return saved(tx, r, organisationPath(o.ID), "staff.organisation_saved")
	}
	p, formErr := organisationForm(tx, r, "staff.organisation_add", nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, nil)
}

func editOrganisation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	o, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := organisationForm(tx, r, "staff.organisation_edit", organisationValues(r, o))
	if err != nil {
		return nil, err
	}
	p.Back = &ui.Link{Label: o.Name(r.Print.Lang().Tag()), Href: organisationPath(o.ID)}
	return p.show()
}

func pathOrganisation(tx *act.Tx, r *web.Request) (staff.Organisation, error) {
	o, err := web.PathID[access.Organisation](r, "organisation")
	if err != nil {
		return staff.Organisation{}, err
	}
	return staff.FindOrganisation(tx, o)
}

func changeOrganisation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	stands, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	o := readOrganisation(f)
	o.ID = stands.ID
	if err = f.Err(); err == nil {
		err = staff.ChangeOrganisation(tx, o)
	}
	if err == nil {
		return saved(tx, r, organisationPath(o.ID), "staff.organisation_saved")
	}
	p, formErr := organisationForm(tx, r, "staff.organisation_edit", nil)
	if formErr != nil {
		return nil, formErr
	}
	p.Back = &ui.Link{Label: stands.Name(r.Print.Lang().Tag()), Href: organisationPath(o.ID)}
	return p.again(r, err, func() (url.Values, error) { return organisationValues(r, stands), nil })
}
