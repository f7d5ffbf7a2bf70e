package oldmeasurements

import (
	"context"
	"errors"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/outcome"
)

// recordedAtOnce keeps the memory of a large import small.
const recordedAtOnce = 500

// errChanged rolls an import back because of what has changed since it was checked.
var errChanged = errors.New("oldmeasurements: something must be mended now")

// Run puts all measurements of a checked file on record in one act. Doing it twice is doing it once.
//
// Should something have changed since the check (a client withdrew her consent, or is no longer the actor's), nothing is put on record: the
// import then stands as checked anew, with what is refused now.
func Run(ctx context.Context, acts *act.Acts, actor access.Actor, which outcome.ImportID) (Import, error) {
	i, f, err := Waiting(ctx, acts, actor, which)
	if err != nil || i.State == Imported {
		return i, err
	}
	if err := i.mayRun(); err != nil {
		return i, err
	}
	var found []rows.Problem
	err = acts.Write(ctx, actor, func(tx *act.Tx) (err error) {
		if i, err = One(tx, which); err != nil || i.State == Imported {
			return err
		}
		if err := i.mayRun(); err != nil {
			return err
		}
		found, err = putOnRecord(tx, &i, f)
		return err
	})
	if errors.Is(err, errChanged) {
		err = acts.Write(ctx, actor, func(tx *act.Tx) error {
			if _, err := One(tx, which); err != nil {
				return err
			}
			return updateCheck(tx, i, found)
		})
	}
	return i, err
}

func (i Import) mayRun() error {
	switch {
	case i.State == Undone:
		return fault.New(fault.Conflict, "import.run.undone")
	case !i.Ready():
		return fault.New(fault.Conflict, "import.run.refused")
	}
	return nil
}

func putOnRecord(tx *act.Tx, i *Import, f File) ([]rows.Problem, error) {
	_, form, err := i.order().begin(tx, f)
	if err != nil {
		return nil, err
	}
	var some []outcome.Measurement
	record := func() error {
		err := outcome.RecordMany(tx, i.ID, i.Organisation, some)
		some = some[:0]
		return err
	}
	found, err := examine(tx, i, form, i.Mapping, f, func(m outcome.Measurement) error {
		if some = append(some, m); len(some) < recordedAtOnce {
			return nil
		}
		return record()
	})
	if err != nil {
		return nil, err
	}
	if i.Report.Refused > 0 {
		return found, errChanged
	}
	if err := record(); err != nil {
		return nil, err
	}
	i.State, i.ImportedBy, i.ImportedAt = Imported, tx.Actor.Worker(), tx.Now
	return nil, markImported(tx, *i)
}

// Undo withdraws all measurements of an import in one act, also those that were corrected since; nothing is deleted. c is minted by the
// form. It tells how many were withdrawn. Doing it twice is doing it once.
func Undo(tx *act.Tx, which outcome.ImportID, c outcome.CorrectionID, reason string) (int, error) {
	i, err := One(tx, which)
	if err != nil || i.State == Undone {
		return 0, err
	}
	if i.State != Imported {
		return 0, fault.New(fault.Conflict, "oldmeasurement.undo.not_imported")
	}
	n, err := outcome.WithdrawImport(tx, i.Organisation, i.Unit, i.ID, c, reason)
	if err != nil {
		return 0, err
	}
	i.UndoneBy, i.UndoneAt, i.Reason = tx.Actor.Worker(), tx.Now, reason
	return n, markUndone(tx, i)
}

// Discard removes a file that is not to be imported. What is on record stays.
func Discard(tx *act.Tx, which outcome.ImportID) error {
	i, err := One(tx, which)
	if err != nil {
		return err
	}
	if !i.waits() {
		return fault.New(fault.Conflict, "oldmeasurement.discard.imported")
	}
	return removeImport(tx, which)
}

// One loads an import. Absent and not the actor's to see are the same answer.
func One(tx *act.Tx, which outcome.ImportID) (Import, error) {
	i, found, err := findImport(tx, which)
	if err != nil {
		return i, err
	}
	if !found {
		i = Import{ID: which}
	}
	if err := tx.Require(access.ImportMeasurements, i.subject()); err != nil {
		return Import{}, err
	}
	if !found {
		return i, fault.Missing()
	}
	return i, nil
}

// List gives the imports of the units that the actor may import for, the newest first, at most 200.
func List(tx *act.Tx) ([]Import, error) {
	scope, err := tx.Scope(access.ImportMeasurements, "measurement_import")
	if err != nil {
		return nil, err
	}
	return listImports(tx, scope)
}

// PageOfProblems is how many problems Problems gives at a time.
const PageOfProblems = 100

// Problems gives what the check found about single rows, in their order, page by page from 1. Nothing is kept of it once the file has been
// imported.
func Problems(tx *act.Tx, i Import, page int) ([]rows.Problem, error) {
	if err := tx.Require(access.ImportMeasurements, i.subject()); err != nil {
		return nil, err
	}
	return problemsOn(tx, i.ID, page-1)
}

// EachProblem calls fn for all of them.
func EachProblem(tx *act.Tx, i Import, fn func(rows.Problem) error) error {
	for page := 1; ; page++ {
		some, err := Problems(tx, i, page)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, p := range some {
			if err := fn(p); err != nil {
				return err
			}
		}
	}
}

// Forget removes the files that wait in the organisation of a client who is being erased: any of them may tell of her. It comes before
// client.Erase, in the same act.
func Forget(tx *act.Tx, c client.ClientID) error {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return err
	}
	if err := tx.Require(access.EraseClients, h.Subject("measurement_import")); err != nil {
		return err
	}
	return dropWaitingOf(tx, h.Organisation)
}

// Upkeep removes files that have waited for KeptDays. It tells how many.
func Upkeep(tx *act.Tx) (int, error) {
	if err := tx.Require(access.TidyMeasurements, access.All("measurement_import", access.Installation)); err != nil {
		return 0, err
	}
	return dropOlder(tx, tx.Now.Add(-keptFor))
}
