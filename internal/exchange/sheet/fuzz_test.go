package sheet

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// wantSane opens hostile bytes: a problem with a key, or a table whose rows keep
// the promises of the package. Nothing may panic.
func wantSane(t *testing.T, data []byte) {
	limits := Limits{Bytes: mebibyte, Unpacked: 4 * mebibyte, Rows: 500, Columns: 30, Cell: 200}
	table, err := Open(bytes.NewReader(data), "fuzz", limits)
	if err != nil {
		wantKey(t, err)
		return
	}
	last, count := table.HeaderRow, 0
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatalf("a row failed after the file was read through: %v", err)
		}
		if count++; row.Number <= last {
			t.Errorf("row %d after row %d", row.Number, last)
		}
		last = row.Number
		wantSaneRow(t, row, limits)
	}
	if count != table.Count || count > limits.Rows {
		t.Errorf("%d rows, Count %d", count, table.Count)
	}
}

func wantSaneRow(t *testing.T, row Row, limits Limits) {
	if len(row.cells) > limits.Columns {
		t.Errorf("row %d has %d cells", row.Number, len(row.cells))
	}
	for _, cell := range row.cells {
		empty := cell.Kind == KindEmpty || cell.Kind == KindFormula || cell.Kind == KindUnreadable
		if empty != (cell.Text == "") {
			t.Errorf("row %d has a cell of kind %d with %q", row.Number, cell.Kind, cell.Text)
		}
		if !utf8.ValidString(cell.Text) || strings.ContainsFunc(cell.Text, isControl) {
			t.Errorf("row %d has the text %q", row.Number, cell.Text)
		}
		if cell.Kind == KindText && utf8.RuneCountInString(cell.Text) > limits.Cell {
			t.Errorf("row %d has a text of %d bytes", row.Number, len(cell.Text))
		}
	}
	for _, p := range row.Problems {
		wantKey(t, p)
	}
}

func wantKey(t *testing.T, err error) {
	p, ok := err.(*Problem)
	if !ok || !strings.HasPrefix(p.Key, "sheet.") || len(p.Args)%2 != 0 {
		t.Errorf("no problem with a key: %v", err)
	}
}

func FuzzOpenCSV(f *testing.F) {
	for _, seed := range []string{
		"", "a;b\n1;2\n", "\ufeffa,b\r\n\"x\ny\",=1\r\n", "sep=;\na;b\n1;2", "\xff\xfea\x00\n\x00b\x00", "\xfe\xff\x00a\x00\n\x00b",
		"a\tb\n'=1\t\"\"\"\"\n", "p\xe4iv\xe4\n1\n", "a\rb\rc", "a;A\n1;2\n", "<html>", "a\n\x00\n", "a;b\n\"1;2\n", "a;;b\n1;2;3;4;5\n", "Ã¤\nÃ¶\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(wantSane)
}

func FuzzOpenXLSX(f *testing.F) {
	f.Add(smallest().zip(f))
	f.Add(made(f, rowsOf([]any{"a", "b"}, []any{1.5, "x"}, []any{true, nil})))
	f.Add(made(f, rowsOf([]any{"a"}, []any{1}), excelize.Options{Password: "x"}))
	f.Add(writeXLSX(f, &About{Sheet: "About"}, columnsNamed("a", "b"), []Value{Text("=1"), Integer(3)}))
	for _, name := range []string{"libreoffice.xlsx", "libreoffice.ods", "old.xls"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(wantSane)
}

// FuzzSheetXML goes past the zip, whose checksums stop most mutations.
func FuzzSheetXML(f *testing.F) {
	base := smallest()
	f.Add(base["xl/worksheets/one.xml"], base["xl/strings.xml"], base["xl/styles.xml"], base["xl/workbook.xml"], base["xl/_rels/workbook.xml.rels"])
	f.Add(`<worksheet><sheetData><row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c></row><row r="7"><c r="C7" t="inlineStr"><is><t>_x000D_a</t></is></c><c t="e"><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell ref="A7:B9"/></mergeCells></worksheet>`,
		`<sst><si><r><t>a</t></r><rPh/></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[h]:mm;@"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`,
		`<workbook><workbookPr date1904="1"/><sheets><sheet name="x" id="a"/></sheets></workbook>`, base["xl/_rels/workbook.xml.rels"])
	f.Fuzz(func(t *testing.T, sheet, strs, styles, workbook, links string) {
		p := smallest()
		p["xl/worksheets/one.xml"], p["xl/strings.xml"], p["xl/styles.xml"], p["xl/workbook.xml"], p["xl/_rels/workbook.xml.rels"] = sheet, strs, styles, workbook, links
		wantSane(t, p.zip(t))
	})
}

// FuzzWrittenText writes any text and reads it back from both formats.
func FuzzWrittenText(f *testing.F) {
	for _, text := range append(formulaLike, "Äänekoski", "a\"b;c,d", "_x0041_", " x ", "a\x01", "\xff") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := map[Format][]byte{
			CSVFormat:  []byte(writeCSV(t, CSVStyle{Separator: ';'}, []string{"text", "end"}, []Value{Text(text), Text("a line that is long enough to look like text")})),
			XLSXFormat: writeXLSX(t, nil, columnsNamed("text", "end"), []Value{Text(text), Text("end")}),
		}
		want := strings.ToValidUTF8(text, "\uFFFD")
		for format, data := range files {
			table, err := Open(bytes.NewReader(data), "x", Limits{Cell: 1 << 20})
			if err != nil {
				if strings.ContainsFunc(text, isControl) {
					continue
				}
				t.Fatalf("%s: %q: %v", format, text, err)
			}
			for row, err := range table.Rows() {
				if err != nil {
					t.Fatal(err)
				}
				wantSame(t, format, want, row.Cell("text"))
			}
		}
	})
}

func wantSame(t *testing.T, format Format, want string, got Cell) {
	switch {
	case got.Kind == KindUnreadable && (strings.ContainsFunc(want, isControl) || lostLetters(want)):
	case got.Kind == KindEmpty && Clean(want) == "":
	case format == CSVFormat && strings.ReplaceAll(want, "\r\n", "\n") == got.Text:
	case got.Kind != KindText || got.Text != want:
		t.Errorf("%s: %q came back as kind %d %q", format, want, got.Kind, got.Text)
	}
}
