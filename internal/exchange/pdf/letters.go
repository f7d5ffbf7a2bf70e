package pdf

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// box stands where there is no letter.
const box = '□'

var font = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // it comes with the program
	}
	return f
})

func hasLetter(buffer *sfnt.Buffer, r rune) bool {
	i, err := font().GlyphIndex(buffer, r)
	return err == nil && i != 0
}

// Draws tells whether a text can be drawn whole: there is a letter for everything in it that is to be seen.
func Draws(text string) bool {
	var buffer sfnt.Buffer
	for _, r := range text {
		if r != '\n' && r != '\r' && r != '\t' && !hasLetter(&buffer, r) {
			return false
		}
	}
	return true
}

// shown is a text as it is drawn: spaces for tabs, boxes for what there are no letters for, nothing for what is not to be seen.
func shown(text string) string {
	var buffer sfnt.Buffer
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case r == '\u00a0', r == '\u202f':
			return '\u00a0'
		case !hasLetter(&buffer, r):
			return box
		}
		return r
	}, text)
}

// readable is a text as it is read aloud: whatever it holds, it is a text.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
