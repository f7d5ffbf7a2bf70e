package oldmeasurements

import (
	"encoding/json"
	"fmt"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// Apart are the tables of which a backup holds no rows: the files that wait tell of clients, who may be erased, and are soon gone.
var Apart = []string{"oldmeasurements_file", "oldmeasurements_problem"}

const importColumns = "id, organisation, unit, instrument, version, file, hash, state, report, checked_by, checked_at, imported_by, imported_at, " +
	"undone_by, undone_at"

// told is what stands in an import's report.
type told struct {
	Mapping Mapping
	Report  Report
	Reason  string `json:",omitempty"`
}

func reportPlace(of outcome.ImportID) string { return "oldmeasurements_import.report/" + of.String() }
func filePlace(of outcome.ImportID) string   { return "oldmeasurements_file.content/" + of.String() }
func problemPlace(of outcome.ImportID, no int) string {
	return fmt.Sprintf("oldmeasurements_problem.problems/%s/%d", of, no)
}

func seal(tx *act.Tx, v any, place string) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return tx.Seals.SealShort(string(text), place)
}

func sealReport(tx *act.Tx, i Import) ([]byte, error) {
	return seal(tx, told{i.Mapping, i.Report, i.Reason}, reportPlace(i.ID))
}

func unseal(tx *act.Tx, box []byte, place string, into any) error {
	text, err := tx.Seals.OpenShort(box, place)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}

func loadImports(tx *act.Tx, where string, args ...any) ([]Import, error) {
	return act.All(tx, func(s act.Scanner) (i Import, err error) {
		var report []byte
		if err := s.Scan(&i.ID, &i.Organisation, &i.Unit, &i.Instrument, &i.Version, &i.File, &i.Hash, &i.State, &report, &i.CheckedBy, &i.CheckedAt,
			&i.ImportedBy, &i.ImportedAt, &i.UndoneBy, &i.UndoneAt); err != nil {
			return i, err
		}
		var t told
		err = unseal(tx, report, reportPlace(i.ID), &t)
		i.Mapping, i.Report, i.Reason = t.Mapping, t.Report, t.Reason
		return i, err
	}, "SELECT "+importColumns+" FROM oldmeasurements_import WHERE "+where, args...)
}

func firstImport(tx *act.Tx, where string, args ...any) (Import, bool, error) {
	all, err := loadImports(tx, where, args...)
	if err != nil || len(all) == 0 {
		return Import{}, false, err
	}
	return all[0], true, nil
}

func findImport(tx *act.Tx, which outcome.ImportID) (Import, bool, error) {
	return firstImport(tx, "id = $1", which)
}

// findByHash finds the import that put the same file on record.
func findByHash(tx *act.Tx, i Import) (Import, bool, error) {
	return firstImport(tx, "organisation = $1 AND instrument = $2 AND hash = $3 AND state = 'imported'", i.Organisation, i.Instrument, i.Hash)
}

func listImports(tx *act.Tx, scope access.Scope) ([]Import, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "unit")
	return loadImports(tx, where+" ORDER BY checked_at DESC, id DESC LIMIT 200", a.Values...)
}

func insertImport(tx *act.Tx, i Import, content []byte) error {
	report, err := sealReport(tx, i)
	if err != nil {
		return err
	}
	box, err := tx.Seals.SealShort(string(content), filePlace(i.ID))
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO oldmeasurements_import ("+importColumns+") VALUES "+act.Values(1, 15), i.ID, i.Organisation, i.Unit, i.Instrument,
		i.Version, i.File, i.Hash, string(i.State), report, i.CheckedBy, i.CheckedAt, i.ImportedBy, i.ImportedAt, i.UndoneBy, i.UndoneAt); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO oldmeasurements_file (import, content) VALUES ($1, $2)", i.ID, box)
	return err
}

func keptFile(tx *act.Tx, which outcome.ImportID) (content []byte, found bool, err error) {
	box, found, err := act.One(tx, func(s act.Scanner) (box []byte, err error) { return box, s.Scan(&box) },
		"SELECT content FROM oldmeasurements_file WHERE import = $1", which)
	if err != nil || !found {
		return nil, found, err
	}
	text, err := tx.Seals.OpenShort(box, filePlace(which))
	return []byte(text), true, err
}

// updateCheck keeps what a check found in the place of what an earlier one did.
func updateCheck(tx *act.Tx, i Import, found []rows.Problem) error {
	report, err := sealReport(tx, i)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE oldmeasurements_import SET state = $1, version = $2, report = $3, checked_by = $4, checked_at = $5 WHERE id = $6",
		string(i.State), i.Version, report, i.CheckedBy, i.CheckedAt, i.ID); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM oldmeasurements_problem WHERE import = $1", i.ID); err != nil {
		return err
	}
	kept := act.NewBulk(tx, "INSERT INTO oldmeasurements_problem (import, no, problems)", 3)
	no := 0
	for some := range slices.Chunk(found, PageOfProblems) {
		box, err := sealProblems(tx, some, problemPlace(i.ID, no))
		if err != nil {
			return err
		}
		if err := kept.Add(i.ID, no, box); err != nil {
			return err
		}
		no++
	}
	return kept.Close()
}

// keptProblem is a problem whose arguments keep their types.
type keptProblem struct {
	rows.Problem
	Args string
}

func sealProblems(tx *act.Tx, some []rows.Problem, place string) ([]byte, error) {
	kept := make([]keptProblem, len(some))
	for n, p := range some {
		args, err := rows.PackArgs(p.Args)
		if err != nil {
			return nil, err
		}
		p.Args = nil
		kept[n] = keptProblem{p, args}
	}
	return seal(tx, kept, place)
}

func problemsOn(tx *act.Tx, which outcome.ImportID, no int) ([]rows.Problem, error) {
	box, found, err := act.One(tx, func(s act.Scanner) (box []byte, err error) { return box, s.Scan(&box) },
		"SELECT problems FROM oldmeasurements_problem WHERE import = $1 AND no = $2", which, no)
	if err != nil || !found {
		return nil, err
	}
	var kept []keptProblem
	if err := unseal(tx, box, problemPlace(which, no), &kept); err != nil {
		return nil, err
	}
	all := make([]rows.Problem, len(kept))
	for n, k := range kept {
		all[n] = k.Problem
		if all[n].Args, err = rows.UnpackArgs(k.Args); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// markImported also removes the file, and what was found in it: it is measurements now.
func markImported(tx *act.Tx, i Import) error {
	i.Report.Problems, i.Report.More, i.Report.Unknown = 0, false, nil
	report, err := sealReport(tx, i)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE oldmeasurements_import SET state = $1, version = $2, report = $3, imported_by = $4, imported_at = $5 WHERE id = $6",
		string(i.State), i.Version, report, i.ImportedBy, i.ImportedAt, i.ID); err != nil {
		return err
	}
	return removeFile(tx, i.ID)
}

func markUndone(tx *act.Tx, i Import) error {
	report, err := sealReport(tx, i)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE oldmeasurements_import SET state = 'undone', report = $1, undone_by = $2, undone_at = $3 WHERE id = $4",
		report, i.UndoneBy, i.UndoneAt, i.ID)
	return err
}

func removeFile(tx *act.Tx, which outcome.ImportID) error {
	for _, statement := range []string{"DELETE FROM oldmeasurements_problem WHERE import = $1", "DELETE FROM oldmeasurements_file WHERE import = $1"} {
		if _, err := tx.Exec(statement, which); err != nil {
			return err
		}
	}
	return nil
}

func removeImport(tx *act.Tx, which outcome.ImportID) error {
	if err := removeFile(tx, which); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM oldmeasurements_import WHERE id = $1", which)
	return err
}

func removeWaiting(tx *act.Tx, where string, args ...any) (int, error) {
	ids, err := act.All(tx, func(s act.Scanner) (which outcome.ImportID, err error) { return which, s.Scan(&which) },
		"SELECT id FROM oldmeasurements_import WHERE state IN ('uploaded', 'checked') AND "+where, args...)
	if err != nil {
		return 0, err
	}
	for _, which := range ids {
		if err := removeImport(tx, which); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// dropWaiting removes what waits of the same file, and what has waited too long.
func dropWaiting(tx *act.Tx, i Import) error {
	_, err := removeWaiting(tx, "organisation = $1 AND (hash = $2 AND instrument = $3 OR checked_at < $4)", i.Organisation, i.Hash, i.Instrument, tx.Now.Add(-keptFor))
	return err
}

func dropWaitingOf(tx *act.Tx, o access.OrganisationID) error {
	_, err := removeWaiting(tx, "organisation = $1", o)
	return err
}

func dropOlder(tx *act.Tx, before civil.Instant) (int, error) {
	return removeWaiting(tx, "checked_at < $1", before)
}

func keptMapping(tx *act.Tx, o access.OrganisationID, of instrument.InstrumentID) (m Mapping, err error) {
	text, found, err := act.One(tx, func(s act.Scanner) (text string, err error) { return text, s.Scan(&text) },
		"SELECT mapping FROM oldmeasurements_mapping WHERE organisation = $1 AND instrument = $2", o, of)
	if err != nil || !found {
		return m, err
	}
	return m, json.Unmarshal([]byte(text), &m)
}

func keepMapping(tx *act.Tx, i Import) error {
	text, err := json.Marshal(i.Mapping)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO oldmeasurements_mapping (organisation, instrument, mapping, kept_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (organisation, instrument) DO UPDATE SET mapping = excluded.mapping, kept_at = excluded.kept_at`,
		i.Organisation, i.Instrument, string(text), tx.Now)
	return err
}
