package xlsform

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/instrument"
)

// writer writes one definition.
type writer struct {
	d       instrument.Definition
	notes   []instrument.Note
	survey  []map[string]string
	choices []map[string]string
}

// Write writes a definition that passed its Check as an XLSForm. The notes list what XLSForm cannot carry and is left out.
func Write(d instrument.Definition, version int) ([]byte, []instrument.Note, error) {
	w := &writer{d: d}
	if len(d.Intro) > 0 {
		w.row("note", "intro", w.text("label", d.Intro))
	}
	for i, s := range d.Sections {
		w.section(i, s)
	}
	for i, s := range d.Scales {
		w.scale(i, s)
	}
	if len(d.Words) > 0 {
		w.note("words", "instrument.words.left")
	}
	if d.ScoreOnly {
		w.note("score_only", "xlsform.left_score_only")
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSX(&b, nil)
	if err != nil {
		return nil, nil, err
	}
	settings := w.settings(version)
	if len(w.choices) == 0 {
		w.choices = []map[string]string{{}}
	}
	for _, s := range []struct {
		name  string
		rows  []map[string]string
		first []string
	}{
		{"survey", w.survey, []string{"type", "name", "label", "hint", "relevant", "constraint", "calculation", "parameters", "appearance", "repeat_count"}},
		{"choices", w.choices, []string{"list_name", "name", "label"}},
		{"settings", []map[string]string{settings}, []string{"form_title", "form_id", "version", "default_language"}},
	} {
		if err := writeSheet(x, s.name, s.rows, s.first); err != nil {
			return nil, nil, err
		}
	}
	_, err = x.Close()
	return b.Bytes(), w.notes, err
}

// writeSheet writes rows under the columns that any of them has, the usual ones first and our own last.
func writeSheet(x *sheet.XLSX, name string, rows []map[string]string, first []string) error {
	seen := map[string]bool{}
	var headers []string
	for _, row := range rows {
		for header := range row {
			if !seen[header] {
				seen[header] = true
				headers = append(headers, header)
			}
		}
	}
	for _, header := range first[:3] {
		if !seen[header] && header != "label" && header != "version" {
			headers = append(headers, header)
		}
	}
	rank := func(header string) int {
		base, _, _ := strings.Cut(header, "::")
		if i := slices.Index(first, base); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortFunc(headers, func(a, b string) int {
		if by := rank(a) - rank(b); by != 0 {
			return by
		}
		return strings.Compare(a, b)
	})
	columns := make([]sheet.Column, len(headers))
	for i, header := range headers {
		columns[i] = sheet.Column{Header: header}
	}
	if err := x.Sheet(name, columns...); err != nil {
		return err
	}
	for _, row := range rows {
		values := make([]sheet.Value, len(headers))
		for i, header := range headers {
			values[i] = sheet.Text(row[header])
		}
		if err := x.Row(values...); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) note(place, key string, args ...any) {
	w.notes = append(w.notes, instrument.Note{Place: place, Key: key, Args: args})
}

// text is a text under the columns of its languages.
func (w *writer) text(column string, t instrument.Text) map[string]string {
	out := map[string]string{}
	for lang, text := range t {
		out[column+"::"+languageName(lang)] = text
	}
	return out
}

// row adds a row to the survey; parts are its columns beside type and name.
func (w *writer) row(kind, name string, parts ...map[string]string) {
	row := map[string]string{"type": kind, "name": name}
	for _, part := range parts {
		for header, text := range part {
			if text != "" {
				row[header] = text
			}
		}
	}
	w.survey = append(w.survey, row)
}

func (w *writer) settings(version int) map[string]string {
	d := w.d
	by := make([]string, len(d.By))
	for i, b := range d.By {
		by[i] = string(b)
	}
	first := d.Languages[0]
	row := map[string]string{"form_title": d.Title[first], "form_id": d.Code, "default_language": languageName(first),
		ownPrefix + "languages": strings.Join(d.Languages, " "), ownPrefix + "purpose": string(d.Purpose), ownPrefix + "display": string(d.Display),
		ownPrefix + "answered_by": strings.Join(by, " "), ownPrefix + "owner": d.Licence.Owner, ownPrefix + "licence": d.Licence.Name, ownPrefix + "source": d.Licence.Source}
	if version > 0 {
		row["version"] = fmt.Sprint(version)
	}
	if d.RepeatAfter > 0 {
		row[ownPrefix+"repeat_after_days"] = fmt.Sprint(d.RepeatAfter)
	}
	for name, t := range map[string]instrument.Text{"title": d.Title, "summary": d.Summary, "licence_note": d.Licence.Note, "no_total": d.NoTotal} {
		for lang, text := range t {
			if name != "title" || lang != first {
				row[ownPrefix+name+"::"+languageName(lang)] = text
			}
		}
	}
	return row
}

func (w *writer) section(n int, s instrument.Section) {
	at := fmt.Sprintf("sections[%d]", n+1)
	kind, more := "group", map[string]string{}
	if s.Repeats != nil {
		kind = "repeat"
		more = w.text(ownPrefix+"entry", s.Repeats.Label)
		more["repeat_count"] = fmt.Sprint(s.Repeats.Most)
	}
	more["relevant"] = w.condition(s.ShowIf, at)
	w.row("begin_"+kind, sectionName+nameOf(s.Code), w.text("label", s.Title), more)
	if len(s.Intro) > 0 {
		w.row("note", sectionName+nameOf(s.Code)+"_intro", w.text("label", s.Intro))
	}
	for k, item := range s.Items {
		w.item(item, fmt.Sprintf("%s.items[%d]", at, k+1))
	}
	w.row("end_"+kind, "")
}

var notInName = regexp.MustCompile(`[^A-Za-z0-9_.-]`)

// nameOf makes a name that XLSForm takes: it begins with a letter and has no slashes.
func nameOf(code string) string {
	name := notInName.ReplaceAllString(code, "_")
	if c := name[0]; c >= '0' && c <= '9' || c == '-' || c == '.' {
		name = "_" + name
	}
	return name
}

func (w *writer) item(item instrument.Item, at string) {
	name := nameOf(item.Code)
	if name != item.Code {
		w.note(at, "xlsform.renamed", "code", item.Code, "name", name)
	}
	more := map[string]string{"relevant": w.condition(item.ShowIf, at), ownPrefix + "topic": item.Topic, ownPrefix + "better": string(item.Better),
		ownPrefix + "asked": string(item.Asked)}
	kind := ""
	switch item.Kind {
	case instrument.ScaleItem:
		kind, more["parameters"] = "range", fmt.Sprintf("start=%s end=%s step=%s", number(*item.From), number(*item.To), number(stepOf(item)))
	case instrument.NumberItem:
		kind, more["constraint"] = "decimal", limitsOf(item)
	case instrument.DateItem:
		kind = "date"
	case instrument.ShortTextItem:
		kind = "text"
	case instrument.LongTextItem:
		kind, more["appearance"] = "text", "multiline"
	case instrument.MultipleItem:
		kind = "select_multiple " + w.list(item)
	default:
		kind = "select_one " + w.list(item)
		if item.Kind != instrument.YesNoItem {
			more[ownPrefix+"kind"] = string(item.Kind)
		}
	}
	label := item.Text
	if len(label) == 0 {
		label = instrument.Text{w.d.Languages[0]: item.Code}
	}
	w.row(kind, name, w.text("label", label), w.text("hint", item.Help), w.text(ownPrefix+"from_label", item.FromLabel),
		w.text(ownPrefix+"to_label", item.ToLabel), w.text(ownPrefix+"unit", item.Unit), more)
}

func stepOf(item instrument.Item) float64 {
	if item.Step == nil {
		return 1
	}
	return *item.Step
}

func limitsOf(item instrument.Item) string {
	var parts []string
	if item.From != nil {
		parts = append(parts, ". >= "+number(*item.From))
	}
	if item.To != nil {
		parts = append(parts, ". <= "+number(*item.To))
	}
	return strings.Join(parts, " and ")
}

// yesNoWords are what a plain yes and no is called in the languages of our own instruments; elsewhere by its code.
var yesNoWords = map[string][2]string{"fi": {"Kyllä", "Ei"}, "fi-selko": {"Kyllä", "Ei"}, "sv": {"Ja", "Nej"}, "en": {"Yes", "No"}}

// list writes the ready answers of an item and gives the name of their list; the same answers are one list.
func (w *writer) list(item instrument.Item) string {
	name := "list_" + nameOf(item.Code)
	var rows []map[string]string
	options := item.Options
	if len(options) == 0 { // a plain yes and no
		name = "yes_no"
		labels := [2]instrument.Text{{}, {}}
		for _, lang := range w.d.Languages {
			words, known := yesNoWords[lang]
			if !known {
				words = [2]string{instrument.Yes, instrument.No}
			}
			labels[0][lang], labels[1][lang] = words[0], words[1]
		}
		options = []instrument.Option{{Code: instrument.Yes, Label: labels[0]}, {Code: instrument.No, Label: labels[1]}}
		if w.counts(item.Code) {
			name, options[0].Points, options[1].Points = "yes_no_points", item.Choices()[0].Points, item.Choices()[1].Points
		}
	}
	for _, o := range options {
		row := w.text("label", o.Label)
		row["list_name"], row["name"] = name, o.Code
		if len(o.Label) == 0 {
			row["label::"+languageName(w.d.Languages[0])] = o.Code
		}
		if o.Points != nil {
			row[ownPrefix+"points"] = number(*o.Points)
		}
		rows = append(rows, row)
	}
	if !slices.ContainsFunc(w.choices, func(row map[string]string) bool { return row["list_name"] == name }) {
		w.choices = append(w.choices, rows...)
	}
	return name
}

func (w *writer) counts(item string) bool {
	return slices.ContainsFunc(w.d.Scales, func(s instrument.Scale) bool { return slices.Contains(s.Items, item) })
}

// condition writes when something is asked.
func (w *writer) condition(c *instrument.Condition, at string) string {
	if c == nil {
		return ""
	}
	return w.test(*c)
}

func (w *writer) test(c instrument.Condition) string {
	joined := func(parts []instrument.Condition, by string) string {
		var all []string
		for _, part := range parts {
			all = append(all, "("+w.test(part)+")")
		}
		return strings.Join(all, by)
	}
	switch {
	case len(c.All) > 0:
		return joined(c.All, " and ")
	case len(c.Any) > 0:
		return joined(c.Any, " or ")
	}
	item, _, _ := w.d.Item(c.Item)
	ref := "${" + nameOf(c.Item) + "}"
	var any, all []string
	for _, code := range c.Is {
		any = append(any, chosen(item, ref, code))
	}
	if len(any) > 0 {
		all = append(all, "("+strings.Join(any, " or ")+")")
	}
	for _, code := range c.Not {
		all = append(all, "not("+chosen(item, ref, code)+")")
	}
	x := w.points(item)
	if c.Least != nil {
		all = append(all, x+" >= "+number(*c.Least))
	}
	if c.Most != nil {
		all = append(all, x+" <= "+number(*c.Most))
	}
	if c.Answered || len(all) == 0 {
		all = append(all, ref+" != ''")
	}
	return strings.Join(all, " and ")
}

func chosen(item instrument.Item, ref, code string) string {
	if item.Kind == instrument.MultipleItem {
		return "selected(" + ref + ", '" + code + "')"
	}
	return ref + " = '" + code + "'"
}

// points is what an item's answer counts: for a ready answer that is looked up in its list.
func (w *writer) points(item instrument.Item) string {
	ref := "${" + nameOf(item.Code) + "}"
	switch item.Kind {
	case instrument.StepsItem, instrument.SingleItem, instrument.YesNoItem:
		return "instance('" + w.list(item) + "')/root/item[name = " + ref + "]/" + ownPrefix + "points"
	}
	return ref
}
