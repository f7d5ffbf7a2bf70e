package db

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func openFile(t *testing.T) (*DB, string) {
	t.Helper()
	folder := t.TempDir()
	d, err := Open(context.Background(), filepath.Join(folder, "rinnalla.db"))
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, "CREATE TABLE visit (n bigint PRIMARY KEY)")
	return d, folder
}

func run(t *testing.T, d *DB, statement string, args ...any) {
	t.Helper()
	if err := try(d, statement, args...); err != nil {
		t.Fatal(err)
	}
}

func try(d *DB, statement string, args ...any) error {
	return d.Write(context.Background(), func(tx *Tx) error {
		_, err := tx.Exec(statement, args...)
		return err
	})
}

func count(t *testing.T, d *DB) (n int64) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *Tx) (err error) {
		n, err = tx.number("SELECT count(*) FROM visit")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAClosedDatabaseIsOneFile(t *testing.T) {
	d, folder := openFile(t)
	run(t, d, "INSERT INTO visit VALUES (1)")
	if n := count(t, d); n != 1 {
		t.Fatal(n)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Fatalf("%v, %v", left, err)
	}
}

func TestADatabaseThatBecameReadOnlyRefusesAndLaterWritesAgain(t *testing.T) {
	d, _ := openFile(t)
	if err := d.lite.writer.conn.control("PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	var out *Outage
	if err := try(d, "INSERT INTO visit VALUES (1)"); !errors.As(err, &out) || out.Reason != "readonly" {
		t.Fatal(err)
	}
	if n := count(t, d); n != 0 {
		t.Fatal(n)
	}
	if err := d.lite.writer.conn.control("PRAGMA query_only = 0"); err != nil {
		t.Fatal(err)
	}
	run(t, d, "INSERT INTO visit VALUES (1)")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAFlushThatFailsIsToldAndTheNextWriteBuildsOnFirmGround(t *testing.T) {
	d, path := openFile(t)
	run(t, d, "INSERT INTO visit VALUES (1)")
	w := d.lite.writer.wal
	good := w.file
	var err error
	if w.file, err = os.Open(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := w.file.Close(); err != nil {
		t.Fatal(err)
	}
	var out *Outage
	if err := try(d, "INSERT INTO visit VALUES (2)"); !errors.As(err, &out) || out.Reason != "lost" {
		t.Fatal(err)
	}
	w.file = good
	run(t, d, "INSERT INTO visit VALUES (3)")
	if w.doubtful.Load() {
		t.Error("the log is still doubtful")
	}
	if size, err := good.Stat(); err != nil || size.Size() > 64<<10 {
		t.Errorf("the doubtful log was not begun anew: %v %v", size.Size(), err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsCommittedWhileAFlushFailsIsNotAnsweredAsSaved(t *testing.T) {
	d, _ := openFile(t)
	run(t, d, "INSERT INTO visit VALUES (1)")
	err := d.Write(context.Background(), func(tx *Tx) error {
		d.lite.writer.wal.doubtful.Store(true) // the flush before has just failed
		_, err := tx.Exec("INSERT INTO visit VALUES (2)")
		return err
	})
	var out *Outage
	if !errors.As(err, &out) {
		t.Fatalf("answered as saved: %v", err)
	}
	run(t, d, "INSERT INTO visit VALUES (3)")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheLogOfADatabaseBehindALinkIsFlushedToo(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "disk"), 0o700); err != nil {
		t.Fatal(err)
	}
	file, link := filepath.Join(folder, "disk", "real.db"), filepath.Join(folder, "link.db")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	d, err := Open(context.Background(), link)
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, "CREATE TABLE visit (n bigint PRIMARY KEY)")
	if d.lite.writer.wal.file == nil || filepath.Dir(d.lite.writer.wal.path) != filepath.Join(folder, "disk") {
		t.Errorf("%s is not what SQLite writes to", d.lite.writer.wal.path)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestEachOfManyWritersInOneCommitGetsItsOwnVerdict(t *testing.T) {
	d, _ := openFile(t)
	run(t, d, "INSERT INTO visit VALUES (0)")
	refused := errors.New("refused")
	// Odd ones fail: refused, against a constraint, or rolling back what they share with their neighbours.
	verdicts := make([]error, 200)
	var all sync.WaitGroup
	for i := range verdicts {
		all.Go(func() {
			verdicts[i] = d.Write(context.Background(), func(tx *Tx) error {
				if _, err := tx.Exec("INSERT INTO visit VALUES ($1)", i+1); err != nil || i%2 == 0 {
					return err
				}
				switch i % 3 {
				case 0:
					return refused
				case 1:
					_, err := tx.Exec("INSERT INTO visit VALUES (0)")
					return err
				}
				_, err := tx.Exec("INSERT OR ROLLBACK INTO visit VALUES (0)")
				return err
			})
		})
	}
	all.Wait()
	for i, err := range verdicts {
		if (err != nil) != (i%2 == 1) {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	if n := count(t, d); n != 101 {
		t.Errorf("%d rows, want the first and 100", n)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
