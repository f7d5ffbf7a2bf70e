package oldmeasurements

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
)

// File is a spreadsheet that can be read. What it holds is not looked at yet.
type File struct {
	Name, Hash string
	content    []byte
	table      *sheet.Table
}

// Read reads a spreadsheet. What is wrong with it as a whole is a [sheet.Problem], which is a fault too.
func Read(r io.Reader, name string) (File, error) {
	content, err := io.ReadAll(io.LimitReader(r, sheet.DefaultLimits().Bytes+1))
	if err != nil {
		return File{}, err
	}
	return open(content, rows.Shortened(filepath.Base(strings.ReplaceAll(name, `\`, "/"))))
}

func open(content []byte, name string) (File, error) {
	table, err := sheet.Open(bytes.NewReader(content), name, sheet.DefaultLimits())
	if err == nil && isOurs(table.Sheets) {
		table, err = sheet.OpenSheet(bytes.NewReader(content), name, table.Sheets[1], sheet.DefaultLimits())
	}
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(content)
	return File{Name: name, Hash: hex.EncodeToString(sum[:]), content: content, table: table}, nil
}

// Headers are the file's columns by name, as it writes them; empty for a column without one.
func (f File) Headers() []string { return f.table.Columns() }

// isOurs tells whether a workbook is one of answers that was taken from Rinnalla: a sheet that says what it is stands before the answers.
func isOurs(sheets []string) bool {
	return len(sheets) > 1 && slices.ContainsFunc(i18n.Langs, func(lang i18n.Lang) bool {
		print := i18n.For(lang)
		return sheets[0] == print.T("outcome.answers.about") && sheets[1] == print.T("outcome.answers.sheet")
	})
}

// Unread are the sheets of a workbook that are not looked at and may hold measurements.
func (f File) Unread() []string {
	return rows.Unread(f.table, "outcome.answers.sheet", "outcome.answers.about")
}

// Count is the number of rows below the header.
func (f File) Count() int { return f.table.Count }

// mostExamples bounds how many values of a column are shown, and the rows that are looked at for them.
const (
	mostExamples = 3
	examplesFrom = 200
)

// Examples are the first different values of each column: for whoever tells what the columns hold.
func (f File) Examples() ([][]string, error) {
	all := make([][]string, len(f.Headers()))
	seen := 0
	for line, err := range f.table.Rows() {
		if err != nil {
			return nil, err
		}
		if seen++; seen > examplesFrom {
			break
		}
		for i := range all {
			text := rows.Shortened(sheet.Clean(line.At(i).Text))
			if text != "" && len(all[i]) < mostExamples && !slices.Contains(all[i], text) {
				all[i] = append(all[i], text)
			}
		}
	}
	return all, nil
}
