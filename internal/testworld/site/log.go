package site

import (
	"context"
	"log/slog"

	"rinnalla/internal/testworld"
)

// testLog writes the program's log into the test's.
type testLog struct{ w *testworld.World }

func (testLog) Enabled(context.Context, slog.Level) bool { return true }
func (l testLog) WithAttrs([]slog.Attr) slog.Handler     { return l }
func (l testLog) WithGroup(string) slog.Handler          { return l }

func (l testLog) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	l.w.Log(line)
	return nil
}
