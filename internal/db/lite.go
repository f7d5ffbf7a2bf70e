package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// lite is the embedded database: one connection that writes, and as many that read
// as there are cores, or four, all on one file in WAL mode.
type lite struct {
	writePool, readPool *sql.DB
	writer              *writer
	folder              *folder
	readers             chan *liteConn
	turns               turns
	size                int
}

func openLite(ctx context.Context, path string) (*lite, error) {
	l := &lite{size: max(4, runtime.GOMAXPROCS(0)), turns: make(turns, runtime.GOMAXPROCS(0))}
	var err error
	if l.writePool, err = sql.Open("sqlite", liteDSN(path, "&_pragma=cache_size(-8000)")); err != nil {
		return nil, err
	}
	conn, err := l.writePool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, l.writePool.Close())
	}
	// SQLite keeps its log beside the file itself, wherever a link leads.
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, errors.Join(err, conn.Close(), l.writePool.Close())
	}
	l.writer = startWriter(&liteConn{conn: conn, stmts: map[string]liteStmt{}}, file)
	if conn, err = l.writePool.Conn(ctx); err != nil {
		return nil, errors.Join(err, l.close())
	}
	l.folder = startFolder(conn, l.writer)
	if l.readPool, err = sql.Open("sqlite", liteDSN(path, "&_pragma=query_only(1)&_pragma=cache_size(-2000)")); err != nil {
		return nil, errors.Join(err, l.close())
	}
	l.readers = make(chan *liteConn, l.size)
	for range l.size {
		conn, err := l.readPool.Conn(ctx)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.readers <- &liteConn{conn: conn, stmts: map[string]liteStmt{}}
	}
	return l, nil
}

func liteDSN(path, more string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(" + strconv.Itoa(foldAtOnce) + ")" + more
}

// close ends the readers first: the last connection folds the WAL into the
// file, and only one that may write can do that.
func (l *lite) close() error {
	errs := []error{l.writer.stop()}
	if l.folder != nil {
		errs = append(errs, l.folder.stop())
	}
	if l.readPool != nil {
		for range len(l.readers) {
			errs = append(errs, (<-l.readers).close())
		}
		errs = append(errs, l.readPool.Close())
	}
	return errors.Join(append(errs, l.writer.conn.close(), l.writePool.Close())...)
}

func (l *lite) read(ctx context.Context, fn func(*Tx) error) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case c := <-l.readers:
		defer func() { l.readers <- c }()
		leave, err := l.turns.take(ctx)
		if err != nil {
			return err
		}
		defer leave()
		return c.inSnapshot(ctx, fn)
	}
}

// liteConn keeps its statements prepared: parsing costs more than running.
type liteConn struct {
	conn  *sql.Conn
	stmts map[string]liteStmt
}

type liteStmt struct {
	*sql.Stmt
	order []int
}

// A statement with a list of varying length is a new text each time, so the
// cache is emptied when it has grown past any fixed set of statements.
const statementsKept = 400

func (c *liteConn) prepared(ctx context.Context, query string) (liteStmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	if len(c.stmts) >= statementsKept {
		if err := c.forget(); err != nil {
			return liteStmt{}, err
		}
	}
	text, order := positional(query)
	s, err := c.conn.PrepareContext(ctx, text)
	if err != nil {
		return liteStmt{}, err
	}
	c.stmts[query] = liteStmt{s, order}
	return c.stmts[query], nil
}

func (c *liteConn) forget() error {
	var errs []error
	for q, s := range c.stmts {
		errs = append(errs, s.Close())
		delete(c.stmts, q)
	}
	return errors.Join(errs...)
}

// close ends the statements too: with one of them left, SQLite would only
// pretend to close and leave the WAL behind.
func (c *liteConn) close() error { return errors.Join(c.forget(), c.conn.Close()) }

func (c *liteConn) exec(ctx context.Context, query string, args []any) (int64, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, placed(args, s.order)...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// later is exec: there is no journey to be saved.
func (c *liteConn) later(ctx context.Context, query string, args []any) error {
	_, err := c.exec(ctx, query, args)
	return err
}

func (c *liteConn) once(ctx context.Context, query string, args []any) (bool, error) {
	n, err := c.exec(ctx, query, args)
	return n == 1, err
}

func (c *liteConn) query(ctx context.Context, query string, args []any) (Rows, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, placed(args, s.order)...)
}

func (c *liteConn) control(statement string) error {
	_, err := c.exec(context.Background(), statement, nil)
	return err
}

func (c *liteConn) inSnapshot(ctx context.Context, fn func(*Tx) error) (err error) {
	if err := c.control("BEGIN"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.control("ROLLBACK")) }()
	return fn(&Tx{ctx: ctx, engine: SQLite, h: c})
}

func liteOutage(err error) string {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return "full"
	case lib.SQLITE_READONLY:
		return "readonly"
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_BUSY, lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return "lost"
	}
	return ""
}

func panicError(p any) error { return fmt.Errorf("panic in a transaction: %v", p) }
