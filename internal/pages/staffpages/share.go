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

// shareTable shows who sees whose statistics together. edit links lead to the
// form for those who may change it.
func shareTable(tx *act.Tx, r *web.Request, shares []staff.Share, edit bool) (ui.TableProps, error) {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.shares"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("staff.name")}, {Label: t("staff.share_coordinators")}, {Label: t("staff.share_members")}, {Label: t("staff.in_force")},
	}}
	if len(shares) == 0 {
		return table, nil
	}
	names, err := organisationNames(tx, r)
	for _, s := range shares {
		members := make([]string, len(s.Members))
		for i, o := range s.Members {
			members[i] = names[o]
		}
		name := ui.Cell{Text: s.Name}
		if edit {
			name.Href = "/admin/shares/" + s.ID.String() + "/edit"
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			name, {Text: names[s.Coordinators]}, {Text: r.Print.List(members)}, {Text: termText(r, s.Term)},
		}})
	}
	return table, err
}

// organisationNames are the names of all organisations: who sees whose
// statistics is no secret within the installation.
func organisationNames(tx *act.Tx, r *web.Request) (map[access.OrganisationID]string, error) {
	all, err := staff.OrganisationsWithin(tx, access.Scope{Everywhere: true})
	names := make(map[access.OrganisationID]string, len(all))
	for _, o := range all {
		names[o.ID] = o.Name(r.Print.Lang().Tag())
	}
	return names, err
}

func shareForm(tx *act.Tx, r *web.Request, title string, o staff.Organisation, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, title, values)
	if err != nil {
		return nil, err
	}
	options, err := organisationOptions(tx, r, access.Scope{Everywhere: true})
	if err != nil {
		return nil, err
	}
	name := o.Name(r.Print.Lang().Tag())
	p.Back, p.Submit = &ui.Link{Label: name, Href: organisationPath(o.ID)}, r.Print.T("staff.share_save")
	p.Lead = r.Print.T("staff.share_lead", "organisation", name)
	p.hide("id", "version")
	p.add(textControl, "name", "staff.share_name")
	p.add(checksControl, "members", "staff.share_members", p.hint("staff.share_members_hint"), among(options))
	p.addTerm()
	return p, nil
}

func organisationOptions(tx *act.Tx, r *web.Request, within access.Scope) ([]ui.Option, error) {
	all, err := staff.OrganisationsWithin(tx, within)
	options := make([]ui.Option, len(all))
	for i, o := range all {
		options[i] = ui.Option{Value: o.ID.String(), Label: o.Name(r.Print.Lang().Tag())}
	}
	return options, err
}

func readShare(f *web.Form, coordinators access.OrganisationID) staff.Share {
	s := staff.Share{ID: web.FormID[staff.Share](f, "id"), Name: f.Text("name"), Coordinators: coordinators, Term: readTerm(f), Version: readVersion(f)}
	for _, text := range f.Texts("members") {
		if o, err := id.Parse[access.Organisation](text); err == nil {
			s.Members = append(s.Members, o)
		}
	}
	return s
}

func newShare(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	o, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := shareForm(tx, r, "staff.share_add", o, url.Values{"id": {id.New[staff.Share]().String()}, "from": {dateText(r, tx.Today())}})
	if err != nil {
		return nil, err
	}
	return p.show()
}

func agreeShare(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	o, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	s := readShare(f, o.ID)
	if err = f.Err(); err == nil {
		err = staff.AgreeShare(tx, s)
	}
	if err == nil {
		return saved(tx, r, organisationPath(o.ID), "staff.share_saved")
	}
	p, formErr := shareForm(tx, r, "staff.share_add", o, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, nil)
}

func pathShare(tx *act.Tx, r *web.Request) (staff.Share, staff.Organisation, error) {
	share, err := web.PathID[staff.Share](r, "share")
	if err != nil {
		return staff.Share{}, staff.Organisation{}, err
	}
	s, err := staff.FindShare(tx, share)
	if err != nil {
		return s, staff.Organisation{}, err
	}
	o, err := staff.FindOrganisation(tx, s.Coordinators)
	return s, o, err
}

func shareValues(r *web.Request, s staff.Share) url.Values {
	v := url.Values{"id": {s.ID.String()}, "version": {versionText(s.Version)}, "name": {s.Name}}
	for _, o := range s.Members {
		v.Add("members", o.String())
	}
	putTerm(r, v, s.Term)
	return v
}

func editShare(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	s, o, err := pathShare(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := shareForm(tx, r, "staff.share_edit", o, shareValues(r, s))
	if err != nil {
		return nil, err
	}
	return p.show()
}

func changeShare(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	stands, o, err := pathShare(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	s := readShare(f, o.ID)
	s.ID = stands.ID
	if err = f.Err(); err == nil {
		err = staff.ChangeShare(tx, s)
	}
	if err == nil {
		return saved(tx, r, organisationPath(o.ID), "staff.share_saved")
	}
	p, formErr := shareForm(tx, r, "staff.share_edit", o, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, func() (url.Values, error) { return shareValues(r, stands), nil })
}
