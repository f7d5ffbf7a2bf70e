package db

import (
	"slices"
	"testing"
)

func TestMarksBecomePositions(t *testing.T) {
	for _, c := range []struct {
		query, text string
		order       []int
	}{
		{"SELECT 1", "SELECT 1", nil},
		{"VALUES ($1,$2),($3,$12)", "VALUES (?,?),(?,?)", []int{0, 1, 2, 11}},
		{"SELECT $2 WHERE a = $1 OR b = $2", "SELECT ? WHERE a = ? OR b = ?", []int{1, 0, 1}},
		{`SELECT '$1', "a$2" WHERE x = $1`, `SELECT '$1', "a$2" WHERE x = ?`, []int{0}},
		{"SELECT 'it''s $1' || $1", "SELECT 'it''s $1' || ?", []int{0}},
	} {
		text, order := positional(c.query)
		if text != c.text || !slices.Equal(order, c.order) {
			t.Errorf("%s: %s %v", c.query, text, order)
		}
	}
}

func TestArgumentsStandWhereTheirMarksDo(t *testing.T) {
	if got := placed([]any{"a", "b"}, []int{1, 0, 1}); !slices.Equal(got, []any{"b", "a", "b"}) {
		t.Errorf("%v", got)
	}
}
