package outreach_test

import (
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
)

func TestATextIsTakenApartIntoItsWords(t *testing.T) {
	long := strings.Repeat("lentokonesuihkuturbiini", 3)
	for text, want := range map[string]string{
		"Bussi ei kulje enää iltaisin.":    "bussi|ei|kulje|enaa|iltaisin",
		"  \n\t ":                          "",
		"Vuokra-asunto, 2. kerros (hissi)": "vuokra|asunto|2|kerros|hissi",
		"Kela:n päätös / 450€/kk":          "kela|n|paatos|450|kk",
		"Привет, مرحبا":                    "привет|مرحبا",
		long:                               long[:40] + "|" + long[20:60] + "|" + long[40:],
	} {
		if got := strings.Join(slices.Collect(outreach.WordsOf(i18n.Fold(text))), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsLookedUpOfASearch(t *testing.T) {
	for text, want := range map[string]string{
		"asunno":                           "asunno",
		"ei ollut vuokra-asunnossa":        "asunnossa|vuokra|ollut",
		"?!":                               "",
		strings.Repeat("pitkospuu", 5):     "pitkospuupitkospuupi",
		"Lentokonesuihkuturbiiniapumek on": "lentokonesuihkuturbi|on",
	} {
		if got := strings.Join(outreach.PartsOfWords(i18n.Fold(text)), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzWords cuts a piece out of a text: wherever the cut is made, each part that
// is looked up stands in one of the text's words.
func FuzzWords(f *testing.F) {
	f.Add("Bussi ei kulje enää iltaisin.", 3, 12)
	f.Add(strings.Repeat("ä", 300), 17, 60)
	f.Add("Straße 12–14, Ångström & co_op %ei% Привет ﬁ", 0, 40)
	f.Add("\xff\x00a\u0301b", 1, 4)
	f.Fuzz(func(t *testing.T, text string, from, length int) {
		folded := []rune(i18n.Fold(text))
		if len(folded) == 0 {
			return
		}
		from = min(max(0, from), len(folded)-1)
		to := from + min(max(0, length), len(folded)-from)
		searched := i18n.Fold(strings.TrimSpace(string(folded[from:to])))
		if !strings.Contains(string(folded), searched) {
			return // a letter that folds otherwise once it is folded: the search does not find it, with or without words
		}
		words := slices.Collect(outreach.WordsOf(string(folded)))
		for _, word := range words {
			if n := len([]rune(word)); n == 0 || n > 40 || strings.ContainsAny(word, " %_!'") {
				t.Errorf("a word %q of %d letters", word, n)
			}
		}
		for _, part := range outreach.PartsOfWords(searched) {
			if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, part) }) {
				t.Errorf("%q is looked up for %q and is in no word of %q", part, searched, string(folded))
			}
		}
	})
}
