package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// adder commits the acts that only add to PostgreSQL, those whose statements
// nobody waits for. Those that come while a commit is under way share the next
// one: one transaction, one journey, one flush of the disk. Each has its own
// verdict, and none is answered before the disk has it.
type adder struct {
	pool    *pgxpool.Pool
	acts    chan *addition
	closing chan struct{}
	closed  chan struct{}
}

// addition is what one act adds.
type addition struct {
	statements []statement
	err        error
	ended      chan struct{}
}

// errApart is the verdict on acts of which one failed: nothing of them stands,
// and each is to be committed alone.
var errApart = errors.New("an act that was to be committed together with others failed")

var errClosed = errors.New("the database is closed")

// longestCommit bounds how long all wait for a server that no longer answers.
const longestCommit = 30 * time.Second

func startAdder(pool *pgxpool.Pool) *adder {
	a := &adder{pool: pool, acts: make(chan *addition), closing: make(chan struct{}), closed: make(chan struct{})}
	go a.loop()
	return a
}

func (a *adder) stop() {
	close(a.closing)
	<-a.closed
}

// commit waits for its turn and for the end. Once begun, it is finished, for the
// act does not stand alone.
func (a *adder) commit(ctx context.Context, statements []statement) error {
	act := &addition{statements: statements, ended: make(chan struct{})}
	select {
	case a.acts <- act:
	case <-ctx.Done():
		return ctx.Err()
	case <-a.closed:
		return errClosed
	}
	<-act.ended
	return act.err
}

func (a *adder) loop() {
	defer close(a.closed)
	for {
		select {
		case first := <-a.acts:
			a.commitAll(a.withOthers(first))
		case <-a.closing:
			return
		}
	}
}

// withOthers takes those that have come meanwhile.
func (a *adder) withOthers(first *addition) []*addition {
	group := []*addition{first}
	for len(group) < mostPerCommit {
		select {
		case next := <-a.acts:
			group = append(group, next)
		default:
			return group
		}
	}
	return group
}

// commitAll answers a group. After an outage nobody knows what stands, and all
// are told so; any other failure is one act's own.
func (a *adder) commitAll(group []*addition) {
	err := a.add(group)
	if err != nil && len(group) > 1 && postgresOutage(err) == "" {
		err = errApart
	}
	for _, act := range group {
		act.err = err
		close(act.ended)
	}
}

func (a *adder) add(group []*addition) error {
	ctx, cancel := context.WithTimeout(context.Background(), longestCommit)
	defer cancel()
	conn, err := a.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	batch := &pgx.Batch{}
	batch.Queue(beginning)
	for _, act := range group {
		queue(batch, act.statements)
	}
	batch.Queue("commit")
	if _, err = lastOf(conn.SendBatch(ctx, batch), batch.Len()); err != nil {
		rollBack(ctx, conn)
	}
	return err
}
