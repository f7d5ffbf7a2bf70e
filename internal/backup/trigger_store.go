package backup

import (
	"errors"

	"rinnalla/internal/db"
)

// withoutTriggers runs fn while no trigger of the schema fires. What triggers
// once wrote is in the backup like every other row: done again, it would be
// there twice. When fn fails the transaction is rolled back, triggers and all.
func withoutTriggers(tx *db.Tx, tables []db.Table, fn func() error) error {
	off, on, err := switches(tx, tables)
	if err != nil {
		return err
	}
	if err := runEach(tx, off); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	return runEach(tx, on)
}

// switches are the statements that silence all triggers and wake them again.
// SQLite has none that is only silent, so there they are made anew.
func switches(tx *db.Tx, tables []db.Table) (off, on []string, err error) {
	if tx.Engine() == db.Postgres {
		for _, t := range tables {
			off = append(off, "ALTER TABLE "+db.Quoted(t.Name)+" DISABLE TRIGGER USER")
			on = append(on, "ALTER TABLE "+db.Quoted(t.Name)+" ENABLE TRIGGER USER")
		}
		return off, on, nil
	}
	rows, err := tx.Query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			return nil, nil, err
		}
		off, on = append(off, "DROP TRIGGER "+db.Quoted(name)), append(on, statement)
	}
	return off, on, rows.Err()
}

func runEach(tx *db.Tx, statements []string) error {
	for _, s := range statements {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}
