// Package question draws the questions of an instrument, for a client on her phone as for a worker at a desk, and reads what was answered
// in the form. Its fields are named as the faults of outcome are: "answers.sleep", "answers.goals[2].level".
package question

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// What the controls of ready answers send: the answer's code after given, or that it is left out on purpose.
const (
	given    = "="
	declined = "!"
)

// Sheet is what the drawing of questions needs.
type Sheet struct {
	*i18n.Printer
	Form *instrument.Form
	// Lang is the language of the questions; the texts around them are in the printer's.
	Lang   string
	Typed  url.Values
	Errors web.Errors
	// Large is for clients. Skips offers to leave a question out beside its answers. Numbered ones bear the number that they have on paper.
	Large, Skips, Numbered bool
	// Asked tells which items of a goal are asked: all, those for setting it, those for assessing it.
	Asked instrument.Asked
	// Marked are the names of fields to look at once more.
	Marked []string
}

// Question is one item as it is asked.
type Question struct {
	Sheet
	instrument.Item
	Name string
}

func itemName(code string) string { return "answers." + code }

func entryName(section string, n int, code string) string {
	return fmt.Sprintf("answers.%s[%d].%s", section, n, code)
}

// Question asks one item.
func (s Sheet) Question(i instrument.Item) Question { return Question{s, i, itemName(i.Code)} }

// In is a text of the instrument in the language of the questions.
func (s Sheet) In(t instrument.Text) string { return s.Form.Definition.In(t, s.Lang) }

// Dir is the direction of that language.
func (s Sheet) Dir() string {
	if instrument.RightToLeft(s.Lang) {
		return "rtl"
	}
	return "ltr"
}

// Tag is that language for HTML.
func (s Sheet) Tag() string { return Tag(s.Lang) }

// other is the language of a text of the instrument, for HTML, where it is not that of the questions; "" where it is.
func (s Sheet) other(t instrument.Text) string {
	return s.unlike(Tag(s.Form.Definition.Tongue(t, s.Lang)))
}

// around is the language of the texts around the questions, where it is another.
func (s Sheet) around() string { return s.unlike(s.Printer.Tag()) }

func (s Sheet) unlike(tag string) string {
	if tag == s.Tag() {
		return ""
	}
	return tag
}

// said are the attributes of a text in another language than the questions'.
func (s Sheet) said(t instrument.Text) templ.Attributes { return attributes(s.other(t)) }

// Words are the attributes of a text of the instrument that stands among texts of another language.
func (s Sheet) Words(t instrument.Text) templ.Attributes {
	lang := s.Form.Definition.Tongue(t, s.Lang)
	direction := "ltr"
	if instrument.RightToLeft(lang) {
		direction = "rtl"
	}
	return templ.Attributes{"lang": Tag(lang), "dir": direction}
}

func attributes(lang string) templ.Attributes {
	if lang == "" {
		return nil
	}
	return templ.Attributes{"lang": lang, "dir": "auto"}
}

// longestShown is how long a text before the questions may be to be read again on every page.
const longestShown = 240

// folded tells whether a text before the questions is behind a line of text: a long one, where it was read before.
func folded(text string, first bool) bool {
	return !first && utf8.RuneCountInString(text) > longestShown
}

// Text is the question itself; shapes that hold no texts have their items called by their codes.
func (q Question) Text() string {
	if text := q.In(q.Item.Text); text != "" {
		return text
	}
	return q.Code
}

func (q Question) field() ui.Field {
	f := ui.Field{Name: q.Name, Label: q.Text(), Hint: q.In(q.Help), Value: q.Typed.Get(q.Name), Values: q.Typed[q.Name], Error: q.Errors.Of(q.Name), Autocomplete: "off",
		LabelIn: q.other(q.Item.Text), HintIn: q.other(q.Help), MarkIn: q.around(), ErrorIn: q.unlike(q.Printer.Lang().Tag())}
	if q.Large {
		f.LabelSize = "m"
	}
	f.Inline = !q.Large && q.inRow()
	if slices.Contains(q.Marked, q.Name) {
		f.Mark = "(" + q.T("question.look_again") + ")"
	}
	return f
}

// NameText is the question of a field's name; empty when it is none's.
func (s Sheet) NameText(name string) string {
	for _, section := range s.Form.Definition.Sections {
		for _, i := range section.Items {
			if section.Repeats == nil {
				if itemName(i.Code) == name {
					return s.Question(i).Text()
				}
				continue
			}
			for n := 1; n <= section.Repeats.Most; n++ {
				if entryName(section.Code, n, i.Code) == name {
					return s.EntryTitle(section, n) + ": " + s.Question(i).Text()
				}
			}
		}
	}
	return ""
}

// numberField says which numbers can be answered.
func (q Question) numberField() ui.Field {
	f := q.field()
	f.InputMode, f.Width = "decimal", 8
	said := []string{f.Hint, q.between(), endTexts(q.ends())}
	f.Hint = strings.Join(slices.DeleteFunc(said, func(text string) bool { return text == "" }), " ")
	if said[0] == "" && said[2] == "" {
		f.HintIn = q.around()
	}
	if unit := q.In(q.Unit); unit != "" {
		f.Mark, f.MarkIn = "("+unit+")", q.other(q.Unit)
	}
	return f
}

// between says which numbers will do, where both ends are known.
func (q Question) between() string {
	if q.From == nil || q.To == nil {
		return ""
	}
	return q.T("question.between", "from", q.numberText(*q.From), "to", q.numberText(*q.To))
}

func (q Question) dateField() ui.Field {
	f := q.field()
	if f.Hint == "" {
		f.Hint, f.HintIn = q.T("question.day_hint"), q.around()
	}
	return f
}

func (q Question) longField() ui.Field {
	f := q.field()
	f.Rows = 4
	return f
}

// mostInRow is how many steps of a scale stand beside each other; one of more is typed.
const mostInRow = 21

// steps are the values of a scale, nil when they are too many to be shown.
func (q Question) steps() []float64 {
	step := 1.0
	if q.Step != nil {
		step = *q.Step
	}
	n := int((*q.To-*q.From)/step + 0.5)
	if n >= mostInRow {
		return nil
	}
	all := make([]float64, n+1)
	for i := range all {
		all[i] = *q.From + float64(i)*step
	}
	return all
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// numberText is a number as the page's language writes it.
func (s Sheet) numberText(v float64) string {
	text := number(v)
	if _, decimals, cut := strings.Cut(text, "."); cut {
		return s.Dec(v, len(decimals))
	}
	return strings.Replace(text, "-", "\u2212", 1)
}

// inRow tells whether the ready answers are short enough to stand beside each other.
func (q Question) inRow() bool {
	letters := 0
	for _, o := range q.Item.Choices() {
		letters += utf8.RuneCountInString(q.optionText(o)) + lettersOfBox
	}
	return letters <= lettersInRow
}

// How many letters a row of ready answers has room for, and how many the box of one takes.
const (
	lettersInRow = 90
	lettersOfBox = 5
)

// choices are the ready answers, with that of leaving it out where it is offered. Numbered ones go by the digit that keys them.
func (q Question) choices() []ui.Choice {
	var all []ui.Choice
	for i, o := range q.Item.Choices() {
		label := q.optionText(o)
		if q.Numbered {
			label = strconv.Itoa(i+1) + " " + label
		}
		all = append(all, ui.Choice{Option: ui.Option{Value: given + o.Code, Label: label, In: q.optionIn(o)}})
	}
	if q.Skips && q.Kind != instrument.MultipleItem {
		all = append(all, ui.Choice{Option: ui.Option{Value: declined, Label: q.T("question.decline"), In: q.around()}})
	}
	return all
}

func (q Question) optionText(o instrument.Option) string {
	if text := q.In(o.Label); text != "" {
		return text
	}
	if q.Kind == instrument.YesNoItem && o.Code == instrument.Yes {
		return q.T("question.yes")
	}
	if q.Kind == instrument.YesNoItem {
		return q.T("question.no")
	}
	return o.Code
}

// optionIn is the language of an option's text where it is not that of the questions.
func (q Question) optionIn(o instrument.Option) string {
	if q.In(o.Label) == "" && q.Kind == instrument.YesNoItem {
		return q.around()
	}
	return q.other(o.Label)
}

// end is the words at one end of a scale, with its number.
type end struct{ text, in string }

// ends are those of both ends that have words.
func (q Question) ends() []end {
	var all []end
	if text := q.In(q.FromLabel); text != "" {
		all = append(all, end{q.numberText(*q.From) + " = " + text, q.other(q.FromLabel)})
	}
	if text := q.In(q.ToLabel); text != "" {
		all = append(all, end{q.numberText(*q.To) + " = " + text, q.other(q.ToLabel)})
	}
	return all
}

func endTexts(all []end) string {
	texts := make([]string, len(all))
	for i, e := range all {
		texts[i] = e.text
	}
	return strings.Join(texts, ", ")
}

func stepID(q Question, i int) string {
	if i == 0 {
		return ui.FieldID(q.Name)
	}
	return ui.FieldID(q.Name) + "-" + strconv.Itoa(i)
}

// Entries are the entries of a repeated section as they are asked: those that are there, and one more while there may be more.
func (s Sheet) Entries(section instrument.Section) [][]Question {
	n := entriesIn(s.Typed, section)
	if section.Repeats.Most > n && s.Asked != instrument.WhenAssessed || n == 0 {
		n++
	}
	all := make([][]Question, n)
	for k := range all {
		for _, item := range section.Items {
			if s.Asked == instrument.Always || item.Asked == instrument.Always || item.Asked == s.Asked {
				all[k] = append(all[k], Question{s, item, entryName(section.Code, k+1, item.Code)})
			}
		}
	}
	return all
}

// Kept are the answers of a repeated section that are not asked now, to be sent along.
func (s Sheet) Kept(section instrument.Section) []ui.Pair {
	if s.Asked == instrument.Always {
		return nil
	}
	var all []ui.Pair
	for k := range entriesIn(s.Typed, section) {
		for _, item := range section.Items {
			if item.Asked == instrument.Always || item.Asked == s.Asked {
				continue
			}
			name := entryName(section.Code, k+1, item.Code)
			for _, v := range s.Typed[name] {
				all = append(all, ui.Pair{Name: name, Value: v})
			}
		}
	}
	return all
}

// SetBefore is what was set of an entry earlier and is assessed now, as it is read.
func (s Sheet) SetBefore(section instrument.Section, n int) []ui.SummaryRow {
	if s.Asked != instrument.WhenAssessed {
		return nil
	}
	var c fault.Checks
	var rows []ui.SummaryRow
	for _, item := range section.Items {
		if item.Asked != instrument.WhenSet {
			continue
		}
		text := s.AnswerText(item, read(&c, item, entryName(section.Code, n, item.Code), s.Typed))
		if text != "" {
			rows = append(rows, ui.SummaryRow{Key: s.Question(item).Text(), Value: text})
		}
	}
	return rows
}

// EntryTitle calls one of the things that the section is answered for.
func (s Sheet) EntryTitle(section instrument.Section, n int) string {
	if label := s.In(section.Repeats.Label); label != "" {
		return label + " " + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// entriesIn is how many entries of a section something was typed for.
func entriesIn(typed url.Values, section instrument.Section) int {
	last := 0
	for n := 1; n <= section.Repeats.Most; n++ {
		if slices.ContainsFunc(section.Items, func(i instrument.Item) bool { return typed.Get(entryName(section.Code, n, i.Code)) != "" }) {
			last = n
		}
	}
	return last
}

// AnswerText is an answer as it is read; empty for what was left open.
func (s Sheet) AnswerText(i instrument.Item, a instrument.Answer) string {
	q := s.Question(i)
	switch {
	case a.State == instrument.Declined:
		return s.T("question.declined")
	case a.State == instrument.NotAsked:
		return s.T("question.not_asked")
	case a.State == instrument.Left:
		return ""
	}
	switch i.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		return strings.TrimSpace(s.numberText(a.Number) + " " + s.In(i.Unit))
	case instrument.DateItem:
		return s.Date(a.Day)
	case instrument.ShortTextItem, instrument.LongTextItem:
		return a.Text
	}
	chosen := a.Options
	if i.Kind != instrument.MultipleItem {
		chosen = []string{a.Option}
	}
	var texts []string
	for _, o := range i.Choices() {
		if slices.Contains(chosen, o.Code) {
			texts = append(texts, q.optionText(o))
		}
	}
	return s.List(texts)
}

// AnswerRow is a question with its answer; left is what stands for one that is open.
func (s Sheet) AnswerRow(i instrument.Item, a instrument.Answer, left string) ui.SummaryRow {
	row := ui.SummaryRow{Key: s.Question(i).Text(), Value: s.AnswerText(i, a), KeyIn: s.other(i.Text)}
	if row.Value == "" {
		row.Value = left
	}
	switch {
	case a.State != instrument.Given:
		row.ValueIn = s.around()
	case a.Option != "":
		for _, o := range i.Choices() {
			if o.Code == a.Option {
				row.ValueIn = s.Question(i).optionIn(o)
			}
		}
	}
	return row
}

// Tag is a language of an instrument for HTML: easy Finnish is Finnish.
func Tag(lang string) string { return strings.TrimSuffix(lang, "-selko") }

// LanguageName is what a language calls itself: "Suomi", "العربية".
func LanguageName(lang string) string {
	if lang == string(i18n.Selko) {
		return "Selkosuomi"
	}
	name := display.Self.Name(language.Make(lang))
	if name == "" {
		return lang
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
