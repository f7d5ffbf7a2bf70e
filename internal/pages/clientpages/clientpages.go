// Package clientpages is the pages of clients: the list and the search, the form with its hints at doubles, the client's page, what she
// agreed to, whose client she is, the broken glass and its notices, joining and erasing.
package clientpages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/client"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Routes is the table of all pages of this package.
func Routes() []web.Route {
	return slices.Concat(listRoutes(), formRoutes(), clientRoutes(), consentRoutes(), relationRoutes(), glassRoutes(), mergeRoutes(), eraseRoutes())
}

// sections are the pages that are about no single client, beside each other, as far as the reader may open them.
func sections(r *web.Request, current string) []ui.NavItem {
	var items []ui.NavItem
	for _, s := range []struct {
		path, label string
		needs       access.Permission
	}{
		{"/clients", "client.mine_title", access.ListClients},
		{"/clients?whose=units", "client.units_title", access.ListClients},
		{"/break-glass", "client.glass.title", access.BreakGlass},
		{"/client-notices", "client.notice.title", access.SuperviseClients},
	} {
		if r.Actor.Holds(s.needs) {
			items = append(items, ui.NavItem{Label: r.Print.T(s.label), Href: s.path, Current: s.path == current})
		}
	}
	return items
}

func clientHref(c client.ClientID, parts ...string) string {
	href := "/clients/" + c.String()
	for _, p := range parts {
		href += "/" + p
	}
	return href
}

// toClient leads back to a client's page.
func toClient(p web.Page, c client.Client) *ui.Link {
	return &ui.Link{Label: nameOf(p, c), Href: clientHref(c.ID)}
}

// nameOf is how a page calls a client; whoever is sealed or erased is called by her number.
func nameOf(p web.Page, c client.Client) string {
	if name := c.Name(); name != "" {
		return name
	}
	return p.T("client.called", "number", c.Number)
}
