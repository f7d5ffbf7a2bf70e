package staff_test

import (
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

var visitor = access.Visitor()

func areas() *area.Table { return area.On(site.Beginning) }

func try(w *testworld.World, email, password string) (staff.Entry, error) {
	return site.Keys().SignIn(w.Context(), w.Acts, staff.Attempt{
		Email: email, Password: password, Address: "192.0.2.7", Device: "firefox.windows",
	})
}

func signIn(t *testing.T, w *testworld.World, name string) staff.Entry {
	t.Helper()
	e, err := try(w, site.Email(name), site.Password)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func identify(t *testing.T, w *testworld.World, token string) staff.Identity {
	t.Helper()
	who, err := staff.Identify(w.Context(), w.Acts, token)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func requireFactor(w *testworld.World) {
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		s, err := staff.ReadSettings(tx)
		if err != nil {
			return err
		}
		s.SecondFactorRequired = true
		return staff.ChangeSettings(tx, s)
	})
}

func TestASessionTellsWhoSheIsAndWhereSheWorks(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		who := identify(t, w, signIn(t, w, "aino").Token)
		if who.Stage != staff.StageFull || who.Actor.ID != testworld.Aino.ID || who.Actor.Name != "Aino Ahola" ||
			len(who.Actor.Posts) != 1 || who.Actor.Posts[0] != testworld.Aino.Posts[0] ||
			len(who.Places) != 1 || who.Places[0] != (staff.Place{Organisation: "Pohjoisen hyvinvointialue", Unit: "Kajaanin aikuissosiaalityö"}) {
			t.Fatalf("%+v", who)
		}
		if nobody := identify(t, w, "made-up"); nobody.Stage != staff.StageNone || nobody.Ended {
			t.Fatalf("%+v", nobody)
		}
	})
}

func TestAWrongPasswordAnUnknownAndAClosedAccountGetTheSameAnswer(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		w.Write(testworld.Dora, func(tx *act.Tx) error {
			aune, err := staff.FindWorker(tx, testworld.Aune.ID)
			aune.Active = false
			return firstOf(err, staff.ChangeWorker(tx, aune))
		})
		var answers []string
		for _, c := range [][2]string{{site.Email("aino"), "wrong"}, {"nobody@rinnalla.example", site.Password}, {site.Email("aune"), site.Password}, {"", ""}} {
			_, err := try(w, c[0], c[1])
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%s: %v", c[0], err)
			}
			answers = append(answers, err.Error())
		}
		for _, a := range answers {
			if a != answers[0] {
				t.Errorf("%q is not %q", a, answers[0])
			}
		}
	})
}

func TestEveryTryToSignInIsInTheUseLog(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		signIn(t, w, "aino")
		if _, err := try(w, site.Email("aino"), "wrong"); err == nil {
			t.Fatal("a wrong password was taken")
		}
		var outcomes []act.Outcome
		w.Read(testworld.Dora, func(tx *act.Tx) error {
			rows, err := act.ReadLog(tx, act.LogFilter{Permission: "sign_in", Limit: 10})
			for _, e := range rows {
				if access.WorkerID(e.Subject) == testworld.Aino.ID {
					outcomes = append(outcomes, e.Outcome)
				}
			}
			return err
		})
		if len(outcomes) != 2 || outcomes[0] != act.Failed || outcomes[1] != act.Done {
			t.Fatal(outcomes)
		}
	})
}

func TestGuessingIsSlowedDownForTheAccountAndTheAddress(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		guess := func(email, address string) error {
			_, err := site.Keys().SignIn(w.Context(), w.Acts, staff.Attempt{Email: email, Password: "guess", Address: address})
			return err
		}
		for n := range 5 {
			if err := guess(site.Email("aino"), "192.0.2.1"); !fault.Is(err, fault.Invalid) {
				t.Fatalf("try %d: %v", n, err)
			}
		}
		if _, err := try(w, site.Email("AINO"), site.Password); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("the right password after five guesses: %v", err)
		}
		if err := guess("nobody@rinnalla.example", "192.0.2.2"); !fault.Is(err, fault.Invalid) {
			t.Fatalf("another account is slowed down: %v", err)
		}
		w.Clock.Advance(time.Minute)
		signIn(t, w, "aino")
		for n := range 40 {
			err := guess(id.New[staff.Session]().String()+"@x.example", "192.0.2.3")
			if want := n < 30; want != fault.Is(err, fault.Invalid) {
				t.Fatalf("guess %d from one address: %v", n, err)
			}
		}
	})
}

func TestASessionEndsUnusedAfterHalfAnHourAndAtTheLatestAfterTwelve(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		idle := signIn(t, w, "aino").Token
		w.Clock.Advance(29 * time.Minute)
		if identify(t, w, idle).Stage != staff.StageFull {
			t.Fatal("ended before half an hour")
		}
		w.Clock.Advance(29 * time.Minute)
		if identify(t, w, idle).Stage != staff.StageFull {
			t.Fatal("use does not count")
		}
		w.Clock.Advance(30 * time.Minute)
		if who := identify(t, w, idle); who.Stage != staff.StageNone || !who.Ended {
			t.Fatalf("%+v", who)
		}
		busy := signIn(t, w, "aino").Token
		for range 35 {
			w.Clock.Advance(20 * time.Minute)
			if identify(t, w, busy).Stage != staff.StageFull {
				t.Fatal("ended in use")
			}
		}
		w.Clock.Advance(20 * time.Minute)
		if !identify(t, w, busy).Ended {
			t.Fatal("lasts longer than twelve hours")
		}
	})
}

func TestASessionEndsBySigningOutAndByTheAdministrator(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		one, two := signIn(t, w, "aino").Token, signIn(t, w, "aino").Token
		if err := staff.SignOut(w.Context(), w.Acts, one); err != nil {
			t.Fatal(err)
		}
		if !identify(t, w, one).Ended || identify(t, w, two).Stage != staff.StageFull {
			t.Fatal("signing out ends the wrong session")
		}
		if err := w.TryWrite(testworld.Bertta, func(tx *act.Tx) error { return staff.EndSessionsOf(tx, testworld.Aino.ID) }); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		w.Write(testworld.Dora, func(tx *act.Tx) error { return staff.EndSessionsOf(tx, testworld.Aino.ID) })
		if !identify(t, w, two).Ended {
			t.Fatal("the administrator ended nothing")
		}
	})
}

func TestSheSeesHerSessionsAndEndsTheOthers(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		mine, other, strangers := signIn(t, w, "aino").Token, signIn(t, w, "aino").Token, signIn(t, w, "cia").Token
		keep := identify(t, w, mine).Session
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			all, err := staff.OwnSessions(tx)
			if len(all) != 2 || all[0].Device != "firefox.windows" {
				t.Errorf("%+v", all)
			}
			return err
		})
		err := w.TryWrite(testworld.Aino, func(tx *act.Tx) error { return staff.EndOwnSession(tx, identify(t, w, strangers).Session) })
		if !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return staff.EndOtherSessions(tx, keep) })
		if identify(t, w, mine).Stage != staff.StageFull || !identify(t, w, other).Ended || identify(t, w, strangers).Stage != staff.StageFull {
			t.Fatal("the wrong sessions ended")
		}
	})
}

func TestAChangedPasswordEndsTheOtherSessionsAndGivesANewToken(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		mine, other := signIn(t, w, "aino").Token, signIn(t, w, "aino").Token
		who, keys := identify(t, w, mine), site.Keys()
		if err := keys.Confirm(w.Context(), w.Acts, who.Actor, "wrong", "current"); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		if _, err := keys.ChangeOwnPassword(w.Context(), w.Acts, who.Actor, who.Session, "lyhyt"); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		e, err := keys.ChangeOwnPassword(w.Context(), w.Acts, who.Actor, who.Session, "kuusi koivua rannalla")
		if err != nil {
			t.Fatal(err)
		}
		if identify(t, w, e.Token).Stage != staff.StageFull || identify(t, w, mine).Stage != staff.StageNone || !identify(t, w, other).Ended {
			t.Fatal("the wrong sessions live on")
		}
		if _, err := try(w, site.Email("aino"), site.Password); !fault.Is(err, fault.Invalid) {
			t.Fatal("the old password is still good")
		}
	})
}

func TestAPostHoldsFromItsFirstDayToItsLast(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		w.Write(testworld.Dora, func(tx *act.Tx) error {
			posts, err := staff.PostsOf(tx, testworld.Aino.ID)
			if err != nil {
				return err
			}
			return staff.EndPost(tx, posts[0].ID, posts[0].Version, civil.TermOf(site.Beginning, tx.Today()))
		})
		if who := identify(t, w, signIn(t, w, "aino").Token); len(who.Actor.Posts) != 1 {
			t.Fatalf("not in force on its last day: %+v", who.Actor)
		}
		w.Clock.Advance(24 * time.Hour)
		if who := identify(t, w, signIn(t, w, "aino").Token); who.Actor.Holds(access.ReadVisits) {
			t.Fatalf("in force after its last day: %+v", who.Actor)
		}
	})
}
