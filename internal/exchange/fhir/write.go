package fhir

import (
	"fmt"
	"slices"
	"strings"

	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

// The parts of a Questionnaire of R4 that are written.
type (
	questionnaire struct {
		ResourceType string      `json:"resourceType"`
		ID           string      `json:"id"`
		Language     string      `json:"language"`
		Extension    []extension `json:"extension,omitempty"`
		URL          string      `json:"url"`
		Version      string      `json:"version,omitempty"`
		Name         string      `json:"name"`
		Title        string      `json:"title,omitempty"`
		TitleX       *primitive  `json:"_title,omitempty"`
		Status       string      `json:"status"`
		SubjectType  []string    `json:"subjectType"`
		Publisher    string      `json:"publisher,omitempty"`
		Description  string      `json:"description,omitempty"`
		DescriptionX *primitive  `json:"_description,omitempty"`
		Copyright    string      `json:"copyright,omitempty"`
		CopyrightX   *primitive  `json:"_copyright,omitempty"`
		Item         []qItem     `json:"item"`
	}
	qItem struct {
		Extension    []extension  `json:"extension,omitempty"`
		LinkID       string       `json:"linkId"`
		Code         []coding     `json:"code,omitempty"`
		Text         string       `json:"text,omitempty"`
		TextX        *primitive   `json:"_text,omitempty"`
		Type         string       `json:"type"`
		EnableWhen   []enableWhen `json:"enableWhen,omitempty"`
		Behavior     string       `json:"enableBehavior,omitempty"`
		Repeats      bool         `json:"repeats,omitempty"`
		ReadOnly     bool         `json:"readOnly,omitempty"`
		AnswerOption []option     `json:"answerOption,omitempty"`
		Item         []qItem      `json:"item,omitempty"`
	}
	option struct {
		Coding coding `json:"valueCoding"`
	}
	coding struct {
		Extension []extension `json:"extension,omitempty"`
		System    string      `json:"system,omitempty"`
		Code      string      `json:"code,omitempty"`
		Display   string      `json:"display,omitempty"`
		DisplayX  *primitive  `json:"_display,omitempty"`
	}
	concept struct {
		Coding []coding `json:"coding"`
	}
	expression struct {
		Language   string `json:"language"`
		Expression string `json:"expression"`
	}
	enableWhen struct {
		Question string   `json:"question"`
		Operator string   `json:"operator"`
		Boolean  *bool    `json:"answerBoolean,omitempty"`
		Decimal  *float64 `json:"answerDecimal,omitempty"`
		Coding   *coding  `json:"answerCoding,omitempty"`
	}
	// primitive is what stands beside a value of FHIR: its translations.
	primitive struct {
		Extension []extension `json:"extension"`
	}
)

// writer writes one definition.
type writer struct {
	d     instrument.Definition
	notes []instrument.Note
}

// Write writes a definition that passed its Check as a Questionnaire of R4. version is the number of its version; 0 writes none. The
// notes list what other programs will not understand of it; a Rinnalla reads all of it back but the words around the questions, which are not
// written.
func Write(d instrument.Definition, version int) ([]byte, []instrument.Note, error) {
	w := &writer{d: d}
	q := questionnaire{ResourceType: "Questionnaire", ID: d.Code, Language: d.Languages[0], URL: canonical(d.Code), Name: camel(d.Code),
		Status: "active", SubjectType: []string{"Patient"}, Publisher: d.Licence.Owner}
	if version > 0 {
		q.Version = itoa(version)
	}
	q.Title, q.TitleX = w.text(d.Title)
	q.Description, q.DescriptionX = w.text(d.Summary)
	q.Copyright, q.CopyrightX = w.text(d.Licence.Note)
	q.Extension = ownExtension(ownRoot{Purpose: d.Purpose, Languages: d.Languages, Licence: ownLicence{d.Licence.Name, d.Licence.Source},
		By: d.By, Display: d.Display, ScoreOnly: d.ScoreOnly, NoTotal: d.NoTotal, Repeat: d.RepeatAfter})
	if len(d.NoTotal) > 0 {
		w.note("no_total", "fhir.ours_no_total")
	}
	if len(d.Words) > 0 {
		w.note("words", "instrument.words.left")
	}
	if len(d.Intro) > 0 {
		q.Item = append(q.Item, w.display(introLink, d.Intro, ""))
	}
	for i, s := range d.Sections {
		q.Item = append(q.Item, w.section(i, s))
	}
	for i, s := range d.Scales {
		q.Item = append(q.Item, w.scale(i, s))
	}
	text, err := tree.JSON(q)
	return text, w.notes, err
}

func canonical(code string) string { return ownURL + ":" + code }

// camel is a name that FHIR takes for programs: life-circle is LifeCircle.
func camel(code string) string {
	var b strings.Builder
	for _, part := range strings.Split(code, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	if name := b.String(); name[0] >= 'A' && name[0] <= 'Z' {
		return name
	}
	return "Q" + b.String()
}

func (w *writer) note(place, key string, args ...any) {
	w.notes = append(w.notes, instrument.Note{Place: place, Key: key, Args: args})
}

// text is a text in the first language, with its translations beside it.
func (w *writer) text(t instrument.Text) (string, *primitive) {
	var beside []extension
	for _, lang := range w.d.Languages[1:] {
		if t[lang] != "" {
			beside = append(beside, extension{URL: translationURL, Extension: []extension{{URL: "lang", Code: lang}, {URL: "content", String: t[lang]}}})
		}
	}
	if beside == nil {
		return t[w.d.Languages[0]], nil
	}
	return t[w.d.Languages[0]], &primitive{beside}
}

func (w *writer) display(link string, t instrument.Text, drawn string) qItem {
	i := qItem{LinkID: link, Type: "display"}
	i.Text, i.TextX = w.text(t)
	if drawn != "" {
		i.Extension = []extension{controlled(drawn)}
	}
	return i
}

// controlled says how an item is drawn.
func controlled(name string) extension {
	return extension{URL: controlURL, Concept: &concept{[]coding{{System: "http://hl7.org/fhir/questionnaire-item-control", Code: name}}}}
}

func (w *writer) section(n int, s instrument.Section) qItem {
	i := qItem{LinkID: sectionLink + s.Code, Type: "group"}
	i.Text, i.TextX = w.text(s.Title)
	own := ownSection{}
	if s.Repeats != nil {
		i.Repeats, own.Label = true, s.Repeats.Label
		i.Extension = append(i.Extension, extension{URL: mostURL, Integer: &s.Repeats.Most})
	}
	at := fmt.Sprintf("sections[%d]", n+1)
	own.ShowIf = w.enable(&i, s.ShowIf, at)
	i.Extension = append(i.Extension, ownExtension(own)...)
	if len(s.Intro) > 0 {
		i.Item = append(i.Item, w.display(introLink+"section."+s.Code, s.Intro, ""))
	}
	for k, item := range s.Items {
		i.Item = append(i.Item, w.item(item, fmt.Sprintf("%s.items[%d]", at, k+1)))
	}
	return i
}

func (w *writer) item(item instrument.Item, at string) qItem {
	types := map[instrument.Kind]string{instrument.ScaleItem: "decimal", instrument.NumberItem: "decimal", instrument.StepsItem: "choice",
		instrument.SingleItem: "choice", instrument.MultipleItem: "choice", instrument.DateItem: "date",
		instrument.ShortTextItem: "string", instrument.LongTextItem: "text", instrument.YesNoItem: "choice"}
	i := qItem{LinkID: item.Code, Type: types[item.Kind], Repeats: item.Kind == instrument.MultipleItem}
	i.Text, i.TextX = w.text(item.Text)
	if item.Topic != "" {
		i.Code = []coding{{Code: item.Topic}}
	}
	own := ownItem{Kind: item.Kind, Better: item.Better, Asked: item.Asked, Step: item.Step}
	w.numbers(&i, item)
	i.AnswerOption = append(i.AnswerOption, w.options(item)...)
	if item.Kind == instrument.YesNoItem && len(i.AnswerOption) == 0 {
		i.Type = "boolean"
	}
	own.ShowIf = w.enable(&i, item.ShowIf, at)
	i.Extension = append(i.Extension, ownExtension(own)...)
	for _, words := range []struct {
		name string
		text instrument.Text
	}{{"help", item.Help}, {"lower", item.FromLabel}, {"upper", item.ToLabel}, {"unit", item.Unit}} {
		if len(words.text) > 0 {
			i.Item = append(i.Item, w.display(labelLink+words.name+"."+item.Code, words.text, words.name))
		}
	}
	return i
}

// numbers writes ends; a scale is a slider between two.
func (w *writer) numbers(i *qItem, item instrument.Item) {
	if item.From != nil {
		i.Extension = append(i.Extension, extension{URL: minURL, Decimal: item.From})
	}
	if item.To != nil {
		i.Extension = append(i.Extension, extension{URL: maxURL, Decimal: item.To})
	}
	if item.Kind == instrument.ScaleItem {
		i.Extension = append(i.Extension, controlled("slider"))
	}
}

// options writes ready answers with their weights, by the newer and the older name: R4 programs know the older. A yes or no that counts
// in a score is written as two options, for true and false have no weights.
func (w *writer) options(item instrument.Item) []option {
	choices := item.Options
	if item.Kind == instrument.YesNoItem && len(choices) == 0 && w.counts(item.Code) {
		choices = item.Choices()
	}
	var all []option
	for _, c := range choices {
		o := option{coding{Code: c.Code}}
		if c.Points != nil {
			o.Coding.Extension = []extension{{URL: weightURL, Decimal: c.Points}, {URL: ordinalURL, Decimal: c.Points}}
		}
		o.Coding.Display, o.Coding.DisplayX = w.text(c.Label)
		all = append(all, o)
	}
	return all
}

func (w *writer) counts(item string) bool {
	return slices.ContainsFunc(w.d.Scales, func(s instrument.Scale) bool { return slices.Contains(s.Items, item) })
}

// enable writes a condition. FHIR knows one level of tests, all or any of them; what is more than that comes back, for our extension.
func (w *writer) enable(i *qItem, c *instrument.Condition, at string) *instrument.Condition {
	if c == nil {
		return nil
	}
	parts, behavior := []instrument.Condition{*c}, "all"
	switch {
	case len(c.All) > 0:
		parts = c.All
	case len(c.Any) > 0:
		parts, behavior = c.Any, "any"
	}
	for _, part := range parts {
		tests, any := w.tests(part)
		if len(tests) == 0 || any && len(parts) > 1 || !any && len(tests) > 1 && behavior == "any" {
			i.EnableWhen, i.Behavior = nil, ""
			w.note(at, "fhir.ours_condition")
			return c
		}
		if any {
			behavior = "any"
		}
		i.EnableWhen = append(i.EnableWhen, tests...)
	}
	if len(i.EnableWhen) > 1 {
		i.Behavior = behavior
	}
	return c
}

// tests writes the tests of one item's answer; any tells that one of them is enough. None: it cannot be said.
func (w *writer) tests(c instrument.Condition) (tests []enableWhen, any bool) {
	item, _, known := w.d.Item(c.Item)
	if !known {
		return nil, false
	}
	yes := true
	for _, code := range c.Is {
		tests = append(tests, w.chosen(item, "=", code))
	}
	any = len(c.Is) > 1
	rest := len(tests)
	for _, code := range c.Not {
		tests = append(tests, w.chosen(item, "!=", code))
	}
	if c.Least != nil {
		tests = append(tests, enableWhen{Question: c.Item, Operator: ">=", Decimal: c.Least})
	}
	if c.Most != nil {
		tests = append(tests, enableWhen{Question: c.Item, Operator: "<=", Decimal: c.Most})
	}
	if c.Answered {
		tests = append(tests, enableWhen{Question: c.Item, Operator: "exists", Boolean: &yes})
	}
	if any && len(tests) > rest || (c.Least != nil || c.Most != nil) && len(item.Options) > 0 {
		return nil, false
	}
	return tests, any
}

func (w *writer) chosen(item instrument.Item, operator, code string) enableWhen {
	if item.Kind == instrument.YesNoItem && len(w.options(item)) == 0 {
		yes := code == instrument.Yes
		return enableWhen{Question: item.Code, Operator: operator, Boolean: &yes}
	}
	return enableWhen{Question: item.Code, Operator: operator, Coding: &coding{Code: code}}
}

// scale writes a score as an item that is worked out.
func (w *writer) scale(n int, s instrument.Scale) qItem {
	i := qItem{LinkID: scoreLink + s.Code, Type: "decimal", ReadOnly: true}
	i.Text, i.TextX = w.text(s.Title)
	i.Extension = append(i.Extension, extension{URL: calculatedURL, Expression: &expression{"text/fhirpath", w.expression(s)}})
	s.Title = nil
	i.Extension = append(i.Extension, ownExtension(s)...)
	at := fmt.Sprintf("scales[%d]", n+1)
	if len(s.Reliability) > 0 || s.ErrorLimit != nil || len(s.Norms) > 0 {
		w.note(at, "fhir.ours_known", "scale", s.Code)
	}
	if s.Rule == instrument.Entered {
		w.note(at, "fhir.ours_entered", "scale", s.Code)
	}
	if s.MinAnswered == 0 && w.conditional(s) {
		w.note(at, "fhir.ours_asked", "scale", s.Code)
	}
	return i
}

// conditional tells whether an item of a scale is asked only sometimes.
func (w *writer) conditional(s instrument.Scale) bool {
	return slices.ContainsFunc(s.Items, func(code string) bool {
		item, section, _ := w.d.Item(code)
		return item.ShowIf != nil || section.ShowIf != nil
	})
}
