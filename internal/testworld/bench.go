package testworld

import (
	"testing"

	"rinnalla/internal/testworld/cluster"
)

// EachEngine runs the benchmark on SQLite, and on PostgreSQL when this run has one.
func EachEngine(b *testing.B, bench func(*testing.B, *World)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, New(b)) })
	if server, shared := cluster.Shared(); shared {
		b.Run("postgres", func(b *testing.B) { bench(b, newPostgres(b, server)) })
	}
}
