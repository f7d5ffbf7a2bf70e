package db

import (
	"context"
	"errors"
	"fmt"
)

// sampled bounds how many rows of each index SQLite looks at. With a bound it
// keeps no sample values either, and that is wanted: a statement whose plan
// could depend on them is planned anew each time it runs.
const sampled = 1_000

// Analyze brings up to date what the engine knows of its tables, by which it
// chooses its ways: how full they are and, on PostgreSQL, which of their pages
// everybody sees alike. SQLite takes some milliseconds for it. PostgreSQL reads
// what is new; it does so by itself too, after a while.
func (d *DB) Analyze(ctx context.Context) error {
	if d.engine == Postgres {
		_, err := d.pool.Exec(ctx, "VACUUM (ANALYZE)")
		return outage(err)
	}
	return d.Write(ctx, func(tx *Tx) error {
		rows, err := tx.Query(fmt.Sprintf("PRAGMA analysis_limit = %d", sampled))
		if err != nil {
			return err
		}
		_, err = tx.Exec("ANALYZE")
		return errors.Join(rows.Close(), err)
	})
}
