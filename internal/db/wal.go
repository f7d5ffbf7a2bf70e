package db

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
)

// wal is SQLite's write-ahead log as a file. SQLite itself is told not to wait
// for the disk when it commits (synchronous=NORMAL); the writer flushes the log
// before it answers, and meanwhile runs the next writes. What a commit wrote is
// on the disk when the log was flushed after it.
type wal struct {
	path string
	file *os.File
	// doubtful is true after a flush that failed: the kernel may since take for
	// written what is not, so the log must not be built upon.
	doubtful atomic.Bool
}

// flush is refused on a doubtful log: what was committed after a flush that
// failed stands on what may be missing, and the kernel tells of a failure once.
func (l *wal) flush() error {
	if l.doubtful.Load() {
		return &Outage{Reason: "lost", Err: errors.New("the flush before failed")}
	}
	err := l.open()
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		l.doubtful.Store(true)
		return &Outage{Reason: "lost", Err: err}
	}
	return nil
}

// open is done at the first flush. SQLite makes the file at the first write and
// keeps it as long as the database is open. Its folder must know of it too,
// where the file system has that notion.
func (l *wal) open() (err error) {
	if l.file != nil {
		return nil
	}
	file, err := os.OpenFile(l.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(l.path))
	if err != nil {
		return errors.Join(err, file.Close())
	}
	err = folder.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	if err := errors.Join(err, folder.Close()); err != nil {
		return errors.Join(err, file.Close())
	}
	l.file = file
	return nil
}

func (l *wal) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// mend folds a doubtful log into the database's own file, which is flushed as
// a whole, and begins a new one.
func (l *wal) mend(c *liteConn) (err error) {
	if !l.doubtful.Load() {
		return nil
	}
	rows, err := c.query(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)", nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	busy, frames, folded := 1, 0, 0
	for rows.Next() {
		if err := rows.Scan(&busy, &frames, &folded); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if busy != 0 {
		return &Outage{Reason: "lost", Err: errors.New("the log could not be flushed and is still read from")}
	}
	l.doubtful.Store(false)
	return nil
}
