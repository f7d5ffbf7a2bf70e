package cluster

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestARunThatPromisesPostgreSQLHasIt(t *testing.T) {
	if err := CheckEngines(); err != nil {
		t.Fatal(err)
	}
}

func TestAPromiseOfPostgreSQLWithoutAnAddressIsAFault(t *testing.T) {
	t.Setenv(EnginesVariable, "sqlite,postgres")
	t.Setenv(Variable, "")
	if err := CheckEngines(); err == nil || !strings.Contains(err.Error(), Variable) {
		t.Fatalf("got %v, want an error that names %s", err, Variable)
	}
	t.Setenv(EnginesVariable, "sqlite")
	if err := CheckEngines(); err != nil {
		t.Fatalf("a run for SQLite alone: %v", err)
	}
}

func TestWhatWasPromisedSurvivesAKill(t *testing.T) {
	t.Parallel()
	c := start(t, Options{Durable: true})
	url, _, err := c.NewDatabase(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	execute(t, url, "CREATE TABLE visit (n bigint)")
	execute(t, url, "INSERT INTO visit VALUES (1)")
	if err := c.Kill9(); err != nil {
		t.Fatal(err)
	}
	if connection, err := pgx.Connect(t.Context(), url); err == nil {
		t.Fatal("a killed cluster answers", connection.Close(t.Context()))
	}
	if err := c.Restart(); err != nil {
		t.Fatal(err)
	}
	execute(t, url, "INSERT INTO visit VALUES (2)")
	if err := c.Restart(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, url, "SELECT count(*) FROM visit"); n != 2 {
		t.Fatalf("%d visits, want 2", n)
	}
}

func TestNothingIsLeftAfterStop(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	pid := c.process.Process.Pid
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder: %v", err)
	}
	if alive(pid) {
		t.Errorf("process %d is alive", pid)
	}
}

func TestATemplateIsPreparedOnceAndCopiedForEachTest(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	var prepared atomic.Int32
	prepare := func(url string) error {
		prepared.Add(1)
		execute(t, url, "CREATE TABLE place (name text)")
		return nil
	}
	refusal := errors.New("no such migration")
	if err := c.Template(t.Context(), "world", func(string) error { return refusal }); !errors.Is(err, refusal) {
		t.Fatalf("a failed preparation: %v", err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := c.Template(t.Context(), "world", prepare); err != nil {
				t.Error(err)
				return
			}
			url, drop, err := c.NewDatabase(t.Context(), "world")
			if err != nil {
				t.Error(err)
				return
			}
			execute(t, url, "INSERT INTO place VALUES ('Asema')")
			if n := number(t, url, "SELECT count(*) FROM place"); n != 1 {
				t.Errorf("%d places in a database of one's own, want 1", n)
			}
			if err := drop(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := prepared.Load(); n != 1 {
		t.Errorf("prepared %d times, want once", n)
	}
	if n := number(t, c.URL, "SELECT count(*) FROM pg_database WHERE datname LIKE 't\\_%'"); n != 0 {
		t.Errorf("%d databases left", n)
	}
}

func TestTheClusterSpeaksUTF8AndSortsByBytes(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	if n := number(t, c.URL, "SELECT count(*) FROM pg_database WHERE datname = 'postgres' AND pg_encoding_to_char(encoding) = 'UTF8' AND datcollate = 'C'"); n != 1 {
		t.Fatal("not UTF8 with C")
	}
}

func BenchmarkACopyForATest(b *testing.B) {
	c := start(b, Options{})
	if err := c.Template(b.Context(), "world", func(string) error { return nil }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, drop, err := c.NewDatabase(b.Context(), "world")
		if err != nil {
			b.Fatal(err)
		}
		if err := drop(); err != nil {
			b.Fatal(err)
		}
	}
}

func start(t testing.TB, options Options) *Cluster {
	t.Helper()
	c, err := Start(options)
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

func execute(t *testing.T, url, sql string) {
	t.Helper()
	onConnection(t, url, func(ctx context.Context, connection *pgx.Conn) error {
		_, err := connection.Exec(ctx, sql)
		return err
	})
}

func number(t *testing.T, url, sql string) (n int) {
	t.Helper()
	onConnection(t, url, func(ctx context.Context, connection *pgx.Conn) error {
		return connection.QueryRow(ctx, sql).Scan(&n)
	})
	return n
}

func onConnection(t *testing.T, url string, do func(context.Context, *pgx.Conn) error) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Error(err)
		return
	}
	if err := errors.Join(do(t.Context(), connection), connection.Close(t.Context())); err != nil {
		t.Error(err)
	}
}
