package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"rinnalla/internal/act"
	"rinnalla/internal/db"
	"rinnalla/internal/demo"
	"rinnalla/internal/report"
)

type demoCommand struct{}

// demoFile is never the name of a real installation's database: the demo
// begins by removing it.
const demoFile = "demo.db"

// Run makes a fresh demo world, prints how to sign in and serves it. It serves
// nothing but loopback: its passwords are printed for everybody to see.
func (demoCommand) Run(ctx context.Context, s *settings) (err error) {
	if !loopback(s.Addr) {
		return fmt.Errorf("the demo world serves loopback addresses only, not %s: choose another with RINNALLA_ADDR=127.0.0.1:8080", s.Addr)
	}
	if s.Database != "" {
		return errors.New("the demo world makes a database of its own: leave RINNALLA_DATABASE empty")
	}
	if s.Data == "" {
		s.Data = filepath.Join("var", "demo")
	}
	d, acts, err := freshDemo(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := s.seals(ctx, acts); err != nil {
		return err
	}
	keys, err := s.keys()
	if err != nil {
		return err
	}
	signIns, err := demo.Fill(ctx, acts, keys)
	if err != nil {
		return err
	}
	rule := report.DefaultDisclosure()
	server := &server{
		settings: s, acts: acts, log: s.logger(), demo: true,
		serveCommand: serveCommand{Threshold: rule.Threshold, MeanFrom: rule.LeastForMean, Repeat: 28},
	}
	return server.run(ctx, func() {
		fmt.Println("Rinnalla is at " + s.public())
		fmt.Println("This is a demo: single records and people are invented, the totals are those that ISO SOS published.")
		for _, in := range signIns {
			fmt.Printf("sign-in: %s %s %s\n", in.Email, in.Password, in.Who)
		}
	})
}

func freshDemo(ctx context.Context, s *settings) (*db.DB, *act.Acts, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, nil, err
	}
	path := filepath.Join(s.Data, demoFile)
	for _, old := range []string{path, path + "-wal", path + "-shm", filepath.Join(s.Data, act.CheckpointFile)} {
		if err := os.Remove(old); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, nil, err
		}
	}
	d, err := db.Open(ctx, path)
	if err != nil {
		return nil, nil, err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return d, act.New(d, now), nil
}
