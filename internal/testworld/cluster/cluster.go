// Package cluster starts a throwaway PostgreSQL from the system's own binaries, for tests and benchmarks.
// It runs on Linux; nothing outside its temporary folder is touched.
package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// owner is the superuser of every throwaway cluster.
const owner = "rinnalla"

// patience is how long a cluster may take to start or to end.
const patience = time.Minute

// Options say what kind of cluster is wanted. The zero value is the fast kind for ordinary tests.
type Options struct {
	// Durable makes every commit wait for the disk, as in production. Crash tests and benchmarks need it.
	Durable bool
	// Data and Log are the folders under which the data and the write-ahead log are to lie, for a test that takes their room away.
	// Empty: the temporary folder, and with the data. Whoever runs the server must be able to write there.
	Data, Log string
}

// Cluster is a running PostgreSQL of its own, listening on a free port of 127.0.0.1.
// A Cluster is used by one goroutine at a time; its databases may be used by many.
type Cluster struct {
	Server
	options Options
	bin     string
	folder  string
	log     string // the write-ahead log
	port    int
	process *exec.Cmd
	ended   chan struct{}
}

// Start makes and starts a new, empty cluster. The caller must Stop it.
// Should the calling program die, the cluster ends too; only its folder stays behind.
func Start(options Options) (*Cluster, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	folder, err := newFolder(cmp.Or(options.Data, temporary()))
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	c := &Cluster{options: options, bin: bin, folder: folder, log: filepath.Join(folder, "data", "pg_wal")}
	if options.Log != "" {
		if c.log, err = newFolder(options.Log); err != nil {
			return nil, errors.Join(err, c.remove())
		}
	}
	if err := c.create(); err != nil {
		return nil, errors.Join(err, c.remove())
	}
	return c, nil
}

func (c *Cluster) create() error {
	words := []string{"--pgdata", c.data(), "--username", owner, "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"}
	if c.options.Log != "" {
		words = append(words, "--waldir", c.log)
	}
	initdb := c.command("initdb", words...)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	var err error
	// Another program may take the port between the look and the start.
	for range 5 {
		if c.port, err = freePort(); err != nil {
			return err
		}
		c.Server = Server{URL: fmt.Sprintf("postgres://%s@127.0.0.1:%d/postgres?sslmode=disable", owner, c.port)}
		if err = c.run(); err == nil {
			return nil
		}
	}
	return err
}

// run starts the server and returns when it answers.
func (c *Cluster) run() error {
	log, err := os.OpenFile(filepath.Join(c.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	process := c.command("postgres", c.settings()...)
	process.Stdout, process.Stderr = log, log
	process.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	if err := process.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		process.Wait() //nolint:errcheck // how it ended is told by its log
		close(ended)
	}()
	c.process, c.ended = process, ended
	if err := c.awaitAnswer(); err != nil {
		return errors.Join(err, c.end(syscall.SIGKILL), c.lastWords())
	}
	return nil
}

func (c *Cluster) settings() []string {
	settings := map[string]string{
		"listen_addresses":        "127.0.0.1",
		"port":                    strconv.Itoa(c.port),
		"unix_socket_directories": c.folder,
		"max_connections":         "200",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"jit":                     "off",
	}
	if c.options.Durable {
		settings["shared_buffers"] = "256MB"
		settings["max_wal_size"] = "4GB"
	} else {
		settings["shared_buffers"] = "32MB"
		settings["fsync"] = "off"
		settings["full_page_writes"] = "off"
		settings["synchronous_commit"] = "off"
		settings["autovacuum"] = "off"
	}
	args := []string{"-D", c.data()}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

func (c *Cluster) awaitAnswer() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		connection, err := pgx.Connect(ctx, c.URL)
		if err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-c.ended:
			return errors.New("PostgreSQL ended while starting")
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not answer: %w", err)
		case <-tick.C:
		}
	}
}

// Stop ends the cluster and removes everything it wrote.
func (c *Cluster) Stop() error {
	return errors.Join(c.end(syscall.SIGQUIT), c.remove())
}

func (c *Cluster) remove() error { return errors.Join(os.RemoveAll(c.log), os.RemoveAll(c.folder)) }

// Kill9 ends every process of the cluster at once, with no chance to finish or tidy anything.
// Restart brings it back with what it had promised to keep.
func (c *Cluster) Kill9() error {
	if !c.running() {
		return nil
	}
	// A stopped parent cannot fork, so the list of its children is complete.
	if err := c.process.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	children, err := childrenOf(c.process.Process.Pid)
	for _, pid := range children {
		err = errors.Join(err, kill(pid))
	}
	return errors.Join(err, c.end(syscall.SIGKILL), awaitGone(children))
}

// Restart starts a killed cluster again, or shuts a running one down in good order first.
// Address and port stay the same.
func (c *Cluster) Restart() error {
	if err := c.end(syscall.SIGINT); err != nil {
		return err
	}
	return c.run()
}

// AwaitEnd returns when the server has ended by itself, as it does without room for its write-ahead log.
func (c *Cluster) AwaitEnd() error {
	select {
	case <-c.ended:
		return nil
	case <-time.After(patience):
		return errors.New("PostgreSQL did not end")
	}
}

// end signals the server and waits until it is gone. An ended server is left in peace.
func (c *Cluster) end(signal os.Signal) error {
	if !c.running() {
		return nil
	}
	if err := c.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-c.ended:
		return nil
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("PostgreSQL did not end on %v", signal), c.process.Process.Kill())
	}
}

func (c *Cluster) running() bool {
	select {
	case <-c.ended:
		return false
	default:
		return c.process != nil
	}
}

func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }

// lastWords is the end of the server's log, as an error to be read by a person.
func (c *Cluster) lastWords() error {
	log, err := os.ReadFile(filepath.Join(c.folder, "log"))
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return errors.New("its last words:\n" + strings.Join(lines[max(0, len(lines)-10):], "\n"))
}

// freePort looks below the range from which the system lends ports to outgoing connections,
// so that the port is still free when a killed cluster is restarted on it.
func freePort() (int, error) {
	var err error
	for range 50 {
		port := 20000 + rand.IntN(12000)
		var listener net.Listener
		if listener, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, listener.Close()
		}
	}
	return 0, fmt.Errorf("find a free port: %w", err)
}
