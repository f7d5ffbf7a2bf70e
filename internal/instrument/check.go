package instrument

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/fault"
)

// Limits of a definition. One byte tells which step or option was chosen (pack.go), and a page has to be able to show it all.
const (
	mostLanguages = 40
	mostSections  = 60
	mostItems     = 500
	mostOptions   = 200
	mostSteps     = 250
	mostScales    = 32 // a column of its own for each, where measurements are kept
	mostEntries   = 30
	mostDepth     = 5 // of conditions
	longestTitle  = 300
	longestText   = 5_000
	longestSource = 500
	longestRepeat = 3_650 // days
)

var (
	definitionCode = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$`)
	partCode       = regexp.MustCompile(`^[A-Za-z0-9_./-]{1,64}$`)
	// languageTag is the form of RFC 5646, section 2.1, without extensions and private use.
	languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$`)
)

// checker gathers what is wrong. place is where in the file it is looking: "sections[2].items[1]", as the file's readers count.
type checker struct {
	d       Definition
	c       fault.Checks
	place   string
	items   map[string]itemAt // those passed so far
	section int
	scales  map[string]Scale // likewise
	counts  map[string]int   // how many items each of them counts
}

// itemAt is an item and where it stands.
type itemAt struct {
	Item
	section int
	repeats bool
}

// that records a fault of a field of the place. The field's name is its place in the file.
func (k *checker) that(ok bool, field, key string, args ...any) {
	k.c.That(ok, strings.Trim(k.place+"."+field, "."), key, args...)
}

func (k *checker) at(format string, args ...any) *checker {
	k.place = fmt.Sprintf(format, args...)
	return k
}

// Check gives the faults of a definition. A fault's field is its place in the file: "sections[2].items[5].kind", counted from 1.
func (d Definition) Check() error {
	k := &checker{d: d, items: map[string]itemAt{}, scales: map[string]Scale{}, counts: map[string]int{}}
	k.that(d.Format == Format, "format", "instrument.format.unknown", "format", Format)
	k.that(definitionCode.MatchString(d.Code), "code", "instrument.code.malformed")
	k.word(string(d.Purpose), Purposes(), "purpose")
	k.word(string(d.Display), Displays(), "display")
	k.that(len(d.By) > 0, "answered_by", "instrument.answered_by.missing")
	for i, by := range d.By {
		k.word(string(by), Answerers(), fmt.Sprintf("answered_by[%d]", i+1))
	}
	k.that(d.RepeatAfter >= 0 && d.RepeatAfter <= longestRepeat, "repeat_after_days", "instrument.number.outside")
	k.languages()
	d.texts(k.text)
	k.that(d.Title.In(k.first()) != "", "title", "instrument.text.missing", "language", k.first())
	k.licence()
	k.words()
	k.sections()
	k.that(len(d.Scales) <= mostScales, "scales", "instrument.too_many", "max", mostScales)
	for i, s := range d.Scales {
		k.at("scales[%d]", i+1).scale(s)
	}
	return k.c.Err()
}

func (k *checker) first() string {
	if len(k.d.Languages) == 0 {
		return ""
	}
	return k.d.Languages[0]
}

func (k *checker) word(word string, known []string, field string) {
	k.that(slices.Contains(known, word), field, "instrument.word.unknown", "word", cut(word), "known", strings.Join(known, ", "))
}

// cut keeps a word of the file short in a message.
func cut(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

func (k *checker) languages() {
	k.that(len(k.d.Languages) > 0, "languages", "instrument.languages.missing")
	k.that(len(k.d.Languages) <= mostLanguages, "languages", "instrument.too_many", "max", mostLanguages)
	for i, lang := range k.d.Languages {
		field := fmt.Sprintf("languages[%d]", i+1)
		k.that(languageTag.MatchString(lang), field, "instrument.languages.malformed", "language", cut(lang))
		k.that(slices.Index(k.d.Languages, lang) == i, field, "instrument.languages.twice", "language", cut(lang))
	}
}

func (k *checker) licence() {
	l := k.d.Licence
	k.that(plain(l.Owner) && strings.TrimSpace(l.Owner) != "", "licence.owner", "instrument.licence.owner_missing")
	for field, text := range map[string]string{"owner": l.Owner, "name": l.Name, "source": l.Source} {
		k.that(utf8.RuneCountInString(text) <= longestSource, "licence."+field, "instrument.text.long", "max", longestSource)
		k.that(plain(text), "licence."+field, "instrument.text.unreadable")
	}
}

// text judges one text of the definition: its languages, its length, and that it is plain.
func (k *checker) text(place string, t Text, most int) {
	for _, lang := range sortedKeys(t) {
		k.c.That(slices.Contains(k.d.Languages, lang), place+"."+cut(lang), "instrument.text.language", "language", cut(lang))
		k.c.That(utf8.RuneCountInString(t[lang]) <= most, place+"."+cut(lang), "instrument.text.long", "max", most)
		k.c.That(plain(t[lang]), place+"."+cut(lang), "instrument.text.unreadable")
	}
}

// plain tells whether a text can be stored and shown as it stands: valid UTF-8 without control characters and without the marks that
// turn the order of what follows over, so that nothing reads otherwise than it is.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u202d' || r == '\u202e'
	})
}

func (k *checker) sections() {
	k.that(len(k.d.Sections) > 0, "sections", "instrument.sections.missing")
	k.that(len(k.d.Sections) <= mostSections, "sections", "instrument.too_many", "max", mostSections)
	codes, count := map[string]bool{}, 0
	for i, s := range k.d.Sections {
		k.at("sections[%d]", i+1)
		k.section = i
		k.code(s.Code, codes)
		if s.Repeats != nil {
			k.that(s.Repeats.Most >= 1 && s.Repeats.Most <= mostEntries, "repeats.most", "instrument.repeats.outside", "max", mostEntries)
		}
		k.condition(s.ShowIf, "show_if", false, 1)
		k.that(len(s.Items) > 0, "items", "instrument.items.missing")
		for j, item := range s.Items {
			k.at("sections[%d].items[%d]", i+1, j+1).item(item, s)
			count++
		}
	}
	k.at("").that(count <= mostItems, "sections", "instrument.too_many", "max", mostItems)
}

func (k *checker) code(code string, seen map[string]bool) {
	k.that(partCode.MatchString(code), "code", "instrument.part_code.malformed", "code", cut(code))
	k.that(!seen[code], "code", "instrument.code.twice", "code", cut(code))
	seen[code] = true
}

func (k *checker) item(i Item, in Section) {
	k.that(partCode.MatchString(i.Code), "code", "instrument.part_code.malformed", "code", cut(i.Code))
	_, twice := k.items[i.Code]
	k.that(!twice, "code", "instrument.code.twice", "code", cut(i.Code))
	k.that(i.Topic == "" || partCode.MatchString(i.Topic), "topic", "instrument.part_code.malformed", "code", cut(i.Topic))
	k.word(string(i.Kind), Kinds(), "kind")
	if i.Better != "" {
		k.word(string(i.Better), Directions(), "better")
	}
	if i.Asked != Always {
		k.word(string(i.Asked), Occasions(), "asked")
		k.that(in.Repeats != nil, "asked", "instrument.asked.unrepeated")
	}
	k.wording(i)
	k.ends(i)
	k.options(i)
	k.condition(i.ShowIf, "show_if", in.Repeats != nil, 1)
	k.items[i.Code] = itemAt{i, k.section, in.Repeats != nil}
}

// wording: every item has a text in the first language, unless the definition is a shape without texts; then it has none at all.
func (k *checker) wording(i Item) {
	if !k.d.ScoreOnly {
		k.that(strings.TrimSpace(i.Text[k.first()]) != "", "text", "instrument.text.missing", "language", k.first())
		return
	}
	texts := len(i.Text) + len(i.Help) + len(i.FromLabel) + len(i.ToLabel)
	for _, o := range i.Options {
		texts += len(o.Label)
	}
	k.that(texts == 0, "text", "instrument.text.score_only")
}

func (k *checker) ends(i Item) {
	if i.Kind != ScaleItem && i.Kind != NumberItem {
		k.that(i.From == nil && i.To == nil && i.Step == nil, "from", "instrument.ends.unwanted")
		return
	}
	k.that(finite(i.From) && finite(i.To) && finite(i.Step), "from", "instrument.number.outside")
	k.that(i.From == nil || i.To == nil || *i.From < *i.To, "to", "instrument.ends.swapped")
	if i.Kind == NumberItem {
		k.that(i.Step == nil, "step", "instrument.ends.unwanted")
		return
	}
	k.that(i.From != nil && i.To != nil, "from", "instrument.ends.missing")
	if i.From == nil || i.To == nil {
		return
	}
	k.that(i.step() > 0, "step", "instrument.steps.uneven")
	if steps := (*i.To - *i.From) / i.step(); i.step() > 0 {
		k.that(steps <= mostSteps, "step", "instrument.steps.too_many", "max", mostSteps)
		k.that(math.Abs(steps-math.Round(steps)) < 1e-9, "step", "instrument.steps.uneven")
	}
}

func finite(v *float64) bool {
	return v == nil || !math.IsNaN(*v) && math.Abs(*v) <= 1e9
}

func (k *checker) options(i Item) {
	switch i.Kind {
	case StepsItem, SingleItem, MultipleItem:
		k.that(len(i.Options) > 0, "options", "instrument.options.missing")
		k.that(len(i.Options) <= mostOptions, "options", "instrument.too_many", "max", mostOptions)
	case YesNoItem:
		k.that(len(i.Options) == 0 || len(i.Options) == 2 && i.Options[0].Code == Yes && i.Options[1].Code == No,
			"options", "instrument.options.yes_no")
	default:
		k.that(len(i.Options) == 0, "options", "instrument.options.unwanted")
	}
	seen, place := map[string]bool{}, k.place
	for n, o := range i.Options {
		k.at("%s.options[%d]", place, n+1).code(o.Code, seen)
		k.that(finite(o.Points), "points", "instrument.number.outside")
		k.that(k.d.ScoreOnly || i.Kind == YesNoItem || strings.TrimSpace(o.Label[k.first()]) != "", "label", "instrument.text.missing", "language", k.first())
	}
	k.place = place
}

// condition: it asks about items that stand before, so that conditions cannot chase each other.
func (k *checker) condition(c *Condition, field string, inEntry bool, depth int) {
	if c == nil {
		return
	}
	if depth > mostDepth {
		k.that(false, field, "instrument.condition.deep", "max", mostDepth)
		return
	}
	kinds := 0
	for _, given := range []bool{len(c.All) > 0, len(c.Any) > 0, c.Item != ""} {
		if given {
			kinds++
		}
	}
	k.that(kinds == 1, field, "instrument.condition.one_kind")
	for i := range c.All {
		k.condition(&c.All[i], fmt.Sprintf("%s.all[%d]", field, i+1), inEntry, depth+1)
	}
	for i := range c.Any {
		k.condition(&c.Any[i], fmt.Sprintf("%s.any[%d]", field, i+1), inEntry, depth+1)
	}
	if c.Item != "" {
		k.question(*c, field, inEntry)
	}
}

func (k *checker) question(c Condition, field string, inEntry bool) {
	about, before := k.items[c.Item]
	k.that(before && (!about.repeats || inEntry && about.section == k.section), field+".item", "instrument.condition.item_unknown", "item", cut(c.Item))
	if !before {
		return
	}
	for _, code := range slices.Concat(c.Is, c.Not) {
		k.that(slices.ContainsFunc(about.Choices(), func(o Option) bool { return o.Code == code }), field,
			"instrument.condition.option_unknown", "option", cut(code))
	}
	numeric := about.Kind == ScaleItem || about.Kind == NumberItem || about.Kind == StepsItem
	k.that(c.Least == nil && c.Most == nil || numeric, field, "instrument.condition.not_a_number", "item", cut(c.Item))
	k.that(finite(c.Least) && finite(c.Most), field, "instrument.number.outside")
	k.that(len(c.Is)+len(c.Not) > 0 || c.Least != nil || c.Most != nil || c.Answered, field, "instrument.condition.no_test")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// texts calls fn for every text with its place and the longest that it may be.
func (d Definition) texts(fn func(place string, t Text, most int)) {
	fn("title", d.Title, longestTitle)
	fn("summary", d.Summary, longestText)
	fn("intro", d.Intro, longestText)
	fn("licence.note", d.Licence.Note, longestText)
	fn("no_total", d.NoTotal, longestText)
	for i, s := range d.Sections {
		at := fmt.Sprintf("sections[%d]", i+1)
		fn(at+".title", s.Title, longestTitle)
		fn(at+".intro", s.Intro, longestText)
		if s.Repeats != nil {
			fn(at+".repeats.label", s.Repeats.Label, longestTitle)
		}
		for j, item := range s.Items {
			item.texts(fmt.Sprintf("%s.items[%d]", at, j+1), fn)
		}
	}
	for i, s := range d.Scales {
		at := fmt.Sprintf("scales[%d]", i+1)
		fn(at+".title", s.Title, longestTitle)
		for j, r := range s.Reliability {
			fn(fmt.Sprintf("%s.reliability[%d].note", at, j+1), r.Note, longestText)
		}
		for j, n := range s.Norms {
			fn(fmt.Sprintf("%s.norms[%d].note", at, j+1), n.Note, longestText)
		}
	}
}

func (i Item) texts(at string, fn func(place string, t Text, most int)) {
	fn(at+".text", i.Text, longestText)
	fn(at+".help", i.Help, longestText)
	fn(at+".from_label", i.FromLabel, longestTitle)
	fn(at+".to_label", i.ToLabel, longestTitle)
	fn(at+".unit", i.Unit, longestTitle)
	for n, o := range i.Options {
		fn(fmt.Sprintf("%s.options[%d].label", at, n+1), o.Label, longestTitle)
	}
}
