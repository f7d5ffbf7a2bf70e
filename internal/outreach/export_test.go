package outreach

import "testing"

// TakeForMany lets every list of a test be read as one of many visits.
func TakeForMany(t *testing.T) {
	few := fewSorted
	fewSorted = 0
	t.Cleanup(func() { fewSorted = few })
}

// TakeFewTexts lets an export hand over few rows at once.
func TakeFewTexts(t *testing.T) {
	texts := textsAtOnce
	textsAtOnce = 5
	t.Cleanup(func() { textsAtOnce = texts })
}

var (
	WordsOf      = wordsOf
	PartsOfWords = partsOfWords
)

// MostWaiting is told to the tests of a long queue.
const MostWaiting = mostWaiting
