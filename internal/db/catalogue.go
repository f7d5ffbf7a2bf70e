package db

import (
	"errors"
	"fmt"
	"slices"
)

// Table is one table as the database's own catalogue tells it.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // the columns of the primary key, in its order
	parents []string // the tables that its foreign keys point at
}

// Column is a column and its type as declared.
type Column struct{ Name, Type string }

// versions is the table in which the migrations keep what has been run.
const versions = "goose_db_version"

// The catalogue's rows: table, column, type, place in the primary key (0 when outside).
var columnsOf = map[Engine]string{
	SQLite: `SELECT t.name, c.name, lower(c.type), c.pk
		FROM sqlite_master t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY t.name, c.cid`,
	Postgres: `SELECT t.relname, c.attname, format_type(c.atttypid, c.atttypmod),
			coalesce(array_position(k.conkey, c.attnum), 0)
		FROM pg_class t
		JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
		LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
		WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
		ORDER BY t.relname, c.attnum`,
}

// Its foreign keys: table, table pointed at.
var parentsOf = map[Engine]string{
	SQLite: `SELECT DISTINCT t.name, f."table" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f
		WHERE t.type = 'table'`,
	Postgres: `SELECT DISTINCT t.relname, p.relname
		FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
		WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace`,
}

// Tables lists the tables, each after those that its foreign keys point at. The
// table of the migrations is left out.
func (t *Tx) Tables() ([]Table, error) {
	byName := map[string]*Table{}
	if err := t.readColumns(byName); err != nil {
		return nil, err
	}
	if err := t.readParents(byName); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	var sorted []Table
	for len(names) > 0 {
		free := slices.IndexFunc(names, func(name string) bool {
			return !slices.ContainsFunc(byName[name].parents, func(p string) bool { return slices.Contains(names, p) })
		})
		if free < 0 {
			return nil, fmt.Errorf("the foreign keys of %v go round in a ring", names)
		}
		sorted = append(sorted, *byName[names[free]])
		names = slices.Delete(names, free, free+1)
	}
	return sorted, nil
}

func (t *Tx) readColumns(byName map[string]*Table) (err error) {
	rows, err := t.Query(columnsOf[t.engine])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		var c Column
		var place int
		if err := rows.Scan(&name, &c.Name, &c.Type, &place); err != nil {
			return err
		}
		if name == versions {
			continue
		}
		if byName[name] == nil {
			byName[name] = &Table{Name: name}
		}
		table := byName[name]
		table.Columns = append(table.Columns, c)
		if place > 0 {
			for len(table.Key) < place {
				table.Key = append(table.Key, "")
			}
			table.Key[place-1] = c.Name
		}
	}
	return rows.Err()
}

func (t *Tx) readParents(byName map[string]*Table) (err error) {
	rows, err := t.Query(parentsOf[t.engine])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var child, parent string
		if err := rows.Scan(&child, &parent); err != nil {
			return err
		}
		if child != parent && byName[child] != nil {
			byName[child].parents = append(byName[child].parents, parent)
		}
	}
	return rows.Err()
}

var versionsKept = map[Engine]string{
	SQLite:   "SELECT count(*) FROM sqlite_master WHERE name = $1",
	Postgres: "SELECT count(*) FROM pg_class WHERE relname = $1 AND relnamespace = current_schema()::regnamespace",
}

// Version is the newest migration that has been run, 0 when none has.
func (t *Tx) Version() (int64, error) {
	kept, err := t.number(versionsKept[t.engine], versions)
	if err != nil || kept == 0 {
		return 0, err
	}
	return t.number("SELECT coalesce(max(version_id), 0) FROM " + versions + " WHERE is_applied")
}

func (t *Tx) number(query string, args ...any) (n int64, err error) {
	rows, err := t.Query(query, args...)
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
