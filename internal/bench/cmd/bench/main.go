// Command bench builds the program, measures it and prints one table;
// docs/benchmarks.md tells how and what the figures mean.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"rinnalla/internal/bench"
	"rinnalla/internal/db"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	// Memory is not what this program must spare: the server shall have the cores.
	debug.SetGCPercent(800)
	o := bench.Options{Progress: os.Stderr}
	only := flag.String("only", "", "the parts to measure, with commas: "+strings.Join(bench.Parts, ",")+"; empty for all")
	engine := flag.String("engine", "", "sqlite or postgres; empty for both")
	flag.IntVar(&o.Rows, "rows", 1_000_000, "visits in the full database")
	flag.Float64Var(&o.Seconds, "seconds", 2, "length of one window of load")
	flag.IntVar(&o.Runs, "runs", 3, "how often each figure is measured")
	flag.StringVar(&o.Binary, "binary", "", "the program to measure; empty to build it")
	flag.Parse()
	if *only != "" {
		o.Parts = strings.Split(*only, ",")
	}
	if *engine != "" {
		o.Engines = []db.Engine{db.Engine(*engine)}
	}
	if o.Binary == "" {
		built, remove, err := build(ctx)
		if err != nil {
			return err
		}
		defer remove()
		o.Binary = built
	}
	began := time.Now()
	fmt.Fprintf(os.Stderr, "%s, %d cores, load before: %s\n", began.Format(time.RFC3339), runtime.NumCPU(), load())
	lines, err := bench.Run(ctx, o)
	return errors.Join(bench.Print(os.Stdout, lines), err,
		told("%d cores for server, database and clients together; %.0f s; load after: %s\n", runtime.NumCPU(), time.Since(began).Seconds(), load()))
}

func told(format string, args ...any) error {
	_, err := fmt.Printf(format, args...)
	return err
}

// build builds the program as the make file does.
func build(ctx context.Context) (path string, remove func(), err error) {
	folder, err := os.MkdirTemp("", "rinnalla-built-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) } // a leftover in the temporary folder harms nobody
	path = filepath.Join(folder, "rinnalla")
	command := exec.CommandContext(ctx, "go", "build", "-ldflags", "-s -w", "-o", path, "./cmd/rinnalla")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		remove()
		return "", nil, fmt.Errorf("build the program: %w", err)
	}
	return path, remove, nil
}

// load is how busy the machine is: the kernel's averages over 1, 5 and 15 minutes.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
