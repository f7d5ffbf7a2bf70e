package outcome_test

import (
	"slices"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// on plans a measurement of an occasion so many days from today.
func on(o outcome.Occasion, days int) outcome.Planned {
	return outcome.Planned{ID: id.New[outcome.Planned](), Occasion: o, Due: today.AddDays(days)}
}

func plan(w *testworld.World, who access.Actor, c client.ClientID, i instrument.InstrumentID, all ...outcome.Planned) error {
	w.Helper()
	return w.TryWrite(who, func(tx *act.Tx) error { return outcome.Plan(tx, c, i, slices.Clone(all)) })
}

func planOf(w *testworld.World, who access.Actor, c client.ClientID) (all []outcome.Planned, err error) {
	w.Helper()
	err = w.TryRead(who, func(tx *act.Tx) (err error) {
		all, err = outcome.PlanOf(tx, c)
		return err
	})
	return all, err
}

func due(w *testworld.World, who access.Actor, days int) (all []outcome.Planned) {
	w.Helper()
	w.Read(who, func(tx *act.Tx) (err error) {
		all, err = outcome.Due(tx, today.AddDays(days))
		return err
	})
	return all
}

func TestAPlannedMeasurementWaitsUntilSheIsMeasuredOnThatOccasion(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, v := loaded(w, weekly())
		if err := plan(w, testworld.Aino, c, i, on(outcome.AtStart, 0), on(outcome.AtInterim, 90), on(outcome.AtInterim, 100), on(outcome.AtEnd, 180)); err != nil {
			t.Fatal(err)
		}
		recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		all, err := planOf(w, testworld.Aino, c)
		if err != nil || len(all) != 4 || all[0].DoneOn != today || !all[1].Done.IsZero() || !all[3].Done.IsZero() {
			t.Fatalf("%+v %v", all, err)
		}
		w.Clock.Advance(70 * 24 * 3600e9)
		early := measurement(c, v, weeks(8, 4, ""))
		early.Occasion, early.Day = outcome.AtInterim, today.AddDays(70)
		recorded(w, testworld.Aino, early)
		all, err = planOf(w, testworld.Aino, c)
		if err != nil || all[1].Done != early.ID || !all[2].Done.IsZero() {
			t.Errorf("one measurement is one that was planned: %+v %v", all, err)
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			_, err := outcome.Withdraw(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Väärä asiakas", Measurement: early})
			return err
		})
		if all, err = planOf(w, testworld.Aino, c); err != nil || !all[1].Done.IsZero() {
			t.Errorf("one that was withdrawn still counts: %+v %v", all, err)
		}
	})
}

func TestAPlanIsJudgedAsAWholeAndKeptOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, _ := loaded(w, weekly())
		good, past := on(outcome.AtStart, 0), on(outcome.AtEnd, -1)
		for name, bad := range map[string][]outcome.Planned{
			"end": {good, past}, "interim": {on(outcome.AtInterim, 6*366)}, "start": nil, "follow_up": {{ID: id.New[outcome.Planned](), Occasion: outcome.AtFollowUp}},
		} {
			if err := plan(w, testworld.Aino, c, i, bad...); !fault.Is(err, fault.Invalid) || !slices.Contains(fieldsOf(err), name) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 2 {
			if err := plan(w, testworld.Aino, c, i, good); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := planOf(w, testworld.Aino, c); err != nil || len(all) != 1 {
			t.Errorf("%+v %v", all, err)
		}
		says(w, testworld.Aino, c, client.Withdrawn)
		if err := plan(w, testworld.Aino, c, i, on(outcome.AtEnd, 9)); !fault.Is(err, fault.Conflict) {
			t.Errorf("she has not agreed: %v", err)
		}
	})
}

func TestAPlannedDayIsMovedAndTakenOut(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, _ := loaded(w, weekly())
		p := on(outcome.AtInterim, 10)
		if err := plan(w, testworld.Aino, c, i, p); err != nil {
			t.Fatal(err)
		}
		move := func(who access.Actor, seen int, day civil.Date) error {
			return w.TryWrite(who, func(tx *act.Tx) error { return outcome.Move(tx, p.ID, seen, day) })
		}
		for range 2 {
			if err := move(testworld.Aino, 1, today.AddDays(20)); err != nil {
				t.Fatal(err)
			}
		}
		if err := move(testworld.Aino, 1, today.AddDays(30)); !fault.Is(err, fault.Stale) {
			t.Errorf("somebody else moved it: %v", err)
		}
		if err := move(testworld.Aino, 2, today.AddDays(-1)); !fault.Is(err, fault.Invalid) {
			t.Errorf("into the past: %v", err)
		}
		for _, stranger := range []access.Actor{testworld.Aune, testworld.Cia, testworld.Dora} {
			if err := move(stranger, 2, today.AddDays(30)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", stranger.Name, err)
			}
			if _, err := planOf(w, stranger, c); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", stranger.Name, err)
			}
			if err := w.TryWrite(stranger, func(tx *act.Tx) error { return outcome.Unplan(tx, p.ID) }); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", stranger.Name, err)
			}
		}
		all, err := planOf(w, testworld.Aino, c)
		if err != nil || len(all) != 1 || all[0].Due != today.AddDays(20) {
			t.Errorf("%+v %v", all, err)
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return outcome.Unplan(tx, p.ID) })
		if all, err = planOf(w, testworld.Aino, c); err != nil || len(all) > 0 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func TestEverybodyIsRemindedOfHerOwnAndNobodyOfOthers(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c, later := measured(w, "Daavid"), measured(w, "Elsa")
		i, v := loaded(w, weekly())
		for who, p := range map[client.ClientID]outcome.Planned{c: on(outcome.AtStart, 3), later: on(outcome.AtStart, 40)} {
			if err := plan(w, testworld.Aino, who, i, p); err != nil {
				t.Fatal(err)
			}
		}
		if all := due(w, testworld.Aino, 14); len(all) != 1 || all[0].Client != c || all[0].Overdue(today) || !all[0].Overdue(today.AddDays(4)) {
			t.Errorf("%+v", all)
		}
		if all := due(w, testworld.Aino, 60); len(all) != 2 || all[0].Client != c {
			t.Errorf("%+v", all)
		}
		for _, other := range []access.Actor{testworld.Aune, testworld.Cia} {
			if all := due(w, other, 60); len(all) > 0 {
				t.Errorf("%s is reminded: %+v", other.Name, all)
			}
		}
		recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		if all := due(w, testworld.Aino, 14); len(all) > 0 {
			t.Errorf("what is done is reminded of: %+v", all)
		}
	})
}

func TestTheEarliestRepeatIsTheInstrumentsOrTheSettings(t *testing.T) {
	d := weekly()
	if got := outcome.Earliest(today, d, 28); got != today.AddDays(28) {
		t.Error(got)
	}
	d.RepeatAfter = 90
	if got := outcome.Earliest(today, d, 28); got != today.AddDays(90) {
		t.Error(got)
	}
}

func TestWhatWasPlannedUnderARecordThatWasJoinedToAnotherIsRemindedOfToo(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		joins, stays := measured(w, "Daavid"), measured(w, "Daavit")
		i, v := loaded(w, weekly())
		if err := plan(w, testworld.Aino, joins, i, on(outcome.AtStart, 3), on(outcome.AtEnd, 5)); err != nil {
			t.Fatal(err)
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: joins, Into: stays, Reason: "Sama ihminen"})
		})
		recorded(w, testworld.Aino, measurement(stays, v, weeks(7, 4, "")))
		all := due(w, testworld.Aino, 14)
		if len(all) != 1 || all[0].Client != stays || all[0].Occasion != outcome.AtEnd {
			t.Errorf("%+v", all)
		}
	})
}
