// Package rows is what imports of spreadsheets have in common: how people write days and headers, and what is wrong with single rows,
// gathered while a file is read, kept packed and told in words.
package rows

import (
	"slices"
	"strings"
	"unicode"

	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
)

// MostProblems is how many problems of a file are kept. The numbers of refused rows are exact all the same.
const MostProblems = 20_000

// Problem is one thing about one row. A refused row keeps the whole file from being imported; the others are to be looked at.
type Problem struct {
	Row     int
	Column  string // code of the column, or of a group of columns, or empty
	Value   string // what stands there, shortened
	Refused bool
	Key     string // a sentence in the catalogues
	Args    []any
}

// Text is the problem as a sentence.
func (p Problem) Text(print *i18n.Printer) string { return print.T(p.Key, p.Args...) }

// Problems gathers what is said of the rows, and remembers which rows are refused. The zero value is ready.
type Problems struct {
	List    []Problem
	More    bool // there were more than MostProblems
	refused map[int]bool
	marked  map[int]bool
}

// Add takes one problem.
func (p *Problems) Add(one Problem) {
	if p.refused == nil {
		p.refused, p.marked = map[int]bool{}, map[int]bool{}
	}
	if one.Refused {
		p.refused[one.Row] = true
	} else {
		p.marked[one.Row] = true
	}
	if len(p.List) >= MostProblems {
		p.More = true
		return
	}
	one.Value = Shortened(one.Value)
	p.List = append(p.List, one)
}

// Refused is how many rows must be mended, Marked how many have something to look at.
func (p *Problems) Refused() int { return len(p.refused) }
func (p *Problems) Marked() int  { return len(p.marked) }

// IsRefused tells whether a row must be mended.
func (p *Problems) IsRefused(row int) bool { return p.refused[row] }

// Sort puts the problems in the order of their rows.
func (p *Problems) Sort() {
	slices.SortStableFunc(p.List, func(a, b Problem) int { return a.Row - b.Row })
}

// Clone is a copy to which more can be added.
func (p *Problems) Clone() Problems {
	c := Problems{List: slices.Clone(p.List), More: p.More, refused: map[int]bool{}, marked: map[int]bool{}}
	for row := range p.refused {
		c.refused[row] = true
	}
	for row := range p.marked {
		c.marked[row] = true
	}
	return c
}

// AddSheet takes what the reading of a row found: cells that cannot be read are refused, a hidden row is to be looked at.
func (p *Problems) AddSheet(line sheet.Row) {
	for _, one := range line.Problems {
		p.Add(Problem{Row: line.Number, Column: header(one), Refused: true, Key: one.Key, Args: one.Args})
	}
	if line.Hidden {
		p.Add(Problem{Row: line.Number, Key: "import.row.hidden"})
	}
}

// header is the name of the column that a problem of a sheet is about; empty when it names none.
func header(p *sheet.Problem) string {
	for i := 0; i+1 < len(p.Args); i += 2 {
		if p.Args[i] == "header" {
			name, _ := p.Args[i+1].(string)
			return name
		}
	}
	return ""
}

const longestShown = 80 // characters

// Shortened is a text as a report shows it.
func Shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > longestShown {
		return string(letters[:longestShown-1]) + "…"
	}
	return text
}

// Key is a header or a name of a list in lower case without marks, spaces and punctuation: what means the same is the same.
func Key(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, i18n.Fold(name))
}

// Readable says whether the cell could be read at all: what could not be is told by the sheet's own problem.
func Readable(c sheet.Cell) bool {
	return c.Kind != sheet.KindFormula && c.Kind != sheet.KindUnreadable
}

// Day reads a cell as a day, as spreadsheets keep it and as people write it.
func Day(c sheet.Cell) (civil.Date, bool) {
	text := c.Text
	if c.Kind == sheet.KindDateTime {
		text, _, _ = strings.Cut(text, "T")
	}
	day, err := civil.ParseDate(text)
	if err != nil {
		day, err = civil.ParseFinnish(text)
	}
	return day, err == nil
}

// DayProblem is the key of what is wrong with a cell that Day cannot read.
func DayProblem(c sheet.Cell) string {
	switch {
	case c.Text == "":
		return "import.day.missing"
	case c.Kind == sheet.KindNumber:
		return "import.day.number"
	}
	return "import.day.unreadable"
}

// Bare is a number without spaces between thousands, with a point.
func Bare(text string) string { return strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), ",", ".") }

// Split takes a list apart at semicolons and line ends.
func Split(text string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// Unread are the sheets of a workbook that are not looked at and may hold rows: all but the one that is read. When that one is ours, named
// by the key read in one of the languages, those that we put beside it and that hold none are left out; beside are their keys.
func Unread(t *sheet.Table, read string, beside ...string) []string {
	unread := t.Unread()
	for _, lang := range i18n.Langs {
		print := i18n.For(lang)
		if print.T(read) != t.Sheet {
			continue
		}
		for _, key := range beside {
			unread = slices.DeleteFunc(unread, func(name string) bool { return name == print.T(key) })
		}
	}
	return unread
}
