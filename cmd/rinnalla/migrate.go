package main

import (
	"context"
	"errors"
	"fmt"

	"rinnalla/internal/instrument"
	"rinnalla/schema"
)

type migrateCommand struct{}

// Run says which version stands afterwards. The instruments that the program ships come along.
func (migrateCommand) Run(ctx context.Context, s *settings) (err error) {
	d, acts, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := pendingMigrations(ctx, d, acts); err != nil {
		return err
	}
	to, err := d.Migrate(ctx)
	if err != nil {
		return err
	}
	if err := instrument.BringShipped(ctx, acts); err != nil {
		return fmt.Errorf("bring along the program's instruments: %w", err)
	}
	fmt.Printf("the schema stands at %d (%s)\n", to, schema.Latest())
	return nil
}
