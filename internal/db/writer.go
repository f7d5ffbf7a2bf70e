package db

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// writer runs all writes of the embedded database on one connection. Writes
// that come while the disk still takes the commit before share the next one:
// each has its own verdict, and none is answered before the disk has it.
type writer struct {
	conn *liteConn
	wal  *wal
	jobs chan *job
	done chan struct{}
	once sync.Once
	// flushed is closed when the disk has all that was committed.
	flushed chan struct{}
	// commits counts them, for the folder.
	commits atomic.Uint64
}

// One commit carries at most this many writes, so that the first of them does not wait long.
const mostPerCommit = 64

type job struct {
	ctx   context.Context
	fn    func(*Tx) error
	err   error
	panic any
	ended chan struct{}
}

func startWriter(c *liteConn, path string) *writer {
	w := &writer{conn: c, wal: &wal{path: path + "-wal"}, jobs: make(chan *job, mostPerCommit), done: make(chan struct{}), flushed: make(chan struct{})}
	close(w.flushed)
	go w.loop()
	return w
}

func (w *writer) stop() error {
	w.once.Do(func() { close(w.jobs) })
	<-w.done
	return w.wal.close()
}

func (l *lite) write(ctx context.Context, fn func(*Tx) error) error {
	// Once begun, a write is finished: a reader who hangs up must not undo her own record.
	j := &job{ctx: context.WithoutCancel(ctx), fn: fn, ended: make(chan struct{})}
	select {
	case l.writer.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.ended
	if j.panic != nil {
		panic(j.panic)
	}
	return j.err
}

func (w *writer) loop() {
	defer close(w.done)
	for first := range w.jobs {
		group, err := w.commit(first)
		if err != nil {
			fail(group, err)
		}
		w.flush(group)
	}
	<-w.flushed
}

// commit runs a group of writes and gives every one its verdict. At first they
// run as one; when one of them fails, all are run again, each in a savepoint of
// its own: a savepoint for each costs more than the rare failure.
func (w *writer) commit(first *job) ([]*job, error) {
	if err := w.wal.mend(w.conn); err != nil {
		return []*job{first}, err
	}
	if err := w.conn.control("BEGIN IMMEDIATE"); err != nil {
		return []*job{first}, err
	}
	group, good := w.runAsOne(first)
	switch {
	case good:
		w.finish(group)
	case len(group) == 1:
		w.rollback()
	default:
		w.rollback()
		w.commitApart(group)
	}
	return group, nil
}

// runAsOne runs a write and those that come after it, until one fails. As long as
// the disk is busy with the commit before there is no hurry to end this one.
func (w *writer) runAsOne(first *job) (group []*job, good bool) {
	for next := first; next != nil; {
		group = append(group, next)
		if w.run(next); next.err != nil {
			return group, false
		}
		if len(group) == mostPerCommit {
			break
		}
		select {
		case next = <-w.jobs: // nil when the last has come
			continue
		default:
		}
		select {
		case next = <-w.jobs:
		case <-w.flushed:
			next = nil
		}
	}
	return group, true
}

// commitApart gives each job a savepoint. When a failure took the whole
// transaction with it (a full disk does), the others are run again without the
// one that failed.
func (w *writer) commitApart(group []*job) {
	for len(group) > 0 {
		if err := w.conn.control("BEGIN IMMEDIATE"); err != nil {
			fail(group, err)
			return
		}
		broken := w.runAll(group)
		if broken < 0 {
			w.finish(group)
			return
		}
		w.rollback()
		rest := make([]*job, 0, len(group)-1)
		rest = append(rest, group[:broken]...)
		group = append(rest, group[broken+1:]...)
	}
}

// runAll returns the place of the job that broke the transaction, or -1.
func (w *writer) runAll(group []*job) int {
	for i, j := range group {
		if err := w.conn.control("SAVEPOINT act"); err != nil {
			j.err = err
			return i
		}
		w.run(j)
		if j.err != nil {
			if err := w.conn.control("ROLLBACK TO act"); err != nil {
				return i
			}
		}
		if err := w.conn.control("RELEASE act"); err != nil {
			j.err = errors.Join(j.err, err)
			return i
		}
	}
	return -1
}

func (w *writer) run(j *job) {
	j.err, j.panic = nil, nil
	defer func() {
		if p := recover(); p != nil {
			j.panic, j.err = p, panicError(p)
		}
	}()
	j.err = j.fn(&Tx{ctx: j.ctx, engine: SQLite, h: w.conn})
}

func (w *writer) finish(group []*job) {
	if err := w.conn.control("COMMIT"); err != nil {
		w.rollback()
		fail(group, err)
	}
	w.commits.Add(1)
}

// flush answers a group when the disk has what it wrote, beside the next group.
func (w *writer) flush(group []*job) {
	<-w.flushed
	flushed := make(chan struct{})
	w.flushed = flushed
	go func() {
		if err := w.wal.flush(); err != nil {
			fail(group, err)
		}
		for _, j := range group {
			close(j.ended)
		}
		close(flushed)
	}()
}

// rollback leaves the connection without a transaction. Its own error says only
// that there was none left to roll back.
func (w *writer) rollback() { _ = w.conn.control("ROLLBACK") }

// fail is the verdict of those that have none yet.
func fail(group []*job, err error) {
	for _, j := range group {
		if j.err == nil {
			j.err = err
		}
	}
}
