// Package recognise looks for parts of a text by which somebody might be recognised.
package recognise

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/identity"
)

// Hint is a part of a text by which somebody might be recognised.
type Hint struct {
	Kind string // "identity_code", "email", "phone" or "name"
	Text string
}

var (
	// A personal identity code: day, month, year, one of the 13 signs between, a
	// number and a check character (see docs/sources.md). The check is not looked
	// at: a code with a slip in it is somebody's too.
	identityCode = regexp.MustCompile(`(?i)[0-3]\d[01]\d{3}\s?[` + identity.Signs + `–]\s?\d{3}[0-9A-Y]`)
	email        = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)+`)
	digits       = regexp.MustCompile(`[+(]?\d[\d \-()]*\d`)
	words        = regexp.MustCompile(`\pL[\pL'’-]*`)
)

//go:embed names.txt
var nameList string

// firstNames are common first names in Finland, in Finnish and Swedish and of
// those who came later.
var firstNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, n := range strings.Fields(nameList) {
		names[n] = true
	}
	return names
})

// municipalityNames are no names of people, though some sound like them.
var municipalityNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, m := range area.On(civil.Date{}).Municipalities() {
		names[strings.ToLower(m.NameFi)] = true
		names[strings.ToLower(m.NameSv)] = true
	}
	return names
})

// Hints looks for what could tell who a text is about: an identity code,
// an e-mail address, a telephone number, a first and a last name. It is there to
// make the writer look once more and knows nothing for certain.
func Hints(text string) []Hint {
	var hints []Hint
	find := func(kind string, in *regexp.Regexp, means func(string) bool) {
		text = in.ReplaceAllStringFunc(text, func(found string) string {
			if !means(found) {
				return found
			}
			hints = append(hints, Hint{Kind: kind, Text: strings.TrimSpace(found)})
			return strings.Repeat("\n", len(found)) // so that nothing else is found in it or across it
		})
	}
	find("identity_code", identityCode, func(string) bool { return true })
	find("email", email, func(string) bool { return true })
	find("phone", digits, phone)
	return append(hints, namesIn(text)...)
}

// phone tells a telephone number from a year, a sum of money and a date: it has
// 7 to 15 digits (ITU-T E.164) and begins with 0 or +.
func phone(text string) bool {
	n := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n >= 7 && n <= 15 && strings.ContainsRune("0+", rune(strings.TrimLeft(text, "(")[0]))
}

// namesIn finds a common first name with a capitalised word after it, also when
// that first name is inflected ("Aino Aholalla", "Liisan Virtasen").
func namesIn(text string) []Hint {
	var hints []Hint
	at := words.FindAllStringIndex(text, -1)
	for i := 0; i+1 < len(at); i++ {
		first, second := text[at[i][0]:at[i][1]], text[at[i+1][0]:at[i+1][1]]
		if text[at[i][1]:at[i+1][0]] != " " || !capital(first) || !capital(second) || !isFirstName(first) {
			continue
		}
		if isPlace(second) || utf8.RuneCountInString(second) < 3 {
			continue
		}
		hints = append(hints, Hint{Kind: "name", Text: first + " " + second})
		i++
	}
	return hints
}

func capital(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	next, _ := utf8.DecodeRuneInString(word[size:])
	return unicode.IsUpper(r) && !unicode.IsUpper(next)
}

func isFirstName(word string) bool {
	lower := strings.ToLower(word)
	return firstNames()[lower] || slices.ContainsFunc(strings.Split(lower, "-"), func(part string) bool { return firstNames()[part] })
}

// isPlace tells whether a word is a municipality, in its basic form or with one
// of the endings of where, where from and where to.
func isPlace(word string) bool {
	lower := strings.ToLower(word)
	if municipalityNames()[lower] {
		return true
	}
	for _, ending := range []string{"ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "n"} {
		if stem, cut := strings.CutSuffix(lower, ending); cut && municipalityNames()[stem] {
			return true
		}
	}
	return false
}
