package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"rinnalla/internal/db"
	"rinnalla/internal/testworld/cluster"
)

// store makes databases on one engine.
type store interface {
	// database makes an empty one and tells its address and what removes it.
	database(ctx context.Context, name string) (url string, drop func() error, err error)
	// cpu is the processor time that the engine's own processes have used.
	cpu() (time.Duration, error)
	close() error
}

func openStore(e db.Engine, folder string) (store, error) {
	if e == db.SQLite {
		return files{folder}, nil
	}
	c, err := cluster.Start(cluster.Options{Durable: true})
	if err != nil {
		return nil, err
	}
	return servers{c}, nil
}

type files struct{ folder string }

func (f files) database(_ context.Context, name string) (string, func() error, error) {
	folder := filepath.Join(f.folder, name+"-database")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", nil, err
	}
	return filepath.Join(folder, "rinnalla.db"), func() error { return os.RemoveAll(folder) }, nil
}

// cpu of the embedded engine is the program's.
func (files) cpu() (time.Duration, error) { return 0, nil }

func (files) close() error { return nil }

type servers struct{ *cluster.Cluster }

func (s servers) database(ctx context.Context, _ string) (string, func() error, error) {
	url, drop, err := s.NewDatabase(ctx, "")
	if err != nil {
		return "", nil, fmt.Errorf("make a database: %w", err)
	}
	return url, drop, nil
}

func (s servers) cpu() (time.Duration, error) { return s.CPU() }

func (s servers) close() error { return s.Stop() }
