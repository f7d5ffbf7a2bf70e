package xlsform

import (
	"strconv"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/total"
	"rinnalla/internal/instrument"
)

// takePoints takes up a row that only says what each choice of one question counts: if(${a} = 'often', 2, if(${a} = 'seldom', 1, 0)). The points
// then stand with the choices, where an instrument has them, and scores go by the question.
func (r *reader) takePoints(s *score) {
	f, err := parse(s.text)
	if err != nil {
		return
	}
	name, points, rest, ok := choicePoints(f, map[string]float64{})
	where, known := r.items[name]
	if !ok || !known || where.repeats {
		return
	}
	item := &r.Sections[where.section].Items[where.item]
	if item.Kind != instrument.SingleItem && item.Kind != instrument.StepsItem {
		return
	}
	given := make([]instrument.Option, len(item.Options))
	for i, o := range item.Options {
		v, said := points[o.Code]
		if !said && rest == nil || o.Points != nil && said && *o.Points != v {
			return
		}
		if !said {
			v = *rest
		}
		delete(points, o.Code)
		given[i] = o
		given[i].Points = &v
	}
	if len(points) > 0 { // it speaks of choices that there are none of
		return
	}
	item.Options, item.Kind = given, instrument.SingleItem
	if total.InOrder(given) {
		item.Kind = instrument.StepsItem
	}
	s.of, s.done = name, true
	r.note(s.row, "calculation", "xlsform.points_taken", "name", draft.Shown(s.name), "item", draft.Shown(item.Code))
}

// turned is a chain that gives the choices of a question, which have points, the same points the other way round.
func (r *reader) turned(f *formula) (value, bool) {
	name, points, rest, ok := choicePoints(f, map[string]float64{})
	where, known := r.items[name]
	if !ok || !known {
		return value{}, false
	}
	options := r.Sections[where.section].Items[where.item].Options
	ends := 0.0
	for i, o := range options {
		v, said := points[o.Code]
		if !said && rest != nil {
			v, said = *rest, true
		}
		if !said || o.Points == nil || i > 0 && v+*o.Points != ends {
			return value{}, false
		}
		ends = v + *o.Points
	}
	t, ok := total.Number(ends).Plus(total.Of(name).Times(-1))
	return value{total: t}, ok && len(options) > 1
}

// choicePoints reads a chain of tests of one question against its choices, with a number for each; rest is what everything else counts, nil
// when that is nothing.
func choicePoints(f *formula, points map[string]float64) (name string, all map[string]float64, rest *float64, ok bool) {
	if f.kind != callPart || f.name != "if" || len(f.args) != 3 {
		return "", nil, nil, false
	}
	name, code, ok := choiceTest(f.args[0])
	count, isNumber := constant(f.args[1])
	if _, twice := points[code]; !ok || !isNumber || twice {
		return "", nil, nil, false
	}
	points[code] = count
	if last, isNumber := constant(f.args[2]); isNumber {
		return name, points, &last, true
	}
	if f.args[2].kind == textPart && f.args[2].name == "" {
		return name, points, nil, true
	}
	further, points, rest, ok := choicePoints(f.args[2], points)
	return name, points, rest, ok && further == name
}

// choiceTest is ${a} = 'b' or selected(${a}, 'b').
func choiceTest(f *formula) (name, code string, ok bool) {
	if len(f.args) != 2 || f.args[0].kind != questionPart || f.kind != operatorPart && f.name != "selected" || f.kind == operatorPart && f.name != "=" {
		return "", "", false
	}
	switch right := f.args[1]; {
	case right.kind == textPart && right.name != "":
		return f.args[0].name, draft.Code(right.name), true
	case right.kind == numberPart:
		return f.args[0].name, draft.Code(strconv.FormatFloat(right.number, 'f', -1, 64)), true
	}
	return "", "", false
}
