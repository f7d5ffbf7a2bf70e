package act

// Bulk inserts many rows with few statements of one length, which both engines
// prepare once. Close writes what is left.
type Bulk struct {
	tx      *Tx
	head    string
	columns int
	rows    int
	args    []any
}

// Both engines allow at least 32,766 arguments; a statement of a few thousand is
// as fast as a longer one and holds less memory.
const (
	bulkArguments = 6_000
	mostBulkRows  = 250
)

// NewBulk begins. into is the statement up to VALUES: "INSERT INTO staff_unit (id, name)".
func NewBulk(tx *Tx, into string, columns int) *Bulk {
	return &Bulk{tx: tx, head: into + " VALUES ", columns: columns, rows: min(mostBulkRows, max(1, bulkArguments/columns))}
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
