package oldvisits_test

import (
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/oldvisits"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

func TestACheckTellsTheTotalsAndTheNewPlacesAndWritesNoVisit(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(good(t))
		if !i.Ready() || i.Report.Rows != 3 || i.Report.Refused != 0 {
			t.Fatalf("%+v: %v", i.Report, s.told(i))
		}
		if got, want := sumsOf(i), [6]int{3, 37, 10, 1, 240, 4}; got != want {
			t.Errorf("totals %v, want %v", got, want)
		}
		if len(i.Report.Years) != 2 || i.Report.Years[0].Year != 2019 || i.Report.Years[0].Present != 30 || i.Report.Years[1].Visits != 1 {
			t.Errorf("years %+v", i.Report.Years)
		}
		if n := i.Report.NewPlaces; len(n) != 1 || n[0].Name != "Kylätalo Koivula" || n[0].Municipality != "290" || n[0].Row != 4 {
			t.Errorf("new places %+v", n)
		}
		if s.facts() != [6]int{} || len(s.placeNames()) != 1 {
			t.Error("the check has written something")
		}
	})
}

func TestTheImportRecordsExactlyWhatTheCheckPromised(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.run(s.mustCheck(good(t)))
		if i.State != oldvisits.Imported || s.facts() != sumsOf(i) {
			t.Fatalf("%s: facts %v, promised %v", i.State, s.facts(), sumsOf(i))
		}
		if !slices.Contains(s.placeNames(), "Kylätalo Koivula") {
			t.Error(s.placeNames())
		}
		rows := s.visits(outreach.Filter{Sort: outreach.ByDay, Reversed: true}).Rows
		first, second := s.visit(rows[0].ID).Now(), s.visit(rows[1].ID).Now()
		if first.Day != day(1, 3, 2019) || first.Place != s.library.ID || first.Minutes != 150 || first.Heard != "Bussi ei kulje" ||
			first.Source != outreach.Imported || first.Import != i.ID || first.RecordedBy != testworld.Bertta.ID ||
			!slices.Equal(first.Workers, []access.WorkerID{testworld.Aino.ID}) || first.Feedback != (outreach.ByMark{0, 0, 1, 0, 2}) {
			t.Errorf("%+v", first)
		}
		if len(second.Topics) != 2 || len(second.Workers) != 2 {
			t.Errorf("%+v", second)
		}
		if third := s.visit(rows[2].ID).Now(); third.Minutes != 90 || len(third.Workers) != 0 || third.Kind != "regular" {
			t.Errorf("%+v", third)
		}
	})
}

func TestPressingImportTwiceIsImportingOnce(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(good(t))
		s.run(i)
		if again := s.run(i); again.State != oldvisits.Imported {
			t.Error(again.State)
		}
		if s.facts()[0] != 3 {
			t.Error(s.facts())
		}
	})
}

func TestUndoingAnImportBringsTheTotalsBackAndDeletesNothing(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		before := s.facts()
		i := s.run(s.mustCheck(good(t)))
		stop := s.visits(outreach.Filter{}).Rows[0].ID
		if n := s.undo(i); n != 3 {
			t.Errorf("%d visits were withdrawn", n)
		}
		if s.facts() != before {
			t.Errorf("facts %v, before %v", s.facts(), before)
		}
		h := s.visit(stop)
		if h.Now().State != outreach.Withdrawn || h.Now().Reason != "Väärä tiedosto" || len(h.Versions) != 2 ||
			len(h.Versions[0].Workers) != len(h.Versions[1].Workers) || len(h.Versions[0].Topics) != len(h.Versions[1].Topics) {
			t.Errorf("%+v", h)
		}
		if s.undo(i) != 0 || s.facts() != before {
			t.Error("a second undo did something")
		}
		if i = s.run(s.mustCheck(good(t))); s.facts() != sumsOf(i) {
			t.Error("after an undo the same file cannot be imported again")
		}
	})
}

func TestUndoTakesCorrectedVisitsAlongAndSaysSoFirst(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.run(s.mustCheck(good(t)))
		rows := s.visits(outreach.Filter{}).Rows
		corrected := s.visit(rows[0].ID).Now()
		c := outreach.Correction{ID: id.New[outreach.Correction](), Seen: 1, Reason: "Laskettu väärin", Stop: corrected.Stop}
		c.Stop.Present = 99
		s.Write(testworld.Bertta, func(tx *act.Tx) error {
			_, err := outreach.Correct(tx, c)
			return err
		})
		withdrawn := outreach.Correction{ID: id.New[outreach.Correction](), Seen: 1, Reason: "Ei käynti", Stop: s.visit(rows[1].ID).Now().Stop}
		s.Write(testworld.Bertta, func(tx *act.Tx) error {
			_, err := outreach.Withdraw(tx, withdrawn)
			return err
		})
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			st, err := outreach.StandingOfImport(tx, i.Organisation, i.Unit, i.ID)
			if st != (outreach.ImportStanding{Current: 2, Corrected: 1, Withdrawn: 1}) {
				t.Errorf("%+v", st)
			}
			return err
		})
		if n := s.undo(i); n != 2 {
			t.Errorf("%d withdrawn", n)
		}
		if s.facts() != [6]int{} || len(s.visit(rows[0].ID).Versions) != 3 || s.visit(rows[1].ID).Now().Reason != "Ei käynti" {
			t.Error(s.facts())
		}
	})
}

func TestTheSameFileIsNotImportedTwice(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.run(s.mustCheck(good(t)))
		if _, err := s.check(testworld.Bertta, order(), good(t)); !fault.Is(err, fault.Conflict) || fault.Of(err).Key != "import.file.again" {
			t.Fatal(err)
		}
	})
}

func TestCheckingAFileAgainReplacesItsOlderCheck(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.mustCheck(good(t))
		s.mustCheck(good(t))
		s.Clock.Advance(31 * 24 * 3600e9)
		s.mustCheck(file(t, "Päivä;Paikka", "1.3.2019;Kajaanin kirjasto"))
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			all, err := oldvisits.List(tx)
			if len(all) != 1 {
				t.Errorf("%d checks wait", len(all))
			}
			return err
		})
	})
}

func TestAFormSentTwiceIsCheckedOnce(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		o := order()
		for range 2 {
			if _, err := s.check(testworld.Bertta, o, good(t)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.check(testworld.Bertta, o, file(t, "Päivä;Paikka", "1.3.2019;Kajaanin kirjasto")); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	})
}

func TestRowsThatAreAlreadyOnRecordAreMarked(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.run(s.mustCheck(good(t)))
		i := s.mustCheck(file(t, heads,
			"1.3.2019;Kajaanin kirjasto;;20;5;;;;;;;", "1.3.2019;Kajaanin kirjasto;;21;5;;;;;;;", "1.3.2019;Kajaanin kirjasto;;21;5;;;;;;;"))
		told := s.told(i)
		if !i.Ready() || i.Report.Marked != 2 || len(told) != 2 || !strings.HasPrefix(told[0], "2 ") || !strings.Contains(told[1], "kuin rivillä 3") {
			t.Error(i.Report, told)
		}
	})
}

func TestTextsByWhichSomebodyMightBeRecognisedMustBeReadFirst(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(file(t, heads, "1.3.2019;Kajaanin kirjasto;;1;1;;;;;;Soittakaa 040 123 4567;"))
		if !i.Ready() || i.Report.Texts != 1 {
			t.Fatal(i.Report, s.told(i))
		}
		if _, err := oldvisits.Run(t.Context(), s.Acts, testworld.Bertta, i.ID, false); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		if s.facts()[0] != 0 {
			t.Fatal("imported unread")
		}
		if s.run(i); s.facts()[0] != 1 {
			t.Fatal(s.facts())
		}
	})
}

func TestWhatChangedSinceTheCheckStopsTheImport(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(good(t))
		s.Write(testworld.Bertta, func(tx *act.Tx) error {
			renamed := s.library
			renamed.Name, renamed.Version = "Kajaanin pääkirjasto", 1
			return outreach.SavePlace(tx, renamed)
		})
		after := s.run(i)
		if after.State != oldvisits.Checked || after.Report.Refused != 1 || s.facts() != [6]int{} || len(s.placeNames()) != 1 {
			t.Fatalf("%+v %v", after.Report, s.facts())
		}
		if told := s.told(after); len(told) != 1 || !strings.Contains(told[0], "Paikkaa ei ole luettelossa") {
			t.Error(told)
		}
	})
}

func TestAnOrganisationWithoutPlacesBringsItsTopicsWithTheFirst(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		boss := testworld.Cia
		boss.Posts = []access.Post{{Role: access.RoleLeader, Organisation: testworld.South, Unit: testworld.SouthUnit}}
		o := oldvisits.Order{ID: id.New[outreach.Import](), Organisation: testworld.South, Unit: testworld.SouthUnit}
		i, err := s.check(boss, o, file(t, "Päivä;Paikka;Kunta;Aiheet", "1.3.2019;Ruokajono;Mikkeli;Asuminen"))
		if err != nil || !i.Ready() {
			t.Fatal(err, i.Report)
		}
		if i, err = oldvisits.Run(t.Context(), s.Acts, boss, i.ID, false); err != nil || i.State != oldvisits.Imported {
			t.Fatal(err, i.State)
		}
		s.Read(boss, func(tx *act.Tx) error {
			p, err := outreach.Visits(tx, outreach.Filter{})
			if err == nil && len(p.Rows) == 1 {
				h, err := outreach.Visit(tx, p.Rows[0].ID)
				if len(h.Now().Topics) != 1 {
					t.Error(h.Now())
				}
				return err
			}
			t.Error(p.Rows)
			return err
		})
	})
}

func TestOnlyLeadersOfTheOrganisationImport(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		kept := s.mustCheck(good(t))
		for _, who := range []access.Actor{testworld.Aino, testworld.Cia, testworld.Dora, testworld.Elli, testworld.Olli} {
			if _, err := s.check(who, order(), good(t)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s checks a file: %v", who.Name, err)
			}
			if _, err := oldvisits.Run(t.Context(), s.Acts, who, kept.ID, true); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s runs an import: %v", who.Name, err)
			}
			for _, do := range []func(*act.Tx) error{
				func(tx *act.Tx) error { return oldvisits.Discard(tx, kept.ID) },
				func(tx *act.Tx) error { _, err := oldvisits.One(tx, kept.ID); return err },
				func(tx *act.Tx) error {
					_, err := oldvisits.Undo(tx, kept.ID, id.New[outreach.Correction](), "Syy")
					return err
				},
			} {
				if err := s.TryWrite(who, do); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s: %v", who.Name, err)
				}
			}
		}
	})
}

func TestTheTerminalImportsToo(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i, err := s.check(access.Terminal(), order(), good(t))
		if err != nil {
			t.Fatal(err)
		}
		if i, err = oldvisits.Run(t.Context(), s.Acts, access.Terminal(), i.ID, false); err != nil || s.facts() != sumsOf(i) {
			t.Fatal(err, s.facts())
		}
	})
}

func TestADiscardedCheckIsGoneAndAnImportIsNotDiscarded(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(good(t))
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return oldvisits.Discard(tx, i.ID) })
		if err := s.TryRead(testworld.Bertta, func(tx *act.Tx) error { _, err := oldvisits.One(tx, i.ID); return err }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		i = s.run(s.mustCheck(good(t)))
		if err := s.TryWrite(testworld.Bertta, func(tx *act.Tx) error { return oldvisits.Discard(tx, i.ID) }); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}
