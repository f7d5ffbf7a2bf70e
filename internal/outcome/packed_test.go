package outcome_test

import (
	"math"
	"testing"

	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

func TestReportsReadTheSameInColumnsAndPacked(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, v := loaded(w, weekly())
		m := measurement(c, v, weeks(7, 4, "Ei ollut ketään"))
		m.Interpreter, m.Occasion, m.Day = true, outcome.AtFollowUp, today.AddDays(-9)
		recorded(w, testworld.Aino, m)
		typed := rows(w, "SELECT client, instrument, number, occasion, answered_by, s01, s02, s32 FROM fact_outcome_measurement")
		if len(typed) != 1 || typed[0][0] != c.String() || typed[0][1] != i.String() || typed[0][3] != "follow_up" || typed[0][5] != 13.0 || typed[0][6] != nil || typed[0][7] != nil {
			t.Fatalf("%v", typed)
		}
		packed := rows(w, "SELECT packed FROM fact_outcome_packed")
		var p outcome.Packed
		if err := p.Read(packed[0][0].([]byte)); err != nil {
			t.Fatal(err)
		}
		if p.Client != c || p.Unit != testworld.Aino.Posts[0].Unit || p.Day != outcome.DayNumber(today.AddDays(-9)) || p.Number != 1 || p.Occasion != outcome.AtFollowUp || p.By != outcome.Together || !p.Interpreter ||
			len(p.Scores) != 2 || p.Scores[0] != 13 || !math.IsNaN(p.Scores[1]) {
			t.Errorf("%+v", p)
		}
		columns, whole := form(w, "viikko").Columns("summa")
		points := make([]float64, len(columns.Items))
		if !whole || !columns.Read(p.Closed, points) || points[0] != 7 || points[1] != 6 {
			t.Errorf("%v %v", columns, points)
		}
	})
}

func FuzzReadingWhatWasPacked(f *testing.F) {
	f.Add([]byte{})
	f.Add(append([]byte{1}, make([]byte, 60)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		var p outcome.Packed
		if err := p.Read(b); err == nil && (len(p.Scores) > 255 || len(p.Closed) > len(b)) {
			t.Errorf("%+v", p)
		}
	})
}
