package importpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func measurementRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /measurement-imports", Needs: access.ImportMeasurements, Act: listMeasurements},
		{Pattern: "POST /measurement-imports", Needs: access.ImportMeasurements, Free: uploadMeasurements, MaxBody: MostUploaded},
		{Pattern: "GET /measurement-imports/{import}", Needs: access.ImportMeasurements, Act: showMeasurements},
		{Pattern: "GET /measurement-imports/{import}/columns", Needs: access.ImportMeasurements, Free: askColumns},
		{Pattern: "POST /measurement-imports/{import}/columns", Needs: access.ImportMeasurements, Free: takeColumns},
		{Pattern: "GET /measurement-imports/{import}/report.csv", Needs: access.ImportMeasurements, Free: measurementsCSV},
		{Pattern: "POST /measurement-imports/{import}/run", Needs: access.ImportMeasurements, Free: runMeasurements},
		{Pattern: "POST /measurement-imports/{import}/discard", Needs: access.ImportMeasurements, Act: discardMeasurements},
		{Pattern: "GET /measurement-imports/{import}/undo", Needs: access.ImportMeasurements, Act: askToUndoMeasurements},
		{Pattern: "POST /measurement-imports/{import}/undo", Needs: access.ImportMeasurements, Act: undoMeasurements},
	}
}

// measuringPage is the list of files of old measurements, with the form for the next.
type measuringPage struct {
	web.Page
	web.Errors
	ID          string
	Unit        string
	Units       []ui.Option
	Instrument  string
	Instruments []ui.Option
	Imports     []oldmeasurements.Import
	names
	titles map[instrument.InstrumentID]string
}

func listMeasurements(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherMeasurements(tx, r, nil)
	return web.Show(measuringView(p)), err
}

func gatherMeasurements(tx *act.Tx, r *web.Request, wrong error) (measuringPage, error) {
	p := measuringPage{Page: r.Page("oldmeasurement.title"), Errors: r.Errors(wrong), ID: id.New[outcome.Import]().String(), Unit: r.FormValue("unit"),
		Instrument: r.FormValue("instrument")}
	var err error
	if p.Imports, err = oldmeasurements.List(tx); err != nil {
		return p, err
	}
	var who []access.WorkerID
	for _, i := range p.Imports {
		who = append(who, i.CheckedBy, i.ImportedBy, i.UndoneBy)
	}
	if p.names, p.Units, err = nameUnits(tx, r, access.ImportMeasurements, who); err != nil {
		return p, err
	}
	p.units[access.UnitID{}] = p.T("oldmeasurement.own_unit")
	return p, p.nameInstruments(tx)
}

// nameInstruments finds what instruments are called, and those that can be chosen.
func (p *measuringPage) nameInstruments(tx *act.Tx) error {
	all, err := instrument.List(tx)
	if err != nil {
		return err
	}
	p.titles = map[instrument.InstrumentID]string{}
	for _, i := range all {
		v, has := i.Newest()
		if !has {
			continue
		}
		p.titles[i.ID] = v.Definition.In(v.Definition.Title, string(p.Lang()))
		if !i.Retired {
			p.Instruments = append(p.Instruments, ui.Option{Value: i.ID.String(), Label: p.titles[i.ID]})
		}
	}
	return nil
}

func (p measuringPage) who(w access.WorkerID) string { return p.name(p.Page, w) }

func measurementsHref(i oldmeasurements.Import, parts ...string) string {
	href := "/measurement-imports/" + i.ID.String()
	for _, part := range parts {
		href += "/" + part
	}
	return href
}

// measurementsState is the import's state as a tag.
func measurementsState(p web.Page, i oldmeasurements.Import) (ui.Tone, string) {
	switch {
	case i.State == oldmeasurements.Uploaded:
		return ui.Warm, p.T("oldmeasurement.state.uploaded")
	case i.State == oldmeasurements.Imported:
		return ui.Good, p.T("import.state.imported")
	case i.State == oldmeasurements.Undone:
		return ui.Plain, p.T("import.state.undone")
	case i.Ready():
		return ui.Warm, p.T("import.state.ready")
	}
	return ui.Alert, p.T("import.state.refused")
}

func (p measuringPage) table() ui.TableProps {
	t := ui.TableProps{Caption: p.T("import.list"), Columns: []ui.Column{
		{Label: p.T("import.file")}, {Label: p.T("outcome.instrument")}, {Label: p.T("import.state")}, {Label: p.T("import.rows"), Numeric: true},
		{Label: p.T("import.when")}, {Label: p.T("import.who")},
	}}
	for _, i := range p.Imports {
		tone, text := measurementsState(p.Page, i)
		at, who := i.CheckedAt, i.CheckedBy
		rows := p.N(int64(i.Report.Rows))
		switch i.State {
		case oldmeasurements.Uploaded:
			rows = ""
		case oldmeasurements.Imported:
			at, who = i.ImportedAt, i.ImportedBy
		case oldmeasurements.Undone:
			at, who = i.UndoneAt, i.UndoneBy
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: i.File, Href: measurementsHref(i)}, {Text: p.titles[i.Instrument]}, {Content: ui.Tag(tone, text)},
			{Text: rows}, {Text: p.Instant(at)}, {Text: p.who(who)},
		}})
	}
	return t
}

// uploadMeasurements reads the file and asks what its columns hold. A file that cannot be read as a whole stays beside its field as a
// fault, and nothing is kept.
func uploadMeasurements(r *web.Request) (*web.Answer, error) {
	i, err := uploaded(r)
	if err == nil {
		return web.Redirect(measurementsHref(i, "columns")), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return nil, err
	}
	var p measuringPage
	if failed := r.Read(func(tx *act.Tx) (failed error) {
		p, failed = gatherMeasurements(tx, r, besideFile(err))
		return failed
	}); failed != nil {
		return nil, failed
	}
	return web.ShowFaults(measuringView(p)), err
}

func uploaded(r *web.Request) (oldmeasurements.Import, error) {
	f := r.TypedForm()
	o := oldmeasurements.Order{ID: web.FormID[outcome.Import](f, "id"), Unit: web.FormID[access.Unit](f, "unit"),
		Instrument: web.FormID[instrument.Instrument](f, "instrument")}
	if err := f.Err(); err != nil {
		return oldmeasurements.Import{}, err
	}
	if o.ID.IsZero() {
		o.ID = id.New[outcome.Import]()
	}
	var c fault.Checks
	c.That(!o.Instrument.IsZero(), "instrument", "outcome.instrument_missing")
	if err := c.Err(); err != nil {
		return oldmeasurements.Import{}, err
	}
	if err := findMeasuringUnit(r, &o); err != nil {
		return oldmeasurements.Import{}, err
	}
	upload, header, err := r.FormFile("file")
	if err != nil {
		c.That(false, "file", "import.file.missing")
		return oldmeasurements.Import{}, c.Err()
	}
	read, err := oldmeasurements.Read(upload, header.Filename)
	if closed := upload.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return oldmeasurements.Import{}, err
	}
	return oldmeasurements.Upload(r.Context(), r.Acts(), r.Actor, o, read)
}

// findMeasuringUnit finds the unit among those that the actor may import for, or the organisation when each counts for its client's own.
func findMeasuringUnit(r *web.Request, o *oldmeasurements.Order) error {
	return r.Read(func(tx *act.Tx) error {
		scope, err := tx.Scope(access.ImportMeasurements, "measurement_import")
		if err != nil {
			return err
		}
		units, err := staff.UnitsWithin(tx, scope)
		if err != nil {
			return err
		}
		for _, u := range units {
			if u.ID == o.Unit || o.Unit.IsZero() && u.Organisation == r.Actor.Home() {
				o.Organisation = u.Organisation
				return nil
			}
		}
		var c fault.Checks
		c.That(false, "unit", "form.not_an_option")
		return c.Err()
	})
}
