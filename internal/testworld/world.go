// Package testworld is a running system for tests: a fresh database on each
// engine, a clock that stands still, and a small named cast.
package testworld

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/seal"
	"rinnalla/internal/testworld/cluster"
	"rinnalla/schema"
)

// World is one fresh system.
type World struct {
	testing.TB
	DB    *db.DB
	Acts  *act.Acts
	Clock *Clock
	// URL is the database's address, for a test that opens it a second time.
	URL string
}

// Friday is when every world begins: Friday 20.11.2026 at 16.55 in Finland.
var Friday = civil.At(civil.Date{Year: 2026, Month: time.November, Day: 20}, civil.Clock{Hour: 16, Minute: 55})

// Clock stands still until a test moves it.
type Clock struct {
	mu  sync.Mutex
	now civil.Instant
}

// Now is the world's time.
func (c *Clock) Now() civil.Instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the world's time on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Seals are the secrets of every world.
var Seals = sync.OnceValue(func() *seal.Ring {
	r, err := seal.NewRing([]byte(strings.Repeat("s", seal.SecretBytes)))
	if err != nil {
		panic(err) // constants
	}
	return r
})

// Each runs the test on SQLite, and on PostgreSQL when this run has one.
func Each(t *testing.T, test func(*testing.T, *World)) {
	t.Helper()
	onPostgres := CoversPostgres(t)
	t.Run("sqlite", func(t *testing.T) { test(t, New(t)) })
	if onPostgres {
		t.Run("postgres", func(t *testing.T) {
			server, _ := cluster.Shared()
			test(t, newPostgres(t, server))
		})
	}
}

// CoversPostgres tells whether this run covers PostgreSQL. The test fails when it
// was promised to and there is none.
func CoversPostgres(t testing.TB) bool {
	t.Helper()
	if err := cluster.CheckEngines(); err != nil {
		t.Fatal(err)
	}
	_, shared := cluster.Shared()
	return shared
}

// New is a world on SQLite.
func New(t testing.TB) *World {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rinnalla.db")
	migrated, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, migrated, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

// migratedFile is an empty database with the whole schema, made once by each program of a run, or once for all of them where they share a
// folder: watched by the race detector, the migrations take longer than most tests.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	shared := os.Getenv(cluster.FolderVariable)
	name, err := schemaName(db.SQLite)
	if err != nil {
		return nil, err
	}
	made := filepath.Join(shared, name+".db")
	if shared != "" {
		if file, err := os.ReadFile(made); !errors.Is(err, fs.ErrNotExist) {
			return file, err
		}
	}
	dir, err := os.MkdirTemp(shared, "rinnalla-schema")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a leftover in the temporary folder harms nobody
	path := filepath.Join(dir, "empty.db")
	if err := migrate(path); err != nil {
		return nil, err
	}
	file, err := os.ReadFile(path)
	if err != nil || shared == "" {
		return file, err
	}
	// Whoever else makes it at the same moment makes the same.
	return file, os.Rename(path, made)
})

// At is a world on a database of the test's own, which is migrated first.
func At(t testing.TB, url string) *World {
	t.Helper()
	if err := migrate(url); err != nil {
		t.Fatal(err)
	}
	return open(t, url)
}

func migrate(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	return d.Close()
}

func newPostgres(t testing.TB, server cluster.Server) *World {
	t.Helper()
	name, err := migratedTemplate()
	if err != nil {
		t.Fatal(err)
	}
	url, drop, err := server.NewDatabase(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return open(t, url)
}

// migratedTemplate is the name of an empty database with the whole schema on the shared server, asked for once a run.
var migratedTemplate = sync.OnceValues(func() (string, error) {
	name, err := schemaName(db.Postgres)
	if err != nil {
		return "", err
	}
	server, _ := cluster.Shared()
	return name, server.Template(context.Background(), name, migrate)
})

// schemaName changes with every change of a migration, so that an old template is never reused.
func schemaName(engine db.Engine) (string, error) {
	files, err := schema.For(string(engine))
	if err != nil {
		return "", err
	}
	h := sha256.New()
	err = fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		h.Write([]byte(path))
		h.Write(text)
		return err
	})
	return "world_" + hex.EncodeToString(h.Sum(nil)[:8]), err
}

func open(t testing.TB, url string) *World {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &Clock{now: Friday}
	acts := act.New(d, c.Now)
	acts.SealWith(Seals())
	return &World{TB: t, DB: d, Acts: acts, Clock: c, URL: url}
}
