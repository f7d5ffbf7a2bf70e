package importpages

import (
	"errors"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// measurementsReport is what the check of a file of old measurements found, or what became of it.
type measurementsReport struct {
	web.Page
	web.Errors
	names
	Import     oldmeasurements.Import
	Problems   []rows.Problem
	Now        int // page of problems, from 1
	definition instrument.Definition
	instrument string
}

// noMeasurementImport asks for an import that there is not, so that the log has it.
func noMeasurementImport(tx *act.Tx) error {
	return tx.Require(access.ImportMeasurements, access.Subject{Kind: "measurement_import"})
}

func showMeasurements(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := reportOfMeasurements(tx, r, nil)
	if err == nil && p.Import.State == oldmeasurements.Uploaded {
		return web.Redirect(measurementsHref(p.Import, "columns")), nil
	}
	return web.Show(measurementsReportView(p)), err
}

func reportOfMeasurements(tx *act.Tx, r *web.Request, wrong error) (p measurementsReport, err error) {
	which, err := web.PathID[outcome.Import](r, "import")
	if err != nil {
		return p, noMeasurementImport(tx)
	}
	if p.Import, err = oldmeasurements.One(tx, which); err != nil {
		return p, err
	}
	p.Page, p.Errors, p.Now = r.PageTitled(p.Import.File), r.Errors(wrong), 1
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 && n <= p.pages() {
		p.Now = n
	}
	if p.Problems, err = oldmeasurements.Problems(tx, p.Import, p.Now); err != nil {
		return p, err
	}
	f, err := instrument.FormOf(tx, p.Import.Version)
	if err != nil {
		return p, err
	}
	p.definition = f.Definition
	p.instrument = p.definition.In(p.definition.Title, string(p.Lang()))
	p.names, _, err = nameUnits(tx, r, access.ImportMeasurements, []access.WorkerID{p.Import.CheckedBy, p.Import.ImportedBy, p.Import.UndoneBy})
	p.units[access.UnitID{}] = p.T("oldmeasurement.own_unit")
	return p, err
}

func (p measurementsReport) pages() int {
	return max(1, (p.Import.Report.Problems+oldmeasurements.PageOfProblems-1)/oldmeasurements.PageOfProblems)
}

func (p measurementsReport) who(w access.WorkerID) string { return p.name(p.Page, w) }

func (p measurementsReport) ignored() string { return strings.Join(p.Import.Report.Ignored, ", ") }

func (p measurementsReport) keptUntil() civil.Date {
	return p.Import.CheckedAt.Date().AddDays(oldmeasurements.KeptDays)
}

// summary is what the file holds, to be held against what is known of it.
func (p measurementsReport) summary() []ui.SummaryRow {
	report := p.Import.Report
	all := []ui.SummaryRow{
		{Key: p.T("import.rows"), Value: p.N(int64(report.Rows))},
		{Key: p.T("oldmeasurement.clients"), Value: p.N(int64(report.Clients))},
	}
	if !report.First.IsZero() {
		all = append(all, ui.SummaryRow{Key: p.T("oldmeasurement.days"), Value: p.Date(report.First) + "–" + p.Date(report.Last)})
	}
	for _, o := range outcome.Occasions() {
		if n := report.Occasions[o]; n > 0 {
			all = append(all, ui.SummaryRow{Key: p.T("outcome.occasion." + string(o)), Value: p.N(int64(n))})
		}
	}
	return all
}

// scales are the scores that come out of the file.
func (p measurementsReport) scales() ui.TableProps {
	t := ui.TableProps{Caption: p.T("oldmeasurement.scales"), Columns: []ui.Column{
		{Label: p.T("oldmeasurement.scale")}, {Label: p.T("oldmeasurement.n"), Numeric: true}, {Label: p.T("oldmeasurement.mean"), Numeric: true},
		{Label: p.T("oldmeasurement.min"), Numeric: true}, {Label: p.T("oldmeasurement.max"), Numeric: true},
	}}
	for _, s := range p.Import.Report.Scales {
		if s.N == 0 {
			continue
		}
		scale, _ := p.definition.Scale(s.Scale)
		title := p.definition.In(scale.Title, string(p.Lang()))
		if title == "" {
			title = s.Scale
		}
		t.Rows = append(t.Rows, ui.Cells(title, p.N(int64(s.N)), p.Dec(s.Mean, 2), p.Dec(s.Min, 2), p.Dec(s.Max, 2)))
	}
	return t
}

func (p measurementsReport) problems() ui.TableProps {
	return problemsTable(p.Page, p.Problems, p.Import.Report.ColumnName)
}

func (p measurementsReport) paging() ui.PaginationProps {
	return problemsPaging(p.Page, measurementsHref(p.Import), p.Now, p.pages(), oldmeasurements.PageOfProblems, len(p.Problems), p.Import.Report.Problems)
}

// measurementsCSV is the whole report as a file: every problem kept.
func measurementsCSV(r *web.Request) (*web.Answer, error) {
	var p measurementsReport
	var all []rows.Problem
	err := r.Read(func(tx *act.Tx) (err error) {
		if p, err = reportOfMeasurements(tx, r, nil); err != nil {
			return err
		}
		all = all[:0]
		return oldmeasurements.EachProblem(tx, p.Import, func(one rows.Problem) error {
			all = append(all, one)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	w, err := sheet.NewCSV(f, csvStyle, problemHeads(p.Page)...)
	if err == nil {
		err = writeProblems(w, p.Page, all, p.Import.Report.ColumnName)
	}
	if err == nil {
		_, err = w.Close()
	}
	if err != nil {
		return nil, errors.Join(err, web.Drop(f))
	}
	return web.File(f, "text/csv; charset=utf-8", "import-report-"+p.Import.CheckedAt.Date().String()+".csv"), nil
}

// runMeasurements opens its own acts: reading a large file must not hold the database's writer.
func runMeasurements(r *web.Request) (*web.Answer, error) {
	which, err := web.PathID[outcome.Import](r, "import")
	if err != nil {
		return nil, r.Read(noMeasurementImport)
	}
	i, err := oldmeasurements.Run(r.Context(), r.Acts(), r.Actor, which)
	switch {
	case err != nil:
		return nil, err
	case i.State == oldmeasurements.Checked:
		return web.Redirect(measurementsHref(i)).Flash("oldmeasurement.flash.changed"), nil
	}
	return web.Redirect(measurementsHref(i)).Flash("oldmeasurement.flash.imported"), nil
}

func discardMeasurements(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	which, err := web.PathID[outcome.Import](r, "import")
	if err != nil {
		return nil, noMeasurementImport(tx)
	}
	return web.Redirect("/measurement-imports").Flash("oldmeasurement.flash.discarded"), oldmeasurements.Discard(tx, which)
}

type undoMeasurementsPage struct {
	web.Page
	web.Errors
	Import     oldmeasurements.Import
	Standing   outcome.ImportStanding
	Correction string
	Reason     string
}

func askToUndoMeasurements(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := undoingMeasurements(tx, r)
	if err == nil && p.Import.State != oldmeasurements.Imported {
		return web.Redirect(measurementsHref(p.Import)), nil
	}
	return web.Show(undoMeasurementsView(p)), err
}

func undoingMeasurements(tx *act.Tx, r *web.Request) (p undoMeasurementsPage, err error) {
	which, err := web.PathID[outcome.Import](r, "import")
	if err != nil {
		return p, noMeasurementImport(tx)
	}
	if p.Import, err = oldmeasurements.One(tx, which); err != nil {
		return p, err
	}
	p.Page = r.Page("import.undo_title", "file", p.Import.File)
	p.Props.Width = "narrow"
	p.Reason, p.Correction = r.PostFormValue("reason"), r.PostFormValue("id")
	if p.Correction == "" {
		p.Correction = id.New[outcome.Correction]().String()
	}
	p.Standing, err = outcome.StandingOfImport(tx, p.Import.Organisation, p.Import.Unit, p.Import.ID)
	return p, err
}

func undoMeasurements(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := undoingMeasurements(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	c := web.FormID[outcome.Correction](f, "id")
	if err = f.Err(); err == nil {
		_, err = oldmeasurements.Undo(tx, p.Import.ID, c, f.Text("reason"))
	}
	if fault.Is(err, fault.Invalid) {
		p.Errors = r.Errors(err)
		return web.ShowFaults(undoMeasurementsView(p)), err
	}
	return web.Redirect(measurementsHref(p.Import)).Flash("oldmeasurement.flash.undone"), err
}
