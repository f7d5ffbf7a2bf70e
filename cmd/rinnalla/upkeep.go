package main

import (
	"context"
	"errors"
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/staff"
)

type upkeepCommand struct {
	DryRun bool `help:"Say what would go and remove nothing."`
}

// errDry rolls a dry run back.
var errDry = errors.New("dry run")

// Run removes in one act, which the use log records, and lets the database look
// at its tables anew.
func (c upkeepCommand) Run(ctx context.Context, s *settings) (err error) {
	d, acts, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := s.seals(ctx, acts); err != nil {
		return err
	}
	var gone staff.Removed
	var unsent outcome.Removed
	var files int
	var entries int64
	err = acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		if gone, err = staff.Upkeep(tx); err != nil {
			return err
		}
		if unsent, err = outcome.Upkeep(tx); err != nil {
			return err
		}
		if files, err = oldmeasurements.Upkeep(tx); err != nil {
			return err
		}
		if entries, err = act.DestroyLogBefore(tx); err != nil {
			return err
		}
		if c.DryRun {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return err
	}
	did := "removed"
	if c.DryRun {
		did = "would remove"
	}
	fmt.Printf("%s %d sessions, %d drafts, %d challenges, %d throttles, %d invitations, answers of %d links that were never handed in, %d files of old measurements that waited, %d use log entries older than %d years\n",
		did, gone.Sessions, gone.Drafts, gone.Challenges, gone.Throttles+unsent.Throttles, gone.Invitations, unsent.Drafts, files, entries, act.RetentionYears)
	if err := s.sealed(ctx, acts); err != nil || c.DryRun {
		return err
	}
	if err := renewKeys(ctx, acts); err != nil {
		return err
	}
	return d.Analyze(ctx)
}
