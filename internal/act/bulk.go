package act

import (
	"iter"
	"slices"
)

// mostArguments bounds one statement: both engines allow at least 32,766
// arguments; one of a few thousand is as fast as a longer one and holds less memory.
const mostArguments = 6_000

// Shares cuts rows of so many columns into as many at a time as one INSERT does
// well to take. The last rows come in halves of that, for a statement of every
// length would be a text of its own, and engines keep each text prepared.
func Shares[T any](rows []T, columns int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for n := atOnce(columns); len(rows) > 0; {
			if n > len(rows) {
				n /= 2
				continue
			}
			if !yield(rows[:n:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// atOnce is a power of two.
func atOnce(columns int) int {
	n := 1
	for 2*n*columns <= mostArguments && n < 256 {
		n *= 2
	}
	return n
}

// Bulk inserts many rows with few statements. Close writes what is left.
type Bulk struct {
	tx      *Tx
	head    string
	columns int
	rows    [][]any
}

// NewBulk begins. into is the statement up to VALUES: "INSERT INTO staff_unit (id, name)".
func NewBulk(tx *Tx, into string, columns int) *Bulk {
	return &Bulk{tx: tx, head: into + " VALUES ", columns: columns}
}

// Add takes one row, with a value for each column.
func (b *Bulk) Add(values ...any) error {
	b.rows = append(b.rows, values)
	if len(b.rows) < atOnce(b.columns) {
		return nil
	}
	return b.Close()
}

// Close writes what is left. Further rows may follow.
func (b *Bulk) Close() error {
	for some := range Shares(b.rows, b.columns) {
		if _, err := b.tx.Exec(b.head+Values(len(some), b.columns), slices.Concat(some...)...); err != nil {
			return err
		}
	}
	clear(b.rows)
	b.rows = b.rows[:0]
	return nil
}
