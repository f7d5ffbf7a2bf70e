package outreach

import "testing"

// TakeForMany lets every list of a test be read as one of many visits.
func TakeForMany(t *testing.T) {
	few := fewSorted
	fewSorted = 0
	t.Cleanup(func() { fewSorted = few })
}

var (
	WordsOf      = wordsOf
	PartsOfWords = partsOfWords
)

// MostWaiting is told to the tests of a long queue.
const MostWaiting = mostWaiting
