// Package oldmeasurements brings in measurements that were kept in spreadsheets elsewhere: the columns of a file are told once for each
// instrument, the file is checked row by row, nothing is written until everything in it is right, and then all of it is put on record in
// one act, which can be undone.
package oldmeasurements

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// State is how far an import has come.
type State string

const (
	// Uploaded: the file is here and can be read; what its columns hold is still to be told.
	Uploaded State = "uploaded"
	// Checked: the file was checked and waits; no measurement is on record.
	Checked State = "checked"
	// Imported: all measurements are on record.
	Imported State = "imported"
	// Undone: all measurements were withdrawn again.
	Undone State = "undone"
)

// KeptDays is how long a file waits for its import, sealed and in no backup. Older ones are removed in upkeep, and when the next file of
// the organisation comes.
const KeptDays = 7

// Import is one file and what became of it.
type Import struct {
	ID           outcome.ImportID // minted by the form
	Organisation access.OrganisationID
	Unit         access.UnitID // for which the measurements count in reports; zero: each for the unit of its client
	Instrument   instrument.InstrumentID
	Version      instrument.VersionID // under which they are answers
	File         string               // its name, as the browser told it
	Hash         string               // SHA-256 of its content, hexadecimal
	State        State
	Mapping      Mapping
	Report       Report
	CheckedBy    access.WorkerID // zero: at the server's own command line
	CheckedAt    civil.Instant
	ImportedBy   access.WorkerID
	ImportedAt   civil.Instant
	UndoneBy     access.WorkerID
	UndoneAt     civil.Instant
	Reason       string // why it was undone
}

// Ready tells whether the measurements can be put on record.
func (i Import) Ready() bool { return i.State == Checked && i.Report.Refused == 0 && i.Report.Rows > 0 }

func (i Import) subject() access.Subject {
	return outcome.ImportSubject(i.Organisation, i.Unit, i.ID)
}

// waits tells whether the file is still here.
func (i Import) waits() bool { return i.State == Uploaded || i.State == Checked }

// Report is what the check of a file found. It holds nothing of single clients but Unknown, which is empty once all is understood.
type Report struct {
	Rows     int // rows below the header
	Refused  int // rows with something that must be mended
	Marked   int // rows with something to look at
	Problems int // how many are kept, at most rows.MostProblems
	More     bool
	// Headers are the file's own names of the columns that are brought in, by target; Ignored are the others.
	Headers map[Target]string
	Ignored []string
	Unread  []string `json:",omitempty"` // sheets of the workbook that are not looked at
	Clients int      // different ones
	First   civil.Date
	Last    civil.Date
	// Occasions counts the rows that can be read, by occasion; Scales are the scores that come out of them.
	Occasions map[outcome.Occasion]int
	Scales    []ScaleTotal
	// Unknown are values of closed lists that were not understood, and what stands in the place of a number, the most frequent first. For
	// each the mapping can say what it means.
	Unknown []Unknown
}

// ColumnName is the column as the file calls it, or what it is called where the file has none.
//
//i18n:keys oldmeasurement.column.*
func (r Report) ColumnName(print *i18n.Printer, column string) string {
	if header, ok := r.Headers[Target(column)]; ok {
		return header
	}
	if slices.Contains(fixed, Target(column)) {
		return print.T("oldmeasurement.column." + column)
	}
	return column // a header of the file that is not brought in, or nothing
}

// ScaleTotal is how a scale comes out in a file, to be held against the old spreadsheet's own figures. Without a score N is 0.
type ScaleTotal struct {
	Scale          string
	N              int
	Mean, Min, Max float64
}

// Unknown is a value that was not understood.
type Unknown struct {
	Target Target
	Value  string
	Rows   int
}
