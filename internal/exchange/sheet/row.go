package sheet

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind says what a cell held in the file. In CSV every cell is text, empty, or
// a formula.
type Kind uint8

// The kinds and the form of their text.
const (
	KindEmpty      Kind = iota // ""
	KindText                   // as written
	KindNumber                 // plain digits with a point, no exponent: "-12.5"
	KindDate                   // "2019-05-31"
	KindDateTime               // "2019-05-31T14:30" or with seconds
	KindTime                   // "14:30" or "14:30:05"; elapsed hours may pass 24
	KindBoolean                // "true" or "false"
	KindFormula                // "": a formula is never read
	KindUnreadable             // "": the row has a problem that says why
)

// Cell is one cell as text.
type Cell struct {
	Kind Kind
	Text string
}

// Row is one row below the header.
type Row struct {
	// Number is the row number that a spreadsheet program shows, from 1.
	Number int
	// Hidden says that the row is hidden or filtered out in the file.
	Hidden bool
	// Problems are the cells that could not be read. A row with problems still
	// has its other cells.
	Problems []*Problem

	cells  []Cell
	header *header
}

// Cell gives the cell under the header of that name; an empty cell when the
// file has no such column. Names are compared as [Table.Has] does.
func (r Row) Cell(name string) Cell {
	i, ok := r.header.find(name)
	if !ok {
		return Cell{}
	}
	return r.At(i)
}

// At gives the cell in the column with that index, from 0; an empty cell
// outside the row.
func (r Row) At(column int) Cell {
	if column < 0 || column >= len(r.cells) {
		return Cell{}
	}
	return r.cells[column]
}

// Text gives the text under the header of that name without white space around
// it, no-break spaces as spaces, letters composed (NFC).
func (r Row) Text(name string) string { return Clean(r.Cell(name).Text) }

// Clean trims white space, turns no-break spaces into spaces and composes
// letters with their marks (NFC), so that text that looks the same is the same.
func Clean(text string) string {
	text = strings.Map(func(c rune) rune {
		switch c {
		case '\u00a0', '\u202f', '\u2007':
			return ' '
		case '\u200b', '\ufeff':
			return -1
		}
		return c
	}, text)
	return norm.NFC.String(strings.TrimFunc(text, unicode.IsSpace))
}

// header holds the names of the columns and where each is.
type header struct {
	names []string
	index map[string]int
}

func (h *header) find(name string) (int, bool) {
	i, ok := h.index[headerKey(name)]
	return i, ok
}

func (h *header) name(column int) string {
	if column < len(h.names) {
		return h.names[column]
	}
	return ""
}

// label names a column in a problem, by its letters when it has no header.
func (h *header) label(column int) string {
	if name := h.name(column); name != "" {
		return name
	}
	return Letters(column)
}

func headerKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(Clean(name)), " "))
}

// readHeader makes a header of the first row with something in it.
func readHeader(rec record) (*header, *Problem) {
	h := &header{index: map[string]int{}}
	for i, cell := range rec.cells {
		if cell.Kind == KindFormula {
			return nil, problem("sheet.header_formula", "row", strconv.Itoa(rec.number), "column", Letters(i))
		}
		name := strings.Join(strings.Fields(Clean(cell.Text)), " ")
		h.names = append(h.names, name)
		if name == "" {
			continue
		}
		key := headerKey(name)
		if first, twice := h.index[key]; twice {
			return nil, problem("sheet.duplicate_header", "header", name,
				"first", Letters(first), "second", Letters(i))
		}
		h.index[key] = i
	}
	for len(h.names) > 0 && h.names[len(h.names)-1] == "" {
		h.names = h.names[:len(h.names)-1]
	}
	return h, nil
}

// Letters gives the name of a column, counted from 0: A, B, …, Z, AA.
func Letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return Letters(column/26-1) + string(rune('A'+column%26))
}
