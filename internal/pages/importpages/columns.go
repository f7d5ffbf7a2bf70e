package importpages

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// columnsPage asks what the columns of a file hold, and what values mean that were not understood.
type columnsPage struct {
	web.Page
	web.Errors
	Import   oldmeasurements.Import
	form     *instrument.Form
	headers  []string
	examples [][]string
	mapping  oldmeasurements.Mapping
	targets  []ui.Option
}

// waiting finds the file of the address and the form that it is answers to. to is where to go when there is nothing to tell any more.
func waiting(r *web.Request) (p columnsPage, f oldmeasurements.File, to *web.Answer, err error) {
	which, err := web.PathID[outcome.Import](r, "import")
	if err != nil {
		return p, f, nil, r.Read(noMeasurementImport)
	}
	if p.Import, f, err = oldmeasurements.Waiting(r.Context(), r.Acts(), r.Actor, which); err != nil {
		return p, f, nil, err
	}
	if p.Import.State != oldmeasurements.Uploaded && p.Import.State != oldmeasurements.Checked {
		return p, f, web.Redirect(measurementsHref(p.Import)), nil
	}
	err = r.Read(func(tx *act.Tx) error {
		if _, err := oldmeasurements.One(tx, which); err != nil {
			return err
		}
		p.form, err = instrument.FormOf(tx, p.Import.Version)
		return err
	})
	if err != nil {
		return p, f, nil, err
	}
	p.Page, p.headers, p.mapping = r.Page("oldmeasurement.columns_title", "file", p.Import.File), f.Headers(), p.Import.Mapping
	p.examples, err = f.Examples()
	p.targets = p.targetOptions()
	return p, f, nil, err
}

func askColumns(r *web.Request) (*web.Answer, error) {
	p, _, to, err := waiting(r)
	if err != nil || to != nil {
		return to, err
	}
	return web.Show(columnsView(p)), nil
}

// takeColumns checks the file under what was told, and shows the report.
func takeColumns(r *web.Request) (*web.Answer, error) {
	p, f, to, err := waiting(r)
	if err != nil || to != nil {
		return to, err
	}
	m := p.told(r)
	if err = m.Check(p.form, f.Headers()); err == nil {
		_, err = oldmeasurements.Check(r.Context(), r.Acts(), r.Actor, p.Import.ID, m)
	}
	if fault.Is(err, fault.Invalid) {
		p.mapping, p.Errors = m, r.Errors(err)
		return web.ShowFaults(columnsView(p)), err
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(measurementsHref(p.Import)), nil
}

// told is the mapping of the form. What values meant before stays, unless the form says otherwise.
func (p columnsPage) told(r *web.Request) oldmeasurements.Mapping {
	f := r.TypedForm()
	m := oldmeasurements.Mapping{Columns: map[string]oldmeasurements.Target{}, Meanings: map[oldmeasurements.Target]map[string]string{},
		Occasion: outcome.Occasion(f.Text("occasion")), By: outcome.AnsweredBy(f.Text("by")), Language: f.Text("language")}
	for n, header := range p.headers {
		if target := f.Text("column." + strconv.Itoa(n)); target != "" && header != "" {
			m.Columns[oldmeasurements.ColumnKey(header)] = oldmeasurements.Target(target)
		}
	}
	for n := 0; r.PostForm.Has(valueField(n, "target")); n++ {
		m.Mean(oldmeasurements.Target(f.Text(valueField(n, "target"))), f.Text(valueField(n, "value")), f.Text(valueField(n, "means")))
	}
	return m
}

// value is a value of a closed list, or in the place of a number, about which the form asks or has asked.
type value struct {
	no int
	oldmeasurements.Unknown
	means string
}

func valueField(n int, part string) string { return "value." + strconv.Itoa(n) + "." + part }

// values are those that were not understood, and after them those whose meaning was told before.
func (p columnsPage) values() (asked, before []value) {
	for _, u := range p.Import.Report.Unknown {
		if _, told := p.mapping.Meanings[u.Target][oldmeasurements.ValueKey(u.Value)]; !told {
			asked = append(asked, value{len(asked), u, ""})
		}
	}
	for _, t := range slices.Sorted(maps.Keys(p.mapping.Meanings)) {
		for _, text := range slices.Sorted(maps.Keys(p.mapping.Meanings[t])) {
			before = append(before, value{len(asked) + len(before), oldmeasurements.Unknown{Target: t, Value: text}, p.mapping.Meanings[t][text]})
		}
	}
	return asked, before
}

// targetOptions are all that a column can hold, in groups.
func (p columnsPage) targetOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("oldmeasurement.not_brought")}}
	for _, t := range oldmeasurements.Targets(p.form) {
		o := ui.Option{Value: string(t), Label: p.targetName(t), Group: p.T("oldmeasurement.group.moment")}
		if _, section, n, is := t.Item(p.form); is {
			o.Group = p.sectionName(section, n)
		} else if _, is := t.IsScore(); is {
			o.Group = p.T("oldmeasurement.group.scores")
		}
		all = append(all, o)
	}
	return all
}

const longestOption = 90 // characters

// targetName is what a column can hold, in the reader's language.
//
//i18n:keys oldmeasurement.column.*
func (p columnsPage) targetName(t oldmeasurements.Target) string {
	d, lang := p.form.Definition, string(p.Lang())
	if item, _, _, is := t.Item(p.form); is {
		name := d.In(item.Text, lang)
		if name == "" {
			name = p.scaleOf(item.Code)
		}
		return cut(name)
	}
	if scale, is := t.IsScore(); is {
		s, _ := d.Scale(scale)
		if title := d.In(s.Title, lang); title != "" {
			return cut(title)
		}
		return scale
	}
	return p.T("oldmeasurement.column." + string(t))
}

// scaleOf names an item without a text by the scale that is its value.
func (p columnsPage) scaleOf(item string) string {
	for _, s := range p.form.Definition.Scales {
		if len(s.Items) == 1 && s.Items[0] == item {
			if title := p.form.Definition.In(s.Title, string(p.Lang())); title != "" {
				return title
			}
		}
	}
	return item
}

func (p columnsPage) sectionName(s instrument.Section, n int) string {
	d := p.form.Definition
	title := d.In(s.Title, string(p.Lang()))
	if title == "" {
		title = d.In(d.Title, string(p.Lang()))
	}
	if s.Repeats == nil {
		return title
	}
	return p.T("oldmeasurement.group.entry", "title", title, "number", n)
}

func cut(text string) string {
	if letters := []rune(text); len(letters) > longestOption {
		return string(letters[:longestOption-1]) + "…"
	}
	return text
}

// column is the field of one column.
func (p columnsPage) column(n int) ui.Field {
	name := "column." + strconv.Itoa(n)
	f := ui.Field{Name: name, Label: p.headers[n], Value: string(p.mapping.Columns[oldmeasurements.ColumnKey(p.headers[n])]), Error: p.Of(name)}
	if len(p.examples[n]) > 0 {
		f.Hint = p.T("oldmeasurement.examples", "values", strings.Join(p.examples[n], " · "))
	}
	return f
}

func (p columnsPage) field(name, label, hint, value string) ui.Field {
	return ui.Field{Name: name, Label: p.T(label), Hint: p.T(hint), Value: value, Error: p.Of(name)}
}

//i18n:keys outcome.occasion.*
func (p columnsPage) occasions() []ui.Option {
	all := []ui.Option{{Label: p.T("oldmeasurement.column_says")}}
	for _, o := range outcome.Occasions() {
		all = append(all, ui.Option{Value: string(o), Label: p.T("outcome.occasion." + string(o))})
	}
	return all
}

//i18n:keys outcome.by.*
func (p columnsPage) answerers() []ui.Option {
	all := []ui.Option{{Label: p.T("oldmeasurement.column_says")}}
	for _, by := range outcome.Answerers() {
		all = append(all, ui.Option{Value: string(by), Label: p.T("outcome.by." + string(by))})
	}
	return all
}

func (p columnsPage) languages() []ui.Option {
	var all []ui.Option
	for _, lang := range p.form.Definition.Languages {
		all = append(all, ui.Option{Value: lang, Label: question.LanguageName(lang)})
	}
	return all
}

// hiddenOf is what the form sends along about a value.
func (v value) hiddenOf() []ui.Pair {
	return []ui.Pair{{Name: valueField(v.no, "target"), Value: string(v.Target)}, {Name: valueField(v.no, "value"), Value: v.Value}}
}

// meaning is the field of a value.
func (p columnsPage) meaning(v value) ui.Field {
	f := ui.Field{Name: valueField(v.no, "means"), Value: v.means,
		Label: p.T("oldmeasurement.means_in", "value", v.Value, "column", p.columnName(v.Target))}
	if v.Rows > 0 {
		f.Hint = p.T("oldmeasurement.means_rows", "count", v.Rows)
	}
	return f
}

// columnName is the file's header of a target, or what the target is.
func (p columnsPage) columnName(t oldmeasurements.Target) string {
	for _, header := range p.headers {
		if p.mapping.Columns[oldmeasurements.ColumnKey(header)] == t {
			return header
		}
	}
	return p.targetName(t)
}

// meanings are what a value can mean.
func (p columnsPage) meanings(t oldmeasurements.Target) []ui.Option {
	all := []ui.Option{{Label: p.T("oldmeasurement.means_mistake")}}
	item, _, _, isItem := t.Item(p.form)
	for _, code := range oldmeasurements.Choices(p.form, t) {
		all = append(all, ui.Option{Value: code, Label: p.choiceName(t, item, code)})
	}
	all = append(all, ui.Option{Value: oldmeasurements.MeansLeft, Label: p.T("oldmeasurement.means_left")})
	if isItem {
		all = append(all, ui.Option{Value: oldmeasurements.MeansDeclined, Label: p.T("oldmeasurement.means_declined")})
	}
	return all
}

//i18n:keys outcome.place.*
func (p columnsPage) choiceName(t oldmeasurements.Target, item instrument.Item, code string) string {
	switch t {
	case oldmeasurements.ToOccasion:
		return p.T("outcome.occasion." + code)
	case oldmeasurements.ToBy:
		return p.T("outcome.by." + code)
	case oldmeasurements.ToPlace:
		return p.T("outcome.place." + code)
	case oldmeasurements.ToLanguage:
		return question.LanguageName(code)
	}
	for _, o := range item.Options {
		if label := p.form.Definition.In(o.Label, string(p.Lang())); o.Code == code && label != "" {
			return cut(label)
		}
	}
	switch code {
	case instrument.Yes:
		return p.T("question.yes")
	case instrument.No:
		return p.T("question.no")
	}
	return code
}
