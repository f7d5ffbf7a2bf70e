package act

import "rinnalla/internal/db"

// RowsAtOnce is how many rows of so many columns one INSERT does well to take.
// The embedded database looks each argument up by its name among all the others,
// so that a statement twice as long takes four times the time; to a server every
// statement is a journey.
func (tx *Tx) RowsAtOnce(columns int) int {
	arguments := 6_000
	if tx.Engine() == db.SQLite {
		arguments = 300
	}
	return min(250, max(1, arguments/columns))
}

// Bulk inserts many rows with few statements of one length, which both engines
// prepare once. Close writes what is left.
type Bulk struct {
	tx      *Tx
	head    string
	columns int
	rows    int
	args    []any
}

// NewBulk begins. into is the statement up to VALUES: "INSERT INTO staff_unit (id, name)".
func NewBulk(tx *Tx, into string, columns int) *Bulk {
	return &Bulk{tx: tx, head: into + " VALUES ", columns: columns, rows: tx.RowsAtOnce(columns)}
}

// Add takes one row, with a value for each column.
func (b *Bulk) Add(values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args) < b.rows*b.columns {
		return nil
	}
	return b.Close()
}

// Close writes what is left. Further rows may follow.
func (b *Bulk) Close() error {
	if len(b.args) == 0 {
		return nil
	}
	_, err := b.tx.Exec(b.head+Values(len(b.args)/b.columns, b.columns), b.args...)
	clear(b.args)
	b.args = b.args[:0]
	return err
}
