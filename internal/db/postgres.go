package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"net"
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
	conf.RuntimeParams["application_name"] = "rinnalla"
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = 5 * time.Second
	}
	pool := stdlib.OpenDB(*conf, p.options()...)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	return pool, nil
}

type postgresTx struct{ tx *sql.Tx }

func (h postgresTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	args, err := plain(args)
	if err != nil {
		return nil, err
	}
	return h.tx.ExecContext(ctx, query, args...)
}

func (h postgresTx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	args, err := plain(args)
	if err != nil {
		return nil, err
	}
	return h.tx.QueryContext(ctx, query, args...)
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
	for try := 1; ; try++ {
		err := d.tryPostgres(ctx, fn)
		d.primary.heard(err)
		if err == nil || !collided(err) || try == serializationTries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+rand.IntN(1<<min(try, 6))) * time.Millisecond):
		}
	}
}

// Repeatable read gives all numbers of one page from one moment, and turns a
// lost update into a collision that is tried again.
func (d *DB) tryPostgres(ctx context.Context, fn func(*Tx) error) error {
	tx, err := d.pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return err
	}
	// After a commit Rollback does nothing; before it, the first error is the one to tell.
	defer func() { _ = tx.Rollback() }()
	if err := fn(&Tx{ctx: ctx, engine: Postgres, h: postgresTx{tx}}); err != nil {
		return err
	}
	return tx.Commit()
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
