package oldvisits

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"strings"

	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
)

// File is a spreadsheet that has been read, before anything is known of the
// organisation that it is for.
type File struct {
	Name, Hash string
	headers    map[string]string
	ignored    []string
	rows       []row
	problems   problems
}

// row is one visit as the file tells it: shape is right, names are not yet looked up.
type row struct {
	ID           outreach.StopID
	No           int // the row number that the spreadsheet program shows
	Day          civil.Date
	Start        *civil.Clock `json:",omitempty"`
	End          *civil.Clock `json:",omitempty"`
	Place        string
	Municipality string `json:",omitempty"` // code
	Nowhere      bool   `json:"-"`          // a municipality is written that there is not
	PlaceKind    string `json:",omitempty"`
	Kind         string
	Present      int               `json:",omitempty"`
	Conversation int               `json:",omitempty"`
	Clienthoods  int               `json:",omitempty"`
	Ages         outreach.ByAge    `json:",omitzero"`
	Genders      outreach.ByGender `json:",omitzero"`
	Onward       outreach.ByOnward `json:",omitzero"`
	Feedback     outreach.ByMark   `json:",omitzero"`
	Topics       []string          `json:",omitempty"`
	Minutes      int               `json:",omitempty"`
	Heard        string            `json:",omitempty"`
	Workers      []string          `json:",omitempty"`
}

// problems gathers what is said of the rows, and remembers which rows are refused.
type problems struct {
	list    []Problem
	more    bool
	refused map[int]bool
	marked  map[int]bool
	texts   int // rows in whose text somebody might be recognised
}

func (p *problems) add(one Problem) {
	if p.refused == nil {
		p.refused, p.marked = map[int]bool{}, map[int]bool{}
	}
	if one.Refused {
		p.refused[one.Row] = true
	} else {
		p.marked[one.Row] = true
		if one.Column == "heard" {
			p.texts++
		}
	}
	if len(p.list) >= MostProblems {
		p.more = true
		return
	}
	one.Value = shortened(one.Value)
	p.list = append(p.list, one)
}

const longestShown = 80 // characters

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > longestShown {
		return string(letters[:longestShown-1]) + "…"
	}
	return text
}

// Read reads a file of old visits. It looks at nothing but the file: every fault
// of the file as a whole is an error, a [sheet.Problem] or a fault; what is wrong
// with single rows is kept for the report.
func Read(r io.Reader, name string) (File, error) {
	limits := sheet.DefaultLimits()
	content, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return File{}, err
	}
	name = shortened(filepath.Base(strings.ReplaceAll(name, `\`, "/")))
	table, err := sheet.Open(bytes.NewReader(content), name, limits)
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(content)
	f := File{Name: name, Hash: hex.EncodeToString(sum[:]), headers: map[string]string{}}
	names := table.Columns()
	at, ignored, err := arrange(names)
	if err != nil {
		return File{}, err
	}
	f.ignored = ignored
	for code, i := range at {
		f.headers[code] = names[i]
	}
	f.rows = make([]row, 0, table.Count)
	for line, err := range table.Rows() {
		if err != nil {
			return File{}, err
		}
		f.rows = append(f.rows, readRow(line, at, &f.problems))
	}
	return f, nil
}

func readRow(line sheet.Row, at map[string]int, found *problems) row {
	r := rowReader{row: row{ID: id.New[outreach.Stop](), No: line.Number}, line: line, at: at, found: found}
	for _, p := range line.Problems {
		header, _ := argument(p.Args, "header").(string)
		found.add(Problem{Row: line.Number, Column: header, Refused: true, Key: p.Key, Args: p.Args})
	}
	if line.Hidden {
		r.look("", "", "import.row.hidden")
	}
	r.readWhen()
	r.readWhere()
	r.readCounts()
	r.readWork()
	r.row.Topics = split(r.text("topics"))
	r.row.Heard = r.text("heard")
	r.row.Workers = split(r.text("workers"))
	return r.row
}

func argument(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

// split takes a list apart at semicolons and line ends.
func split(text string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
