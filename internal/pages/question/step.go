package question

import (
	"strconv"

	"rinnalla/internal/instrument"
)

// Mode is how much is asked on one page.
type Mode string

const (
	OneByOne Mode = "q" // one question
	Sections Mode = "s" // one section
	AtOnce   Mode = "a" // everything
)

// Modes are all there are.
func Modes() []Mode { return []Mode{OneByOne, Sections, AtOnce} }

// Step is what is asked together: one item, or a section.
type Step struct {
	Key     string // "q7": the seventh item; "s2": the second section
	Section instrument.Section
	Items   []instrument.Item // empty when the section repeats
	First   bool              // the section's introduction belongs to it
}

// Steps are what is asked, as far as the answers tell, in order. A repeated section is one step in any mode.
func Steps(f *instrument.Form, a instrument.Answers, mode Mode) []Step {
	a = f.Settle(a)
	var steps []Step
	item := 0
	for n, s := range f.Definition.Sections {
		if s.Repeats != nil {
			item += len(s.Items)
			if shown(f, a, s) {
				steps = append(steps, Step{Key: "s" + strconv.Itoa(n+1), Section: s, First: true})
			}
			continue
		}
		whole := Step{Key: "s" + strconv.Itoa(n+1), Section: s, First: true}
		for _, i := range s.Items {
			item++
			if a.Items[i.Code].State == instrument.NotAsked {
				continue
			}
			if mode == OneByOne {
				steps = append(steps, Step{Key: "q" + strconv.Itoa(item), Section: s, Items: []instrument.Item{i}, First: len(whole.Items) == 0})
			}
			whole.Items = append(whole.Items, i)
		}
		if mode != OneByOne && len(whole.Items) > 0 {
			steps = append(steps, whole)
		}
	}
	return steps
}

// shown tells whether a repeated section is asked at all: one entry in which nothing is answered is dropped when it is not.
func shown(f *instrument.Form, a instrument.Answers, s instrument.Section) bool {
	a.Entries = map[string][]instrument.Entry{s.Code: {{}}}
	return len(f.Settle(a).Entries[s.Code]) > 0
}

// At finds the step with a key among steps; -1 when there is none.
func At(steps []Step, key string) int {
	for i, s := range steps {
		if s.Key == key {
			return i
		}
	}
	return -1
}

// FirstOpen is the first step in which something is still left open; the last one when nothing is.
func FirstOpen(steps []Step, a instrument.Answers) int {
	for i, s := range steps {
		if s.Section.Repeats != nil && len(a.Entries[s.Section.Code]) == 0 {
			return i
		}
		for _, item := range s.Items {
			if a.Items[item.Code].State == instrument.Left {
				return i
			}
		}
	}
	return len(steps) - 1
}

// Open is how many questions of the steps are left open.
func Open(steps []Step, a instrument.Answers) int {
	n := 0
	for _, s := range steps {
		for _, item := range s.Items {
			if a.Items[item.Code].State == instrument.Left {
				n++
			}
		}
	}
	return n
}

// Whole are all sections with all their items, whatever is asked on condition: what a form on paper has.
func Whole(f *instrument.Form) []Step {
	var steps []Step
	for n, s := range f.Definition.Sections {
		step := Step{Key: "s" + strconv.Itoa(n+1), Section: s, First: true}
		if s.Repeats == nil {
			step.Items = s.Items
		}
		steps = append(steps, step)
	}
	return steps
}
