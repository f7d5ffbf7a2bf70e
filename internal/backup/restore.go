package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"filippo.io/age"

	"rinnalla/internal/db"
	"rinnalla/schema"
)

// Restore fills an empty database: one without tables, or one that was migrated
// and never used. The schema is first brought to that of the backup. Then all
// rows are loaded in one transaction, read back and compared with what was
// written: either all stand there, or none. At last the schema is brought to the
// newest. Each file goes to keep while the stream is read; what keep did must
// not count until Restore returned nil. Nobody else may use the database meanwhile.
func Restore(ctx context.Context, d *db.DB, from io.Reader, with []age.Identity, keep func(name string, content io.Reader) error) (Summary, error) {
	r, m, err := newReader(from, with)
	s := Summary{Manifest: m}
	if err != nil {
		return s, err
	}
	if err := prepare(ctx, d, m); err != nil {
		return s, err
	}
	var next section
	if s.Files, next, err = r.files(keep); err != nil {
		return s, err
	}
	err = d.Load(ctx, func(tx *db.Tx) error {
		s.Tables, err = loadAll(tx, r, next)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("nothing was restored: %w", err)
	}
	if _, err := d.Migrate(ctx); err != nil {
		return s, fmt.Errorf("all rows are restored, but the schema stays at %d: %w", m.Schema, err)
	}
	return s, nil
}

// prepare brings an empty database to the schema of the backup.
func prepare(ctx context.Context, d *db.DB, m Manifest) error {
	newest, err := strconv.ParseInt(strings.SplitN(schema.Latest(), "_", 2)[0], 10, 64)
	if err != nil {
		return err
	}
	if m.Schema > newest {
		return fmt.Errorf("%w (schema %d, here %d)", ErrNewer, m.Schema, newest)
	}
	var version int64
	var held map[string]int64
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		if version, err = tx.Version(); err != nil {
			return err
		}
		held, err = rowsOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := checkEmpty(ctx, version, held); err != nil {
		return err
	}
	if version > m.Schema {
		return fmt.Errorf("%w (it is empty, but its schema %d is newer than the backup's %d)", ErrNotEmpty, version, m.Schema)
	}
	if m.Schema > version {
		_, err = d.MigrateTo(ctx, m.Schema)
	}
	return err
}

// checkEmpty lets pass what holds only the rows that migrations put there.
func checkEmpty(ctx context.Context, version int64, held map[string]int64) error {
	if len(held) == 0 {
		return nil
	}
	if version == 0 {
		return fmt.Errorf("%w (this one holds tables of another program)", ErrNotEmpty)
	}
	seeded, err := seedsAt(ctx, version)
	if err != nil {
		return err
	}
	for name, n := range held {
		if s, ours := seeded[name]; !ours || n > s {
			return fmt.Errorf("%w (table %s of this one has %d rows)", ErrNotEmpty, name, n)
		}
	}
	return nil
}

// seedsAt counts the rows of a database that was migrated and never used.
func seedsAt(ctx context.Context, version int64) (counts map[string]int64, err error) {
	dir, err := os.MkdirTemp("", "rinnalla-empty")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := db.Open(ctx, filepath.Join(dir, "empty.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.MigrateTo(ctx, version); err != nil {
		return nil, err
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		counts, err = rowsOf(tx)
		return err
	})
	return counts, err
}

func rowsOf(tx *db.Tx) (map[string]int64, error) {
	tables, err := tx.Tables()
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, t := range tables {
		if counts[t.Name], err = countRows(tx, t); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// loadAll reads the tables, which are the rest of the stream, and compares each
// with what stands there when all are loaded: one could have changed another.
func loadAll(tx *db.Tx, r *reader, next section) ([]Count, error) {
	tables, err := tx.Tables()
	if err != nil {
		return nil, err
	}
	l := loading{tx: tx, in: r, tables: tables}
	err = withoutTriggers(tx, tables, func() error {
		for _, t := range slices.Backward(tables) {
			if err := clear(tx, t); err != nil {
				return err
			}
		}
		return l.load(next)
	})
	if err != nil {
		return nil, err
	}
	return l.read, l.compare()
}

// loading is what has been read of the tables so far.
type loading struct {
	tx     *db.Tx
	in     *reader
	tables []db.Table
	told   []table
	read   []Count
}

func (l *loading) load(next section) (err error) {
	for ; next.Table != nil; next, err = l.in.section() {
		if err != nil {
			return err
		}
		if err := l.table(*next.Table); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if next.End == nil || len(l.read) != len(l.tables) {
		return damaged(errors.New("it does not hold all tables"))
	}
	return l.in.end(*next.End, len(l.read), Summary{Tables: l.read}.Rows())
}

func (l *loading) table(told table) error {
	stands, known := l.named(told.Name)
	if !known {
		return damaged(fmt.Errorf("table %q is not one of the schema", told.Name))
	}
	own, err := tableOf(stands)
	if err != nil {
		return fmt.Errorf("table %s: %w", told.Name, err)
	}
	if !slices.Equal(own.Columns, told.Columns) {
		return damaged(fmt.Errorf("table %s does not have the columns of the schema", told.Name))
	}
	in := l.in.rows()
	if err := load(l.tx, told, in); err != nil {
		return fmt.Errorf("table %s: %w", told.Name, err)
	}
	count, err := in.found(told.Name)
	l.told, l.read = append(l.told, told), append(l.read, count)
	return err
}

func (l *loading) named(name string) (db.Table, bool) {
	is := slices.IndexFunc(l.tables, func(t db.Table) bool { return t.Name == name })
	if is < 0 {
		return db.Table{}, false
	}
	return l.tables[is], true
}

// compare reads all tables back.
func (l *loading) compare() error {
	for i, told := range l.told {
		t, _ := l.named(told.Name)
		stands, err := dump(l.tx, t, told, io.Discard)
		if err != nil {
			return fmt.Errorf("table %s: %w", told.Name, err)
		}
		if read := l.read[i]; stands != read {
			return fmt.Errorf("table %s: %d rows were read and %d stand there, or they differ", told.Name, read.Rows, stands.Rows)
		}
	}
	return nil
}
