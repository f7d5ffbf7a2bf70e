package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	postgresConnections = 24
	postgresReaders     = 16
	serializationTries  = 12
)

// openPostgres does not connect yet: a server that is down at start is an
// outage, which readyz shows and which ends without a restart of ours.
func openPostgres(ctx context.Context, url string, p *primary) (*pgxpool.Pool, error) {
	conf, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	to := conf.ConnConfig
	if len(to.Fallbacks) > 0 && !strings.Contains(url, "target_session_attrs") {
		to.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	to.RuntimeParams["timezone"] = "UTC"
	to.RuntimeParams["datestyle"] = "ISO"
	to.RuntimeParams["application_name"] = "rinnalla"
	if to.ConnectTimeout == 0 {
		to.ConnectTimeout = 5 * time.Second
	}
	conf.MaxConns = postgresConnections
	conf.AfterConnect, conf.PrepareConn = p.remember, p.stands
	return pgxpool.NewWithConfig(ctx, conf)
}

// postgresTx is one transaction. What nobody waits for travels with the next
// statement: its beginning, and what was sent by Later. The last of it travels
// with the commit. A journey costs more than most statements. A transaction that
// waited for nothing needs no connection of its own: it is committed together
// with others.
type postgresTx struct {
	db *DB
	// conn is nil until the first statement is sent.
	conn *pgxpool.Conn
	// waiting are the statements that are still to be sent.
	waiting []statement
	// loads is true inside Load, which is never run twice.
	loads bool
	// waits is true when once must know at once whether its row was new.
	waits bool
}

type statement struct {
	query string
	args  []any
}

// Repeatable read gives all numbers of one page from one moment, and turns a
// lost update into a collision that is tried again.
const beginning = "begin isolation level repeatable read"

func (t *postgresTx) later(_ context.Context, query string, args []any) error {
	args, err := plain(args)
	if err == nil {
		t.waiting = append(t.waiting, statement{query, args})
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
	if len(t.waiting) == 0 {
		tag, err := t.conn.Exec(ctx, query, args...)
		return tag.RowsAffected(), err
	}
	t.waiting = append(t.waiting, statement{query, args})
	tag, err := t.flush(ctx)
	return tag.RowsAffected(), err
}

func (t *postgresTx) query(ctx context.Context, query string, args []any) (Rows, error) {
	args, err := plain(args)
	if err != nil {
		return nil, err
	}
	if len(t.waiting) == 0 {
		rows, err := t.conn.Query(ctx, query, args...)
		if err != nil {
			return nil, err
		}
		return postgresRows{rows, nil}, nil
	}
	before := len(t.waiting)
	t.waiting = append(t.waiting, statement{query, args})
	results, err := t.send(ctx)
	if err != nil {
		return nil, err
	}
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
	n := len(t.waiting)
	results, err := t.send(ctx)
	if err != nil {
		return tag, err
	}
	return lastOf(results, n)
}

func (t *postgresTx) send(ctx context.Context) (pgx.BatchResults, error) {
	if err := t.connect(ctx); err != nil {
		return nil, err
	}
	batch := &pgx.Batch{}
	queue(batch, t.waiting)
	t.waiting = nil
	return t.conn.SendBatch(ctx, batch), nil
}

// connect borrows a connection before the first statement is sent.
func (t *postgresTx) connect(ctx context.Context) (err error) {
	if t.conn == nil {
		t.conn, err = t.db.pool.Acquire(ctx)
	}
	return err
}

func queue(batch *pgx.Batch, statements []statement) {
	for _, s := range statements {
		batch.Queue(s.query, s.args...)
	}
}

// lastOf is what the last of n statements did, or the first error.
func lastOf(results pgx.BatchResults, n int) (tag pgconn.CommandTag, err error) {
	for range n {
		if tag, err = results.Exec(); err != nil {
			break
		}
	}
	return tag, firstOf(err, results.Close())
}

// firstOf is the error that came first; what closing says after it is the same once more.
func firstOf(err, closing error) error {
	if err != nil {
		return err
	}
	return closing
}

func (t *postgresTx) commit(ctx context.Context) error {
	if t.conn == nil {
		if len(t.waiting) == 1 {
			return nil // nothing was asked
		}
		if err := t.db.adder.commit(ctx, t.waiting[1:]); !errors.Is(err, errApart) {
			return err
		}
	}
	t.waiting = append(t.waiting, statement{query: "commit"})
	tag, err := t.flush(ctx)
	if err == nil && tag.String() != "COMMIT" {
		return pgx.ErrTxCommitRollback
	}
	return err
}

// rollBack ends a transaction that failed. Where that fails too the connection is
// broken or in the middle of something, and the pool does not take it back.
func rollBack(ctx context.Context, conn *pgxpool.Conn) {
	if conn == nil || conn.Conn().IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, _ = conn.Exec(ctx, "rollback")
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
	return (&postgresTx{db: d, waits: waits, waiting: []statement{{query: beginning}}}).run(ctx, fn)
}

// run gives the connection back, if one was needed; the pool gives up one that is
// still in a transaction, as after a panic.
func (t *postgresTx) run(ctx context.Context, fn func(*Tx) error) error {
	defer func() {
		if t.conn != nil {
			t.conn.Release()
		}
	}()
	err := fn(&Tx{ctx: ctx, engine: Postgres, h: t})
	if err == nil {
		err = t.commit(ctx)
	}
	if err != nil {
		rollBack(ctx, t.conn)
	}
	return err
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
