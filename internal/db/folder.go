package db

import (
	"context"
	"database/sql"
	"time"
)

// folder folds the WAL into the file beside the writer, so that those who record
// do not wait for it. What it leaves, the writer folds when the WAL has grown to
// foldAtOnce pages.
type folder struct {
	conn *sql.Conn
	end  chan struct{}
	done chan struct{}
}

const (
	foldEvery  = 500 * time.Millisecond
	foldAtOnce = 8_000
)

func startFolder(conn *sql.Conn, w *writer) *folder {
	f := &folder{conn: conn, end: make(chan struct{}), done: make(chan struct{})}
	go f.loop(w)
	return f
}

func (f *folder) stop() error {
	close(f.end)
	<-f.done
	return f.conn.Close()
}

func (f *folder) loop(w *writer) {
	defer close(f.done)
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	for seen := uint64(0); ; {
		select {
		case <-f.end:
			return
		case <-tick.C:
		}
		if now := w.commits.Load(); now != seen {
			seen = now
			// One that fails is made up for by the next, or by the writer, who reports it.
			_, _ = f.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
		}
	}
}
