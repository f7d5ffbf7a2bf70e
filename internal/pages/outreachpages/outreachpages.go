// Package outreachpages is the pages of outreach: visits, rounds, places,
// partners, topics and counting rules.
package outreachpages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Routes is the table of all pages of this package.
func Routes() []web.Route {
	return slices.Concat(visitRoutes(), roundRoutes(), placeRoutes(), partnerRoutes(), topicRoutes(), ruleRoutes())
}

// sections are the lists of outreach beside each other, as far as the reader may open them.
func sections(r *web.Request, current string) []ui.NavItem {
	var items []ui.NavItem
	for _, s := range []struct {
		path, label string
		needs       access.Permission
	}{
		{"/visits", "visit.list_title", access.ReadVisits},
		{"/rounds", "round.list_title", access.ReadVisits},
		{"/places", "place.list_title", access.ReadPlaces},
		{"/partners", "partner.list_title", access.ReadPlaces},
		{"/topics", "topic.list_title", access.ReadPlaces},
		{"/counting-rules", "rule.list_title", access.ReadPlaces},
		{"/imports", "import.title", access.ImportVisits},
	} {
		if r.Actor.Holds(s.needs) {
			items = append(items, ui.NavItem{Label: r.Print.T(s.label), Href: s.path, Current: s.path == current})
		}
	}
	return items
}
