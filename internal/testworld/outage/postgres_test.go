package outage

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/cluster"
)

func startCluster(t *testing.T, options cluster.Options) *cluster.Cluster {
	t.Helper()
	c, err := cluster.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func closing(t *testing.T, p *probe) *probe {
	t.Helper()
	t.Cleanup(func() {
		if err := p.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestPostgreSQLRestartedUnderLoadLosesNothingAcknowledged(t *testing.T) {
	if !testworld.CoversPostgres(t) {
		return
	}
	c := startCluster(t, cluster.Options{Durable: true})
	ctx := inTime(t)
	p, err := newProbe(ctx, c.URL)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, p)
	l := &load{probe: p, up: make(chan struct{}), stopped: make(chan struct{})}
	var writers sync.WaitGroup
	for w := range int64(8) {
		writers.Go(func() { l.write(ctx, t, w) })
	}
	for _, harm := range []func() error{c.Kill9, func() error { return nil }, c.Kill9} {
		l.await(ctx, t, 100)
		if err := errors.Join(harm(), c.Restart()); err != nil {
			t.Fatal(err)
		}
		l.resume()
	}
	l.await(ctx, t, 200)
	close(l.stopped)
	l.resume()
	writers.Wait()
	if l.refused.Load() == 0 {
		t.Error("nobody noticed the restarts: the test is broken")
	}
	if err := p.check(ctx, l.done.all, l.maybe()); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d acts acknowledged, %d answered with a clear error", len(l.done.all), l.refused.Load())
}

// load is what eight writers do: each writes on at once after a success, and
// after an error when the server is said to be back.
type load struct {
	*probe
	done    ledger
	unknown ledger
	refused atomic.Int64
	recent  atomic.Int64
	up      chan struct{}
	upLock  sync.Mutex
	stopped chan struct{}
}

func (l *load) write(ctx context.Context, t *testing.T, writer int64) {
	for n := writer * 1_000_000; ; n++ {
		select {
		case <-l.stopped:
			return
		case <-ctx.Done():
			t.Error("out of patience")
			return
		default:
		}
		up := l.waiting()
		err := l.add(ctx, n, "")
		if err == nil {
			l.done.add(n)
			l.recent.Add(1)
			continue
		}
		if err := clear(err, "lost"); err != nil {
			t.Error(err)
		}
		l.unknown.add(n)
		l.refused.Add(1)
		select {
		case <-up:
		case <-l.stopped:
		case <-ctx.Done():
		}
	}
}

func (l *load) waiting() chan struct{} {
	l.upLock.Lock()
	defer l.upLock.Unlock()
	return l.up
}

// resume tells all who wait that the server is back.
func (l *load) resume() {
	l.upLock.Lock()
	defer l.upLock.Unlock()
	close(l.up)
	l.up = make(chan struct{})
}

// await returns when so many further acts have been acknowledged.
func (l *load) await(ctx context.Context, t *testing.T, acts int64) {
	t.Helper()
	for goal := l.recent.Load() + acts; l.recent.Load() < goal; {
		if err := l.look(ctx); ctx.Err() != nil {
			t.Fatalf("no progress: %v", err)
		}
	}
}

func (l *load) maybe() map[int64]bool {
	all := map[int64]bool{}
	for _, n := range l.unknown.all {
		all[n] = true
	}
	return all
}

func TestADeadHostIsPassedOver(t *testing.T) {
	if !testworld.CoversPostgres(t) {
		return
	}
	c := startCluster(t, cluster.Options{})
	ctx := inTime(t)
	// Port 1 is nobody's.
	p, err := newProbe(ctx, strings.Replace(c.URL, "@", "@127.0.0.1:1,", 1))
	if err != nil {
		t.Fatal(err)
	}
	closing(t, p)
	if err := errors.Join(p.add(ctx, 1, ""), p.check(ctx, []int64{1}, nil)); err != nil {
		t.Fatal(err)
	}
}

func TestAPrimaryThatBecameReadOnlyIsPassedOver(t *testing.T) {
	if !testworld.CoversPostgres(t) {
		return
	}
	first, second := startCluster(t, cluster.Options{}), startCluster(t, cluster.Options{})
	ctx := inTime(t)
	next, err := newProbe(ctx, second.URL)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, next)
	host, err := url.Parse(second.URL)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProbe(ctx, strings.Replace(first.URL, "/postgres?", ","+host.Host+"/postgres?", 1))
	if err != nil {
		t.Fatal(err)
	}
	closing(t, p)
	if err := p.add(ctx, 1, ""); err != nil {
		t.Fatal(err)
	}
	if moved, err := next.numbers(ctx, tables[0]); err != nil || len(moved) > 0 {
		t.Fatalf("the second was used while the first was there: %v %v", moved, err)
	}
	if err := first.Demote(ctx); err != nil {
		t.Fatal(err)
	}
	for n := int64(2); ; n++ {
		if err := p.add(ctx, n, ""); err != nil {
			if err := clear(err, "readonly"); err != nil {
				t.Fatal(err)
			}
		}
		if moved, err := next.numbers(ctx, tables[0]); err != nil {
			t.Fatal(err)
		} else if len(moved) > 0 {
			return
		}
	}
}
