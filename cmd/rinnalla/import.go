package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/oldvisits"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
)

type importCommand struct {
	Visits       importVisitsCommand       `cmd:"" help:"Import old visits from a spreadsheet: all of its rows or none."`
	Measurements importMeasurementsCommand `cmd:"" help:"Import old measurements from a spreadsheet: all of its rows or none."`
	Boundaries   importBoundariesCommand   `cmd:"" help:"Import municipality boundaries for the maps of reports, in the place of all earlier ones."`
	Instrument   importInstrumentCommand   `cmd:"" help:"Load an instrument from a file: our own YAML or JSON, FHIR Questionnaire, XLSForm."`
	Reference    importReferenceCommand    `cmd:"" help:"Keep a published distribution of scores, with which reports compare groups."`
}

type importVisitsCommand struct {
	File         string `arg:"" help:"XLSX or CSV file." type:"existingfile"`
	Organisation string `required:"" help:"Name or id of the organisation."`
	Unit         string `required:"" help:"Name or id of the unit whose visits these are."`
	DryRun       bool   `name:"dry-run" help:"Check the file and print the report; record nothing."`
	TextsRead    bool   `name:"texts-read" help:"Say that you have read the marked texts and nobody can be recognised in them."`
	Language     string `help:"Language of the report." enum:"fi,sv,en,fi-selko" default:"en"`
}

// refused makes the command end with 1, in the report's language; the report has said why.
type refused struct{ text string }

func (r refused) Error() string { return r.text }

// Run prints the same report as the page.
func (c importVisitsCommand) Run(ctx context.Context, s *settings) error {
	return s.acting(ctx, func(acts *act.Acts) error { return c.run(ctx, acts, os.Stdout) })
}

func (c importVisitsCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	print := i18n.For(i18n.Lang(c.Language))
	o, err := c.order(ctx, acts)
	if err != nil {
		return err
	}
	file, err := readVisits(c.File)
	if err != nil {
		return inWords(print, err)
	}
	i, problems, err := oldvisits.Examine(ctx, acts, access.Terminal(), o, file)
	if err != nil {
		return inWords(print, err)
	}
	if err := tell(out, print, acts, i, problems); err != nil {
		return err
	}
	switch {
	case !i.Ready():
		return refused{print.T("import.not_imported")}
	case c.DryRun:
		_, err = fmt.Fprintln(out, print.T("import.ready_title", "count", i.Report.Rows))
		return err
	case i.Report.Texts > 0 && !c.TextsRead:
		return errors.New(print.T("import.run.texts") + " (--texts-read)")
	}
	if i, err = oldvisits.Check(ctx, acts, access.Terminal(), o, file); err == nil {
		i, err = oldvisits.Run(ctx, acts, access.Terminal(), i.ID, c.TextsRead)
	}
	if err != nil {
		return inWords(print, err)
	}
	if i.State != oldvisits.Imported {
		return errors.New(print.T("import.flash.changed"))
	}
	_, err = fmt.Fprintln(out, print.T("import.imported_title", "count", i.Report.Rows))
	return err
}

func readVisits(path string) (oldvisits.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return oldvisits.File{}, err
	}
	file, err := oldvisits.Read(f, path)
	return file, errors.Join(err, f.Close())
}

// order finds organisation and unit by name in any language, or by id.
func (c importVisitsCommand) order(ctx context.Context, acts *act.Acts) (oldvisits.Order, error) {
	o := oldvisits.Order{ID: id.New[outreach.Import]()}
	err := acts.Read(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		o.Organisation, o.Unit, err = unitNamed(tx, access.ImportVisits, c.Organisation, c.Unit)
		return err
	})
	return o, err
}

// unitNamed finds an organisation and a unit of it by name in any language, or by id.
func unitNamed(tx *act.Tx, may access.Permission, organisation, unit string) (o access.OrganisationID, u access.UnitID, err error) {
	scope, err := tx.Scope(may, "import")
	if err != nil {
		return o, u, err
	}
	organisations, err := staff.OrganisationsWithin(tx, scope)
	if err != nil {
		return o, u, err
	}
	for _, one := range organisations {
		if named(organisation, one.NameFi, one.NameSv, one.ID.String()) {
			o = one.ID
		}
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return o, u, err
	}
	for _, one := range units {
		if one.Organisation == o && named(unit, one.Name, one.ID.String()) {
			u = one.ID
		}
	}
	switch {
	case o.IsZero():
		err = fmt.Errorf("there is no organisation called %q", organisation)
	case u.IsZero():
		err = fmt.Errorf("%s has no unit called %q", organisation, unit)
	}
	return o, u, err
}

func named(wanted string, names ...string) bool {
	for _, name := range names {
		if name != "" && i18n.Fold(wanted) == i18n.Fold(name) {
			return true
		}
	}
	return false
}

// inWords tells a deliberate "no" as the page would.
func inWords(print *i18n.Printer, err error) error {
	found := fault.Of(err)
	if found == nil {
		return err
	}
	var lines []error
	for _, f := range found.Fields {
		lines = append(lines, errors.New(print.T(f.Key, f.Args...)))
	}
	if len(lines) == 0 {
		lines = append(lines, errors.New(print.T(found.Key, found.Args...)))
	}
	return errors.Join(lines...)
}

// tell prints what the check found: rows, new places, sums.
func tell(out io.Writer, print *i18n.Printer, acts *act.Acts, i oldvisits.Import, problems []rows.Problem) (err error) {
	line := func(text string) {
		if err == nil {
			_, err = fmt.Fprintln(out, text)
		}
	}
	for _, p := range problems {
		line(problemLine(print, p, i.Report.ColumnName(print, p.Column)))
	}
	if i.Report.More {
		line(print.T("import.too_many", "most", rows.MostProblems))
	}
	areas := area.On(acts.Now().Date())
	for _, n := range i.Report.NewPlaces {
		m, _ := areas.Municipality(n.Municipality)
		line(print.T("import.line_place", "name", n.Name, "municipality", m.Name(string(print.Lang())), "row", n.Row))
	}
	for _, text := range unreadLines(print, i.Report.Unread) {
		line(text)
	}
	if len(i.Report.Ignored) > 0 {
		line(print.T("import.ignored_text", "columns", print.List(i.Report.Ignored)))
	}
	for _, y := range i.Report.Years {
		line(sums(print, strconv.Itoa(y.Year), y.Totals))
	}
	line(sums(print, print.T("import.all_years"), i.Report.Total))
	if i.Report.Refused > 0 {
		line(print.T("import.refused_title", "count", i.Report.Refused))
	}
	return err
}

// problemLine is a problem as a line of a report; column is what its column is called.
func problemLine(print *i18n.Printer, p rows.Problem, column string) string {
	if p.Column == "" {
		return print.T("import.line_row", "row", p.Row, "text", p.Text(print))
	}
	return print.T("import.line", "row", p.Row, "column", column, "value", p.Value, "text", p.Text(print))
}

func sums(print *i18n.Printer, name string, t oldvisits.Totals) string {
	return print.T("import.line_year", "year", name, "visits", t.Visits, "present", t.Present, "conversations", t.Conversations,
		"clienthoods", t.Clienthoods, "hours", print.Dec(float64(t.Minutes)/60, 1), "mean", print.Dec(t.Marks.Mean(), 2), "n", t.Marks.Sum())
}

// unreadLines name the sheets of a workbook that were not looked at.
func unreadLines(print *i18n.Printer, unread []string) []string {
	if len(unread) == 0 {
		return nil
	}
	return []string{print.T("import.unread_text", "count", len(unread), "sheets", print.List(unread))}
}
