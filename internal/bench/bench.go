// Package bench measures the program as people meet it: the built binary as a
// process of its own, asked over loopback HTTP by signed-in users, on SQLite
// and on a durable throwaway PostgreSQL. docs/benchmarks.md tells the method.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"rinnalla/internal/db"
)

// Parts are what can be measured, in the order in which it is done: what needs
// an exact number of rows comes before what adds some.
var Parts = []string{"change", "start", "report", "list", "visit", "export", "sync", "handin", "client", "answers"}

// Options choose what is measured.
type Options struct {
	Parts   []string    // of Parts; empty for all
	Engines []db.Engine // empty for both
	Rows    int         // visits in the full database
	Seconds float64     // how long one window of load lasts
	Runs    int         // how often each figure is measured; the median is told
	Binary  string      // the program
	// Progress takes a line now and then; the table comes at the end.
	Progress io.Writer
}

func (o Options) check() error {
	for _, p := range o.Parts {
		if !slices.Contains(Parts, p) {
			return fmt.Errorf("there is no part %q; the parts are %v", p, Parts)
		}
	}
	for _, e := range o.Engines {
		if e != db.SQLite && e != db.Postgres {
			return fmt.Errorf("there is no engine %q", e)
		}
	}
	if o.Rows < 1000 || o.Seconds <= 0 || o.Runs < 1 {
		return errors.New("at least 1000 rows, a window longer than nothing and one run")
	}
	return nil
}

func (o Options) wants(part string) bool { return len(o.Parts) == 0 || slices.Contains(o.Parts, part) }

// Run measures and returns the lines of the table. It ends all it started and
// removes all it wrote.
func Run(ctx context.Context, o Options) (lines []Line, err error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "rinnalla-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	engines := o.Engines
	if len(engines) == 0 {
		engines = []db.Engine{db.SQLite, db.Postgres}
	}
	for _, e := range engines {
		of, err := o.onEngine(ctx, e, filepath.Join(folder, string(e)))
		lines = append(lines, of...)
		if err != nil {
			return lines, fmt.Errorf("on %s: %w", e, err)
		}
	}
	return lines, nil
}

// session is one engine with its databases while it is measured.
type session struct {
	Options
	ctx    context.Context
	engine db.Engine
	folder string
	store  store
	lines  []Line
}

func (o Options) onEngine(ctx context.Context, e db.Engine, folder string) (lines []Line, err error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	s := &session{Options: o, ctx: ctx, engine: e, folder: folder}
	if s.store, err = openStore(e, folder); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.store.close()) }()
	err = s.run()
	return s.lines, err
}

func (s *session) run() error {
	if s.wants("change") {
		if err := s.change(); err != nil {
			return fmt.Errorf("change: %w", err)
		}
		s.say("change: measured")
		if len(s.Parts) == 1 {
			return nil
		}
	}
	if s.wants("sync") {
		empty, err := s.prepare("empty", 0)
		if err != nil {
			return err
		}
		if err := s.sync(empty, "empty"); err != nil {
			return fmt.Errorf("sync on an empty database: %w", err)
		}
		if err := empty.drop(); err != nil {
			return err
		}
		s.say("sync on an empty database: measured")
	}
	for _, part := range []struct {
		name string
		run  func(*world) error
	}{{"handin", s.handIn}, {"client", s.history}, {"answers", s.answers}} {
		if !s.wants(part.name) {
			continue
		}
		if err := s.alone(part.name, part.run); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if !slices.ContainsFunc(Parts[1:len(Parts)-3], s.wants) {
		return nil // nothing else needs visits
	}
	full, err := s.prepare("full", s.Rows)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(*world) error
	}{
		{"start", s.start}, {"report", s.report}, {"list", s.list}, {"visit", s.visit}, {"export", s.export},
		{"sync", func(w *world) error { return s.sync(w, fmt.Sprintf("%d visits", s.Rows)) }},
	} {
		if !s.wants(part.name) {
			continue
		}
		if err := part.run(full); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		s.say("%s: measured", part.name)
	}
	return full.drop()
}

// alone measures a part in a world of its own, without visits.
func (s *session) alone(name string, run func(*world) error) error {
	w, err := s.prepare(name, 0)
	if err != nil {
		return err
	}
	return errors.Join(run(w), w.drop())
}

func (s *session) say(format string, args ...any) {
	// What cannot be shown on the way is shown in the table.
	_, _ = fmt.Fprintf(s.Progress, string(s.engine)+": "+format+"\n", args...)
}

func (s *session) note(l Line) {
	l.Engine = s.engine
	s.lines = append(s.lines, l)
	s.say("%s: %s", l.What, l.brief())
}
