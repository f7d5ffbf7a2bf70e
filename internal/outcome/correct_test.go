package outcome_test

import (
	"slices"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

func correct(w *testworld.World, c outcome.Correction) (r outcome.Receipt, err error) {
	w.Helper()
	err = w.TryWrite(testworld.Aino, func(tx *act.Tx) (err error) {
		r, err = outcome.Correct(tx, c)
		return err
	})
	return r, err
}

func withdraw(w *testworld.World, c outcome.Correction) (r outcome.Receipt, err error) {
	w.Helper()
	err = w.TryWrite(testworld.Aino, func(tx *act.Tx) (err error) {
		r, err = outcome.Withdraw(tx, c)
		return err
	})
	return r, err
}

func TestACorrectionIsANewVersionAndTheOldOneStays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "Ei ollut ketään")))
		says(w, testworld.Aino, c, client.Withdrawn) // what is kept must be right all the same
		fixed := m
		fixed.Answers, fixed.Way, fixed.Occasion = weeks(1, 4, "Ei ollut ketään"), outcome.OnPaper, outcome.AtInterim
		change := outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Näppäiltiin väärin", Measurement: fixed}
		for n := range 2 {
			if r, err := correct(w, change); err != nil || r.No != 2 || r.Again != (n > 0) {
				t.Fatalf("%+v %v", r, err)
			}
		}
		h, err := find(w, testworld.Aino, m.ID)
		if err != nil || len(h.Versions) != 2 {
			t.Fatal(err)
		}
		now, before := h.Versions[0], h.Versions[1]
		if now.Answers.Items["uni"].Number != 1 || now.Reason != "Näppäiltiin väärin" || now.Occasion != outcome.AtInterim || now.State != outcome.Current {
			t.Errorf("%+v", now)
		}
		if now.Way != outcome.OnDesk {
			t.Error("how it came here was changed")
		}
		if before.Answers.Items["uni"].Number != 7 || before.State != outcome.Replaced || before.Answers.Items["miksi"].Text != "Ei ollut ketään" {
			t.Errorf("%+v", before)
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 1 || all[0].No != 2 {
			t.Errorf("%+v", all)
		}
		if r, err := record(w, testworld.Aino, m); !fault.Is(err, fault.Conflict) && (err != nil || !r.Again || r.No != 2) {
			t.Errorf("the first form again: %+v %v", r, err)
		}
	})
}

func TestWhoCorrectsWhatSomebodyElseHasCorrectedIsTold(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		one := outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "a", Measurement: m}
		if _, err := correct(w, one); err != nil {
			t.Fatal(err)
		}
		other := one
		other.ID = id.New[outcome.Correction]()
		if _, err := correct(w, other); !fault.Is(err, fault.Stale) {
			t.Error(err)
		}
		one.Reason = "b"
		if _, err := correct(w, one); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		one.ID, one.Reason, one.Seen = id.New[outcome.Correction](), " ", 2
		one.Measurement.Day = today.AddDays(2)
		if _, err := correct(w, one); !slices.Equal(fieldsOf(err), []string{"day", "reason"}) {
			t.Error(err)
		}
	})
}

func TestWhatWasWithdrawnStaysToBeSeenAndCountsNowhere(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		m := recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		out := outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Väärä asiakas", Measurement: outcome.Measurement{ID: m.ID}}
		for n := range 2 {
			if r, err := withdraw(w, out); err != nil || r.Again != (n > 0) {
				t.Fatalf("%+v %v", r, err)
			}
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 0 {
			t.Errorf("%+v", all)
		}
		for _, view := range []string{"fact_outcome_measurement", "fact_outcome_packed"} {
			if n := len(rows(w, "SELECT day FROM "+view)); n != 0 {
				t.Errorf("%s has %d", view, n)
			}
		}
		h, err := find(w, testworld.Aino, m.ID)
		if err != nil || len(h.Versions) != 2 || h.Now().State != outcome.Withdrawn || h.Now().Answers.Items["uni"].Number != 7 || h.Now().Reason != "Väärä asiakas" {
			t.Fatalf("%+v %v", h, err)
		}
		out.ID, out.Seen = id.New[outcome.Correction](), 2
		if _, err := correct(w, outcome.Correction{ID: out.ID, Seen: 2, Reason: "x", Measurement: m}); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}
