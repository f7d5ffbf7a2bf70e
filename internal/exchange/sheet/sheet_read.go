package sheet

import (
	"encoding/xml"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// lastRow and lastColumn are the ends of a sheet in Excel 2007 and later.
const (
	lastRow    = 1_048_576
	lastColumn = 16_384
)

type bookSource struct {
	book   *workbook
	part   string
	limits Limits
	merges []merge
}

// merge is a block of cells shown as one. Only its first cell has a value.
type merge struct {
	first, last int // rows
	column      int // first column, from 0
	ref         string
}

func (s *bookSource) records() recordReader {
	x, err := s.book.archive.stream(s.part)
	return &sheetReader{bookSource: s, xml: x, err: err}
}

type sheetReader struct {
	*bookSource
	xml    *xmlStream
	err    error
	inside bool // within <sheetData>
	row    int
	found  []merge

	upcoming int   // index of the next merge that may begin
	active   merge // the merge that reaches furthest down
}

func (r *sheetReader) next() (record, error) {
	if r.err != nil {
		return record{}, r.err
	}
	for {
		token, err := r.xml.token()
		if err != nil {
			return record{}, err
		}
		switch el := token.(type) {
		case xml.StartElement:
			if r.inside && el.Name.Local == "row" {
				return r.readRow(el)
			}
			if err := r.outside(el); err != nil {
				return record{}, err
			}
		case xml.EndElement:
			if el.Name.Local == "sheetData" {
				r.inside = false
			}
		}
	}
}

// outside takes note of the elements around the rows.
func (r *sheetReader) outside(el xml.StartElement) error {
	switch el.Name.Local {
	case "sheetData":
		r.inside = true
	case "mergeCell":
		if len(r.found) == r.limits.Rows {
			return problem("sheet.too_many_merges", "limit", r.limits.Rows)
		}
		m, ok := parseMerge(attribute(el, "ref"))
		if !ok {
			return broken(errors.New("merged cells without a place"))
		}
		r.found = append(r.found, m)
	}
	return nil
}

func (r *sheetReader) readRow(el xml.StartElement) (record, error) {
	number := r.row + 1
	if at := attribute(el, "r"); at != "" {
		n, err := strconv.Atoi(at)
		if err != nil || n < number || n > lastRow {
			return record{}, broken(errors.New("row number " + strconv.Quote(at)))
		}
		number = n
	}
	r.row = number
	rec := record{number: number, hidden: truth(attribute(el, "hidden"))}
	if err := r.readCells(&rec); err != nil {
		return record{}, err
	}
	if m, ok := r.mergeAt(number); ok {
		rec.fault(-1, "sheet.merged", "range", m.ref)
	}
	return rec, nil
}

func (r *sheetReader) readCells(rec *record) error {
	column := -1
	for depth := r.xml.depth; r.xml.depth >= depth; {
		token, err := r.xml.token()
		if err != nil {
			return unexpectedEnd(err)
		}
		el, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if el.Name.Local != "c" {
			if err := r.xml.skip(); err != nil {
				return err
			}
			continue
		}
		column++
		if ref := attribute(el, "r"); ref != "" {
			at, _, ok := parseRef(ref)
			if !ok || at < column {
				return broken(errors.New("cell reference " + strconv.Quote(ref)))
			}
			column = at
		}
		if err := r.readCell(rec, column, el); err != nil {
			return err
		}
	}
	return nil
}

func (r *sheetReader) readCell(rec *record, column int, el xml.StartElement) error {
	raw, err := r.rawCell()
	if err != nil {
		return err
	}
	raw.kind, raw.form = attribute(el, "t"), r.book.form(attribute(el, "s"))
	cell, key := r.book.translate(raw)
	if cell.Kind == KindEmpty {
		return nil
	}
	if column >= r.limits.Columns {
		return problem("sheet.too_many_columns", "limit", r.limits.Columns)
	}
	if key != "" {
		rec.fault(column, key)
	}
	rec.put(column, cell, r.limits)
	return nil
}

// rawCell is a cell as it is in the file.
type rawCell struct {
	kind    string
	value   string
	formula bool
	form    dateForm
}

func (r *sheetReader) rawCell() (rawCell, error) {
	var raw rawCell
	for depth := r.xml.depth; r.xml.depth >= depth; {
		token, err := r.xml.token()
		if err != nil {
			return raw, unexpectedEnd(err)
		}
		el, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch el.Name.Local {
		case "v", "is":
			raw.value, err = r.xml.text()
		case "f":
			raw.formula = true
			err = r.xml.skip()
		default:
			err = r.xml.skip()
		}
		if err != nil {
			return raw, err
		}
	}
	return raw, nil
}

// translate gives the cell as text and the key of what is wrong with it, "" when
// nothing is. (ECMA-376 part 1, 18.18.11: the types of a cell.)
func (b *workbook) translate(raw rawCell) (Cell, string) {
	unreadable := Cell{Kind: KindUnreadable}
	switch {
	case raw.formula:
		return Cell{Kind: KindFormula}, ""
	case raw.value == "":
		return Cell{}, ""
	}
	switch raw.kind {
	case "e":
		return unreadable, "sheet.error_value"
	case "b":
		return Cell{KindBoolean, strconv.FormatBool(truth(raw.value))}, ""
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(raw.value))
		if err != nil || i < 0 || i >= len(b.strings) {
			return unreadable, "sheet.cell_unreadable"
		}
		return textCell(b.strings[i]), ""
	case "inlineStr", "str":
		return textCell(unescape(raw.value)), ""
	}
	cell, ok := b.valueCell(raw)
	if !ok {
		return unreadable, "sheet.cell_unreadable"
	}
	return cell, ""
}

func (b *workbook) valueCell(raw rawCell) (Cell, bool) {
	if raw.kind == "d" {
		return isoCell(raw.value)
	}
	return numberCell(strings.TrimSpace(raw.value), raw.form, b.from904)
}

func textCell(text string) Cell {
	if Clean(text) == "" {
		return Cell{}
	}
	return Cell{KindText, text}
}

// settleMerges keeps the merged blocks that the survey found below the header,
// sorted from the top, for the readings that follow. Merged cells outside the
// named columns do no harm.
func (s *bookSource) settleMerges(r *sheetReader, headerRow int, columns []string) *Problem {
	for _, m := range r.found {
		if m.column >= len(columns) || m.last < headerRow {
			continue
		}
		if m.first <= headerRow {
			return problem("sheet.merged_header", "range", m.ref)
		}
		s.merges = append(s.merges, m)
	}
	slices.SortFunc(s.merges, func(a, b merge) int { return a.first - b.first })
	return nil
}

// mergeAt tells whether a row has merged cells. Rows come in rising order.
func (r *sheetReader) mergeAt(row int) (merge, bool) {
	for r.upcoming < len(r.merges) && r.merges[r.upcoming].first <= row {
		if m := r.merges[r.upcoming]; m.last > r.active.last {
			r.active = m
		}
		r.upcoming++
	}
	return r.active, r.active.last >= row
}

func parseMerge(ref string) (merge, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	column, first, ok1 := parseRef(from)
	_, last, ok2 := parseRef(to)
	return merge{first: first, last: last, column: column, ref: ref}, ok1 && ok2 && first <= last
}

// parseRef reads a cell reference such as "AB12" into the column from 0 and the
// row from 1.
func parseRef(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if column = column*26 + int(ref[i]-'A') + 1; column > lastColumn {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, err == nil && column > 0 && row > 0 && row <= lastRow
}
