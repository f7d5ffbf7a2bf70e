// Package instrumentpages is the face of instruments: the list, one instrument in all its versions and languages, loading one from a file
// with what was understood of it, and its files in every format.
package instrumentpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/instrument"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// mostUploaded is a file as large as is read, with the form around it; a definition that is sent on may be encoded into twice its size.
const mostUploaded = 2*questions.MostBytes + 1<<20

// Routes is the table of all pages of this package.
func Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /instruments", Needs: access.ReadInstruments, Act: list},
		{Pattern: "GET /instruments/new", Needs: access.KeepInstruments, Act: offer},
		{Pattern: "POST /instruments/check", Needs: access.KeepInstruments, Act: check, MaxBody: mostUploaded},
		{Pattern: "POST /instruments", Needs: access.KeepInstruments, Act: load, MaxBody: mostUploaded},
		{Pattern: "GET /instruments/schema.json", Needs: access.ReadInstruments, Free: schema},
		{Pattern: "GET /instruments/{instrument}", Needs: access.ReadInstruments, Act: show},
		{Pattern: "GET /instruments/{instrument}/file", Needs: access.ReadInstruments, Act: file},
		{Pattern: "POST /instruments/{instrument}/lock", Needs: access.KeepInstruments, Act: lock},
		{Pattern: "POST /instruments/{instrument}/retire", Needs: access.KeepInstruments, Act: retire},
	}
}

type listPage struct {
	web.Page
	instruments []instrument.Instrument
	owners      map[access.OrganisationID]string
	mayKeep     bool
	mayImport   bool
}

func list(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p := listPage{Page: r.Page("instrument.list_title"), mayKeep: r.Actor.Holds(access.KeepInstruments),
		mayImport: r.Actor.Holds(access.ImportMeasurements)}
	var err error
	if p.instruments, err = instrument.List(tx); err != nil {
		return nil, err
	}
	p.owners, err = owners(tx, r)
	return web.Show(listView(p)), err
}

// owners are the names of the organisations whose instruments the reader may see.
func owners(tx *act.Tx, r *web.Request) (map[access.OrganisationID]string, error) {
	scope, err := tx.Scope(access.ReadInstruments, "instrument")
	if err != nil {
		return nil, err
	}
	all, err := staff.OrganisationsWithin(tx, scope)
	names := map[access.OrganisationID]string{access.Installation: r.Print.T("instrument.everybodys")}
	for _, o := range all {
		names[o.ID] = o.Name(string(r.Print.Lang()))
	}
	return names, err
}

func href(i instrument.InstrumentID) string { return "/instruments/" + i.String() }

func (p listPage) table() ui.TableProps {
	t := ui.TableProps{Caption: p.T("instrument.list"), CaptionHidden: true, Columns: []ui.Column{
		{Label: p.T("instrument.name")}, {Label: p.T("instrument.purpose")}, {Label: p.T("instrument.owner")},
		{Label: p.T("instrument.whose")}, {Label: p.T("instrument.version"), Numeric: true}, {Label: p.T("instrument.state")},
	}}
	for _, i := range p.instruments {
		v, there := i.Newest()
		if !there {
			continue
		}
		d := v.Definition
		tone, state := stateOf(p.Page, i, v)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: d.In(d.Title, string(p.Lang())), Href: href(i.ID), Note: i.Code},
			{Text: p.T("instrument.purpose." + string(d.Purpose))}, {Text: d.Licence.Owner}, {Text: p.owners[i.Organisation]},
			{Text: p.N(int64(v.Number))}, {Content: ui.Tag(tone, state)},
		}})
	}
	return t
}

// stateOf is what may be done with an instrument, as a tag.
//
//i18n:keys instrument.purpose.*
func stateOf(p web.Page, i instrument.Instrument, v instrument.Version) (ui.Tone, string) {
	switch {
	case i.Retired:
		return ui.Plain, p.T("instrument.state.retired")
	case v.Status == instrument.Draft:
		return ui.Warm, p.T("instrument.status.draft")
	}
	return ui.Good, p.T("instrument.state.in_use")
}
