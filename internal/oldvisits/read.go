package oldvisits

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"strings"

	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
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
	unread     []string // sheets of the workbook that are not looked at
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

// problems gathers what is said of the rows, and counts those in whose text somebody might be recognised.
type problems struct {
	rows.Problems
	texts int
}

func (p *problems) add(one rows.Problem) {
	if !one.Refused && one.Column == "heard" {
		p.texts++
	}
	p.Add(one)
}

func (p problems) clone() problems { return problems{Problems: p.Clone(), texts: p.texts} }

// Read reads a file of old visits. It looks at nothing but the file: every fault
// of the file as a whole is an error, a [sheet.Problem] or a fault; what is wrong
// with single rows is kept for the report.
func Read(r io.Reader, name string) (File, error) {
	limits := sheet.DefaultLimits()
	content, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return File{}, err
	}
	name = rows.Shortened(filepath.Base(strings.ReplaceAll(name, `\`, "/")))
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
	f.ignored, f.unread = ignored, rows.Unread(table, "import.template.sheet", "import.template.guide", "import.template.choices")
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
	found.AddSheet(line)
	r.readWhen()
	r.readWhere()
	r.readCounts()
	r.readWork()
	r.row.Topics = rows.Split(r.text("topics"))
	r.row.Heard = r.text("heard")
	r.row.Workers = rows.Split(r.text("workers"))
	return r.row
}
