package fhir

import (
	"math"
	"slices"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/total"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

// ask makes an item of a question, or notes why it cannot.
func (r *reader) ask(link string, q *question, in *draft.Place) {
	n := q.node
	if r.unseen(n) {
		return
	}
	item := instrument.Item{Text: r.prefixed(n), Topic: r.topic(n)}
	if len(item.Text) == 0 { // a question whose text stands alone before it
		item.Text = r.Lead.Take()
	}
	inside := r.within(n, &item)
	for _, child := range inside {
		q.children = slices.DeleteFunc(q.children, func(c string) bool { return c == child })
	}
	item.ShowIf = draft.Both(r.shownIf, r.enabled(n, in))
	r.shownIf = item.ShowIf // what is asked further on the answer is not asked without it
	if !r.kind(q, &item) {
		return
	}
	if n.Get("required").Word() == "true" {
		r.required = append(r.required, n.Get("required"))
	}
	r.get(n, "required")
	r.get(n, "item")
	if own := r.ownItem(n, &item); own && q.kind == "boolean" {
		item.Kind = instrument.YesNoItem
	}
	item.Code = codeOf(link)
	section, at := r.Add(in, item, n.Line)
	item = r.Sections[section].Items[at]
	q.code, q.at, q.repeats = item.Code, [2]int{section, at}, in.Repeats != nil
	if q.kind == "open-choice" || r.word(n, "answerConstraint") == "optionsOrString" || r.word(n, "answerConstraint") == "optionsOrType" {
		// What is of one's own is written beside the ready answers.
		r.Add(in, r.Other(item), n.Line)
		r.note(n, "fhir.other_answer", "item", item.Code)
	}
}

// hidden items are not shown to whoever answers.
func (r *reader) hidden(n *tree.Node) bool {
	e := r.extension(n, hiddenURL)
	if e != nil {
		r.whole(e)
	}
	return e.Get("valueBoolean").Word() == "true"
}

// unseen items are hidden themselves or stand in a group that is. They are noted and not kept.
func (r *reader) unseen(n *tree.Node) bool {
	if !r.hidden(n) && !r.hides {
		return false
	}
	r.note(n, "fhir.hidden", "link", shown(n.Get("linkId").Word()))
	r.whole(n)
	return true
}

// topic is the first code of an item.
func (r *reader) topic(n *tree.Node) string {
	list := n.Get("code").List()
	if len(list) == 0 {
		return ""
	}
	code := list[0].Get("code").Word()
	if code == "" || codeOf(code) != code {
		return ""
	}
	r.used[n.Get("code")] = true
	r.used[list[0]] = true
	r.get(list[0], "code")
	r.get(list[0], "system")
	r.get(list[0], "display")
	return code
}

// control is how a file wants an item drawn: "slider", "help", "unit".
func control(n *tree.Node) (string, *tree.Node) {
	for _, e := range n.Get("extension").List() {
		if e.Get("url").Word() == controlURL {
			for _, coding := range e.Get("valueCodeableConcept").Get("coding").List() {
				return coding.Get("code").Word(), e
			}
		}
	}
	return "", nil
}

// within takes up the displays that belong to a question: help, the words at the ends of a scale, a unit. They are used; their links come back.
func (r *reader) within(n *tree.Node, item *instrument.Item) []string {
	var used []string
	for _, child := range n.Get("item").List() {
		if child.Get("type").Word() != "display" {
			continue
		}
		to := &item.Help
		name, extension := control(child)
		switch name {
		case "lower":
			to = &item.FromLabel
		case "upper":
			to = &item.ToLabel
		case "unit":
			to = &item.Unit
		}
		if extension != nil && to != &item.Help || name == "help" || name == "flyover" || name == "inline" || name == "prompt" {
			r.used[child.Get("extension")] = true
			r.whole(extension)
		}
		r.used[child] = true
		r.get(child, "type")
		link := r.word(child, "linkId")
		used = append(used, link)
		for lang, text := range r.text(child, "text") {
			if *to == nil {
				*to = instrument.Text{}
			}
			(*to)[lang] = strings.TrimSpace((*to)[lang] + "\n" + text)
		}
	}
	return used
}

// kind settles what sort of item a question is. false when an instrument has none like it; that has been noted.
func (r *reader) kind(q *question, item *instrument.Item) bool {
	n := q.node
	switch q.kind {
	case "boolean":
		item.Kind = instrument.YesNoItem
	case "integer", "decimal", "quantity":
		r.measured(n, item)
		if n.Get("answerOption") != nil {
			r.choice(q, item)
		}
	case "date":
		item.Kind = instrument.DateItem
	case "dateTime":
		item.Kind = instrument.DateItem
		r.note(n, "fhir.time_left", "item", codeOf(r.word(n, "linkId")))
	case "string", "url", "time":
		item.Kind = instrument.ShortTextItem
		if q.kind == "time" || q.kind == "url" {
			r.note(n, "fhir.as_text", "kind", q.kind)
		}
		if n.Get("answerOption") != nil {
			r.choice(q, item)
		}
	case "text":
		item.Kind = instrument.LongTextItem
	case "choice", "open-choice", "coding":
		r.choice(q, item)
	default:
		r.note(n, "fhir.kind_unknown", "kind", shown(q.kind))
		r.whole(n)
		return false
	}
	if r.word(n, "repeats") == "true" && item.Kind != instrument.MultipleItem {
		r.note(n, "fhir.answers_repeat")
	}
	return true
}

// measured is a number: with a slider between two ends it is a scale.
func (r *reader) measured(n *tree.Node, item *instrument.Item) {
	item.Kind = instrument.NumberItem
	item.From, item.To = r.number(n, minURL), r.number(n, maxURL)
	if item.From != nil && item.To != nil && *item.From >= *item.To {
		r.note(n, "fhir.ends_swapped")
		item.From, item.To = nil, nil
	}
	if e := r.extension(n, unitURL); e != nil {
		r.whole(e)
		if unit := draft.First(e.Get("valueCoding").Get("display").Word(), e.Get("valueCoding").Get("code").Word()); unit != "" && item.Unit == nil {
			item.Unit = instrument.Text{r.Lang: unit}
		}
	}
	name, extension := control(n)
	if name != "slider" || item.From == nil || item.To == nil {
		return
	}
	step := 1.0
	if s := r.number(n, stepURL); s != nil && *s > 0 {
		step = *s
	}
	steps := (*item.To - *item.From) / step
	if steps > 250 || math.Abs(steps-math.Round(steps)) > 1e-9 {
		r.note(n, "fhir.slider_steps")
		return
	}
	r.used[n.Get("extension")] = true
	r.whole(extension)
	item.Kind = instrument.ScaleItem
	if step != 1 {
		item.Step = &step
	}
}

// choice reads ready answers. Weights that only rise or only fall make them steps in an order.
func (r *reader) choice(q *question, item *instrument.Item) {
	n := q.node
	options, numbers := r.options(n)
	if len(options) == 0 {
		r.note(n, "fhir.options_missing", "address", shown(n.Get("answerValueSet").Word()))
		item.Kind = instrument.ShortTextItem
		return
	}
	item.Options, item.From, item.To = options, nil, nil
	q.weighted = slices.ContainsFunc(options, func(o instrument.Option) bool { return o.Points != nil })
	switch {
	case r.word(n, "repeats") == "true":
		item.Kind = instrument.MultipleItem
	case numbers && evenly(options):
		step := *options[1].Points - *options[0].Points
		item.Kind, item.Options = instrument.ScaleItem, nil
		item.From, item.To = options[0].Points, options[len(options)-1].Points
		if step != 1 {
			item.Step = &step
		}
	case total.InOrder(options):
		item.Kind = instrument.StepsItem
	default:
		item.Kind = instrument.SingleItem
	}
}

// evenly tells whether options that are bare numbers rise by even steps.
func evenly(options []instrument.Option) bool {
	if len(options) < 3 || len(options) > 251 {
		return false
	}
	step := *options[1].Points - *options[0].Points
	for i := 1; i < len(options); i++ {
		if math.Abs(*options[i].Points-*options[i-1].Points-step) > 1e-9 {
			return false
		}
	}
	return step > 0
}

// options are the ready answers of a question, in the file or in a list that the file brings along; numbers tells that all are bare numbers.
func (r *reader) options(n *tree.Node) (options []instrument.Option, numbers bool) {
	codes := map[string]bool{}
	numbers = true
	for _, o := range r.get(n, "answerOption").List() {
		r.used[o] = true
		option, bare, ok := r.option(o, codes)
		if ok {
			options = append(options, option)
			numbers = numbers && bare
		}
	}
	address := r.word(n, "answerValueSet")
	if len(options) > 0 || address == "" {
		return options, numbers
	}
	set := r.sets[strings.Split(address, "|")[0]]
	if set == nil {
		return nil, false
	}
	r.used[set] = true
	for _, name := range []string{"resourceType", "id", "url", "name", "title", "status", "experimental"} {
		r.get(set, name)
	}
	for _, part := range r.get(r.get(set, "compose"), "include").List() {
		r.used[part] = true
		for _, c := range r.get(part, "concept").List() {
			options = append(options, r.concept(c, r.word(part, "system"), codes))
		}
	}
	if len(options) > 0 {
		return options, false
	}
	for _, c := range r.get(r.get(set, "expansion"), "contains").List() {
		options = append(options, r.concept(c, r.word(c, "system"), codes))
	}
	return options, false
}

func (r *reader) option(o *tree.Node, codes map[string]bool) (option instrument.Option, bare, ok bool) {
	weight := r.number(o, weightURL, ordinalURL)
	for _, f := range o.Fields {
		if !strings.HasPrefix(f.Name, "value") {
			continue
		}
		switch f.Name {
		case "valueCoding":
			r.used[f.Node] = true
			option = r.concept(f.Node, r.word(f.Node, "system"), codes)
		case "valueString", "valueInteger", "valueDecimal", "valueDate", "valueTime":
			option.Label = r.text(o, f.Name)
			if v, is := f.Node.Float(); is {
				option.Points, bare = &v, true
			}
			option.Code = draft.Unique(codeOf(draft.First(f.Node.Word(), "x")), codes)
			if w := r.number(r.get(o, "_"+f.Name), weightURL, ordinalURL); w != nil {
				option.Points, bare = w, false
			}
		default:
			continue
		}
		if weight != nil {
			option.Points, bare = weight, false
		}
		return option, bare, true
	}
	return option, false, false
}

// concept is a coded answer.
func (r *reader) concept(c *tree.Node, system string, codes map[string]bool) instrument.Option {
	r.used[c] = true
	r.get(c, "system")
	o := instrument.Option{Label: r.text(c, "display")}
	code := r.word(c, "code")
	for _, d := range r.get(c, "designation").List() {
		if lang := draft.Tag(d.Get("language").Word()); lang != "" && (o.Label == nil || o.Label[lang] == "") {
			if o.Label == nil {
				o.Label = instrument.Text{}
			}
			r.whole(d)
			o.Label[lang] = draft.Clean(d.Get("value").Word())
		}
	}
	if o.Label == nil && code != "" {
		o.Label = instrument.Text{r.Lang: code}
	}
	o.Code = draft.Unique(codeOf(draft.First(code, draft.Slug(o.Label.In(r.Lang)))), codes)
	if w := r.number(c, weightURL); w != nil {
		o.Points = w
		r.number(c, ordinalURL) // the older name of the same
	} else if w := r.number(c, ordinalURL); w != nil {
		o.Points = w
	} else if w, known := r.weights[system+"|"+code]; known {
		o.Points = &w
	}
	return o
}
