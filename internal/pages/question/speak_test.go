package question

import (
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
)

// Each word of an instrument stands for a text of ours, with the same variables.
func TestEveryWordStandsForATextWithTheSameVariables(t *testing.T) {
	all := instrument.AnsweringWords()
	if len(all) != len(wordKeys) {
		t.Errorf("%d words, %d texts", len(all), len(wordKeys))
	}
	for _, w := range all {
		key := wordKeys[w.Name]
		for _, lang := range i18n.Langs {
			text := i18n.For(lang).T(key)
			if key == "" || text == "["+key+"]" {
				t.Fatalf("%s stands for %q", w.Name, key)
			}
			var has []string
			for _, part := range strings.Split(text, "{")[1:] {
				name, _, _ := strings.Cut(part, "}")
				has = append(has, name)
			}
			slices.Sort(has)
			if !slices.Equal(has, w.Variables) {
				t.Errorf("%s: %v, in %s: %q", w.Name, w.Variables, lang, text)
			}
		}
	}
}
