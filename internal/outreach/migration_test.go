package outreach_test

import (
	"context"
	"path/filepath"
	"testing"

	"rinnalla/internal/db"
)

// Migrations 31 and 33 give the sums other tables: what was counted before them is counted after them.
func TestWhatWasSummedUpBeforeTheSumsByAreaIsSummedUpAfterwards(t *testing.T) {
	ctx := context.Background()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "old.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.MigrateTo(ctx, 30); err != nil {
		t.Fatal(err)
	}
	const north, unit, library, square = "00000000-0000-7000-8000-0000000000a1", "00000000-0000-7000-8000-0000000000a2",
		"00000000-0000-7000-8000-0000000000a3", "00000000-0000-7000-8000-0000000000a4"
	months := `INSERT INTO outreach_month VALUES ($1, '2026-03', $2, '205', $3, $4, $5, 10, 4, 1, 2, 0, 0, 1, 0, 3, 90)`
	details := `INSERT INTO outreach_detail_month VALUES ($1, '2026-03', $2, $3, $4, '205', $5, $6)`
	err = d.Write(ctx, func(tx *db.Tx) error {
		for _, s := range []struct {
			text string
			args []any
		}{
			{months, []any{north, unit, library, "regular", 2}}, {months, []any{north, unit, square, "regular", 3}}, {months, []any{north, unit, square, "street", 1}},
			{details, []any{north, "age", "18_29", unit, "regular", 7}}, {details, []any{north, "onward", "kela", unit, "street", 5}},
			{details, []any{north, "topic", "raha", unit, "regular", 4}},
		} {
			if _, err := tx.Exec(s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string]int{
		"SELECT visits FROM fact_outreach_area_month WHERE kind = 'regular'":                5,
		"SELECT age_18_29 FROM fact_outreach_area_month WHERE kind = 'regular'":             7,
		"SELECT age_18_29 FROM fact_outreach_area_month WHERE kind = 'street'":              0,
		"SELECT onward_kela FROM fact_outreach_area_month WHERE kind = 'street'":            5,
		"SELECT present FROM fact_outreach_area_month WHERE kind = 'regular'":               20,
		"SELECT visits FROM fact_outreach_place_month WHERE place = '" + square + "'":       4,
		"SELECT minutes FROM fact_outreach_place_month WHERE place = '" + square + "'":      180,
		"SELECT n FROM fact_outreach_topic_month WHERE code = 'raha'":                       4,
		"SELECT n FROM outreach_year WHERE dimension = 'topic' AND year = 2026":             4,
		"SELECT n FROM outreach_year WHERE dimension = 'all' AND kind = 'regular'":          5,
		"SELECT count(*) FROM outreach_detail_month WHERE dimension IN ('age', 'onward')":   0,
		"SELECT count(*) FROM outreach_detail_month WHERE dimension IN ('topic', 'worker')": 1,
	} {
		if got := number(t, d, question); got != want {
			t.Errorf("%s: %d, want %d", question, got, want)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, d *db.DB, question string) (n int) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		rows, err := tx.Query(question)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				return err
			}
		}
		return rows.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
