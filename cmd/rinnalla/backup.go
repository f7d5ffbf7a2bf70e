package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"filippo.io/age"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/backup"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/oldmeasurements"
)

type backupCommand struct {
	To             string   `required:"" help:"Where to write the backup: a file that is not there yet, or - for standard output." placeholder:"FILE"`
	Recipient      []string `help:"Public key (age1…) that shall open the backup; several by commas. Default none." env:"RINNALLA_BACKUP_RECIPIENT" placeholder:"KEY"`
	KeysTo         string   `help:"Where the copy of clients' keys goes, in the place of the one before. Default client-keys.age beside the backup, or in the data folder with --to -." env:"RINNALLA_BACKUP_KEYS_TO" placeholder:"FILE"`
	RecipientsFile string   `help:"File with one public key a line. Default none." env:"RINNALLA_BACKUP_RECIPIENTS_FILE" placeholder:"FILE" type:"existingfile"`
}

// keptFiles are what an installation has besides its database. Without the
// secret nobody's second factor opens, without the log's key nothing vouches for
// the checkpoints.
var keptFiles = []string{secretFile, act.KeyFile, act.PublicFile, act.CheckpointFile}

// Run writes the backup while the server runs.
func (c backupCommand) Run(ctx context.Context, s *settings) (err error) {
	to, err := c.recipients()
	if err != nil {
		return err
	}
	if err := s.there(); err != nil {
		return err
	}
	// The schema may be older than the program: a backup comes before an upgrade.
	d, acts, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	out, told, err := c.open()
	if err != nil {
		return err
	}
	made, err := createBackup(ctx, d, s.Data, out, to)
	if err != nil {
		return errors.Join(err, out.discard())
	}
	if err := out.finish(); err != nil {
		return err
	}
	tellTables(told, made)
	if err := c.keys(ctx, s, acts, told, made, to); err != nil {
		return fmt.Errorf("the backup is good, but there is no new copy of the clients' keys: %w", err)
	}
	// A database that cannot be written must be backed up all the more.
	if err := s.record(ctx, acts, "backup"); err != nil {
		fmt.Fprintln(os.Stderr, "the backup is good, but the use log does not know of it:", err)
	}
	return nil
}

// keys copies the clients' keys after the backup: so no client is in it whose key is not in the copy.
func (c backupCommand) keys(ctx context.Context, s *settings, acts *act.Acts, told io.Writer, made backup.Summary, to []age.Recipient) error {
	if !slices.ContainsFunc(made.Tables, func(t backup.Count) bool { return t.Table == client.Apart[0] }) {
		return nil // a schema from before there were clients
	}
	path := c.KeysTo
	switch {
	case path != "":
	case c.To == "-":
		path = filepath.Join(s.Data, keysCopyFile)
	default:
		path = filepath.Join(filepath.Dir(c.To), keysCopyFile)
	}
	n, err := s.copyKeys(ctx, acts, path, to)
	if err == nil {
		fmt.Fprintf(told, "the keys of %d clients are in %s: keep the newest of these only\n", n, path)
	}
	return err
}

func (c backupCommand) recipients() ([]age.Recipient, error) {
	text := strings.Join(c.Recipient, "\n")
	if c.RecipientsFile != "" {
		more, err := os.ReadFile(c.RecipientsFile)
		if err != nil {
			return nil, err
		}
		text += "\n" + string(more)
	}
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("a backup is for somebody: give --recipient age1… or --recipients-file (age-keygen makes a pair of keys)")
	}
	to, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("the recipients: %w", err)
	}
	return to, nil
}

func createBackup(ctx context.Context, d *db.DB, data string, out io.Writer, to []age.Recipient) (made backup.Summary, err error) {
	var files []backup.File
	for _, name := range keptFiles {
		f, err := os.Open(filepath.Join(data, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return made, err
		}
		defer f.Close()
		stands, err := f.Stat()
		if err != nil {
			return made, err
		}
		files = append(files, backup.File{Name: name, Size: stands.Size(), Content: f})
	}
	return backup.Create(ctx, d, out, to, backup.Manifest{Program: version, Made: now()}, files, slices.Concat(client.Apart, oldmeasurements.Apart)...)
}

// target is a file that gets its name when it is whole and on the disk.
type target struct {
	*os.File
	path string
}

// open returns where the backup goes and where to tell of it.
func (c backupCommand) open() (*target, io.Writer, error) {
	if c.To == "-" {
		return &target{File: os.Stdout}, os.Stderr, nil
	}
	if _, err := os.Lstat(c.To); err == nil {
		return nil, nil, fmt.Errorf("%s is there already: name another file with --to", c.To)
	}
	f, err := os.OpenFile(c.To+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: name a file in a folder that may be written with --to", err)
	}
	return &target{File: f, path: c.To}, os.Stdout, nil
}

func (t *target) finish() error {
	if t.path == "" {
		return nil
	}
	if err := errors.Join(t.Sync(), t.Close()); err != nil {
		return errors.Join(err, os.Remove(t.Name()))
	}
	if err := os.Rename(t.Name(), t.path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(t.path))
}

func (t *target) discard() error {
	if t.path == "" {
		return nil
	}
	return errors.Join(t.Close(), os.Remove(t.Name()))
}

// syncFolder makes a new name in the folder last.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func tellTables(out io.Writer, s backup.Summary) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, t := range s.Tables {
		fmt.Fprintf(table, "%d\t%s\n", t.Rows, " "+t.Table)
	}
	table.Flush()
	fmt.Fprintf(out, "%d rows of %d tables and %d files (%s)\nmade %s by rinnalla %s from %s, schema %d\n", s.Rows(), len(s.Tables),
		len(s.Files), strings.Join(s.Files, ", "), s.Manifest.Made, s.Manifest.Program, s.Manifest.Engine, s.Manifest.Schema)
}

// record leaves a row of what the operator did in the use log, and seals it: the
// server that may be running knows nothing of it.
func (s *settings) record(ctx context.Context, acts *act.Acts, what string) error {
	err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error {
		return tx.Require(access.KeepSettings, access.All(what, access.Installation))
	})
	if err != nil {
		return err
	}
	return s.sealed(ctx, acts)
}

// sealed seals what a command has logged and notes the seals.
func (s *settings) sealed(ctx context.Context, acts *act.Acts) error {
	notary, err := act.OpenNotary(s.Data)
	if err != nil {
		return err
	}
	seals, err := acts.SealLog(ctx)
	if err != nil {
		return err
	}
	return notary.Note(seals)
}
