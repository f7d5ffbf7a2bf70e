package staffpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func rightsRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /admin/rights", Needs: access.ReadRights, Act: showRights}}
}

type rightsPage struct {
	adminPage
	Roles []ui.SummaryRow
	Table ui.TableProps
}

// showRights draws the table that the program itself decides by.
func showRights(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if err := tx.Require(access.ReadRights, tx.Actor.Self("rights")); err != nil {
		return nil, err
	}
	p := rightsPage{adminPage: newAdminPage(r, "staff.rights", "/admin/rights")}
	p.Table = ui.TableProps{Caption: r.Print.T("staff.rights_table"), CaptionHidden: true, Tight: true, Columns: []ui.Column{{Label: r.Print.T("staff.permission")}}}
	for _, role := range access.Roles() {
		p.Table.Columns = append(p.Table.Columns, ui.Column{Label: roleText(r, role)})
		//i18n:keys staff.role_task.*
		p.Roles = append(p.Roles, ui.SummaryRow{Key: roleText(r, role), Value: r.Print.T("staff.role_task." + string(role))})
	}
	for _, permission := range access.Permissions() {
		if row, held := rightsRow(r, permission); held {
			p.Table.Rows = append(p.Table.Rows, row)
		}
	}
	return web.Show(rightsView(p)), nil
}

// rightsRow is false for what only the program itself may do.
func rightsRow(r *web.Request, permission access.Permission) (ui.Row, bool) {
	row, held := ui.Row{Cells: []ui.Cell{{Text: permissionText(r, permission.Name()), Note: purposeText(r, permission.Purpose())}}}, false
	for _, role := range access.Roles() {
		reach := access.ReachOf(role, permission)
		held = held || reach != access.ReachNone
		//i18n:keys reach.*
		row.Cells = append(row.Cells, ui.Cell{Text: r.Print.T("reach." + reach.String())})
	}
	return row, held
}

func permissionText(r *web.Request, name string) string {
	//i18n:keys permission.*
	return r.Print.T("permission." + name)
}

func purposeText(r *web.Request, purpose string) string {
	//i18n:keys purpose.*
	return r.Print.T("purpose." + purpose)
}
