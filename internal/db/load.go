package db

import (
	"context"
	"errors"
	"io"
	"strings"
)

// errAgain ends a Load whose neighbour in the same SQLite commit failed.
var errAgain = errors.New("another write failed at the same time: let nobody else use the database meanwhile")

// Load is Write for filling an empty database: fn runs once only, so it may
// read from a stream, and on PostgreSQL it may call CopyText.
func (d *DB) Load(ctx context.Context, fn func(*Tx) error) error {
	if d.lite == nil {
		return outage(d.loadPostgres(ctx, fn))
	}
	begun := false
	var failed error
	return d.Write(ctx, func(tx *Tx) (err error) {
		if begun {
			return errors.Join(errAgain, failed)
		}
		begun = true
		defer func() { failed = err }()
		// Tables come in an order that satisfies foreign keys, the rows of one table may not.
		if _, err := tx.Exec("PRAGMA defer_foreign_keys = 1"); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (d *DB) loadPostgres(ctx context.Context, fn func(*Tx) error) error {
	t := &postgresTx{db: d, loads: true, waiting: []statement{{query: "begin"}}}
	if err := t.connect(ctx); err != nil {
		return err
	}
	return t.run(ctx, fn)
}

// CopyText adds rows in PostgreSQL's own text form (COPY, text format). It works
// inside Load on PostgreSQL only.
func (t *Tx) CopyText(table string, columns []string, rows io.Reader) error {
	load, ok := t.h.(*postgresTx)
	if !ok || !load.loads {
		return errors.New("db: CopyText outside Load on PostgreSQL")
	}
	if len(load.waiting) > 0 {
		if _, err := load.flush(t.ctx); err != nil {
			return err
		}
	}
	into := "COPY " + Quoted(table) + " (" + QuotedList(columns) + ") FROM STDIN"
	_, err := load.conn.Conn().PgConn().CopyFrom(t.ctx, rows, into)
	return err
}

// Quoted is a name as both engines read it in SQL.
func Quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// QuotedList are names with commas between them.
func QuotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = Quoted(n)
	}
	return strings.Join(quoted, ", ")
}
