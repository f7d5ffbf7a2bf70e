package oldvisits

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/outreach"
)

const hour = time.Hour

// Run puts all visits of a checked file on record in one act, with the places
// that are new. Doing it twice is doing it once. textsRead says that somebody has
// read the marked texts and found nobody recognisable in them.
//
// Should something that the rows name have changed since the check, nothing is
// put on record: the import then stands as checked anew, with what is refused now.
func Run(ctx context.Context, acts *act.Acts, actor access.Actor, which outreach.ImportID, textsRead bool) (Import, error) {
	var i Import
	var rows []row
	err := acts.Read(ctx, actor, func(tx *act.Tx) (err error) {
		if i, err = One(tx, which); err != nil {
			return err
		}
		rows, err = keptRows(tx, which)
		return err
	})
	if err != nil || i.State == Imported {
		return i, err
	}
	if err := mayRun(i, textsRead); err != nil {
		return i, err
	}
	err = acts.Write(ctx, actor, func(tx *act.Tx) error {
		if i, err = One(tx, which); err != nil || i.State == Imported {
			return err
		}
		if err := mayRun(i, textsRead); err != nil {
			return err
		}
		return putOnRecord(tx, &i, rows)
	})
	return i, err
}

func mayRun(i Import, textsRead bool) error {
	switch {
	case i.State == Undone:
		return fault.New(fault.Conflict, "import.run.undone")
	case !i.Ready():
		return fault.New(fault.Conflict, "import.run.refused")
	}
	var c fault.Checks
	c.That(i.Report.Texts == 0 || textsRead, "texts_read", "import.run.texts")
	return c.Err()
}

// visitsAtOnce keeps the memory of a large import small.
const visitsAtOnce = 5_000

func putOnRecord(tx *act.Tx, i *Import, rows []row) error {
	if err := refuseAgain(tx, *i); err != nil {
		return err
	}
	g, err := readGround(tx, i.Organisation)
	if err != nil {
		return err
	}
	var found problems
	for _, r := range rows {
		g.visit(r, &found)
	}
	if found.Refused() > 0 {
		i.Report.Refused, i.Report.Marked = found.Refused(), found.Marked()
		i.Report.Problems, i.Report.More = len(found.List), found.More
		return replaceReport(tx, *i, found.List)
	}
	if err := savePlaces(tx, i.Organisation, g); err != nil {
		return err
	}
	// The organisation's first place brought its topics.
	if g, err = readGround(tx, i.Organisation); err != nil {
		return err
	}
	for some := range slices.Chunk(rows, visitsAtOnce) {
		stops := make([]outreach.Stop, len(some))
		for k, r := range some {
			stops[k] = g.visit(r, &found)
			stops[k].Organisation, stops[k].Unit, stops[k].Import = i.Organisation, i.Unit, i.ID
		}
		if err := outreach.RecordMany(tx, stops); err != nil {
			return err
		}
	}
	i.State, i.ImportedBy, i.ImportedAt = Imported, tx.Actor.ID, tx.Now
	return markImported(tx, *i)
}

func savePlaces(tx *act.Tx, o access.OrganisationID, g *ground) error {
	for key, n := range g.fresh {
		if err := outreach.SavePlace(tx, n.place(o, g.freshID[key])); err != nil {
			return err
		}
	}
	return nil
}

func unpackRows(texts []string) ([]row, error) {
	var all []row
	for _, text := range texts {
		var some []row
		if err := json.Unmarshal([]byte(text), &some); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Undo withdraws all visits of an import in one act, also those that were
// corrected since; nothing is deleted, and new places stay. c is minted by the
// form. It tells how many visits were withdrawn. Doing it twice is doing it once.
func Undo(tx *act.Tx, which outreach.ImportID, c outreach.CorrectionID, reason string) (int, error) {
	i, err := One(tx, which)
	if err != nil || i.State == Undone {
		return 0, err
	}
	if i.State != Imported {
		return 0, fault.New(fault.Conflict, "import.undo.not_imported")
	}
	n, err := outreach.WithdrawImport(tx, i.Organisation, i.Unit, i.ID, c, reason)
	if err != nil {
		return 0, err
	}
	i.UndoneBy, i.UndoneAt, i.Reason = tx.Actor.ID, tx.Now, reason
	return n, markUndone(tx, i)
}

// Discard removes a check that is not to be imported. What is on record stays.
func Discard(tx *act.Tx, which outreach.ImportID) error {
	i, err := One(tx, which)
	if err != nil {
		return err
	}
	if i.State != Checked {
		return fault.New(fault.Conflict, "import.discard.imported")
	}
	return removeImport(tx, which)
}

// One loads an import. Absent and not the actor's to see are the same answer.
func One(tx *act.Tx, which outreach.ImportID) (Import, error) {
	i, found, err := findImport(tx, which)
	if err != nil {
		return i, err
	}
	if !found {
		i = Import{ID: which}
	}
	if err := tx.Require(access.ImportVisits, i.subject()); err != nil {
		return Import{}, err
	}
	if !found {
		return i, fault.Missing()
	}
	return i, nil
}

// List gives the imports of the units that the actor may import for, the newest
// first, at most 200.
func List(tx *act.Tx) ([]Import, error) {
	scope, err := tx.Scope(access.ImportVisits, "import")
	if err != nil {
		return nil, err
	}
	return listImports(tx, scope)
}

// Problems gives what the check found about single rows, in their order: most of
// them, after the first skip.
func Problems(tx *act.Tx, i Import, skip, most int) ([]rows.Problem, error) {
	if err := tx.Require(access.ImportVisits, i.subject()); err != nil {
		return nil, err
	}
	return listProblems(tx, i.ID, skip, most)
}
