package instrument_test

import (
	"errors"
	"sync"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/testworld"
)

func TestManyNodesThatStartAtOnceShipEachInstrumentOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var nodes sync.WaitGroup
		for range 6 {
			nodes.Go(func() {
				if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()
		w.Read(testworld.Cia, func(tx *act.Tx) error {
			all, err := instrument.List(tx)
			if len(all) != len(shipped(t)) {
				t.Errorf("%d instruments", len(all))
			}
			for _, i := range all {
				if len(i.Versions) != 1 || i.Versions[0].Status != instrument.Locked || i.Organisation != access.Installation {
					t.Errorf("%s: %+v", i.Code, i.Versions)
				}
			}
			return err
		})
	})
}

func TestAStartThatHasNothingToShipWritesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		rows := func() (n int) {
			w.Read(testworld.Olli, func(tx *act.Tx) error {
				entries, err := act.ReadLog(tx, act.LogFilter{Permission: access.KeepInstruments.Name()})
				n = len(entries)
				return err
			})
			return n
		}
		for want := range 3 {
			if want > 0 {
				if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
					t.Fatal(err)
				}
			}
			if n := rows(); n != min(want, 1) {
				t.Errorf("after start %d there are %d rows in the log", want, n)
			}
		}
	})
}

func TestAShippedInstrumentThatTheProgramChangedBecomesAFurtherVersion(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		old := shipped(t)["life-circle"]
		old.Summary = instrument.Text{"fi": "Näin se oli ennen."}
		w.Write(access.Shipping(), func(tx *act.Tx) error { return instrument.Ship(tx, []instrument.Definition{old}) })
		for range 2 {
			if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
				t.Fatal(err)
			}
		}
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			i, err := instrument.FindCode(tx, testworld.North, "life-circle")
			if err == nil && (len(i.Versions) != 2 || !i.Comparable(1, 2) || i.Versions[0].Definition.Summary["fi"] != "Näin se oli ennen.") {
				t.Errorf("%+v", i.Versions)
			}
			return err
		})
	})
}

// answering opens an act that asks for something and takes the form of a version for answers.
func answering(w *testworld.World, v instrument.VersionID, fn func(*instrument.Form) error) error {
	return w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
		if err := tx.Require(access.UseDesk, tx.Actor.Self("instrument")); err != nil {
			return err
		}
		f, err := instrument.Answering(tx, v)
		if err == nil {
			err = fn(f)
		}
		return err
	})
}

func TestALockedFormIsReadOnceAndAnActThatIsRolledBackLocksNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		d := shipped(t)["mind-and-days"]
		in, v := id.New[instrument.Instrument](), id.New[instrument.Version]()
		w.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Load(tx, in, v, testworld.North, d) })
		stop := errors.New("stop")
		if err := answering(w, v, func(*instrument.Form) error { return stop }); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		other := d
		other.Title = instrument.Text{"fi": "Uusi nimi"}
		w.Write(testworld.Bertta, func(tx *act.Tx) error {
			return instrument.Revise(tx, instrument.Revision{ID: v, Instrument: in, Definition: other}, 1)
		})
		var first *instrument.Form
		for range 3 {
			if err := answering(w, v, func(f *instrument.Form) error {
				if f.Definition.Title["fi"] != "Uusi nimi" {
					t.Errorf("the form that was rolled back is still there: %v", f.Definition.Title)
				}
				if first != nil && f != first {
					t.Error("the locked form was read again")
				}
				first = f
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		w.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Retire(tx, in, true) })
		if err := answering(w, v, func(*instrument.Form) error { return nil }); err == nil {
			t.Error("a retired instrument was answered")
		}
	})
}

func BenchmarkAnswering(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
			b.Fatal(err)
		}
		var v instrument.VersionID
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			i, err := instrument.FindCode(tx, testworld.North, "kykyviisari-scores")
			if err != nil {
				return err
			}
			v = i.Versions[0].ID
			_, err = instrument.FormOf(tx, v)
			return err
		})
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			if err := tx.Require(access.UseDesk, tx.Actor.Self("instrument")); err != nil {
				return err
			}
			for b.Loop() {
				if _, err := instrument.Answering(tx, v); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func BenchmarkStartWithNothingToShip(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		for b.Loop() {
			if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
				b.Fatal(err)
			}
		}
	})
}
