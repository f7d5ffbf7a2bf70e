// Package db speaks SQL to SQLite or PostgreSQL: the pools, the transactions,
// the migrations, and what little differs between the two engines.
package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Engine is one of the two databases.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine Engine
	url    string
	lite   *lite // SQLite only
	// PostgreSQL only
	pool    *pgxpool.Pool
	primary *primary
	adder   *adder
	readers chan struct{} // so many may read, that those who write find a connection
	turns   turns
}

// Open connects. url is either `postgres://…` (several hosts separated by commas
// give failover: the first that accepts writes is used) or a file path, with
// or without `sqlite:` before it, for the embedded database. The file is made
// when it is not there; its folder must exist.
func Open(ctx context.Context, url string) (*DB, error) {
	if IsPostgres(url) {
		first := &primary{}
		pool, err := openPostgres(ctx, url, first)
		if err != nil {
			return nil, fmt.Errorf("open postgres: %w", err)
		}
		return &DB{
			engine: Postgres, url: url, pool: pool, primary: first, adder: startAdder(pool),
			readers: make(chan struct{}, postgresReaders), turns: make(turns, max(4, 2*runtime.GOMAXPROCS(0))),
		}, nil
	}
	path := strings.TrimPrefix(url, "sqlite:")
	l, err := openLite(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("open sqlite %s: %w", path, err)
	}
	return &DB{engine: SQLite, url: path, lite: l}, nil
}

// IsPostgres tells an address of PostgreSQL from the path of a file.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Engine tells which of the two this is.
func (d *DB) Engine() Engine { return d.engine }

// Close ends all connections. Writes under way are finished first.
func (d *DB) Close() error {
	if d.lite != nil {
		return d.lite.close()
	}
	d.adder.stop()
	d.pool.Close()
	return nil
}

// Ping asks the database for one row: nil means that it answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.Read(ctx, func(tx *Tx) error {
		rows, err := tx.Query("SELECT 1")
		if err != nil {
			return err
		}
		return rows.Close()
	})
}

// Read runs fn on one consistent snapshot. On PostgreSQL the transaction may
// write as well (a reading leaves a log row); on SQLite it cannot.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if d.lite != nil {
		return outage(d.lite.read(ctx, fn))
	}
	select {
	case d.readers <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.readers }()
	leave, err := d.turns.take(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return outage(d.inPostgres(ctx, fn))
}

// Write runs fn in a transaction that is on the disk when Write returns nil.
// fn may be run again after a serialization failure or when a neighbour in the
// same SQLite commit broke it, so it must do nothing but database work.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if d.lite != nil {
		return outage(d.lite.write(ctx, fn))
	}
	return outage(d.inPostgres(ctx, fn))
}

// Tx is one open transaction. It is not safe for concurrent use.
type Tx struct {
	ctx    context.Context
	engine Engine
	h      handle
}

type handle interface {
	exec(ctx context.Context, query string, args []any) (int64, error)
	later(ctx context.Context, query string, args []any) error
	once(ctx context.Context, query string, args []any) (bool, error)
	query(ctx context.Context, query string, args []any) (Rows, error)
}

// Engine tells which database the transaction runs on.
func (t *Tx) Engine() Engine { return t.engine }

// Context is the context that the transaction runs under.
func (t *Tx) Context() context.Context { return t.ctx }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	return t.h.exec(t.ctx, query, args)
}

// Later is Exec for a statement whose outcome nobody needs to know before the
// transaction ends. PostgreSQL gets it together with the next statement; what is
// wrong with it may come to light only then.
func (t *Tx) Later(query string, args ...any) error { return t.h.later(t.ctx, query, args) }

// Once runs an INSERT … ON CONFLICT DO NOTHING of one row and tells whether the
// row was new. PostgreSQL is not waited for: the row is taken to be new, and when
// it turns out that it was not, the transaction is run again and then waits.
func (t *Tx) Once(query string, args ...any) (bool, error) { return t.h.once(t.ctx, query, args) }

// Rows are the answer to a question, read one by one.
type Rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

// Query runs a question. The caller closes the rows.
func (t *Tx) Query(query string, args ...any) (Rows, error) {
	return t.h.query(t.ctx, query, args)
}

// Outage is an error of the database itself: full, read-only or out of reach.
// Nothing of the transaction stands. Trying again later is right.
type Outage struct {
	Reason string // "full", "readonly", "lost"
	Err    error
}

func (o *Outage) Error() string { return "database " + o.Reason + ": " + o.Err.Error() }
func (o *Outage) Unwrap() error { return o.Err }

func outage(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if reason := liteOutage(err); reason != "" {
		return &Outage{Reason: reason, Err: err}
	}
	if reason := postgresOutage(err); reason != "" {
		return &Outage{Reason: reason, Err: err}
	}
	return err
}
