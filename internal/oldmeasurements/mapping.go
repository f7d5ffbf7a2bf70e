package oldmeasurements

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// Target is what a column of a file holds: one of the words below, "item:CODE" for an answer, "entry:SECTION:N:CODE" for an answer about
// the N-th thing of a section that repeats, from 1, or "score:SCALE" for a score that the file knows too and that is compared.
type Target string

const (
	ToClient      Target = "client" // the client's number in the organisation
	ToDay         Target = "day"
	ToOccasion    Target = "occasion"
	ToBy          Target = "answered_by"
	ToInterpreter Target = "interpreter"
	ToPlace       Target = "place"
	ToLanguage    Target = "language"
	ToSeconds     Target = "seconds"
	ToMinutes     Target = "minutes"
	// ToDeclined lists the codes of items that she chose to leave out.
	ToDeclined Target = "declined"
)

// fixed are the targets that every instrument has, in the order in which pages offer them.
var fixed = []Target{ToClient, ToDay, ToOccasion, ToBy, ToInterpreter, ToPlace, ToLanguage, ToSeconds, ToMinutes, ToDeclined}

const (
	itemPrefix  = "item:"
	entryPrefix = "entry:"
	scorePrefix = "score:"
)

// ItemTarget is the target of an item outside repeated sections.
func ItemTarget(code string) Target { return Target(itemPrefix + code) }

// EntryTarget is the target of an item of the n-th thing of a repeated section, from 1.
func EntryTarget(section string, n int, code string) Target {
	return Target(entryPrefix + section + ":" + strconv.Itoa(n) + ":" + code)
}

// ScoreTarget is the target of a scale that the file has scores of.
func ScoreTarget(scale string) Target { return Target(scorePrefix + scale) }

// IsScore tells whether the target is a score that is compared; Item is the item whose answer it is, with its section and the number of
// the thing that is answered about, 0 outside repeated sections. false for what every instrument has.
func (t Target) IsScore() (scale string, is bool) { return strings.CutPrefix(string(t), scorePrefix) }
func (t Target) Item(f *instrument.Form) (item instrument.Item, section instrument.Section, n int, is bool) {
	_, _, n, code := t.parts()
	if item, is = t.item(f); is {
		_, section, _ = f.Definition.Item(code)
	}
	return item, section, n, is
}

// parts takes a target apart. Codes hold no colon.
func (t Target) parts() (kind, section string, n int, code string) {
	all := strings.Split(string(t), ":")
	switch {
	case len(all) == 2:
		return all[0] + ":", "", 0, all[1]
	case len(all) == 4:
		n, err := strconv.Atoi(all[2])
		if err != nil {
			return "", "", 0, ""
		}
		return all[0] + ":", all[1], n, all[3]
	}
	return string(t), "", 0, ""
}

// item is the item whose answer the target is; false for everything else.
func (t Target) item(f *instrument.Form) (instrument.Item, bool) {
	kind, section, n, code := t.parts()
	item, in, known := f.Definition.Item(code)
	switch {
	case !known:
		return item, false
	case kind == itemPrefix:
		return item, in.Repeats == nil
	case kind == entryPrefix:
		return item, in.Repeats != nil && in.Code == section && n >= 1 && n <= in.Repeats.Most
	}
	return item, false
}

// field is the target's name among the faults of a measurement.
func (t Target) field() string {
	kind, section, n, code := t.parts()
	switch kind {
	case itemPrefix:
		return "answers." + code
	case entryPrefix:
		return fmt.Sprintf("answers.%s[%d].%s", section, n, code)
	case string(ToBy):
		return "by"
	case string(ToMinutes):
		return "seconds"
	}
	return string(t)
}

// Targets are all that a column can hold under a form, in the order in which pages offer them.
func Targets(f *instrument.Form) []Target {
	all := slices.Clone(fixed)
	for _, s := range f.Definition.Sections {
		most := 1
		if s.Repeats != nil {
			most = s.Repeats.Most
		}
		for n := range most {
			for _, item := range s.Items {
				if s.Repeats == nil {
					all = append(all, ItemTarget(item.Code))
				} else {
					all = append(all, EntryTarget(s.Code, n+1, item.Code))
				}
			}
		}
	}
	for _, s := range f.Definition.Scales {
		if _, same := scoredItem(f, s); !same {
			all = append(all, ScoreTarget(s.Code))
		}
	}
	return all
}

// scoredItem is the one item that a scale is the value of: then the score is the answer.
func scoredItem(f *instrument.Form, s instrument.Scale) (instrument.Item, bool) {
	if (s.Rule != instrument.Single && s.Rule != instrument.Entered) || len(s.Items) != 1 {
		return instrument.Item{}, false
	}
	item, in, known := f.Definition.Item(s.Items[0])
	return item, known && in.Repeats == nil
}

// settled is the mapping with every score that is the value of one item read as that item's answer: a file of an instrument that has scores
// only may call them either.
func (m Mapping) settled(f *instrument.Form) Mapping {
	columns := maps.Clone(m.Columns)
	for header, t := range columns {
		code, isScore := t.IsScore()
		scale, known := f.Definition.Scale(code)
		if item, same := scoredItem(f, scale); isScore && known && same {
			columns[header] = ItemTarget(item.Code)
		}
	}
	m.Columns = columns
	return m
}

// What a value can mean besides the options of its item.
const (
	MeansLeft     = "(left)"     // no answer
	MeansDeclined = "(declined)" // she chose to leave it out
)

// Mapping says what the columns of a file hold. It is kept for each instrument and offered for the next file.
type Mapping struct {
	// Columns has the target of each column that is brought in, by ColumnKey of its header.
	Columns map[string]Target
	// Meanings says what values mean, by target and ValueKey: the code of an option, occasion or the like, MeansLeft or MeansDeclined.
	Meanings map[Target]map[string]string `json:",omitempty"`
	// What holds for rows of which no column says it.
	Occasion outcome.Occasion
	By       outcome.AnsweredBy
	Language string
}

// Mean says what a value of a target means; with an empty code it is forgotten.
func (m *Mapping) Mean(t Target, value, code string) {
	if m.Meanings == nil {
		m.Meanings = map[Target]map[string]string{}
	}
	if m.Meanings[t] == nil {
		m.Meanings[t] = map[string]string{}
	}
	m.Meanings[t][ValueKey(value)] = code
	if code == "" {
		delete(m.Meanings[t], ValueKey(value))
	}
}

// checkMeanings refuses what no value of a target can mean.
func (m Mapping) checkMeanings(f *instrument.Form, c *fault.Checks) {
	for t, meanings := range m.Meanings {
		_, isItem := t.item(f)
		for _, code := range meanings {
			c.That(code == MeansLeft || code == MeansDeclined && isItem || slices.Contains(Choices(f, t), code), "values", "form.not_an_option")
		}
	}
}

// ColumnKey makes headers equal that differ in letter case and spaces only, as the reader of spreadsheets does.
func ColumnKey(header string) string {
	return strings.ToLower(strings.Join(strings.Fields(header), " "))
}

// ValueKey makes values of a cell equal that differ in letter case and spaces only.
func ValueKey(value string) string { return ColumnKey(value) }

// Check gives the faults of a mapping for a file of these headers. A fault's field is "column." and the header's number from 0, or the
// name of what is missing.
func (m Mapping) Check(f *instrument.Form, headers []string) error {
	var c fault.Checks
	known, at := Targets(f), map[Target]string{}
	for i, header := range headers {
		target, mapped := m.Columns[ColumnKey(header)]
		if !mapped || header == "" {
			continue
		}
		field := "column." + strconv.Itoa(i)
		c.That(slices.Contains(known, target), field, "form.not_an_option")
		first, twice := at[target]
		c.That(!twice, field, "oldmeasurement.column.twice", "first", first, "second", header)
		at[target] = header
	}
	has := func(t Target) bool { _, there := at[t]; return there }
	c.That(has(ToClient), "client", "oldmeasurement.client.no_column")
	c.That(has(ToDay), "day", "oldmeasurement.day.no_column")
	c.That(has(ToOccasion) || m.Occasion != "", "occasion", "oldmeasurement.occasion.no_column")
	c.That(has(ToBy) || m.By != "", "by", "oldmeasurement.by.no_column")
	c.That(!has(ToSeconds) || !has(ToMinutes), "seconds", "oldmeasurement.seconds.twice")
	c.That(m.Occasion == "" || slices.Contains(outcome.Occasions(), m.Occasion), "occasion", "form.not_an_option")
	c.That(m.By == "" || slices.Contains(outcome.Answerers(), m.By), "by", "form.not_an_option")
	c.That(m.Language == "" || slices.Contains(f.Definition.Languages, m.Language), "language", "form.not_an_option")
	c.That(m.answers(f, at), "answers", "oldmeasurement.answers.no_column")
	m.checkScores(f, at, &c)
	m.checkMeanings(f, &c)
	return c.Err()
}

// answers tells whether some column holds an answer.
func (m Mapping) answers(f *instrument.Form, at map[Target]string) bool {
	for target := range at {
		if _, is := target.item(f); is {
			return true
		}
	}
	return false
}

// checkScores refuses a score of which no part is in the file: it could only be compared with nothing.
func (m Mapping) checkScores(f *instrument.Form, at map[Target]string, c *fault.Checks) {
	for _, s := range f.Definition.Scales {
		if _, mapped := at[ScoreTarget(s.Code)]; !mapped {
			continue
		}
		any := false
		for target := range at {
			if _, is := target.item(f); is {
				_, _, _, code := target.parts()
				any = any || slices.Contains(itemsOf(f, s), code)
			}
		}
		c.That(any, "answers", "oldmeasurement.score.alone", "scale", f.Definition.In(s.Title, f.Definition.Languages[0]))
	}
}

// itemsOf are the items of a scale and of the scales below it; those of a scale of goals are the items of repeated sections.
func itemsOf(f *instrument.Form, s instrument.Scale) []string {
	all := slices.Clone(s.Items)
	for _, code := range s.Scales {
		sub, _ := f.Definition.Scale(code)
		all = append(all, itemsOf(f, sub)...)
	}
	return all
}

// Guess maps the headers that name what they hold, by code or in any language, over what was kept for the instrument.
func Guess(f *instrument.Form, headers []string, kept Mapping) Mapping {
	m := Mapping{Columns: map[string]Target{}, Occasion: kept.Occasion, By: kept.By, Language: kept.Language}
	if m.Language == "" {
		m.Language = f.Definition.Languages[0]
	}
	known, taken, valid := names(f), map[Target]bool{}, Targets(f)
	for t, meanings := range kept.Meanings {
		if slices.Contains(valid, t) {
			m.meanAll(f, t, meanings)
		}
	}
	take := func(header string, target Target) {
		if target != "" && !taken[target] && slices.Contains(valid, target) {
			m.Columns[ColumnKey(header)], taken[target] = target, true
		}
	}
	for _, header := range headers {
		take(header, kept.Columns[ColumnKey(header)])
	}
	for _, header := range headers {
		if _, mapped := m.Columns[ColumnKey(header)]; !mapped && header != "" {
			take(header, known[rows.Key(header)])
		}
	}
	return m
}

// meanAll takes over what values of a target meant, as far as they can mean it under the form.
func (m *Mapping) meanAll(f *instrument.Form, t Target, meanings map[string]string) {
	for value, code := range meanings {
		var c fault.Checks
		Mapping{Meanings: map[Target]map[string]string{t: {value: code}}}.checkMeanings(f, &c)
		if c.Err() == nil {
			m.Mean(t, value, code)
		}
	}
}

// names gives the target for every name that it goes by: its code, its name in each language, and what old spreadsheets call it. Names
// that mean two things mean nothing.
//
//i18n:keys oldmeasurement.column.*
//i18n:keys oldmeasurement.also.*
func names(f *instrument.Form) map[string]Target {
	all := map[string]Target{}
	add := func(t Target, name string) {
		key := rows.Key(name)
		if before, there := all[key]; key == "" || there && before != t {
			if key != "" && !slices.Contains(fixed, before) {
				all[key] = ""
			}
			return
		}
		all[key] = t
	}
	for _, t := range fixed {
		add(t, string(t))
		for _, lang := range i18n.Langs {
			print := i18n.For(lang)
			add(t, print.T("oldmeasurement.column."+string(t)))
			for _, name := range strings.Split(print.T("oldmeasurement.also."+string(t)), ";") {
				add(t, name)
			}
		}
	}
	for _, t := range Targets(f)[len(fixed):] {
		kind, section, n, code := t.parts()
		add(t, string(t))
		switch {
		case kind == entryPrefix:
			add(t, fmt.Sprintf("%s[%d].%s", section, n, code))
		case kind == itemPrefix || all[rows.Key(code)] == "":
			add(t, code)
		}
	}
	addTitles(f, add)
	return all
}

// addTitles adds what items and scales are called where a person reads it.
func addTitles(f *instrument.Form, add func(Target, string)) {
	for _, s := range f.Definition.Scales {
		target := ScoreTarget(s.Code)
		if item, same := scoredItem(f, s); same {
			target = ItemTarget(item.Code)
		}
		for _, title := range s.Title {
			add(target, title)
		}
	}
	for _, s := range f.Definition.Sections {
		for _, item := range s.Items {
			for _, text := range item.Text {
				if s.Repeats == nil {
					add(ItemTarget(item.Code), text)
					continue
				}
				for n := range s.Repeats.Most {
					add(EntryTarget(s.Code, n+1, item.Code), strconv.Itoa(n+1)+": "+text)
				}
			}
		}
	}
}
