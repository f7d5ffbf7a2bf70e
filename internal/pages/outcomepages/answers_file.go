package outcomepages

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// answersWriter writes measurements with one instrument, a row each. The CSV is for programs: codes, which the import of old measurements
// knows by themselves. The workbook is for people: words. The columns are those of all versions, the newest first.
type answersWriter struct {
	out     sheet.Writer
	csv     bool
	print   *i18n.Printer
	units   map[access.UnitID]string
	columns []answersColumn
	cells   []sheet.Value
}

// answersColumn is a column of an item or of a scale.
type answersColumn struct {
	code, heading string
	section       string // of an item in a section that repeats
	entry         int    // of such an item: which of the things it is about, from 0
	item          string
	scale         string
}

// everyAnswer are the columns that every instrument has, by the names that the import of old measurements knows.
var everyAnswer = []string{"client", "day", "occasion", "answered_by", "interpreter", "way", "place", "language", "seconds", "unit", "version", "measurement", "moment",
	"declined", "not_asked"}

//i18n:keys outcome.answers.column.*
func newAnswersWriter(f *os.File, suffix string, print *i18n.Printer, p answersPage, c choice, units map[access.UnitID]string) (*answersWriter, error) {
	w := &answersWriter{csv: suffix == "csv", print: print, units: units}
	for _, v := range slices.Backward(p.instrument.Versions) {
		w.addColumns(v.Definition, c.words)
	}
	names := []string{}
	for _, code := range everyAnswer {
		if !w.csv {
			code = print.T("outcome.answers.column." + code)
		}
		names = append(names, code)
	}
	for _, column := range w.columns {
		name := column.code
		if !w.csv {
			name = column.heading
		}
		names = append(names, name)
	}
	if w.csv {
		out, err := sheet.NewCSV(f, sheet.CSVStyle{}, names...)
		w.out = out
		return w, err
	}
	book, err := sheet.NewXLSX(f, aboutAnswers(print, p, c))
	if err != nil {
		return nil, err
	}
	w.out = book
	columns := make([]sheet.Column, len(names))
	for i, name := range names {
		columns[i] = sheet.Column{Header: name, Width: 14}
	}
	return w, book.Sheet(print.T("outcome.answers.sheet"), columns...)
}

// aboutAnswers is the first sheet of a workbook: what the rows are.
func aboutAnswers(print *i18n.Printer, p answersPage, c choice) *sheet.About {
	line := func(key string, v sheet.Value) [2]sheet.Value { return [2]sheet.Value{sheet.Text(print.T(key)), v} }
	about := &sheet.About{Sheet: print.T("outcome.answers.about"), Title: titleOf(p.Page, p.definition), CountLabel: print.T("outcome.answers.rows"), Lines: [][2]sheet.Value{
		line("outcome.answers.code", sheet.Text(p.instrument.Code)), line("outcome.answers.whose", sheet.Text(print.T("outcome.answers."+string(c.whose)))),
	}}
	if !c.from.IsZero() {
		about.Lines = append(about.Lines, line("outcome.answers.from", sheet.Date(c.from.Start().Helsinki())))
	}
	if !c.last.IsZero() {
		about.Lines = append(about.Lines, line("outcome.answers.last", sheet.Date(c.last.Start().Helsinki())))
	}
	return about
}

// addColumns adds the columns of a version that others have not brought.
func (w *answersWriter) addColumns(d instrument.Definition, words bool) {
	lang := string(w.print.Lang())
	for _, s := range d.Sections {
		most := 1
		if s.Repeats != nil {
			most = s.Repeats.Most
		}
		for n := range most {
			for _, item := range s.Items {
				if !words && (item.Kind == instrument.ShortTextItem || item.Kind == instrument.LongTextItem) {
					continue
				}
				c := answersColumn{code: item.Code, item: item.Code, heading: heading(d, item, lang)}
				if s.Repeats != nil {
					c.section, c.entry, c.code = s.Code, n, fmt.Sprintf("%s[%d].%s", s.Code, n+1, item.Code)
					c.heading = strconv.Itoa(n+1) + ": " + c.heading
				} else if slices.Contains(everyAnswer, item.Code) {
					c.code = "item:" + item.Code
				}
				w.add(c)
			}
		}
	}
	for _, s := range d.Scales {
		c := answersColumn{code: "score:" + s.Code, scale: s.Code, heading: d.In(s.Title, lang)}
		if c.heading == "" {
			c.heading = c.code
		}
		w.add(c)
	}
}

func (w *answersWriter) add(c answersColumn) {
	if !slices.ContainsFunc(w.columns, func(other answersColumn) bool { return other.code == c.code }) {
		w.columns = append(w.columns, c)
	}
}

// heading is what an item is called: its text, or the scale that is its value, or its code.
func heading(d instrument.Definition, item instrument.Item, lang string) string {
	if text := d.In(item.Text, lang); text != "" {
		return text
	}
	for _, s := range d.Scales {
		if len(s.Items) == 1 && s.Items[0] == item.Code && d.In(s.Title, lang) != "" {
			return d.In(s.Title, lang)
		}
	}
	return item.Code
}

// coded is a code for programs and a word for people.
func (w *answersWriter) coded(code, key string) sheet.Value {
	if w.csv || code == "" {
		return sheet.Text(code)
	}
	return sheet.Text(w.print.T(key + code))
}

//i18n:keys outcome.occasion.*
//i18n:keys outcome.by.*
//i18n:keys outcome.way.*
//i18n:keys outcome.place.*
func (w *answersWriter) put(m outcome.Found, f *instrument.Form) error {
	interpreter := sheet.Empty()
	if m.Interpreter {
		interpreter = w.coded("yes", "question.")
	}
	seconds := sheet.Empty()
	if m.Seconds > 0 {
		seconds = sheet.Integer(int64(m.Seconds))
	}
	w.cells = append(w.cells[:0], sheet.Text(m.ClientNumber), day(m.Day), w.coded(string(m.Occasion), "outcome.occasion."), w.coded(string(m.By), "outcome.by."),
		interpreter, w.coded(string(m.Way), "outcome.way."), w.coded(m.Place, "outcome.place."), sheet.Text(m.Language), seconds, sheet.Text(w.units[m.Unit]),
		sheet.Integer(int64(m.Number)), sheet.Text(m.ID.String()), sheet.Text(m.Moment.String()), w.listed(f, m.Answers, instrument.Declined), w.listed(f, m.Answers, instrument.NotAsked))
	scores := map[string]instrument.Score{}
	for _, s := range m.Scores(f) {
		scores[s.Scale] = s
	}
	for _, c := range w.columns {
		switch {
		case c.scale != "":
			s := scores[c.scale]
			w.cells = append(w.cells, number(s.Value, s.Exists))
		case c.section != "":
			entries := m.Answers.Entries[c.section]
			if c.entry >= len(entries) {
				w.cells = append(w.cells, sheet.Empty())
				continue
			}
			w.cells = append(w.cells, w.answer(f, c.item, entries[c.entry][c.item]))
		default:
			w.cells = append(w.cells, w.answer(f, c.item, m.Answers.Items[c.item]))
		}
	}
	return w.out.Row(w.cells...)
}

// listed are the codes of the items outside repeated sections whose answer is missing for that reason.
func (w *answersWriter) listed(f *instrument.Form, a instrument.Answers, state instrument.State) sheet.Value {
	var codes []string
	for _, s := range f.Definition.Sections {
		for _, item := range s.Items {
			if s.Repeats == nil && a.Items[item.Code].State == state {
				codes = append(codes, item.Code)
			}
		}
	}
	return sheet.Text(strings.Join(codes, " "))
}

func day(d civil.Date) sheet.Value {
	return sheet.Date(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
}

// mostPlaces is how many decimals a file has.
const mostPlaces = 6

// number is written with as many decimals as it has.
func number(v float64, exists bool) sheet.Value {
	if !exists {
		return sheet.Empty()
	}
	_, decimals, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return sheet.Decimal(v, min(len(decimals), mostPlaces))
}

func (w *answersWriter) answer(f *instrument.Form, code string, a instrument.Answer) sheet.Value {
	if a.State != instrument.Given {
		return sheet.Empty()
	}
	item, _, _ := f.Definition.Item(code)
	switch item.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		return number(a.Number, true)
	case instrument.DateItem:
		return day(a.Day)
	case instrument.ShortTextItem, instrument.LongTextItem:
		return sheet.Text(a.Text)
	case instrument.MultipleItem:
		words := make([]string, len(a.Options))
		for i, option := range a.Options {
			words[i] = w.option(f, item, option)
		}
		return sheet.Text(strings.Join(words, "; "))
	}
	return sheet.Text(w.option(f, item, a.Option))
}

// option is an option's code for programs, and its words for people.
func (w *answersWriter) option(f *instrument.Form, item instrument.Item, code string) string {
	if w.csv {
		return code
	}
	for _, o := range item.Options {
		if label := f.Definition.In(o.Label, string(w.print.Lang())); o.Code == code && label != "" {
			return label
		}
	}
	switch code {
	case instrument.Yes:
		return w.print.T("question.yes")
	case instrument.No:
		return w.print.T("question.no")
	}
	return code
}
