package outreach

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
)

// longestWord is how many letters of a run of letters and digits are kept
// together. Finnish words that people say are shorter.
const longestWord = 40

// wordsOf gives the words of a folded text: its runs of letters and digits, one
// after the other. A run longer than longestWord comes in pieces, each of which
// begins in the middle of the one before, so that whatever [partsOfWords] looks
// for lies within one of them.
func wordsOf(folded string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for run := range strings.FieldsFuncSeq(folded, betweenWords) {
			for utf8.RuneCountInString(run) > longestWord {
				letters := []rune(run)
				if !yield(string(letters[:longestWord])) {
					return
				}
				run = string(letters[longestWord/2:])
			}
			if !yield(run) {
				return
			}
		}
	}
}

func betweenWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// mostParts is how many words of what is searched for are looked up.
const mostParts = 3

// partsOfWords are parts of words that every text has in which the folded text
// stands, the longest first. Empty when nothing can be said of such texts.
func partsOfWords(folded string) []string {
	var parts []string
	for run := range strings.FieldsFuncSeq(folded, betweenWords) {
		if letters := []rune(run); len(letters) > longestWord/2 {
			run = string(letters[:longestWord/2])
		}
		parts = append(parts, run)
	}
	slices.SortStableFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return parts[:min(mostParts, len(parts))]
}

// days are days of one month: bit 0 is the first.
type days uint32

// wordMonth is the key of a row of words.
type wordMonth struct {
	organisation access.OrganisationID
	word         string
	month        civil.Month
}

// wordDays are the days on which words were heard.
type wordDays map[wordMonth]days

func (w wordDays) add(v Version, folded string) {
	for word := range wordsOf(folded) {
		w[wordMonth{v.Organisation, word, civil.MonthOf(v.Day)}] |= 1 << (v.Day.Day - 1)
	}
}
