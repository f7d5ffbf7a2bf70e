package oldmeasurements

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/identity"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// row is one measurement as the file tells it: shape is right, whose it is is not yet looked up.
type row struct {
	no     int // the row number that the spreadsheet program shows
	number string
	outcome.Measurement
	said   map[string]score // by scale
	line   sheet.Row
	silent map[Target]bool // something is said of these already
}

// score is a scale's score as the file tells it, with so many decimals.
type score struct {
	value  float64
	places int
}

// reader turns lines into rows under a mapping and says what it cannot read.
type reader struct {
	form    *instrument.Form
	mapping Mapping
	at      map[Target]int
	lists   map[Target]map[string]string // closed lists: what each name of an entry means
	found   *rows.Problems
	unknown map[Target]map[string]*Unknown
}

// newReader prepares reading a file of these headers.
func newReader(f *instrument.Form, m Mapping, headers []string, found *rows.Problems) *reader {
	r := &reader{form: f, mapping: m, at: map[Target]int{}, lists: map[Target]map[string]string{}, found: found, unknown: map[Target]map[string]*Unknown{}}
	for i, header := range headers {
		if target, mapped := m.Columns[ColumnKey(header)]; mapped && header != "" {
			r.at[target] = i
		}
	}
	return r
}

// numbers are the clients' numbers in a file, each once.
func (r *reader) numbers(f File) ([]string, error) {
	seen := map[string]bool{}
	for line, err := range f.table.Rows() {
		if err != nil {
			return nil, err
		}
		if number := r.text(line, ToClient); number != "" {
			seen[number] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// each reads every row of the file. A row is the caller's until it returns.
func (r *reader) each(f File, fn func(row) error) error {
	for line, err := range f.table.Rows() {
		if err != nil {
			return err
		}
		r.found.AddSheet(line)
		if err := fn(r.row(line)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) row(line sheet.Row) row {
	w := row{no: line.Number, line: line, said: map[string]score{}, silent: map[Target]bool{}}
	w.ID = id.New[outcome.Measurement]()
	r.readWho(&w, r.cell(&w, ToClient))
	r.readDay(&w, r.cell(&w, ToDay))
	w.Occasion, w.By, w.Language = r.mapping.Occasion, r.mapping.By, r.mapping.Language
	if code := r.closed(&w, ToOccasion); code != "" {
		w.Occasion = outcome.Occasion(code)
	}
	if code := r.closed(&w, ToBy); code != "" {
		w.By = outcome.AnsweredBy(code)
	}
	if code := r.closed(&w, ToLanguage); code != "" {
		w.Language = code
	}
	w.Interpreter = r.closed(&w, ToInterpreter) == instrument.Yes
	w.Place = r.closed(&w, ToPlace)
	w.Seconds = r.whole(&w, ToSeconds) + 60*r.whole(&w, ToMinutes)
	r.readAnswers(&w)
	r.readDeclined(&w)
	return w
}

// text is what stands in the column of a target.
func (r *reader) text(line sheet.Row, t Target) string {
	i, there := r.at[t]
	if !there {
		return ""
	}
	return sheet.Clean(line.At(i).Text)
}

// cell is the cell in the column of a target; of one that cannot be read, the sheet's own problem is told already.
func (r *reader) cell(w *row, t Target) sheet.Cell {
	i, there := r.at[t]
	if !there {
		return sheet.Cell{}
	}
	c := w.line.At(i)
	if !rows.Readable(c) {
		w.silent[t] = true
		return sheet.Cell{}
	}
	c.Text = sheet.Clean(c.Text)
	return c
}

func (r *reader) refuse(w *row, t Target, value, key string, args ...any) {
	w.silent[t] = true
	r.found.Add(rows.Problem{Row: w.no, Column: string(t), Value: value, Refused: true, Key: key, Args: args})
}

func (r *reader) readWho(w *row, c sheet.Cell) {
	w.number = c.Text
	_, err := identity.Parse(c.Text)
	switch {
	case w.silent[ToClient]:
	case c.Text == "":
		r.refuse(w, ToClient, "", "oldmeasurement.client.missing")
	case err == nil: // it is not shown again
		w.number = ""
		r.refuse(w, ToClient, "", "oldmeasurement.client.is_code")
	}
}

func (r *reader) readDay(w *row, c sheet.Cell) {
	if w.silent[ToDay] {
		return
	}
	day, ok := rows.Day(c)
	if !ok {
		r.refuse(w, ToDay, c.Text, rows.DayProblem(c))
	}
	w.Day = day
}

// closed reads one of a closed list: by its code, by a name in any language, or by what the mapping says that it means.
func (r *reader) closed(w *row, t Target) string {
	c := r.cell(w, t)
	if c.Text == "" {
		return ""
	}
	if code, meant := r.mapping.Meanings[t][ValueKey(c.Text)]; meant {
		if code == MeansLeft {
			return ""
		}
		return code
	}
	if code, known := r.list(t)[rows.Key(c.Text)]; known {
		return code
	}
	r.strange(w, t, c.Text, "oldmeasurement.value.unknown")
	return ""
}

// mostUnknown bounds how many different values of a file can be asked about.
const mostUnknown = 60

// strange refuses a value that is not understood, and keeps it to be asked about.
func (r *reader) strange(w *row, t Target, value, key string, args ...any) {
	r.refuse(w, t, value, key, args...)
	if r.unknown[t] == nil {
		r.unknown[t] = map[string]*Unknown{}
	}
	of := r.unknown[t]
	if of[ValueKey(value)] == nil {
		if len(of) >= mostUnknown || ValueKey(rows.Shortened(value)) != ValueKey(value) {
			return // what is as long as that is no entry of a list
		}
		of[ValueKey(value)] = &Unknown{Target: t, Value: rows.Shortened(value)}
	}
	of[ValueKey(value)].Rows++
}

// unknowns are the values that were not understood, the most frequent first.
func (r *reader) unknowns() []Unknown {
	var all []Unknown
	for _, of := range r.unknown {
		for _, u := range of {
			all = append(all, *u)
		}
	}
	slices.SortFunc(all, func(a, b Unknown) int {
		if a.Rows != b.Rows {
			return b.Rows - a.Rows
		}
		return strings.Compare(string(a.Target)+"\n"+a.Value, string(b.Target)+"\n"+b.Value)
	})
	return all[:min(len(all), mostUnknown)]
}

// Choices are the codes of a target that is one of a closed list, in their order; nil for others.
func Choices(f *instrument.Form, t Target) []string {
	switch t {
	case ToOccasion:
		return texts(outcome.Occasions())
	case ToBy:
		return texts(outcome.Answerers())
	case ToPlace:
		return outcome.Places
	case ToLanguage:
		return f.Definition.Languages
	case ToInterpreter:
		return []string{instrument.Yes, instrument.No}
	}
	item, is := t.item(f)
	if !is {
		return nil
	}
	var codes []string
	for _, o := range item.Choices() {
		codes = append(codes, o.Code)
	}
	return codes
}

func texts[W ~string](all []W) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

// list is a closed list by all the names of what is in it.
func (r *reader) list(t Target) map[string]string {
	if list, made := r.lists[t]; made {
		return list
	}
	list := map[string]string{}
	for _, code := range Choices(r.form, t) {
		for _, name := range namesOf(t, code) {
			list[rows.Key(name)] = code
		}
	}
	r.lists[t] = list
	return list
}

// namesOf are the names of an entry of a closed list that every instrument has.
//
//i18n:keys outcome.occasion.*
//i18n:keys outcome.by.*
//i18n:keys outcome.place.*
//i18n:keys oldmeasurement.means.*
func namesOf(t Target, code string) []string {
	prefix := map[Target]string{ToOccasion: "outcome.occasion.", ToBy: "outcome.by.", ToPlace: "outcome.place."}[t]
	all := []string{code}
	for _, lang := range i18n.Langs {
		print := i18n.For(lang)
		if prefix != "" {
			all = append(all, print.T(prefix+code))
		}
		if key := "oldmeasurement.means." + code; print.Has(key) && t != ToPlace {
			all = append(all, strings.Split(print.T(key), ";")...)
		}
	}
	return all
}

// mostWhole is far above every number's own limit, which the measurement's check knows.
const mostWhole = 1_000_000

// whole reads a whole number that is not negative; an empty cell is none.
func (r *reader) whole(w *row, t Target) int {
	c := r.cell(w, t)
	if c.Text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(rows.Bare(c.Text), 64)
	if err != nil || v < 0 || v > mostWhole || v != math.Trunc(v) {
		r.refuse(w, t, c.Text, "import.count.unreadable")
		return 0
	}
	return int(v)
}

func (r *reader) readAnswers(w *row) {
	w.Answers = instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	for _, s := range r.form.Definition.Sections {
		if s.Repeats == nil {
			for _, item := range s.Items {
				t := ItemTarget(item.Code)
				w.Answers.Items[item.Code] = r.answer(w, t, item)
			}
			continue
		}
		for n := range s.Repeats.Most {
			entry, any := instrument.Entry{}, false
			for _, item := range s.Items {
				t := EntryTarget(s.Code, n+1, item.Code)
				a := r.answer(w, t, item)
				entry[item.Code], any = a, any || a.State != instrument.Left
			}
			if any {
				w.Answers.Entries[s.Code] = append(w.Answers.Entries[s.Code], entry)
			}
		}
	}
	for _, s := range r.form.Definition.Scales {
		r.readScore(w, s.Code)
	}
}

func (r *reader) readScore(w *row, scale string) {
	c := r.cell(w, ScoreTarget(scale))
	if c.Text == "" {
		return
	}
	text := rows.Bare(c.Text)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.refuse(w, ScoreTarget(scale), c.Text, "oldmeasurement.number.unreadable")
		return
	}
	_, decimals, _ := strings.Cut(text, ".")
	w.said[scale] = score{v, len(decimals)}
}

// readDeclined takes the codes of items that she chose to leave out.
func (r *reader) readDeclined(w *row) {
	for _, code := range strings.FieldsFunc(r.cell(w, ToDeclined).Text, func(c rune) bool { return strings.ContainsRune(" ;,\n", c) }) {
		a, known := w.Answers.Items[code]
		switch {
		case !known:
			r.refuse(w, ToDeclined, code, "oldmeasurement.declined.unknown")
		case a.State == instrument.Given:
			r.refuse(w, ToDeclined, code, "oldmeasurement.declined.answered")
		default:
			w.Answers.Items[code] = instrument.Answer{State: instrument.Declined}
		}
	}
}

// answer reads the answer to an item. What was written in a person's own words is never shown in a report.
func (r *reader) answer(w *row, t Target, item instrument.Item) instrument.Answer {
	c := r.cell(w, t)
	if c.Text == "" {
		return instrument.Answer{}
	}
	code, meant := r.mapping.Meanings[t][ValueKey(c.Text)]
	switch {
	case meant && code == MeansLeft:
		return instrument.Answer{}
	case meant && code == MeansDeclined:
		return instrument.Answer{State: instrument.Declined}
	case meant:
		return instrument.Answer{State: instrument.Given, Option: code, Options: optionsOf(item, code)}
	}
	a := instrument.Answer{State: instrument.Given}
	switch item.Kind {
	case instrument.ShortTextItem, instrument.LongTextItem:
		a.Text = c.Text
	case instrument.DateItem:
		day, ok := rows.Day(c)
		if !ok {
			r.strange(w, t, c.Text, "import.day.unreadable")
			return instrument.Answer{}
		}
		a.Day = day
	case instrument.ScaleItem, instrument.NumberItem:
		return r.numeric(w, t, item, c)
	case instrument.MultipleItem:
		return r.several(w, t, item, c)
	default:
		option, ok := r.option(w, t, item, c.Text)
		if !ok {
			return instrument.Answer{}
		}
		a.Option = option
	}
	return a
}

func optionsOf(item instrument.Item, code string) []string {
	if item.Kind != instrument.MultipleItem {
		return nil
	}
	return []string{code}
}

// numeric reads a number with a comma or a point and judges it at once, so that a number that stands for "no answer" can be asked about.
func (r *reader) numeric(w *row, t Target, item instrument.Item, c sheet.Cell) instrument.Answer {
	v, err := strconv.ParseFloat(rows.Bare(c.Text), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || c.Kind == sheet.KindDate || c.Kind == sheet.KindDateTime {
		r.strange(w, t, c.Text, "oldmeasurement.number.unreadable")
		return instrument.Answer{}
	}
	a := instrument.Answer{State: instrument.Given, Number: v}
	if wrong := fault.Of(r.form.CheckAnswer(item.Code, a)); wrong != nil {
		r.strange(w, t, c.Text, wrong.Fields[0].Key, wrong.Fields[0].Args...)
		return instrument.Answer{}
	}
	return a
}

// several reads options with semicolons or commas between.
func (r *reader) several(w *row, t Target, item instrument.Item, c sheet.Cell) instrument.Answer {
	a := instrument.Answer{State: instrument.Given}
	parts := rows.Split(c.Text)
	if len(parts) == 1 {
		if code, one := r.options(t, item)[optionKey(c.Text)]; !one || code == "" {
			parts = strings.FieldsFunc(c.Text, func(c rune) bool { return c == ',' })
		}
	}
	for _, part := range parts {
		option, ok := r.option(w, t, item, strings.TrimSpace(part))
		if !ok {
			return instrument.Answer{}
		}
		if !slices.Contains(a.Options, option) {
			a.Options = append(a.Options, option)
		}
	}
	return a
}

// option finds the option that a text names: by its code, its words in any language, or its points. What could be two is none.
func (r *reader) option(w *row, t Target, item instrument.Item, text string) (string, bool) {
	switch code, known := r.options(t, item)[optionKey(text)]; {
	case known && code != "":
		return code, true
	case known:
		r.strange(w, t, text, "oldmeasurement.option.ambiguous")
	default:
		r.strange(w, t, text, "oldmeasurement.option.unknown")
	}
	return "", false
}

// optionKey makes names of an option equal that mean the same; numbers keep their sign.
func optionKey(name string) string {
	if n, err := strconv.ParseFloat(rows.Bare(name), 64); err == nil {
		return "#" + strconv.FormatFloat(n, 'f', -1, 64)
	}
	return rows.Key(name)
}

// options are an item's options by all their names; a name of two of them is empty.
func (r *reader) options(t Target, item instrument.Item) map[string]string {
	if list, made := r.lists[t]; made {
		return list
	}
	list := map[string]string{}
	add := func(code, name string) {
		key := optionKey(name)
		if before, there := list[key]; there && before != code {
			code = ""
		}
		if key != "" {
			list[key] = code
		}
	}
	for _, o := range item.Choices() {
		add(o.Code, o.Code)
		for _, label := range o.Label {
			add(o.Code, label)
		}
		if o.Points != nil {
			add(o.Code, strconv.FormatFloat(*o.Points, 'f', -1, 64))
		}
		if item.Kind == instrument.YesNoItem {
			for _, name := range namesOf("", o.Code) {
				add(o.Code, name)
			}
		}
	}
	r.lists[t] = list
	return list
}
