package instrument

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// State is what became of a question. The four are kept apart: why an answer is missing is itself something to read.
type State uint8

const (
	Left     State = iota // no answer, and nothing said about it
	Declined              // the one who answered chose to leave it out
	NotAsked              // the skip condition said that it is not asked
	Given
)

// Answer is the answer to one item. Which field holds it follows from the item's kind.
type Answer struct {
	State   State
	Number  float64    // scale, number
	Option  string     // steps, yes_no, single: the option's code
	Options []string   // multiple
	Day     civil.Date // date
	Text    string     // short_text, long_text
}

// Entry is the answers about one thing of a repeated section: one goal.
type Entry map[string]Answer

// Answers are those of one measurement.
type Answers struct {
	Items   map[string]Answer  // by item
	Entries map[string][]Entry // by repeated section
}

// Longest texts that are taken for an answer, in characters.
const (
	longestShort = 300
	longestLong  = 5_000
)

// CheckAnswers gives the faults of answers. A fault's field is the item's code, with the section and the number of the entry before it
// where the section repeats: "goals[2].level". A missing answer is no fault: everything may be left out.
func (f *Form) CheckAnswers(a Answers) error {
	var c fault.Checks
	for _, code := range sortedKeys(a.Items) {
		i, known := f.byCode[code]
		c.That(known && !f.items[i].repeats, code, "instrument.answer.unknown", "item", cut(code))
		if known {
			f.items[i].judge(&c, code, a.Items[code])
		}
	}
	for _, code := range sortedKeys(a.Entries) {
		s, known := f.section(code)
		c.That(known && s.most > 0, code, "instrument.answer.unknown", "item", cut(code))
		c.That(len(a.Entries[code]) <= s.most, code, "instrument.answer.entries", "max", s.most)
		for n, entry := range a.Entries[code] {
			for _, item := range sortedKeys(entry) {
				field := fmt.Sprintf("%s[%d].%s", code, n+1, item)
				i, known := f.byCode[item]
				inside := known && i >= s.from && i < s.to
				c.That(inside, field, "instrument.answer.unknown", "item", cut(item))
				if inside {
					f.items[i].judge(&c, field, entry[item])
				}
			}
		}
	}
	return c.Err()
}

// CheckAnswer gives the fault of one answer, as CheckAnswers does.
func (f *Form) CheckAnswer(item string, a Answer) error {
	var c fault.Checks
	i, known := f.byCode[item]
	c.That(known, item, "instrument.answer.unknown", "item", cut(item))
	if known {
		f.items[i].judge(&c, item, a)
	}
	return c.Err()
}

func (s *slot) judge(c *fault.Checks, field string, a Answer) {
	if a.State != Given {
		c.That(a.State < Given, field, "instrument.answer.state")
		return
	}
	switch s.Kind {
	case ScaleItem:
		_, ok := s.index(a)
		c.That(ok, field, "instrument.answer.outside", "from", *s.From, "to", *s.To)
	case StepsItem, YesNoItem, SingleItem:
		_, ok := s.index(a)
		c.That(ok, field, "instrument.answer.option", "option", cut(a.Option))
	case MultipleItem:
		for i, code := range a.Options {
			c.That(s.option(code) >= 0 && slices.Index(a.Options, code) == i, field, "instrument.answer.option", "option", cut(code))
		}
	case NumberItem:
		ok := !math.IsNaN(a.Number) && math.Abs(a.Number) <= 1e15 && (s.From == nil || a.Number >= *s.From) && (s.To == nil || a.Number <= *s.To)
		c.That(ok, field, "instrument.answer.number")
	case DateItem:
		c.That(a.Day.Year >= 1 && a.Day.Year <= 9999 && a.Day == a.Day.AddDays(0), field, "instrument.answer.day")
	default:
		most := longestLong
		if s.Kind == ShortTextItem {
			most = longestShort
		}
		c.That(utf8.RuneCountInString(a.Text) <= most, field, "instrument.text.long", "max", most)
		c.That(plain(a.Text) && strings.TrimSpace(a.Text) != "", field, "instrument.text.unreadable")
	}
}
