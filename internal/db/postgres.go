package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	postgresConnections = 24
	serializationTries  = 12
)

// postgresReaders is a few for each of our cores, since the server seldom has many more.
func postgresReaders() int { return min(postgresConnections, max(8, 4*runtime.GOMAXPROCS(0))) }

// openPostgres does not connect yet: a server that is down at start is an
// outage, which readyz shows and which ends without a restart of ours.
func openPostgres(_ context.Context, url string, p *primary) (*sql.DB, error) {
	conf, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if len(conf.Fallbacks) > 0 && !strings.Contains(url, "target_session_attrs") {
		conf.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	conf.RuntimeParams["timezone"] = "UTC"
	conf.RuntimeParams["datestyle"] = "ISO"
	conf.RuntimeParams["application_name"] = "rinnalla"
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = 5 * time.Second
	}
	pool := stdlib.OpenDB(*conf, p.options()...)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	return pool, nil
}

// postgresTx is one transaction on one connection. What nobody waits for travels
// with the next statement: its beginning, and what was sent by Later. The last
// of it travels with the commit. A journey costs more than most statements.
type postgresTx struct {
	conn *pgx.Conn
	// waiting are the statements that are still to be sent, and begun is true
	// when some were.
	waiting *pgx.Batch
	begun   bool
	// loads is true inside Load, which is never run twice.
	loads bool
	// waits is true when once must know at once whether its row was new.
	waits bool
}

// Repeatable read gives all numbers of one page from one moment, and turns a
// lost update into a collision that is tried again.
const beginning = "begin isolation level repeatable read"

func newPostgresTx(conn *pgx.Conn, beginning string) *postgresTx {
	t := &postgresTx{conn: conn, waiting: &pgx.Batch{}}
	t.waiting.Queue(beginning)
	return t
}

func (t *postgresTx) later(_ context.Context, query string, args []any) error {
	args, err := plain(args)
	if err == nil {
		t.waiting.Queue(query, args...)
	}
	return err
}

// once fails with a division by zero when nothing was inserted.
func (t *postgresTx) once(ctx context.Context, query string, args []any) (bool, error) {
	if t.waits || t.loads {
		n, err := t.exec(ctx, query, args)
		return n == 1, err
	}
	return true, t.later(ctx, "WITH put AS ("+query+" RETURNING 1) SELECT 1 / count(*) FROM put", args)
}

func notNew(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "22012"
}

func (t *postgresTx) exec(ctx context.Context, query string, args []any) (int64, error) {
	args, err := plain(args)
	if err != nil {
		return 0, err
	}
	if t.waiting.Len() == 0 {
		tag, err := t.conn.Exec(ctx, query, args...)
		return tag.RowsAffected(), err
	}
	t.waiting.Queue(query, args...)
	tag, err := t.flush(ctx)
	return tag.RowsAffected(), err
}

func (t *postgresTx) query(ctx context.Context, query string, args []any) (Rows, error) {
	args, err := plain(args)
	if err != nil {
		return nil, err
	}
	if t.waiting.Len() == 0 {
		rows, err := t.conn.Query(ctx, query, args...)
		if err != nil {
			return nil, err
		}
		return postgresRows{rows, nil}, nil
	}
	before := t.waiting.Len()
	t.waiting.Queue(query, args...)
	results := t.send(ctx)
	for range before {
		if _, err := results.Exec(); err != nil {
			return nil, firstOf(err, results.Close())
		}
	}
	rows, err := results.Query()
	if err != nil {
		return nil, firstOf(err, results.Close())
	}
	return postgresRows{rows, results}, nil
}

// flush sends what waits and answers with what the last of it did.
func (t *postgresTx) flush(ctx context.Context) (tag pgconn.CommandTag, err error) {
	n := t.waiting.Len()
	results := t.send(ctx)
	for range n {
		if tag, err = results.Exec(); err != nil {
			break
		}
	}
	return tag, firstOf(err, results.Close())
}

func (t *postgresTx) send(ctx context.Context) pgx.BatchResults {
	results := t.conn.SendBatch(ctx, t.waiting)
	t.waiting, t.begun = &pgx.Batch{}, true
	return results
}

// firstOf is the error that came first; what closing says after it is the same once more.
func firstOf(err, closing error) error {
	if err != nil {
		return err
	}
	return closing
}

func (t *postgresTx) commit(ctx context.Context) error {
	if !t.begun && t.waiting.Len() == 1 {
		return nil // nothing was asked
	}
	t.waiting.Queue("commit")
	tag, err := t.flush(ctx)
	if err == nil && tag.String() != "COMMIT" {
		return pgx.ErrTxCommitRollback
	}
	return err
}

// rollback ends the transaction. Where that fails the connection is broken or in
// the middle of something, and the pool does not take it back.
func (t *postgresTx) rollback(ctx context.Context) {
	if !t.begun || t.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, _ = t.conn.Exec(ctx, "rollback")
}

// postgresRows are rows, and the rest of what they travelled with.
type postgresRows struct {
	pgx.Rows
	results pgx.BatchResults
}

// Scan gives values of any type in the form that database/sql knows: an id is its text.
func (r postgresRows) Scan(into ...any) error {
	for i, v := range into {
		if v, ok := v.(*any); ok {
			into = slices.Clone(into)
			into[i] = anyValue{v}
		}
	}
	return r.Rows.Scan(into...)
}

// Close says what went wrong only when Err did not.
func (r postgresRows) Close() error {
	r.Rows.Close()
	if r.results == nil {
		return nil
	}
	err := r.results.Close()
	if r.Err() != nil {
		return nil
	}
	return err
}

type anyValue struct{ into *any }

func (v anyValue) Scan(src any) error {
	*v.into = src
	return nil
}

// plain turns ids, dates and the like into the strings they are stored as. The
// driver would do so too, after trying to encode each in binary and failing,
// which costs more than the rest of the statement.
func plain(args []any) ([]any, error) {
	values := make([]any, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

func (d *DB) inPostgres(ctx context.Context, fn func(*Tx) error) error {
	waits := false
	for try := 1; ; try++ {
		err := d.tryPostgres(ctx, waits, fn)
		d.primary.heard(err)
		if notNew(err) && !waits {
			waits = true
			continue
		}
		if err == nil || !collided(err) || try >= serializationTries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+rand.IntN(1<<min(try, 6))) * time.Millisecond):
		}
	}
}

func (d *DB) tryPostgres(ctx context.Context, waits bool, fn func(*Tx) error) error {
	return d.onConnection(ctx, func(conn *pgx.Conn) error {
		t := newPostgresTx(conn, beginning)
		t.waits = waits
		return runPostgres(ctx, t, fn)
	})
}

func runPostgres(ctx context.Context, t *postgresTx, fn func(*Tx) error) error {
	if err := fn(&Tx{ctx: ctx, engine: Postgres, h: t}); err != nil {
		t.rollback(ctx)
		return err
	}
	if err := t.commit(ctx); err != nil {
		t.rollback(ctx)
		return err
	}
	return nil
}

// onConnection lends one connection of the pool. One on which fn panicked is not used again.
func (d *DB) onConnection(ctx context.Context, fn func(*pgx.Conn) error) (err error) {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Raw(func(driver any) error { return fn(driver.(*stdlib.Conn).Conn()) })
}

func collided(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

func postgresOutage(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "53100":
			return "full"
		case refusedWrite(pg):
			return "readonly"
		case strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"):
			return "lost"
		}
		return ""
	}
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &connect), errors.As(err, &network),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "lost"
	case strings.Contains(err.Error(), "conn closed"):
		return "lost"
	}
	return ""
}
