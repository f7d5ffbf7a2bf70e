package db

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// writer runs all writes of the embedded database on one connection. Writes
// that wait while a commit is under way share the next one: each keeps its own
// savepoint and its own verdict, and none is answered before the disk has it.
type writer struct {
	conn *liteConn
	jobs chan *job
	done chan struct{}
	once sync.Once
	// commits counts them, for the folder.
	commits atomic.Uint64
}

// One commit carries at most this many writes, so that the first of them does not wait long.
const mostPerCommit = 64

// patience is how long a commit waits for those who came along the last time.
const patience = 200 * time.Microsecond

type job struct {
	ctx   context.Context
	fn    func(*Tx) error
	err   error
	panic any
	ended chan struct{}
}

func startWriter(c *liteConn) *writer {
	w := &writer{conn: c, jobs: make(chan *job, mostPerCommit), done: make(chan struct{})}
	go w.loop()
	return w
}

func (w *writer) stop() {
	w.once.Do(func() { close(w.jobs) })
	<-w.done
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
	before := 1
	for first := range w.jobs {
		group := w.gather(first, before)
		before = len(group)
		w.commit(group)
		w.commits.Add(1)
		for _, j := range group {
			close(j.ended)
		}
	}
}

// gather takes what waits. As many as came the last time are about to come
// again: it waits a moment for them, since a commit costs more than a write.
func (w *writer) gather(first *job, before int) []*job {
	group := []*job{first}
	moment := time.NewTimer(patience)
	defer moment.Stop()
	for len(group) < mostPerCommit && (len(w.jobs) > 0 || len(group) < before) {
		select {
		case j, open := <-w.jobs:
			if !open {
				return group
			}
			group = append(group, j)
		case <-moment.C:
			before = 0
		}
	}
	return group
}

// commit gives every job of the group its verdict. At first they run as one;
// when one of them fails, all are run again, each in a savepoint of its own: a
// savepoint for each costs more than the rare failure.
func (w *writer) commit(group []*job) {
	if err := w.conn.control("BEGIN IMMEDIATE"); err != nil {
		fail(group, err)
		return
	}
	if w.runAsOne(group) {
		w.finish(group)
		return
	}
	w.rollback()
	if len(group) > 1 {
		w.commitApart(group)
	}
}

func (w *writer) runAsOne(group []*job) bool {
	for _, j := range group {
		j.err, j.panic = nil, nil
		w.run(j)
		if j.err != nil {
			return false
		}
	}
	return true
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
		j.err, j.panic = nil, nil
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
		for _, j := range group {
			if j.err == nil {
				j.err = err
			}
		}
	}
}

// rollback leaves the connection without a transaction. Its own error says only
// that there was none left to roll back.
func (w *writer) rollback() { _ = w.conn.control("ROLLBACK") }

func fail(group []*job, err error) {
	for _, j := range group {
		j.err = err
	}
}
