package outcome_test

import (
	"testing"
	"time"

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

func seeOwn(w *testworld.World, token string) (s outcome.Seen, err error) {
	w.Helper()
	err = w.TryRead(holder(token), func(tx *act.Tx) (err error) {
		s, err = outcome.SeeOwn(tx)
		return err
	})
	return s, err
}

// handedIn is a link by which Daavid has answered; earlier opens it to what was measured with him before.
func handedIn(w *testworld.World, c client.ClientID, v instrument.VersionID, earlier bool) (outcome.Link, string, outcome.MeasurementID) {
	w.Helper()
	n := invitation(c, v)
	n.Earlier = earlier
	link, token := invited(w, testworld.Aino, n)
	w.Clock.Advance(time.Second)
	r, err := handIn(w, token, outcome.Page{Answers: weeks(7, 4, "Väsytti")})
	if err != nil {
		w.Fatal(err)
	}
	return link, token, r.Measurement
}

func ids(all []outcome.Version) map[outcome.MeasurementID]bool {
	found := map[outcome.MeasurementID]bool{}
	for _, v := range all {
		found[v.ID] = true
	}
	return found
}

func TestAfterHandingInALinkShowsItsOwnMeasurementForAWeekAndNoOther(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c, other := measured(w, "Daavid"), measured(w, "Elsa")
		_, v := loaded(w, weekly())
		recorded(w, testworld.Aino, measurement(c, v, weeks(1, 1, "")))
		recorded(w, testworld.Aino, measurement(other, v, weeks(2, 2, "")))
		_, waiting := invited(w, testworld.Aino, invitation(c, v))
		if _, err := seeOwn(w, waiting); !fault.Is(err, fault.Conflict) {
			t.Errorf("before handing in: %v", err)
		}
		_, token, mine := handedIn(w, c, v, false)
		s, err := seeOwn(w, token)
		if err != nil || s.Earlier || len(s.Own) != 1 || s.Own[0].ID != mine || s.Own[0].Answers.Items["miksi"].Text != "Väsytti" {
			t.Fatalf("%+v %v", s.Own, err)
		}
		if s.Until != w.Clock.Now().Add(7*24*time.Hour) {
			t.Errorf("until %v", s.Until)
		}
		if got, err := sheet(w, token); err != nil || !got.Seen || len(got.Answers.Items) > 0 {
			t.Errorf("the sheet: %+v %v", got, err)
		}
		w.Clock.Advance(7 * 24 * time.Hour)
		if _, err := seeOwn(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("after a week: %v", err)
		}
		if got, err := sheet(w, token); err != nil || got.Seen {
			t.Errorf("the sheet after a week: %+v %v", got, err)
		}
	})
}

func TestALinkThatWasOpenedToThemShowsEarlierMeasurementsOfItsInstrument(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shipped(w)
		c, other := measured(w, "Daavid"), measured(w, "Elsa")
		_, v := loaded(w, weekly())
		before := measurement(c, v, weeks(1, 1, ""))
		before.Day = today.AddDays(-30)
		recorded(w, testworld.Aino, before)
		elsas := recorded(w, testworld.Aino, measurement(other, v, weeks(2, 2, "")))
		f := form(w, "life-circle")
		circle := measurement(c, f.Version, instrument.Answers{Items: map[string]instrument.Answer{"home": given(5)}})
		recorded(w, testworld.Aino, circle)
		_, token, mine := handedIn(w, c, v, true)
		rating := measurement(c, v, weeks(3, 3, ""))
		rating.By, rating.Moment = outcome.ByWorker, outcome.MomentID(mine)
		recorded(w, testworld.Aino, rating)
		w.Clock.Advance(24 * time.Hour)
		later := measurement(c, v, weeks(9, 9, ""))
		later.Day = today.AddDays(1)
		recorded(w, testworld.Aino, later)
		s, err := seeOwn(w, token)
		if err != nil || !s.Earlier {
			t.Fatal(err)
		}
		got := ids(s.Own)
		if len(got) != 3 || !got[mine] || !got[before.ID] || !got[rating.ID] {
			t.Errorf("shown are %d: own %v, before %v, the worker's %v, later %v, another instrument's %v, another client's %v", len(got), got[mine], got[before.ID], got[rating.ID],
				got[later.ID], got[circle.ID], got[elsas.ID])
		}
	})
}

func TestWhatWasWithdrawnHiddenOrErasedIsNotShownByALink(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token, mine := handedIn(w, c, v, false)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			m := outcome.Measurement{ID: mine}
			_, err := outcome.Withdraw(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Väärä asiakas", Measurement: m})
			return err
		})
		if s, err := seeOwn(w, token); err != nil || len(s.Own) != 0 {
			t.Errorf("withdrawn: %+v %v", s.Own, err)
		}
		link, token, _ := handedIn(w, c, v, false)
		until := func() (at civil.Instant) {
			w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
				at, _, err = outcome.SeenUntil(tx, link.ID)
				return err
			})
			return at
		}
		if !w.Clock.Now().Before(until()) {
			t.Errorf("it is not to be seen: %v", until())
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return outcome.Close(tx, link.ID) })
		if _, err := seeOwn(w, token); !fault.Is(err, fault.NotFound) || w.Clock.Now().Before(until()) {
			t.Errorf("closed by the worker: %v", err)
		}
		if err := w.TryWrite(testworld.Aune, func(tx *act.Tx) error { _, _, err := outcome.SeenUntil(tx, link.ID); return err }); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger asks: %v", err)
		}
	})
}

func TestOnATabletThePictureGoesWithTheWorkersPIN(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		hand := func() (l outcome.Link, token string, parked []byte) {
			n := invitation(c, v)
			n.Way, n.PIN, n.By = outcome.OnKiosk, "4711", outcome.ByClient
			l, token = invited(w, testworld.Aino, n)
			w.Write(testworld.Aino, func(tx *act.Tx) (err error) {
				parked, err = outcome.Park(tx, l.ID, "istunto")
				return err
			})
			if _, err := handIn(w, token, outcome.Page{Answers: weeks(7, 4, "")}); err != nil {
				t.Fatal(err)
			}
			return l, token, parked
		}
		l, token, parked := hand()
		if s, err := seeOwn(w, token); err != nil || len(s.Own) != 1 {
			t.Fatalf("%+v %v", s, err)
		}
		w.Write(access.Visitor(), func(tx *act.Tx) error { _, _, err := outcome.Leave(tx, l.ID, "4711", parked); return err })
		if _, err := seeOwn(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("after the worker took it back: %v", err)
		}
		_, token, _ = hand()
		w.Clock.Advance(30 * time.Minute)
		if _, err := seeOwn(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("after half an hour: %v", err)
		}
	})
}

func TestThereIsNoPictureOfWhatSheThinksOfTheService(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shipped(w)
		c := measured(w, "Daavid")
		f := form(w, "client-feedback")
		_, token := invited(w, testworld.Aino, invitation(c, f.Version))
		item := f.Definition.Sections[0].Items[0].Code
		if _, err := handIn(w, token, page(map[string]instrument.Answer{item: {State: instrument.Declined}})); err != nil {
			t.Fatal(err)
		}
		if _, err := seeOwn(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestTheUseLogTellsThatAPictureWasSeenByALink(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token, _ := handedIn(w, c, v, false)
		if _, err := seeOwn(w, token); err != nil {
			t.Fatal(err)
		}
		if e := logged(w, c)[0]; e.Permission != access.SeeOwnPicture.Name() || e.Outcome != act.Done {
			t.Errorf("%+v", e)
		}
	})
}
