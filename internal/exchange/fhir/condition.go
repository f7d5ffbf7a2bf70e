package fhir

import (
	"slices"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

// enabled reads when an item is asked, or a group when in is nil; nil: always. A condition that an instrument cannot hold is noted, and left out as a whole: half a
// condition would ask otherwise than the file.
func (r *reader) enabled(n *tree.Node, in *draft.Place) *instrument.Condition {
	if e := r.extension(n, enabledURL); e != nil {
		r.note(e, "fhir.condition_expression", "expression", shown(e.Get("valueExpression").Get("expression").Word()))
		r.whole(e)
	}
	list := n.Get("enableWhen")
	if list == nil {
		return nil
	}
	var parts []instrument.Condition
	for _, when := range list.List() {
		part, ok := r.when(when, in)
		if !ok {
			r.note(when, "fhir.condition_unknown", "link", shown(when.Get("question").Word()))
			r.whole(list)
			r.get(n, "enableBehavior")
			return nil
		}
		parts = append(parts, part)
	}
	r.whole(list)
	any := r.word(n, "enableBehavior") == "any"
	switch {
	case len(parts) == 0:
		return nil
	case len(parts) == 1:
		return &parts[0]
	case any && sameItem(parts):
		joined := instrument.Condition{Item: parts[0].Item}
		for _, p := range parts {
			joined.Is = append(joined.Is, p.Is...)
		}
		return &joined
	case any:
		return &instrument.Condition{Any: parts}
	}
	return &instrument.Condition{All: parts}
}

// sameItem tells whether conditions name options of one item and nothing else.
func sameItem(parts []instrument.Condition) bool {
	return !slices.ContainsFunc(parts, func(c instrument.Condition) bool {
		return c.Item != parts[0].Item || len(c.Is) != 1 || c.Least != nil || c.Most != nil || len(c.Not) > 0 || c.Answered
	})
}

// when reads one test of an answer that was given before.
func (r *reader) when(n *tree.Node, in *draft.Place) (instrument.Condition, bool) {
	c := instrument.Condition{}
	about, known := r.questions[n.Get("question").Word()]
	if !known || about.code == "" || about.repeats && !in.Is(about.at[0]) {
		return c, false // unknown, further down, or answered many times and not about the same thing
	}
	item := r.Sections[about.at[0]].Items[about.at[1]]
	c.Item = item.Code
	operator := n.Get("operator").Word()
	if operator == "exists" {
		return r.exists(c, item, r.Sections[about.at[0]], n.Get("answerBoolean").Word() == "true")
	}
	for _, f := range n.Fields {
		switch f.Name {
		case "answerBoolean":
			code := instrument.No
			if f.Node.Word() == "true" {
				code = instrument.Yes
			}
			return optionTest(c, operator, code, item)
		case "answerCoding":
			return optionTest(c, operator, codeOf(draft.First(f.Node.Get("code").Word(), draft.Slug(f.Node.Get("display").Word()))), item)
		case "answerString":
			return optionTest(c, operator, codeOf(f.Node.Word()), item)
		case "answerInteger", "answerDecimal":
			if v, ok := f.Node.Float(); ok {
				return numberTest(c, operator, v, item, about.kind == "integer")
			}
		case "answerQuantity":
			if v, ok := f.Node.Get("value").Float(); ok {
				return numberTest(c, operator, v, item, about.kind == "integer")
			}
		}
	}
	return c, false
}

// exists: that something is unanswered can be told of ready answers only, by none of them being chosen. An answer of one's own is one too.
func (r *reader) exists(c instrument.Condition, item instrument.Item, section instrument.Section, yes bool) (instrument.Condition, bool) {
	own := draft.OtherCode(item.Code)
	if yes && slices.ContainsFunc(section.Items, func(i instrument.Item) bool { return i.Code == own }) {
		return instrument.Condition{Any: []instrument.Condition{{Item: item.Code, Answered: true}, {Item: own, Answered: true}}}, true
	}
	if yes {
		c.Answered = true
		return c, true
	}
	for _, o := range item.Choices() {
		c.Not = append(c.Not, o.Code)
	}
	return c, len(c.Not) > 0
}

func optionTest(c instrument.Condition, operator, code string, item instrument.Item) (instrument.Condition, bool) {
	if !slices.ContainsFunc(item.Choices(), func(o instrument.Option) bool { return o.Code == code }) {
		return c, false
	}
	switch operator {
	case "=":
		c.Is = []string{code}
	case "!=":
		c.Not = []string{code}
	default:
		return c, false
	}
	return c, true
}

func numberTest(c instrument.Condition, operator string, v float64, item instrument.Item, whole bool) (instrument.Condition, bool) {
	if item.Kind != instrument.ScaleItem && item.Kind != instrument.NumberItem {
		return optionTest(c, operator, codeOf(number(v)), item)
	}
	return draft.Bounded(c, operator, v, item, whole)
}
