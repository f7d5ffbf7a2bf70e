package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"rinnalla/schema"
)

// Migrate brings the schema to the newest version: numbered files, forward
// only, each in its own transaction. On PostgreSQL a session lock lets several
// nodes start at once. It returns the version that stands afterwards.
func (d *DB) Migrate(ctx context.Context) (int64, error) {
	return d.MigrateTo(ctx, goose.MaxVersion)
}

// MigrateTo is Migrate up to a version, for the restore of an older backup.
func (d *DB) MigrateTo(ctx context.Context, version int64) (int64, error) {
	var to int64
	err := d.withMigrations(ctx, func(p *goose.Provider) error {
		if _, err := p.UpTo(ctx, version); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		var err error
		to, err = p.GetDBVersion(ctx)
		return err
	})
	return to, err
}

// Pending tells how many migrations are still to be run.
func (d *DB) Pending(ctx context.Context) (int, error) {
	n := 0
	err := d.withMigrations(ctx, func(p *goose.Provider) error {
		current, target, err := p.GetVersions(ctx)
		n = int(target - current)
		return err
	})
	return n, err
}

func (d *DB) withMigrations(ctx context.Context, fn func(*goose.Provider) error) (err error) {
	files, err := schema.For(string(d.engine))
	if err != nil {
		return err
	}
	if d.engine == Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		pool := stdlib.OpenDBFromPool(d.pool)
		defer func() { err = errors.Join(err, pool.Close()) }()
		return provide(goose.DialectPostgres, pool, files, fn, goose.WithSessionLocker(locker))
	}
	pool, err := sql.Open("sqlite", liteDSN(d.url, ""))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	return provide(goose.DialectSQLite3, pool, files, fn)
}

func provide(dialect goose.Dialect, pool *sql.DB, files fs.FS, fn func(*goose.Provider) error, more ...goose.ProviderOption) error {
	p, err := goose.NewProvider(dialect, pool, files, more...)
	if err != nil {
		return err
	}
	return fn(p)
}
