package oldvisits

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/outreach"
)

// Order is for whom a file is checked. ID is minted where the form is opened.
type Order struct {
	ID           outreach.ImportID
	Organisation access.OrganisationID
	Unit         access.UnitID
}

// Examine checks a file and writes nothing. A file that has been imported already
// is a conflict.
func Examine(ctx context.Context, acts *act.Acts, actor access.Actor, o Order, f File) (Import, []rows.Problem, error) {
	i := Import{ID: o.ID, Organisation: o.Organisation, Unit: o.Unit, File: f.Name, Hash: f.Hash, State: Checked}
	var all []rows.Problem
	err := acts.Read(ctx, actor, func(tx *act.Tx) error {
		if err := tx.Require(access.ImportVisits, i.subject()); err != nil {
			return err
		}
		if err := refuseAgain(tx, i); err != nil {
			return err
		}
		found := f.problems.clone()
		g, err := readGround(tx, o.Organisation)
		if err != nil {
			return err
		}
		i.Report, err = survey(tx, i, f, g, &found)
		all = found.List
		i.CheckedBy, i.CheckedAt = tx.Actor.ID, tx.Now
		return err
	})
	return i, all, err
}

// refuseAgain refuses a file whose visits are on record.
func refuseAgain(tx *act.Tx, i Import) error {
	before, found, err := findByHash(tx, i.Organisation, i.Hash, Imported)
	if err == nil && found {
		err = fault.New(fault.Conflict, "import.file.again", "file", before.File, "at", before.ImportedAt)
	}
	return err
}

// survey holds every row against the ground and adds up what it can.
func survey(tx *act.Tx, i Import, f File, g *ground, found *problems) (Report, error) {
	report := Report{Rows: len(f.rows), Headers: f.headers, Ignored: f.ignored, Unread: f.unread}
	twins, traces := map[[32]byte]int{}, map[outreach.Trace][]int{}
	years := map[int]*YearTotals{}
	var period civil.Period
	for _, r := range f.rows {
		s := g.visit(r, found)
		// Of a row that must be mended it is not known what it says.
		if !found.IsRefused(r.No) {
			if err := lookForTwin(r, twins, found); err != nil {
				return report, err
			}
		}
		if s.Day.IsZero() {
			continue
		}
		report.Total.add(s)
		if years[s.Day.Year] == nil {
			years[s.Day.Year] = &YearTotals{Year: s.Day.Year}
		}
		years[s.Day.Year].add(s)
		period = around(period, s.Day)
		t := outreach.Trace{Place: s.Place, Day: s.Day, Present: s.Present, Conversations: s.Conversations}
		traces[t] = append(traces[t], r.No)
	}
	for _, y := range years {
		report.Years = append(report.Years, *y)
	}
	slices.SortFunc(report.Years, func(a, b YearTotals) int { return a.Year - b.Year })
	for _, n := range g.fresh {
		report.NewPlaces = append(report.NewPlaces, *n)
	}
	slices.SortFunc(report.NewPlaces, func(a, b NewPlace) int { return a.Row - b.Row })
	return report, finish(tx, i, &report, period, traces, found)
}

// finish looks for visits that may be on record already, and counts.
func finish(tx *act.Tx, i Import, report *Report, p civil.Period, traces map[outreach.Trace][]int, found *problems) error {
	err := outreach.EachTrace(tx, i.Organisation, i.Unit, p, func(t outreach.Trace) {
		for _, row := range traces[t] {
			found.add(rows.Problem{Row: row, Key: "import.row.on_record"})
		}
		delete(traces, t)
	})
	found.Sort()
	report.Refused, report.Marked = found.Refused(), found.Marked()
	report.Problems, report.More, report.Texts = len(found.List), found.More, found.texts
	return err
}

func around(p civil.Period, day civil.Date) civil.Period {
	if p.From.IsZero() || day.Before(p.From) {
		p.From = day
	}
	if p.To.IsZero() || !day.Before(p.To) {
		p.To = day.AddDays(1)
	}
	return p
}

// lookForTwin marks a row that says exactly what an earlier one says.
func lookForTwin(r row, twins map[[32]byte]int, found *problems) error {
	no := r.No
	r.ID, r.No = outreach.StopID{}, 0
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	if first, twice := twins[sum]; twice {
		found.add(rows.Problem{Row: no, Key: "import.row.twin", Args: []any{"row", first}})
	} else {
		twins[sum] = no
	}
	return nil
}

// Check examines a file and keeps what it found, and its rows when nothing in
// them is refused, for the import. No visit is recorded. A file that was checked
// before is checked anew: the older check goes.
func Check(ctx context.Context, acts *act.Acts, actor access.Actor, o Order, f File) (Import, error) {
	i, all, err := Examine(ctx, acts, actor, o, f)
	if err != nil {
		return i, err
	}
	kept, err := packRows(i, f.rows)
	if err != nil {
		return i, err
	}
	err = acts.Write(ctx, actor, func(tx *act.Tx) error {
		if err := tx.Require(access.ImportVisits, i.subject()); err != nil {
			return err
		}
		if old, found, err := findImport(tx, i.ID); err != nil || found {
			return sentBefore(old, i, err)
		}
		if err := refuseAgain(tx, i); err != nil {
			return err
		}
		if err := dropOlder(tx, i.Organisation, i.Hash, tx.Now.Add(-KeptDays*24*hour)); err != nil {
			return err
		}
		return insertImport(tx, i, kept, all)
	})
	return i, err
}

// sentBefore answers a form that was sent twice.
func sentBefore(old, i Import, err error) error {
	if err != nil || old.Organisation == i.Organisation && old.Unit == i.Unit && old.Hash == i.Hash {
		return err
	}
	return fault.New(fault.Conflict, "fault.conflict")
}

const rowsInChunk = 500

// packRows puts the rows into texts of many rows each.
func packRows(i Import, rows []row) ([]string, error) {
	if !i.Ready() {
		return nil, nil
	}
	var all []string
	for some := range slices.Chunk(rows, rowsInChunk) {
		text, err := json.Marshal(some)
		if err != nil {
			return nil, err
		}
		all = append(all, string(text))
	}
	return all, nil
}
