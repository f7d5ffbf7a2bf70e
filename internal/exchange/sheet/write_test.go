package sheet

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var lastOfMay = time.Date(2019, 5, 31, 14, 30, 5, 0, time.FixedZone("", 3*3600))

func writeCSV(t testing.TB, style CSVStyle, header []string, rows ...[]Value) string {
	t.Helper()
	var out bytes.Buffer
	c, err := NewCSV(&out, style, header...)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := c.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	count, err := c.Close()
	if err != nil || count != int64(len(rows)) {
		t.Fatalf("Close gave %d rows and %v, want %d", count, err, len(rows))
	}
	return out.String()
}

func TestCSVWritesEveryKindOfValueWithoutLocale(t *testing.T) {
	got := writeCSV(t, CSVStyle{}, []string{"place", "n", "mean", "day", "moment", "empty"},
		[]Value{Text("Tori, \"iso\""), Integer(-12), Decimal(-4.425, 2), Date(lastOfMay), DateTime(lastOfMay), Empty()},
		[]Value{Text("two\r\nlines"), Integer(1e15), Decimal(math.NaN(), 1), Decimal(-0.2, 0), Text(""), Text(" edge")})
	want := "place,n,mean,day,moment,empty\r\n" +
		"\"Tori, \"\"iso\"\"\",-12,-4.42,2019-05-31,2019-05-31T14:30:05,\r\n" +
		"\"two\r\nlines\",1000000000000000,,0,,\" edge\"\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCSVForFinnishExcelHasMarkAndSemicolons(t *testing.T) {
	got := writeCSV(t, CSVStyle{Separator: ';', Mark: true}, []string{"äö", "b"}, []Value{Text("a;b"), Text("c,d")})
	if want := "\ufeffäö;b\r\n\"a;b\";c,d\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCSVRefusesAnUnknownSeparatorAndARowOfAnotherWidth(t *testing.T) {
	if _, err := NewCSV(io.Discard, CSVStyle{Separator: '|'}, "a"); err == nil {
		t.Error("the separator | was taken")
	}
	c, err := NewCSV(io.Discard, CSVStyle{}, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Row(Text("only one")); err == nil {
		t.Error("a row of one value in two columns was taken")
	}
}

var formulaLike = []string{"=1+1", "+358401234567", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1",
	"\u200b=1", "＝1+1", "＋1", "－1", "＠x", "'=1", "''-1", "\n=cmd|' /C calc'!A0"}

func TestCSVTextIsNeverAFormulaForASpreadsheetProgram(t *testing.T) {
	for _, text := range formulaLike {
		got := writeCSV(t, CSVStyle{}, []string{text}, []Value{Text(text)})
		for line := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
			if cell := strings.Trim(line, `"`); !strings.HasPrefix(cell, "'") {
				t.Errorf("%q was written as %q", text, line)
			}
		}
	}
	for _, text := range []string{"a=b", "5-6", "Äänekoski", "'quoted' word", "1.5"} {
		if got := writeCSV(t, CSVStyle{}, []string{"h"}, []Value{Text(text)}); got != "h\r\n"+text+"\r\n" {
			t.Errorf("%q was changed to %q", text, got)
		}
	}
}

func TestWhatCSVWritesIsReadBackUnchanged(t *testing.T) {
	texts := append([]string{"plain", "ä;ö,å\t", "\"", "a\nb", " x ", "'", "''", "' =x", "-"}, formulaLike...)
	for _, style := range []CSVStyle{{}, {Separator: ';', Mark: true}, {Separator: '\t'}} {
		var rows [][]Value
		for _, text := range texts {
			rows = append(rows, []Value{Text(text), Text("neighbour")})
		}
		table, err := Open(strings.NewReader(writeCSV(t, style, []string{"text", "other"}, rows...)), "a.csv", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for row, err := range table.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			// RFC 4180 readers take CR LF inside quotes for LF; a lone CR stays.
			if got := row.Cell("text"); got != (Cell{KindText, texts[i]}) {
				t.Errorf("%q came back as %v %q", texts[i], got.Kind, got.Text)
			}
			i++
		}
		if i != len(texts) {
			t.Errorf("%d of %d rows came back", i, len(texts))
		}
	}
}

func writeXLSX(t testing.TB, about *About, columns []Column, rows ...[]Value) []byte {
	t.Helper()
	var out bytes.Buffer
	x, err := NewXLSX(&out, about)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Sheet("Käynnit", columns...); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := x.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	count, err := x.Close()
	if err != nil || count != int64(len(rows)) {
		t.Fatalf("Close gave %d rows and %v, want %d", count, err, len(rows))
	}
	return out.Bytes()
}

func readWithExcelize(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func columnsNamed(names ...string) []Column {
	var columns []Column
	for _, name := range names {
		columns = append(columns, Column{Header: name})
	}
	return columns
}

func TestAnotherProgramReadsTheWorkbook(t *testing.T) {
	about := &About{Sheet: "Tietoja", Title: "Jalkautuvan työn käynnit", CountLabel: "Rivejä",
		Lines: [][2]Value{{Text("Ajalta"), Text("1.5.2019–31.5.2019")}, {Text("Tehty"), Date(lastOfMay)}}}
	data := writeXLSX(t, about, columnsNamed("Paikka", "Läsnä", "Keskiarvo", "Päivä", "Hetki"),
		[]Value{Text("Äänekosken <tori> & \"sali\""), Integer(-3), Decimal(4.42, 2), Date(lastOfMay), DateTime(lastOfMay)},
		[]Value{Empty(), Integer(123456), Decimal(-0.5, 1), Empty(), Text("vain tekstiä")})
	f := readWithExcelize(t, data)
	if diff := cmp.Diff([]string{"Tietoja", "Käynnit"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	raw := excelize.Options{RawCellValue: true}
	rows, err := f.GetRows("Käynnit", raw)
	if err != nil {
		t.Fatal(err)
	}
	moment := fmt.Sprintf("%.10f", 43616+float64(14*3600+30*60+5)/86400)
	want := [][]string{{"Paikka", "Läsnä", "Keskiarvo", "Päivä", "Hetki"},
		{"Äänekosken <tori> & \"sali\"", "-3", "4.42", "43616", moment},
		{"", "123456", "-0.5", "", "vain tekstiä"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	first, err := f.GetRows("Tietoja", raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Jalkautuvan työn käynnit"}, {"Ajalta", "1.5.2019–31.5.2019"}, {"Tehty", "43616"}, {"Rivejä", "2"}}, first); diff != "" {
		t.Error(diff)
	}
}

func TestTheHeaderIsBoldFrozenAndFiltered(t *testing.T) {
	f := readWithExcelize(t, writeXLSX(t, nil, []Column{{Header: "Paikka", Width: 33}, {Header: "Läsnä"}}, []Value{Text("Tori"), Integer(1)}))
	style, err := f.GetCellStyle("Käynnit", "B1")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.Font == nil || !s.Font.Bold {
		t.Errorf("the header is not bold: %+v, %v", s, err)
	}
	if panes, err := f.GetPanes("Käynnit"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v, %v", panes, err)
	}
	if width, err := f.GetColWidth("Käynnit", "A"); err != nil || width != 33 {
		t.Errorf("column A is %v wide, %v", width, err)
	}
}

func TestWorkbookTextIsNeverAFormula(t *testing.T) {
	for _, text := range formulaLike {
		f := readWithExcelize(t, writeXLSX(t, nil, columnsNamed("h"), []Value{Text(text)}))
		formula, err := f.GetCellFormula("Käynnit", "A2")
		if err != nil || formula != "" {
			t.Errorf("%q became the formula %q, %v", text, formula, err)
		}
		kind, err := f.GetCellType("Käynnit", "A2")
		if err != nil || kind != excelize.CellTypeInlineString {
			t.Errorf("%q is of type %v, %v", text, kind, err)
		}
		style, err := f.GetCellStyle("Käynnit", "A2")
		if err != nil || style != int(quotedStyle) {
			t.Errorf("%q lacks the mark that keeps it text when edited: style %d, %v", text, style, err)
		}
	}
}

func TestCharactersThatXMLCannotHoldSurvive(t *testing.T) {
	texts := []string{"a\x01b", "line\r\nbreak", "_x000D_ as typed", "_x", "__x0041_", " edges ", "tab\tand\nline", "\uffff", "emoji 😀"}
	var rows [][]Value
	for _, text := range texts {
		rows = append(rows, []Value{Text(text)})
	}
	data := writeXLSX(t, nil, columnsNamed("h"), rows...)
	f := readWithExcelize(t, data)
	for i, text := range texts {
		got, err := f.GetCellValue("Käynnit", "A"+strconv.Itoa(i+2))
		if err != nil || got != text && text != "\uffff" {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	}
	if got := string(appendXML(nil, "bad \xff byte")); got != "bad \uFFFD byte" {
		t.Errorf("an invalid byte became %q", got)
	}
}

func TestAFullSheetContinuesOnAnother(t *testing.T) {
	var out bytes.Buffer
	x, err := NewXLSX(&out, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x.most != 1_048_576 {
		t.Errorf("a sheet holds %d rows", x.most)
	}
	x.most = 3
	if err := x.Sheet("Käynnit", columnsNamed("n")...); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if err := x.Row(Integer(int64(i))); err != nil {
			t.Fatal(err)
		}
	}
	if count, err := x.Close(); err != nil || count != 5 {
		t.Fatalf("Close gave %d, %v", count, err)
	}
	f := readWithExcelize(t, out.Bytes())
	if diff := cmp.Diff([]string{"Käynnit", "Käynnit (2)", "Käynnit (3)"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("Käynnit (3)")
	if diff := cmp.Diff([][]string{{"n"}, {"4"}}, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestSheetNamesAreOnesThatExcelTakes(t *testing.T) {
	for _, c := range []struct {
		wanted string
		taken  []string
		want   string
	}{
		{"Käynnit", nil, "Käynnit"},
		{"a:b/c\\d?e*f[g]", nil, "a b c d e f g"},
		{"'quoted'", nil, "quoted"},
		{"", nil, "1"},
		{strings.Repeat("ä", 40), nil, strings.Repeat("ä", 31)},
		{"KÄYNNIT", []string{"Käynnit"}, "KÄYNNIT (2)"},
		{strings.Repeat("x", 31), []string{strings.Repeat("X", 31)}, strings.Repeat("x", 27) + " (2)"},
	} {
		if got := sheetName(c.wanted, c.taken); got != c.want {
			t.Errorf("%q became %q, want %q", c.wanted, got, c.want)
		}
	}
}

func TestTextLongerThanACellOfExcelIsRefusedAndTheRestStillWritten(t *testing.T) {
	var out bytes.Buffer
	x, err := NewXLSX(&out, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Sheet("S", columnsNamed("h")...); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, x.Row(Text(strings.Repeat("ä", 32_768))), "sheet.text_too_long")
	if err := x.Row(Text(strings.Repeat("ä", 32_767))); err != nil {
		t.Error(err)
	}
	if count, err := x.Close(); err != nil || count != 1 {
		t.Errorf("Close gave %d, %v", count, err)
	}
	readWithExcelize(t, out.Bytes())
}

func TestMisuseOfTheWorkbookWriterIsAnError(t *testing.T) {
	x, err := NewXLSX(io.Discard, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x.Row(Text("a")) == nil {
		t.Error("a row before the first sheet was taken")
	}
	if x.Sheet("empty") == nil {
		t.Error("a sheet without columns was taken")
	}
	if _, err := x.Close(); err == nil {
		t.Error("a workbook without a sheet was finished")
	}
}

func TestAWriterThatFailsIsReported(t *testing.T) {
	x, err := NewXLSX(failing{}, nil)
	if err != nil {
		return
	}
	if err := x.Sheet("S", columnsNamed("h")...); err != nil {
		return
	}
	if _, err := x.Close(); err == nil {
		t.Error("a full disk was not noticed")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestDatesBeforeMarch1900AreText(t *testing.T) {
	old := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	f := readWithExcelize(t, writeXLSX(t, nil, columnsNamed("h"), []Value{Date(old)}))
	if got, err := f.GetCellValue("Käynnit", "A2"); err != nil || got != "1899-12-31" {
		t.Errorf("got %q, %v", got, err)
	}
}

// memoryPeak runs work and gives the most memory that the Go heap held from the
// system meanwhile, sampled at each call of tick.
type memoryPeak struct{ inUse uint64 }

func (m *memoryPeak) tick() {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.inUse = max(m.inUse, s.HeapInuse+s.StackInuse)
}

func benchmarkRows(b *testing.B, open func(io.Writer) (Writer, error)) {
	const rows = 1_000_000
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = "Kajaani " + strconv.Itoa(i)
	}
	values := make([]Value, 20)
	for b.Loop() {
		out, err := os.Create(filepath.Join(b.TempDir(), "out"))
		if err != nil {
			b.Fatal(err)
		}
		w, err := open(out)
		if err != nil {
			b.Fatal(err)
		}
		var peak memoryPeak
		for i := range rows {
			for c := range values {
				if c%2 == 0 {
					values[c] = Integer(int64(i * c))
				} else {
					values[c] = Text(texts[i%1000])
				}
			}
			if err := w.Row(values...); err != nil {
				b.Fatal(err)
			}
			if i%50_000 == 0 {
				peak.tick()
			}
		}
		if count, err := w.Close(); err != nil || count != rows {
			b.Fatal(count, err)
		}
		if err := out.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(peak.inUse)/mebibyte, "MiB-peak")
	}
}

func wideHeader() []string {
	var header []string
	for i := range 20 {
		header = append(header, "column "+Letters(i))
	}
	return header
}

func BenchmarkCSVOfAMillionRows(b *testing.B) {
	benchmarkRows(b, func(w io.Writer) (Writer, error) { return NewCSV(w, CSVStyle{}, wideHeader()...) })
}

func BenchmarkXLSXOfAMillionRows(b *testing.B) {
	benchmarkRows(b, func(w io.Writer) (Writer, error) {
		x, err := NewXLSX(w, &About{Sheet: "About", Title: "Benchmark", CountLabel: "Rows"})
		if err != nil {
			return nil, err
		}
		return x, x.Sheet("Rows", columnsNamed(wideHeader()...)...)
	})
}
