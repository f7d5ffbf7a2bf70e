// Package drawn draws a client's picture in words and figures: for her on her phone, for the worker who reads it with her, and as the copy
// that is her own. What may be said is decided in package picture; here it finds its sentences.
package drawn

import (
	"slices"

	"rinnalla/internal/chart"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/picture"
	"rinnalla/internal/stats"
	"rinnalla/internal/ui"
)

// View is a picture as one reader sees it.
type View struct {
	*i18n.Printer
	picture.Picture
	// Own is set on the client's own pages, which speak to her; the worker's speak to both.
	Own bool
	// Alone is set where only this one measurement may be seen, whatever else there is.
	Alone bool
	// Asked is the language in which she read the questions, where a page goes by it: easy Finnish around a question in Finnish calls it
	// what she was asked.
	Asked string
}

// lang is the language of the instrument's texts.
func (v View) lang() string { return string(v.Lang()) }

// askedIn is the language in which areas and questions are called.
func (v View) askedIn() string {
	if v.Lang() == i18n.Selko && v.Asked == string(i18n.FI) {
		return v.Asked
	}
	return v.lang()
}

// called is what an area, a question or an instrument is called.
func (v View) called(t instrument.Text) string {
	if text := t[v.askedIn()]; text != "" {
		return text
	}
	return v.In(t)
}

// In is a text of the instrument in the reader's language; where there is no easy Finnish, in Finnish.
func (v View) In(t instrument.Text) string {
	if v.Lang() == i18n.Selko && t[v.lang()] == "" && t[string(i18n.FI)] != "" {
		return t[string(i18n.FI)]
	}
	return v.Form.Definition.In(t, v.lang())
}

// Title is what the instrument is called.
func (v View) Title() string { return v.called(v.Form.Definition.Title) }

// AreaTitle is what an area is called; a scale without a title by its code.
func (v View) AreaTitle(a picture.Area) string {
	if title := v.called(a.Scale.Title); title != "" {
		return title
	}
	return a.Scale.Code
}

func (v View) sheet() question.Sheet {
	return question.Sheet{Printer: v.Printer, Form: v.Form, Lang: v.askedIn()}
}

// number is a score as it is read.
func (v View) number(value float64) string { return v.UpTo(value, 2) }

func (v View) valueText(r picture.Reading) string {
	if !r.Exists {
		return chart.MissingMark
	}
	return v.number(r.Value)
}

// reading is a score as figures draw it.
func (v View) reading(r picture.Reading) chart.Reading {
	out := chart.Reading{Text: v.valueText(r)}
	if r.Placed {
		out.Share = chart.Known(r.Share)
	}
	return out
}

// Who tells who answered: "Asiakas yksin".
func (v View) Who(m outcome.Version) string {
	text := v.T("outcome.by." + string(m.By)) //i18n:keys outcome.by.*
	if v.Own {
		text = v.T("picture.own_by." + string(m.By)) //i18n:keys picture.own_by.*
	}
	if m.Interpreter {
		return v.T("outcome.by_interpreter", "by", text)
	}
	return text
}

// Lead says when and by whom it was answered, and that there is no picture where that is so.
func (v View) Lead() string {
	now, lead := v.Now(), ""
	switch {
	case v.Own && v.Side == picture.Hers && v.bare():
		return v.T("picture.own_bare", "day", now.Day)
	case v.Own && v.Side == picture.Workers:
		lead = v.T("picture.own_lead_worker", "day", now.Day)
	case v.Own:
		lead = v.T("picture.own_lead", "day", now.Day)
	default:
		lead = v.T("picture.lead", "day", now.Day, "who", v.Who(now))
	}
	if v.bare() {
		lead += " " + v.T("picture.bare")
	}
	return lead
}

// bare tells that there is nothing to draw and no strength to name, because too little was answered for any number.
func (v View) bare() bool {
	strong, _ := v.Strengths()
	return len(v.Areas) > 0 && len(strong) == 0 && v.Figure() == nil && !slices.ContainsFunc(v.Areas, func(a picture.Area) bool { return a.Now().Exists })
}

// placed are the areas that a figure can show: those with a better end and a range.
func (v View) placed() []picture.Area {
	all := v.Areas
	if v.Form.Definition.Display != instrument.AsCircle {
		all = v.ByShare()
	}
	var some []picture.Area
	for _, a := range all {
		if a.Bounded && a.Directed() {
			some = append(some, a)
		}
	}
	return some
}

// fewestSpokes is how many areas a circle has at least.
const fewestSpokes = 3

// Figure is the profile or the circle, as the instrument's display says; nil where it says neither, or there is nothing to draw.
func (v View) Figure() chart.Chart {
	lines := []line{{v.Date(v.Now().Day), func(a picture.Area) picture.Reading { return a.Now() }}}
	if before, there := v.Before(); there {
		lines = append(lines, line{v.Date(before.Day), func(a picture.Area) picture.Reading { return a.Readings[v.Base] }})
	}
	return v.figure("picture", v.T("picture.figure_title", "name", v.Title(), "day", v.Now().Day), lines)
}

// Sides is the same figure of both views of the moment; nil without a second one.
func (v View) Sides() chart.Chart {
	if v.Beside == nil {
		return nil
	}
	own := line{v.sideName(v.Side), func(a picture.Area) picture.Reading { return a.Now() }}
	other := line{v.sideName(otherSide(v.Side)), func(a picture.Area) picture.Reading { return a.Beside }}
	return v.figure("sides", v.T("picture.sides_title", "name", v.Title(), "day", v.Now().Day), []line{own, other})
}

// sideName is whose view it is.
func (v View) sideName(s picture.Side) string {
	if v.Own {
		return v.T("picture.own_side." + string(s)) //i18n:keys picture.own_side.*
	}
	return v.T("picture.side." + string(s))
}

func otherSide(s picture.Side) picture.Side {
	if s == picture.Hers {
		return picture.Workers
	}
	return picture.Hers
}

// line is one line of a figure: its name, and which reading of an area it shows.
type line struct {
	name string
	of   func(picture.Area) picture.Reading
}

func (v View) figure(id, title string, lines []line) chart.Chart {
	areas := v.placed()
	if len(areas) == 0 || v.Form.Definition.Display == instrument.AsList {
		return nil
	}
	labels := make([]string, len(areas))
	drawn := make([]chart.Line, len(lines))
	something := false
	for n, l := range lines {
		drawn[n].Name = l.name
		for i, a := range areas {
			labels[i] = v.label(a)
			drawn[n].Readings = append(drawn[n].Readings, v.reading(l.of(a)))
			something = something || l.of(a).Placed
		}
	}
	if !something { // too little was answered for any number
		return nil
	}
	head := chart.Head{ID: id, Title: title, Note: v.scaleText()}
	if v.Form.Definition.Display == instrument.AsCircle && len(areas) >= fewestSpokes {
		head.Desc = v.T("picture.circle_desc", "count", len(areas))
		return chart.Circle{Head: head, Labels: labels, Lines: drawn}
	}
	head.Desc = v.T("picture.profile_desc", "count", len(areas))
	return chart.Profile{Head: head, Labels: labels, Lines: drawn}
}

// label is an area's title in a figure, with the direction of its scale where others have another.
func (v View) label(a picture.Area) string {
	for _, other := range v.placed() {
		if other.Scale.Better != a.Scale.Better {
			return v.directed(v.AreaTitle(a), a.Scale.Better)
		}
	}
	return v.AreaTitle(a)
}

// directed is a name that says so when its lower numbers are the better ones.
func (v View) directed(name string, better instrument.Direction) string {
	if better == instrument.LowerIsBetter {
		return v.T("picture.lower_label", "name", name)
	}
	return name
}

// scaleText says what the numbers mean: once when all areas have one scale.
func (v View) scaleText() string {
	switch areas := v.placed(); {
	case len(areas) == 0:
		return ""
	case oneScale(areas):
		return v.rangeText(areas[0])
	case oneRange(areas):
		return v.T("picture.ends_differ", "from", v.number(areas[0].Range.From), "to", v.number(areas[0].Range.To))
	}
	return v.T("picture.scales_differ")
}

// oneScale tells whether the numbers of all areas mean the same.
func (v View) oneScale() bool { return len(v.Areas) > 0 && v.Areas[0].Bounded && oneScale(v.Areas) }

func oneScale(areas []picture.Area) bool {
	for _, a := range areas {
		if a.Scale.Better != areas[0].Scale.Better {
			return false
		}
	}
	return oneRange(areas)
}

// oneRange tells whether all areas go from the same number to the same number.
func oneRange(areas []picture.Area) bool {
	for _, a := range areas {
		if a.Bounded != areas[0].Bounded || a.Range != areas[0].Range {
			return false
		}
	}
	return true
}

// rangeText says from where to where an area's numbers go, and which end is the better one.
func (v View) rangeText(a picture.Area) string {
	if !a.Bounded {
		return ""
	}
	from, to := v.number(a.Range.From), v.number(a.Range.To)
	switch a.Scale.Better {
	case instrument.HigherIsBetter:
		return v.T("picture.range_higher", "from", from, "to", to)
	case instrument.LowerIsBetter:
		return v.T("picture.range_lower", "from", from, "to", to)
	}
	return v.T("picture.range_neither", "from", from, "to", to)
}

// hasGaps tells whether something in the figure has no value.
func (v View) hasGaps() bool {
	_, compared := v.Before()
	for _, a := range v.placed() {
		if !a.Now().Exists || compared && !a.Readings[v.Base].Exists {
			return true
		}
	}
	return false
}

// Strong is one strength with its value in words.
type Strong struct{ Name, Value string }

// StrongOnes are the strengths in words, and whether they may be called good.
func (v View) StrongOnes() ([]Strong, bool) {
	all, good := v.Strengths()
	strong := make([]Strong, len(all))
	for i, s := range all {
		if s.Area != nil {
			strong[i] = Strong{v.directed(v.AreaTitle(*s.Area), s.Area.Scale.Better), v.valueText(s.Area.Now())}
			continue
		}
		strong[i] = Strong{v.sheet().Question(s.Item).Text(), v.sheet().AnswerText(s.Item, s.Answer)}
		if s.Item.Kind == instrument.ScaleItem || s.Item.Kind == instrument.NumberItem {
			strong[i].Name = v.directed(strong[i].Name, s.Item.Better)
		}
	}
	return strong, good
}

// Group is the areas of which the same can be said.
type Group struct {
	Verdict stats.ReliableChange
	// Label is the verdict in a word or two, Say the reason in a sentence or two.
	Label, Say string
	Areas      []picture.Area
}

// Once is the sentence of a picture with nothing to compare it with; empty when there is something.
func (v View) Once() string {
	switch {
	case v.Alone:
		return v.T("picture.only_this")
	case len(v.Course) > 1:
		return ""
	case len(v.Apart) > 0:
		return v.T("picture.why.other_version", "count", len(v.Apart))
	}
	return v.T("picture.why.only_once")
}

// Groups say of every area how it has changed: better, worse, no clear change, or why nothing can be said. Areas of which the same is said
// stand together.
func (v View) Groups() []Group {
	if len(v.Course) < 2 {
		return nil
	}
	type key struct {
		verdict stats.ReliableChange
		why     picture.Reason
		day     civil.Date
	}
	var order []key
	areas := map[key][]picture.Area{}
	for _, verdict := range []stats.ReliableChange{stats.Better, stats.Worse, stats.NoClearChange, stats.CannotBeSaid} {
		for _, a := range v.ByShare() {
			if a.Change.Verdict != verdict || assessedFirst(a) {
				continue
			}
			k := key{verdict, a.Change.Why, civil.Date{}}
			if before, there := v.Compared(a); there && a.Change.Why != picture.NoneNow {
				k.day = before.Day
			}
			if len(areas[k]) == 0 {
				order = append(order, k)
			}
			areas[k] = append(areas[k], a)
		}
	}
	groups := make([]Group, len(order))
	for i, k := range order {
		groups[i] = Group{Verdict: k.verdict, Areas: areas[k], Label: v.Label(k.verdict), Say: v.say(k.verdict, k.why, k.day, len(areas[k]))}
	}
	return groups
}

// Label is a verdict in a word or two.
func (v View) Label(verdict stats.ReliableChange) string {
	return v.T("picture.verdict." + string(verdict)) //i18n:keys picture.verdict.*
}

// say is a verdict's reason. Where nothing can be said it is why.
func (v View) say(verdict stats.ReliableChange, why picture.Reason, day civil.Date, count int) string {
	if verdict == stats.CannotBeSaid {
		return v.T("picture.why."+string(why), "day", day, "count", count) //i18n:keys picture.why.*
	}
	return v.T("picture.say."+string(verdict), "day", day, "count", count) //i18n:keys picture.say.*
}

// reasons are why nothing can be said of some of the areas, each reason once.
func (v View) reasons(areas []picture.Area) []string {
	type reason struct {
		why picture.Reason
		day civil.Date
	}
	count := map[reason]int{}
	var order []reason
	for _, a := range areas {
		if a.Change.Why == "" {
			continue
		}
		before, _ := v.Compared(a)
		r := reason{a.Change.Why, before.Day}
		if count[r]++; count[r] == 1 {
			order = append(order, r)
		}
	}
	var all []string
	for _, r := range order {
		all = append(all, v.say(stats.CannotBeSaid, r.why, r.day, count[r]))
	}
	return all
}

// noStrengths says why none is named.
func (v View) noStrengths() string {
	for _, a := range v.Areas {
		if a.Now().Placed && a.Directed() {
			return v.T("picture.strengths_none")
		}
	}
	return v.T("picture.strengths_unknown")
}

// WasNow tells an area's two values: "Oli 4, nyt 7".
func (v View) WasNow(a picture.Area) string {
	switch {
	case a.Change.From >= 0 && a.Now().Exists:
		return v.T("picture.was_now", "was", v.valueText(a.Readings[a.Change.From]), "now", v.valueText(a.Now()))
	case a.Now().Exists:
		return v.T("picture.only_now", "now", v.valueText(a.Now()))
	}
	return v.T("picture.no_value_now")
}

// Line is the small line of an area; nil when there is no range to draw it in, or fewer than two values.
func (v View) Line(id string, a picture.Area) chart.Chart {
	values := 0
	c := chart.Course{Head: chart.Head{ID: id, Title: v.T("picture.course_title", "name", v.AreaTitle(a)), Desc: v.T("picture.course_desc", "count", len(v.Course))}}
	for i, m := range v.Course {
		r := a.Readings[i]
		if r.Placed {
			values++
		}
		c.Points = append(c.Points, chart.CoursePoint{Label: v.Date(m.Day), At: float64(outcome.DayNumber(m.Day)), Reading: v.reading(r)})
	}
	if values < 2 {
		return nil
	}
	low, high, there := a.Band()
	if there {
		c.Band = &chart.Band{From: a.Change.From, Low: low, High: high}
	}
	switch {
	case !a.Directed():
		c.Desc = v.T("picture.course_desc_neither", "count", len(v.Course))
	case there:
		c.Desc = v.T("picture.course_desc_band", "count", len(v.Course))
	}
	return c
}

// hasBand tells whether a band is drawn anywhere.
func (v View) hasBand() bool {
	for _, a := range v.Areas {
		if _, _, there := a.Band(); there && v.Line("", a) != nil {
			return true
		}
	}
	return false
}

// DifferentlyText says that the two times were answered in different ways; empty when they were not.
func (v View) DifferentlyText() string {
	before, there := v.Before()
	if !there || !v.Differently() {
		return ""
	}
	return v.T("picture.differently", "before_day", before.Day, "before", v.Who(before), "day", v.Now().Day, "now", v.Who(v.Now()))
}

// Numbers are all values as a table: an area a line, a measurement a column, the newest first.
func (v View) Numbers() ui.TableProps {
	t := ui.TableProps{Caption: v.T("picture.numbers"), Columns: []ui.Column{{Label: v.T("picture.area")}}}
	for i := len(v.Course) - 1; i >= 0; i-- {
		t.Columns = append(t.Columns, ui.Column{Label: v.Date(v.Course[i].Day), Numeric: true})
	}
	if v.Beside != nil {
		t.Columns = append(t.Columns, ui.Column{Label: v.T("picture.side_day", "side", v.sideName(otherSide(v.Side)), "day", v.Beside.Day), Numeric: true})
	}
	for _, a := range v.ByShare() {
		row := ui.Row{Cells: []ui.Cell{{Text: v.AreaTitle(a)}}}
		if !v.oneScale() {
			row.Cells[0].Note = v.rangeText(a)
		}
		for i := len(a.Readings) - 1; i >= 0; i-- {
			row.Cells = append(row.Cells, ui.Cell{Text: v.valueText(a.Readings[i])})
		}
		if v.Beside != nil {
			row.Cells = append(row.Cells, ui.Cell{Text: v.valueText(a.Beside)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Limits say of every scale which limit of error holds and who published it, or that none is known.
func (v View) Limits() []string {
	var all, without []string
	for _, a := range v.Areas {
		name := v.AreaTitle(a)
		switch l := a.Scale.ErrorLimit; {
		case l == nil:
			without = append(without, name)
		case l.Computed:
			all = append(all, v.T("picture.limit_computed", "name", name, "limit", v.number(l.Detectable()), "source", l.Source))
		default:
			all = append(all, v.T("picture.limit", "name", name, "limit", v.number(l.Detectable()), "source", l.Source))
		}
	}
	if len(without) > 0 {
		all = append(all, v.T("picture.limit_none", "names", v.List(without)))
	}
	return all
}
