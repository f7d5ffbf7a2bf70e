package oldmeasurements_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

func TestAFileIsCheckedAndThenPutOnRecordInOneAct(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.check(good(t))
		if !i.Ready() || i.Report.Rows != 3 || i.Report.Clients != 1 || len(s.of(testworld.Bertta, s.daavid)) != 0 {
			t.Fatalf("%+v %q", i.Report, s.told(i))
		}
		if r := i.Report; r.Occasions[outcome.AtStart] != 1 || r.Occasions[outcome.AtEnd] != 2 || r.First.String() != "2019-03-01" || r.Last.String() != "2019-09-01" {
			t.Errorf("%+v", r)
		}
		if sum := i.Report.Scales[0]; sum.Scale != "summa" || sum.N != 2 || sum.Mean != (7+6+6+5)/2. {
			t.Errorf("worry counts the other way round: %+v", sum)
		}
		i = s.run(i)
		all := s.of(testworld.Bertta, s.daavid)
		if i.State != oldmeasurements.Imported || len(all) != 3 {
			t.Fatalf("%s, %d", i.State, len(all))
		}
		first := all[2]
		if first.Way != outcome.ByImport || first.Import != i.ID || first.Unit != testworld.NorthUnit || first.By != outcome.ByClient || first.Language != "fi" ||
			first.RecordedBy != testworld.Bertta.ID {
			t.Errorf("%+v", first)
		}
		a := first.Answers.Items
		if a["uni"].Number != 7 || a["apu"].Option != instrument.No || a["miksi"].Text != "Salainen sana" || a["tunnit"].Number != 2.5 || a["mieli"].Option != "hyva" ||
			!slices.Equal(a["tuki"].Options, []string{"perhe", "tyo"}) || a["alkoi"].Day != (civil.Date{Year: 2018, Month: 12, Day: 24}) {
			t.Errorf("%+v", a)
		}
		if g := first.Answers.Entries["goals"]; len(g) != 1 || g[0]["mika"].Text != "Salainen tavoite" || g[0]["taso"].Number != -1 {
			t.Errorf("%+v", g)
		}
		if all[0].Moment != all[1].Moment || all[0].Moment == first.Moment {
			t.Error("the worker's rating does not stand beside the client's of the same day")
		}
		if again := s.run(i); again.State != oldmeasurements.Imported || len(s.of(testworld.Bertta, s.daavid)) != 3 {
			t.Error("doing it twice is not doing it once")
		}
	})
}

func TestAnImportIsUndoneWithWhatWasCorrectedSinceAndCanBeDoneAgain(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.run(s.check(good(t)))
		all := s.of(testworld.Bertta, s.daavid)
		m := all[2].Measurement
		m.Day = m.Day.AddDays(1)
		correction := outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Väärä päivä", Measurement: m}
		s.Write(testworld.Aino, func(tx *act.Tx) error { _, err := outcome.Correct(tx, correction); return err })
		if _, err := s.upload(testworld.Bertta, s.order(), good(t)); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same file is brought in twice: %v", err)
		}
		if n := s.undo(i); n != 3 || len(s.of(testworld.Bertta, s.daavid)) != 0 {
			t.Fatalf("%d withdrawn", n)
		}
		if n := s.undo(i); n != 0 {
			t.Errorf("undone twice: %d", n)
		}
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			h, err := outcome.Find(tx, m.ID)
			if err == nil && (len(h.Versions) != 3 || h.Now().State != outcome.Withdrawn || h.Now().Reason != "Väärä tiedosto" || h.Now().Answers.Items["miksi"].Text != "Salainen sana") {
				t.Errorf("%+v", h.Versions)
			}
			return err
		})
		if again := s.run(s.check(good(t))); again.State != oldmeasurements.Imported || len(s.of(testworld.Bertta, s.daavid)) != 3 {
			t.Error("after undoing, the file cannot be brought in again")
		}
	})
}

// A stranger's client and nobody at all are the same: in the report, in what is kept, and in what the act can be told apart by.
func TestAReportTellsOfAStrangersClientAsOfNobody(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.check(file(t, "Asiakasnumero;Päivä;uni", "H-4;1.3.2019;7", "S-5;1.3.2019;7", "X-9;1.3.2019;7"), wholeFile)
		told := s.told(i)
		if i.Ready() || len(told) != 3 {
			t.Fatalf("%q", told)
		}
		for n, number := range []string{"H-4", "S-5", "X-9"} {
			if want := strings.Replace(told[2], "4 Asiakasnumero X-9", string(rune('2'+n))+" Asiakasnumero "+number, 1); told[n] != want {
				t.Errorf("%q, want %q", told[n], want)
			}
		}
		var refused []act.Entry
		s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
			refused, err = act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(s.hidden), Outcome: act.Refused, Limit: 10})
			return err
		})
		if len(refused) == 0 || refused[0].Actor != testworld.Bertta.ID {
			t.Errorf("that she was looked for does not stand in the log: %+v", refused)
		}
	})
}

// wholeFile says what no column says.
func wholeFile(m *oldmeasurements.Mapping) { m.Occasion, m.By = outcome.AtStart, outcome.ByClient }

func TestNobodyElseBringsInOrSeesWhatWaits(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.check(good(t))
		for _, who := range []access.Actor{testworld.Aino, testworld.Aune, testworld.Cia, testworld.Dora, testworld.Elli, testworld.Olli} {
			if _, err := s.upload(who, s.order(), good(t)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s brings in: %v", who.Name, err)
			}
			if _, _, err := oldmeasurements.Waiting(s.Context(), s.Acts, who, i.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads the file: %v", who.Name, err)
			}
			if _, err := oldmeasurements.Run(s.Context(), s.Acts, who, i.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s puts on record: %v", who.Name, err)
			}
			for what, verb := range map[string]func(*act.Tx) error{
				"reads":    func(tx *act.Tx) error { _, err := oldmeasurements.One(tx, i.ID); return err },
				"discards": func(tx *act.Tx) error { return oldmeasurements.Discard(tx, i.ID) },
				"undoes": func(tx *act.Tx) error {
					_, err := oldmeasurements.Undo(tx, i.ID, id.New[outcome.Correction](), "utelias")
					return err
				},
			} {
				if err := s.TryWrite(who, verb); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s %s it: %v", who.Name, what, err)
				}
			}
		}
	})
}

func TestWhatChangedSinceTheCheckKeepsTheFileOut(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.check(file(t, "Asiakasnumero;Päivä;uni", "D-1;1.3.2019;7", "E-2;1.3.2019;8"), wholeFile)
		s.says(testworld.Aino, s.elsa, client.Withdrawn)
		i = s.run(i)
		if i.State != oldmeasurements.Checked || i.Report.Refused != 1 || len(s.of(testworld.Bertta, s.daavid)) != 0 {
			t.Fatalf("%+v", i)
		}
		if told := s.told(i); len(told) != 1 || !strings.HasPrefix(told[0], "3 Asiakasnumero E-2: ") {
			t.Errorf("%q", told)
		}
		if _, err := oldmeasurements.Run(s.Context(), s.Acts, testworld.Bertta, i.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("it runs all the same: %v", err)
		}
	})
}

func TestWhatColumnsHoldIsRememberedForTheNextFile(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		strange := []string{"Tunnus;Milloin;Kerta;K1;Lisätieto", "D-1;1.3.2019;AM;7;x", "D-1;1.9.2019;LM;99;y"}
		i, err := s.upload(testworld.Bertta, s.order(), file(t, strange...))
		if err != nil || len(i.Mapping.Columns) != 0 {
			t.Fatalf("%+v %v", i.Mapping, err)
		}
		told := func(m *oldmeasurements.Mapping) {
			m.By = outcome.Together
			m.Columns = map[string]oldmeasurements.Target{"tunnus": oldmeasurements.ToClient, "milloin": oldmeasurements.ToDay,
				"kerta": oldmeasurements.ToOccasion, "k1": oldmeasurements.ItemTarget("uni")}
		}
		i = s.checkAgain(i, told)
		want := []oldmeasurements.Unknown{{Target: oldmeasurements.ItemTarget("uni"), Value: "99", Rows: 1},
			{Target: oldmeasurements.ToOccasion, Value: "AM", Rows: 1}, {Target: oldmeasurements.ToOccasion, Value: "LM", Rows: 1}}
		if i.Ready() || !slices.Equal(i.Report.Unknown, want) || !slices.Equal(i.Report.Ignored, []string{"Lisätieto"}) {
			t.Fatalf("%+v", i.Report)
		}
		i = s.checkAgain(i, func(m *oldmeasurements.Mapping) {
			m.Mean(oldmeasurements.ToOccasion, "am", "start")
			m.Mean(oldmeasurements.ToOccasion, "LM", "end")
			m.Mean(oldmeasurements.ItemTarget("uni"), "99", oldmeasurements.MeansDeclined)
		})
		if i.Ready() { // of the second row nothing but that she declined is known, and that is something
			i = s.run(i)
		}
		all := s.of(testworld.Bertta, s.daavid)
		if len(all) != 2 || all[0].Answers.Items["uni"].State != instrument.Declined || all[1].Occasion != outcome.AtStart {
			t.Fatalf("%+v %q", all, s.told(i))
		}
		strange[1], strange[2] = "D-1;1.3.2020;AM;5;x", "D-1;1.9.2020;LM;6;y"
		next, err := s.upload(testworld.Bertta, s.order(), file(t, strange...))
		if err != nil {
			t.Fatal(err)
		}
		if next = s.checkAgain(next); !next.Ready() {
			t.Errorf("%+v %q", next.Mapping, s.told(next))
		}
	})
}

func TestScoresAreComparedWithWhatComesOutOfTheAnswers(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		score := func(m *oldmeasurements.Mapping) {
			wholeFile(m)
			m.Columns["summa"] = oldmeasurements.ScoreTarget("summa")
		}
		i := s.check(file(t, "Asiakasnumero;Päivä;uni;huoli;Summa", "D-1;1.3.2019;7;4;13", "D-1;2.3.2019;7;4;12,5", "D-1;3.3.2019;7;;13"), score)
		if told := s.told(i); !i.Ready() || i.Report.Marked != 2 || len(told) != 2 || !strings.HasPrefix(told[0], "3 Summa 12,5: Vastauksista tulee 13.") ||
			!strings.HasPrefix(told[1], "4 Summa 13: Vastauksista ei tule") {
			t.Errorf("%q", told)
		}
		alone, err := s.upload(testworld.Bertta, s.order(), file(t, "Asiakasnumero;Päivä;tunnit;Summa", "D-1;1.3.2019;7;13"))
		if err != nil {
			t.Fatal(err)
		}
		m := alone.Mapping
		score(&m)
		if _, err := oldmeasurements.Check(s.Context(), s.Acts, testworld.Bertta, alone.ID, m); !slices.Equal(fieldsOf(err), []string{"answers"}) {
			t.Errorf("a score without its answers is compared with nothing: %v", err)
		}
	})
}

func fieldsOf(err error) (names []string) {
	if f := fault.Of(err); f != nil {
		for _, field := range f.Fields {
			names = append(names, field.Name)
		}
	}
	return names
}

func TestScoresAloneGoIntoAnInstrumentThatHasScoresOnly(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
			t.Fatal(err)
		}
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			i, err := instrument.FindCode(tx, testworld.North, "kykyviisari-scores")
			s.instrument = i.ID
			return err
		})
		i := s.run(s.check(file(t, "Client number;Date;Työkyky;Mieli;Arki", "D-1;1.3.2019;6;21;30"), wholeFile))
		all := s.of(testworld.Bertta, s.daavid)
		if i.State != oldmeasurements.Imported || len(all) != 1 || all[0].Answers.Items["work-ability"].Number != 6 || all[0].Answers.Items["mind"].Number != 21 {
			t.Fatalf("%+v %q", all, s.told(i))
		}
	})
}

func TestAScoreOfOneItemIsThatItemsAnswerWhicheverItIsCalled(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		scored := func(m *oldmeasurements.Mapping) {
			wholeFile(m)
			m.Columns["pisteet"] = oldmeasurements.ScoreTarget("tunnit")
		}
		i := s.run(s.check(file(t, "Asiakasnumero;Päivä;Pisteet", "D-1;1.3.2019;6"), scored))
		if all := s.of(testworld.Bertta, s.daavid); len(all) != 1 || all[0].Answers.Items["tunnit"].Number != 6 {
			t.Fatalf("%+v %q", all, s.told(i))
		}
	})
}

func TestTheSameMeasurementInAnotherFileIsNotTakenTwice(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.check(file(t, "Asiakasnumero;Päivä;uni;miksi", "D-1;1.3.2019;7;", "D-1;1.3.2019;7;", "E-2;1.3.2019;7;"), wholeFile)
		if told := s.told(i); i.Ready() || !slices.Equal(told, []string{"3  : Rivillä on täsmälleen sama mittaus kuin rivillä 2. Poista toinen."}) {
			t.Fatalf("%q", told)
		}
		s.run(s.check(file(t, "Asiakasnumero;Päivä;uni;apu;miksi", "D-1;1.3.2019;7;;", "E-2;1.3.2019;7;ei;Salainen sana"), wholeFile))
		again := s.check(file(t, "Päivä;Asiakasnumero;uni;apu;miksi", "1.3.2019;D-1;7;;", "1.3.2019;E-2;7;ei;Salainen sana"), wholeFile)
		want := []string{"2  : Täsmälleen sama mittaus on jo tallessa. Poista rivi.",
			"3  : Asiakkaalla on jo samana päivänä mittaus tällä mittarilla. Poista rivi, jos mittaus on sama."}
		if told := s.told(again); again.Ready() || !slices.Equal(told, want) {
			t.Errorf("%q", told)
		}
		other := s.check(file(t, "Asiakasnumero;Päivä;uni", "D-1;1.3.2019;8"), wholeFile)
		if told := s.told(other); !other.Ready() || len(told) != 1 || !strings.HasPrefix(told[0], "2  : Asiakkaalla on jo samana päivänä mittaus") {
			t.Errorf("other answers are another measurement: %q", told)
		}
	})
}

func TestAMappingThatLacksSomethingIsRefusedByField(t *testing.T) {
	w := testworld.New(t)
	s := newScene(w)
	i, err := s.upload(testworld.Bertta, s.order(), file(t, "Asiakasnumero;Päivä;uni;toinen", "D-1;1.3.2019;7;8"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want   []string
		change func(*oldmeasurements.Mapping)
	}{
		{[]string{"occasion", "by"}, func(m *oldmeasurements.Mapping) {}},
		{[]string{"client", "day", "answers"}, func(m *oldmeasurements.Mapping) { wholeFile(m); m.Columns = nil }},
		{[]string{"column.3"}, func(m *oldmeasurements.Mapping) {
			wholeFile(m)
			m.Columns = map[string]oldmeasurements.Target{"asiakasnumero": "client", "päivä": "day", "uni": "item:uni", "toinen": "item:uni"}
		}},
		{[]string{"column.3"}, func(m *oldmeasurements.Mapping) {
			wholeFile(m)
			m.Columns = map[string]oldmeasurements.Target{"asiakasnumero": "client", "päivä": "day", "uni": "item:uni", "toinen": "entry:goals:4:taso"}
		}},
		{[]string{"values"}, func(m *oldmeasurements.Mapping) { wholeFile(m); m.Mean(oldmeasurements.ToOccasion, "am", "whenever") }},
		{[]string{"by"}, func(m *oldmeasurements.Mapping) { wholeFile(m); m.By = "somebody" }},
	} {
		m := oldmeasurements.Mapping{Columns: map[string]oldmeasurements.Target{}, Language: "fi"}
		for header, target := range i.Mapping.Columns {
			m.Columns[header] = target
		}
		c.change(&m)
		if _, err := oldmeasurements.Check(s.Context(), s.Acts, testworld.Bertta, i.ID, m); !slices.Equal(fieldsOf(err), c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
}

func TestWhatWaitsIsReadableToNobodyWhoHasTheDatabaseAndGoes(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		waits := func() int {
			n := 0
			err := s.DB.Read(s.Context(), func(tx *db.Tx) error {
				found, err := tx.Query("SELECT content FROM oldmeasurements_file UNION ALL SELECT problems FROM oldmeasurements_problem UNION ALL SELECT report FROM oldmeasurements_import")
				if err != nil {
					return err
				}
				n = 0
				for found.Next() {
					var box []byte
					if err := found.Scan(&box); err != nil {
						return err
					}
					if n++; strings.Contains(string(box), "Salainen") || strings.Contains(string(box), "SALAINEN") || strings.Contains(string(box), "asiakas") {
						t.Error("what waits stands open")
					}
				}
				return errors.Join(found.Err(), found.Close())
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		bad := file(t, heads, "D-1;1.3.2019;SALAINEN;asiakas;77;4;ei;Salainen sana;;;;;;")
		s.check(bad)
		if n := waits(); n != 3 {
			t.Fatalf("%d rows wait", n)
		}
		s.Write(access.Terminal(), func(tx *act.Tx) error { return oldmeasurements.Forget(tx, s.daavid) })
		if n := waits(); n != 0 {
			t.Errorf("a client is erased, and %d rows that may tell of her wait on", n)
		}
		s.check(bad)
		s.Clock.Advance(8 * 24 * 3600 * 1e9)
		s.Write(access.Terminal(), func(tx *act.Tx) error {
			n, err := oldmeasurements.Upkeep(tx)
			if n != 1 {
				t.Errorf("upkeep takes %d away", n)
			}
			return err
		})
		i := s.run(s.check(good(t)))
		if n := waits(); n != 1 {
			t.Errorf("what was imported is kept a second time: %d rows", n)
		}
		if _, _, err := oldmeasurements.Waiting(s.Context(), s.Acts, testworld.Bertta, i.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestTheTerminalBringsInForAnOrganisationAndReachesNoOther(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		m := oldmeasurements.Mapping{Columns: map[string]oldmeasurements.Target{"asiakasnumero": "client", "päivä": "day", "uni": "item:uni"}, Language: "fi"}
		wholeFile(&m)
		i, problems, err := oldmeasurements.Examine(context.Background(), s.Acts, access.Terminal(), s.order(), m,
			file(t, "Asiakasnumero;Päivä;uni", "H-4;1.3.2019;7", "S-5;1.3.2019;7"))
		if err != nil || i.Report.Refused != 1 || len(problems) != 1 || problems[0].Row != 3 {
			t.Fatalf("%+v %+v %v", i.Report, problems, err)
		}
	})
}
