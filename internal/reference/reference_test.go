package reference_test

import (
	"bytes"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/reference"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
)

// workAbility is what was published of 7,282 people's work ability on 12 March 2019:
// https://tyoelamatieto.fi/fi/aineistot/tyo-ja-toimintakyvyn-kokemukset/index.html
const workAbility = "pistemäärä;määrä\n0;197\n1;200\n2;366\n3;523\n4;539\n5;894\n6;808\n7;1 166\n8;1286\n9;770\n10;533\n;7282\n"

func read(t *testing.T, file string) []reference.Score {
	t.Helper()
	all, err := reference.Read(strings.NewReader(file), "file.csv")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func set(scores []reference.Score) reference.Set {
	return reference.Set{ID: id.New[reference.Set](), Organisation: testworld.North, Instrument: "kykyviisari-scores", Scale: "work-ability", People: "Hankkeiden asiakkaat",
		Asked: civil.Date{Year: 2019, Month: 3, Day: 12}, Source: "tyoelamatieto.fi", Scores: scores}
}

func near(f stats.Figure, want, within float64) bool {
	v, ok := f.Value()
	return ok && v > want-within && v < want+within
}

func TestThePublishedWorkAbilityOf7282PeopleGivesTheirMeanSDAndMedian(t *testing.T) {
	d, ok := set(read(t, workAbility)).Distribution()
	if !ok || d.N() != 7282 || !near(d.Mean(), 6.1364, 0.00005) || !near(d.SD(), 2.5498, 0.00005) || !near(d.Median(), 7, 1e-12) {
		t.Errorf("%v %v %v %v", d.N(), d.Mean(), d.SD(), d.Median())
	}
}

// shipped loads the shape of scores that the scale belongs to.
func shipped(t *testing.T, w *testworld.World) {
	t.Helper()
	if err := instrument.BringShipped(t.Context(), w.Acts); err != nil {
		t.Fatal(err)
	}
}

func bring(w *testworld.World, who access.Actor, s reference.Set) error {
	return w.TryWrite(who, func(tx *act.Tx) error { return reference.Import(tx, s) })
}

func TestTheSamePeopleAreKeptOnceAndTheirFiguresTheLastTimeStand(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shipped(t, w)
		for _, file := range []string{workAbility, "score,n\n3,10\n4,20\n5,0\n"} {
			if err := bring(w, testworld.Bertta, set(read(t, file))); err != nil {
				t.Fatal(err)
			}
		}
		w.Read(testworld.Bertta, func(tx *act.Tx) error {
			if _, err := tx.Scope(access.ReadInstruments, "instrument"); err != nil {
				return err
			}
			rows, err := act.All(tx, func(s act.Scanner) (n int64, err error) { return n, s.Scan(&n) }, "SELECT n FROM fact_reference ORDER BY score")
			if len(rows) != 2 || rows[0] != 10 || rows[1] != 20 {
				t.Errorf("%v", rows)
			}
			return err
		})
	})
}

func TestWhatWasReplacedOrTakenOutOfUseStaysOnRecordWithWhoDidSo(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shipped(t, w)
		first, second := set(read(t, workAbility)), set(read(t, "score,n\n3,10\n4,20\n"))
		for _, s := range []reference.Set{first, first, second} { // a double click is the same set
			if err := bring(w, testworld.Bertta, s); err != nil {
				t.Fatal(err)
			}
		}
		altered := second
		altered.Source = "toinen"
		if err := bring(w, testworld.Bertta, altered); !fault.Is(err, fault.Conflict) {
			t.Errorf("another set under the same id: %v", err)
		}
		w.Read(testworld.Bertta, func(tx *act.Tx) error {
			all, err := reference.List(tx)
			if len(all) != 2 || all[0].ID != second.ID || !all[0].InUse() || all[0].ImportedBy != testworld.Bertta.ID || len(all[0].Scores) != 2 ||
				all[1].InUse() || all[1].ReplacedBy != second.ID || all[1].RetiredBy != testworld.Bertta.ID || len(all[1].Scores) != 11 {
				t.Errorf("%+v", all)
			}
			return err
		})
		retire := func(who access.Actor) error {
			return w.TryWrite(who, func(tx *act.Tx) error { return reference.Retire(tx, second.ID) })
		}
		for _, stranger := range []access.Actor{testworld.Aino, testworld.Cia, testworld.Dora} {
			if err := retire(stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s takes it out of use: %v", stranger.Name, err)
			}
			if err := w.TryRead(stranger, func(tx *act.Tx) error { _, err := reference.Find(tx, second.ID); return err }); stranger.ID != testworld.Aino.ID && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s finds it: %v", stranger.Name, err)
			}
		}
		for range 2 {
			if err := retire(testworld.Bertta); err != nil {
				t.Fatal(err)
			}
		}
		w.Read(testworld.Bertta, func(tx *act.Tx) error {
			one, err := reference.Find(tx, second.ID)
			if one.InUse() || one.RetiredBy != testworld.Bertta.ID || !one.ReplacedBy.IsZero() {
				t.Errorf("%+v", one)
			}
			rows, err2 := act.All(tx, func(s act.Scanner) (n int64, err error) { return n, s.Scan(&n) }, "SELECT n FROM fact_reference")
			if len(rows) != 0 || err2 != nil {
				t.Errorf("a report would still compare with it: %v %v", rows, err2)
			}
			return err
		})
		again := set(read(t, workAbility)) // may come back after it was taken out of use
		if err := bring(w, testworld.Bertta, again); err != nil {
			t.Error(err)
		}
	})
}

func TestReadingEndsAfterManyWrongRows(t *testing.T) {
	_, err := reference.Read(strings.NewReader("score;n\n"+strings.Repeat("x;1\n", 5000)), "file.csv")
	found := fault.Of(err)
	if found == nil || len(found.Fields) != 21 || found.Fields[20].Key != "reference.file.many_wrong" {
		t.Errorf("%v", err)
	}
	_, err = reference.Read(strings.NewReader("score;n\n"+strings.Repeat("1;1\n", 5000)), "file.csv")
	if found = fault.Of(err); found == nil || len(found.Fields) != 1 || found.Fields[0].Key != "reference.scores.too_many" {
		t.Errorf("%v", err)
	}
}

func TestWhatCannotBeIsRefusedInWords(t *testing.T) {
	w := testworld.New(t)
	shipped(t, w)
	for want, edit := range map[string]func(*reference.Set){
		"reference.people.missing":     func(s *reference.Set) { s.People = "" },
		"reference.source.missing":     func(s *reference.Set) { s.Source = "" },
		"reference.asked.missing":      func(s *reference.Set) { s.Asked = civil.Date{} },
		"reference.asked.future":       func(s *reference.Set) { s.Asked = civil.Date{Year: 2100, Month: 1, Day: 1} },
		"reference.scores.outside":     func(s *reference.Set) { s.Scores = []reference.Score{{Score: 11, N: 5}} },
		"reference.scores.few":         func(s *reference.Set) { s.Scores = []reference.Score{{Score: 1, N: 1}} },
		"reference.scores.twice":       func(s *reference.Set) { s.Scores = []reference.Score{{Score: 1, N: 1}, {Score: 1, N: 2}} },
		"reference.scores.invalid":     func(s *reference.Set) { s.Scores = []reference.Score{{Score: 1, N: -1}} },
		"reference.instrument.unknown": func(s *reference.Set) { s.Instrument = "x" },
		"reference.scale.unknown":      func(s *reference.Set) { s.Scale = "x" },
	} {
		s := set(read(t, workAbility))
		edit(&s)
		found := fault.Of(bring(w, testworld.Bertta, s))
		if found == nil || len(found.Fields) == 0 || found.Fields[0].Key != want {
			t.Errorf("%s: %+v", want, found)
		}
	}
	for _, one := range []reference.Score{{Score: 1e308, N: 12}, {Score: -1e16, N: 12}, {Score: 1, N: 1e18}} {
		s := set(read(t, workAbility))
		s.Scores = []reference.Score{one}
		if found := fault.Of(bring(w, testworld.Bertta, s)); found == nil || len(found.Fields) == 0 || found.Fields[0].Key != "reference.scores.invalid" {
			t.Errorf("%+v: %+v", one, found)
		}
	}
	if err := bring(w, testworld.Aino, set(read(t, workAbility))); !fault.Is(err, fault.NotFound) {
		t.Errorf("a worker imports: %v", err)
	}
}

func TestAFileThatIsNoDistributionSaysWhere(t *testing.T) {
	for file, want := range map[string]string{
		"a;b\n1;2\n": "reference.file.no_score", "score;n\nx;2\n": "reference.file.not_a_score", "score;n\n1;2,5\n": "reference.file.not_a_count",
	} {
		_, err := reference.Read(strings.NewReader(file), "file.csv")
		if found := fault.Of(err); found == nil || found.Fields[0].Key != want {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func FuzzReadingADistribution(f *testing.F) {
	f.Add([]byte(workAbility))
	f.Add([]byte("score,n\n1e308,9223372036854775807\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		scores, err := reference.Read(bytes.NewReader(file), "file")
		if err != nil {
			return
		}
		s := set(scores)
		if s.Check(civil.Date{Year: 2026, Month: 1, Day: 1}) != nil {
			return
		}
		d, ok := s.Distribution()
		if _, mean := d.Mean().Value(); !ok || d.N() < 2 || !mean {
			t.Errorf("%v", scores)
		}
	})
}
