package staffpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func organisationRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/organisations", Needs: access.KeepUnits, Act: listOrganisations},
		{Pattern: "GET /admin/organisations/new", Needs: access.KeepOrganisations, Act: newOrganisation},
		{Pattern: "POST /admin/organisations/new", Needs: access.KeepOrganisations, Act: foundOrganisation},
		{Pattern: "GET /admin/organisations/{organisation}", Needs: access.KeepUnits, Act: showOrganisation},
		{Pattern: "GET /admin/organisations/{organisation}/edit", Needs: access.KeepOrganisations, Act: editOrganisation},
		{Pattern: "POST /admin/organisations/{organisation}/edit", Needs: access.KeepOrganisations, Act: changeOrganisation},
		{Pattern: "GET /admin/organisations/{organisation}/units/new", Needs: access.KeepUnits, Act: newUnit},
		{Pattern: "POST /admin/organisations/{organisation}/units/new", Needs: access.KeepUnits, Act: foundUnit},
		{Pattern: "GET /admin/organisations/{organisation}/shares/new", Needs: access.KeepOrganisations, Act: newShare},
		{Pattern: "POST /admin/organisations/{organisation}/shares/new", Needs: access.KeepOrganisations, Act: agreeShare},
		{Pattern: "GET /admin/shares/{share}/edit", Needs: access.KeepOrganisations, Act: editShare},
		{Pattern: "POST /admin/shares/{share}/edit", Needs: access.KeepOrganisations, Act: changeShare},
	}
}

type organisationsPage struct {
	adminPage
	Table  ui.TableProps
	MayAdd bool
}

func listOrganisations(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	all, err := staff.ListOrganisations(tx)
	if err != nil {
		return nil, err
	}
	p := organisationsPage{adminPage: newAdminPage(r, "staff.organisations", "/admin/organisations"), MayAdd: r.Actor.Holds(access.KeepOrganisations)}
	p.Table = ui.TableProps{Caption: r.Print.T("staff.organisations"), CaptionHidden: true, Columns: []ui.Column{
		{Label: r.Print.T("staff.name")}, {Label: r.Print.T("staff.kind")}, {Label: r.Print.T("staff.area")}, {Label: r.Print.T("staff.in_force")},
	}}
	for _, o := range all {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: o.Name(r.Print.Lang().Tag()), Href: organisationPath(o.ID)}, {Text: kindText(r, o.Kind)},
			{Text: areaText(tx, r, o)}, {Text: termText(r, o.Term)},
		}})
	}
	return web.Show(organisationsView(p)), nil
}

func organisationPath(o access.OrganisationID) string { return "/admin/organisations/" + o.String() }

func kindText(r *web.Request, k staff.Kind) string {
	//i18n:keys staff.kind.*
	return r.Print.T("staff.kind." + string(k))
}

// areaText names the municipality and county of an organisation.
func areaText(tx *act.Tx, r *web.Request, o staff.Organisation) string {
	areas, lang := area.On(tx.Today()), r.Print.Lang().Tag()
	county, hasCounty := areas.County(o.County)
	place, hasPlace := areas.Municipality(o.Municipality)
	switch {
	case hasCounty && hasPlace:
		return r.Print.T("staff.area_both", "municipality", place.Name(lang), "county", county.Name(lang))
	case hasCounty:
		return county.Name(lang)
	case hasPlace:
		return place.Name(lang)
	default:
		return "–"
	}
}
