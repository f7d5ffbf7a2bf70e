package outreachpages

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// handout is a list as a file: the rows on screen, of all pages. The CSV is for
// programs (codes, ISO dates, a comma, no byte-order mark), the workbook for
// people (words, and what was chosen on its first sheet).
type handout struct {
	suffix  string // "csv" or "xlsx"
	print   *i18n.Printer
	title   string
	about   []ui.Pair
	columns []column
}

// column is a column of a file: its name in a CSV, which is a wire contract, and its heading in a workbook.
type column struct {
	code, heading string
	width         float64
}

// mostRows is how many rows a file may have.
const mostRows = 1_000_000

// outgoing is a file while it is written.
type outgoing struct {
	sheet.Writer
	csv   bool
	cells []sheet.Value
}

// put adds a cell that is the same for programs and for people.
func (o *outgoing) put(v sheet.Value) { o.cells = append(o.cells, v) }

// putCoded adds a cell that is a code for programs and a word for people.
func (o *outgoing) putCoded(code, word string) {
	if !o.csv {
		code = word
	}
	o.put(sheet.Text(code))
}

func (o *outgoing) putDay(d civil.Date) {
	if d.IsZero() {
		o.put(sheet.Empty())
		return
	}
	o.put(sheet.Date(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)))
}

func (o *outgoing) putClock(c *civil.Clock) {
	if c == nil {
		o.put(sheet.Empty())
		return
	}
	o.put(sheet.Text(c.String()))
}

// end writes the row.
func (o *outgoing) end() error {
	err := o.Row(o.cells...)
	o.cells = o.cells[:0]
	return err
}

// write makes the file: rows writes every row and tells how many there should
// be. A file with another count is no file.
func (h handout) write(f *os.File, rows func(*outgoing) (int64, error)) error {
	// The act around this may run twice.
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	w, err := h.begin(f)
	if err != nil {
		return err
	}
	want, err := rows(&outgoing{Writer: w, csv: h.suffix == "csv"})
	if err != nil {
		return err
	}
	n, err := w.Close()
	if err == nil && n != want {
		err = fmt.Errorf("the file of %s has %d rows of %d", h.title, n, want)
	}
	return err
}

func (h handout) begin(f *os.File) (sheet.Writer, error) {
	if h.suffix == "csv" {
		codes := make([]string, len(h.columns))
		for i, c := range h.columns {
			codes[i] = c.code
		}
		return sheet.NewCSV(f, sheet.CSVStyle{}, codes...)
	}
	about := &sheet.About{Sheet: h.print.T("visit.sheet_about"), Title: h.title, CountLabel: h.print.T("visit.sheet_rows")}
	for _, p := range h.about {
		about.Lines = append(about.Lines, [2]sheet.Value{sheet.Text(p.Name), sheet.Text(p.Value)})
	}
	x, err := sheet.NewXLSX(f, about)
	if err != nil {
		return nil, err
	}
	columns := make([]sheet.Column, len(h.columns))
	for i, c := range h.columns {
		columns[i] = sheet.Column{Header: h.print.T(c.heading), Width: c.width}
	}
	return x, x.Sheet(h.title, columns...)
}

// making lets so many files be made at once: each reads for as long as it is
// made, and pages want to be read meanwhile.
var making = make(chan struct{}, 2)

// handOut lets fill write a file for this reader alone and hands it over, or removes it when that fails.
func handOut(r *web.Request, name string, fill func(f *os.File, suffix string) error) (answer *web.Answer, err error) {
	select {
	case making <- struct{}{}:
		defer func() { <-making }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	suffix := strings.TrimPrefix(path.Ext(r.URL.Path), ".")
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	if err := fill(f, suffix); err != nil {
		return nil, errors.Join(err, web.Drop(f))
	}
	kind := "text/csv; charset=utf-8"
	if suffix == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return web.File(f, kind, name+"."+suffix), nil
}

// fileRoutes are a list's two files. What they hold is read in acts of their own, because building them takes time.
func fileRoutes(list string, needs access.Permission, hand func(*web.Request) (*web.Answer, error)) []web.Route {
	return []web.Route{
		{Pattern: "GET " + list + ".csv", Needs: needs, Free: hand},
		{Pattern: "GET " + list + ".xlsx", Needs: needs, Free: hand},
	}
}

// chosenAbout tells on the first sheet what the list was filtered by.
func (l listing) chosenAbout(today civil.Date, filters ...ui.Pair) []ui.Pair {
	var about []ui.Pair
	for _, p := range filters {
		if p.Value != "" {
			about = append(about, p)
		}
	}
	if len(about) == 0 {
		about = append(about, ui.Pair{Name: l.T("visit.sheet_filter"), Value: l.T("visit.sheet_everything")})
	}
	return append(about, ui.Pair{Name: l.T("visit.sheet_made"), Value: l.Date(today)})
}

// chosenOption is the label of the option that was chosen; nothing for none.
func chosenOption(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value && value != "" {
			return o.Label
		}
	}
	return value
}

func tooManyRows() error {
	return fault.New(fault.Invalid, "visit.export_too_many", "limit", mostRows)
}
