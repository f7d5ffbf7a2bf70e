// Package oldvisits brings in the visits that people kept in spreadsheets: a file
// is read and checked row by row, nothing is written until everything in it is
// right, and then all of it is put on record in one act, which can be undone.
package oldvisits

import (
	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
)

// State is how far an import has come.
type State string

const (
	// Checked: the file was checked and waits; no visit is on record.
	Checked State = "checked"
	// Imported: all visits are on record.
	Imported State = "imported"
	// Undone: all visits were withdrawn again.
	Undone State = "undone"
)

// KeptDays is how long a checked file waits for its import. Older ones are
// removed when the next file of the organisation is checked.
const KeptDays = 30

// Import is one file and what became of it.
type Import struct {
	ID           outreach.ImportID
	Organisation access.OrganisationID
	Unit         access.UnitID
	File         string // its name, as the browser told it
	Hash         string // SHA-256 of its content, hexadecimal
	State        State
	Report       Report
	CheckedBy    access.WorkerID // zero: at the server's own command line
	CheckedAt    civil.Instant
	ImportedBy   access.WorkerID
	ImportedAt   civil.Instant
	UndoneBy     access.WorkerID
	UndoneAt     civil.Instant
	Reason       string // why it was undone
}

// Ready tells whether the visits can be put on record.
func (i Import) Ready() bool { return i.State == Checked && i.Report.Refused == 0 && i.Report.Rows > 0 }

func (i Import) subject() access.Subject {
	return outreach.ImportSubject(i.Organisation, i.Unit, i.ID)
}

// Report is what the check of a file found.
type Report struct {
	Rows    int // rows below the header
	Refused int // rows with something that must be mended
	Marked  int // rows with something to look at
	// Texts is the number of rows in whose free text somebody might be recognised.
	Texts    int
	Problems int // how many are kept, at most rows.MostProblems
	More     bool
	// Headers are the file's own names of the columns that were recognised, by code.
	Headers map[string]string
	// Ignored are the file's columns that are not brought in.
	Ignored   []string
	Unread    []string `json:",omitempty"` // sheets of the workbook that are not looked at
	NewPlaces []NewPlace
	// Total is the sum of all rows that can be read; Years are the same by year.
	Total Totals
	Years []YearTotals
}

// Totals are the sums of visits, to be held against the old spreadsheet's own.
type Totals struct {
	Visits, Present, Conversations, Clienthoods, Onward, Minutes int
	Marks                                                        outreach.ByMark
}

// YearTotals are the sums of one year.
type YearTotals struct {
	Year int
	Totals
}

func (t *Totals) add(s outreach.Stop) {
	t.Visits++
	t.Present += s.Present
	t.Conversations += s.Conversations
	t.Clienthoods += s.Clienthoods
	t.Onward += s.Onward.Sum()
	t.Minutes += s.Minutes
	for i, n := range s.Feedback {
		t.Marks[i] += n
	}
}

// NewPlace is a place that the import adds to the organisation's list.
type NewPlace struct {
	Name, Municipality, Kind string
	Row                      int // where it stands first
	Visits                   int
}

// ColumnName is the column as the file calls it, or its name in the template.
//
//i18n:keys import.column.*
//i18n:keys import.group.*
func (r Report) ColumnName(print *i18n.Printer, code string) string {
	if header, ok := r.Headers[code]; ok {
		return header
	}
	switch {
	case code == "":
		return ""
	case print.Has("import.group." + code):
		return print.T("import.group." + code)
	case print.Has("import.column." + code):
		return print.T("import.column." + code)
	}
	return code // a header of the file that means nothing to us
}
