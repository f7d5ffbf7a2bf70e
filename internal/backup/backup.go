// Package backup writes the whole database, and the small files that belong to
// it, as one encrypted stream, and restores it into an empty database of either
// engine. docs/running.md says how it is used.
//
// Inside the encryption (age) and gzip the stream is text: a first line, the
// manifest, the files, and for each table its columns, its rows in PostgreSQL's
// COPY text form up to a line "\.", and how many rows with which SHA-256 there
// were; at last a line that says that this was all. Whatever is not a row is one
// JSON object on a line.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"rinnalla/internal/civil"
	"rinnalla/internal/db"
)

// What a person can do something about. Each is wrapped with what is wrong.
var (
	ErrKey      = errors.New("the key does not open this backup: give the identity file of one of the recipients that it was made for")
	ErrDamaged  = errors.New("the backup is cut off or was changed: take another copy of it")
	ErrNewer    = errors.New("the backup was made by a newer rinnalla: restore it with that version or a newer one")
	ErrNotEmpty = errors.New("a backup is restored into an empty database only: name a new one with --database, or another folder with --data")
)

// Manifest says what a backup is.
type Manifest struct {
	Program string        `json:"program"` // version of the program that made it
	Engine  db.Engine     `json:"engine"`  // where the rows came from
	Schema  int64         `json:"schema"`  // the newest migration that the rows have seen
	Made    civil.Instant `json:"made"`
}

// File goes into the backup beside the tables: a key, the log's checkpoints.
type File struct {
	Name    string // without folders
	Size    int64  // exactly so much of Content is taken
	Content io.Reader
}

// Count is how many rows of a table there are, and the SHA-256 of their text.
type Count struct {
	Table  string `json:"-"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Summary is what was written or restored.
type Summary struct {
	Manifest Manifest
	Files    []string
	Tables   []Count
}

// Rows is the sum over all tables.
func (s Summary) Rows() (n int64) {
	for _, t := range s.Tables {
		n += t.Rows
	}
	return n
}

// Create writes a backup of one moment while others read and write. The files
// are taken before that moment, so that no checkpoint is newer than the rows.
// Engine and Schema of the manifest are filled in. Of the tables named by without, nothing but the columns is written: what stands there
// has a copy of its own, or is made anew.
func Create(ctx context.Context, d *db.DB, out io.Writer, to []age.Recipient, m Manifest, files []File, without ...string) (Summary, error) {
	m.Engine = d.Engine()
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		m.Schema, err = tx.Version()
		return err
	})
	s := Summary{Manifest: m}
	if err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	w, err := newWriter(out, to)
	if err != nil {
		return s, err
	}
	w.section(section{Manifest: &m})
	for _, f := range files {
		w.file(f)
		s.Files = append(s.Files, f.Name)
	}
	if s.Tables, err = createTables(ctx, d, w, m.Schema, without); err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	w.section(section{End: &ending{Tables: len(s.Tables), Rows: s.Rows()}})
	return s, w.close()
}

func createTables(ctx context.Context, d *db.DB, w *writer, schema int64, without []string) (done []Count, err error) {
	begun := false
	err = d.Read(ctx, func(tx *db.Tx) error {
		if begun {
			return errors.New("the database broke off the reading: try again")
		}
		begun = true
		if now, err := tx.Version(); err != nil || now != schema {
			return errors.Join(err, fmt.Errorf("the schema went from %d to %d meanwhile: try again", schema, now))
		}
		tables, err := tx.Tables()
		if err != nil {
			return err
		}
		for _, t := range tables {
			count, err := w.table(tx, t, slices.Contains(without, t.Name))
			if err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			done = append(done, count)
		}
		return nil
	})
	return done, err
}
