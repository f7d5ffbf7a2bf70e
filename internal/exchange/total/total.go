// Package total takes the formulas in which other formats write scores for what they are: sums of answers with weights, and which rule of
// an instrument that is. How a formula is written is for the package of its format.
package total

import (
	"maps"
	"math"
	"slices"
	"strings"

	"rinnalla/internal/instrument"
)

// Total is Constant + Σ weight·x over its parts. Parts are named as the format names them.
type Total struct {
	Order    []string
	Weights  map[string]float64
	Constant float64
	// Partial totals go over what is answered; others exist only when all is.
	Partial bool
	// Mean tells that the total was divided by how many are answered.
	Mean bool
	// Least is how many answers the formula itself asks for; 0: it does not say.
	Least   int
	Rounded bool
}

// Number is a total of nothing but a number.
func Number(v float64) Total { return Total{Constant: v} }

// Of is the plain sum of parts; a part that is named twice counts twice.
func Of(parts ...string) Total {
	t := Total{Weights: map[string]float64{}}
	for _, part := range parts {
		if _, there := t.Weights[part]; !there {
			t.Order = append(t.Order, part)
		}
		t.Weights[part]++
	}
	return t
}

// IsNumber tells whether nothing that was answered is in it.
func (t Total) IsNumber() bool { return len(t.Order) == 0 }

// Times multiplies with a number.
func (t Total) Times(by float64) Total {
	t.Constant *= by
	t.Weights = maps.Clone(t.Weights)
	for part := range t.Weights {
		t.Weights[part] *= by
	}
	return t
}

// Plus adds two totals; false when one is a mean, for what has been divided already cannot be told any more.
func (t Total) Plus(other Total) (Total, bool) {
	if t.Mean && !other.IsNumber() || other.Mean && !t.IsNumber() {
		return Total{}, false
	}
	out := Total{Constant: t.Constant + other.Constant, Mean: t.Mean || other.Mean, Least: max(t.Least, other.Least),
		Rounded: t.Rounded || other.Rounded, Weights: map[string]float64{}}
	// A sum of which one part needs its answer needs it as a whole.
	out.Partial = (t.Partial || t.IsNumber()) && (other.Partial || other.IsNumber())
	for _, from := range []Total{t, other} {
		for _, part := range from.Order {
			if _, there := out.Weights[part]; !there {
				out.Order = append(out.Order, part)
			}
			out.Weights[part] += from.Weights[part]
		}
	}
	return out, true
}

// By multiplies two totals; one of them has to be a number.
func (t Total) By(other Total) (Total, bool) {
	if t.IsNumber() {
		t, other = other, t
	}
	return t.Times(other.Constant), other.IsNumber()
}

// Over divides by a number.
func (t Total) Over(other Total) (Total, bool) {
	if !other.IsNumber() || other.Constant == 0 {
		return Total{}, false
	}
	return t.Times(1 / other.Constant), true
}

// PerAnswered divides by how many of the parts are answered; false when the count is of other parts.
func (t Total) PerAnswered(counted []string) (Total, bool) {
	a, b := slices.Clone(t.Order), slices.Clone(counted)
	slices.Sort(a)
	slices.Sort(b)
	ok := t.Partial && !t.Mean && slices.Equal(a, slices.Compact(b))
	t.Mean = true
	return t, ok
}

// Inlined puts totals in the place of the parts that they are of: a score that is made of questions and of scores that turn questions over.
// false when one of them is a mean, for what has been divided already cannot be told any more.
func (t Total) Inlined(of func(string) (Total, bool)) (Total, bool) {
	out := Total{Constant: t.Constant}
	for _, part := range t.Order {
		inner, is := of(part)
		if !is {
			inner = Of(part)
		}
		var ok bool
		if inner.Mean {
			return Total{}, false
		}
		if out, ok = out.Plus(inner.Times(t.Weights[part])); !ok {
			return Total{}, false
		}
	}
	out.Partial, out.Mean, out.Least, out.Rounded = t.Partial || out.Partial, t.Mean, t.Least, t.Rounded || out.Rounded
	return out, len(out.Order) > 0
}

// Part is what a part of a total is in the instrument: an item, which may be marked with a direction, or a scale.
type Part struct {
	Item  *instrument.Item
	Scale string
}

// Scale makes a scale of a total. part finds what a part is; false when it is nothing that counts. name is what the score is called, for
// the notes, which say where the scale is not quite what the formula is. false: no rule of an instrument is like it.
func (t Total) Scale(name string, part func(string) (Part, bool)) (instrument.Scale, []instrument.Note, bool) {
	b := &builder{total: t, name: name, parts: map[string]Part{}}
	back := 0.0
	for _, code := range t.Order {
		p, ok := part(code)
		if !ok || !b.take(code, p) {
			return instrument.Scale{}, nil, false
		}
		if w := t.Weights[code]; w < 0 {
			bounds, bounded := Bounds(p)
			if !bounded {
				return instrument.Scale{}, nil, false
			}
			back -= w * (bounds.From + bounds.To)
		}
	}
	if len(b.scale.Items) > 0 && len(b.scale.Scales) > 0 || len(t.Order) == 0 || math.Abs(t.Constant-back) > 1e-6 || !b.rule() {
		return instrument.Scale{}, nil, false
	}
	b.turn()
	if t.Rounded {
		b.note("total.rounded")
	}
	return b.scale, b.notes, true
}

// Bounds are the ends of a part that is an item.
func Bounds(p Part) (instrument.Range, bool) {
	if p.Item == nil {
		return instrument.Range{}, false
	}
	return p.Item.Bounds()
}

// Scored tells whether every answer to an item has points.
func Scored(i instrument.Item) bool {
	switch i.Kind {
	case instrument.ScaleItem, instrument.NumberItem, instrument.YesNoItem:
		return true
	case instrument.StepsItem, instrument.SingleItem:
		return !slices.ContainsFunc(i.Options, func(o instrument.Option) bool { return o.Points == nil })
	}
	return false
}

// InOrder tells whether options have points that only rise, or only fall: they are steps.
func InOrder(options []instrument.Option) bool {
	rises, falls := true, true
	for i, o := range options {
		if o.Points == nil {
			return false
		}
		if i > 0 {
			rises = rises && *o.Points > *options[i-1].Points
			falls = falls && *o.Points < *options[i-1].Points
		}
	}
	return len(options) > 1 && (rises || falls)
}

type builder struct {
	total Total
	name  string
	parts map[string]Part
	scale instrument.Scale
	notes []instrument.Note
}

func (b *builder) note(key string, args ...any) {
	b.notes = append(b.notes, instrument.Note{Key: key, Args: append([]any{"score", b.name}, args...)})
}

func (b *builder) take(code string, p Part) bool {
	b.parts[code] = p
	if p.Item == nil {
		b.scale.Scales = append(b.scale.Scales, p.Scale)
		return p.Scale != ""
	}
	b.scale.Items = append(b.scale.Items, p.Item.Code)
	return Scored(*p.Item)
}

// rule finds the rule by the weights.
func (b *builder) rule() bool {
	t := b.total
	n := float64(len(t.Order))
	sum, even := 0.0, true
	first := math.Abs(t.Weights[t.Order[0]])
	for _, part := range t.Order {
		w := math.Abs(t.Weights[part])
		sum += w
		even = even && math.Abs(w-first) < 1e-9
		if !(w > 0 && w <= 1e6) {
			return false
		}
	}
	is := func(v float64) bool { return even && math.Abs(first-v) < 1e-9*max(1, v) }
	switch {
	case t.Mean && is(1):
		b.scale.Rule = instrument.Mean
	case t.Mean && is(n):
		b.scale.Rule = instrument.Prorated
	case t.Mean:
		return false
	case is(1) && n == 1 && len(b.scale.Items) == 1:
		b.scale.Rule = instrument.Single
		return true
	case is(1):
		b.scale.Rule = instrument.Sum
	case is(1/n) && t.Partial:
		b.scale.Rule = instrument.Mean
		b.note("total.mean_of_all")
		return true
	case is(1 / n):
		b.scale.Rule = instrument.Mean
	case math.Abs(sum-1) < 1e-9:
		b.scale.Rule, b.scale.Weights = instrument.Mean, b.weights()
	default:
		b.scale.Rule, b.scale.Weights = instrument.Weighted, b.weights()
	}
	b.least()
	return true
}

func (b *builder) least() {
	t := b.total
	if !t.Partial || t.Least >= len(t.Order) {
		return
	}
	b.scale.MinAnswered = max(1, t.Least)
	if t.Least == 0 {
		b.note("total.partial")
	}
}

func (b *builder) weights() map[string]float64 {
	weights := map[string]float64{}
	for part, w := range b.total.Weights {
		code := b.parts[part].Scale
		if item := b.parts[part].Item; item != nil {
			code = item.Code
		}
		if w = math.Abs(w); w != 1 {
			weights[code] = w
		}
	}
	return weights
}

// turn says by directions which items count the other way round: the format has no other words for it.
func (b *builder) turn() {
	var turned []string
	for _, part := range b.total.Order {
		if item := b.parts[part].Item; b.total.Weights[part] < 0 {
			if item.Better == "" {
				item.Better = instrument.LowerIsBetter
			}
			turned = append(turned, item.Code)
			b.scale.Better = instrument.HigherIsBetter
			if item.Better == instrument.HigherIsBetter {
				b.scale.Better = instrument.LowerIsBetter
			}
		}
	}
	if len(turned) > 0 {
		b.note("total.turned", "items", strings.Join(turned, ", "))
	}
}
