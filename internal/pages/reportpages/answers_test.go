package reportpages_test

import (
	"archive/zip"
	"encoding/csv"
	"strings"
	"testing"

	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
	"rinnalla/internal/testworld/site"
)

func TestALeaderHasEverybodysAnswersWithoutNames(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := measured.In(s.World)
		c.Enrol(measured.Twice(testworld.Aino, 1, 2), measured.Person{Worker: testworld.Aune, Sittings: []measured.Sitting{
			{Day: measured.Day(4, 1), Answers: []float64{4, measured.Skipped, 4, 4, 4, 4}}}})
		p := s.As("bertta").Get("/reports/answers.csv?instrument=kuusi")
		rows, err := csv.NewReader(strings.NewReader(p.Body)).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d %v %s", p.Status, err, p.Body)
		}
		const columns = "person,unit,day,occasion,answered_by,interpreter,way,language,version,score_kaikki,score_alku,score_loppu,score_keski,item_k1,item_k2,item_k3,item_k4,item_k5,item_k6"
		if got := strings.Join(rows[0], ","); got != columns {
			t.Errorf("columns %s", got)
		}
		if got := strings.Join(rows[1][2:], ","); got != "2026-03-10,start,together,0,desk,fi,1,6,3,3,1,1,1,1,1,1,1" {
			t.Errorf("the first line: %s", got)
		}
		if got := strings.Join(rows[3][9:], ","); got != ",,12,4,4,,4,4,4,4" {
			t.Errorf("a skipped answer: %s", got)
		}
		if rows[1][0] != rows[2][0] || rows[1][0] == rows[3][0] || strings.Contains(p.Body, "Keksitty") {
			t.Errorf("who belongs together: %v", rows)
		}
		again := s.As("bertta").Get("/reports/answers.csv?instrument=kuusi")
		if strings.Contains(again.Body, rows[1][0]) {
			t.Error("two files call a person by the same word")
		}
		book := s.As("bertta").Get("/reports/answers.xlsx?instrument=kuusi")
		if _, err := zip.NewReader(strings.NewReader(book.Body), int64(len(book.Body))); err != nil || book.Status != 200 {
			t.Errorf("%d %v", book.Status, err)
		}
	})
}

func TestNobodyButALeaderIsOfferedTheAnswers(t *testing.T) {
	s := site.New(t)
	twelve(s)
	if p := s.As("bertta").Get("/reports/change?instrument=kuusi"); !p.HasLink("Lataa vastaukset (CSV)") {
		t.Error("a leader is not offered the answers")
	}
	for _, name := range []string{"aino", "elli", "cia"} {
		if p := s.As(name).Get("/reports/change"); p.HasLink("Lataa vastaukset (CSV)") {
			t.Errorf("%s is offered the answers", name)
		}
		if p := s.As(name).Get("/reports/answers.csv?instrument=kuusi"); p.Status != 404 {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
}
