package staffpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

type organisationPage struct {
	adminPage
	Back          *ui.Link
	Facts         []ui.SummaryRow
	Units, People ui.TableProps
	Shares        ui.TableProps
	Path          string
	MayEdit       bool
}

func showOrganisation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	o, err := pathOrganisation(tx, r)
	if err != nil {
		return nil, err
	}
	p := organisationPage{adminPage: newAdminPage(r, "staff.organisation", "/admin/organisations"), Path: organisationPath(o.ID)}
	p.Title, p.MayEdit, p.Back = o.Name(r.Print.Lang().Tag()), r.Actor.Holds(access.KeepOrganisations), back(r, "staff.organisations", "/admin/organisations")
	p.Props.Title = r.PageTitled(p.Title).Props.Title
	p.Facts = organisationFacts(tx, r, o)
	within := access.Scope{Organisations: []access.OrganisationID{o.ID}}
	units, err := staff.UnitsWithin(tx, within)
	if err != nil {
		return nil, err
	}
	p.Units = unitTable(r, units)
	if p.People, err = peopleTable(tx, r, within, units); err != nil {
		return nil, err
	}
	shares, err := staff.SharesOf(tx, o.ID)
	if err != nil {
		return nil, err
	}
	p.Shares, err = shareTable(tx, r, shares, p.MayEdit)
	return web.Show(organisationView(p)), err
}

func organisationFacts(tx *act.Tx, r *web.Request, o staff.Organisation) []ui.SummaryRow {
	t := r.Print.T
	facts := []ui.SummaryRow{{Key: t("staff.name_fi"), Value: o.NameFi}}
	if o.NameSv != "" {
		facts = append(facts, ui.SummaryRow{Key: t("staff.name_sv"), Value: o.NameSv})
	}
	return append(facts,
		ui.SummaryRow{Key: t("staff.kind"), Value: kindText(r, o.Kind)},
		ui.SummaryRow{Key: t("staff.area"), Value: areaText(tx, r, o)},
		ui.SummaryRow{Key: t("staff.in_force"), Value: termText(r, o.Term)})
}

func unitTable(r *web.Request, units []staff.Unit) ui.TableProps {
	table := ui.TableProps{Caption: r.Print.T("staff.units"), CaptionHidden: true, Columns: []ui.Column{
		{Label: r.Print.T("staff.name")}, {Label: r.Print.T("staff.in_force")},
	}}
	for _, u := range units {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name, Href: unitPath(u.ID)}, {Text: termText(r, u.Term)}}})
	}
	return table
}

func unitPath(u access.UnitID) string { return "/admin/units/" + u.String() }

// peopleTable lists who has a post in force inside the scope.
func peopleTable(tx *act.Tx, r *web.Request, within access.Scope, units []staff.Unit) (ui.TableProps, error) {
	table := ui.TableProps{Caption: r.Print.T("staff.posts"), CaptionHidden: true, Columns: []ui.Column{
		{Label: r.Print.T("staff.name")}, {Label: r.Print.T("staff.role")}, {Label: r.Print.T("staff.unit")}, {Label: r.Print.T("staff.in_force")},
	}}
	posts, err := staff.PostsWithin(tx, within)
	if err != nil {
		return table, err
	}
	ids := make([]access.WorkerID, len(posts))
	for i, p := range posts {
		ids[i] = p.Worker
	}
	names, err := staff.WorkerNames(tx, ids)
	for _, p := range posts {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			workerCell(r, p.Worker, names[p.Worker]), {Text: roleText(r, p.Role)}, {Text: unitName(r, units, p.Unit)}, {Text: termText(r, p.Term)},
		}})
	}
	sortRows(r, table.Rows, 0, false)
	return table, err
}

// workerCell links to the worker for those who may open her page.
func workerCell(r *web.Request, worker access.WorkerID, name string) ui.Cell {
	if r.Actor.Holds(access.KeepWorkers) {
		return ui.Cell{Text: name, Href: workerPath(worker)}
	}
	return ui.Cell{Text: name}
}

func unitName(r *web.Request, units []staff.Unit, u access.UnitID) string {
	for _, unit := range units {
		if unit.ID == u {
			return unit.Name
		}
	}
	return r.Print.T("staff.whole_organisation")
}
