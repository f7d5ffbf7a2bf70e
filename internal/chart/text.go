package chart

import (
	"strings"
	"unicode"
)

// Letters by their width in hundredths of the font size, as in a wide sans-serif: text that fits by these fits in every
// system font a browser is likely to pick.
var letterWidths = map[string]float64{
	"ijlIJ'|!": 0.29, "fr.,:;/ \u00a0": 0.36, "t-()[]\"–": 0.40, "csz": 0.55, "kvxyLFT": 0.61,
	"SPKEYZ": 0.66, "wMRAVXBCDGHNOQUÅÄÖ": 0.78, "m": 0.98, "W%…": 1.0,
}

var widthOf = func() map[rune]float64 {
	widths := map[rune]float64{}
	for letters, width := range letterWidths {
		for _, r := range letters {
			widths[r] = width
		}
	}
	return widths
}()

// textWidth is the width to reserve for the text, in the units of size; never too small in practice, often a little too large.
func textWidth(s string, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		width, listed := widthOf[r]
		switch {
		case listed:
			sum += width
		case r >= 0x2e80:
			sum += 1
		default:
			sum += 0.64
		}
	}
	return sum * size
}

// wrap breaks the text into lines no wider than width: between words where it can, inside a word where it must.
func wrap(s string, size, width float64) []string {
	var lines []string
	current := ""
	for _, word := range strings.FieldsFunc(printable(s), func(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' }) {
		joined := strings.TrimSpace(current + " " + word)
		if textWidth(joined, size) <= width {
			current = joined
			continue
		}
		if current != "" {
			lines = append(lines, current)
		}
		pieces := breakWord(word, size, width)
		lines = append(lines, pieces[:len(pieces)-1]...)
		current = pieces[len(pieces)-1]
	}
	if current != "" {
		lines = append(lines, current)
	}
	return lines
}

// breakWord cuts a word that is too wide, with a hyphen at each cut.
func breakWord(word string, size, width float64) []string {
	var pieces []string
	for textWidth(word, size) > width {
		head, tail := cut(word, size, width)
		if tail == "" {
			break
		}
		pieces = append(pieces, head)
		word = tail
	}
	return append(pieces, word)
}

// endings are the latter parts of compound place names, where a reader expects a line to break.
var endings = []string{
	"kaupunki", "hamina", "kaarlepyy", "kyrö", "järvi", "salmi", "niemi", "mäki", "koski", "linna", "lahti", "joki", "vesi",
	"saari", "kylä", "harju", "ranta", "nummi", "kangas", "vaara", "selkä", "vuori", "stad", "borg", "näs", "vik", "sjö", "fors",
	"strand", "dal", "holm", "gård", "land", "träsk", "sund", "hamn", "karleby",
}

// cut takes as much of the word as fits with its hyphen: at a hyphen of its own, before a known ending, else where a Finnish
// syllable begins (a consonant followed by a vowel). When the width holds no letters at all the word stays whole.
func cut(word string, size, width float64) (head, tail string) {
	letters := []rune(word)
	for i := len(letters) - 2; i > 0; i-- {
		if letters[i] == '-' && textWidth(string(letters[:i+1]), size) <= width {
			return string(letters[:i+1]), string(letters[i+1:])
		}
	}
	fits := func(i int) bool { return textWidth(string(letters[:i])+"-", size) <= width }
	for _, ending := range endings {
		i := len(letters) - len([]rune(ending))
		if i > 1 && strings.HasSuffix(word, ending) && fits(i) {
			return string(letters[:i]) + "-", ending
		}
	}
	fallback := 0
	for i := len(letters) - 2; i > 0; i-- {
		if !fits(i) {
			continue
		}
		if i > 1 && !vowel(letters[i]) && vowel(letters[i+1]) {
			return string(letters[:i]) + "-", string(letters[i:])
		}
		fallback = max(fallback, i)
	}
	if fallback == 0 {
		return word, ""
	}
	return string(letters[:fallback]) + "-", string(letters[fallback:])
}

func vowel(r rune) bool { return strings.ContainsRune("aeiouyåäöAEIOUYÅÄÖ", r) }
