package outcome_test

import (
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

func TestWhatWasAnsweredTogetherIsOnRecordWithItsAnswersAndScores(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "Ei ollut ketään")))
		h, err := find(w, testworld.Aino, m.ID)
		if err != nil || len(h.Versions) != 1 {
			t.Fatal(h, err)
		}
		now, f := h.Now(), form(w, "viikko")
		if now.Client != c || now.Organisation != testworld.North || now.Unit != testworld.NorthUnit || now.Instrument != i || now.Number != 1 ||
			now.RecordedBy != testworld.Aino.ID || now.Seconds != 240 || now.Place != "office" || now.State != outcome.Current {
			t.Errorf("%+v", now)
		}
		if a := now.Answers.Items; a["uni"].Number != 7 || a["miksi"].Text != "Ei ollut ketään" || a["tunnit"].State != instrument.Declined {
			t.Errorf("%+v", a)
		}
		if s := score(now, f, "summa"); !s.Exists || s.Value != 7+6 {
			t.Errorf("worry counts the other way round: %+v", s)
		}
		if s := score(now, f, "tunnit"); s.Exists {
			t.Errorf("what she left out has no score: %+v", s)
		}
		all, err := of(w, testworld.Aino, c)
		if err != nil || len(all) != 1 || all[0].ID != m.ID || all[0].Answers.Items["miksi"].Text != "Ei ollut ketään" {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func TestTheSameMeasurementThriceIsOneAndAnotherUnderItsIdAConflict(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "Ei ollut ketään")))
		for range 2 {
			if r, err := record(w, testworld.Aino, m); err != nil || !r.Again || r.No != 1 {
				t.Fatalf("%+v %v", r, err)
			}
		}
		for what, change := range map[string]func(*outcome.Measurement){
			"another answer":   func(m *outcome.Measurement) { m.Answers = weeks(8, 4, "Ei ollut ketään") },
			"another text":     func(m *outcome.Measurement) { m.Answers = weeks(7, 4, "Kukaan ei ehtinyt") },
			"another day":      func(m *outcome.Measurement) { m.Day = today.AddDays(-1) },
			"another occasion": func(m *outcome.Measurement) { m.Occasion = outcome.AtEnd },
		} {
			other := m
			change(&other)
			if _, err := record(w, testworld.Aino, other); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		other := m
		other.Client = measured(w, "Elsa")
		if _, err := record(w, testworld.Aino, other); !fault.Is(err, fault.NotFound) {
			t.Errorf("of another client: %v", err)
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 1 {
			t.Errorf("%d are on record", len(all))
		}
	})
}

func TestAStrangerNeitherMeasuresNorReads(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		for _, who := range []access.Actor{testworld.Aune, testworld.Bertta, testworld.Cia, testworld.Dora, testworld.Elli, testworld.Olli} {
			if _, err := find(w, who, m.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads it: %v", who.Name, err)
			}
			if _, err := of(w, who, c); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s lists: %v", who.Name, err)
			}
			if _, err := record(w, who, measurement(c, v, weeks(1, 1, ""))); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s measures: %v", who.Name, err)
			}
			for _, amend := range []func(*act.Tx, outcome.Correction) (outcome.Receipt, error){outcome.Correct, outcome.Withdraw} {
				err := w.TryWrite(who, func(tx *act.Tx) error {
					_, err := amend(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "utelias", Measurement: m})
					return err
				})
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("%s changes it: %v", who.Name, err)
				}
			}
		}
		if _, err := find(w, testworld.Aino, id.New[outcome.Measurement]()); !fault.Is(err, fault.NotFound) {
			t.Errorf("one that there is not: %v", err)
		}
		refused := 0
		for _, e := range logged(w, c) {
			if e.Outcome == act.Refused && e.SubjectKind == "measurement" {
				refused++
			}
		}
		if refused < 6*4 {
			t.Errorf("only %d refusals are in the log", refused)
		}
	})
}

func TestBehindABrokenGlassOneReadsAndMeasuresNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		w.Write(testworld.Aune, func(tx *act.Tx) error {
			_, err := client.BreakGlass(tx, client.Glass{ID: id.New[client.Glass](), Organisation: testworld.North, Reason: "Päivystyksessä kysyttiin", Number: client.NumberOf(c)})
			return err
		})
		if _, err := find(w, testworld.Aune, m.ID); err != nil {
			t.Fatal(err)
		}
		if e := logged(w, c)[0]; e.Permission != access.ReadBehindGlass.Name() || e.SubjectKind != "measurement" {
			t.Errorf("%+v", e)
		}
		if _, err := record(w, testworld.Aune, measurement(c, v, weeks(1, 1, ""))); !fault.Is(err, fault.NotFound) {
			t.Errorf("she measures: %v", err)
		}
	})
}

func TestNobodyIsMeasuredWhoHasNotAgreedOrTookItBack(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shipped(w)
		c := registered(w, testworld.Aino, "Daavid")
		_, v := loaded(w, weekly())
		try := func(when string, want bool) {
			t.Helper()
			if _, err := record(w, testworld.Aino, measurement(c, v, weeks(5, 5, ""))); (err == nil) != want || err != nil && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", when, err)
			}
		}
		try("never asked", false)
		for _, step := range []struct {
			says client.ConsentState
			want bool
		}{{client.Refused, false}, {client.Given, true}, {client.Withdrawn, false}, {client.Given, true}, {client.Withdrawn, false}} {
			says(w, testworld.Aino, c, step.says)
			try(string(step.says), step.want)
		}
		if all, err := of(w, testworld.Aino, c); err != nil || len(all) != 2 {
			t.Errorf("what was measured before stays to be read: %d %v", len(all), err)
		}
		f := form(w, "client-feedback")
		feedback := measurement(c, f.Version, instrument.Answers{})
		feedback.Answers.Items = map[string]instrument.Answer{}
		for _, item := range f.Definition.Sections[0].Items {
			feedback.Answers.Items[item.Code] = instrument.Answer{State: instrument.Declined}
		}
		if _, err := record(w, testworld.Aino, feedback); err != nil {
			t.Errorf("feedback on the service measures nobody: %v", err)
		}
	})
}

func TestTheClientsAndTheWorkersRatingOfAMomentStandSideBySide(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		hers := measurement(c, v, weeks(3, 8, ""))
		hers.By = outcome.ByClient
		hers = recorded(w, testworld.Aino, hers)
		ours := measurement(c, v, weeks(6, 5, ""))
		ours.By, ours.Moment = outcome.ByWorker, outcome.MomentID(hers.ID)
		recorded(w, testworld.Aino, ours)
		all, err := of(w, testworld.Aino, c)
		if err != nil || len(all) != 2 || all[0].Moment != all[1].Moment || all[0].Answers.Items["uni"].Number == all[1].Answers.Items["uni"].Number {
			t.Fatalf("%+v %v", all, err)
		}
		for what, change := range map[string]func(*outcome.Measurement){
			"of another client":   func(m *outcome.Measurement) { m.Client = measured(w, "Elsa") },
			"by the same side":    func(m *outcome.Measurement) { m.By = outcome.Together },
			"of what there isn't": func(m *outcome.Measurement) { m.Moment = id.New[outcome.Moment]() },
		} {
			other := ours
			other.ID = id.New[outcome.Measurement]()
			change(&other)
			if _, err := record(w, testworld.Aino, other); !slices.Equal(fieldsOf(err), []string{"moment"}) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestTheFirstAnswerLocksTheVersion(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, v := loaded(w, weekly())
		recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			in, err := instrument.Find(tx, i)
			if err == nil && in.Versions[0].Status != instrument.Locked {
				t.Error("it can still be changed")
			}
			return err
		})
		w.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Retire(tx, i, true) })
		if _, err := record(w, testworld.Aino, measurement(c, v, weeks(7, 4, ""))); !fault.Is(err, fault.Conflict) {
			t.Errorf("a retired instrument is answered: %v", err)
		}
		if all, err := of(w, testworld.Aino, c); err != nil || len(all) != 1 {
			t.Errorf("what was answered stays: %v", err)
		}
	})
}

func TestAnInstrumentOfAnotherOrganisationIsNotThere(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		_, v := loaded(w, weekly())
		c := registered(w, testworld.Cia, "Sirkka")
		says(w, testworld.Cia, c, client.Given)
		if _, err := record(w, testworld.Cia, measurement(c, v, weeks(7, 4, ""))); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
	})
}

func TestWhatIsWrongWithAMeasurementIsToldByField(t *testing.T) {
	w := testworld.New(t)
	c := measured(w, "Daavid")
	d := weekly()
	d.By = []instrument.Answerer{instrument.ByClient}
	_, v := loaded(w, d)
	for field, change := range map[string]func(*outcome.Measurement){
		"id":            func(m *outcome.Measurement) { m.ID = outcome.MeasurementID{} },
		"occasion":      func(m *outcome.Measurement) { m.Occasion = "whenever" },
		"day":           func(m *outcome.Measurement) { m.Day = today.AddDays(1) },
		"by":            func(m *outcome.Measurement) { m.By = outcome.ByWorker },
		"way":           func(m *outcome.Measurement) { m.Way = outcome.ByLink },
		"place":         func(m *outcome.Measurement) { m.Place = "moon" },
		"language":      func(m *outcome.Measurement) { m.Language = "sv" },
		"seconds":       func(m *outcome.Measurement) { m.Seconds = -1 },
		"answers":       func(m *outcome.Measurement) { m.Answers = instrument.Answers{} },
		"answers.uni":   func(m *outcome.Measurement) { m.Answers = weeks(11, 4, "") },
		"answers.miksi": func(m *outcome.Measurement) { m.Answers = weeks(1, 4, strings.Repeat("a", 5001)) },
	} {
		m := measurement(c, v, weeks(7, 4, ""))
		change(&m)
		if _, err := record(w, testworld.Aino, m); !slices.Equal(fieldsOf(err), []string{field}) {
			t.Errorf("%s: %v", field, err)
		}
	}
	m := measurement(c, v, weeks(7, 4, ""))
	m.By, m.Interpreter = outcome.ByWorker, true
	if _, err := record(w, testworld.Aino, m); !slices.Contains(fieldsOf(err), "interpreter") {
		t.Errorf("a worker needs no interpreter to rate: %v", err)
	}
}

func TestHerWordsAreReadableToNobodyWhoHasTheDatabaseAndToNobodyOnceHerKeyIsDestroyed(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "Salainen sana")))
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			_, err := outcome.Correct(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Salainen syy", Measurement: m})
			return err
		})
		all := dump(w)
		if !strings.Contains(all, m.ID.String()) || strings.Contains(strings.ToLower(all), "salainen") {
			t.Error("a word stands open, or the dump holds nothing")
		}
		w.Write(access.Terminal(), func(tx *act.Tx) error { return client.Erase(tx, c) })
		w.Read(access.Terminal(), func(tx *act.Tx) error {
			h, err := outcome.Find(tx, m.ID)
			if err != nil {
				return err
			}
			if now := h.Now(); now.Answers.Items["miksi"].Text != "" || now.Reason != "" {
				t.Errorf("her key is destroyed, and %+v is read", now)
			}
			return nil
		})
		if _, err := find(w, testworld.Aino, m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("whoever was tied to her: %v", err)
		}
	})
}

func TestWhatIsKeptUnderEitherOfTwoJoinedRecordsBelongsToBoth(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first, second := measured(w, "Daavid"), measured(w, "Daavit")
		_, v := loaded(w, weekly())
		recorded(w, testworld.Aino, measurement(first, v, weeks(7, 4, "Ensin")))
		recorded(w, testworld.Aino, measurement(second, v, weeks(8, 3, "Sitten")))
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: first, Into: second, Reason: "Sama ihminen"})
		})
		for _, c := range []client.ClientID{first, second} {
			all, err := of(w, testworld.Aino, c)
			if err != nil || len(all) != 2 || all[0].Answers.Items["miksi"].Text == "" || all[1].Answers.Items["miksi"].Text == "" {
				t.Errorf("%+v %v", all, err)
			}
		}
		says(w, testworld.Aino, second, client.Withdrawn)
		if _, err := record(w, testworld.Aino, measurement(first, v, weeks(1, 1, ""))); !fault.Is(err, fault.Conflict) {
			t.Errorf("what she says of one record holds for both: %v", err)
		}
		if joined := rows(w, "SELECT client, into_client FROM fact_client_joined"); len(joined) != 1 || joined[0][0] != first.String() || joined[0][1] != second.String() {
			t.Errorf("%v", joined)
		}
	})
}
