package staff_test

import (
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
)

func recently(t *testing.T, w *testworld.World, r *staff.Recent, token string) staff.Identity {
	t.Helper()
	who, err := r.Identify(w.Context(), w.Acts, token)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func TestASessionThatWasJustUsedEndsAtOnce(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		r := &staff.Recent{}
		token := signIn(t, w, "aino").Token
		if who := recently(t, w, r, token); who.Stage != staff.StageFull {
			t.Fatalf("%+v", who)
		}
		if err := staff.SignOut(w.Context(), w.Acts, token); err != nil {
			t.Fatal(err)
		}
		if who := recently(t, w, r, token); who.Stage != staff.StageNone || !who.Ended {
			t.Errorf("signed out and still let in: %+v", who)
		}
	})
}

func TestAnAccountThatIsClosedIsNotRemembered(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		r := &staff.Recent{}
		token := signIn(t, w, "aino").Token
		recently(t, w, r, token)
		w.Write(testworld.Dora, func(tx *act.Tx) error {
			aino, err := staff.FindWorker(tx, testworld.Aino.ID)
			aino.Active = false
			return firstOf(err, staff.ChangeWorker(tx, aino))
		})
		if who := recently(t, w, r, token); !who.Ended {
			t.Errorf("closed and still let in: %+v", who)
		}
	})
}

func TestWhatAnotherNodeEndsIsForgottenWithinASecond(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		r, other := &staff.Recent{}, act.New(w.DB, w.Clock.Now)
		token := signIn(t, w, "aino").Token
		recently(t, w, r, token)
		if err := staff.SignOut(w.Context(), other, token); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Second)
		if who := recently(t, w, r, token); !who.Ended {
			t.Errorf("ended on another node a second ago and still let in: %+v", who)
		}
	})
}

func TestARememberedSessionStillGrowsOld(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		r := &staff.Recent{}
		token := signIn(t, w, "aino").Token
		for range 40 {
			if who := recently(t, w, r, token); who.Stage != staff.StageFull {
				t.Fatalf("%+v", who)
			}
			w.Clock.Advance(time.Minute)
		}
		w.Clock.Advance(time.Hour)
		if who := recently(t, w, r, token); !who.Ended {
			t.Errorf("unused for an hour and still let in: %+v", who)
		}
	})
}
