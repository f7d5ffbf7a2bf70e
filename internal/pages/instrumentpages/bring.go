package instrumentpages

import (
	"errors"
	"io"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// bringPage is the form in which a file is chosen, and after that what was understood of it.
type bringPage struct {
	web.Page
	web.Errors
	typed   func(name string) string
	choices []ui.Option // organisations

	read    bool // a file has been read
	format  questions.Format
	notes   []instrument.Note
	faults  []instrument.Note
	preview preview
	ids     []ui.Pair
	known   *instrument.Instrument // there already is one of the code
	changes instrument.Changes
}

func offer(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := bringing(tx, r)
	return web.Show(bringView(p)), err
}

func bringing(tx *act.Tx, r *web.Request) (bringPage, error) {
	p := bringPage{Page: r.Page("instrument.load_title"), typed: r.FormValue}
	scope, err := tx.Scope(access.KeepInstruments, "instrument")
	if err != nil {
		return p, err
	}
	organisations, err := staff.OrganisationsWithin(tx, scope)
	for _, o := range organisations {
		p.choices = append(p.choices, ui.Option{Value: o.ID.String(), Label: o.Name(string(r.Print.Lang()))})
	}
	if scope.Everywhere {
		p.choices = append([]ui.Option{{Value: access.Installation.String(), Label: r.Print.T("instrument.everybodys")}}, p.choices...)
	}
	return p, err
}

// check reads a file and shows what was understood. Nothing is kept: the definition goes along in the form until it is loaded.
func check(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := bringing(tx, r)
	if err != nil {
		return nil, err
	}
	organisation, file, err := p.readFile(r)
	p.format, p.notes = file.Format, file.Notes
	if err != nil {
		p.faults = instrument.Notes(err)
		if len(p.faults) == 0 || file.Format == "" {
			p.faults, p.Errors = nil, r.Errors(besideFile(err))
			return web.ShowFaults(bringView(p)), err
		}
		p.read = true
		return web.ShowFaults(bringView(p)), err
	}
	err = p.prepare(tx, r, organisation, file.Definition)
	return web.Show(bringView(p)), err
}

func (p *bringPage) readFile(r *web.Request) (access.OrganisationID, questions.File, error) {
	f := r.TypedForm()
	organisation := web.FormID[access.Organisation](f, "organisation")
	if len(p.choices) == 1 {
		organisation = id.Must[access.Organisation](p.choices[0].Value)
	}
	said := instrument.Said{Code: f.Text("code"), Owner: f.Text("owner"), Language: f.Text("texts")}
	if err := f.Err(); err != nil {
		return organisation, questions.File{}, err
	}
	upload, header, err := r.FormFile("file")
	if err != nil {
		return organisation, questions.File{}, wrongFile("instrument.file.missing")
	}
	data, err := io.ReadAll(io.LimitReader(upload, questions.MostBytes+1))
	if err = errors.Join(err, upload.Close()); err != nil {
		return organisation, questions.File{}, err
	}
	file, err := questions.Read(data, header.Filename, said)
	return organisation, file, err
}

func wrongFile(key string, args ...any) error {
	var c fault.Checks
	c.That(false, "file", key, args...)
	return c.Err()
}

// besideFile puts what is wrong with the whole file beside its field.
func besideFile(err error) error {
	found := fault.Of(err)
	if found == nil || len(found.Fields) > 0 && found.Fields[0].Name != "" {
		return err
	}
	if len(found.Fields) > 0 {
		return wrongFile(found.Fields[0].Key, found.Fields[0].Args...)
	}
	return wrongFile(found.Key, found.Args...)
}

// prepare gathers what is shown before a definition is loaded.
func (p *bringPage) prepare(tx *act.Tx, r *web.Request, organisation access.OrganisationID, d instrument.Definition) error {
	text, err := d.JSON()
	if err != nil {
		return err
	}
	p.ids = []ui.Pair{
		{Name: "instrument", Value: id.New[instrument.Instrument]().String()}, {Name: "version", Value: id.New[instrument.Version]().String()},
		{Name: "organisation", Value: organisation.String()}, {Name: "definition", Value: string(text)},
	}
	return p.compare(tx, r, organisation, d)
}

// compare finds the instrument that the organisation has under the code, and what would be otherwise.
func (p *bringPage) compare(tx *act.Tx, r *web.Request, organisation access.OrganisationID, d instrument.Definition) error {
	p.read = true
	p.preview = newPreview(p.Page, d, string(r.Print.Lang()))
	in, err := instrument.FindCode(tx, organisation, d.Code)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	}
	if in.Organisation == organisation {
		p.known = &in
		p.changes = instrument.Compare(in.Versions[len(in.Versions)-1].Definition, d)
	}
	return nil
}

// load brings the definition in that was shown.
func load(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	a := instrument.Arrival{Instrument: web.FormID[instrument.Instrument](f, "instrument"), Version: web.FormID[instrument.Version](f, "version"),
		Organisation: web.FormID[access.Organisation](f, "organisation"), Changed: f.Text("changed"), Compares: f.Bool("compares")}
	if err := f.Err(); err != nil {
		return nil, err
	}
	var err error
	if a.Definition, err = instrument.Read([]byte(f.Text("definition"))); err != nil {
		return nil, err
	}
	became, version, err := instrument.Bring(tx, a)
	if err == nil {
		//i18n:keys instrument.flash.*
		return web.Redirect(href(version.Instrument)).Flash("instrument.flash." + string(became)), nil
	}
	if !fault.Is(err, fault.Invalid) {
		return nil, err
	}
	p, failed := bringing(tx, r)
	if failed == nil {
		p.Errors = r.Errors(err)
		p.ids = []ui.Pair{{Name: "instrument", Value: a.Instrument.String()}, {Name: "version", Value: a.Version.String()},
			{Name: "organisation", Value: a.Organisation.String()}, {Name: "definition", Value: r.FormValue("definition")}}
		failed = p.compare(tx, r, a.Organisation, a.Definition)
	}
	if failed != nil {
		return nil, failed
	}
	return web.ShowFaults(bringView(p)), err
}

// lines are notes as a table: the line, what there is to say of it, and the place.
func (p bringPage) lines(caption string, notes []instrument.Note) ui.TableProps {
	t := ui.TableProps{Caption: caption, CaptionHidden: true, Tight: true,
		Columns: []ui.Column{{Label: p.T("instrument.line")}, {Label: p.T("instrument.what")}}}
	for _, n := range notes {
		line := "–"
		if n.Line > 0 {
			line = p.N(int64(n.Line))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: line}, {Text: p.T(n.Key, n.Args...), Note: n.Place}}})
	}
	return t
}

func (p bringPage) field(name, label, hint string, width int) ui.Field {
	return ui.Field{Name: name, Label: p.T(label), Hint: p.T(hint), Mark: p.T("staff.optional"), Value: p.typed(name), Error: p.Of(name), Plain: true, Width: width}
}

// differences tell in words what would be otherwise than in the newest version.
func (p bringPage) differences() []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, one := range []struct {
		key   string
		codes []string
	}{
		{"instrument.change.added", p.changes.Added}, {"instrument.change.removed", p.changes.Removed}, {"instrument.change.asked", p.changes.Asked},
		{"instrument.change.worded", p.changes.Worded}, {"instrument.change.scored", p.changes.Scored}, {"instrument.change.new_scales", p.changes.NewScales},
	} {
		if len(one.codes) > 0 {
			rows = append(rows, ui.SummaryRow{Key: p.T(one.key), Value: strings.Join(one.codes, ", ")})
		}
	}
	return rows
}
