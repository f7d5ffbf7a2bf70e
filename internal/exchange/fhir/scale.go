package fhir

import (
	"slices"
	"strconv"

	"rinnalla/internal/exchange/total"
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
	total     *total.Total      // what it adds up, once that is known
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
	if len(s.title) > 0 && len([]rune(s.title[r.Lang])) > 300 {
		r.note(n, "fhir.not_kept", "name", "text", "value", shown(s.title[r.Lang]))
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
	var scale instrument.Scale
	var notes []instrument.Note
	if ok = ok && a.kind == sum; ok {
		for _, link := range a.total.Order {
			if part := r.questions[link].score; part != nil {
				r.makeScale(part, depth+1)
			}
		}
		s.total = &a.total
		scale, notes, ok = r.scale(s, mentions(e, "code"))
	}
	if !ok {
		r.note(s.at, "fhir.score_unknown", "link", shown(s.link), "expression", shown(s.text))
		return
	}
	for _, variable := range scorer.seen {
		r.whole(variable)
	}
	for _, n := range notes {
		r.note(s.at, n.Key, n.Args...)
	}
	if scorer.widened {
		r.note(s.at, "fhir.score_widened", "link", shown(s.link))
	}
	r.addScale(s, scale)
}

// scale makes a scale of what a score adds up: of its parts as they are linked, or else of the questions behind them.
func (r *reader) scale(s *score, byCode bool) (instrument.Scale, []instrument.Note, bool) {
	of := func(t total.Total) (instrument.Scale, []instrument.Note, bool) {
		return t.Scale(shown(s.link), func(link string) (total.Part, bool) { return r.part(s, link, byCode) })
	}
	if scale, notes, ok := of(*s.total); ok {
		return scale, notes, true
	}
	inlined, ok := s.total.Inlined(func(link string) (total.Total, bool) {
		if part := r.questions[link].score; part != nil && part != s && part.total != nil {
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

// part is what a link of a score's expression is in the instrument.
func (r *reader) part(s *score, link string, byCode bool) (total.Part, bool) {
	q := r.questions[link]
	switch {
	case q == s.q || q.score != nil:
		return total.Part{Scale: q.scoreCode()}, q != s.q
	case q.code == "" || q.repeats:
		return total.Part{}, false
	}
	item := &r.Sections[q.at[0]].Items[q.at[1]]
	if byCode {
		pointsByCode(item)
	}
	return total.Part{Item: item}, true
}

func (q *question) scoreCode() string {
	if q.score == nil {
		return ""
	}
	return q.score.code
}

func (r *reader) addScale(s *score, scale instrument.Scale) {
	scale.Code, scale.Title = codeOf(s.link), s.title
	if scale.Range == nil {
		scale.Range = s.rng
	}
	ranged := true
	if s.code, ranged = r.AddScale(scale, s.q.node.Line); !ranged {
		r.note(s.q.node, "fhir.range_narrow", "from", scale.Range.From, "to", scale.Range.To)
	}
}

// pointsByCode gives options their codes as points, where an expression counts with the codes.
func pointsByCode(i *instrument.Item) {
	for n := range i.Options {
		if i.Options[n].Points == nil {
			if v, err := strconv.ParseFloat(i.Options[n].Code, 64); err == nil {
				i.Options[n].Points = &v
			}
		}
	}
	if i.Kind == instrument.SingleItem && total.InOrder(i.Options) {
		i.Kind = instrument.StepsItem
	}
}
