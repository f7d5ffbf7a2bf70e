package xlsform

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/total"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
)

// Names that we give to groups and scores, so that they never take the name of a question.
const (
	sectionName = "section_"
	scoreName   = "scale_"
)

// ownCode is the code behind a name of ours.
func ownCode(name string) string {
	for _, own := range []string{sectionName, scoreName} {
		name = strings.TrimPrefix(name, own)
	}
	return name
}

// survey goes through the questions.
func (r *reader) survey(rows []*row) {
	r.place = &draft.Place{Code: "main", Line: 1}
	for _, one := range rows {
		if off := strings.ToLower(one.cells["disabled"]); off == "yes" || off == "true" || off == "true()" {
			r.note(one, "disabled", "xlsform.disabled")
			for header := range one.cells {
				one.use(header)
			}
			continue
		}
		one.use("disabled")
		kind := strings.ToLower(strings.Join(strings.Fields(one.get("type")), " "))
		first, rest, _ := strings.Cut(strings.ReplaceAll(kind, " group", "_group"), " ")
		if second, _, _ := strings.Cut(rest, " "); second == "repeat" || second == "one" || second == "multiple" {
			first, rest = first+"_"+second, strings.TrimPrefix(rest, second)
		}
		switch first {
		case "":
			if len(one.cells) > 0 {
				r.note(one, "type", "xlsform.type_missing")
			}
		case "begin_group", "begin_repeat":
			r.begin(one, first == "begin_repeat")
		case "end_group", "end_repeat":
			r.end(one)
		case "note":
			one.get("name")
			r.lead(one)
		case "calculate":
			r.keepScore(one)
		default:
			r.ask(one, first, one.cells["type"], strings.TrimSpace(rest))
		}
	}
	if len(r.groups) > 0 {
		r.note(rows[len(rows)-1], "type", "xlsform.group_open")
	}
	if r.Lead.Waits() {
		line := r.Lead.Line
		r.notes = append(r.notes, instrument.Note{Line: line, Place: "survey!label", Key: "xlsform.text_left", Args: []any{"text", draft.Shown(r.Lead.Take().In(r.Lang))}})
	}
	r.makeScales()
}

// lead is text without an answer. Before everything else it is what whoever answers reads first.
func (r *reader) lead(one *row) {
	text := r.text(one, "label")
	if len(r.groups) == 0 && len(r.Sections) == 0 && !r.Lead.Waits() && r.Intro == nil {
		r.Intro = text
		return
	}
	r.Lead.Add(text, one.number)
}

func (r *reader) begin(one *row, repeats bool) {
	outer := r.place
	name := one.get("name")
	title := r.AsTitle(r.text(one, "label"), one.number)
	show := r.relevant(one)
	inside := &draft.Place{Code: ownCode(name), Title: title, Show: draft.Both(outer.Show, show), Line: one.number, Repeats: outer.Repeats}
	switch {
	case repeats && outer.Repeats != nil:
		r.note(one, "type", "xlsform.repeat_in_repeat")
	case repeats:
		inside.Repeats = &instrument.Repeats{Most: draft.MostEntries, Label: r.text(one, ownPrefix+"entry")}
		count := one.get("repeat_count")
		if n, err := strconv.Atoi(count); err == nil && n >= 1 && n <= draft.MostEntries {
			inside.Repeats.Most = n
		} else {
			r.note(one, "repeat_count", "xlsform.repeats_unbounded", "max", draft.MostEntries)
		}
	}
	if outer.Repeats != nil && inside.Repeats == outer.Repeats { // a group within what repeats stays in it
		r.Lead.Add(title, one.number)
		if show != nil {
			r.note(one, "relevant", "xlsform.condition_unknown", "formula", draft.Shown(one.cells["relevant"]))
		}
		r.groups = append(r.groups, outer)
		return
	}
	r.groups = append(r.groups, outer)
	r.place = inside
}

func (r *reader) end(one *row) {
	one.get("name")
	if len(r.groups) == 0 {
		r.note(one, "type", "xlsform.end_alone")
		return
	}
	if !r.place.Open() && r.place.Title != nil {
		r.Lead.Add(r.place.Title, r.place.Line)
	}
	outer := r.groups[len(r.groups)-1]
	r.groups = r.groups[:len(r.groups)-1]
	if outer != r.place {
		outer.Close()
	}
	r.place = outer
}

// ask makes an item of a row, or notes why it cannot.
func (r *reader) ask(one *row, kind, written, list string) {
	name := one.get("name")
	item := instrument.Item{Code: name, Text: r.text(one, "label"), Help: r.text(one, "hint")}
	if !r.kind(one, &item, kind, written, list) {
		for header := range one.cells {
			one.use(header)
		}
		return
	}
	if len(item.Text) == 0 && r.Lead.Waits() { // a question whose text stands alone before it
		item.Text = r.Lead.Take()
	}
	item.ShowIf = r.relevant(one)
	r.constraint(one, &item, isWhole(kind))
	r.ownItem(one, &item)
	if required := strings.ToLower(one.get("required")); required != "" && required != "no" && required != "false" && required != "false()" {
		r.note(one, "required", "xlsform.required")
	}
	section, place := r.Add(r.place, item, one.number)
	if _, twice := r.items[name]; twice && name != "" {
		r.note(one, "name", "xlsform.named_twice", "name", draft.Shown(name), "code", r.Sections[section].Items[place].Code)
	}
	if name != "" {
		r.items[name] = at{section, place, r.place.Repeats != nil, isWhole(kind)}
	}
	if strings.HasSuffix(strings.ToLower(written), " or_other") {
		section, place := r.Add(r.place, r.Other(item), one.number)
		r.others[name] = at{section, place, r.place.Repeats != nil, false}
		r.note(one, "type", "xlsform.other_answer", "item", draft.Shown(item.Code))
	}
}

func isWhole(kind string) bool { return kind == "integer" || kind == "int" }

// kind settles what sort of item a row is. false when an instrument has none like it; that has been noted.
func (r *reader) kind(one *row, item *instrument.Item, kind, written, list string) bool {
	switch kind {
	case "integer", "int", "decimal":
		item.Kind = instrument.NumberItem
	case "range":
		r.ranged(one, item)
	case "date":
		item.Kind = instrument.DateItem
	case "datetime":
		item.Kind = instrument.DateItem
		r.note(one, "type", "xlsform.time_left", "item", draft.Shown(item.Code))
	case "text", "string":
		item.Kind = instrument.ShortTextItem
		if strings.Contains(one.cells["appearance"], "multiline") {
			one.use("appearance")
			item.Kind = instrument.LongTextItem
		}
	case "select_one", "select_multiple":
		return r.choice(one, item, kind == "select_multiple", listName(written, list))
	default:
		r.note(one, "type", "xlsform.kind_unknown", "kind", draft.Shown(written))
		return false
	}
	return true
}

// listName is the name of a list as it is written: types are compared without regard to case, names are not.
func listName(written, folded string) string {
	folded = strings.TrimSuffix(folded, " or_other")
	if i := strings.Index(strings.ToLower(written), folded); i >= 0 && folded != "" {
		return written[i : i+len(folded)]
	}
	return folded
}

// ranged reads a range: "start=0 end=10 step=1".
func (r *reader) ranged(one *row, item *instrument.Item) {
	from, to, step := 1.0, 10.0, 1.0
	for _, part := range strings.FieldsFunc(one.get("parameters"), func(c rune) bool { return c == ' ' || c == ',' || c == ';' }) {
		name, text, _ := strings.Cut(part, "=")
		v, err := strconv.ParseFloat(text, 64)
		into := map[string]*float64{"start": &from, "end": &to, "step": &step}[name]
		if err != nil || into == nil {
			r.note(one, "parameters", "xlsform.not_kept", "column", "parameters", "value", draft.Shown(part))
			continue
		}
		*into = v
	}
	item.From, item.To, item.Kind = &from, &to, instrument.ScaleItem
	if step != 1 {
		item.Step = &step
	}
	if steps := (to - from) / step; !(steps > 0 && steps <= 250) || math.Abs(steps-math.Round(steps)) > 1e-9 {
		item.Kind, item.Step = instrument.NumberItem, nil
		r.note(one, "parameters", "xlsform.range_steps")
	}
}

// choice reads a list of ready answers. Names that are numbers count as their number, unless a column of points says otherwise.
func (r *reader) choice(one *row, item *instrument.Item, many bool, list string) bool {
	rows := r.lists[list]
	if len(rows) == 0 {
		r.note(one, "type", "xlsform.list_missing", "list", draft.Shown(list))
		return false
	}
	seen := map[string]bool{}
	for _, c := range rows {
		name := c.get("name", "value")
		o := instrument.Option{Code: draft.Unique(draft.Code(name), seen), Label: r.text(c, "label")}
		if len(o.Label) == 0 {
			o.Label = instrument.Text{r.Lang: draft.First(name, "?")}
		}
		if v, err := strconv.ParseFloat(draft.First(c.get(ownPrefix+"points", "points", "score", "weight"), name), 64); err == nil && !math.IsNaN(v) {
			o.Points = &v
		}
		item.Options = append(item.Options, o)
	}
	if slices.ContainsFunc(item.Options, func(o instrument.Option) bool { return o.Points == nil }) && !r.anyPoints(rows) {
		for i := range item.Options { // some names are numbers by chance
			item.Options[i].Points = nil
		}
	}
	switch {
	case many:
		item.Kind = instrument.MultipleItem
	case yesNo(item):
		item.Kind = instrument.YesNoItem
	case total.InOrder(item.Options):
		item.Kind = instrument.StepsItem
	default:
		item.Kind = instrument.SingleItem
	}
	return true
}

func (r *reader) anyPoints(rows []*row) bool {
	return slices.ContainsFunc(rows, func(c *row) bool {
		return draft.First(c.cells[ownPrefix+"points"], c.cells["points"], c.cells["score"], c.cells["weight"]) != ""
	})
}

// yesNo tells a yes and a no. Where they say just that, they count 1 and 0 and are shown in the reader's language; other words are kept.
func yesNo(item *instrument.Item) bool {
	if len(item.Options) != 2 {
		return false
	}
	yes, no := item.Options[0], item.Options[1]
	if yes.Code == instrument.No {
		yes, no = no, yes
	}
	if yes.Code != instrument.Yes || no.Code != instrument.No {
		return false
	}
	counts := yes.Points == nil && no.Points == nil || yes.Points != nil && no.Points != nil && *yes.Points == 1 && *no.Points == 0
	if counts && plainly(yes, "instrument.option.yes") && plainly(no, "instrument.option.no") {
		item.Options = nil
		return true
	}
	if counts { // words of the form's own
		one, nothing := 1.0, 0.0
		yes.Points, no.Points = &one, &nothing
	}
	item.Options = []instrument.Option{yes, no}
	return true
}

// plainly tells whether a choice says nothing else than our own word, or its own name, in every language.
func plainly(o instrument.Option, key string) bool {
	for lang, text := range o.Label {
		base, _, _ := strings.Cut(lang, "-")
		known := false
		for _, tag := range []string{lang, base} {
			if l, ours := i18n.ParseLang(tag); ours {
				known = known || strings.EqualFold(text, i18n.For(l).T(key))
			}
		}
		if !known && text != o.Code {
			return false
		}
	}
	return true
}

// keepScore takes up a row that is worked out.
func (r *reader) keepScore(one *row) {
	s := &score{row: one, name: one.get("name"), text: one.get("calculation", "calculate")}
	r.scores = append(r.scores, s)
}
