package outcome_test

import (
	"slices"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// anna works beside Aino and shares the clients of the unit.
var anna = access.Actor{Kind: access.KindWorker, Name: "Anna Aro", ID: id.Must[access.Worker]("01900000-0000-7000-8000-0000000000d1"),
	Posts: []access.Post{{Role: access.RoleWorker, Organisation: testworld.North, Unit: testworld.NorthUnit}}}

// shared makes Anna a client's pair worker.
func shared(w *testworld.World, c client.ClientID) {
	w.Helper()
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		return client.Relate(tx, client.Relation{ID: id.New[client.Relation](), Client: c, Unit: testworld.NorthUnit, Kind: client.PairWorker, Worker: anna.ID,
			Term: client.Term{From: today}})
	})
}

func printed(w *testworld.World, c client.ClientID, v instrument.VersionID, twice bool) outcome.Link {
	w.Helper()
	n := invitation(c, v)
	n.Way, n.Twice = outcome.OnPaper, twice
	var l outcome.Link
	w.Write(testworld.Aino, func(tx *act.Tx) (err error) {
		l, err = outcome.Invite(tx, n)
		return err
	})
	return l
}

func keying(l outcome.Link, a instrument.Answers) outcome.Keying {
	return outcome.Keying{Code: outcome.CodeText(l.Code), Occasion: outcome.AtStart, Day: today.AddDays(-3), By: outcome.ByClient, Answers: a}
}

func key(w *testworld.World, who access.Actor, k outcome.Keying) (got outcome.Keyed, err error) {
	w.Helper()
	err = w.TryWrite(who, func(tx *act.Tx) (err error) {
		got, err = outcome.Key(tx, k)
		return err
	})
	return got, err
}

func TestAFormOnPaperIsKeyedByItsCode(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		l := printed(w, c, v, false)
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			p, err := outcome.FindPaper(tx, "  "+outcome.CodeText(l.Code)+" ")
			if err == nil && (p.Link.ID != l.ID || p.Link.Client != c || p.Second || p.Form.Definition.Code != "viikko") {
				t.Errorf("%+v", p)
			}
			return err
		})
		got, err := key(w, testworld.Aino, keying(l, weeks(7, 4, "Ei ollut ketään")))
		if err != nil || got.Measurement != l.Measurement || got.Waits {
			t.Fatalf("%+v %v", got, err)
		}
		all, err := of(w, testworld.Aino, c)
		if err != nil || len(all) != 1 || all[0].Way != outcome.OnPaper || all[0].Day != today.AddDays(-3) || all[0].RecordedBy != testworld.Aino.ID {
			t.Fatalf("%+v %v", all, err)
		}
		if _, err := key(w, testworld.Aino, keying(l, weeks(7, 4, ""))); !fault.Is(err, fault.Conflict) {
			t.Errorf("keyed once more: %v", err)
		}
	})
}

func TestTheCodeOfAFormOpensNothingToWhoMayNotMeasure(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		l := printed(w, c, v, false)
		for _, who := range []access.Actor{testworld.Aune, testworld.Bertta, testworld.Cia, testworld.Olli} {
			if _, err := key(w, who, keying(l, weeks(7, 4, ""))); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s keys: %v", who.Name, err)
			}
		}
		if _, err := sheet(w, outcome.CodeText(l.Code)); !fault.Is(err, fault.NotFound) {
			t.Errorf("as a link: %v", err)
		}
		w.Write(access.Visitor(), func(tx *act.Tx) error {
			token, err := outcome.Return(tx, outcome.CodeText(l.Code), "192.0.2.1")
			if token != "" {
				t.Error("as a return code")
			}
			return err
		})
		for _, typed := range []string{"", "222-222-222", "läpi"} {
			if _, err := key(w, testworld.Aino, outcome.Keying{Code: typed}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", typed, err)
			}
		}
	})
}

func TestWhatTwoHaveKeyedAlikeIsOnRecordAndWhereTheyDifferIsTold(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		shared(w, c)
		_, v := loaded(w, weekly())
		l := printed(w, c, v, true)
		if got, err := key(w, testworld.Aino, keying(l, weeks(7, 4, "Ei ollut ketään"))); err != nil || !got.Waits {
			t.Fatalf("%+v %v", got, err)
		}
		// She may mend what she has keyed, and is not her own second.
		if got, err := key(w, testworld.Aino, keying(l, weeks(6, 4, "Ei ollut ketään"))); err != nil || !got.Waits {
			t.Fatalf("%+v %v", got, err)
		}
		other := keying(l, weeks(7, 4, "Ei ollut ketään"))
		other.Interpreter = true
		got, err := key(w, anna, other)
		if err != nil || !slices.Equal(got.Differs, []string{"interpreter", "answers.uni"}) {
			t.Fatalf("%+v %v", got, err)
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 0 {
			t.Fatal("what differs is on record")
		}
		other.Settled = true
		if got, err := key(w, anna, other); err != nil || got.Measurement != l.Measurement {
			t.Fatalf("%+v %v", got, err)
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 1 || all[0].Answers.Items["uni"].Number != 7 || !all[0].Interpreter || all[0].RecordedBy != anna.ID {
			t.Errorf("%+v", all)
		}
		same := printed(w, c, v, true)
		for _, who := range []access.Actor{anna, testworld.Aino} {
			got, err = key(w, who, keying(same, weeks(1, 2, "")))
			if err != nil {
				t.Fatal(err)
			}
		}
		if got.Waits || len(got.Differs) > 0 || got.Measurement != same.Measurement {
			t.Errorf("%+v", got)
		}
	})
}

func TestATabletIsLeftByItsPINAndRemembersNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		hand := func() (l outcome.Link, token string, parked []byte) {
			n := invitation(c, v)
			n.Way, n.PIN, n.By, n.Place = outcome.OnKiosk, "4711", outcome.Together, "office"
			l, token = invited(w, testworld.Aino, n)
			w.Write(testworld.Aino, func(tx *act.Tx) (err error) {
				parked, err = outcome.Park(tx, l.ID, "istunto")
				return err
			})
			return l, token, parked
		}
		leave := func(l outcome.Link, pin string, parked []byte) (session string, err error) {
			err = w.TryWrite(access.Visitor(), func(tx *act.Tx) (err error) {
				session, _, err = outcome.Leave(tx, l.ID, pin, parked)
				return err
			})
			return session, err
		}
		l, token, parked := hand()
		other, _, _ := hand()
		if err := save(w, token, page(map[string]instrument.Answer{"uni": given(3)})); err != nil {
			t.Fatal(err)
		}
		if got, err := leave(l, "4712", parked); err != nil || got != "" {
			t.Errorf("a wrong PIN: %q %v", got, err)
		}
		if got, err := leave(other, "4711", parked); err != nil || got != "" {
			t.Errorf("another tablet's session: %q %v", got, err)
		}
		if got, err := leave(l, "4711", parked); err != nil || got != "istunto" {
			t.Fatalf("%q %v", got, err)
		}
		if _, err := sheet(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("what was not handed in can be opened: %v", err)
		}
		l, token, parked = hand()
		if _, err := handIn(w, token, outcome.Page{Answers: weeks(7, 4, "")}); err != nil {
			t.Fatal(err)
		}
		if got, err := leave(l, "4711", parked); err != nil || got != "istunto" {
			t.Fatalf("after handing in: %q %v", got, err)
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 1 || all[0].Way != outcome.OnKiosk || all[0].By != outcome.Together || all[0].Place != "office" {
			t.Errorf("%+v", all)
		}
	})
}

func TestWhoTakesACodeFromATabletGoesOnElsewhereOnly(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		n := invitation(c, v)
		n.Way, n.PIN = outcome.OnKiosk, "4711"
		l, token := invited(w, testworld.Aino, n)
		if err := save(w, token, page(map[string]instrument.Answer{"uni": given(3)})); err != nil {
			t.Fatal(err)
		}
		var code, back string
		w.Write(holder(token), func(tx *act.Tx) (err error) {
			code, err = outcome.Stop(tx)
			return err
		})
		if _, err := sheet(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("the tablet still opens it: %v", err)
		}
		w.Write(access.Visitor(), func(tx *act.Tx) error {
			_, _, err := outcome.Leave(tx, l.ID, "4711", nil)
			return err
		})
		w.Clock.Advance(24 * time.Hour)
		w.Write(access.Visitor(), func(tx *act.Tx) (err error) {
			back, err = outcome.Return(tx, code, "192.0.2.1")
			return err
		})
		if s, err := sheet(w, back); err != nil || s.Answers.Items["uni"].Number != 3 {
			t.Errorf("%+v %v", s, err)
		}
	})
}

func TestAPINIsNotGuessed(t *testing.T) {
	w := testworld.New(t)
	c := measured(w, "Daavid")
	_, v := loaded(w, weekly())
	n := invitation(c, v)
	n.Way, n.PIN = outcome.OnKiosk, "4711"
	l, _ := invited(w, testworld.Aino, n)
	tries := 0
	for ; tries < 100; tries++ {
		if err := w.TryWrite(access.Visitor(), func(tx *act.Tx) error { _, _, err := outcome.Leave(tx, l.ID, "0000", nil); return err }); err != nil {
			break
		}
	}
	if tries != 5 {
		t.Errorf("%d tries before the first wait", tries)
	}
}
