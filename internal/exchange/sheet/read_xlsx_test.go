package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func openBytes(data []byte, sheet string, limits Limits) (*Table, error) {
	return OpenSheet(bytes.NewReader(data), "visits.xlsx", sheet, limits)
}

func mustOpenXLSX(t testing.TB, data []byte) *Table {
	t.Helper()
	table, err := openBytes(data, "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if table.Format != XLSXFormat {
		t.Errorf("the format is %s", table.Format)
	}
	return table
}

// made lets excelize build a file and gives its bytes.
func made(t testing.TB, fill func(f *excelize.File) error, options ...excelize.Options) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, options...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rowsOf fills the first sheet from its first row on.
func rowsOf(rows ...[]any) func(f *excelize.File) error {
	return func(f *excelize.File) error {
		for i, row := range rows {
			if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &row); err != nil {
				return err
			}
		}
		return nil
	}
}

// parts is an XLSX file by hand.
type parts map[string]string

func smallest() parts {
	return parts{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="One" sheetId="1" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/one.xml"/><Relationship Id="s" Type="x/sharedStrings" Target="/xl/strings.xml"/><Relationship Id="t" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/strings.xml":             `<sst><si><t>place</t></si><si><r><t>To</t></r><r><t>ri</t></r><rPh><t>no</t></rPh></si></sst>`,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		"xl/worksheets/one.xml":      sheetXML(`<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>day</t></is></c></row><row><c t="s"><v>1</v></c><c s="1"><v>43616</v></c></row>`),
	}
}

func sheetXML(rows string) string {
	return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

func (p parts) with(name, content string) parts {
	out := maps.Clone(p)
	out[name] = content
	return out
}

func (p parts) without(name string) parts {
	out := maps.Clone(p)
	delete(out, name)
	return out
}

func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheSmallestWorkbookIsRead(t *testing.T) {
	table := mustOpenXLSX(t, smallest().zip(t))
	rows := allRows(t, table)
	if len(rows) != 1 || rows[0].Text("place") != "Tori" || rows[0].Cell("day") != (Cell{KindDate, "2019-05-31"}) || rows[0].Number != 2 {
		t.Errorf("got %+v", rows)
	}
}

func TestEveryKindOfCellBecomesPlainText(t *testing.T) {
	data := made(t, func(f *excelize.File) error {
		if err := rowsOf([]any{"text", "number", "date", "moment", "clock", "yes", "hours"},
			[]any{"Äänekoski ", 0.1 + 0.2, 43616, 43616.604224537, 0.604166666666667, true, 1.5},
			[]any{"=not a formula", 1.2e21, 43616.0, 43616.0, 0.5, false, 0.25})(f); err != nil {
			return err
		}
		for column, code := range map[string]string{"C": "d.m.yyyy", "D": "yyyy-mm-dd\\ hh:mm:ss", "E": `h:mm`, "G": "[h]:mm"} {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				return err
			}
			if err := f.SetCellStyle("Sheet1", column+"2", column+"3", style); err != nil {
				return err
			}
		}
		return nil
	})
	rows := allRows(t, mustOpenXLSX(t, data))
	want := [][]Cell{
		{{KindText, "Äänekoski "}, {KindNumber, "0.3"}, {KindDate, "2019-05-31"}, {KindDateTime, "2019-05-31T14:30:05"}, {KindTime, "14:30"}, {KindBoolean, "true"}, {KindTime, "36:00"}},
		{{KindText, "=not a formula"}, {KindNumber, "1200000000000000000000"}, {KindDate, "2019-05-31"}, {KindDate, "2019-05-31"}, {KindTime, "12:00"}, {KindBoolean, "false"}, {KindTime, "06:00"}},
	}
	for i, row := range rows {
		if diff := cmp.Diff(want[i], row.cells); diff != "" || len(row.Problems) != 0 {
			t.Errorf("row %d: %s %v", row.Number, diff, row.Problems)
		}
	}
}

func TestAFormulaIsReportedAndItsStoredValueNotUsed(t *testing.T) {
	data := smallest().with("xl/worksheets/one.xml", sheetXML(
		`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`+
			`<row r="5"><c r="A5" t="str"><f>HYPERLINK("http://example.org","x")</f><v>x</v></c></row>`+
			`<row r="6"><c r="A6"><f t="shared" si="0"/><v>7</v></c></row><row r="7"><c r="A7"><v>7</v></c></row>`)).zip(t)
	rows := allRows(t, mustOpenXLSX(t, data))
	if len(rows) != 3 {
		t.Fatalf("got %+v", rows)
	}
	wantRowProblem(t, rows[0], "sheet.formula row=5 column=A header=place")
	wantRowProblem(t, rows[1], "sheet.formula row=6 column=A header=place")
	if rows[0].Cell("place") != (Cell{Kind: KindFormula}) || rows[2].Text("place") != "7" {
		t.Errorf("got %+v", rows)
	}
}

func TestErrorValuesAndBrokenReferencesAreProblemsOfTheRow(t *testing.T) {
	data := smallest().with("xl/worksheets/one.xml", sheetXML(
		`<row><c t="s"><v>0</v></c></row>`+
			`<row><c t="e"><v>#DIV/0!</v></c></row>`+
			`<row><c t="s"><v>99</v></c></row>`+
			`<row><c t="s"><v>-1</v></c></row>`+
			`<row><c><v>twelve</v></c></row>`+
			`<row><c><v>NaN</v></c></row>`+
			`<row><c s="1"><v>-3</v></c></row>`+
			`<row><c s="1"><v>60</v></c></row>`+
			`<row><c t="d"><v>31.5.2019</v></c></row>`+
			`<row><c t="inlineStr"><is><t>a_x0000_b</t></is></c></row>`)).zip(t)
	rows := allRows(t, mustOpenXLSX(t, data))
	keys := []string{"error_value", "cell_unreadable", "cell_unreadable", "cell_unreadable", "cell_unreadable", "cell_unreadable", "cell_unreadable", "cell_unreadable", "control_character"}
	if len(rows) != len(keys) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		wantRowProblem(t, row, fmt.Sprintf("sheet.%s row=%d column=A header=place", keys[i], i+2))
	}
}

func TestHiddenRowsAndSheetsAndMergedCells(t *testing.T) {
	data := made(t, func(f *excelize.File) error {
		if err := rowsOf([]any{"place", "n"}, []any{"Tori", 1}, []any{"Kirjasto", 2}, []any{nil, 3}, []any{"Seurakunta", 4})(f); err != nil {
			return err
		}
		if err := f.SetRowVisible("Sheet1", 2, false); err != nil {
			return err
		}
		if err := f.MergeCell("Sheet1", "A3", "A4"); err != nil {
			return err
		}
		if err := f.MergeCell("Sheet1", "E1", "F9"); err != nil {
			return err
		}
		for _, name := range []string{"Secret", "More"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
			if err := f.SetSheetRow(name, "A1", &[]any{name}); err != nil {
				return err
			}
			if err := f.SetSheetRow(name, "A2", &[]any{"x"}); err != nil {
				return err
			}
		}
		return f.SetSheetVisible("Secret", false)
	})
	table := mustOpenXLSX(t, data)
	if diff := cmp.Diff([]string{"Sheet1", "More"}, table.Sheets); diff != "" || table.Sheet != "Sheet1" {
		t.Error(table.Sheet, diff)
	}
	if diff := cmp.Diff([]string{"More"}, table.Unread()); diff != "" {
		t.Error(diff)
	}
	rows := allRows(t, table)
	if !rows[0].Hidden || rows[1].Hidden || len(rows[0].Problems) != 0 || len(rows[3].Problems) != 0 {
		t.Errorf("got %+v", rows)
	}
	wantRowProblem(t, rows[1], "sheet.merged range=A3:A4 row=3")
	wantRowProblem(t, rows[2], "sheet.merged range=A3:A4 row=4")
	for name, want := range map[string]string{"more": "More", " SECRET": "Secret"} {
		named, err := openBytes(data, name, Limits{})
		if err != nil || named.Sheet != want || !named.Has(want) {
			t.Errorf("%q gave %+v, %v", name, named, err)
		}
	}
	_, err := openBytes(data, "Nowhere", Limits{})
	if p := wantProblem(t, err, "sheet.no_such_sheet"); p.Args[1] != "Nowhere" {
		t.Error(p)
	}
}

func TestEmptyRowsAroundTheTableDoNotCount(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(`<row r="3"><c r="B3" t="s"><v>0</v></c></row><row r="10"><c r="B10"><v>1</v></c></row>`)
	for i := 11; i < 300; i++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" s="1"/><c r="XFD%d" s="1"/></row>`, i, i, i)
	}
	table, err := openBytes(smallest().with("xl/worksheets/one.xml", sheetXML(rows.String())).zip(t), "", Limits{Rows: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := allRows(t, table); table.HeaderRow != 3 || len(got) != 1 || got[0].Number != 10 {
		t.Errorf("header on %d, rows %+v", table.HeaderRow, got)
	}
}

func TestOtherNamespacesAndPrefixesAreRead(t *testing.T) {
	data := smallest().with("xl/worksheets/one.xml", `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>`+
		`<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>when</x:t></x:is></x:c></x:row>`+
		`<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c t="d"><x:v>2019-05-31T00:00:00</x:v></x:c></x:row></x:sheetData>`+
		`<x:controls><x:row>12</x:row></x:controls></x:worksheet>`).zip(t)
	rows := allRows(t, mustOpenXLSX(t, data))
	if len(rows) != 1 || rows[0].Text("place") != "Tori" || rows[0].Cell("when") != (Cell{KindDate, "2019-05-31"}) {
		t.Errorf("got %+v", rows)
	}
}

func TestDaysCountedFrom1904AreRead(t *testing.T) {
	data := smallest().with("xl/workbook.xml", `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="One" r:id="a"/></sheets></workbook>`).zip(t)
	if got := allRows(t, mustOpenXLSX(t, data))[0].Text("day"); got != "2023-06-01" {
		t.Errorf("got %s", got)
	}
}

func TestAFileThatLibreOfficeSavedIsRead(t *testing.T) {
	data, err := os.ReadFile("testdata/libreoffice.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	rows := allRows(t, mustOpenXLSX(t, data))
	want := [][]Cell{{{KindDate, "2019-05-31"}, {KindText, "Kajaani"}, {KindNumber, "12"}}, {{KindDate, "2019-06-01"}, {KindText, "Äänekoski"}, {KindText, "3,5"}}}
	for i, row := range rows {
		if diff := cmp.Diff(want[i], row.cells); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSpreadsheetsOfOtherKindsAreNamed(t *testing.T) {
	encrypted := made(t, rowsOf([]any{"a"}, []any{1}), excelize.Options{Password: "salasana"})
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"old Excel", "sheet.old_xls", fileOf(t, "testdata/old.xls")},
		{"OpenDocument", "sheet.open_document", fileOf(t, "testdata/libreoffice.ods")},
		{"with a password", "sheet.password", encrypted},
		{"binary workbook", "sheet.binary_workbook", parts{"_rels/.rels": "x", "xl/workbook.bin": "x"}.zip(t)},
		{"Word", "sheet.not_a_spreadsheet", parts{"_rels/.rels": "x", "[Content_Types].xml": "x", "word/document.xml": "x"}.zip(t)},
		{"any zip", "sheet.not_a_spreadsheet", parts{"notes.txt": "x"}.zip(t)},
		{"empty zip", "sheet.not_a_spreadsheet", parts{}.zip(t)},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := openBytes(c.data, "", Limits{})
			wantProblem(t, err, c.want)
		})
	}
}

func fileOf(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAWorkbookThatIsWrongInsideIsRefused(t *testing.T) {
	base := smallest()
	const one = "xl/worksheets/one.xml"
	header := `<row><c t="s"><v>0</v></c></row>`
	for _, c := range []struct {
		name, want string
		parts      parts
	}{
		{"no workbook part", "sheet.broken", base.without("xl/workbook.xml")},
		{"no links", "sheet.broken", base.without("xl/_rels/workbook.xml.rels")},
		{"no sheet part", "sheet.broken", base.without(one)},
		{"no strings part", "sheet.broken", base.without("xl/strings.xml")},
		{"XML that ends early", "sheet.broken", base.with(one, `<worksheet><sheetData><row><c>`)},
		{"no XML at all", "sheet.broken", base.with(one, "\x00\x01\x02")},
		{"rows in falling order", "sheet.broken", base.with(one, sheetXML(`<row r="5"/><row r="4"/>`))},
		{"a row beyond the end", "sheet.broken", base.with(one, sheetXML(`<row r="1048577"/>`))},
		{"a row number that is none", "sheet.broken", base.with(one, sheetXML(`<row r="x"/>`))},
		{"cells in falling order", "sheet.broken", base.with(one, sheetXML(`<row><c r="B1"/><c r="A1"/></row>`))},
		{"a cell without a place", "sheet.broken", base.with(one, sheetXML(`<row><c r="ZZZZ1"/></row>`))},
		{"merged cells without a place", "sheet.broken", base.with(one, sheetXML(header+header)+"").with(one, `<worksheet><mergeCells><mergeCell ref="?"/></mergeCells></worksheet>`)},
		{"elements within elements", "sheet.broken", base.with(one, strings.Repeat("<a>", 1000))},
		{"an entity bomb", "sheet.unsafe_xml", base.with(one, `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>`)},
		{"an external entity", "sheet.unsafe_xml", base.with("xl/strings.xml", `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>`)},
		{"an unknown entity", "sheet.broken", base.with(one, sheetXML(`<row><c t="inlineStr"><is><t>&f;</t></is></c></row>`))},
		{"another encoding", "sheet.broken", base.with(one, `<?xml version="1.0" encoding="koi8-r"?><worksheet/>`)},
		{"only hidden sheets", "sheet.no_visible_sheet", base.with("xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="One" state="veryHidden" r:id="a"/></sheets></workbook>`)},
		{"only a chart", "sheet.no_visible_sheet", base.with("xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="One" r:id="s"/></sheets></workbook>`)},
		{"an empty sheet", "sheet.empty_sheet", base.with(one, `<worksheet><sheetData/></worksheet>`)},
		{"only a header", "sheet.no_rows", base.with(one, sheetXML(header))},
		{"a formula as header", "sheet.header_formula", base.with(one, sheetXML(`<row><c><f>A2</f><v>1</v></c></row>`+header))},
		{"one header twice", "sheet.duplicate_header", base.with(one, sheetXML(`<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>`+header))},
		{"a merged header", "sheet.merged_header", base.with(one, `<worksheet><sheetData>`+header+header+`</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`)},
		{"a cell far to the right", "sheet.too_many_columns", base.with(one, sheetXML(header+`<row><c r="ZZ2"><v>1</v></c></row>`))},
		{"two parts of one name", "sheet.broken", base.with("XL/workbook.xml", "<workbook/>")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := openBytes(c.parts.zip(t), "", Limits{})
			wantProblem(t, err, c.want)
		})
	}
}

func TestLimitsOfAWorkbook(t *testing.T) {
	base := smallest()
	const one = "xl/worksheets/one.xml"
	row := `<row><c t="s"><v>0</v></c></row>`
	merges := `<mergeCell ref="A2:A3"/><mergeCell ref="A4:A5"/><mergeCell ref="A6:A7"/>`
	for _, c := range []struct {
		name, want string
		limits     Limits
		parts      parts
	}{
		{"rows", "sheet.too_many_rows", Limits{Rows: 2}, base.with(one, sheetXML(strings.Repeat(row, 4)))},
		{"parts", "sheet.too_many_parts", Limits{Parts: 5}, base},
		{"relations", "sheet.broken", Limits{Parts: 6}, base.with("_rels/.rels", `<r>`+strings.Repeat(`<Relationship/>`, 7)+`</r>`)},
		{"sheets", "sheet.broken", Limits{Parts: 6}, base.with("xl/workbook.xml", `<w>`+strings.Repeat(`<sheet/>`, 7)+`</w>`)},
		{"merged cells", "sheet.too_many_merges", Limits{Rows: 2}, base.with(one, `<worksheet>`+merges+`</worksheet>`)},
		{"unpacked size", "sheet.too_big_unpacked", Limits{Unpacked: 4000}, base.with("x", strings.Repeat("x", 4000))},
		{"unpacked sum", "sheet.too_big_unpacked", Limits{Unpacked: 9000}, base.with("x", strings.Repeat("x", 5000)).with("y", strings.Repeat("x", 5000))},
		{"strings", "sheet.too_big_unpacked", Limits{Unpacked: 30000}, base.with("xl/strings.xml", `<sst>`+strings.Repeat(`<si/>`, 4000)+`</sst>`)},
		{"a bomb", "sheet.packed_too_tight", Limits{}, base.with(one, strings.Repeat(" ", 5*mebibyte))},
		{"a bomb beside", "sheet.packed_too_tight", Limits{}, base.with("xl/media/nested.zip", strings.Repeat("\x00", 5*mebibyte))},
		{"an endless text", "sheet.broken", Limits{Ratio: 2000}, base.with(one, sheetXML(`<row><c><v>`+strings.Repeat("1", 2*mebibyte)+`</v></c></row>`))},
		{"an endless comment", "sheet.broken", Limits{Ratio: 2000}, base.with(one, `<!--`+strings.Repeat("<>", mebibyte)+`-->`)},
		{"an endless text in pieces", "sheet.broken", Limits{Ratio: 2000}, base.with(one, sheetXML(`<row><c t="inlineStr"><is>`+strings.Repeat("<t>aaaaaaaaaaaaaaaa</t>", 80_000)+`</is></c></row>`))},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := openBytes(c.parts.zip(t), "", c.limits)
			wantProblem(t, err, c.want)
		})
	}
}

func TestAnXLSXOverItsByteLimitIsRefusedBeforeItIsLookedAt(t *testing.T) {
	data := smallest().zip(t)
	_, err := openBytes(data, "", Limits{Bytes: int64(len(data) - 1)})
	wantProblem(t, err, "sheet.too_big")
}

// directoryOf gives where the entry of a part begins in the zip's directory.
func directoryOf(t *testing.T, data []byte, name string) int {
	t.Helper()
	for at := 0; ; at++ {
		next := bytes.Index(data[at:], []byte("PK\x01\x02"))
		if next < 0 {
			t.Fatalf("no directory entry of %s", name)
		}
		at += next
		length := int(binary.LittleEndian.Uint16(data[at+28:]))
		if string(data[at+46:at+46+length]) == name {
			return at
		}
	}
}

func TestAZipThatLiesOrIsDamagedIsRefused(t *testing.T) {
	const one = "xl/worksheets/one.xml"
	base := smallest().with(one, sheetXML(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 3)+strings.Repeat(" ", 3000)))
	for _, c := range []struct {
		name, want string
		damage     func(data []byte) []byte
	}{
		{"cut short", "sheet.broken", func(d []byte) []byte { return d[:len(d)/2] }},
		{"without its end", "sheet.broken", func(d []byte) []byte { return d[:len(d)-10] }},
		{"a wrong checksum", "sheet.broken", func(d []byte) []byte { d[directoryOf(t, d, one)+16] ^= 0xff; return d }},
		{"damaged in the middle", "sheet.broken", func(d []byte) []byte {
			at := bytes.Index(d, []byte(one)) + len(one)
			for i := range 20 {
				d[at+5+i] ^= 0x5a
			}
			return d
		}},
		{"a size too small in the directory", "sheet.broken", func(d []byte) []byte {
			binary.LittleEndian.PutUint32(d[directoryOf(t, d, one)+24:], 100)
			return d
		}},
		{"a part with a password", "sheet.password", func(d []byte) []byte { d[directoryOf(t, d, one)+8] |= 1; return d }},
		{"an unknown compression", "sheet.broken", func(d []byte) []byte { d[directoryOf(t, d, one)+10] = 99; return d }},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := openBytes(c.damage(base.zip(t)), "", Limits{})
			wantProblem(t, err, c.want)
		})
	}
}

func TestNumberFormatsThatShowDates(t *testing.T) {
	for code, want := range map[string]dateForm{
		"General": 0, "0.00": 0, "#,##0\\ \\k\\m": 0, `0" days"`: 0, "[Red]0.0": 0, "0.00E+00": 0, "@": 0, `_-* #,##0.00\ "€"_-`: 0, "": 0, `"open`: 0, "[open": 0, `\`: 0,
		"d.m.yyyy": showsDate, "[$-40B]d. mmmm\\ta yyyy;@": showsDate, "mmm": showsDate, "yyyy\\-mm\\-dd": showsDate,
		"h:mm": showsTime, "mm:ss.0": showsTime, "[h]:mm:ss": showsElapsed, "[mm]:ss": showsElapsed,
		"d.m.yyyy\\ h:mm": showsDate | showsTime, "m/d/yy h:mm AM/PM": showsDate | showsTime,
		"General;d": 0,
	} {
		if got := formOfCode(code); got != want {
			t.Errorf("%q is %b, want %b", code, got, want)
		}
	}
	if builtinForm(14) != showsDate || builtinForm(22) != showsDate|showsTime || builtinForm(46) != showsElapsed || builtinForm(20) != showsTime || builtinForm(2) != 0 {
		t.Error("the built-in formats")
	}
}

func TestDaysAreCountedAsExcelCountsThem(t *testing.T) {
	for _, c := range []struct {
		value   float64
		form    dateForm
		from904 bool
		want    string
	}{
		{1, showsDate, false, "1900-01-01"},
		{59, showsDate, false, "1900-02-28"},
		{60, showsDate, false, ""},
		{61, showsDate, false, "1900-03-01"},
		{43616, showsDate, false, "2019-05-31"},
		{43616.9999999, showsDate | showsTime, false, "2019-06-01"},
		{43616.75, showsDate, false, "2019-05-31"},
		{2_958_465, showsDate, false, "9999-12-31"},
		{2_958_466, showsDate, false, ""},
		{0.5, showsDate, false, ""},
		{0, showsDate, true, "1904-01-01"},
		{-1, showsTime, false, ""},
		{0.75, showsTime, false, "18:00"},
		{43616.75, showsTime, false, "18:00"},
	} {
		got, ok := momentCell(c.value, c.form, c.from904)
		if got.Text != c.want || ok != (c.want != "") {
			t.Errorf("%v became %q, want %q", c.value, got.Text, c.want)
		}
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	for raw, want := range map[string]string{
		"12": "12", "-5": "-5", "0.30000000000000004": "0.3", "1.2E3": "1200", "1E-3": "0.001", "-0": "0", "007": "7",
		"123456789012345678": "123456789012345678", "4.42": "4.42", "1E+20": "100000000000000000000",
	} {
		if got, ok := numberCell(raw, 0, false); !ok || got.Text != want {
			t.Errorf("%s became %q, want %s", raw, got.Text, want)
		}
	}
	for _, raw := range []string{"1,5", "Inf", "1e999", "0x", "--1"} {
		if got, ok := numberCell(raw, 0, false); ok {
			t.Errorf("%s became %q", raw, got.Text)
		}
	}
}

func TestWhatTheWorkbookWriterWritesIsReadBack(t *testing.T) {
	texts := append([]string{"a\x01b", "line\nbreak", "_x000D_ as typed", " edges ", "emoji 😀", "<&>"}, formulaLike...)
	var rows [][]Value
	for i, text := range texts {
		rows = append(rows, []Value{Text(text), Integer(int64(-i)), Decimal(float64(i)/4, 2), Date(lastOfMay), DateTime(lastOfMay), Text("end")})
	}
	about := &About{Sheet: "Tietoja", Title: "Käynnit", CountLabel: "Rivejä"}
	data := writeXLSX(t, about, columnsNamed("text", "n", "mean", "day", "moment", "end"), rows...)
	table, err := openBytes(data, "Käynnit", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range allRows(t, table) {
		if strings.ContainsFunc(texts[i], isControl) {
			wantRowProblem(t, row, fmt.Sprintf("sheet.control_character row=%d column=A header=text", i+2))
		} else if row.Cell("text").Text != texts[i] {
			t.Errorf("%q came back as %q", texts[i], row.Cell("text").Text)
		}
		want := []Cell{{KindNumber, strconv.Itoa(-i)}, {KindNumber, strconv.FormatFloat(float64(i)/4, 'f', -1, 64)}, {KindDate, "2019-05-31"}, {KindDateTime, "2019-05-31T14:30:05"}, {KindText, "end"}}
		if diff := cmp.Diff(want, row.cells[1:]); diff != "" {
			t.Error(diff)
		}
	}
}

func BenchmarkReadingAHundredThousandRows(b *testing.B) {
	values := make([]Value, 20)
	var rows [][]Value
	for i := range 100_000 {
		for c := range values {
			if c%2 == 0 {
				values[c] = Integer(int64(i * c))
			} else {
				values[c] = Text("Kajaani " + strconv.Itoa(i%1000))
			}
		}
		rows = append(rows, slices.Clone(values))
	}
	data := writeXLSX(b, nil, columnsNamed(wideHeader()...), rows...)
	rows = nil
	for b.Loop() {
		start := time.Now()
		table := mustOpenXLSX(b, data)
		b.ReportMetric(time.Since(start).Seconds(), "s-open")
		var peak memoryPeak
		count := 0
		for _, err := range table.Rows() {
			if err != nil {
				b.Fatal(err)
			}
			if count++; count%20_000 == 0 {
				peak.tick()
			}
		}
		b.ReportMetric(float64(peak.inUse)/mebibyte, "MiB-peak")
	}
}
