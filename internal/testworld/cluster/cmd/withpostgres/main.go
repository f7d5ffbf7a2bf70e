// Command withpostgres starts a throwaway PostgreSQL, runs a command with its address in RINNALLA_TEST_POSTGRES,
// and with a folder for what its programs share in RINNALLA_TEST_FOLDER, always takes both away again, and ends as the command ended.
//
//	withpostgres [-durable] -- go test ./...
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"rinnalla/internal/testworld/cluster"
)

func main() {
	durable := flag.Bool("durable", false, "let every commit wait for the disk")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: withpostgres [-durable] -- command [argument …]")
		os.Exit(2)
	}
	// From here on a signal must not end us before the cluster is stopped.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)

	code, err := run(cluster.Options{Durable: *durable}, flag.Args(), signals)
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func run(options cluster.Options, args []string, signals <-chan os.Signal) (code int, err error) {
	postgres, err := cluster.Start(options)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, postgres.Stop()) }()
	folder, err := os.MkdirTemp("", "rinnalla-run-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	command := exec.Command(args[0], args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = append(os.Environ(), cluster.Variable+"="+postgres.URL, cluster.FolderVariable+"="+folder)
	if err := command.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case received := <-signals:
			// Not sent on when the terminal has already told the whole group and the command is gone.
			if err := command.Process.Signal(received); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return 1, err
			}
		case err := <-ended:
			return outcome(err)
		}
	}
}

// outcome is the command's own exit code; 128 + the signal when a signal ended it, as shells say it.
func outcome(err error) (int, error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}
