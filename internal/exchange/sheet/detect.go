package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// detect tells from the content what kind of file it is, and refuses by name
// the kinds that people most often send instead.
func detect(data []byte) (Format, *Problem) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "", problem("sheet.empty_file")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return XLSXFormat, nil
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", detectCompound(data)
	}
	if p := detectMarkup(data); p != nil {
		return "", p
	}
	return CSVFormat, nil
}

// detectCompound looks into an OLE compound file, in which Excel keeps both its
// old format and workbooks with a password. The names of its streams stand in
// the file as UTF-16.
func detectCompound(data []byte) *Problem {
	switch {
	case bytes.Contains(data, wide("EncryptedPackage")):
		return problem("sheet.password")
	case bytes.Contains(data, wide("Workbook")), bytes.Contains(data, wide("Book")):
		return problem("sheet.old_xls")
	}
	return problem("sheet.not_a_spreadsheet")
}

func wide(ascii string) []byte {
	out := make([]byte, 0, 2*len(ascii))
	for _, c := range []byte(ascii) {
		out = append(out, c, 0)
	}
	return out
}

var htmlStarts = []string{"<!doctype", "<html", "<head", "<meta", "<body", "<table", "<style", "<div", "<!--", "mime-version:"}

// detectMarkup meets web pages and XML that other systems save as ".xls".
func detectMarkup(data []byte) *Problem {
	start := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	start = bytes.TrimLeft(start, " \t\r\n")
	start = bytes.ToLower(start[:min(len(start), 64)])
	for _, s := range htmlStarts {
		if bytes.HasPrefix(start, []byte(s)) {
			return problem("sheet.web_page")
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("<?xml")):
		return problem("sheet.xml_file")
	case bytes.HasPrefix(start, []byte("%pdf-")), bytes.HasPrefix(start, []byte("{\\rtf")):
		return problem("sheet.not_a_spreadsheet")
	}
	return nil
}

// decode turns a text file into UTF-8 without a byte-order mark. It accepts
// UTF-8, and UTF-16 with a mark. Anything else is refused and not guessed at: a
// wrong guess would change ä, ö and å without anybody noticing.
func decode(data []byte) ([]byte, *Problem) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeWide(data[2:], 0)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeWide(data[2:], 1)
	}
	return data, checkText(data)
}

// decodeWide reads UTF-16; low is the place of the lower byte in each pair.
func decodeWide(data []byte, low int) ([]byte, *Problem) {
	text := make([]byte, 0, len(data))
	line := 1
	for i := 0; i < len(data); i += 2 {
		c, size := wideRune(data[i:], low)
		if size == 0 {
			return nil, problem("sheet.encoding", "row", strconv.Itoa(line))
		}
		if c == '\n' {
			line++
		}
		text = utf8.AppendRune(text, c)
		i += size - 2
	}
	return text, checkText(text)
}

// wideRune reads one character and gives its size in bytes, 0 when the pair or
// the surrogates are incomplete.
func wideRune(b []byte, low int) (rune, int) {
	if len(b) < 2 {
		return 0, 0
	}
	c := rune(b[low]) | rune(b[1-low])<<8
	switch {
	case c < 0xd800 || c > 0xdfff:
		return c, 2
	case c > 0xdbff || len(b) < 4:
		return 0, 0
	}
	second := rune(b[2+low]) | rune(b[3-low])<<8
	if second < 0xdc00 || second > 0xdfff {
		return 0, 0
	}
	return 0x10000 + (c-0xd800)<<10 + second - 0xdc00, 4
}

// checkText tells binary rubbish, UTF-16 without a mark, single NUL bytes and
// old 8-bit encodings apart.
func checkText(data []byte) *Problem {
	var control int
	var nul [2]int
	for i, c := range data {
		if c == 0 {
			nul[i%2]++
		}
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			control++
		}
	}
	nuls, lopsided := nul[0]+nul[1], max(nul[0], nul[1])
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return problem("sheet.empty_file")
	case nuls*4 > len(data) && lopsided*10 > nuls*9:
		return problem("sheet.encoding", "row", "1")
	case control*20 > len(data):
		return problem("sheet.not_a_spreadsheet")
	case nuls > 0:
		return problem("sheet.nul", "row", lineOf(data, bytes.IndexByte(data, 0)))
	case !utf8.Valid(data):
		return problem("sheet.encoding", "row", lineOf(data, firstInvalid(data)))
	}
	return nil
}

// lineOf numbers the line as a spreadsheet program would number its row.
func lineOf(data []byte, at int) string {
	return strconv.Itoa(1 + bytes.Count(data[:at], []byte("\n")))
}

func firstInvalid(data []byte) int {
	at := 0
	for at < len(data) {
		c, size := utf8.DecodeRune(data[at:])
		if c == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return at
}
