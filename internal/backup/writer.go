package backup

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"filippo.io/age"

	"rinnalla/internal/db"
)

const (
	firstLine = "rinnalla backup 1"
	// endOfRows is how COPY ends the rows of a table. No row looks like it: a
	// backslash in a value is always doubled.
	endOfRows = `\.`
)

// section is a line that is not a row. One field is set.
type section struct {
	Manifest *Manifest `json:"manifest,omitempty"`
	File     *file     `json:"file,omitempty"`
	Table    *table    `json:"table,omitempty"`
	Rows     *Count    `json:"rows,omitempty"`
	End      *ending   `json:"end,omitempty"`
}

// file is followed by exactly Size bytes and a line break.
type file struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

type table struct {
	Name    string   `json:"name"`
	Columns []column `json:"columns"`
}

type column struct {
	Name string `json:"name"`
	Kind kind   `json:"kind"`
}

func (t table) names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

type ending struct {
	Tables int   `json:"tables"`
	Rows   int64 `json:"rows"`
}

// writer keeps its first error and writes nothing more after it.
type writer struct {
	*bufio.Writer
	layers []io.Closer // from the inside
	err    error
}

func newWriter(out io.Writer, to []age.Recipient) (*writer, error) {
	if len(to) == 0 {
		return nil, errors.New("backup: for whom? Name at least one recipient")
	}
	sealed, err := age.Encrypt(out, to...)
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	// The fastest level: rows shrink to a quarter, and a slower one would hold up the reading.
	packed, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	w := &writer{Writer: bufio.NewWriterSize(packed, 1<<16), layers: []io.Closer{packed, sealed}}
	_, w.err = w.WriteString(firstLine + "\n")
	return w, nil
}

func (w *writer) section(s section) {
	if w.err != nil {
		return
	}
	var line []byte
	if line, w.err = json.Marshal(s); w.err == nil {
		_, w.err = w.Write(append(line, '\n'))
	}
}

func (w *writer) file(f File) {
	if f.Name != filepath.Base(f.Name) {
		w.err = errors.Join(w.err, fmt.Errorf("backup: %q is not the name of a file", f.Name))
	}
	w.section(section{File: &file{Name: f.Name, Size: f.Size}})
	if w.err != nil {
		return
	}
	if _, err := io.CopyN(w, f.Content, f.Size); err != nil {
		w.err = fmt.Errorf("backup: file %s: %w", f.Name, err)
		return
	}
	w.err = w.WriteByte('\n')
}

func (w *writer) table(tx *db.Tx, t db.Table, leftOut bool) (Count, error) {
	told, err := tableOf(t)
	if err != nil {
		return Count{}, err
	}
	w.section(section{Table: &told})
	if w.err != nil {
		return Count{}, w.err
	}
	count := noRows(t)
	if !leftOut {
		if count, err = dump(tx, t, told, w); err != nil {
			return count, err
		}
	}
	_, w.err = w.WriteString(endOfRows + "\n")
	w.section(section{Rows: &count})
	return count, w.err
}

// tableOf refuses a type that the format does not know: nothing may be left out in silence.
func tableOf(t db.Table) (table, error) {
	told := table{Name: t.Name}
	if len(t.Key) == 0 {
		return told, errors.New("it has no primary key")
	}
	for _, c := range t.Columns {
		k, err := kindOf(c.Type)
		if err != nil {
			return told, fmt.Errorf("column %s: %w", c.Name, err)
		}
		told.Columns = append(told.Columns, column{Name: c.Name, Kind: k})
	}
	return told, nil
}

// close ends the stream: without it, the backup is a damaged one.
func (w *writer) close() error {
	if w.err == nil {
		w.err = w.Flush()
	}
	for _, layer := range w.layers {
		if w.err == nil {
			w.err = layer.Close()
		}
	}
	return w.err
}
