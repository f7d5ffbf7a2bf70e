// Package outage tests what the house does when what it stands on fails: a full
// disk, a read-only file, a database that is killed, restarted or handed over.
// In every case whoever acts gets a clear answer, what was acknowledged stays,
// and work goes on without hand work when the trouble is over.
package outage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
)

// role is the environment variable that turns this test program into one of the
// processes that the tests start and do harm to.
const role = "RINNALLA_OUTAGE_ROLE"

var roles = map[string]func() error{
	"small disk": onSmallDisk,
	"read-only":  onReadOnlyFile,
	"writers":    writeUntilKilled,
}

func TestMain(m *testing.M) {
	name := os.Getenv(role)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := roles[name](); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// patience bounds every test, so that a hang is a failure that says where.
const patience = time.Minute

func inTime(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// probe writes acts of two rows each, whose loss or halving would show.
type probe struct {
	db   *db.DB
	acts *act.Acts
}

func now() civil.Instant { return civil.InstantOf(time.Now()) }

func openProbe(ctx context.Context, url string) (*probe, error) {
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	return &probe{db: d, acts: act.New(d, now)}, nil
}

// newProbe opens a database and brings it its tables.
func newProbe(ctx context.Context, url string) (*probe, error) {
	p, err := openProbe(ctx, url)
	if err != nil {
		return nil, err
	}
	if _, err := p.db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, p.db.Close())
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		for _, table := range tables {
			if _, err := tx.Exec("CREATE TABLE IF NOT EXISTS " + table + " (n bigint PRIMARY KEY, filling text)"); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

var tables = []string{"outage_one", "outage_two"}

var subject = access.All("place", access.Installation)

// add is one act: a log row and a row in each table.
func (p *probe) add(ctx context.Context, n int64, filling string) error {
	return p.acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error { return insert(tx, n, filling) })
}

// insert waits for what it wrote in half of the acts; the others only add.
func insert(tx *act.Tx, n int64, filling string) error {
	if err := tx.Require(access.KeepPlaces, subject); err != nil {
		return err
	}
	put := tx.Later
	if n/2%2 == 0 {
		put = func(query string, args ...any) error {
			_, err := tx.Exec(query, args...)
			return err
		}
	}
	for _, table := range tables {
		if err := put("INSERT INTO "+table+" (n, filling) VALUES ($1, $2)", n, filling); err != nil {
			return err
		}
	}
	return nil
}

// look reads without a trace in the log.
func (p *probe) look(ctx context.Context) (err error) {
	return p.acts.Read(ctx, access.Sealing(), func(tx *act.Tx) error {
		if err := tx.Require(access.KeepLog, subject); err != nil {
			return err
		}
		rows, err := tx.Query("SELECT count(*) FROM outage_one")
		if err != nil {
			return err
		}
		return rows.Close()
	})
}

// check compares what stands in the database with what was acknowledged. What
// was answered with an error stands there only when it may have been committed
// as the answer was lost on its way.
func (p *probe) check(ctx context.Context, acknowledged []int64, maybe map[int64]bool) error {
	one, err := p.numbers(ctx, tables[0])
	if err != nil {
		return err
	}
	two, err := p.numbers(ctx, tables[1])
	if err != nil {
		return err
	}
	if !slices.Equal(one, two) {
		return fmt.Errorf("%d rows in one table and %d in the other: half of an act", len(one), len(two))
	}
	stands := map[int64]bool{}
	for _, n := range one {
		stands[n] = true
	}
	for _, n := range acknowledged {
		if !stands[n] {
			return fmt.Errorf("act %d was acknowledged and is gone", n)
		}
		delete(stands, n)
	}
	for n := range stands {
		if !maybe[n] {
			return fmt.Errorf("act %d was refused and stands there", n)
		}
	}
	return p.checkLog(ctx)
}

func (p *probe) numbers(ctx context.Context, table string) (all []int64, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		rows, err := tx.Query("SELECT n FROM " + table + " ORDER BY n")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			all = append(all, n)
		}
		return rows.Err()
	})
	return all, err
}

// checkLog seals what is waiting, as the program does when it starts, and verifies the chain.
func (p *probe) checkLog(ctx context.Context) error {
	fresh := act.New(p.db, now)
	if _, err := fresh.RecoverLog(ctx, time.Hour); err != nil {
		return err
	}
	if _, err := fresh.SealLog(ctx); err != nil {
		return err
	}
	audit, err := fresh.VerifyLog(ctx, nil)
	if err == nil && len(audit.Findings) > 0 {
		err = fmt.Errorf("the use log: %v", audit.Findings)
	}
	return err
}

// clear tells whether an error is one that a person can be told: try again later.
func clear(err error, keys ...string) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Unavailable || len(keys) > 0 && !slices.Contains(keys, strings.TrimPrefix(f.Key, "fault.database_")) {
		return fmt.Errorf("not a clear error (want %v): %w", keys, err)
	}
	return nil
}
