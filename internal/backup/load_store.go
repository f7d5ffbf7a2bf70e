package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rinnalla/internal/db"
)

// load puts a table's rows into the database: PostgreSQL reads the stream's own
// form, SQLite gets many rows with each statement.
func load(tx *db.Tx, told table, in *rows) error {
	if tx.Engine() == db.Postgres {
		err := tx.CopyText(told.Name, told.names(), in)
		if in.ended != nil && !errors.Is(in.ended, io.EOF) {
			return in.ended
		}
		return err
	}
	b := batch{tx: tx, told: told, most: max(1, min(200, 30000/len(told.Columns)))}
	for {
		line, err := in.next()
		if errors.Is(err, io.EOF) {
			return b.insert()
		}
		if err != nil {
			return err
		}
		if err := b.add(line); err != nil {
			return err
		}
	}
}

// batch gathers rows for one statement. SQLite takes at most 32,766 values.
type batch struct {
	tx   *db.Tx
	told table
	most int
	rows int
	args []any
}

func (b *batch) add(line []byte) error {
	fields := bytes.Split(bytes.TrimSuffix(line, []byte("\n")), []byte("\t"))
	if len(fields) != len(b.told.Columns) {
		return damaged(fmt.Errorf("table %s: a row of %d values for %d columns", b.told.Name, len(fields), len(b.told.Columns)))
	}
	for i, f := range fields {
		v, err := b.told.Columns[i].Kind.parse(f)
		if err != nil {
			return damaged(fmt.Errorf("table %s, column %s: %w", b.told.Name, b.told.Columns[i].Name, err))
		}
		b.args = append(b.args, v)
	}
	if b.rows++; b.rows < b.most {
		return nil
	}
	return b.insert()
}

func (b *batch) insert() error {
	if b.rows == 0 {
		return nil
	}
	var text strings.Builder
	text.WriteString("INSERT INTO " + db.Quoted(b.told.Name) + " (" + db.QuotedList(b.told.names()) + ") VALUES ")
	for i := range b.args {
		switch {
		case i == 0:
			text.WriteByte('(')
		case i%len(b.told.Columns) == 0:
			text.WriteString("), (")
		default:
			text.WriteByte(',')
		}
		text.WriteByte('$')
		text.WriteString(strconv.Itoa(i + 1))
	}
	text.WriteByte(')')
	_, err := b.tx.Exec(text.String(), b.args...)
	b.rows, b.args = 0, b.args[:0]
	return err
}
