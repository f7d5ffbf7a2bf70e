package sheet

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Column is a column of a sheet to be written.
type Column struct {
	Header string
	// Width is in characters; 0 follows the header.
	Width float64

	style cellStyle // of the cells that are still to be filled in
}

// About is the first sheet of an exported workbook: what the rows are.
type About struct {
	Sheet string // name of the sheet
	Title string // heading on its first row
	// Lines are pairs of a label and what it says: the filter, the counting
	// rule, the date.
	Lines [][2]Value
	// CountLabel labels the last line, the number of rows in the workbook.
	CountLabel string
}

// XLSX writes a workbook row by row. Each row goes through compression to the
// underlying writer at once; memory does not grow with the rows. Text cells are
// never formulas: they are marked as text, and those that look like a formula
// also carry the mark that keeps Excel from making them one when edited.
type XLSX struct {
	zip     *zip.Writer
	out     *bufio.Writer // the sheet being written, nil when there is none
	about   *About
	sheets  []string
	title   string // of the sheet being written, without the number of a continuation
	columns []Column
	names   []string // letters of the columns
	checks  []choiceCheck
	filled  int // rows on the sheet being written, the header counted
	most    int // rows that a sheet holds
	rows    int64
	buf     []byte
}

var _ Writer = (*XLSX)(nil)

// longestText is the most characters (UTF-16 units) that Excel holds in a cell.
const longestText = 32_767

// NewXLSX begins a workbook. With about, its first sheet says what the rest is;
// it is written last, when the number of rows is known.
func NewXLSX(w io.Writer, about *About) (*XLSX, error) {
	x := &XLSX{zip: zip.NewWriter(w), about: about, most: lastRow}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestSpeed)
	})
	if about != nil {
		x.sheets = append(x.sheets, sheetName(about.Sheet, nil))
	}
	return x, x.part("_rels/.rels", packageRelations)
}

// Sheet ends the sheet before and begins another with its header. A sheet that
// reaches Excel's 1,048,576 rows continues on a further sheet by itself.
func (x *XLSX) Sheet(name string, columns ...Column) error {
	if len(columns) == 0 || len(columns) > lastColumn {
		return fmt.Errorf("sheet: %d columns", len(columns))
	}
	if err := x.endSheet(); err != nil {
		return err
	}
	x.title, x.columns = name, columns
	return x.beginSheet()
}

// Row writes one row to the sheet begun last. Text longer than a cell of Excel
// holds is a *Problem: nothing is cut off in silence.
func (x *XLSX) Row(values ...Value) error {
	if x.out == nil {
		return errors.New("sheet: row before the first sheet")
	}
	if len(values) != len(x.columns) {
		return fmt.Errorf("sheet: %d values in a row of %d columns", len(values), len(x.columns))
	}
	if x.filled == x.most {
		if err := x.endSheet(); err != nil {
			return err
		}
		if err := x.beginSheet(); err != nil {
			return err
		}
	}
	if err := x.writeLine(values, 0); err != nil {
		return err
	}
	x.rows++
	return nil
}

// Close finishes the workbook and gives the number of rows in all its sheets,
// the headers and the first sheet not counted.
func (x *XLSX) Close() (int64, error) {
	if err := x.endSheet(); err != nil {
		return x.rows, err
	}
	if x.about != nil {
		if err := x.writeAbout(); err != nil {
			return x.rows, err
		}
	}
	if len(x.sheets) == 0 {
		return x.rows, errors.New("sheet: a workbook needs a sheet")
	}
	if err := x.finish(); err != nil {
		return x.rows, err
	}
	return x.rows, x.zip.Close()
}

// beginSheet opens the next part and writes what stands before the rows, and
// the header.
func (x *XLSX) beginSheet() error {
	x.sheets = append(x.sheets, sheetName(x.title, x.sheets))
	if err := x.openSheet(len(x.sheets)); err != nil {
		return err
	}
	x.buf = append(x.buf, frozenView...)
	x.buf = appendColumns(x.buf, x.columns)
	x.names = letters(len(x.columns))
	x.buf = append(x.buf, "<sheetData>"...)
	header := make([]Value, len(x.columns))
	for i, c := range x.columns {
		header[i] = Text(c.Header)
	}
	return x.writeLine(header, headerStyle)
}

func (x *XLSX) openSheet(number int) error {
	part, err := x.zip.Create(sheetPath(number))
	if err != nil {
		return err
	}
	x.out, x.filled = bufio.NewWriterSize(part, 64<<10), 0
	x.buf = append(x.buf[:0], sheetStart...)
	return nil
}

func (x *XLSX) endSheet() error {
	if x.out == nil {
		return nil
	}
	x.buf = append(x.buf, `</sheetData><autoFilter ref="A1:`...)
	x.buf = append(x.buf, Letters(len(x.columns)-1)...)
	x.buf = strconv.AppendInt(x.buf, int64(x.filled), 10)
	x.buf = append(x.buf, `"/>`...)
	x.buf = appendChecks(x.buf, x.checks)
	return x.closeSheet()
}

func (x *XLSX) closeSheet() error {
	x.buf = append(x.buf, "</worksheet>"...)
	if err := x.flushLine(); err != nil {
		return err
	}
	err := x.out.Flush()
	x.out, x.checks = nil, nil
	return err
}

func (x *XLSX) flushLine() error {
	_, err := x.out.Write(x.buf)
	x.buf = x.buf[:0]
	return err
}

// writeLine writes a row of cells; style is for the text in them.
func (x *XLSX) writeLine(values []Value, style cellStyle) error {
	for i, v := range values {
		if v.kind == textValue && len(v.text) > longestText && units(v.text) > longestText {
			return problem("sheet.text_too_long", "row", strconv.Itoa(x.filled+1), "column", Letters(i), "limit", longestText)
		}
	}
	x.filled++
	number := strconv.Itoa(x.filled)
	x.buf = append(x.buf, `<row r="`...)
	x.buf = append(x.buf, number...)
	x.buf = append(x.buf, `">`...)
	for i, v := range values {
		x.buf = appendCell(x.buf, x.names[i], number, v, style)
	}
	x.buf = append(x.buf, "</row>"...)
	return x.flushLine()
}

func letters(columns int) []string {
	names := make([]string, columns)
	for i := range names {
		names[i] = Letters(i)
	}
	return names
}

// units counts UTF-16 units, in which Excel counts characters.
func units(text string) int {
	n := 0
	for _, c := range text {
		if n++; c > 0xffff {
			n++
		}
	}
	return n
}

func (x *XLSX) writeAbout() error {
	if err := x.openSheet(1); err != nil {
		return err
	}
	x.buf = appendColumns(x.buf, []Column{{Width: 30}, {Width: 80}})
	x.names = letters(2)
	x.buf = append(x.buf, "<sheetData>"...)
	if err := x.writeLine([]Value{Text(x.about.Title)}, headerStyle); err != nil {
		return err
	}
	lines := append([][2]Value(nil), x.about.Lines...)
	lines = append(lines, [2]Value{Text(x.about.CountLabel), Integer(x.rows)})
	for _, line := range lines {
		if err := x.writeLine(line[:], wrappedStyle); err != nil {
			return err
		}
	}
	x.buf = append(x.buf, "</sheetData>"...)
	return x.closeSheet()
}
