package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
)

var separators = []byte{';', '\t', ','}

// widestRow is the number of columns that a spreadsheet program can have. A row
// with more separators is refused before it is cut into pieces.
const widestRow = 16384

type csvSource struct {
	text      []byte
	separator byte
	limits    Limits
}

func newCSVSource(text []byte, limits Limits) (*csvSource, *Problem) {
	if !bytes.ContainsRune(text, '\n') {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	s := &csvSource{text: text, limits: limits}
	if sep, rest, ok := declaredSeparator(text); ok {
		s.separator, s.text = sep, rest
	} else {
		s.separator = detectSeparator(text)
	}
	if tooWide(s.text, s.separator) {
		return nil, problem("sheet.too_many_columns", "limit", limits.Columns)
	}
	return s, nil
}

// declaredSeparator reads the line "sep=;" that Excel puts before the header
// and does not show as a row.
func declaredSeparator(text []byte) (sep byte, rest []byte, ok bool) {
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.Trim(bytes.TrimRight(line, "\r"), `"`)
	if len(line) != 5 || !bytes.EqualFold(line[:4], []byte("sep=")) || !bytes.Contains(separators, line[4:]) {
		return 0, nil, false
	}
	return line[4], rest, true
}

// detectSeparator chooses the separator that cuts the first lines most evenly,
// and of even ones the one that gives most columns. A decimal comma or a comma
// in a sentence cuts unevenly.
func detectSeparator(text []byte) byte {
	counts := countSeparators(text, 50)
	best, bestEven, bestColumns := separators[0], 0, 0
	for i, sep := range separators {
		columns := counts[0][i]
		if columns == 0 {
			continue
		}
		even := 0
		for _, line := range counts {
			if line[i] == columns {
				even++
			}
		}
		if even > bestEven || even == bestEven && columns > bestColumns {
			best, bestEven, bestColumns = sep, even, columns
		}
	}
	return best
}

// countSeparators counts each separator outside quotes in the first lines that
// have something in them. It always gives at least one line.
func countSeparators(text []byte, lines int) [][3]int {
	var counts [][3]int
	var line [3]int
	quoted, filled := false, false
	for _, c := range text {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			if filled {
				counts = append(counts, line)
			}
			line, filled = [3]int{}, false
			if len(counts) == lines {
				return counts
			}
			continue
		}
		filled = filled || c > ' '
		if i := bytes.IndexByte(separators, c); i >= 0 && !quoted {
			line[i]++
		}
	}
	return append(counts, line)
}

// tooWide looks for a row that would cost more memory cut than whole.
func tooWide(text []byte, separator byte) bool {
	quoted, count := false, 0
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			count = 0
		case c == separator:
			if count++; count >= widestRow {
				return true
			}
		}
	}
	return false
}

func (s *csvSource) records() recordReader {
	r := csv.NewReader(bytes.NewReader(s.text))
	r.Comma = rune(s.separator)
	r.FieldsPerRecord = -1
	return &csvReader{csv: r, limits: s.limits}
}

type csvReader struct {
	csv    *csv.Reader
	limits Limits
	// inside counts the line breaks within quoted cells so far: a spreadsheet
	// program shows such a row as one.
	inside int
}

func (r *csvReader) next() (record, error) {
	fields, err := r.csv.Read()
	if err == io.EOF {
		return record{}, err
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		p := problem("sheet.quotes", "row", strconv.Itoa(parse.StartLine-r.inside))
		p.Cause = err
		return record{}, p
	}
	if err != nil {
		return record{}, broken(err)
	}
	line, _ := r.csv.FieldPos(0)
	rec := record{number: line - r.inside}
	for i, field := range fields {
		r.inside += strings.Count(field, "\n")
		cell := csvCell(field)
		if cell.Kind == KindEmpty {
			continue
		}
		if i >= r.limits.Columns {
			return record{}, problem("sheet.too_many_columns", "limit", r.limits.Columns)
		}
		rec.put(i, cell, r.limits)
	}
	return rec, nil
}

// csvCell takes off the apostrophe that [CSV] puts before text that a
// spreadsheet program would run.
func csvCell(field string) Cell {
	switch {
	case Clean(field) == "":
		return Cell{}
	case strings.HasPrefix(field, "'") && risky(field):
		return Cell{KindText, field[1:]}
	case strings.HasPrefix(Clean(field), "="):
		return Cell{Kind: KindFormula}
	}
	return Cell{KindText, field}
}
