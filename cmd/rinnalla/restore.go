package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"rinnalla/internal/act"
	"rinnalla/internal/backup"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/seal"
)

type restoreCommand struct {
	File     string `arg:"" optional:"" help:"The backup, or - for standard input. Without it only keys are restored, into a database in use."`
	Keys     string `help:"The newest copy of clients' keys. Default client-keys.age beside the backup, if it is there." placeholder:"FILE" type:"existingfile"`
	Identity string `required:"" help:"File with the private key (AGE-SECRET-KEY-…) of one of the recipients." env:"RINNALLA_BACKUP_IDENTITY" placeholder:"FILE" type:"existingfile"`
	Check    bool   `help:"Restore into a throw-away place, check everything, keep nothing. Ends with 0 when the backup is good."`
	Scratch  string `help:"Where --check restores: a folder, or postgres://… of an empty database, which it leaves filled. Default the data folder." placeholder:"PLACE"`
}

// Run restores into the empty database of the settings, or checks that it could be done.
func (c restoreCommand) Run(ctx context.Context, s *settings) error {
	keys, err := os.Open(c.Identity)
	if err != nil {
		return err
	}
	with, err := age.ParseIdentities(keys)
	if err := errors.Join(err, keys.Close()); err != nil {
		return fmt.Errorf("the identity file %s: %w", c.Identity, err)
	}
	if c.File == "" {
		return c.restoreKeys(ctx, s, with)
	}
	from := os.Stdin
	if c.File != "-" {
		if from, err = os.Open(c.File); err != nil {
			return err
		}
		defer from.Close()
	}
	if c.Check {
		return c.check(ctx, s, from, with)
	}
	return c.restore(ctx, s, from, with)
}

func (c restoreCommand) restore(ctx context.Context, s *settings, from io.Reader, with []age.Identity) (err error) {
	d, acts, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	files, err := newShelf(s.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.remove()) }()
	got, err := backup.Restore(ctx, d, from, with, func(name string, content io.Reader) error {
		if err := files.keep(name, content); err != nil {
			return err
		}
		return files.compare(name, s.Data)
	})
	if err != nil {
		return err
	}
	tellTables(os.Stdout, got)
	whole := verifyRestored(ctx, d, got.Manifest.Made, files.folder, "")
	if err := errors.Join(whole, files.moveTo(s.Data)); err != nil {
		return fmt.Errorf("the rows are restored, but: %w", err)
	}
	if err := c.loadKeys(ctx, s, acts, with, true); err != nil {
		return fmt.Errorf("the rows are restored, but no clients' keys: %w", err)
	}
	// What was logged in the moment before the backup has no seal yet.
	if _, err := acts.RecoverLog(ctx, 15*time.Minute); err != nil {
		return err
	}
	if err := s.record(ctx, acts, "restore"); err != nil {
		return err
	}
	fmt.Println("restored")
	return nil
}

func (c restoreCommand) check(ctx context.Context, s *settings, from io.Reader, with []age.Identity) (err error) {
	place := c.Scratch
	if place == "" || db.IsPostgres(place) {
		place = s.dataFolder()
	}
	if err := os.MkdirAll(place, 0o700); err != nil {
		return err
	}
	files, err := newShelf(place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.remove()) }()
	url := filepath.Join(files.folder, "restored.db")
	if db.IsPostgres(c.Scratch) {
		url = c.Scratch
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	got, err := backup.Restore(ctx, d, from, with, files.keep)
	if err != nil {
		return err
	}
	tellTables(os.Stdout, got)
	if err := verifyRestored(ctx, d, got.Manifest.Made, files.folder, s.dataFolder()); err != nil {
		return err
	}
	if err := c.loadKeys(ctx, s, act.New(d, now), with, false); err != nil {
		return fmt.Errorf("the rows are good, but not the copy of clients' keys: %w", err)
	}
	fmt.Println("the backup is good")
	return nil
}

// restoreKeys gives clients their keys back in an installation that was restored without them.
func (c restoreCommand) restoreKeys(ctx context.Context, s *settings, with []age.Identity) (err error) {
	if c.Keys == "" || c.Check {
		return errors.New("name the backup to restore, or with --keys the copy of clients' keys")
	}
	d, acts, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := c.loadKeys(ctx, s, acts, with, true); err != nil {
		return err
	}
	return s.record(ctx, acts, "restore")
}

// loadKeys restores the clients' keys from their copy, if there is one. The installation's secrets come with it; they are kept where
// there are none yet, unless this is only a check.
func (c restoreCommand) loadKeys(ctx context.Context, s *settings, acts *act.Acts, with []age.Identity, keep bool) error {
	path := c.Keys
	if path == "" {
		path = filepath.Join(filepath.Dir(c.File), keysCopyFile)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return tellLocked(ctx, acts)
		}
	}
	copied, err := openKeysCopy(path, with)
	if err != nil {
		return err
	}
	if copied.empty() && copied.secrets == "" {
		return tellLocked(ctx, acts)
	}
	ring, err := c.ringFor(s, copied, keep)
	if err != nil {
		return err
	}
	acts.SealWith(ring)
	if err := copied.load(ctx, acts); err != nil {
		return err
	}
	return tellLocked(ctx, acts)
}

func (c restoreCommand) ringFor(s *settings, copied keysCopy, keep bool) (*seal.Ring, error) {
	_, err := os.Stat(s.clientKeysPath())
	if !errors.Is(err, os.ErrNotExist) {
		return s.ring()
	}
	if copied.secrets == "" {
		return nil, fmt.Errorf("the copy holds no secrets: put the installation's file at %s", s.clientKeysPath())
	}
	if keep {
		if err := writeNew(s.clientKeysPath(), []byte(copied.secrets)); err != nil {
			return nil, err
		}
	}
	return seal.ParseRing(copied.secrets)
}

// verifyRestored checks the use log as it stood when the backup was made: with
// the checkpoints that came in it, and with those in the data folder, if any,
// that are older than it.
func verifyRestored(ctx context.Context, d *db.DB, made civil.Instant, restored, data string) error {
	key := filepath.Join(restored, act.PublicFile)
	noted, err := readCheckpoints(filepath.Join(restored, act.CheckpointFile), key)
	if err != nil {
		return err
	}
	if data != "" {
		more, err := ownCheckpoints(data, key, made)
		if err != nil {
			return err
		}
		noted = append(noted, more...)
	}
	audit, err := act.New(d, func() civil.Instant { return made }).VerifyLog(ctx, noted)
	if err != nil {
		return err
	}
	return tellAudit(audit, len(noted))
}

// underWay is longer than a seal takes from its moment to its commit: a
// checkpoint of the last minute may be younger than the backup's rows.
const underWay = time.Minute

func ownCheckpoints(data, restoredKey string, made civil.Instant) ([]act.Checkpoint, error) {
	key := filepath.Join(data, act.PublicFile)
	own, err := os.ReadFile(key)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if its, err := os.ReadFile(restoredKey); err == nil && !bytes.Equal(own, its) {
		return nil, fmt.Errorf("the backup is of another installation than %s, or its log's key was exchanged: for another installation name its folder, or one that is not there, with --data", data)
	}
	all, err := readCheckpoints(filepath.Join(data, act.CheckpointFile), key)
	if err != nil {
		return nil, err
	}
	var older []act.Checkpoint
	for _, c := range all {
		if c.At.Before(made.Add(-underWay)) {
			older = append(older, c)
		}
	}
	return older, nil
}

func readCheckpoints(path, key string) ([]act.Checkpoint, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return verifyLogCommand{Key: key}.foreign(path)
}
