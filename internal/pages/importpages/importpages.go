// Package importpages is the face of the imports of old visits and old measurements: the
// template, what columns hold, the check of a file with its report, the import, and undoing it.
package importpages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/oldvisits"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// MostUploaded is the largest form that is read, in bytes: a file as large as the
// import takes, and the form around it. A larger one is answered without being
// read to its end.
const MostUploaded = 25 << 20

// Routes is the table of all pages of this package.
func Routes() []web.Route { return slices.Concat(visitRoutes(), measurementRoutes()) }

func visitRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /imports", Needs: access.ImportVisits, Act: list},
		{Pattern: "POST /imports", Needs: access.ImportVisits, Free: check, MaxBody: MostUploaded},
		{Pattern: "GET /imports/template.xlsx", Needs: access.ImportVisits, Free: templateXLSX},
		{Pattern: "GET /imports/template.csv", Needs: access.ImportVisits, Free: templateCSV},
		{Pattern: "GET /imports/{import}", Needs: access.ImportVisits, Act: show},
		{Pattern: "GET /imports/{import}/report.csv", Needs: access.ImportVisits, Free: reportCSV},
		{Pattern: "POST /imports/{import}/run", Needs: access.ImportVisits, Free: run},
		{Pattern: "POST /imports/{import}/discard", Needs: access.ImportVisits, Act: discard},
		{Pattern: "GET /imports/{import}/undo", Needs: access.ImportVisits, Act: askToUndo},
		{Pattern: "POST /imports/{import}/undo", Needs: access.ImportVisits, Act: undo},
	}
}

type listPage struct {
	web.Page
	web.Errors
	ID      string
	Unit    string
	Units   []ui.Option
	Imports []oldvisits.Import
	names
}

// names are what the ids on a page are called.
type names struct {
	units   map[access.UnitID]string
	workers map[access.WorkerID]string
}

func list(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gather(tx, r, nil)
	return web.Show(listView(p)), err
}

func gather(tx *act.Tx, r *web.Request, wrong error) (listPage, error) {
	p := listPage{Page: r.Page("import.title"), Errors: r.Errors(wrong), ID: id.New[outreach.Import]().String(), Unit: r.FormValue("unit")}
	var err error
	if p.Imports, err = oldvisits.List(tx); err != nil {
		return p, err
	}
	if p.names, p.Units, err = nameThings(tx, r, p.Imports); err != nil {
		return p, err
	}
	if len(p.Units) == 1 {
		p.Unit = p.Units[0].Value
	}
	return p, nil
}

// nameThings finds what is called how, and the units that the actor may import for.
func nameThings(tx *act.Tx, r *web.Request, imports []oldvisits.Import) (names, []ui.Option, error) {
	var who []access.WorkerID
	for _, i := range imports {
		who = append(who, i.CheckedBy, i.ImportedBy, i.UndoneBy)
	}
	return nameUnits(tx, r, access.ImportVisits, who)
}

// nameUnits finds the names of units and workers, and the units for which the actor has the permission.
func nameUnits(tx *act.Tx, r *web.Request, may access.Permission, who []access.WorkerID) (names, []ui.Option, error) {
	n := names{units: map[access.UnitID]string{}}
	scope, err := tx.Scope(may, "import")
	if err != nil {
		return n, nil, err
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return n, nil, err
	}
	organisations, err := staff.OrganisationsWithin(tx, scope)
	if err != nil {
		return n, nil, err
	}
	called := map[access.OrganisationID]string{}
	for _, o := range organisations {
		called[o.ID] = o.Name(string(r.Print.Lang()))
	}
	options := []ui.Option{}
	for _, u := range units {
		n.units[u.ID] = u.Name
		options = append(options, ui.Option{Value: u.ID.String(), Label: u.Name, Group: called[u.Organisation]})
	}
	n.workers, err = staff.WorkerNames(tx, who)
	return n, options, err
}

func (p listPage) who(w access.WorkerID) string { return p.name(p.Page, w) }

func (n names) name(p web.Page, w access.WorkerID) string {
	if w.IsZero() {
		return p.T("import.at_the_server")
	}
	return n.workers[w]
}

// state is the import's state as a tag.
func state(p web.Page, i oldvisits.Import) (ui.Tone, string) {
	switch {
	case i.State == oldvisits.Imported:
		return ui.Good, p.T("import.state.imported")
	case i.State == oldvisits.Undone:
		return ui.Plain, p.T("import.state.undone")
	case i.Ready():
		return ui.Warm, p.T("import.state.ready")
	}
	return ui.Alert, p.T("import.state.refused")
}

func (p listPage) table() ui.TableProps {
	t := ui.TableProps{Caption: p.T("import.list"), Columns: []ui.Column{
		{Label: p.T("import.file")}, {Label: p.T("import.state")}, {Label: p.T("import.rows"), Numeric: true},
		{Label: p.T("import.unit_label")}, {Label: p.T("import.when")}, {Label: p.T("import.who")},
	}}
	for _, i := range p.Imports {
		tone, text := state(p.Page, i)
		at, who := i.CheckedAt, i.CheckedBy
		switch i.State {
		case oldvisits.Imported:
			at, who = i.ImportedAt, i.ImportedBy
		case oldvisits.Undone:
			at, who = i.UndoneAt, i.UndoneBy
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: i.File, Href: href(i)}, {Content: ui.Tag(tone, text)}, {Text: p.N(int64(i.Report.Rows))},
			{Text: p.units[i.Unit]}, {Text: p.Instant(at)}, {Text: p.who(who)},
		}})
	}
	return t
}

func href(i oldvisits.Import) string { return "/imports/" + i.ID.String() }

// check reads the file, checks it and shows the report. A file that cannot be
// read as a whole stays beside its field as a fault, and nothing is kept.
func check(r *web.Request) (*web.Answer, error) {
	i, err := checked(r)
	if err == nil {
		return web.Redirect(href(i)), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return nil, err
	}
	var p listPage
	if failed := r.Read(func(tx *act.Tx) (err2 error) {
		p, err2 = gather(tx, r, besideFile(err))
		return err2
	}); failed != nil {
		return nil, failed
	}
	return web.ShowFaults(listView(p)), err
}

// besideFile puts what is wrong with the whole file beside its field.
func besideFile(err error) error {
	found := fault.Of(err)
	if len(found.Fields) > 0 {
		return err
	}
	var c fault.Checks
	c.That(false, "file", found.Key, found.Args...)
	return c.Err()
}

func checked(r *web.Request) (oldvisits.Import, error) {
	f := r.TypedForm()
	o := oldvisits.Order{ID: web.FormID[outreach.Import](f, "id"), Unit: web.FormID[access.Unit](f, "unit")}
	if err := f.Err(); err != nil {
		return oldvisits.Import{}, err
	}
	if o.ID.IsZero() {
		o.ID = id.New[outreach.Import]()
	}
	if err := findUnit(r, &o); err != nil {
		return oldvisits.Import{}, err
	}
	upload, header, err := r.FormFile("file")
	if err != nil {
		var c fault.Checks
		c.That(false, "file", "import.file.missing")
		return oldvisits.Import{}, c.Err()
	}
	read, err := oldvisits.Read(upload, header.Filename)
	if closed := upload.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return oldvisits.Import{}, err
	}
	return oldvisits.Check(r.Context(), r.Acts(), r.Actor, o, read)
}

// findUnit finds the unit among those that the actor may import for.
func findUnit(r *web.Request, o *oldvisits.Order) error {
	return r.Read(func(tx *act.Tx) error {
		scope, err := tx.Scope(access.ImportVisits, "import")
		if err != nil {
			return err
		}
		units, err := staff.UnitsWithin(tx, scope)
		if err != nil {
			return err
		}
		for _, u := range units {
			if u.ID == o.Unit || o.Unit.IsZero() && len(units) == 1 {
				o.Organisation, o.Unit = u.Organisation, u.ID
				return nil
			}
		}
		var c fault.Checks
		c.That(false, "unit", "form.not_an_option")
		return c.Err()
	})
}
