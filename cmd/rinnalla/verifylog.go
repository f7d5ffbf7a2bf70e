package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"rinnalla/internal/act"
)

type verifyLogCommand struct {
	Checkpoints []string `help:"Further checkpoint files, such as those of other nodes." placeholder:"FILE"`
	Key         string   `help:"Public key file for the further checkpoint files." placeholder:"FILE" type:"existingfile"`
	Incomplete  bool     `name:"incomplete-checkpoints" help:"Take it as right that checkpoints are missing from the log's beginning, such as those of another node; whether the end was cut off may not be known then."`
}

// Run prints what it found and fails when the log is not whole, or when the checkpoints are missing by which that is known.
func (c verifyLogCommand) Run(ctx context.Context, s *settings) (err error) {
	d, acts, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	noted, err := c.checkpoints(s)
	if err != nil {
		return err
	}
	audit, err := acts.VerifyLog(ctx, noted)
	if err != nil {
		return err
	}
	if audit.Unnoted > 0 {
		fmt.Printf("%d seals have no checkpoint here: another node's, or those of a program that was killed; otherwise somebody cut the file or sealed behind the program's back, so compare with a copy\n", audit.Unnoted)
	}
	if lost := audit.Headless > 0 || len(noted) == 0 && audit.Seals > 0; lost && len(audit.Findings) == 0 && !c.Incomplete {
		return fmt.Errorf("%d of %d seals have no checkpoint in %s: the file was lost or removed, or other nodes have theirs (--checkpoints); whether the end of the log was cut off cannot be told, so compare with a copy", audit.Unnoted, audit.Seals, filepath.Join(s.Data, act.CheckpointFile))
	}
	return tellAudit(audit, len(noted))
}

// tellAudit prints what was found and fails when the log is not whole.
func tellAudit(audit act.Audit, checkpoints int) error {
	fmt.Printf("%d entries in %d seals of %d segments, %d segments destroyed by rule, %d entries wait for their seal, %d checkpoints\n",
		audit.Entries, audit.Seals, audit.Segments, audit.Destroyed, audit.Waiting, checkpoints)
	for _, f := range audit.Findings {
		fmt.Println(f)
	}
	if len(audit.Findings) > 0 {
		return fmt.Errorf("the use log is not whole: %d findings", len(audit.Findings))
	}
	fmt.Println("the use log is whole")
	return nil
}

func (c verifyLogCommand) checkpoints(s *settings) ([]act.Checkpoint, error) {
	notary, err := act.OpenNotary(s.Data)
	if err != nil {
		return nil, err
	}
	all, err := notary.Checkpoints()
	if err != nil {
		return nil, err
	}
	for _, path := range c.Checkpoints {
		more, err := c.foreign(path)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

func (c verifyLogCommand) foreign(path string) (all []act.Checkpoint, err error) {
	if c.Key == "" {
		return nil, errors.New("--checkpoints needs --key with the other node's log-key.pub")
	}
	key, err := readPublicKey(c.Key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	all, err = act.ReadCheckpoints(f, key)
	return all, errors.Join(err, f.Close())
}
