// Package draft puts a definition together while a file of another format is walked from its beginning to its end: sections that are
// made when their first question comes, texts that wait for the question after them, codes that must differ, and the lines that it all
// came from.
package draft

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
)

// MostEntries is how often a section may repeat when the file sets no bound.
const MostEntries = 30

// longestTitle is how long a text may be and still be a title, in characters.
const longestTitle = 300

// Draft is a definition that is being put together.
type Draft struct {
	instrument.Definition
	Lang  string         // of texts that say nothing of their language
	Lines map[string]int // by the definition's places
	Lead  Lead

	sections, items, scales map[string]bool
}

// New begins a draft. Where other formats are silent, an instrument is for measuring, is answered by either and drawn as a profile.
func New() *Draft {
	return &Draft{
		Definition: instrument.Definition{Format: instrument.Format, Purpose: instrument.ForMeasuring, Display: instrument.AsProfile,
			By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}},
		Lines: map[string]int{}, sections: map[string]bool{}, items: map[string]bool{}, scales: map[string]bool{},
	}
}

// Place is where questions go while a group of the file is walked; its section is made when the first one comes.
type Place struct {
	Code    string
	Title   instrument.Text
	Show    *instrument.Condition
	Repeats *instrument.Repeats
	Line    int
	open    int // number of the section from 1; 0 while there is none
}

// Open tells whether the place has a section that goes on.
func (p *Place) Open() bool { return p.open > 0 }

// Is tells whether the place's section is the one with that index.
func (p *Place) Is(section int) bool { return p != nil && p.open == section+1 }

// Close ends the section: what comes after a group stands below it.
func (p *Place) Close() { p.open = 0 }

// Lead is text that stood alone and waits for the question that comes after it.
type Lead struct {
	text instrument.Text
	Line int
}

// Waits tells whether there is such a text.
func (l *Lead) Waits() bool { return len(l.text) > 0 }

// Add puts a text below what waits already.
func (l *Lead) Add(t instrument.Text, line int) {
	if len(t) > 0 && l.text == nil {
		l.text, l.Line = instrument.Text{}, line
	}
	for lang, text := range t {
		l.text[lang] = strings.TrimSpace(l.text[lang] + "\n" + text)
	}
}

// Take gives the text, which then waits no more.
func (l *Lead) Take() instrument.Text {
	text := l.text
	*l = Lead{}
	return text
}

// AsTitle takes a text as a title; one that is too long is read before the questions instead.
func (d *Draft) AsTitle(t instrument.Text, line int) instrument.Text {
	for _, text := range t {
		if len([]rune(text)) > longestTitle {
			d.Lead.Add(t, line)
			return nil
		}
	}
	return t
}

// Section makes sure that a place has its section. What waited to be read stands before its first question.
func (d *Draft) Section(in *Place) *instrument.Section {
	if in.open == 0 {
		d.Sections = append(d.Sections, instrument.Section{Code: Unique(Code(in.Code), d.sections), Title: in.Title, Intro: d.Lead.Take(),
			Repeats: in.Repeats, ShowIf: in.Show})
		in.open, in.Title = len(d.Sections), nil
		d.Lines["sections["+strconv.Itoa(in.open)+"]"] = in.Line
	}
	return &d.Sections[in.open-1]
}

// Add puts a question into a place's section and tells where it stands. Text that waited after the section's beginning helps with it.
func (d *Draft) Add(in *Place, item instrument.Item, line int) (section, at int) {
	s := d.Section(in)
	if d.Lead.Waits() {
		d.Lead.Add(item.Help, line)
		item.Help = d.Lead.Take()
	}
	item.Code = Unique(Code(item.Code), d.items)
	s.Items = append(s.Items, item)
	d.Lines["sections["+strconv.Itoa(in.open)+"].items["+strconv.Itoa(len(s.Items))+"]"] = line
	return in.open - 1, len(s.Items) - 1
}

// OtherCode is the code of the question in which an answer of one's own to another stands.
func OtherCode(of string) string { return of + "-other" }

// Other is the question that stands after one with ready answers to which an answer of one's own may be given. It has the same text; so that
// nobody believes to be asked twice, its help says what it is about, in the languages that we speak.
func (d *Draft) Other(of instrument.Item) instrument.Item {
	help := instrument.Text{}
	for lang := range of.Text {
		l, known := i18n.ParseLang(lang)
		if !known {
			base, _, _ := strings.Cut(lang, "-")
			l, known = i18n.ParseLang(base)
		}
		if known {
			help[lang] = i18n.For(l).T("questions.other_what")
		}
	}
	if help[d.Lang] == "" {
		help = nil // a text has to have the first language
	}
	return instrument.Item{Code: OtherCode(of.Code), Text: of.Text, Help: help, Kind: instrument.ShortTextItem, ShowIf: of.ShowIf}
}

// AddScale puts a score at the end. A range from the file is kept when the score can have no value outside of it; false otherwise.
func (d *Draft) AddScale(scale instrument.Scale, line int) (code string, ranged bool) {
	scale.Code = Unique(Code(scale.Code), d.scales)
	given := scale.Range
	scale.Range = nil
	d.Scales = append(d.Scales, scale)
	d.Lines["scales["+strconv.Itoa(len(d.Scales))+"]"] = line
	if given == nil {
		return scale.Code, true
	}
	worked, bounded := d.RangeOf(scale.Code)
	if bounded && (given.From > worked.From+1e-9 || given.To < worked.To-1e-9) {
		return scale.Code, false
	}
	d.Scales[len(d.Scales)-1].Range = given
	return scale.Code, true
}

// SetLanguages lists the languages of the texts: the file's own, then those named, then all others.
func (d *Draft) SetLanguages(named ...string) {
	seen := map[string]bool{}
	d.EachText(func(t instrument.Text) {
		for lang := range t {
			seen[lang] = true
		}
	})
	all := []string{d.Lang}
	for _, lang := range slices.Concat(named, slices.Sorted(maps.Keys(seen))) {
		if !slices.Contains(all, lang) {
			all = append(all, lang)
		}
	}
	d.Languages = all
}

// Both joins the conditions of a group and of what it stands in.
func Both(a, b *instrument.Condition) *instrument.Condition {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &instrument.Condition{All: []instrument.Condition{*a, *b}}
}

// Bounded adds to a condition that a scale or number is =, >=, <=, > or < v. A
// condition knows bounds that belong to it, so > and < mean the next step of a
// scale, or the next whole number where the file asks for whole ones; false: it
// cannot be said, since between two other numbers there is always a third.
func Bounded(c instrument.Condition, operator string, v float64, item instrument.Item, whole bool) (instrument.Condition, bool) {
	step := 1.0
	if item.Step != nil {
		step = *item.Step
	}
	above, below := v+step, v-step
	if whole && item.Kind == instrument.NumberItem {
		above, below = math.Floor(v)+1, math.Ceil(v)-1
	}
	switch operator {
	case "=":
		c.Least, c.Most = &v, &v
	case ">=":
		c.Least = &v
	case "<=":
		c.Most = &v
	case ">":
		c.Least = &above
	case "<":
		c.Most = &below
	default:
		return c, false
	}
	strict := operator == ">" || operator == "<"
	return c, !strict || whole || item.Kind == instrument.ScaleItem
}

// Tag writes a language tag as BCP 47 recommends: "fi", "en-US", "zh-Hant", "fi-selko".
func Tag(text string) string {
	parts := strings.Split(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(text)), "_", "-"), "-")
	for i, part := range parts[1:] {
		switch len(part) {
		case 2:
			parts[i+1] = strings.ToUpper(part)
		case 4:
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "-")
}

// Clean takes carriage returns and the white space around a text away.
func Clean(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r", "")) }

var (
	notInSlug = regexp.MustCompile(`[^a-z0-9]+`)
	notInCode = regexp.MustCompile(`[^A-Za-z0-9_./-]+`)
)

// Slug makes the code of an instrument out of a name.
func Slug(name string) string {
	code := strings.Trim(notInSlug.ReplaceAllString(strings.ToLower(name), "-"), "-")
	return strings.Trim(code[:min(len(code), 60)], "-")
}

// Code makes the code of a part out of the name that the file has for it; most names are codes as they stand.
func Code(name string) string {
	code := strings.Trim(notInCode.ReplaceAllString(name, "-"), "-")
	if code == "" {
		code = "x"
	}
	return code[:min(len(code), 64)]
}

// Unique tells codes apart that would be the same.
func Unique(code string, seen map[string]bool) string {
	try := code
	for n := 2; seen[try]; n++ {
		suffix := "-" + strconv.Itoa(n)
		try = code[:min(len(code), 64-len(suffix))] + suffix
	}
	seen[try] = true
	return try
}

// First is the first text that is not empty.
func First(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// Shown shortens a text of the file for a message.
func Shown(text string) string {
	if r := []rune(text); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return text
}
