package outreachpages

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
)

// options turns the codes of a closed list into choices. prefix is that of their message keys.
//
//i18n:keys place.kind.*
//i18n:keys partner.kind.*
//i18n:keys visit.kind.*
func options(p *i18n.Printer, prefix string, codes []string) []ui.Option {
	all := make([]ui.Option, len(codes))
	for i, code := range codes {
		all[i] = ui.Option{Value: code, Label: p.T(prefix + code)}
	}
	return all
}

// municipalityName is the name of a municipality, or its code when the table does not know it any more.
func municipalityName(p *i18n.Printer, today civil.Date, code string) string {
	if m, ok := area.On(today).Municipality(code); ok {
		return m.Name(string(p.Lang()))
	}
	return code
}

// organisations are those in which the actor has the permission, also where she has it in single units only.
func organisations(tx *act.Tx, p access.Permission) ([]staff.Organisation, error) {
	return staff.OrganisationsWithin(tx, tx.Actor.ScopeOf(p))
}

// municipalityOptions are the municipalities of the organisations' counties, or all when one of them works in no
// county of its own; also the one that is chosen already.
func municipalityOptions(p *i18n.Printer, today civil.Date, of []staff.Organisation, chosen ...string) []ui.Option {
	table := area.On(today)
	var found []area.Municipality
	for _, m := range table.Municipalities() {
		near := slices.ContainsFunc(of, func(o staff.Organisation) bool { return o.County == "" || o.County == m.County })
		if near || slices.Contains(chosen, m.Code) {
			found = append(found, m)
		}
	}
	lang := string(p.Lang())
	slices.SortFunc(found, func(a, b area.Municipality) int { return p.Compare(a.Name(lang), b.Name(lang)) })
	all := make([]ui.Option, len(found))
	for i, m := range found {
		all[i] = ui.Option{Value: m.Code, Label: m.Name(lang)}
	}
	return all
}

// organisationOptions are the organisations by their names.
func organisationOptions(p *i18n.Printer, of []staff.Organisation) []ui.Option {
	var all []ui.Option
	for _, o := range of {
		all = append(all, ui.Option{Value: o.ID.String(), Label: o.Name(string(p.Lang()))})
	}
	return all
}

// placeOptions are the places by municipality. today decides the municipalities' names.
func placeOptions(p *i18n.Printer, today civil.Date, places []outreach.Place) []ui.Option {
	all := make([]ui.Option, len(places))
	for i, place := range places {
		all[i] = ui.Option{Value: place.ID.String(), Label: place.Name, Group: municipalityName(p, today, place.Municipality)}
	}
	slices.SortStableFunc(all, func(a, b ui.Option) int {
		return cmp.Or(p.Compare(a.Group, b.Group), p.Compare(a.Label, b.Label))
	})
	return all
}

// workerNames are names by id; a worker whose account is gone is called by the end of her id.
type workerNames map[access.WorkerID]string

func (n workerNames) of(w access.WorkerID) string {
	return cmp.Or(n[w], w.Short())
}

func (n workerNames) list(p *i18n.Printer, workers []access.WorkerID) string {
	names := make([]string, len(workers))
	for i, w := range workers {
		names[i] = n.of(w)
	}
	slices.SortFunc(names, p.Compare)
	return p.List(names)
}
