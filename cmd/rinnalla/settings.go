package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
)

// settings are shared by all commands. docs/running.md lists them.
type settings struct {
	Addr     string `help:"Where to listen." env:"RINNALLA_ADDR" default:"127.0.0.1:8080"`
	Data     string `help:"Folder of the embedded database, the secret, the log's key and its checkpoints. Default var, for the demo var/demo." env:"RINNALLA_DATA" type:"path"`
	Database string `help:"postgres://… for PostgreSQL (several hosts by commas); empty for the embedded database in the data folder." env:"RINNALLA_DATABASE"`
	Public   string `help:"The address people use, such as https://rinnalla.example.fi: decides cookies, links and passkeys. Empty: http:// and the listening address." env:"RINNALLA_PUBLIC"`
	// ClientKeys is a path; what it names is never in the database nor in a backup.
	ClientKeys string `name:"client-keys" help:"File of the secrets that wrap clients' keys, one in base64 a line, the newest first. Default client.keys in the data folder, made at the first start; with PostgreSQL over HTTPS it has to be named." env:"RINNALLA_CLIENT_KEYS" type:"path"`
	Metrics    string `help:"Loopback address for Prometheus metrics; empty for none." env:"RINNALLA_METRICS"`
	LogLevel   string `help:"debug, info, warn or error." env:"RINNALLA_LOG_LEVEL" default:"info" enum:"debug,info,warn,error"`
}

func (s *settings) databaseURL() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Data, "rinnalla.db")
}

// dataFolder settles where the data folder is.
func (s *settings) dataFolder() string {
	if s.Data == "" {
		s.Data = "var"
	}
	return s.Data
}

func (s *settings) public() string {
	if s.Public != "" {
		return s.Public
	}
	return "http://" + s.Addr
}

// check says how an address is to be written, and settles the one that people use.
func (s *settings) check() error {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("%q is no address to listen on: give --addr or RINNALLA_ADDR a host and a port, such as 127.0.0.1:8080", s.Addr)
	}
	if s.Metrics != "" && !loopback(s.Metrics) {
		return fmt.Errorf("metrics are served on loopback addresses only, not on %q: give --metrics or RINNALLA_METRICS one such as 127.0.0.1:9464", s.Metrics)
	}
	if s.Public == "" && host == "" {
		s.Public = "http://localhost:" + port
	}
	if s.Public == "" {
		return nil
	}
	u, err := url.Parse(s.Public)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.Trim(u.RequestURI(), "/")+u.Fragment != "" {
		return fmt.Errorf("%q is no address that people could use: give --public or RINNALLA_PUBLIC one without a path, such as https://rinnalla.example.fi", s.Public)
	}
	s.Public = u.Scheme + "://" + strings.ToLower(u.Host)
	return nil
}

func (s *settings) secure() bool { return strings.HasPrefix(s.public(), "https://") }

func (s *settings) logger() *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

func now() civil.Instant { return civil.InstantOf(time.Now()) }

// open opens the database, whatever its schema.
func (s *settings) open(ctx context.Context) (*db.DB, *act.Acts, error) {
	if err := os.MkdirAll(s.dataFolder(), 0o700); err != nil {
		return nil, nil, fmt.Errorf("the data folder: %w: make it or name another with --data", err)
	}
	d, err := db.Open(ctx, s.databaseURL())
	if err != nil {
		return nil, nil, fmt.Errorf("%w: check --database and --data", err)
	}
	return d, act.New(d, now), nil
}

// openMigrated opens the database that is there, and refuses one whose schema is not the program's.
func (s *settings) openMigrated(ctx context.Context) (*db.DB, *act.Acts, error) {
	if err := s.there(); err != nil {
		return nil, nil, err
	}
	d, acts, err := s.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	pending, err := pendingMigrations(ctx, d, acts)
	if err == nil && pending > 0 {
		err = fmt.Errorf("the database lacks %d migrations: run rinnalla migrate first (make a backup before)", pending)
	}
	if err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return d, acts, nil
}

// acting lets do act on the database that is there, seals what was logged, also of what was refused, and closes it again: a server that may be
// running knows nothing of it, and an entry that waits too long for its seal would be taken for one that somebody slipped in.
func (s *settings) acting(ctx context.Context, do func(*act.Acts) error) (err error) {
	d, acts, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return errors.Join(do(acts), s.sealed(context.WithoutCancel(ctx), acts))
}

// there refuses an embedded database that does not exist, so that a mistyped
// folder is not taken for an empty installation.
func (s *settings) there() error {
	s.dataFolder()
	if strings.HasPrefix(s.databaseURL(), "postgres") {
		return nil
	}
	path := strings.TrimPrefix(s.databaseURL(), "sqlite:")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		made := filepath.Join(filepath.Dir(path), demoFile)
		if _, err := os.Stat(made); err == nil {
			return fmt.Errorf("there is no database %s, but that of the demo: add --database %s", path, made)
		}
		return fmt.Errorf("there is no database %s: name its folder with --data or the file with --database; rinnalla migrate makes a new one", path)
	}
	return nil
}

// pendingMigrations refuses a database that a newer program has migrated: this
// one would write into tables that it does not know.
func pendingMigrations(ctx context.Context, d *db.DB, acts *act.Acts) (int, error) {
	if err := acts.Ping(ctx); err != nil {
		return 0, fmt.Errorf("%w: is the database running, and is --database right?", err)
	}
	pending, err := d.Pending(ctx)
	if err == nil && pending < 0 {
		err = fmt.Errorf("a newer rinnalla has migrated the database (%d migrations ahead of this one): install the newer program, or restore the backup made before the upgrade", -pending)
	}
	return pending, err
}

// awaitDatabase waits for a PostgreSQL that does not answer yet: after a power
// cut the program may be up first. What is wrong for good is an error at once.
func (s *settings) awaitDatabase(ctx context.Context) error {
	if s.Database == "" {
		return nil
	}
	d, acts, err := s.open(ctx)
	if err != nil {
		return err
	}
	for {
		err := acts.Ping(ctx)
		if !fault.Is(err, fault.Unavailable) {
			return d.Close()
		}
		s.logger().Warn("waiting for the database", "error", err)
		select {
		case <-ctx.Done():
			return d.Close()
		case <-time.After(askAgain):
		}
	}
}

// askAgain is the pause between two questions to a database that does not answer.
const askAgain = 2 * time.Second

// loopback tells whether only this machine can reach the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
