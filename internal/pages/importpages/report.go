package importpages

import (
	"errors"
	"os"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/oldvisits"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

const (
	problemsOnPage = 100
	placesOnPage   = 100
)

type reportPage struct {
	web.Page
	web.Errors
	names
	Import   oldvisits.Import
	Problems []rows.Problem
	Now      int // page of problems, from 1
	today    civil.Date
}

func show(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := report(tx, r, nil)
	return web.Show(reportView(p)), err
}

func report(tx *act.Tx, r *web.Request, wrong error) (p reportPage, err error) {
	which, err := web.PathID[outreach.Import](r, "import")
	if err != nil {
		return p, tx.Require(access.ImportVisits, access.Subject{Kind: "import"})
	}
	if p.Import, err = oldvisits.One(tx, which); err != nil {
		return p, err
	}
	p.Page, p.Errors, p.today = r.PageTitled(p.Import.File), r.Errors(wrong), tx.Today()
	p.Now = 1
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 && n <= p.pages() {
		p.Now = n
	}
	if p.Problems, err = oldvisits.Problems(tx, p.Import, (p.Now-1)*problemsOnPage, problemsOnPage); err != nil {
		return p, err
	}
	p.names, _, err = nameThings(tx, r, []oldvisits.Import{p.Import})
	return p, err
}

func (p reportPage) pages() int {
	return max(1, (p.Import.Report.Problems+problemsOnPage-1)/problemsOnPage)
}

func (p reportPage) who(w access.WorkerID) string { return p.name(p.Page, w) }

func (p reportPage) lead() string {
	return p.T("import.checked_lead", "at", p.Import.CheckedAt, "unit", p.units[p.Import.Unit])
}

func (p reportPage) keptUntil() civil.Date {
	return p.Import.CheckedAt.Date().AddDays(oldvisits.KeptDays)
}

// totals are the sums of the file, to be held against the old table.
func (p reportPage) totals() ui.TableProps {
	t := ui.TableProps{Caption: p.T("import.totals"), CaptionHidden: true, Columns: []ui.Column{{Label: p.T("import.year")}}}
	for _, key := range []string{"import.visits", "import.column.present", "import.column.conversations", "import.column.clienthoods",
		"import.group.onward", "import.column.hours", "import.feedback"} {
		t.Columns = append(t.Columns, ui.Column{Label: p.T(key), Numeric: true})
	}
	for _, y := range p.Import.Report.Years {
		t.Rows = append(t.Rows, p.sums(strconv.Itoa(y.Year), y.Totals))
	}
	t.Sums = []ui.Row{p.sums(p.T("import.all_years"), p.Import.Report.Total)}
	return t
}

func (p reportPage) sums(name string, t oldvisits.Totals) ui.Row {
	mean := ".."
	if t.Marks.Sum() > 0 {
		mean = p.Dec(t.Marks.Mean(), 2) + " (" + p.N(int64(t.Marks.Sum())) + ")"
	}
	n := func(i int) string { return p.N(int64(i)) }
	return ui.Cells(name, n(t.Visits), n(t.Present), n(t.Conversations), n(t.Clienthoods), n(t.Onward),
		p.Dec(float64(t.Minutes)/60, 1), mean)
}

func (p reportPage) municipality(code string) string {
	m, _ := area.On(p.today).Municipality(code)
	return m.Name(string(p.Lang()))
}

//i18n:keys place.kind.*
func (p reportPage) places() ui.TableProps {
	t := ui.TableProps{Caption: p.T("import.new_places", "count", len(p.Import.Report.NewPlaces)), CaptionHidden: true, Columns: []ui.Column{
		{Label: p.T("import.column.place")}, {Label: p.T("import.column.municipality")}, {Label: p.T("import.column.place_kind")},
		{Label: p.T("import.visits"), Numeric: true}, {Label: p.T("import.first_row"), Numeric: true},
	}}
	for _, n := range p.Import.Report.NewPlaces[:min(placesOnPage, len(p.Import.Report.NewPlaces))] {
		kind := n.Kind
		if kind == "" {
			kind = "other"
		}
		t.Rows = append(t.Rows, ui.Cells(n.Name, p.municipality(n.Municipality), p.T("place.kind."+kind), p.N(int64(n.Visits)), p.N(int64(n.Row))))
	}
	return t
}

func (p reportPage) morePlaces() int { return len(p.Import.Report.NewPlaces) - placesOnPage }

func (p reportPage) problems() ui.TableProps {
	return problemsTable(p.Page, p.Problems, p.Import.Report.ColumnName)
}

func (p reportPage) paging() ui.PaginationProps {
	return problemsPaging(p.Page, href(p.Import), p.Now, p.pages(), problemsOnPage, len(p.Problems), p.Import.Report.Problems)
}

// missing are the counts that every visit has and the file has no column for.
func (p reportPage) missing() string {
	var all []string
	for _, code := range []string{"present", "conversations"} {
		if _, there := p.Import.Report.Headers[code]; !there {
			all = append(all, p.Import.Report.ColumnName(p.Printer, code))
		}
	}
	return p.List(all)
}

func (p reportPage) ignored() string { return strings.Join(p.Import.Report.Ignored, ", ") }

// reportHref leads to the report of the years that were imported.
func (p reportPage) reportHref() string {
	years := p.Import.Report.Years
	if len(years) == 0 {
		return "/reports/outreach"
	}
	return "/reports/outreach?from=" + strconv.Itoa(years[0].Year) + "-01-01&to=" + strconv.Itoa(years[len(years)-1].Year) + "-12-31"
}

// reportCSV is the whole report as a file: every problem kept, and every new place.
func reportCSV(r *web.Request) (*web.Answer, error) {
	var p reportPage
	err := r.Read(func(tx *act.Tx) (err error) {
		if p, err = report(tx, r, nil); err != nil {
			return err
		}
		p.Problems, err = oldvisits.Problems(tx, p.Import, 0, rows.MostProblems)
		return err
	})
	if err != nil {
		return nil, err
	}
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	if err := p.write(f); err != nil {
		return nil, errors.Join(err, web.Drop(f))
	}
	return web.File(f, "text/csv; charset=utf-8", "import-report-"+p.Import.CheckedAt.Date().String()+".csv"), nil
}

func (p reportPage) write(f *os.File) error {
	w, err := sheet.NewCSV(f, csvStyle, problemHeads(p.Page)...)
	if err != nil {
		return err
	}
	if err := writeProblems(w, p.Page, p.Problems, p.Import.Report.ColumnName); err != nil {
		return err
	}
	for _, n := range p.Import.Report.NewPlaces {
		if err := w.Row(sheet.Integer(int64(n.Row)), sheet.Text(p.T("import.weight.place")), sheet.Text(p.T("import.column.place")),
			sheet.Text(n.Name), sheet.Text(p.municipality(n.Municipality))); err != nil {
			return err
		}
	}
	_, err = w.Close()
	return err
}

// run opens its own acts: reading the rows of a large file must not hold the
// database's writer.
func run(r *web.Request) (*web.Answer, error) {
	which, err := web.PathID[outreach.Import](r, "import")
	if err != nil {
		return nil, r.Read(func(tx *act.Tx) error { return tx.Require(access.ImportVisits, access.Subject{Kind: "import"}) })
	}
	i, err := oldvisits.Run(r.Context(), r.Acts(), r.Actor, which, r.TypedForm().Bool("texts_read"))
	switch {
	case fault.Is(err, fault.Invalid):
		var p reportPage
		if failed := r.Read(func(tx *act.Tx) (failed error) {
			p, failed = report(tx, r, err)
			return failed
		}); failed != nil {
			return nil, failed
		}
		return web.ShowFaults(reportView(p)), err
	case err != nil:
		return nil, err
	case i.State == oldvisits.Checked:
		return web.Redirect(href(i)).Flash("import.flash.changed"), nil
	}
	return web.Redirect(href(i)).Flash("import.flash.imported"), nil
}

func discard(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	which, err := web.PathID[outreach.Import](r, "import")
	if err != nil {
		return nil, tx.Require(access.ImportVisits, access.Subject{Kind: "import"})
	}
	return web.Redirect("/imports").Flash("import.flash.discarded"), oldvisits.Discard(tx, which)
}

type undoPage struct {
	web.Page
	web.Errors
	Import     oldvisits.Import
	Standing   outreach.ImportStanding
	Correction string
	Reason     string
}

func askToUndo(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := undoing(tx, r, nil)
	if err == nil && p.Import.State != oldvisits.Imported {
		return web.Redirect(href(p.Import)), nil
	}
	return web.Show(undoView(p)), err
}

func undoing(tx *act.Tx, r *web.Request, wrong error) (p undoPage, err error) {
	which, err := web.PathID[outreach.Import](r, "import")
	if err != nil {
		return p, tx.Require(access.ImportVisits, access.Subject{Kind: "import"})
	}
	if p.Import, err = oldvisits.One(tx, which); err != nil {
		return p, err
	}
	p.Page, p.Errors = r.Page("import.undo_title", "file", p.Import.File), r.Errors(wrong)
	p.Props.Width = "narrow"
	p.Reason, p.Correction = r.PostFormValue("reason"), r.PostFormValue("id")
	if p.Correction == "" {
		p.Correction = id.New[outreach.Correction]().String()
	}
	p.Standing, err = outreach.StandingOfImport(tx, p.Import.Organisation, p.Import.Unit, p.Import.ID)
	return p, err
}

func undo(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := undoing(tx, r, nil)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	c := web.FormID[outreach.Correction](f, "id")
	if err = f.Err(); err == nil {
		_, err = oldvisits.Undo(tx, p.Import.ID, c, f.Text("reason"))
	}
	if fault.Is(err, fault.Invalid) {
		p.Errors = r.Errors(err)
		return web.ShowFaults(undoView(p)), err
	}
	return web.Redirect(href(p.Import)).Flash("import.flash.undone"), err
}
