package homepages

import (
	"strings"

	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// readingView is a page to be read from beginning to end: a table of contents
// and chapters. What stands on other pages is quoted through words, so that a
// text never names a button that is called otherwise.
type readingView struct {
	web.Page
	lead     string
	contents string
	chapters []chapter
	// words are variables that every text of the page may hold: names and values in turn.
	words []any
}

// say is a text of the page with its variables filled in.
func (v readingView) say(key string) string { return v.T(key, v.words...) }

// chapter is a heading with the anchor that links name, and what stands under it.
type chapter struct {
	anchor string
	title  string // a message key
	blocks []block
}

// block is one shape of text. keys are message keys, one for each paragraph,
// item, step or line; a term's key is followed by that of its explanation.
type block struct {
	shape shape
	keys  []string
	plain []string // lines that are no message: an address from the settings
}

type shape string

const (
	asText      shape = "text"
	asItems     shape = "items"
	asSteps     shape = "steps"
	asTerms     shape = "terms"
	asNote      shape = "note"
	asAddresses shape = "addresses"
)

func text(keys ...string) block      { return block{shape: asText, keys: keys} }
func items(keys ...string) block     { return block{shape: asItems, keys: keys} }
func steps(keys ...string) block     { return block{shape: asSteps, keys: keys} }
func terms(keys ...string) block     { return block{shape: asTerms, keys: keys} }
func note(keys ...string) block      { return block{shape: asNote, keys: keys} }
func addresses(keys ...string) block { return block{shape: asAddresses, keys: keys} }

// lines are the block's texts in the reader's language.
func (v readingView) lines(b block) []string {
	var all []string
	for _, key := range b.keys {
		all = append(all, v.say(key))
	}
	return append(all, b.plain...)
}

// pairs are the block's terms with their explanations.
func (v readingView) pairs(b block) []ui.SummaryRow {
	lines := v.lines(b)
	var rows []ui.SummaryRow
	for i := 0; i+1 < len(lines); i += 2 {
		rows = append(rows, ui.SummaryRow{Key: lines[i], Value: lines[i+1]})
	}
	return rows
}

// target is where a line leads that is an e-mail or a web address; empty for
// any other line.
func target(line string) string {
	switch {
	case strings.ContainsAny(line, " \u00a0"):
		return ""
	case strings.HasPrefix(line, "https://"):
		return line
	case strings.HasPrefix(line, "www."):
		return "https://" + line
	case strings.Contains(line, "@"):
		return "mailto:" + line
	default:
		return ""
	}
}
