package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
)

// settings are shared by all commands. docs/running.md lists them.
type settings struct {
	Addr     string `help:"Where to listen." env:"RINNALLA_ADDR" default:"127.0.0.1:8080"`
	Data     string `help:"Folder of the embedded database, the secret, the log's key and its checkpoints. Default var, for the demo var/demo." env:"RINNALLA_DATA" type:"path"`
	Database string `help:"postgres://… for PostgreSQL (several hosts by commas); empty for the embedded database in the data folder." env:"RINNALLA_DATABASE"`
	Public   string `help:"The address people use, such as https://rinnalla.example.fi: decides cookies, links and passkeys. Empty: http:// and the listening address." env:"RINNALLA_PUBLIC"`
	Metrics  string `help:"Loopback address for Prometheus metrics; empty for none." env:"RINNALLA_METRICS"`
	LogLevel string `help:"debug, info, warn or error." env:"RINNALLA_LOG_LEVEL" default:"info" enum:"debug,info,warn,error"`
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
		return strings.TrimSuffix(s.Public, "/")
	}
	return "http://" + s.Addr
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

// openMigrated opens the database and refuses one whose schema is older than the program.
func (s *settings) openMigrated(ctx context.Context) (*db.DB, *act.Acts, error) {
	d, acts, err := s.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	pending, err := d.Pending(ctx)
	if err == nil && pending > 0 {
		err = fmt.Errorf("the database lacks %d migrations: run rinnalla migrate first (make a backup before)", pending)
	}
	if err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return d, acts, nil
}

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
