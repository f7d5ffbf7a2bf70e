package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// CSVStyle is how a CSV file is written. The zero value is a comma and no
// byte-order mark. Excel in Finnish and Swedish wants a semicolon and the mark.
type CSVStyle struct {
	Separator byte // ',' ';' or '\t'; 0 is ','
	Mark      bool // begin with the UTF-8 byte-order mark
}

// CSV writes a CSV file as RFC 4180 has it: UTF-8, lines end in CR LF, cells
// with a separator, quote, line break or white space at an end are quoted. Text
// that a spreadsheet program would run as a formula gets an apostrophe in front,
// which [Open] takes off again; numbers stay numbers, negative ones too.
type CSV struct {
	out     *bufio.Writer
	style   CSVStyle
	columns int
	rows    int64
	buf     []byte
}

var _ Writer = (*CSV)(nil)

// NewCSV begins a CSV file with its header.
func NewCSV(w io.Writer, style CSVStyle, header ...string) (*CSV, error) {
	if style.Separator == 0 {
		style.Separator = ','
	}
	if !strings.ContainsRune(",;\t", rune(style.Separator)) {
		return nil, fmt.Errorf("sheet: %q is no separator", style.Separator)
	}
	c := &CSV{out: bufio.NewWriterSize(w, 64<<10), style: style, columns: len(header)}
	if style.Mark {
		c.buf = append(c.buf, "\ufeff"...)
	}
	for i, name := range header {
		c.cell(i, Text(name))
	}
	return c, c.endLine()
}

// Row writes one row.
func (c *CSV) Row(values ...Value) error {
	if len(values) != c.columns {
		return fmt.Errorf("sheet: %d values in a row of %d columns", len(values), c.columns)
	}
	for i, v := range values {
		c.cell(i, v)
	}
	if err := c.endLine(); err != nil {
		return err
	}
	c.rows++
	return nil
}

// Close writes what is still waiting and gives the number of rows, the header
// not counted.
func (c *CSV) Close() (int64, error) { return c.rows, c.out.Flush() }

func (c *CSV) endLine() error {
	c.buf = append(c.buf, '\r', '\n')
	_, err := c.out.Write(c.buf)
	c.buf = c.buf[:0]
	return err
}

func (c *CSV) cell(column int, v Value) {
	if column > 0 {
		c.buf = append(c.buf, c.style.Separator)
	}
	if v.kind != textValue {
		c.buf = v.appendPlain(c.buf)
		return
	}
	text := strings.ToValidUTF8(v.text, "\uFFFD")
	if risky(text) {
		text = "'" + text
	}
	if !c.needsQuotes(text) {
		c.buf = append(c.buf, text...)
		return
	}
	c.buf = append(c.buf, '"')
	for i := range len(text) {
		if text[i] == '"' {
			c.buf = append(c.buf, '"')
		}
		c.buf = append(c.buf, text[i])
	}
	c.buf = append(c.buf, '"')
}

func (c *CSV) needsQuotes(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '"', '\r', '\n', c.style.Separator:
			return true
		}
	}
	return text[0] == ' ' || text[0] == '\t' || text[len(text)-1] == ' ' || text[len(text)-1] == '\t'
}
