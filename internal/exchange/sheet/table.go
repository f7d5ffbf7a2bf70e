package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Format is the kind of file that was read.
type Format string

// The formats that can be read.
const (
	CSVFormat  Format = "csv"
	XLSXFormat Format = "xlsx"
)

// Table is one sheet of a file that has been read through and can be handed out
// row by row.
type Table struct {
	Format Format
	// Sheet is the name of the sheet that is read, Sheets the names of all
	// visible ones, Hidden those of the others; all are empty for CSV.
	Sheet  string
	Sheets []string
	Hidden []string
	// HeaderRow is the row number of the header, from 1.
	HeaderRow int
	// Count is the number of rows below the header with something in them.
	Count int

	limits Limits
	header *header
	source source
}

// source hands out the rows of a file, each time from the start.
type source interface {
	records() recordReader
}

// recordReader gives one row after another, io.EOF after the last. An error
// other than io.EOF is a *Problem or an error of reading.
type recordReader interface {
	next() (record, error)
}

// record is a row of a file before it is known which row is the header.
type record struct {
	number int
	hidden bool
	cells  []Cell
	faults []cellFault
}

// cellFault is a problem of one cell, before the column has a name. A column
// below zero stands for the whole row.
type cellFault struct {
	column int
	key    string
	args   []any
}

func (rec *record) fault(column int, key string, args ...any) {
	rec.faults = append(rec.faults, cellFault{column, key, args})
}

// set puts a cell into its column.
func (rec *record) set(column int, cell Cell) {
	for len(rec.cells) <= column {
		rec.cells = append(rec.cells, Cell{})
	}
	rec.cells[column] = cell
}

func (rec *record) blank() bool {
	for _, cell := range rec.cells {
		if cell.Kind != KindEmpty {
			return false
		}
	}
	return true
}

// Open reads a CSV file or the first visible sheet of an XLSX file. The content
// alone tells which it is; name, the file's name, is only repeated in problems.
// At most limits.Bytes+1 bytes are read from r. The first row with something in
// it is the header, but for titles above it: rows of one cell each. The error is a *Problem unless r itself failed.
func Open(r io.Reader, name string, limits Limits) (*Table, error) {
	return OpenSheet(r, name, "", limits)
}

// OpenSheet reads the sheet of that name, hidden or not; "" is the first
// visible one. A CSV file has no sheets, and sheet is then ignored.
func OpenSheet(r io.Reader, name, sheet string, limits Limits) (*Table, error) {
	limits = limits.orDefaults()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", fileName(name), err)
	}
	table, err := open(data, sheet, limits)
	var p *Problem
	if errors.As(err, &p) {
		if p.Key == "sheet.no_rows" && (onlyNamedBook(name, data) || controls(data)) {
			p = problem("sheet.not_a_spreadsheet")
		}
		return nil, p.with("file", fileName(name))
	}
	if err != nil {
		return nil, err
	}
	return table, nil
}

// onlyNamedBook tells whether a file calls itself a workbook and is a text.
func onlyNamedBook(name string, data []byte) bool {
	return strings.EqualFold(path.Ext(name), ".xlsx") && !bytes.HasPrefix(data, []byte("PK"))
}

// controls tells whether a file is a text with characters that nobody types: with a single row it is something else, not a header.
func controls(data []byte) bool {
	return !bytes.HasPrefix(data, []byte("PK")) && bytes.ContainsFunc(data, func(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) })
}

func open(data []byte, sheet string, limits Limits) (*Table, error) {
	if int64(len(data)) > limits.Bytes {
		return nil, problem("sheet.too_big", "limit", megabytes(limits.Bytes))
	}
	format, p := detect(data)
	if p != nil {
		return nil, p
	}
	t := &Table{Format: format, limits: limits}
	var err error
	if format == XLSXFormat {
		err = t.openBook(data, sheet)
	} else {
		err = t.openText(data)
	}
	if err != nil {
		return nil, err
	}
	return t, t.survey()
}

func (t *Table) openText(data []byte) error {
	text, p := decode(data)
	if p != nil {
		return p
	}
	src, p := newCSVSource(text, t.limits)
	if p != nil {
		return p
	}
	t.source = src
	return nil
}

func (t *Table) openBook(data []byte, sheet string) error {
	book, err := openWorkbook(data, t.limits)
	if err != nil {
		return err
	}
	part, err := book.choose(sheet)
	if err != nil {
		return err
	}
	t.Sheet, t.Sheets = part.name, book.named(false)
	t.Hidden = book.named(true)
	t.source = &bookSource{book: book, part: part.path, limits: t.limits}
	return nil
}

// survey reads the file through once: it finds the header, counts the rows and
// meets every fault that makes the file as a whole unusable.
func (t *Table) survey() error {
	reader := t.source.records()
	for {
		rec, err := reader.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if rec.blank() {
			continue
		}
		if t.header == nil || t.titled(rec) {
			if err := t.takeHeader(rec); err != nil {
				return err
			}
			t.Count = 0
			continue
		}
		if t.Count++; t.Count > t.limits.Rows {
			return problem("sheet.too_many_rows", "limit", t.limits.Rows)
		}
	}
	if book, ok := t.source.(*bookSource); ok {
		if p := book.settleMerges(reader.(*sheetReader), t.HeaderRow, t.Columns()); p != nil {
			return p
		}
	}
	switch {
	case t.header == nil:
		return problem("sheet.empty_sheet")
	case t.Count == 0 && len(t.Unread()) > 0:
		return problem("sheet.no_rows_here", "sheet", t.Sheet, "others", strings.Join(t.Unread(), ", "))
	case t.Count == 0:
		return problem("sheet.no_rows")
	}
	return nil
}

// Unread are the other visible sheets of a workbook: one is read.
func (t *Table) Unread() []string {
	return slices.DeleteFunc(slices.Clone(t.Sheets), func(name string) bool { return name == t.Sheet })
}

// mostTitles is how many rows of one cell each, such as a title and a date, may stand above the header.
const mostTitles = 5

// titled tells whether what was taken for the header is a title: it fills one cell, as every row since, and this row fills more, with words in the first.
func (t *Table) titled(rec record) bool {
	filled := 0
	words := false
	for _, cell := range rec.cells {
		if cell.Kind == KindEmpty {
			continue
		}
		if filled++; filled == 1 {
			words = strings.ContainsFunc(cell.Text, unicode.IsLetter)
		}
	}
	return len(t.header.index) == 1 && t.Count < mostTitles && filled > 1 && words
}

func (t *Table) takeHeader(rec record) error {
	h, p := readHeader(rec)
	if p != nil {
		return p
	}
	t.header, t.HeaderRow = h, rec.number
	return nil
}

// Columns gives the header as it is written in the file, "" for a column
// without one. It is empty when there is no header.
func (t *Table) Columns() []string {
	if t.header == nil {
		return nil
	}
	return t.header.names
}

// Has says whether there is a column of that name. Letter case, white space
// around and between words, and no-break spaces make no difference.
func (t *Table) Has(name string) bool {
	_, ok := t.header.find(name)
	return ok
}

// Rows hands out the rows below the header that have something in them. It can
// be ranged over any number of times. The error ends the sequence; [Open] has
// read the file through already, so that it is not to be expected.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		reader := t.source.records()
		for {
			rec, err := reader.next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if rec.blank() || rec.number <= t.HeaderRow {
				continue
			}
			if !yield(t.row(rec), nil) {
				return
			}
		}
	}
}

func (t *Table) row(rec record) Row {
	row := Row{Number: rec.number, Hidden: rec.hidden, cells: rec.cells, header: t.header}
	number := strconv.Itoa(rec.number)
	for _, f := range rec.faults {
		p := problem(f.key, f.args...).with("row", number)
		if f.column >= 0 {
			p.with("column", Letters(f.column)).with("header", t.header.label(f.column))
		}
		row.Problems = append(row.Problems, p)
	}
	for i, cell := range rec.cells {
		if cell.Kind != KindEmpty && t.header.name(i) == "" {
			row.Problems = append(row.Problems,
				problem("sheet.no_header", "row", number, "column", Letters(i)))
		}
	}
	return row
}

// fileName drops folders, which some browsers send along.
func fileName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}
