// Package pages puts all page packages together: the table of contents of the
// product, and the frame's navigation.
package pages

import (
	"log/slog"
	"net/http"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/api"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/pages/answerpages"
	"rinnalla/internal/pages/clientpages"
	"rinnalla/internal/pages/fieldpages"
	"rinnalla/internal/pages/homepages"
	"rinnalla/internal/pages/importpages"
	"rinnalla/internal/pages/instrumentpages"
	"rinnalla/internal/pages/outcomepages"
	"rinnalla/internal/pages/outreachpages"
	"rinnalla/internal/pages/picturepages"
	"rinnalla/internal/pages/referencepages"
	"rinnalla/internal/pages/reportpages"
	"rinnalla/internal/pages/staffpages"
	"rinnalla/internal/report"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Options are what the pages need beside the database.
type Options struct {
	Acts       *act.Acts
	Log        *slog.Logger
	Staff      staffpages.Options
	Disclosure report.Disclosure
	// Notary signs the copies that clients are given.
	Notary    *act.Notary
	Measuring outcomepages.Options
	// Contact is where readers may write about accessibility; empty when not set.
	Contact string
	Secure  bool
	Demo    bool
}

// Routes are all addresses of the product.
func Routes(o Options) [][]web.Route {
	return [][]web.Route{
		homepages.Routes(homepages.Options{Contact: o.Contact, Disclosure: o.Disclosure}),
		field.Routes(),
		api.Routes(api.Options{Address: o.Staff.Address}),
		fieldpages.Routes(),
		clientpages.Routes(),
		outcomepages.Routes(o.Measuring),
		picturepages.Routes(o.Notary),
		answerpages.Routes(answerpages.Options{Address: o.Staff.Address, Notary: o.Notary}),
		outreachpages.Routes(),
		importpages.Routes(),
		instrumentpages.Routes(),
		staffpages.Routes(o.Staff),
		reportpages.Routes(o.Disclosure),
		referencepages.Routes(),
	}
}

// Handler is the whole product as one handler.
func Handler(o Options) (http.Handler, error) {
	frame := &web.Frame{
		Acts: o.Acts, Identify: staffpages.Identify(o.Acts), KeepDraft: staffpages.KeepDraft(o.Acts), Navigation: navigation,
		Log: o.Log, Secure: o.Secure, Demo: o.Demo,
	}
	return frame.Handler(Routes(o)...)
}

// room is one entry of the main navigation: shown to those who hold any of the
// permissions.
type room struct {
	key, href string
	prefixes  []string
	needs     []access.Permission
}

//i18n:keys nav.*
var rooms = []room{
	{"nav.desk", "/", nil, []access.Permission{access.UseDesk}},
	{"nav.clients", "/clients", []string{"/clients", "/break-glass", "/client-notices", "/measurements", "/links", "/keying", "/planned"}, []access.Permission{access.ListClients}},
	{"nav.outreach", "/visits", []string{"/visits", "/places", "/partners", "/rounds", "/topics", "/counting-rules", "/imports"}, []access.Permission{access.ReadVisits}},
	{"nav.instruments", "/instruments", []string{"/instruments", "/measurement-imports", "/references"}, []access.Permission{access.ReadInstruments}},
	{"nav.reports", "/reports/outreach", []string{"/reports"}, []access.Permission{access.ReadReport, access.ReadSharedReport}},
	{"nav.admin", "/admin/organisations", []string{"/admin"}, []access.Permission{access.KeepOrganisations, access.KeepUnits, access.KeepWorkers}},
}

// navigation fills header and footer for whoever reads the page.
func navigation(r *web.Request, p *ui.PageProps) {
	t := r.Print.T
	p.NavLabel, p.MenuLabel = t("nav.label"), t("nav.menu")
	p.FooterLabel = t("nav.footer")
	p.Footer = []ui.Link{{Label: t("nav.guide"), Href: "/guide"}, {Label: t("nav.accessibility"), Href: "/accessibility"}}
	p.Languages = languages(r)
	if !r.SignedIn {
		return
	}
	for _, room := range rooms {
		if room.openTo(r.Actor) {
			p.Nav = append(p.Nav, ui.NavItem{Label: t(room.key), Href: room.href, Current: room.holds(r.URL.Path)})
		}
	}
	if r.Actor.Holds(access.ReadPlaces) {
		p.Search = &ui.SearchProps{
			Action: "/search", Name: "q", Label: t("nav.search"), Placeholder: t("nav.search_hint"), Submit: t("nav.search"),
			Value: r.URL.Query().Get("q"),
		}
	}
	p.Account = &ui.AccountProps{
		Name: r.Actor.Name, Label: t("nav.account"), Lines: r.Lines,
		Links:   []ui.Link{{Label: t("nav.own_account"), Href: "/account"}, {Label: t("nav.rights"), Href: "/admin/rights"}},
		SignOut: t("nav.sign_out"), SignOutAction: "/sign-out",
	}
}

func (m room) openTo(a access.Actor) bool {
	for _, p := range m.needs {
		if a.Holds(p) {
			return true
		}
	}
	return false
}

func (m room) holds(path string) bool {
	if path == m.href {
		return true
	}
	for _, prefix := range m.prefixes {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

func languages(r *web.Request) ui.LanguagesProps {
	l := ui.LanguagesProps{Label: r.Print.T("nav.language"), Action: "/language", Back: r.URL.RequestURI()}
	names := map[i18n.Lang]string{i18n.FI: "Suomi", i18n.SV: "Svenska", i18n.EN: "English", i18n.Selko: "Selkosuomi"}
	for _, lang := range i18n.Langs {
		l.Items = append(l.Items, ui.Language{Value: string(lang), Lang: lang.Tag(), Label: names[lang], Current: lang == r.Print.Lang()})
	}
	return l
}
