package sheet

import (
	"errors"
	"io"
	"strings"
	"testing"

	"rinnalla/internal/fault"
)

func wantProblem(t testing.TB, err error, key string) *Problem {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("got %v, want the problem %s", err, key)
	}
	if p.Key != key {
		t.Errorf("got %v, want the problem %s", p, key)
	}
	if f := fault.Of(err); f == nil || f.Key != p.Key {
		t.Errorf("the problem %s is no fault for the faces: %v", key, f)
	}
	return p
}

func mustOpen(t testing.TB, content string) *Table {
	t.Helper()
	table, err := Open(strings.NewReader(content), "visits.csv", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func allRows(t testing.TB, table *Table) []Row {
	t.Helper()
	var rows []Row
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != table.Count {
		t.Errorf("%d rows came, Count said %d", len(rows), table.Count)
	}
	return rows
}

// wantRowProblem checks that the row has exactly this one problem.
func wantRowProblem(t testing.TB, row Row, text string) {
	t.Helper()
	if len(row.Problems) != 1 || row.Problems[0].Error() != text {
		t.Errorf("row %d has the problems %v, want %s", row.Number, row.Problems, text)
	}
}

func TestAFileIsReadNoFurtherThanItsLimit(t *testing.T) {
	endless := &counting{}
	_, err := Open(endless, `C:\Users\maija\huge.csv`, Limits{Bytes: 3 * mebibyte})
	p := wantProblem(t, err, "sheet.too_big")
	if p.Error() != "sheet.too_big limit=3 file=huge.csv" {
		t.Error(p)
	}
	if endless.read != 3*mebibyte+1 {
		t.Errorf("%d bytes were read", endless.read)
	}
}

// counting is an upload without end.
type counting struct{ read int64 }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	c.read += int64(len(p))
	return len(p), nil
}

func TestAnUploadThatBreaksOffIsNoProblemOfTheFile(t *testing.T) {
	_, err := Open(io.MultiReader(strings.NewReader("a;b\n"), cutOff{}), "a.csv", Limits{})
	var p *Problem
	if !errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &p) {
		t.Errorf("got %v", err)
	}
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestColumnsAreFoundByNameHoweverTheNameIsSpaced(t *testing.T) {
	table := mustOpen(t, " Alkamis\u00a0 päivä ;KUNTA;A\u0308a\u0308ni\n2019-05-31; Kajaani\u00a0;x\n")
	for _, name := range []string{"alkamis päivä", "Alkamis\u202fPäivä", "kunta ", "ääni", "ÄÄNI"} {
		if !table.Has(name) {
			t.Errorf("there is no column %q among %q", name, table.Columns())
		}
	}
	if table.Has("alkamispäivä") || table.Has("") {
		t.Error("a column was found that is not there")
	}
	row := allRows(t, table)[0]
	if got := row.Text("Kunta"); got != "Kajaani" {
		t.Errorf("the municipality is %q", got)
	}
	if got := row.Cell("no such"); got != (Cell{}) {
		t.Errorf("a missing column holds %v", got)
	}
}

func TestTitlesAboveTheHeaderAreNoHeader(t *testing.T) {
	table := mustOpen(t, "Mittaukset 2023;;\n\nTulostettu 3.6.2023\nAsiakas;Päivä;Uni\nAB12;1.2.2023;3\n;;\nAB13;2.2.2023;4\n")
	if table.HeaderRow != 4 || len(table.Columns()) != 3 || table.Columns()[0] != "Asiakas" {
		t.Fatal(table.HeaderRow, table.Columns())
	}
	if rows := allRows(t, table); len(rows) != 2 || rows[0].Number != 5 || rows[0].Text("Uni") != "3" {
		t.Errorf("%v", rows)
	}
	for _, single := range []string{"arvo\n1\n2;3\n", "arvo\na\nb\nc\nd\ne\nf;g\n", "a;b\nc;d\n"} {
		if table := mustOpen(t, single); table.HeaderRow != 1 {
			t.Errorf("%q: %d", single, table.HeaderRow)
		}
	}
}

func TestRowsCanBeReadAgainAndLeftEarly(t *testing.T) {
	table := mustOpen(t, "a;b\n1;2\n3;4\n")
	for range table.Rows() {
		break
	}
	for range 2 {
		if rows := allRows(t, table); rows[1].Text("b") != "4" {
			t.Errorf("got %v", rows)
		}
	}
}

func TestAFileThatIsNoTableIsNamedForWhatItIs(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"nothing", "", "sheet.empty_file"},
		{"only white space", "\ufeff \r\n\t\n", "sheet.empty_file"},
		{"only separators", ";;;\n;;;\n", "sheet.empty_sheet"},
		{"only a header", "a;b\n;\n\n", "sheet.no_rows"},
		{"one line of something else", "a program's own words, with a few signs that nobody types\x01\x7f", "sheet.not_a_spreadsheet"},
		{"a web page named xls", "\ufeff\n<!DOCTYPE html><html><table>", "sheet.web_page"},
		{"a table without a page", "<TABLE border=1><tr>", "sheet.web_page"},
		{"XML of Excel 2003", "<?xml version=\"1.0\"?><Workbook/>", "sheet.xml_file"},
		{"PDF", "%PDF-1.7\n%âãÏÓ\n", "sheet.not_a_spreadsheet"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x08\x02\x00\x00", "sheet.not_a_spreadsheet"},
		{"another compound file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "sheet.not_a_spreadsheet"},
		{"Windows-1252", "p\xe4iv\xe4;kunta\n1;\xc4\xe4nekoski\n", "sheet.encoding"},
		{"UTF-16 without a mark", string(wide("a;b\n1;2\n")), "sheet.encoding"},
		{"half a UTF-16 character", "\xff\xfea\x00;", "sheet.encoding"},
		{"a lone surrogate", "\xff\xfea\x00\x00\xdc", "sheet.encoding"},
		{"a cut surrogate", "\xff\xfea\x00\x00\xd8", "sheet.encoding"},
		{"a NUL", "name;other\nAnna\x00;long enough to be text\n", "sheet.nul"},
		{"an open quote", "a;b\n\"1;2\n3;4\n", "sheet.quotes"},
		{"a quote inside", "a;b\n1;5\" pipe\n", "sheet.quotes"},
		{"one header twice", "Kunta;n;kunta \nx;1;y\n", "sheet.duplicate_header"},
		{"a formula as header", "a;=1+1\n1;2\n", "sheet.header_formula"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(strings.NewReader(c.content), "file.csv", Limits{})
			wantProblem(t, err, c.want)
		})
	}
}

func TestAPlainTextThatCallsItselfAWorkbookIsToldSo(t *testing.T) {
	_, err := Open(strings.NewReader("hello\n"), "file.xlsx", Limits{})
	wantProblem(t, err, "sheet.not_a_spreadsheet")
	table, err := Open(strings.NewReader("a;b\n1;2\n"), "file.xlsx", Limits{})
	if err != nil || !table.Has("a") {
		t.Errorf("a table in a text with the wrong name was refused: %v", err)
	}
}

func TestTheProblemSaysWhereItIs(t *testing.T) {
	for _, c := range []struct{ content, want string }{
		{"päivä;b\n1;2\n3;\xe4\n", "sheet.encoding row=3 file=f.csv"},
		{"name;other\nAnna;x\nB\x00;long enough to be text\n", "sheet.nul row=3 file=f.csv"},
		{"Kunta;n;kunta\nx;1;y\n", "sheet.duplicate_header header=kunta first=A second=C file=f.csv"},
	} {
		_, err := Open(strings.NewReader(c.content), "f.csv", Limits{})
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	_, err := Open(strings.NewReader("a;b\n\"two\nlines\";2\n3;\"4\n"), "f.csv", Limits{})
	p := wantProblem(t, err, "sheet.quotes")
	if p.Args[1] != "3" {
		t.Errorf("the open quote is said to be on row %v", p.Args[1])
	}
}

func TestLimitsOfRowsColumnsAndCells(t *testing.T) {
	limits := Limits{Rows: 2, Columns: 3, Cell: 4}
	open := func(content string) (*Table, error) {
		return Open(strings.NewReader(content), "f.csv", limits)
	}
	_, err := open("a;b\n1;2\n\n3;4\n;\n5;6\n")
	wantProblem(t, err, "sheet.too_many_rows")
	_, err = open("a;b;c;d\n1;2;3;4\n")
	wantProblem(t, err, "sheet.too_many_columns")
	_, err = open("a;b;c\n" + strings.Repeat(";", widestRow) + "\n")
	wantProblem(t, err, "sheet.too_many_columns")
	table, err := open("a;b;c;;;\nääää;åååå1;ok;;\n1;2;3\n;;\n")
	if err != nil {
		t.Fatal(err)
	}
	row := allRows(t, table)[0]
	wantRowProblem(t, row, "sheet.cell_too_long limit=4 row=2 column=B header=b")
	if row.Text("a") != "ääää" || row.Cell("b") != (Cell{Kind: KindUnreadable}) || row.Text("c") != "ok" {
		t.Errorf("got %v", row)
	}
}

func TestSeparatorsAreFoundOut(t *testing.T) {
	for _, c := range []struct{ name, content string }{
		{"semicolon with decimal commas", "place;mean\nTori;4,42\nKirjasto;3,5\n"},
		{"comma", "place,mean\nTori,\"4,42\"\n\"Kirjasto; iso\",\"3,5\"\n"},
		{"tab with commas in sentences", "place\tmean\nTori\t4,42\nKirjasto\t3,5\n"},
		{"comma in a header", "place;mean\n\"Tori\";4,42\nKirjasto, iso;3,5\n"},
		{"declared", "sep=,\r\nplace,mean\r\nTori,\"4,42\"\r\nx;y;z,w\r\n"},
		{"old Mac line ends", "place;mean\rTori;4,42\rx;y\r"},
		{"UTF-16 from Excel", "\xff\xfe" + string(wide("place\tmean\r\nTori\t4,42\r\nx\ty\r\n"))},
		{"UTF-16 the other way", "\xfe\xff" + swapped(string(wide("place;mean\nTori;4,42\nx;y\n")))},
		{"mark and CRLF", "\ufeffplace;mean\r\nTori;4,42\r\nx;y\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := mustOpen(t, c.content)
			rows := allRows(t, table)
			if table.Format != CSVFormat || table.HeaderRow != 1 || len(rows) != 2 {
				t.Fatalf("got %d rows of %+v", len(rows), table)
			}
			if rows[0].Text("place") != "Tori" || rows[0].Text("mean") != "4,42" || rows[0].Number != 2 {
				t.Errorf("got %+v", rows[0])
			}
		})
	}
}

func swapped(s string) string {
	b := []byte(s)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

func TestAFileOfOneColumnNeedsNoSeparator(t *testing.T) {
	rows := allRows(t, mustOpen(t, "kunta\nKajaani\n\nKuhmo\n"))
	if len(rows) != 2 || rows[1].Text("kunta") != "Kuhmo" || rows[1].Number != 4 {
		t.Errorf("got %+v", rows)
	}
}

func TestCSVRowsAreNumberedAsASpreadsheetShowsThem(t *testing.T) {
	table := mustOpen(t, "\n;\na;b\n\"two\r\nlines\";1\n\n;\nlast;2\n")
	rows := allRows(t, table)
	if table.HeaderRow != 3 || len(rows) != 2 || rows[0].Number != 4 || rows[1].Number != 7 {
		t.Errorf("header on %d, rows %+v", table.HeaderRow, rows)
	}
}

func TestEmojiAndFinnishLettersSurviveEveryEncoding(t *testing.T) {
	const text = "Ääkkönen åäö 😀 –"
	var b []byte
	for _, c := range "h\n" + text + "\n" {
		if c > 0xffff {
			c -= 0x10000
			high, low := 0xd800+c>>10, 0xdc00+c&0x3ff
			b = append(b, byte(high), byte(high>>8), byte(low), byte(low>>8))
			continue
		}
		b = append(b, byte(c), byte(c>>8))
	}
	for _, content := range []string{"h\n" + text, "\ufeffh\n" + text, "\xff\xfe" + string(b)} {
		if got := allRows(t, mustOpen(t, content))[0].Text("h"); got != text {
			t.Errorf("got %q", got)
		}
	}
}

func TestACellThatCannotBeReadIsAProblemOfItsRowOnly(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"=SUM(A1:A9)", "sheet.formula row=2 column=B header=n"},
		{" =1", "sheet.formula row=2 column=B header=n"},
		{"bell\a", "sheet.control_character row=2 column=B header=n"},
		{"PÃ¤ivÃ¤", "sheet.lost_letters row=2 column=B header=n"},
		{"P\uFFFDiv\uFFFD", "sheet.lost_letters row=2 column=B header=n"},
	} {
		table := mustOpen(t, "place;n\nTori in the middle;"+c.cell+"\nKirjasto;2\n")
		rows := allRows(t, table)
		wantRowProblem(t, rows[0], c.want)
		if rows[0].Text("place") != "Tori in the middle" || rows[0].Text("n") != "" || len(rows[1].Problems) != 0 {
			t.Errorf("%q: got %+v", c.cell, rows)
		}
	}
}

func TestWhatStandsBesideTheColumnsIsToldAndNotDropped(t *testing.T) {
	rows := allRows(t, mustOpen(t, "a;;b\n1;;2;note\n3;x;4\n5\n"))
	wantRowProblem(t, rows[0], "sheet.no_header row=2 column=D")
	wantRowProblem(t, rows[1], "sheet.no_header row=3 column=B")
	if len(rows[2].Problems) != 0 || rows[2].Text("b") != "" {
		t.Errorf("a short row: %+v", rows[2])
	}
}

func TestNegativeNumbersAndPhoneNumbersInCSVAreText(t *testing.T) {
	row := allRows(t, mustOpen(t, "a;b;c\n-5;+358 40 123;@home\n"))[0]
	if len(row.Problems) != 0 || row.Text("a") != "-5" || row.Text("b") != "+358 40 123" || row.Text("c") != "@home" {
		t.Errorf("got %+v", row)
	}
}

func TestColumnLetters(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := Letters(column); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
		if got, row, ok := parseRef(want + "7"); !ok || got != column || row != 7 {
			t.Errorf("%s7 was read as %d, %d", want, got, row)
		}
	}
	for _, bad := range []string{"", "A", "7", "a1", "XFE1", "A0", "A1048577", "A-1", "AAAAAAAAAAAAAAAAAAAAAA1"} {
		if _, _, ok := parseRef(bad); ok {
			t.Errorf("%q was taken for a cell", bad)
		}
	}
}
