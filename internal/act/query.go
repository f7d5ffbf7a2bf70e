package act

import (
	"errors"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/id"
)

// Scanner is one row.
type Scanner interface{ Scan(dest ...any) error }

// Each calls fn for every row, without keeping them: for exports and long lists.
func Each(tx *Tx, fn func(Scanner) error, query string, args ...any) (err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// All gathers every row.
func All[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := Each(tx, func(s Scanner) error {
		v, err := scan(s)
		if err == nil {
			all = append(all, v)
		}
		return err
	}, query, args...)
	return all, err
}

// One reads the first row; found is false when there is none.
func One[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (v T, found bool, err error) {
	all, err := All(tx, scan, query, args...)
	if err != nil || len(all) == 0 {
		return v, false, err
	}
	return all[0], true, nil
}

// Args gathers the arguments of a statement that is put together of parts.
type Args struct{ Values []any }

// Add takes a value and gives its mark: "$3".
func (a *Args) Add(v any) string {
	a.Values = append(a.Values, v)
	return "$" + strconv.Itoa(len(a.Values))
}

// List takes values and gives their marks for IN: "($3,$4)". An empty list
// matches nothing.
func List[T any](a *Args, values []T) string {
	if len(values) == 0 {
		return "(NULL)"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = a.Add(v)
	}
	return "(" + strings.Join(marks, ",") + ")"
}

// Within is the condition that keeps a list inside a scope. organisation and
// unit are the names of the columns; unit may be empty when the table has none.
func (a *Args) Within(s access.Scope, organisation, unit string) string {
	if s.Everywhere {
		return "TRUE"
	}
	var parts []string
	if len(s.Organisations) > 0 {
		parts = append(parts, organisation+" IN "+List[id.Of[access.Organisation]](a, s.Organisations))
	}
	if len(s.Units) > 0 && unit != "" {
		parts = append(parts, unit+" IN "+List[id.Of[access.Unit]](a, s.Units))
	}
	if len(parts) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// Values gives n groups of marks for an INSERT of many rows: "($1,$2),($3,$4)".
func Values(rows, columns int) string {
	var b []byte
	for n := range rows * columns {
		switch {
		case n == 0:
			b = append(b, "($"...)
		case n%columns == 0:
			b = append(b, "),($"...)
		default:
			b = append(b, ",$"...)
		}
		b = strconv.AppendInt(b, int64(n+1), 10)
	}
	if len(b) == 0 {
		return ""
	}
	return string(append(b, ')'))
}
