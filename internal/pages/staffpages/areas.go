package staffpages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/i18n"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func areaRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /admin/areas", Needs: access.UseDesk, Act: showAreas}}
}

type areasPage struct {
	adminPage
	Lead       string
	Filter     ui.FilterBarProps
	Text       ui.Field
	County     ui.Field
	CountyList []ui.Option
	Table      ui.TableProps
	Summary    string
	// Boundaries is nil for a reader who does not keep them.
	Boundaries *boundaries
}

func showAreas(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherAreas(tx, r, nil)
	return web.Show(areasView(p)), err
}

// gatherAreas reads the page; wrong is what was wrong with a file of boundaries.
func gatherAreas(tx *act.Tx, r *web.Request, wrong error) (areasPage, error) {
	t, areas := r.Print.T, area.On(tx.Today())
	from, _ := areas.Valid()
	p := areasPage{adminPage: newAdminPage(r, "staff.areas", "/admin/areas"), Lead: t("staff.areas_lead", "from", from)}
	if err := tx.Require(access.UseDesk, tx.Actor.Self("area")); err != nil {
		return p, err
	}
	p.Filter = ui.FilterBarProps{Action: "/admin/areas", Label: t("staff.areas_filter"), Submit: t("staff.filter")}
	if r.FormValue("text")+r.FormValue("county") != "" {
		p.Filter.Reset = &ui.Link{Label: t("staff.filter_reset"), Href: "/admin/areas"}
	}
	p.Text = ui.Field{Name: "text", Label: t("staff.area_text"), Value: r.FormValue("text")}
	p.County = ui.Field{Name: "county", Label: t("staff.county"), Value: r.FormValue("county")}
	p.CountyList = countyOptions(tx, r)
	p.CountyList[0].Label = t("staff.all")
	l := readListing(r, "name")
	p.Table = areaTable(r, l, areas)
	p.Summary = t("staff.areas_count", "count", len(p.Table.Rows))
	var err error
	p.Boundaries, err = readBoundaries(tx, r, p.Page, wrong)
	return p, err
}

// areaTable lists the municipalities that fit the search, each with its county.
func areaTable(r *web.Request, l listing, areas *area.Table) ui.TableProps {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.municipalities"), CaptionHidden: true, SortText: t("staff.sort_help"), Tight: true, Columns: []ui.Column{
		l.column(t("staff.name_fi"), "name"), l.column(t("staff.name_sv"), "name_sv"), l.column(t("staff.area_code"), "code"),
		l.column(t("staff.county"), "county"), {Label: t("staff.county_code")}, {Label: t("staff.languages")},
	}}
	for _, m := range areas.Municipalities() {
		county, _ := areas.County(m.County) // every municipality has one: the table refuses others
		if !areaFits(r, m, county) {
			continue
		}
		table.Rows = append(table.Rows, ui.Cells(m.NameFi, m.NameSv, m.Code, county.Name(r.Print.Lang().Tag()), county.Code, spoken(r, m)))
	}
	key, descending := strings.CutPrefix(l.sort, "-")
	sortRows(r, table.Rows, map[string]int{"name": 0, "name_sv": 1, "code": 2, "county": 3}[key], descending)
	return table
}

func areaFits(r *web.Request, m area.Municipality, c area.County) bool {
	if wanted := r.FormValue("county"); wanted != "" && wanted != c.Code {
		return false
	}
	text := i18n.Fold(strings.TrimSpace(r.FormValue("text")))
	for _, name := range []string{m.NameFi, m.NameSv, m.Code, c.NameFi, c.NameSv, c.NameEn} {
		if strings.Contains(i18n.Fold(name), text) {
			return true
		}
	}
	return false
}

func spoken(r *web.Request, m area.Municipality) string {
	var names []string
	for _, l := range m.Languages {
		names = append(names, languageText(r, i18n.Lang(l)))
	}
	return strings.Join(names, ", ")
}
