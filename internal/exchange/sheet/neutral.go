package sheet

import (
	"strings"
	"unicode"
)

// risky says whether a spreadsheet program could take the text for a formula
// when it opens a CSV file: it begins with = + - @ or their full-width forms, or
// a tab or carriage return, white space and apostrophes before them not counted.
// (OWASP, CSV injection.)
func risky(text string) bool {
	rest := strings.TrimLeftFunc(text, func(c rune) bool {
		return c == '\'' || c == '\u200b' || c == '\ufeff' || unicode.IsSpace(c) && c != '\t' && c != '\r'
	})
	for _, c := range rest {
		return strings.ContainsRune("=+-@\t\r＝＋－＠", c)
	}
	return false
}
