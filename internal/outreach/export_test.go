package outreach

var (
	WordsOf      = wordsOf
	PartsOfWords = partsOfWords
)

// MostWaiting is told to the tests of a long queue.
const MostWaiting = mostWaiting
