package instrumentpages

import (
	"slices"
	"strings"

	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// preview is a definition as it is read and answered, in one of its languages.
type preview struct {
	web.Page
	instrument.Definition
	lang string
}

// newPreview shows a definition in a language if it has it, else in its first.
func newPreview(p web.Page, d instrument.Definition, lang string) preview {
	if !slices.Contains(d.Languages, lang) {
		lang = d.Languages[0]
	}
	return preview{Page: p, Definition: d, lang: lang}
}

func (v preview) title() string { return v.text(v.Definition.Title) }

func (v preview) text(t instrument.Text) string { return v.In(t, v.lang) }

// tag is the language for browsers, which do not know easy Finnish.
func (v preview) tag() string {
	if v.lang == string(i18n.Selko) {
		return i18n.Selko.Tag()
	}
	return v.lang
}

func (v preview) direction() string {
	if instrument.RightToLeft(v.lang) {
		return "rtl"
	}
	return "ltr"
}

// rows tell what the instrument is.
//
//i18n:keys instrument.display.*
//i18n:keys instrument.by.*
func (v preview) rows() []ui.SummaryRow {
	var by []string
	for _, b := range v.By {
		by = append(by, v.T("instrument.by."+string(b)))
	}
	items := 0
	for _, s := range v.Sections {
		items += len(s.Items)
	}
	rows := []ui.SummaryRow{
		{Key: v.T("instrument.code"), Value: v.Code}, {Key: v.T("instrument.purpose"), Value: v.T("instrument.purpose." + string(v.Purpose))},
		{Key: v.T("instrument.answered_by"), Value: v.List(by)}, {Key: v.T("instrument.display"), Value: v.T("instrument.display." + string(v.Display))},
		{Key: v.T("instrument.size"), Value: v.T("instrument.size_text", "sections", len(v.Sections), "items", items, "scales", len(v.Scales))},
		{Key: v.T("instrument.languages"), Value: strings.Join(v.languageNames(), ", ")},
	}
	if summary := v.text(v.Summary); summary != "" {
		rows = append(rows, ui.SummaryRow{Key: v.T("instrument.summary"), Value: summary})
	}
	if len(v.NoTotal) > 0 {
		rows = append(rows, ui.SummaryRow{Key: v.T("instrument.no_total"), Value: v.text(v.NoTotal)})
	}
	if v.RepeatAfter > 0 {
		rows = append(rows, ui.SummaryRow{Key: v.T("instrument.repeat_after"), Value: v.T("instrument.repeat_after_text", "count", v.RepeatAfter)})
	}
	return append(rows, v.licence()...)
}

func (v preview) licence() []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: v.T("instrument.owner"), Value: v.Licence.Owner}}
	for _, one := range []struct{ key, text string }{
		{"instrument.licence", v.Licence.Name}, {"instrument.licence_note", v.text(v.Licence.Note)}, {"instrument.licence_source", v.Licence.Source},
	} {
		if one.text != "" {
			rows = append(rows, ui.SummaryRow{Key: v.T(one.key), Value: one.text})
		}
	}
	return rows
}

// languageName is a language in its own words.
func languageName(tag string) string {
	names := map[string]string{"fi": "Suomi", "sv": "Svenska", "en": "English", "fi-selko": "Selkosuomi", "ar": "العربية", "ru": "Русский",
		"so": "Soomaali", "uk": "Українська", "et": "Eesti", "fa": "فارسی", "se": "Davvisámegiella"}
	if name := names[tag]; name != "" {
		return name
	}
	return tag
}

func (v preview) languageNames() []string {
	var all []string
	for _, lang := range v.Languages {
		all = append(all, languageName(lang))
	}
	return all
}

func (v preview) sectionTitle(n int, s instrument.Section) string {
	if title := v.text(s.Title); title != "" {
		return title
	}
	return v.T("instrument.section", "number", n+1)
}

// question is what an item asks; in a shape without texts, what its score is called.
func (v preview) question(i instrument.Item) string {
	if text := v.text(i.Text); text != "" {
		return text
	}
	for _, s := range v.Definition.Scales {
		if len(s.Items) == 1 && s.Items[0] == i.Code {
			return v.scaleName(s)
		}
	}
	return i.Code
}

// kind tells how a question is answered, in the reader's language.
//
//i18n:keys instrument.kind.*
func (v preview) kind(i instrument.Item) string {
	kind := v.T("instrument.kind." + string(i.Kind))
	if r, bounded := i.Bounds(); bounded && (i.Kind == instrument.ScaleItem || i.Kind == instrument.NumberItem) {
		kind += " " + v.Dec(r.From, decimals(r.From)) + "–" + v.Dec(r.To, decimals(r.To))
	}
	return kind
}

// decimals are as many as a number has, at most two.
func decimals(x float64) int {
	for n := range 2 {
		if scaled := x * []float64{1, 10}[n]; scaled == float64(int64(scaled)) {
			return n
		}
	}
	return 2
}

// ends are the words at the ends of a scale.
func (v preview) ends(i instrument.Item) string {
	from, to := v.text(i.FromLabel), v.text(i.ToLabel)
	if from == "" && to == "" {
		return ""
	}
	return from + " … " + to
}

// asked tells when a question is asked, in the reader's language; "" for always.
//
//i18n:keys instrument.asked_when.*
func (v preview) asked(c *instrument.Condition, asked instrument.Asked) string {
	var all []string
	if asked != instrument.Always {
		all = append(all, v.T("instrument.asked_when."+string(asked)))
	}
	if c != nil {
		all = append(all, v.onlyIf(*c))
	}
	return strings.Join(all, " ")
}

func (v preview) onlyIf(c instrument.Condition) string {
	item, _, known := v.Item(c.Item)
	if !known {
		return v.T("instrument.only_if_several")
	}
	codes := c.Is
	if len(codes) == 0 {
		return v.T("instrument.only_if_other", "question", v.question(item))
	}
	var answers []string
	for _, code := range codes {
		answers = append(answers, v.option(item, code))
	}
	return v.T("instrument.only_if", "question", v.question(item), "answers", strings.Join(answers, ", "))
}

func (v preview) option(i instrument.Item, code string) string {
	for _, o := range i.Choices() {
		if o.Code == code {
			return v.label(i, o)
		}
	}
	return code
}

// label is what an option is called; yes and no have their words here.
//
//i18n:keys instrument.option.*
func (v preview) label(i instrument.Item, o instrument.Option) string {
	if text := v.text(o.Label); text != "" {
		return text
	}
	if i.Kind == instrument.YesNoItem {
		return v.T("instrument.option." + o.Code)
	}
	return o.Code
}

func (v preview) optionLine(i instrument.Item, o instrument.Option) string {
	line := v.label(i, o)
	if o.Points != nil {
		line += " (" + v.Dec(*o.Points, decimals(*o.Points)) + ")"
	}
	return line
}
