package picture_test

import (
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
	"rinnalla/internal/testworld"
)

// daavid is a client of Aino who has agreed to being measured.
func daavid(w *testworld.World) client.ClientID {
	w.Helper()
	c, today := id.New[client.Client](), testworld.Friday.Date()
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		_, err := client.Register(tx, client.Registration{ID: c, Organisation: testworld.North, Unit: testworld.NorthUnit, From: today.AddDays(-300), Worker: testworld.Aino.ID,
			Person: client.Person{Given: "Daavid", Family: "Dufva"}})
		if err != nil {
			return err
		}
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.Measuring, State: client.Given, Day: today.AddDays(-300),
			By: "client", Way: "spoken"})
	})
	return c
}

func turn(w *testworld.World, who access.Actor, s picture.Switch) error {
	return w.TryWrite(who, func(tx *act.Tx) error { return picture.SwitchMarks(tx, s) })
}

func marks(w *testworld.World, c client.ClientID) (s picture.Switch) {
	w.Helper()
	w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
		if _, err = picture.Of(tx, c, picture.FromStart); err != nil {
			return err
		}
		s, err = picture.MarksOf(tx, c)
		return err
	})
	return s
}

func TestMarksAreSwitchedOffAndOnForAClientAndTheLogTells(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := daavid(w)
		if !marks(w, c).Shown {
			t.Error("marks are off from the beginning")
		}
		off := picture.Switch{ID: id.New[picture.Switch](), Client: c}
		for range 2 { // a double press
			if err := turn(w, testworld.Aino, off); err != nil {
				t.Fatal(err)
			}
		}
		if s := marks(w, c); s.Shown || s.MadeBy != testworld.Aino.ID || s.MadeAt != w.Clock.Now() {
			t.Errorf("%+v", s)
		}
		if err := turn(w, testworld.Aino, picture.Switch{ID: off.ID, Client: c, Shown: true}); !fault.Is(err, fault.Conflict) {
			t.Errorf("another turn under the same id: %v", err)
		}
		w.Clock.Advance(time.Minute)
		if err := turn(w, testworld.Aino, picture.Switch{ID: id.New[picture.Switch](), Client: c, Shown: true}); err != nil || !marks(w, c).Shown {
			t.Errorf("on again: %v", err)
		}
		logged := 0
		w.Read(testworld.Bertta, func(tx *act.Tx) error {
			rows, err := act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(c), Limit: 100})
			for _, e := range rows {
				if e.Permission == access.SwitchMarks.Name() && e.Outcome == act.Done {
					logged++
				}
			}
			return err
		})
		if logged != 3 {
			t.Errorf("the log tells of %d turns", logged)
		}
	})
}

func TestAStrangerNeitherSeesAPictureNorTurnsItsMarks(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := daavid(w)
		for _, who := range []access.Actor{testworld.Aune, testworld.Cia, testworld.Dora, testworld.Olli} {
			for name, err := range map[string]error{
				"turns": turn(w, who, picture.Switch{ID: id.New[picture.Switch](), Client: c}),
				"sees":  w.TryRead(who, func(tx *act.Tx) error { _, err := picture.Of(tx, c, picture.FromStart); return err }),
				"takes": w.TryRead(who, func(tx *act.Tx) error { _, err := picture.ForClient(tx, c); return err }),
			} {
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("%s %s: %v", who.Name, name, err)
				}
			}
		}
	})
}

func TestPicturesAreThoseOfEachInstrumentTheNewestFirst(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
			t.Fatal(err)
		}
		c := daavid(w)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			for n, code := range []string{"mind-and-days", "life-circle", "client-feedback"} {
				i, err := instrument.FindCode(tx, testworld.North, code)
				if err != nil {
					return err
				}
				v, _ := i.Newest()
				item := v.Definition.Sections[0].Items[0].Code
				m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: c, Version: v.ID, Occasion: outcome.AtStart, Day: testworld.Friday.Date().AddDays(n - 9),
					By: outcome.ByClient, Way: outcome.OnDesk, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{item: {State: instrument.Declined}}}}
				if _, err := outcome.Record(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
		var codes []string
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			all, err := picture.Of(tx, c, picture.FromStart)
			for _, p := range all {
				codes = append(codes, p.Form.Definition.Code)
			}
			return err
		})
		if len(codes) != 2 || codes[0] != "life-circle" || codes[1] != "mind-and-days" {
			t.Errorf("%v", codes)
		}
	})
}

func TestWhoeverIsErasedLeavesNoSwitchBehind(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := daavid(w)
		if err := turn(w, testworld.Aino, picture.Switch{ID: id.New[picture.Switch](), Client: c}); err != nil {
			t.Fatal(err)
		}
		forget := func(who access.Actor) error {
			return w.TryWrite(who, func(tx *act.Tx) error { return picture.Forget(tx, c) })
		}
		if err := forget(testworld.Aino); !fault.Is(err, fault.NotFound) || marks(w, c).Shown {
			t.Errorf("a worker erases: %v", err)
		}
		if err := forget(access.Terminal()); err != nil || !marks(w, c).Shown {
			t.Errorf("%v", err)
		}
	})
}
