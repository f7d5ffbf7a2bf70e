package db

import (
	"context"
	"errors"
	"sync"
	"testing"

	"rinnalla/internal/testworld/cluster"
)

// onPostgres runs a test on a fresh database when this run covers PostgreSQL.
func onPostgres(t *testing.T, test func(*testing.T, *DB)) {
	t.Helper()
	if err := cluster.CheckEngines(); err != nil {
		t.Fatal(err)
	}
	server, shared := cluster.Shared()
	if !shared {
		return
	}
	url, drop, err := server.NewDatabase(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.Close(), drop()); err != nil {
			t.Error(err)
		}
	})
	run(t, d, "CREATE TABLE visit (n bigint PRIMARY KEY)")
	test(t, d)
}

// adding is an act that waits for nothing.
func adding(numbers ...any) *addition {
	a := &addition{ended: make(chan struct{})}
	for _, n := range numbers {
		a.statements = append(a.statements, statement{"INSERT INTO visit VALUES ($1)", []any{n}})
	}
	return a
}

func commits(t *testing.T, d *DB) (n int64) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *Tx) (err error) {
		n, err = tx.number("SELECT count(DISTINCT xmin::text) FROM visit")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestActsThatOnlyAddAreOneCommit(t *testing.T) {
	onPostgres(t, func(t *testing.T, d *DB) {
		group := []*addition{adding(int64(1)), adding(int64(2), int64(3)), adding(int64(4))}
		d.adder.commitAll(group)
		for i, act := range group {
			if <-act.ended; act.err != nil {
				t.Errorf("act %d: %v", i, act.err)
			}
		}
		if n, c := count(t, d), commits(t, d); n != 4 || c != 1 {
			t.Errorf("%d rows in %d commits", n, c)
		}
	})
}

func TestWhenOneOfThemFailsNothingStandsAndEachIsToBeCommittedAlone(t *testing.T) {
	onPostgres(t, func(t *testing.T, d *DB) {
		run(t, d, "INSERT INTO visit VALUES (1)")
		for what, bad := range map[string]*addition{
			"a row that is there": adding(int64(1)), "a word for a number": adding("many"),
		} {
			group := []*addition{adding(int64(2)), bad, adding(int64(3))}
			d.adder.commitAll(group)
			for i, act := range group {
				if <-act.ended; !errors.Is(act.err, errApart) {
					t.Errorf("%s, act %d: %v", what, i, act.err)
				}
			}
			if n := count(t, d); n != 1 {
				t.Errorf("%s: %d rows", what, n)
			}
		}
	})
}

func TestEachOfManyWhoAddAtOnceGetsItsOwnVerdict(t *testing.T) {
	onPostgres(t, func(t *testing.T, d *DB) {
		run(t, d, "INSERT INTO visit VALUES (0)")
		refused := errors.New("refused")
		// Odd ones fail: refused, against a constraint, or with what is no number.
		verdicts := make([]error, 200)
		var all sync.WaitGroup
		for i := range verdicts {
			all.Go(func() {
				verdicts[i] = d.Write(context.Background(), func(tx *Tx) error {
					if err := tx.Later("INSERT INTO visit VALUES ($1)", i+1); err != nil || i%2 == 0 {
						return err
					}
					switch i % 3 {
					case 0:
						return refused
					case 1:
						return tx.Later("INSERT INTO visit VALUES (0)")
					}
					return tx.Later("INSERT INTO visit VALUES ($1)", "many")
				})
			})
		}
		all.Wait()
		for i, err := range verdicts {
			if (err != nil) != (i%2 == 1) || errors.Is(err, errApart) {
				t.Errorf("writer %d: %v", i, err)
			}
		}
		if n := count(t, d); n != 101 {
			t.Errorf("%d rows, want the first and 100", n)
		}
	})
}

func TestOfManyWhoAddTheSameRowOneIsToldThatItIsNew(t *testing.T) {
	onPostgres(t, func(t *testing.T, d *DB) {
		for n := range 20 {
			fresh := make([]bool, 8)
			var all sync.WaitGroup
			for i := range fresh {
				all.Go(func() {
					err := d.Write(context.Background(), func(tx *Tx) (err error) {
						fresh[i], err = tx.Once("INSERT INTO visit VALUES ($1) ON CONFLICT DO NOTHING", n)
						return err
					})
					if err != nil {
						t.Errorf("row %d, writer %d: %v", n, i, err)
					}
				})
			}
			all.Wait()
			told := 0
			for _, f := range fresh {
				if f {
					told++
				}
			}
			if told != 1 {
				t.Errorf("row %d was new to %d writers", n, told)
			}
		}
	})
}

func TestAClosedDatabaseTakesNothing(t *testing.T) {
	onPostgres(t, func(t *testing.T, d *DB) {
		closed, err := Open(t.Context(), d.url)
		if err != nil {
			t.Fatal(err)
		}
		if err := closed.Close(); err != nil {
			t.Fatal(err)
		}
		err = closed.Write(context.Background(), func(tx *Tx) error { return tx.Later("INSERT INTO visit VALUES (1)") })
		if !errors.Is(err, errClosed) {
			t.Error(err)
		}
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}
