package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/credential"
	"rinnalla/internal/db"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/outreach"
	"rinnalla/internal/pages"
	"rinnalla/internal/pages/outcomepages"
	"rinnalla/internal/pages/staffpages"
	tokens "rinnalla/internal/program"
	"rinnalla/internal/report"
	"rinnalla/internal/staff"
)

type serveCommand struct {
	Migrate   bool   `help:"Bring the schema up to date before serving." env:"RINNALLA_MIGRATE"`
	Threshold int64  `help:"Counts of people under this are hidden in the version for outsiders." env:"RINNALLA_THRESHOLD" default:"5"`
	MeanFrom  int64  `help:"A mean over fewer answers is hidden in the version for outsiders." env:"RINNALLA_MEAN_FROM" default:"10"`
	Repeat    int    `name:"repeat-after" help:"How many days pass at least between two measurements with an instrument that says nothing of it." env:"RINNALLA_REPEAT_AFTER" default:"28"`
	Contact   string `help:"Where people may write about accessibility, shown in the accessibility statement: an e-mail or web address." env:"RINNALLA_CONTACT"`
	Proxied   bool   `help:"Take the reader's address from X-Forwarded-For: only behind a proxy that sets it." env:"RINNALLA_PROXIED"`
}

// Run serves until it is told to end.
func (c serveCommand) Run(ctx context.Context, s *settings) (err error) {
	if c.Threshold < 2 || c.MeanFrom < 2 {
		return errors.New("--threshold and --mean-from are 2 or more: under 2 they would hide nobody")
	}
	if c.Repeat < 0 || c.Repeat > 3650 {
		return errors.New("--repeat-after is a number of days from 0 to 3650")
	}
	if err := s.awaitDatabase(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	if c.Migrate {
		if err := (migrateCommand{}).Run(ctx, s); err != nil {
			return err
		}
	}
	d, acts, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	server := &server{settings: s, acts: acts, log: s.logger(), serveCommand: c}
	if d.Engine() == db.Postgres {
		server.clerk.Batch = outreach.TallyBatchBeside
	}
	return server.run(ctx, nil)
}

// server is one running node.
type server struct {
	*settings
	serveCommand
	acts   *act.Acts
	notary *act.Notary
	log    *slog.Logger
	demo   bool
	clerk  outreach.Clerk
}

// Above tidyAbove bytes memory is tidied as often as it takes: a report on a million
// clients holds two hundred megabytes, most of which hold no pointers and are tidied
// in no time.
const tidyAbove = 512 << 20

// run listens, tells ready when the first request may come, and serves until
// ctx ends. What was logged until then is sealed before it returns.
func (s *server) run(ctx context.Context, ready func()) error {
	handler, err := s.prepare(ctx)
	if err != nil {
		return err
	}
	if handler, err = s.measured(handler); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("%w: is another program there? choose another address with --addr or RINNALLA_ADDR", err)
	}
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(tidyAbove)
	}
	var background sync.WaitGroup
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	for _, loop := range s.loops() {
		background.Go(func() { loop(work) })
	}
	closing := make(chan error, 1)
	background.Go(func() {
		select {
		case <-ctx.Done():
		case <-work.Done():
		}
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		closing <- web.Shutdown(last)
		stop()
	})
	s.log.Info("serving", "address", s.public(), "listening", listener.Addr().String(), "version", version)
	if ready != nil {
		ready()
	}
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		stop()
		background.Wait()
		return err
	}
	err = <-closing
	background.Wait()
	return errors.Join(err, s.seal(context.WithoutCancel(ctx)))
}

// prepare takes up what an earlier run left and builds the handler.
func (s *server) prepare(ctx context.Context) (http.Handler, error) {
	var err error
	if s.notary, err = act.OpenNotary(s.Data); err != nil {
		return nil, err
	}
	if lost, err := s.acts.RecoverLog(ctx, 15*time.Minute); err != nil {
		return nil, err
	} else if lost > 0 {
		s.log.Info("took up log entries of an earlier run", "entries", lost)
	}
	if err := instrument.BringShipped(ctx, s.acts); err != nil {
		return nil, fmt.Errorf("bring along the program's instruments: %w", err)
	}
	if err := s.seals(ctx, s.acts); err != nil {
		return nil, err
	}
	keys, err := s.keys()
	if err != nil {
		return nil, err
	}
	options := staffpages.Options{Keys: keys}
	if s.Proxied {
		options.Address = forwardedFor
	}
	return pages.Handler(pages.Options{
		Acts: s.acts, Log: s.log, Secure: s.secure(), Demo: s.demo, Staff: options, Contact: s.Contact, Notary: s.notary,
		Disclosure: report.Disclosure{Threshold: s.Threshold, LeastForMean: s.MeanFrom}, Measuring: outcomepages.Options{Repeat: s.Repeat},
	})
}

// secretFile is the name of the installation's secret in the data folder.
const secretFile = "secret"

// keys reads the installation's secret and makes one when there is none.
func (s *settings) keys() (*staff.Keys, error) {
	path := filepath.Join(s.Data, secretFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		fresh := make([]byte, credential.SecretBytes)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
		text = []byte(base64.StdEncoding.EncodeToString(fresh) + "\n")
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("the installation's secret: %w", err)
	}
	secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("the installation's secret %s is not base64: restore it from the backup", path)
	}
	return staff.NewKeys(secret, s.public(), credential.Standard)
}

// forwardedFor is the address that the nearest proxy saw.
func forwardedFor(r *http.Request) string {
	// A proxy may add a line of its own to those that the reader sent.
	all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	if last := strings.TrimSpace(all[len(all)-1]); last != "" {
		return last
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// loops are what runs beside the requests.
func (s *server) loops() []func(context.Context) {
	return []func(context.Context){
		s.every(500*time.Millisecond, "seal the use log", s.seal),
		s.every(2*time.Second, "sum up visits", s.sumUp),
		s.every(time.Hour, "remove answers that were never handed in", s.tidy),
	}
}

// tidy removes what clients left unsent, for an answer that nobody handed in is to go when it was said to, timer or not.
func (s *server) tidy(ctx context.Context) error {
	return s.acts.Write(ctx, access.Tidying(), func(tx *act.Tx) error {
		if _, err := oldmeasurements.Upkeep(tx); err != nil {
			return err
		}
		if _, err := tokens.Upkeep(tx); err != nil {
			return err
		}
		_, err := outcome.Upkeep(tx)
		return err
	})
}

// sumUp goes on until the queue of visits is short.
func (s *server) sumUp(ctx context.Context) error {
	for moved := s.clerk.Most(); moved >= s.clerk.Most() && ctx.Err() == nil; {
		waiting := 0
		err := s.acts.Read(ctx, access.Tallying(), func(tx *act.Tx) (err error) {
			waiting, err = s.clerk.Gather(tx)
			return err
		})
		if err != nil || waiting == 0 {
			return err
		}
		err = s.acts.Write(ctx, access.Tallying(), func(tx *act.Tx) (err error) {
			moved, err = s.clerk.Tally(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// every does a job again and again; a failure is logged and does not end it.
func (s *server) every(pause time.Duration, name string, job func(context.Context) error) func(context.Context) {
	return func(ctx context.Context) {
		ticker := time.NewTicker(pause)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := job(ctx); err != nil && ctx.Err() == nil {
					s.log.Error(name, "error", err)
				}
			}
		}
	}
}

func (s *server) seal(ctx context.Context) error {
	seals, err := s.acts.SealLog(ctx)
	if err != nil {
		return err
	}
	return s.notary.Note(seals)
}
