package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/unicode/norm"
)

// List joins the items as a sentence does: a, b ja c.
func (p *Printer) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return p.T("civil.list", "items", strings.Join(items[:last], ", "), "last", items[last])
}

// Compare orders a and b by the alphabet of the language: in Finnish and Swedish å, ä and
// ö come after z, in English with a and o. Negative when a comes first.
func (p *Printer) Compare(a, b string) int {
	collator := p.collators.Get().(*collate.Collator)
	defer p.collators.Put(collator)
	return collator.CompareString(a, b)
}

// letters are those that Unicode does not take apart into a letter and a mark.
var letters = map[rune]string{
	'ø': "o", 'æ': "ae", 'œ': "oe", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ß': "ss", 'ŋ': "n", 'ŧ': "t", 'ı': "i",
}

// Fold is the form in which names are searched, the same in every language: lower case,
// without marks on letters, white space reduced to single spaces. A search for "sakyla"
// or "SÄKYLÄ" finds Säkylä; that it also finds Sakyla is the price. Store the folded form
// beside the name, fold what is typed, and compare the two.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, "\ufffd")) {
		switch {
		case unicode.IsSpace(r):
			gap = true
			continue
		case unicode.Is(unicode.Mn, r):
			continue
		case gap && b.Len() > 0:
			b.WriteByte(' ')
		}
		gap = false
		r = unicode.ToLower(r)
		if plain, ok := letters[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
