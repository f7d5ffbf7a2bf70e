package instrument

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Words are what stands around the questions for whoever answers, by name, in a language that Rinnalla does not speak itself. A definition
// has all of them in a language or none: a page half in one language and half in another is read by nobody.
type Words map[string]string

// Word is one of them. Variables are what its text has to hold in {braces}, each once or more, and no others.
type Word struct {
	Name      string
	Variables []string
}

// AnsweringWords are all words that a language takes, in the order in which they are met: on the first page, beside the questions, before
// handing in, after it, when she stops, and on paper.
func AnsweringWords() []Word {
	var all []Word
	for _, line := range strings.Split(strings.TrimSpace(answeringWords), "\n") {
		name, variables, _ := strings.Cut(strings.TrimSpace(line), " ")
		all = append(all, Word{name, strings.Fields(variables)})
	}
	return all
}

const answeringWords = `
	to_content
	language
	count count
	may_skip
	may_stop
	may_change
	who_sees
	mode
	mode_one
	mode_section
	begin
	go_on
	progress no of
	progress_section no of
	next
	skip
	back
	stop
	more
	decline
	yes
	no
	between from to
	day_hint
	end_title
	end_lead
	open count
	open_go
	change
	left_open
	left_out
	entries count
	interpreter
	hand_in
	done_title
	done_text
	done_tablet
	picture_text
	picture_go
	stop_title
	stop_text
	stop_where address
	stop_tablet address
	stop_go_on
	paper_code
	paper_square
	paper_day
	paper_how
	paper_thanks
	if_it_fits
`

// longestWord is how long one may be: the longest of our own has some 130 characters.
const longestWord = 500

// ownLanguages are those whose words are Rinnalla's own (package i18n), by their first part.
var ownLanguages = []string{"fi", "sv", "en"}

// words judges the words of each language: a language of the instrument that is not ours, every word there, each a plain text with its
// variables.
func (k *checker) words() {
	known := AnsweringWords()
	for _, lang := range sortedKeys(k.d.Words) {
		place, words := "words."+cut(lang), k.d.Words[lang]
		base, _, _ := strings.Cut(lang, "-")
		k.c.That(slices.Contains(k.d.Languages, lang), place, "instrument.text.language", "language", cut(lang))
		k.c.That(!slices.Contains(ownLanguages, base), place, "instrument.words.own", "language", cut(lang))
		for _, name := range sortedKeys(words) {
			k.c.That(slices.ContainsFunc(known, func(w Word) bool { return w.Name == name }), place, "tree.unknown", "name", cut(name))
		}
		var missing []string
		for _, w := range known {
			text := words[w.Name]
			if strings.TrimSpace(text) == "" {
				missing = append(missing, w.Name)
				continue
			}
			at := place + "." + w.Name
			k.c.That(utf8.RuneCountInString(text) <= longestWord, at, "instrument.text.long", "max", longestWord)
			k.c.That(plain(text), at, "instrument.text.unreadable")
			k.c.That(slices.Equal(variablesOf(text), w.Variables), at, "instrument.words.variables", "variables", inBraces(w.Variables))
		}
		k.c.That(len(missing) == 0, place, "instrument.words.missing", "language", cut(lang), "words", strings.Join(missing, ", "))
	}
}

// variablesOf are the variables of a text, each once, in the order of the alphabet.
func variablesOf(text string) []string {
	var all []string
	for {
		_, rest, opened := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			slices.Sort(all)
			return slices.Compact(all)
		}
		all, text = append(all, name), after
	}
}

func inBraces(variables []string) string {
	if len(variables) == 0 {
		return "–"
	}
	return "{" + strings.Join(variables, "} {") + "}"
}
