package staffpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// tabs lead between the pages of administration that the reader may open.
func tabs(r *web.Request, current string) []ui.NavItem {
	var items []ui.NavItem
	for _, t := range []struct {
		needs       access.Permission
		label, href string
	}{
		{access.KeepUnits, "staff.organisations", "/admin/organisations"},
		{access.KeepWorkers, "staff.workers", "/admin/workers"},
		{access.ReadRights, "staff.rights", "/admin/rights"},
		{access.UseDesk, "staff.areas", "/admin/areas"},
		{access.KeepPrograms, "program.tab", "/admin/programs"},
		{access.ReadUseLog, "staff.log", "/admin/log"},
		{access.KeepSettings, "staff.settings", "/admin/settings"},
	} {
		if r.Actor.Holds(t.needs) {
			items = append(items, ui.NavItem{Label: r.Print.T(t.label), Href: t.href, Current: t.href == current})
		}
	}
	return items
}

// adminPage is what every page of administration has.
type adminPage struct {
	web.Page
	Tabs []ui.NavItem
}

func newAdminPage(r *web.Request, title, current string) adminPage {
	return adminPage{r.Page(title), tabs(r, current)}
}

// termText is a term in words.
func termText(r *web.Request, t staff.Term) string {
	if t.To.IsZero() {
		return r.Print.T("staff.term_open", "from", t.From)
	}
	if !t.From.Before(t.To) {
		return r.Print.T("staff.term_never")
	}
	return r.Print.T("staff.term", "from", t.From, "last", t.Last())
}

func roleText(r *web.Request, role access.Role) string {
	//i18n:keys role.*
	return r.Print.T("role." + string(role))
}

func back(r *web.Request, label, href string) *ui.Link {
	return &ui.Link{Label: r.Print.T(label), Href: href}
}
