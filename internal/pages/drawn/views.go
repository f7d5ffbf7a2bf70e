package drawn

import (
	"strconv"

	"rinnalla/internal/instrument"
	"rinnalla/internal/picture"
	"rinnalla/internal/ui"
)

// PartedText tells where two views of an area part: "Asiakas 4, työntekijä 7".
func (v View) PartedText(d picture.Parted) string {
	hers, workers := d.Now(), d.Area.Beside
	if v.Side == picture.Workers {
		hers, workers = workers, hers
	}
	key := "picture.parted"
	if v.Own {
		key = "picture.own_parted"
	}
	return v.T(key, "hers", v.valueText(hers), "workers", v.valueText(workers)) //i18n:keys picture.parted picture.own_parted
}

// AlikeText says on how many areas both views are the same; empty when on none.
func (v View) AlikeText() string {
	parted, alike := v.Views()
	switch {
	case alike == 0:
		return ""
	case len(parted) == 0:
		return v.T("picture.alike_all", "count", alike)
	}
	return v.T("picture.alike", "count", alike)
}

// sidesText says what the two views are.
func (v View) sidesText() string {
	if v.Own {
		return v.T("picture.own_sides_text")
	}
	return v.T("picture.sides_text")
}

// Unmoved says what there is to say when no area has moved: that what can be compared is the same, and of the others why it cannot be.
func (v View) Unmoved() []string {
	var apart []picture.Area
	for _, a := range v.Areas {
		if a.Change.From < 0 || !a.Now().Exists {
			apart = append(apart, a)
		}
	}
	switch {
	case len(apart) == 0:
		return []string{v.T("picture.moved_none")}
	case len(apart) == len(v.Areas):
		return v.reasons(apart)
	}
	return append([]string{v.T("picture.moved_none_some")}, v.reasons(apart)...)
}

// Things are what people named themselves in repeated sections, such as goals: each with what was said of it last.
func (v View) Things() []Thing {
	var all []Thing
	answers := v.Now().Answers
	for _, s := range v.Form.Definition.Sections {
		if s.Repeats == nil {
			continue
		}
		for n, entry := range answers.Entries[s.Code] {
			all = append(all, v.thing(s, n+1, entry))
		}
	}
	return all
}

// Thing is one of them.
type Thing struct {
	Title string
	Rows  []ui.SummaryRow
}

// thing is called by the first text in it, which is what people named it.
func (v View) thing(s instrument.Section, n int, entry instrument.Entry) Thing {
	sheet := v.sheet()
	t := Thing{Title: sheet.EntryTitle(s, n)}
	named := false
	for _, item := range s.Items {
		answer := entry[item.Code]
		if answer.State != instrument.Given {
			continue
		}
		row := sheet.AnswerRow(item, answer, "")
		if !named && (item.Kind == instrument.ShortTextItem || item.Kind == instrument.LongTextItem) {
			t.Title, named = t.Title+": "+row.Value, true
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// MarkTexts say by what a course was seen not to go as hoped.
func (v View) MarkTexts(m picture.Mark) []string {
	var all []string
	if len(m.Worse) > 0 {
		all = append(all, v.T("picture.mark_worse", "areas", v.worseSince(m.Worse)))
	}
	if len(m.Falling) > 0 {
		all = append(all, v.T("picture.mark_falling", "areas", v.names(m.Falling)))
	}
	if m.Stalled {
		all = append(all, v.T("picture.mark_stalled", "days", picture.StallDays, "times", picture.StallTimes))
	}
	return all
}

// worseSince names areas with the days that they were better: a result may be worse than last time and as it was in the beginning.
func (v View) worseSince(areas []picture.Area) string {
	var all []string
	for _, a := range areas {
		before, _ := v.Compared(a)
		all = append(all, v.T("picture.mark_since", "area", v.AreaTitle(a), "day", before.Day))
	}
	return v.List(all)
}

func (v View) names(areas []picture.Area) string {
	var names []string
	for _, a := range areas {
		names = append(names, v.AreaTitle(a))
	}
	return v.List(names)
}

// Prompts are questions to begin a conversation with, in our own words: how she sees the picture, what has happened meanwhile, whether the
// goal is still hers, what has helped, how the work together goes, who else could stand by. On her own pages they are hers to think about.
func (v View) Prompts() []string {
	var all []string
	for _, key := range prompts {
		if v.Own {
			key = "own_" + key
		}
		all = append(all, v.T("picture.prompt."+key)) //i18n:keys picture.prompt.*
	}
	return all
}

func (v View) promptsTitle() string {
	if v.Own {
		return v.T("picture.own_prompts")
	}
	return v.T("picture.prompts")
}

// everyItemAnArea tells whether each question is scored as an area of its own, and nothing else is asked.
func (v View) everyItemAnArea() bool {
	single := map[string]bool{}
	for _, a := range v.Areas {
		if a.Scale.Rule == instrument.Single {
			single[a.Scale.Items[0]] = true
		}
	}
	for _, s := range v.Form.Definition.Sections {
		for _, i := range s.Items {
			if s.Repeats != nil || !single[i.Code] {
				return false
			}
		}
	}
	return true
}

// goalsText says how far the goals have come: a number that is no change, for it is measured against what was hoped for. Empty when there is
// none.
func (v View) goalsText() string {
	for _, a := range v.Areas {
		if a.Scale.Rule == instrument.Goals && a.Now().Exists {
			return v.T("picture.gas", "value", v.valueText(a.Now()))
		}
	}
	return ""
}

// assessedFirst tells whether an area is of goals that are assessed for the first time: there is nothing to compare, and goalsText says it all.
func assessedFirst(a picture.Area) bool {
	return a.Scale.Rule == instrument.Goals && a.Now().Exists && a.Change.From < 0
}

var prompts = []string{"picture", "happened", "goal", "helped", "together", "others"}

// lineID is the id of an area's small line on the page.
func lineID(group, n int) string { return "course-" + strconv.Itoa(group) + "-" + strconv.Itoa(n) }
