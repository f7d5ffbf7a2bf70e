package xlsform

import (
	"math"
	"slices"
	"strconv"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/instrument"
)

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// relevant reads when a question or group is asked; nil: always. A condition that an instrument cannot hold is noted and left out whole.
func (r *reader) relevant(one *row) *instrument.Condition {
	text := one.get("relevant", "relevance")
	if text == "" {
		return nil
	}
	f, err := parse(text)
	if err == nil {
		if f.kind == callPart && f.name == "true" {
			return nil
		}
		if c, ok := r.condition(f); ok {
			return &c
		}
	}
	r.note(one, "relevant", "xlsform.condition_unknown", "formula", draft.Shown(text))
	return nil
}

func (r *reader) condition(f *formula) (instrument.Condition, bool) {
	switch {
	case f.kind == operatorPart && (f.name == "and" || f.name == "or"):
		left, ok := r.condition(f.args[0])
		if !ok {
			return left, false
		}
		right, ok := r.condition(f.args[1])
		if f.name == "and" {
			return allOf(left, right), ok
		}
		return anyOf(left, right), ok
	case f.kind == operatorPart && len(f.args) == 2:
		return r.comparison(f)
	case f.kind == callPart && f.name == "not" && len(f.args) == 1:
		c, ok := r.condition(f.args[0])
		return opposite(c), ok && opposite(c).Item != ""
	case f.kind == callPart && f.name == "selected" && len(f.args) == 2 && f.args[0].kind == questionPart && f.args[1].kind == textPart:
		item, ok := r.asked(f.args[0].name)
		code := draft.Code(f.args[1].name)
		if own, is := r.ownAnswer(f.args[0].name, code, item); is {
			return own, ok
		}
		return instrument.Condition{Item: item.Code, Is: []string{code}}, ok && has(item, code)
	}
	return instrument.Condition{}, false
}

// otherName is what a form calls the choice that or_other adds to a list.
const otherName = "other"

// ownAnswer is the test of whether the choice that or_other adds was taken: here it is taken by writing an answer of one's own. false when
// the question has no such choice, or one of that name in its list.
func (r *reader) ownAnswer(name, code string, item instrument.Item) (instrument.Condition, bool) {
	where, added := r.others[name]
	if !added || code != otherName || has(item, code) {
		return instrument.Condition{}, false
	}
	return instrument.Condition{Item: r.Sections[where.section].Items[where.item].Code, Answered: true}, true
}

// asked is the item of a question that stands before and is answered once, or about the same thing.
func (r *reader) asked(name string) (instrument.Item, bool) {
	where, known := r.items[name]
	if !known || where.repeats && !r.place.Is(where.section) {
		return instrument.Item{}, false
	}
	return r.Sections[where.section].Items[where.item], true
}

func has(item instrument.Item, code string) bool {
	return slices.ContainsFunc(item.Choices(), func(o instrument.Option) bool { return o.Code == code })
}

func single(c instrument.Condition) bool { return len(c.All) == 0 && len(c.Any) == 0 }

// allOf joins tests of one item into one where they do not get into each other's way.
func allOf(a, b instrument.Condition) instrument.Condition {
	switch {
	case single(a) && single(b) && a.Item == b.Item && len(a.Is) == 0 && len(b.Is) == 0:
		joined := a
		joined.Not = slices.Concat(a.Not, b.Not)
		joined.Answered = a.Answered || b.Answered
		if (a.Least == nil || b.Least == nil) && (a.Most == nil || b.Most == nil) {
			joined.Least, joined.Most = either(a.Least, b.Least), either(a.Most, b.Most)
			return joined
		}
	case len(a.All) > 0:
		return instrument.Condition{All: append(slices.Clone(a.All), b)}
	}
	return instrument.Condition{All: []instrument.Condition{a, b}}
}

func either(a, b *float64) *float64 {
	if a != nil {
		return a
	}
	return b
}

func anyOf(a, b instrument.Condition) instrument.Condition {
	bare := func(c instrument.Condition) bool {
		return single(c) && len(c.Is) > 0 && len(c.Not) == 0 && c.Least == nil && c.Most == nil && !c.Answered
	}
	switch {
	case bare(a) && bare(b) && a.Item == b.Item:
		return instrument.Condition{Item: a.Item, Is: slices.Concat(a.Is, b.Is)}
	case len(a.Any) > 0:
		return instrument.Condition{Any: append(slices.Clone(a.Any), b)}
	}
	return instrument.Condition{Any: []instrument.Condition{a, b}}
}

// opposite turns a test of options over; others have no opposite here.
func opposite(c instrument.Condition) instrument.Condition {
	if single(c) && len(c.Is) > 0 && len(c.Not) == 0 && c.Least == nil && c.Most == nil && !c.Answered {
		return instrument.Condition{Item: c.Item, Not: c.Is}
	}
	return instrument.Condition{}
}

// comparison reads ${a} = 'b', ${a} > 3, ${a} != ” and the like, either way round.
func (r *reader) comparison(f *formula) (instrument.Condition, bool) {
	left, right, operator := f.args[0], f.args[1], f.name
	if right.kind == questionPart || right.kind == callPart {
		left, right = right, left
		operator = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}[operator]
	}
	if left.kind == callPart && len(left.args) == 1 && (left.name == "count-selected" || left.name == "string-length") {
		item, ok := r.asked(left.args[0].name)
		return instrument.Condition{Item: item.Code, Answered: true}, ok && operator == ">" && right.kind == numberPart && right.number == 0
	}
	if left.kind == callPart && len(left.args) == 1 && (left.name == "number" || left.name == "int") {
		left = left.args[0]
	}
	item, ok := r.asked(left.name)
	if !ok || left.kind != questionPart {
		return instrument.Condition{}, false
	}
	c := instrument.Condition{Item: item.Code}
	switch {
	case right.kind == textPart && right.name == "":
		return emptiness(c, operator, item)
	case item.Kind == instrument.ScaleItem || item.Kind == instrument.NumberItem:
		value := right.number
		if right.kind == textPart {
			v, err := strconv.ParseFloat(right.name, 64)
			if err != nil {
				return c, false
			}
			value = v
		}
		return draft.Bounded(c, operator, value, item, r.items[left.name].whole)
	case right.kind == textPart:
		if own, is := r.ownAnswer(left.name, draft.Code(right.name), item); is {
			return own, operator == "="
		}
		return optionTest(c, operator, draft.Code(right.name), item)
	case right.kind == numberPart && (operator == "=" || operator == "!="):
		return optionTest(c, operator, draft.Code(number(right.number)), item)
	}
	return pointsTest(c, operator, right, item)
}

func emptiness(c instrument.Condition, operator string, item instrument.Item) (instrument.Condition, bool) {
	if operator == "!=" {
		c.Answered = true
		return c, true
	}
	for _, o := range item.Choices() {
		c.Not = append(c.Not, o.Code)
	}
	return c, operator == "=" && len(c.Not) > 0
}

func optionTest(c instrument.Condition, operator, code string, item instrument.Item) (instrument.Condition, bool) {
	switch operator {
	case "=":
		c.Is = []string{code}
	case "!=":
		c.Not = []string{code}
	}
	return c, has(item, code) && (operator == "=" || operator == "!=")
}

// pointsTest compares what an option counts with a number.
func pointsTest(c instrument.Condition, operator string, right *formula, item instrument.Item) (instrument.Condition, bool) {
	if right.kind != numberPart || item.Kind != instrument.StepsItem {
		return c, false
	}
	if operator == ">" || operator == "<" { // the next step beyond
		for _, o := range item.Options {
			switch {
			case o.Points == nil:
				return c, false
			case operator == ">" && *o.Points > right.number && (c.Least == nil || *o.Points < *c.Least):
				c.Least = o.Points
			case operator == "<" && *o.Points < right.number && (c.Most == nil || *o.Points > *c.Most):
				c.Most = o.Points
			}
		}
		return c, c.Least != nil || c.Most != nil
	}
	return draft.Bounded(c, operator, right.number, item, false)
}

// constraint reads the ends of a number: . >= 0 and . <= 10. Of whole numbers . > 0 begins at 1.
func (r *reader) constraint(one *row, item *instrument.Item, whole bool) {
	text := one.get("constraint")
	if text == "" {
		return
	}
	if f, err := parse(text); err == nil && item.Kind == instrument.NumberItem && ends(f, item, whole) {
		return
	}
	r.note(one, "constraint", "xlsform.constraint_unknown", "formula", draft.Shown(text))
}

func ends(f *formula, item *instrument.Item, whole bool) bool {
	if f.kind != operatorPart || len(f.args) != 2 {
		return false
	}
	if f.name == "and" {
		return ends(f.args[0], item, whole) && ends(f.args[1], item, whole)
	}
	left, right, operator := f.args[0], f.args[1], f.name
	if right.kind == selfPart {
		left, right = right, left
		operator = map[string]string{"<=": ">=", ">=": "<=", "<": ">", ">": "<"}[operator]
	}
	value, ok := constant(right)
	if left.kind != selfPart || !ok {
		return false
	}
	switch { // the next whole number
	case whole && operator == ">":
		value, operator = math.Floor(value)+1, ">="
	case whole && operator == "<":
		value, operator = math.Ceil(value)-1, "<="
	}
	switch operator {
	case ">=":
		item.From = &value
	case "<=":
		item.To = &value
	default:
		return false
	}
	return item.From == nil || item.To == nil || *item.From < *item.To
}

// constant is a number, which may be below nothing.
func constant(f *formula) (float64, bool) {
	if f.kind == operatorPart && f.name == "-" && f.args[0].kind == numberPart && f.args[1].kind == numberPart {
		return f.args[0].number - f.args[1].number, true
	}
	return f.number, f.kind == numberPart
}
