package bench

import (
	"math/rand/v2"
	"strings"
)

// What is heard is made of invented word forms, of which few come often and many
// seldom, as in any language; every third visit has none.
const (
	wordForms = 1 << 18
	// Somebody says rareWord on one visit of rareEvery, and seldomWord on one of seldomEvery; a part
	// of it is searched for. Nobody ever says noWord.
	rareWord    = "revontulille"
	rarePart    = "vontul"
	rareEvery   = 100_000
	seldomWord  = "hirvikosken"
	seldomPart  = "hirvikos"
	seldomEvery = 1_000
	noWord      = "pikkukivi"
)

var (
	syllables = strings.Fields("ka to mi ra se lu va ne po ti ha ja ku la me ni os pa re su")
	endings   = strings.Fields("a n ssa sta lla lle ta t ksi na ko kin")
)

// talk says something else each time.
type talk struct {
	rnd   *rand.Rand
	words *rand.Zipf
}

func newTalk(rnd *rand.Rand) talk { return talk{rnd, rand.NewZipf(rnd, 1.1, 4, wordForms-1)} }

func (t talk) heard() string {
	if t.rnd.IntN(3) == 0 {
		return ""
	}
	var b strings.Builder
	for i := range 4 + t.rnd.IntN(12) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word(int(t.words.Uint64())))
	}
	b.WriteByte('.')
	return b.String()
}

// word is the n-th form; forms of small numbers are short.
func word(n int) string {
	var b strings.Builder
	ending := endings[n%len(endings)]
	for n = n/len(endings) + len(syllables); n > 0; n /= len(syllables) {
		b.WriteString(syllables[n%len(syllables)])
	}
	b.WriteString(ending)
	return b.String()
}
