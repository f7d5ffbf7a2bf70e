package fhir

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// score is an item whose value the file says how to work out.
type score struct {
	link      string
	q         *question
	title     instrument.Text
	text      string // the expression
	at        *tree.Node
	variables []variable
	rng       *instrument.Range
	done      bool
	scale     *instrument.Scale // of our own extension; else nil until worked out
	code      string
}

func (r *reader) isScore(q *question) bool {
	return slices.ContainsFunc(q.node.Get("extension").List(), func(e *tree.Node) bool { return e.Get("url").Word() == calculatedURL })
}

// keepScore takes up a score; what it is made of is found out when all questions are known.
func (r *reader) keepScore(link string, q *question) {
	n := q.node
	e := r.extension(n, calculatedURL)
	r.whole(e)
	r.get(n, "readOnly")
	r.get(n, "required")
	r.hidden(n)
	r.topic(n)
	if unit := r.extension(n, unitURL); unit != nil {
		r.whole(unit)
	}
	s := &score{link: link, q: q, title: r.prefixed(n), text: e.Get("valueExpression").Get("expression").Word(), at: e, variables: r.variables}
	if len(s.title) > 0 && len([]rune(s.title[r.lang])) > 300 {
		r.note(n, "fhir.not_kept", "name", "text", "value", shown(s.title[r.lang]))
		s.title = nil
	}
	from, to := r.number(n, minURL), r.number(n, maxURL)
	if from != nil && to != nil && *from < *to {
		s.rng = &instrument.Range{From: *from, To: *to}
	}
	s.scale = r.ownScale(n)
	q.score = s
	r.scores = append(r.scores, s)
}

// makeScales works the scores out, those that others are made of first.
func (r *reader) makeScales() {
	for _, s := range r.scores {
		r.makeScale(s, 0)
	}
}

func (r *reader) makeScale(s *score, depth int) {
	if s.done || depth > len(r.scores) {
		return
	}
	s.done = true
	if s.scale != nil {
		r.addScale(s, *s.scale)
		return
	}
	e, err := parsePath(s.text)
	if err != nil {
		r.note(s.at, "fhir.score_unknown", "link", shown(s.link), "expression", shown(s.text))
		return
	}
	scorer := &scorer{questions: r.questions, top: r.top, variables: s.variables}
	a, ok := scorer.number(e, amount{kind: resource})
	scale := instrument.Scale{}
	if ok && a.kind == sum {
		for _, link := range a.order {
			if part := r.questions[link].score; part != nil && part != s {
				r.makeScale(part, depth+1)
			}
		}
		scale, ok = r.scaleOf(s, a, mentions(e, "code"))
	}
	if !ok || a.kind != sum {
		r.note(s.at, "fhir.score_unknown", "link", shown(s.link), "expression", shown(s.text))
		return
	}
	if scorer.widened {
		r.note(s.at, "fhir.score_widened", "link", shown(s.link))
	}
	if a.rounded {
		r.note(s.at, "fhir.score_rounded", "link", shown(s.link))
	}
	r.addScale(s, scale)
}

func (r *reader) addScale(s *score, scale instrument.Scale) {
	scale.Code = unique(codeOf(s.link), r.scaleCodes)
	s.code = scale.Code
	scale.Title = s.title
	if scale.Range == nil && s.rng != nil {
		scale.Range = s.rng
	}
	r.d.Scales = append(r.d.Scales, scale)
	r.line("scales["+itoa(len(r.d.Scales))+"]", s.q.node)
	if scale.Range == nil || s.scale != nil {
		return
	}
	given := *scale.Range
	r.d.Scales[len(r.d.Scales)-1].Range = nil
	if worked, bounded := r.d.RangeOf(scale.Code); bounded && (given.From > worked.From+1e-9 || given.To < worked.To-1e-9) {
		r.note(s.q.node, "fhir.range_narrow", "from", given.From, "to", given.To)
		return
	}
	r.d.Scales[len(r.d.Scales)-1].Range = &given
}

// scaleOf makes a scale of what an expression adds up.
func (r *reader) scaleOf(s *score, a amount, byCode bool) (instrument.Scale, bool) {
	scale := instrument.Scale{}
	turnedBack := 0.0
	for _, link := range a.order {
		q := r.questions[link]
		switch {
		case q == s.q || q.score != nil && q.score.code == "":
			return scale, false
		case q.score != nil:
			scale.Scales = append(scale.Scales, q.score.code)
		case q.code == "" || q.repeats:
			return scale, false
		default:
			scale.Items = append(scale.Items, q.code)
			item := r.itemOf(q)
			if byCode {
				pointsByCode(item)
			}
			if !scored(*item) {
				return scale, false
			}
			if w := a.weights[link]; w < 0 {
				bounds, bounded := item.Bounds()
				if !bounded || a.mean {
					return scale, false
				}
				turnedBack += -w * (bounds.From + bounds.To)
			}
		}
	}
	if len(scale.Items) > 0 && len(scale.Scales) > 0 || len(a.order) == 0 || math.Abs(a.constant-turnedBack) > 1e-6 {
		return scale, false
	}
	if !r.rule(s, &scale, a) {
		return scale, false
	}
	r.turn(s, &scale, a)
	return scale, true
}

func (r *reader) itemOf(q *question) *instrument.Item { return &r.d.Sections[q.at[0]].Items[q.at[1]] }

// pointsByCode gives options their codes as points, where an expression counts with the codes.
func pointsByCode(i *instrument.Item) {
	for n := range i.Options {
		if i.Options[n].Points == nil {
			if v, err := strconv.ParseFloat(i.Options[n].Code, 64); err == nil {
				i.Options[n].Points = &v
			}
		}
	}
	if i.Kind == instrument.SingleItem && inOrder(i.Options) {
		i.Kind = instrument.StepsItem
	}
}

// scored tells whether every answer to an item has points.
func scored(i instrument.Item) bool {
	switch i.Kind {
	case instrument.ScaleItem, instrument.NumberItem, instrument.YesNoItem:
		return true
	case instrument.StepsItem, instrument.SingleItem:
		return !slices.ContainsFunc(i.Options, func(o instrument.Option) bool { return o.Points == nil })
	}
	return false
}

// rule finds the rule of a sum by its weights.
func (r *reader) rule(s *score, scale *instrument.Scale, a amount) bool {
	n := float64(len(a.order))
	total, even := 0.0, true
	first := math.Abs(a.weights[a.order[0]])
	for _, link := range a.order {
		w := math.Abs(a.weights[link])
		total += w
		even = even && math.Abs(w-first) < 1e-9
		if w == 0 || w > 1e6 {
			return false
		}
	}
	is := func(v float64) bool { return math.Abs(first-v) < 1e-9*max(1, v) }
	switch {
	case a.mean && even && is(1):
		scale.Rule = instrument.Mean
	case a.mean && even && is(n):
		scale.Rule = instrument.Prorated
	case a.mean:
		return false
	case even && is(1) && n == 1 && len(scale.Items) == 1:
		scale.Rule = instrument.Single
	case even && is(1):
		scale.Rule = instrument.Sum
	case even && is(1/n):
		scale.Rule = instrument.Mean
		if a.partial {
			r.note(s.at, "fhir.mean_of_all", "link", shown(s.link))
			return true
		}
	case math.Abs(total-1) < 1e-9:
		scale.Rule = instrument.Mean
		scale.Weights = weightsOf(r, a)
	default:
		scale.Rule = instrument.Weighted
		scale.Weights = weightsOf(r, a)
	}
	switch {
	case scale.Rule == instrument.Single || a.least >= len(a.order) || !a.partial:
		scale.MinAnswered = 0
	default:
		scale.MinAnswered = max(1, a.least)
		if a.least == 0 {
			r.note(s.at, "fhir.score_partial", "link", shown(s.link))
		}
	}
	return true
}

func weightsOf(r *reader, a amount) map[string]float64 {
	weights := map[string]float64{}
	for _, link := range a.order {
		if w := math.Abs(a.weights[link]); w != 1 {
			q := r.questions[link]
			code := q.code
			if q.score != nil {
				code = q.score.code
			}
			weights[code] = w
		}
	}
	return weights
}

// turn says by directions which questions count the other way round: the format has no other words for it.
func (r *reader) turn(s *score, scale *instrument.Scale, a amount) {
	var turned []string
	for _, link := range a.order {
		if a.weights[link] < 0 && r.questions[link].score == nil {
			item := r.itemOf(r.questions[link])
			if item.Better == "" {
				item.Better = instrument.LowerIsBetter
			}
			turned = append(turned, item.Code)
		}
	}
	if len(turned) == 0 {
		return
	}
	scale.Better = instrument.HigherIsBetter
	if r.itemOf(r.questions[firstTurned(r, a)]).Better == instrument.HigherIsBetter {
		scale.Better = instrument.LowerIsBetter
	}
	r.note(s.at, "fhir.score_turned", "link", shown(s.link), "items", strings.Join(turned, ", "))
}

func firstTurned(r *reader, a amount) string {
	i := slices.IndexFunc(a.order, func(link string) bool { return a.weights[link] < 0 && r.questions[link].score == nil })
	return a.order[i]
}
