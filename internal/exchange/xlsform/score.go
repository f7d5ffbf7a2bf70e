package xlsform

import (
	"slices"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/total"
	"rinnalla/internal/instrument"
)

// score is a row that is worked out.
type score struct {
	row  *row
	name string
	text string
	code string // of the scale that it became
	done bool
	// total is what it adds up, once that is known.
	total *total.Total
	// of is the question whose choices it only gives their points; "" when it does something else.
	of string
}

// value is what a formula comes to when it is looked at and not worked out.
type value struct {
	total  total.Total
	counts []string // it is how many of these are answered
	least  int      // it is whether so many of these are answered
	isTest bool
	not    bool // a test that does not hold
	empty  bool // ''
}

// makeScales works the scores out, those that others are made of first.
func (r *reader) makeScales() {
	for _, s := range r.scores {
		r.takePoints(s)
	}
	for _, s := range r.scores {
		r.makeScale(s, 0)
	}
}

func (r *reader) score(name string) *score {
	i := slices.IndexFunc(r.scores, func(s *score) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return r.scores[i]
}

func (r *reader) makeScale(s *score, depth int) {
	if s.done || depth > len(r.scores) {
		return
	}
	s.done = true
	f, err := parse(s.text)
	var scale instrument.Scale
	var notes []instrument.Note
	ok := err == nil
	if ok {
		v, known := r.find(f)
		if ok = known && v.counts == nil && !v.isTest; ok {
			for _, name := range v.total.Order {
				if part := r.score(name); part != nil {
					r.makeScale(part, depth+1)
				}
			}
			s.total = &v.total
			scale, notes, ok = r.scale(s)
		}
	}
	if !ok {
		r.note(s.row, "calculation", "xlsform.score_unknown", "name", draft.Shown(s.name), "formula", draft.Shown(s.text))
		return
	}
	for _, n := range notes {
		r.note(s.row, "calculation", n.Key, n.Args...)
	}
	r.ownScale(s.row, &scale)
	scale.Code, scale.Title = ownCode(s.name), r.AsTitle(r.text(s.row, "label"), s.row.number)
	s.code, _ = r.AddScale(scale, s.row.number)
}

// scale makes a scale of what a score adds up: of its parts as they are called, or else of the questions behind them.
func (r *reader) scale(s *score) (instrument.Scale, []instrument.Note, bool) {
	of := func(t total.Total) (instrument.Scale, []instrument.Note, bool) {
		return t.Scale(s.name, func(name string) (total.Part, bool) { return r.part(s, name, t) })
	}
	if scale, notes, ok := of(*s.total); ok {
		return scale, notes, true
	}
	inlined, ok := s.total.Inlined(func(name string) (total.Total, bool) {
		if part := r.score(name); part != nil && part != s && part.total != nil {
			return *part.total, true
		}
		return total.Total{}, false
	})
	if !ok {
		return instrument.Scale{}, nil, false
	}
	s.total = &inlined
	return of(inlined)
}

// part is what a name in a score's formula is in the instrument.
func (r *reader) part(s *score, name string, t total.Total) (total.Part, bool) {
	if other := r.score(name); other != nil {
		return total.Part{Scale: other.code}, other != s
	}
	where, known := r.items[name]
	if !known || where.repeats && !(t.Mean && len(t.Order) == 1) {
		return total.Part{}, false
	}
	return total.Part{Item: &r.Sections[where.section].Items[where.item]}, true
}

// find looks at a formula.
func (r *reader) find(f *formula) (value, bool) {
	switch f.kind {
	case numberPart:
		return value{total: total.Number(f.number)}, true
	case textPart:
		return value{empty: true}, f.name == ""
	case questionPart:
		if s := r.score(f.name); s != nil && s.of != "" {
			return value{total: total.Of(s.of)}, true
		}
		return value{total: total.Of(f.name)}, true
	case callPart:
		return r.call(f)
	case operatorPart:
		return r.operation(f)
	}
	return value{}, false
}

func (r *reader) call(f *formula) (value, bool) {
	switch f.name {
	case "number", "int", "once", "decimal":
		if len(f.args) == 1 {
			return r.find(f.args[0])
		}
	case "round":
		if len(f.args) > 0 {
			v, ok := r.find(f.args[0])
			v.total.Rounded = true
			return v, ok
		}
	case "coalesce":
		if len(f.args) == 2 {
			v, ok := r.find(f.args[0])
			v.total.Partial = true
			return v, ok && f.args[1].number == 0 && (f.args[1].kind == numberPart || f.args[1].name == "0")
		}
	case "sum", "mean", "avg":
		return r.sum(f)
	case "count-non-empty", "count":
		names, ok := named(f.args)
		return value{counts: names}, ok
	case "if":
		if v, ok := r.turned(f); ok {
			return v, true
		}
		return r.decided(f)
	case "not":
		if len(f.args) == 1 {
			v, ok := r.find(f.args[0])
			v.not = !v.not
			return v, ok && v.isTest
		}
	}
	return value{}, false
}

// named are the questions in arguments, one by one or joined by |.
func named(args []*formula) ([]string, bool) {
	var all []string
	for _, a := range args {
		switch {
		case a.kind == questionPart:
			all = append(all, a.name)
		case a.kind == operatorPart && a.name == "|":
			more, ok := named(a.args)
			if !ok {
				return nil, false
			}
			all = append(all, more...)
		default:
			return nil, false
		}
	}
	return all, len(all) > 0
}

// sum adds its arguments up, over what is answered.
func (r *reader) sum(f *formula) (value, bool) {
	if names, ok := named(f.args); ok {
		t := total.Of(names...)
		t.Partial, t.Mean = true, f.name != "sum"
		return value{total: t}, true
	}
	out := value{}
	for _, a := range f.args {
		v, ok := r.find(a)
		if !ok || v.counts != nil || v.isTest {
			return out, false
		}
		if out.total, ok = out.total.Plus(v.total); !ok {
			return out, false
		}
	}
	out.total.Partial, out.total.Mean = true, f.name != "sum"
	return out, !out.total.IsNumber()
}

func (r *reader) operation(f *formula) (value, bool) {
	left, ok := r.find(f.args[0])
	if !ok {
		return left, false
	}
	right, ok := r.find(f.args[1])
	if !ok {
		return right, false
	}
	switch f.name {
	case "=", "!=", "<", "<=", ">", ">=":
		return test(f.name, left, right)
	case "and", "or":
		return joined(f.name, left, right)
	}
	if left.counts != nil || left.isTest || left.empty || right.isTest || right.empty {
		return left, false
	}
	switch {
	case f.name == "div" || f.name == "/":
		if right.counts != nil {
			left.total, ok = left.total.PerAnswered(right.counts)
			return left, ok
		}
		left.total, ok = left.total.Over(right.total)
	case right.counts != nil:
		ok = false
	case f.name == "+":
		left.total, ok = left.total.Plus(right.total)
	case f.name == "-":
		left.total, ok = left.total.Plus(right.total.Times(-1))
	case f.name == "*":
		left.total, ok = left.total.By(right.total)
	default:
		ok = false
	}
	return left, ok
}

// joined are two tests of which both have to hold, or one.
func joined(operator string, left, right value) (value, bool) {
	if !left.isTest || !right.isTest || left.not != right.not {
		return left, false
	}
	v := value{isTest: true, not: left.not, counts: slices.Concat(left.counts, right.counts), least: left.least + right.least}
	if (operator == "or") != left.not { // neither of two is not one of them
		v.least = min(left.least, right.least)
	}
	return v, true
}

// test is a condition on how many are answered.
func test(operator string, left, right value) (value, bool) {
	switch {
	case right.empty && (operator == "!=" || operator == "="): // ${a} != ''
		return value{isTest: true, counts: left.total.Order, least: 1, not: operator == "="}, len(left.total.Order) == 1
	case left.counts == nil || !right.total.IsNumber() || right.counts != nil:
		return left, false
	}
	n := int(right.total.Constant)
	v := value{isTest: true, counts: left.counts, least: n, not: operator == "<" || operator == "<="}
	switch {
	case operator == ">" || operator == "<=":
		v.least++
	case operator == ">=" || operator == "<":
	case operator == "=" && n == len(left.counts):
	case operator == "=" && n == 0:
		v.least, v.not = 1, true
	default:
		return left, false
	}
	return v, float64(int(right.total.Constant)) == right.total.Constant
}

// decided is if(test, amount, ”) or if(test, amount, 0).
func (r *reader) decided(f *formula) (value, bool) {
	if len(f.args) != 3 {
		return value{}, false
	}
	when, ok := r.find(f.args[0])
	if !ok || !when.isTest {
		return when, false
	}
	first, second := f.args[1], f.args[2]
	if when.not { // if(${a} = '', 0, ${a}) says the same the other way round
		first, second = second, first
	}
	then, ok := r.find(first)
	if !ok || then.counts != nil || then.isTest {
		return then, false
	}
	otherwise, ok := r.find(second)
	switch {
	case !ok:
	case otherwise.empty:
		then.total.Least = max(then.total.Least, when.least)
	case otherwise.total.IsNumber() && otherwise.total.Constant == 0:
		then.total.Partial = true
	default:
		ok = false
	}
	return then, ok
}
