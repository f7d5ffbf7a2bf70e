package sheet

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// XLSX writes characters that XML cannot hold as _xHHHH_, and an underscore that
// would begin such a sequence by chance as _x005F_. (ECMA-376 part 1, 22.9.2.19.)

// unescape turns _xHHHH_ back into characters.
func unescape(text string) string {
	at := strings.Index(text, "_x")
	if at < 0 {
		return text
	}
	var b strings.Builder
	for {
		if c, ok := escaped(text[at:]); ok {
			b.WriteString(text[:at])
			b.WriteRune(c)
			text = text[at+7:]
		} else {
			b.WriteString(text[:at+2])
			text = text[at+2:]
		}
		if at = strings.Index(text, "_x"); at < 0 {
			b.WriteString(text)
			return b.String()
		}
	}
}

// escaped reads an _xHHHH_ at the start of the text.
func escaped(text string) (rune, bool) {
	if len(text) < 7 || text[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}

// appendXML adds text as XML character data.
func appendXML(buf []byte, text string) []byte {
	start := 0
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		if replacement, ok := replace(c, size, text[i:]); ok {
			buf = append(buf, text[start:i]...)
			buf = append(buf, replacement...)
			start = i + size
		}
		i += size
	}
	return append(buf, text[start:]...)
}

func replace(c rune, size int, rest string) (string, bool) {
	switch {
	case c == '&':
		return "&amp;", true
	case c == '<':
		return "&lt;", true
	case c == '>':
		return "&gt;", true
	case c == '"':
		return "&quot;", true
	case c == '_':
		if strings.HasPrefix(rest, "_x") {
			if _, ok := escaped(rest); ok {
				return "_x005F_", true
			}
		}
	case c >= ' ' && c < utf8.RuneSelf, c == '\t', c == '\n':
	case c < ' ', c == 0xfffe, c == 0xffff:
		hex := strconv.FormatUint(uint64(c), 16)
		return "_x" + strings.ToUpper("0000"[len(hex):]+hex) + "_", true
	case c == utf8.RuneError && size == 1:
		return "\uFFFD", true
	}
	return "", false
}
