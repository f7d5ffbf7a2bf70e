// Package xlsform reads and writes instruments as XLSForm (https://xlsform.org): a workbook with the sheets survey, choices and settings,
// which Open Data Kit, KoboToolbox and their kin make forms of.
//
// It translates and decides nothing. Every cell that an instrument cannot hold is a note with its sheet, row and column; nothing is
// dropped in silence. Columns that begin with rinnalla_ are ours: they carry what XLSForm has no column for, and other programs pass over
// them. The notes of [Write] say what is left out.
package xlsform

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

var limits = sheet.Limits{Bytes: 5 << 20, Unpacked: 60 << 20, Rows: 5_000}

// row is one row of a sheet, by the headers of its columns.
type row struct {
	sheet  string
	number int
	cells  map[string]string
	used   map[string]bool
}

// reader translates one workbook.
type reader struct {
	*draft.Draft
	said  instrument.Said
	notes []instrument.Note

	// languages of the columns with a language in their header, by header.
	columns map[string]column
	lists   map[string][]*row
	items   map[string]at // by name
	others  map[string]at // by the name of the question: where an answer of one's own to it stands
	place   *draft.Place
	groups  []*draft.Place
	scores  []*score
	rows    []*row
}

// column is what a header says: "label::Suomi (fi)" is label in fi.
type column struct{ name, lang string }

// at is where an item stands, and its kind of answer.
type at struct {
	section, item int
	repeats       bool
	whole         bool // it is answered by whole numbers
}

// IsForm tells whether a workbook has the sheet that every XLSForm has.
func IsForm(data []byte) bool {
	table, err := sheet.OpenSheet(bytes.NewReader(data), "", "survey", limits)
	return err == nil && table.Format == sheet.XLSXFormat && table.Has("type") && table.Has("name")
}

// Read reads a workbook; name is the file's, for messages. The notes list what the instrument does not hold; they are given with an error
// too. The error is an Invalid fault with the places of the definition that will not do, and their rows.
func Read(data []byte, name string, said instrument.Said) (instrument.Definition, []instrument.Note, error) {
	r := &reader{Draft: draft.New(), said: said, columns: map[string]column{}, lists: map[string][]*row{}, items: map[string]at{}, others: map[string]at{}}
	survey, err := r.sheet(data, name, "survey")
	if err != nil {
		return instrument.Definition{}, nil, err
	}
	choices, err := r.optional(data, name, "choices")
	if err != nil {
		return instrument.Definition{}, nil, err
	}
	settings, err := r.optional(data, name, "settings")
	if err != nil {
		return instrument.Definition{}, nil, err
	}
	r.settings(settings, name)
	for _, c := range choices {
		list := draft.First(c.cells["list_name"], c.cells["list name"])
		c.use("list_name", "list name")
		r.lists[list] = append(r.lists[list], c)
	}
	r.survey(survey)
	r.SetLanguages(r.Languages...)
	for _, one := range r.rows {
		r.leftOver(one)
	}
	slices.SortStableFunc(r.notes, func(a, b instrument.Note) int { return a.Line - b.Line })
	return r.Definition, r.notes, instrument.Located(r.Check(), r.Lines)
}

// sheet reads all rows of a sheet.
func (r *reader) sheet(data []byte, file, name string) ([]*row, error) {
	table, err := sheet.OpenSheet(bytes.NewReader(data), file, name, limits)
	if err != nil {
		return nil, err
	}
	if table.Format != sheet.XLSXFormat {
		return nil, fault.New(fault.Invalid, "xlsform.no_workbook")
	}
	if name == "survey" {
		r.unread(table)
	}
	headers := table.Columns()
	var rows []*row
	for from, err := range table.Rows() {
		if err != nil {
			return nil, err
		}
		one := &row{sheet: name, number: from.Number, cells: map[string]string{}, used: map[string]bool{}}
		for i, header := range headers {
			if text := sheet.Clean(from.At(i).Text); header != "" && text != "" {
				one.cells[r.header(header)] = text
			}
		}
		for _, p := range from.Problems {
			r.notes = append(r.notes, instrument.Note{Line: from.Number, Place: name, Key: p.Key, Args: p.Args})
		}
		rows = append(rows, one)
	}
	r.rows = append(r.rows, rows...)
	return rows, nil
}

// unread notes the sheets of the workbook, hidden ones too, that a form may have and an instrument does not.
func (r *reader) unread(t *sheet.Table) {
	for _, name := range slices.Concat(t.Sheets, t.Hidden) {
		if !slices.Contains([]string{"survey", "choices", "settings"}, strings.ToLower(name)) {
			r.notes = append(r.notes, instrument.Note{Place: draft.Shown(name), Key: "xlsform.sheet_unread", Args: []any{"sheet", draft.Shown(name)}})
		}
	}
}

// optional reads a sheet that need not be there, or may be empty.
func (r *reader) optional(data []byte, file, name string) ([]*row, error) {
	rows, err := r.sheet(data, file, name)
	if f := fault.Of(err); f != nil && (f.Key == "sheet.no_such_sheet" || f.Key == "sheet.no_rows" || f.Key == "sheet.no_rows_here" || f.Key == "sheet.empty_sheet") {
		return nil, nil
	}
	return rows, err
}

// header settles how a column is called here, and in which language it is.
func (r *reader) header(text string) string {
	if _, known := r.columns[text]; known {
		return text
	}
	name, lang, found := strings.Cut(text, "::")
	if !found {
		name, lang, found = strings.Cut(text, ":")
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if !found {
		r.columns[name] = column{name: name}
		return name
	}
	r.columns[text] = column{name, languageOf(lang)}
	return text
}

func (r *reader) note(one *row, column, key string, args ...any) {
	r.notes = append(r.notes, instrument.Note{Line: one.number, Place: one.sheet + "!" + column, Key: key, Args: args})
}

func (one *row) use(columns ...string) {
	for _, c := range columns {
		one.used[c] = true
	}
}

// get is the text of a column, which is thereby used.
func (one *row) get(columns ...string) string {
	one.use(columns...)
	for _, c := range columns {
		if text := one.cells[c]; text != "" {
			return text
		}
	}
	return ""
}

// text gathers a text from its column and those of the languages. Where two columns say something else in one language, the one that names
// the language holds; the other stays unused and is thereby noted.
func (r *reader) text(one *row, name string) instrument.Text {
	var t instrument.Text
	headers := sortedHeaders(one.cells)
	slices.SortStableFunc(headers, func(a, b string) int { return after(r.columns[a]) - after(r.columns[b]) })
	for _, header := range headers {
		c, text := r.columns[header], draft.Clean(one.cells[header])
		if c.name != name || strings.Contains(header, ":") && c.lang == "" {
			continue
		}
		lang := draft.First(c.lang, r.Lang)
		if said := t[lang]; said != "" && said != text {
			continue
		}
		one.use(header)
		if t == nil {
			t = instrument.Text{}
		}
		t[lang] = text
		if strings.Contains(text, "${") {
			r.note(one, header, "xlsform.insertion")
		}
		if markup.MatchString(text) {
			r.note(one, header, "xlsform.markup")
		}
	}
	return t
}

// markup is what some programs show as bold, coloured or as a heading.
var markup = regexp.MustCompile(`</?[A-Za-z][^<>]*>|\*\*[^*\n]+\*\*|(?m)^#{1,6} `)

// after puts columns with a language before those without.
func after(c column) int {
	if c.lang != "" {
		return 0
	}
	return 1
}

// leftOver notes the cells that nothing has used.
func (r *reader) leftOver(one *row) {
	var headers []string
	for header := range one.cells {
		if !one.used[header] {
			headers = append(headers, header)
		}
	}
	slices.Sort(headers)
	for _, header := range headers {
		r.note(one, header, "xlsform.not_kept", "column", draft.Shown(header), "value", draft.Shown(one.cells[header]))
	}
}

// settings reads what stands about the form as a whole.
func (r *reader) settings(rows []*row, file string) {
	one := &row{sheet: "settings", number: 2, cells: map[string]string{}, used: map[string]bool{}}
	if len(rows) > 0 {
		one = rows[0]
	}
	r.Lang = languageOf(one.get("default_language"))
	if r.Lang == "" {
		r.Lang = r.said.Language
	}
	if r.Lang == "" {
		r.Lang = r.firstLanguage()
	}
	if r.Lang == "" {
		r.Lang = "en"
		r.note(one, "default_language", "xlsform.language_missing")
	}
	title := one.get("form_title", "title")
	id := one.get("form_id", "id_string")
	base := strings.TrimSuffix(file[strings.LastIndexAny(file, `/\`)+1:], ".xlsx")
	r.Title = instrument.Text{r.Lang: draft.First(title, id, base)}
	for lang, text := range r.text(one, ownPrefix+"title") {
		r.Title[lang] = text
	}
	r.Code = draft.Slug(draft.First(r.said.Code, id, title, base))
	r.Licence = instrument.Licence{Owner: draft.First(one.get(ownPrefix+"owner"), r.said.Owner), Name: one.get(ownPrefix + "licence"), Source: one.get(ownPrefix + "source")}
	r.ownSettings(one)
}

// firstLanguage is the one of the first column with a language; "" when there are labels without one too: theirs is another, and nobody says which.
func (r *reader) firstLanguage() string {
	if slices.ContainsFunc(r.rows, func(one *row) bool { return one.cells["label"] != "" }) {
		return ""
	}
	for _, one := range r.rows {
		for _, header := range sortedHeaders(one.cells) {
			if c := r.columns[header]; c.lang != "" && c.name == "label" {
				return c.lang
			}
		}
	}
	return ""
}

func sortedHeaders(cells map[string]string) []string {
	var all []string
	for header := range cells {
		all = append(all, header)
	}
	slices.Sort(all)
	return all
}

// names of languages as XLSForms write them, by tag; the first is written.
var languageNames = map[string][]string{
	"fi": {"Suomi", "Finnish"}, "sv": {"Svenska", "Swedish"}, "en": {"English"}, "fi-selko": {"Selkosuomi", "Easy Finnish"},
	"ar": {"العربية", "Arabic"}, "ru": {"Русский", "Russian"}, "so": {"Soomaali", "Somali"}, "ckb": {"کوردی", "Sorani", "Kurdish"},
	"fa": {"فارسی", "Farsi", "Persian", "Dari"}, "uk": {"Українська", "Ukrainian"}, "et": {"Eesti", "Estonian"}, "de": {"Deutsch", "German"},
	"fr": {"Français", "French"}, "es": {"Español", "Spanish"}, "nl": {"Nederlands", "Dutch"}, "se": {"Davvisámegiella", "Northern Sami"},
	"pt": {"Português", "Portuguese"}, "it": {"Italiano", "Italian"}, "no": {"Norsk", "Norwegian"}, "da": {"Dansk", "Danish"},
	"pl": {"Polski", "Polish"}, "tr": {"Türkçe", "Turkish"}, "th": {"ไทย", "Thai"}, "vi": {"Tiếng Việt", "Vietnamese"}, "zh": {"中文", "Chinese"},
}

var (
	tagInBrackets = regexp.MustCompile(`\(([A-Za-z0-9_-]{2,35})\)\s*$`)
	bareTag       = regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$`)
)

// languageOf finds the tag in "Suomi (fi)", "fi" or "Finnish"; "" when it is none of these.
func languageOf(text string) string {
	text = strings.TrimSpace(text)
	if m := tagInBrackets.FindStringSubmatch(text); m != nil {
		return draft.Tag(m[1])
	}
	for tag, names := range languageNames {
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, text) }) {
			return tag
		}
	}
	if bareTag.MatchString(text) && len(strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '_' })[0]) <= 3 {
		return draft.Tag(text)
	}
	return ""
}

func languageName(tag string) string {
	if names := languageNames[tag]; names != nil {
		return names[0] + " (" + tag + ")"
	}
	return tag + " (" + tag + ")"
}
