package instrument

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

func (k *checker) scale(s Scale) {
	k.that(partCode.MatchString(s.Code), "code", "instrument.part_code.malformed", "code", cut(s.Code))
	_, twice := k.scales[s.Code]
	k.that(!twice, "code", "instrument.code.twice", "code", cut(s.Code))
	k.word(string(s.Rule), Rules(), "rule")
	if s.Better != "" {
		k.word(string(s.Better), Directions(), "better")
	}
	k.parts(s)
	if k.counts[s.Code] = k.count(s); k.counts[s.Code] > mostItems {
		k.that(false, "scales", "instrument.too_many", "max", mostItems)
		return
	}
	k.weights(s)
	k.that(s.MinAnswered >= 0 && s.MinAnswered <= max(1, len(s.parts())), "min_answered", "instrument.scale.min_outside", "max", max(1, len(s.parts())))
	k.that(s.OriginalItems >= 0 && s.OriginalItems <= mostItems && (s.OriginalItems == 0 || s.Rule == Entered),
		"original_items", "instrument.scale.original_outside")
	k.valueRange(s)
	k.total(s)
	k.known(s)
	k.scales[s.Code] = s
}

// count is how many items a scale counts, one as often as the scales below count it: scales of scales of scales could make a small file
// into endless work.
func (k *checker) count(s Scale) int {
	n := len(s.Items)
	for _, code := range s.Scales {
		n = min(n+k.counts[code], mostItems+1)
	}
	return n
}

// parts are the codes of what the scale is made of.
func (s Scale) parts() []string { return slices.Concat(s.Items, s.Scales) }

func (k *checker) parts(s Scale) {
	k.that(len(s.parts()) > 0, "items", "instrument.scale.parts_missing")
	k.that(len(s.Items) == 0 || len(s.Scales) == 0, "scales", "instrument.scale.parts_mixed")
	k.that(len(s.Scales) == 0 || s.Rule != Entered && s.Rule != Goals && s.Rule != Single, "scales", "instrument.scale.items_only")
	seen := map[string]bool{}
	for i, code := range s.parts() {
		k.that(!seen[code], "items", "instrument.code.twice", "code", cut(code))
		seen[code] = true
		if i >= len(s.Items) {
			_, before := k.scales[code]
			k.that(before, "scales", "instrument.scale.scale_unknown", "scale", cut(code))
			continue
		}
		k.scored(s, i, code)
	}
	switch s.Rule {
	case Single, Entered:
		k.that(len(s.Items) == 1, "items", "instrument.scale.one_item")
	case Goals:
		k.goals(s)
	}
}

// scored: an item counts in a scale when its answers have points. Items of a repeated section have many values, of which only a mean
// over the entries, or GAS, makes one.
func (k *checker) scored(s Scale, i int, code string) {
	item, known := k.items[code]
	field := fmt.Sprintf("items[%d]", i+1)
	k.that(known, field, "instrument.scale.item_unknown", "item", cut(code))
	if !known {
		return
	}
	k.that(!item.repeats || s.Rule == Goals || s.Rule == Mean && len(s.Items) == 1, field, "instrument.scale.item_repeated", "item", cut(code))
	switch item.Kind {
	case ScaleItem, NumberItem:
	case StepsItem, YesNoItem, SingleItem:
		k.that(!slices.ContainsFunc(item.Choices(), func(o Option) bool { return o.Points == nil }), field,
			"instrument.scale.points_missing", "item", cut(code))
	default:
		k.that(false, field, "instrument.scale.item_unscored", "item", cut(code))
	}
	if item.turned(s) {
		_, bounded := item.Bounds()
		k.that(bounded, field, "instrument.scale.turned_unbounded", "item", cut(code))
	}
}

// turned tells whether an item counts the other way round in a scale: both have a better end, and not the same.
func (i Item) turned(s Scale) bool {
	return i.Better != "" && s.Better != "" && i.Better != s.Better
}

func (k *checker) goals(s Scale) {
	k.that(len(s.Items) == 1, "items", "instrument.scale.one_item")
	if len(s.Items) != 1 {
		return
	}
	level := k.items[s.Items[0]]
	var points []float64
	for _, o := range level.Options {
		if o.Points != nil {
			points = append(points, *o.Points)
		}
	}
	slices.Sort(points)
	k.that(level.repeats && slices.Equal(points, []float64{-2, -1, 0, 1, 2}), "items[1]", "instrument.scale.gas_steps", "item", cut(s.Items[0]))
	if s.WeightItem != "" {
		w, known := k.items[s.WeightItem]
		k.that(known && w.section == level.section && (w.Kind == NumberItem || w.Kind == ScaleItem) && w.From != nil && *w.From > 0,
			"weight_item", "instrument.scale.gas_weight", "item", cut(s.WeightItem))
	}
}

func (k *checker) weights(s Scale) {
	k.that(s.WeightItem == "" || s.Rule == Goals, "weight_item", "instrument.scale.weights_unwanted")
	k.that(len(s.Weights) == 0 || s.Rule == Mean || s.Rule == Prorated || s.Rule == Weighted, "weights", "instrument.scale.weights_unwanted")
	for _, code := range sortedKeys(s.Weights) {
		k.that(slices.Contains(s.parts(), code), "weights", "instrument.scale.weight_unknown", "code", cut(code))
		w := s.Weights[code]
		k.that(w > 0 && w <= 1e6, "weights", "instrument.scale.weight_outside", "code", cut(code))
	}
}

func (k *checker) valueRange(s Scale) {
	if s.Range == nil {
		return
	}
	k.that(finite(&s.Range.From) && finite(&s.Range.To), "range", "instrument.number.outside")
	k.that(s.Range.From < s.Range.To, "range", "instrument.ends.swapped")
	given := *s.Range
	s.Range = nil
	if r, worked := k.worked(s); worked {
		k.that(given.From <= r.From+1e-9 && given.To >= r.To-1e-9, "range", "instrument.scale.range_narrow", "from", r.From, "to", r.To)
	}
}

func (k *checker) worked(s Scale) (Range, bool) {
	return s.bounds(func(code string) (Range, bool) {
		if sub, is := k.scales[code]; is && slices.Contains(s.Scales, code) {
			return k.worked(sub)
		}
		return k.items[code].Bounds()
	})
}

// bounds works out what values the scale can have when every part is answered.
func (s Scale) bounds(part func(code string) (Range, bool)) (Range, bool) {
	if s.Range != nil {
		return *s.Range, true
	}
	if s.Rule == Goals {
		return Range{}, false // depends on how many goals there are
	}
	var r Range
	weights := 0.0
	for _, code := range s.parts() {
		p, bounded := part(code)
		if !bounded {
			return Range{}, false
		}
		w := s.weight(code)
		r.From, r.To, weights = r.From+w*p.From, r.To+w*p.To, weights+w
	}
	if s.Rule == Mean && weights > 0 {
		r.From, r.To = r.From/weights, r.To/weights
	}
	return r, true
}

func (s Scale) weight(code string) float64 {
	if w, given := s.Weights[code]; given {
		return w
	}
	return 1
}

// RangeOf is the lowest and highest value of a scale of a definition that passed Check; false when there are no such bounds.
func (d Definition) RangeOf(code string) (Range, bool) {
	s, known := d.Scale(code)
	if !known {
		return Range{}, false
	}
	return s.bounds(func(part string) (Range, bool) {
		if slices.Contains(s.Scales, part) {
			return d.RangeOf(part)
		}
		item, _, _ := d.Item(part)
		return item.Bounds()
	})
}

// total: where the owner forbids a total, a scale keeps to one section, and to one item when there is one section.
func (k *checker) total(s Scale) {
	if len(k.d.NoTotal) == 0 {
		return
	}
	touched := map[int]bool{}
	items := k.itemsOf(s)
	for _, code := range items {
		touched[k.items[code].section] = true
	}
	k.that(len(touched) <= 1 && (len(items) <= 1 || len(k.d.Sections) > 1), "items", "instrument.scale.total_forbidden")
}

func (k *checker) itemsOf(s Scale) []string {
	items := slices.Clone(s.Items)
	for _, code := range s.Scales {
		items = append(items, k.itemsOf(k.scales[code])...)
	}
	return items
}

// known judges what is known about the scale: every figure names its source.
func (k *checker) known(s Scale) {
	for i, r := range s.Reliability {
		field := fmt.Sprintf("reliability[%d]", i+1)
		k.word(string(r.Kind), Coefficients(), field+".kind")
		k.that(r.Value != nil && r.Low == nil && r.High == nil || r.Value == nil && r.Low != nil && r.High != nil && *r.Low <= *r.High,
			field, "instrument.reliability.value_or_range")
		for _, v := range []*float64{r.Value, r.Low, r.High} {
			k.that(v == nil || *v >= -1 && *v <= 1, field, "instrument.reliability.outside")
		}
		k.that(r.N >= 0, field+".n", "instrument.number.outside")
		k.that(r.Kind != Alpha || !s.Formative, field, "instrument.reliability.formative")
		k.source(r.Source, field)
		k.that(plain(r.Apart) && utf8.RuneCountInString(r.Apart) <= longestTitle, field+".apart", "instrument.text.unreadable")
	}
	if l := s.ErrorLimit; l != nil {
		k.word(string(l.Kind), Limits(), "error_limit.kind")
		k.that(l.Value > 0 && finite(&l.Value), "error_limit.value", "instrument.number.outside")
		k.source(l.Source, "error_limit")
	}
	for i, n := range s.Norms {
		field := fmt.Sprintf("norms[%d]", i+1)
		k.that(n.N > 0 && n.SD >= 0 && finite(&n.Mean) && finite(&n.SD), field, "instrument.number.outside")
		k.that(!n.Day.IsZero(), field+".day", "instrument.norm.day_missing")
		k.that(strings.TrimSpace(n.Group) != "" && plain(n.Group) && utf8.RuneCountInString(n.Group) <= longestSource, field+".group", "instrument.norm.group_missing")
		k.source(n.Source, field)
	}
}

func (k *checker) source(text, field string) {
	k.that(strings.TrimSpace(text) != "", field+".source", "instrument.source.missing")
	k.that(utf8.RuneCountInString(text) <= longestSource, field+".source", "instrument.text.long", "max", longestSource)
	k.that(plain(text), field+".source", "instrument.text.unreadable")
}
