package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rinnalla/internal/db"
)

// dump writes a table's rows in the order of its primary key, one a line.
func dump(tx *db.Tx, t db.Table, told table, out io.Writer) (count Count, err error) {
	count.Table = t.Name
	rows, err := tx.Query("SELECT " + db.QuotedList(told.names()) + " FROM " + db.Quoted(t.Name) + " ORDER BY " + order(tx, t))
	if err != nil {
		return count, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	hash := sha256.New()
	out = io.MultiWriter(hash, out)
	values := make([]any, len(told.Columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	var line []byte
	for rows.Next() {
		if line, err = rowText(rows, told, values, into, line[:0]); err != nil {
			return count, err
		}
		if _, err := out.Write(line); err != nil {
			return count, err
		}
		count.Rows++
	}
	count.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return count, rows.Err()
}

// noRows is what a table without rows counts as.
func noRows(t db.Table) Count {
	none := sha256.Sum256(nil)
	return Count{Table: t.Name, SHA256: hex.EncodeToString(none[:])}
}

func rowText(rows db.Rows, told table, values, into []any, line []byte) ([]byte, error) {
	if err := rows.Scan(into...); err != nil {
		return line, err
	}
	for i, c := range told.Columns {
		if i > 0 {
			line = append(line, '\t')
		}
		var err error
		if line, err = c.Kind.appendText(line, values[i]); err != nil {
			return line, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return append(line, '\n'), nil
}

// order is the same on both engines: PostgreSQL would sort texts by the rules of a language.
func order(tx *db.Tx, t db.Table) string {
	terms := make([]string, len(t.Key))
	for i, name := range t.Key {
		terms[i] = db.Quoted(name)
		is := slices.IndexFunc(t.Columns, func(c db.Column) bool { return c.Name == name })
		if tx.Engine() == db.Postgres && t.Columns[is].Type == string(kindText) {
			terms[i] += ` COLLATE "C"`
		}
	}
	return strings.Join(terms, ", ")
}

func countRows(tx *db.Tx, t db.Table) (n int64, err error) {
	rows, err := tx.Query("SELECT count(*) FROM " + db.Quoted(t.Name))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

func clear(tx *db.Tx, t db.Table) error {
	_, err := tx.Exec("DELETE FROM " + db.Quoted(t.Name))
	return err
}
