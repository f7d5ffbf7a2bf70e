package outreach_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

// heard is Aino's visit with what she heard there.
func (s *scene) heard(text string) outreach.Stop {
	v := s.ainosVisit()
	v.Heard = text
	return v
}

// found is what a search finds, before the words are taken up and after it.
func (s *scene) found(t *testing.T, who access.Actor, f outreach.Filter, want ...outreach.StopID) {
	t.Helper()
	for _, tallied := range []bool{false, true} {
		if tallied {
			s.tallyAll(t)
		}
		page := s.visits(who, f)
		var got []outreach.StopID
		for _, row := range page.Rows {
			got = append(got, row.ID)
		}
		if page.Total != len(want) || len(got) != len(want) || slices.ContainsFunc(want, func(v outreach.StopID) bool { return !slices.Contains(got, v) }) {
			t.Errorf("%q, taken up %v: found %d, %v, want %v", f.Text, tallied, page.Total, got, want)
		}
	}
}

func TestAPartOfAWordFindsTheVisit(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.heard("Vuokra-asunnosta pitää muuttaa Äänekoskelle; kissa mukaan (100 % varmasti).")
		other := s.heard("Kissasta ei puhuttu.")
		other.Day = today.AddDays(-40)
		s.mustRecord(testworld.Aino, v)
		s.mustRecord(testworld.Aino, other)
		for _, text := range []string{"asunno", "NNOSTA", "aanekosk", "Ääne", "vuokra-asunnosta pitää", "okra-asu", "mukaan (100 %", "100 %", " muuttaa  äänekoskelle;"} {
			s.found(t, testworld.Aino, outreach.Filter{Text: text}, v.ID)
		}
		s.found(t, testworld.Aino, outreach.Filter{Text: "kissa"}, v.ID, other.ID)
		s.found(t, testworld.Aino, outreach.Filter{Text: "kissa", Period: civil.Period{To: today}}, other.ID)
		s.found(t, testworld.Aino, outreach.Filter{Text: "kissa", Place: s.library.ID}, v.ID, other.ID)
		for _, text := range []string{"asunto", "pitää asunnosta", "kissa ei", "100 _", "koira"} {
			s.found(t, testworld.Aino, outreach.Filter{Text: text})
		}
	})
}

func TestAPlacesNameAndWhatWasHeardAreFoundTogether(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		square := place(testworld.North, "Tori", "205")
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, square) })
		inLibrary, ofLibrary, both := s.heard("Kahvi loppui."), s.heard("Kirjastoon on pitkä matka."), s.heard("Kirjasto on auki.")
		ofLibrary.Place = square.ID
		for _, v := range []outreach.Stop{inLibrary, ofLibrary, both} {
			s.mustRecord(testworld.Aino, v)
		}
		for _, sort := range outreach.Sorts {
			s.found(t, testworld.Aino, outreach.Filter{Text: "kirjasto", Sort: sort}, inLibrary.ID, ofLibrary.ID, both.ID)
		}
		s.found(t, testworld.Aino, outreach.Filter{Text: "tori"}, ofLibrary.ID)
		var rows []outreach.StopID
		s.Read(testworld.Aino, func(tx *act.Tx) error {
			return outreach.EachVisit(tx, outreach.Filter{Text: "kirjasto"}, func(r outreach.Row) error { rows = append(rows, r.ID); return nil })
		})
		slices.SortFunc(rows, func(a, b outreach.StopID) int { return slices.Compare(a[:], b[:]) })
		if !slices.Equal(rows, []outreach.StopID{inLibrary.ID, ofLibrary.ID, both.ID}) {
			t.Errorf("the file has %v", rows)
		}
	})
}

func TestACorrectedTextIsFoundByItsNewWordsOnly(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		for _, tallied := range []bool{false, true} {
			v := s.heard("Bussi ei kulje.")
			s.mustRecord(testworld.Aino, v)
			if tallied {
				s.tallyAll(t)
			}
			v.Heard, v.Day = "Juna ei kulje.", today.AddDays(-35)
			if _, err := s.correct(testworld.Aino, correction(v, 1)); err != nil {
				t.Fatal(err)
			}
			s.found(t, testworld.Aino, outreach.Filter{Text: "bussi"})
			s.found(t, testworld.Aino, outreach.Filter{Text: "juna"}, v.ID)
			if _, err := s.withdraw(testworld.Aino, correction(v, 2)); err != nil {
				t.Fatal(err)
			}
			s.found(t, testworld.Aino, outreach.Filter{Text: "juna"})
		}
	})
}

func TestAWithdrawnVisitIsFoundAmongTheWithdrawnOnly(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.heard("Juna ei kulje.")
		s.mustRecord(testworld.Aino, v)
		if _, err := s.withdraw(testworld.Aino, correction(v, 1)); err != nil {
			t.Fatal(err)
		}
		s.found(t, testworld.Aino, outreach.Filter{Text: "juna"})
		s.found(t, testworld.Aino, outreach.Filter{Text: "juna", Withdrawn: true}, v.ID)
	})
}

// imported brings in visits with a text each, all on days of their own.
func (s *scene) imported(of outreach.ImportID, texts ...string) (all []outreach.Stop) {
	for i, text := range texts {
		v := s.heard(text)
		v.Source, v.Import, v.Round, v.Day = outreach.Imported, of, outreach.RoundID{}, today.AddDays(-i%900)
		all = append(all, v)
	}
	s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.RecordMany(tx, all) })
	return all
}

func TestAnImportIsFoundAndOnceUndoneNoMore(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		of := id.New[outreach.Import]()
		all := s.imported(of, "Juna myöhässä", "Bussi myöhässä", "")
		s.found(t, testworld.Aino, outreach.Filter{Text: "myöh"}, all[0].ID, all[1].ID)
		s.found(t, testworld.Aino, outreach.Filter{Text: "juna"}, all[0].ID)
		s.Write(testworld.Bertta, func(tx *act.Tx) error {
			_, err := outreach.WithdrawImport(tx, testworld.North, testworld.NorthUnit, of, id.New[outreach.Correction](), "Väärä tiedosto.")
			return err
		})
		s.found(t, testworld.Aino, outreach.Filter{Text: "juna"})
	})
}

// What is heard nearly every day, or is part of very many words, or waits in a
// queue that is long, is found as everything else.
func TestNothingIsTooCommonToBeFound(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		var texts []string
		for i := range outreach.MostWaiting + 10 {
			texts = append(texts, fmt.Sprintf("sana%04dloppu usein", i))
		}
		all := s.imported(id.New[outreach.Import](), texts...)
		s.found(t, testworld.Aino, outreach.Filter{Text: fmt.Sprintf("sana%04dlop", outreach.MostWaiting-1)}, all[outreach.MostWaiting-1].ID)
		for _, text := range []string{"loppu", "usein", "NALOPPU usein", "loppu sana"} {
			want := map[string]int{"loppu": len(all), "usein": len(all)}[text]
			if page := s.visits(testworld.Aino, outreach.Filter{Text: text}); page.Total != want {
				t.Errorf("%q: %d, want %d", text, page.Total, want)
			}
		}
		s.found(t, testworld.Aino, outreach.Filter{Text: "sana0001loppu usein"}, all[1].ID)
	})
}

// Cia's words are hers: they neither help nor hinder what Aino finds, and
// whoever works in both organisations finds both.
func TestEachOrganisationHasItsOwnWords(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		mine, theirs := s.heard("Juna ei kulje."), s.ciasVisit()
		theirs.Heard, theirs.Day = "Juna ja laiva.", today.AddDays(-3)
		s.mustRecord(testworld.Aino, mine)
		s.mustRecord(testworld.Cia, theirs)
		both := testworld.Bertta
		both.Posts = append(slices.Clone(both.Posts), access.Post{Role: access.RoleLeader, Organisation: testworld.South, Unit: testworld.SouthUnit})
		s.found(t, testworld.Aino, outreach.Filter{Text: "juna"}, mine.ID)
		s.found(t, testworld.Cia, outreach.Filter{Text: "juna"}, theirs.ID)
		s.found(t, testworld.Aino, outreach.Filter{Text: "laiva"})
		s.found(t, both, outreach.Filter{Text: "juna"}, mine.ID, theirs.ID)
		s.found(t, both, outreach.Filter{Text: "laiva"}, theirs.ID)
		s.found(t, testworld.Aune, outreach.Filter{Text: "juna"}) // of another unit
	})
}

// Migration 36 puts every visit on record into the queue once more, for its words.
func TestWhatWasHeardBeforeThereWereWordsIsFoundAfterwards(t *testing.T) {
	ctx := context.Background()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "old.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.MigrateTo(ctx, 35); err != nil {
		t.Fatal(err)
	}
	s := newScene(&testworld.World{TB: t, DB: d, Acts: act.New(d, func() civil.Instant { return testworld.Friday })})
	old, withdrawn := s.heard("Juna ei kulje."), s.heard("Juna seisoo.")
	s.mustRecord(testworld.Aino, old)
	s.mustRecord(testworld.Aino, withdrawn)
	if _, err := s.withdraw(testworld.Aino, correction(withdrawn, 1)); err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec("DELETE FROM outreach_untallied"); return err })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	s.found(t, testworld.Aino, outreach.Filter{Text: "juna"}, old.ID)
	if n := number(t, d, "SELECT CAST(COALESCE(SUM(visits), 0) AS bigint) FROM fact_outreach_area_month"); n != 0 {
		t.Errorf("the sums grew by %d", n)
	}
	if n := number(t, d, "SELECT count(*) FROM outreach_word"); n != 3 {
		t.Errorf("%d words taken up", n)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
