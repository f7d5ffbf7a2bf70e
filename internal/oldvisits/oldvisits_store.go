package oldvisits

import (
	"encoding/json"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/outreach"
)

const importColumns = `id, organisation, unit, file, hash, state, report, checked_by, checked_at, imported_by, imported_at,
	undone_by, undone_at, reason`

func scanImport(s act.Scanner) (i Import, err error) {
	var report string
	if err := s.Scan(&i.ID, &i.Organisation, &i.Unit, &i.File, &i.Hash, &i.State, &report, &i.CheckedBy, &i.CheckedAt,
		&i.ImportedBy, &i.ImportedAt, &i.UndoneBy, &i.UndoneAt, &i.Reason); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(report), &i.Report)
}

func insertImport(tx *act.Tx, i Import, rows []string, found []rows.Problem) error {
	report, err := json.Marshal(i.Report)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO oldvisits_import ("+importColumns+") VALUES "+act.Values(1, 14),
		i.ID, i.Organisation, i.Unit, i.File, i.Hash, string(i.State), string(report), i.CheckedBy, i.CheckedAt,
		i.ImportedBy, i.ImportedAt, i.UndoneBy, i.UndoneAt, i.Reason); err != nil {
		return err
	}
	kept := act.NewBulk(tx, "INSERT INTO oldvisits_rows (import, no, visits)", 3)
	for no, text := range rows {
		if err := kept.Add(i.ID, no, text); err != nil {
			return err
		}
	}
	if err := kept.Close(); err != nil {
		return err
	}
	return insertProblems(tx, i.ID, found)
}

func insertProblems(tx *act.Tx, of outreach.ImportID, found []rows.Problem) error {
	kept := act.NewBulk(tx, "INSERT INTO oldvisits_problem (import, no, line, field, shown, refused, message, arguments)", 8)
	for no, p := range found {
		args, err := rows.PackArgs(p.Args)
		if err != nil {
			return err
		}
		if err := kept.Add(of, no, p.Row, p.Column, p.Value, p.Refused, p.Key, args); err != nil {
			return err
		}
	}
	return kept.Close()
}

func replaceReport(tx *act.Tx, i Import, found []rows.Problem) error {
	report, err := json.Marshal(i.Report)
	if err != nil {
		return err
	}
	for _, statement := range []string{"DELETE FROM oldvisits_problem WHERE import = $1", "DELETE FROM oldvisits_rows WHERE import = $1"} {
		if _, err := tx.Exec(statement, i.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE oldvisits_import SET report = $1 WHERE id = $2", string(report), i.ID); err != nil {
		return err
	}
	return insertProblems(tx, i.ID, found)
}

// markImported also removes the rows: they are visits now.
func markImported(tx *act.Tx, i Import) error {
	if _, err := tx.Exec("UPDATE oldvisits_import SET state = $1, imported_by = $2, imported_at = $3 WHERE id = $4",
		string(i.State), i.ImportedBy, i.ImportedAt, i.ID); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM oldvisits_rows WHERE import = $1", i.ID)
	return err
}

func markUndone(tx *act.Tx, i Import) error {
	_, err := tx.Exec("UPDATE oldvisits_import SET state = $1, undone_by = $2, undone_at = $3, reason = $4 WHERE id = $5",
		string(Undone), i.UndoneBy, i.UndoneAt, i.Reason, i.ID)
	return err
}

func removeImport(tx *act.Tx, which outreach.ImportID) error {
	for _, statement := range []string{"DELETE FROM oldvisits_problem WHERE import = $1", "DELETE FROM oldvisits_rows WHERE import = $1",
		"DELETE FROM oldvisits_import WHERE id = $1"} {
		if _, err := tx.Exec(statement, which); err != nil {
			return err
		}
	}
	return nil
}

// dropOlder removes the organisation's checks of the same file, and those from
// before the moment.
func dropOlder(tx *act.Tx, o access.OrganisationID, hash string, before civil.Instant) error {
	old, err := act.All(tx, func(s act.Scanner) (which outreach.ImportID, err error) { return which, s.Scan(&which) },
		"SELECT id FROM oldvisits_import WHERE organisation = $1 AND state = 'checked' AND (hash = $2 OR checked_at < $3)", o, hash, before)
	if err != nil {
		return err
	}
	for _, which := range old {
		if err := removeImport(tx, which); err != nil {
			return err
		}
	}
	return nil
}

func findImport(tx *act.Tx, which outreach.ImportID) (Import, bool, error) {
	return act.One(tx, scanImport, "SELECT "+importColumns+" FROM oldvisits_import WHERE id = $1", which)
}

func findByHash(tx *act.Tx, o access.OrganisationID, hash string, state State) (Import, bool, error) {
	return act.One(tx, scanImport, "SELECT "+importColumns+" FROM oldvisits_import WHERE organisation = $1 AND hash = $2 AND state = $3",
		o, hash, string(state))
}

func listImports(tx *act.Tx, scope access.Scope) ([]Import, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "unit")
	return act.All(tx, scanImport, "SELECT "+importColumns+" FROM oldvisits_import WHERE "+where+
		" ORDER BY checked_at DESC, id DESC LIMIT 200", a.Values...)
}

func keptRows(tx *act.Tx, which outreach.ImportID) ([]row, error) {
	texts, err := act.All(tx, func(s act.Scanner) (text string, err error) { return text, s.Scan(&text) },
		"SELECT visits FROM oldvisits_rows WHERE import = $1 ORDER BY no", which)
	if err != nil {
		return nil, err
	}
	return unpackRows(texts)
}

func listProblems(tx *act.Tx, which outreach.ImportID, skip, most int) ([]rows.Problem, error) {
	return act.All(tx, func(s act.Scanner) (p rows.Problem, err error) {
		var args string
		if err := s.Scan(&p.Row, &p.Column, &p.Value, &p.Refused, &p.Key, &args); err != nil {
			return p, err
		}
		p.Args, err = rows.UnpackArgs(args)
		return p, err
	}, "SELECT line, field, shown, refused, message, arguments FROM oldvisits_problem WHERE import = $1 AND no >= $2 ORDER BY no LIMIT $3",
		which, skip, most)
}
