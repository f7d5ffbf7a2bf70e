package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	xmlStart      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	linkNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	listNamespace = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	contentPrefix = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	packageRelations = xmlStart + `<Relationships ` + listNamespace + `><Relationship Id="rId1" Type="` +
		linkNamespace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	sheetStart = xmlStart + `<worksheet ` + mainNamespace + `>`
	frozenView = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
)

// cellStyle is the place of a style in the list of [styleList].
type cellStyle int

const (
	plainStyle cellStyle = iota
	headerStyle
	wrappedStyle
	quotedStyle // looks like a formula and is text
	textStyle   // what is typed stays text: leading zeros remain
	dateStyle
	dateTimeStyle
	decimalStyle // and with one to six decimals after it
)

// firstFormat is the first number that a workbook may give its own formats.
const firstFormat = 164

// styleList writes the styles part. Dates use formats 14 and 22, which every
// reader sees in the order of day, month and year of her own country.
func styleList() string {
	var b strings.Builder
	b.WriteString(xmlStart + `<styleSheet ` + mainNamespace + `>`)
	fmt.Fprintf(&b, `<numFmts count="%d">`, mostPlaces)
	for places := 1; places <= mostPlaces; places++ {
		fmt.Fprintf(&b, `<numFmt numFmtId="%d" formatCode="0.%s"/>`, firstFormat+places, strings.Repeat("0", places))
	}
	b.WriteString(`</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	fmt.Fprintf(&b, `<cellXfs count="%d">`, int(decimalStyle)+mostPlaces+1)
	const rest = ` fillId="0" borderId="0" xfId="0"`
	const wrapped = ` applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`
	b.WriteString(`<xf numFmtId="0" fontId="0"` + rest + `/>` +
		`<xf numFmtId="0" fontId="1"` + rest + ` applyFont="1"` + wrapped +
		`<xf numFmtId="0" fontId="0"` + rest + wrapped +
		`<xf numFmtId="0" fontId="0"` + rest + ` quotePrefix="1"/>`)
	formats := []int{49, 14, 22, 1}
	for places := 1; places <= mostPlaces; places++ {
		formats = append(formats, firstFormat+places)
	}
	for _, format := range formats {
		fmt.Fprintf(&b, `<xf numFmtId="%d" fontId="0"%s applyNumberFormat="1"/>`, format, rest)
	}
	b.WriteString(`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return b.String()
}

// part writes one whole part.
func (x *XLSX) part(name, content string) error {
	w, err := x.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write([]byte(content))
	return err
}

func sheetPath(number int) string { return "xl/worksheets/sheet" + strconv.Itoa(number) + ".xml" }

// finish writes the parts that list the sheets.
func (x *XLSX) finish() error {
	var book, links, types []byte
	for i, name := range x.sheets {
		number := strconv.Itoa(i + 1)
		book = append(book, `<sheet name="`...)
		book = appendXML(book, name)
		book = append(book, `" sheetId="`+number+`" r:id="rId`+number+`"/>`...)
		links = append(links, `<Relationship Id="rId`+number+`" Type="`+linkNamespace+`/worksheet" Target="worksheets/sheet`+number+`.xml"/>`...)
		types = append(types, `<Override PartName="/`+sheetPath(i+1)+`" ContentType="`+contentPrefix+`worksheet+xml"/>`...)
	}
	parts := [][2]string{
		{"xl/workbook.xml", xmlStart + `<workbook ` + mainNamespace + ` xmlns:r="` + linkNamespace + `"><sheets>` + string(book) + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlStart + `<Relationships ` + listNamespace + `>` + string(links) +
			`<Relationship Id="rIdStyles" Type="` + linkNamespace + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styleList()},
		{"[Content_Types].xml", xmlStart + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + contentPrefix + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + contentPrefix + `styles+xml"/>` + string(types) + `</Types>`},
	}
	for _, p := range parts {
		if err := x.part(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// appendCell writes one cell; style is for text. An empty cell is left out.
func appendCell(buf []byte, column, row string, v Value, style cellStyle) []byte {
	style, ok := v.style(style)
	if !ok {
		return buf
	}
	buf = append(buf, `<c r="`...)
	buf = append(buf, column...)
	buf = append(buf, row...)
	if style != plainStyle {
		buf = append(buf, `" s="`...)
		buf = strconv.AppendInt(buf, int64(style), 10)
	}
	if v.numeric() {
		buf = append(buf, `"><v>`...)
		buf = v.appendNumber(buf)
		return append(buf, `</v></c>`...)
	}
	buf = append(buf, `" t="inlineStr"><is><t`...)
	text := string(v.appendPlain(nil))
	if strings.TrimSpace(text) != text || strings.Contains(text, "\n") {
		buf = append(buf, ` xml:space="preserve"`...)
	}
	buf = append(buf, '>')
	buf = appendXML(buf, text)
	return append(buf, `</t></is></c>`...)
}

// style chooses the style of a cell; not ok when there is nothing to write.
func (v Value) style(text cellStyle) (style cellStyle, ok bool) {
	switch v.kind {
	case emptyValue:
		return 0, false
	case textValue:
		if text == plainStyle && risky(v.text) {
			return quotedStyle, true
		}
		return text, true
	case decimalValue:
		return decimalStyle + cellStyle(v.places), true
	case dateValue:
		return dateStyle, true
	case dateTimeValue:
		return dateTimeStyle, true
	}
	return plainStyle, true
}

const secondsOfDay = 24 * 60 * 60

var (
	dayZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
	// Before March 1900 Excel counts a day too many.
	firstRightDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// numeric says whether the value is a number in the file. Dates before March
// 1900 are text there, because spreadsheet programs disagree about them.
func (v Value) numeric() bool {
	switch v.kind {
	case integerValue, decimalValue, numberValue:
		return true
	case dateValue, dateTimeValue:
		return v.whole >= firstRightDay
	}
	return false
}

func (v Value) appendNumber(buf []byte) []byte {
	switch v.kind {
	case dateValue:
		return strconv.AppendInt(buf, (v.whole-dayZero)/secondsOfDay, 10)
	case dateTimeValue:
		return strconv.AppendFloat(buf, float64(v.whole-dayZero)/secondsOfDay, 'f', 10, 64)
	}
	return v.appendPlain(buf)
}

func appendColumns(buf []byte, columns []Column) []byte {
	buf = append(buf, "<cols>"...)
	for i, c := range columns {
		width := c.Width
		if width <= 0 {
			width = float64(min(max(utf8.RuneCountInString(c.Header)+4, 10), 60))
		}
		number := strconv.Itoa(i + 1)
		buf = append(buf, `<col min="`+number+`" max="`+number+`" width="`...)
		buf = strconv.AppendFloat(buf, width, 'f', 2, 64)
		if c.style != plainStyle {
			buf = append(buf, `" style="`+strconv.Itoa(int(c.style))...)
		}
		buf = append(buf, `" customWidth="1"/>`...)
	}
	return append(buf, "</cols>"...)
}

const longestName = 31

// sheetName makes a name that Excel accepts: at most 31 characters, none of
// : \ / ? * [ ], no apostrophe at an end, and none twice whatever its case.
func sheetName(wanted string, taken []string) string {
	name := strings.Map(func(c rune) rune {
		if strings.ContainsRune(`:\/?*[]`, c) || isControl(c) || c == '\t' || c == '\n' || c == '\r' {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(wanted, ""))
	name = strings.Trim(name, " '")
	if name == "" {
		name = "1"
	}
	for number := 1; ; number++ {
		suffix := ""
		if number > 1 {
			suffix = " (" + strconv.Itoa(number) + ")"
		}
		candidate := strings.TrimRight(cut(name, longestName-len(suffix)), " '") + suffix
		if !isTaken(candidate, taken) {
			return candidate
		}
	}
}

func isTaken(name string, taken []string) bool {
	for _, other := range taken {
		if strings.EqualFold(name, other) {
			return true
		}
	}
	return false
}

func cut(text string, most int) string {
	for units(text) > most {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}
