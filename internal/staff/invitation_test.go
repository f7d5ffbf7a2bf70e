package staff_test

import (
	"net/url"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func invite(w *testworld.World, who access.WorkerID) string {
	var token string
	w.Write(testworld.Dora, func(tx *act.Tx) error {
		var err error
		token, err = staff.Invite(tx, who)
		return err
	})
	return token
}

func accept(w *testworld.World, token, password string) (staff.Entry, error) {
	return site.Keys().AcceptInvitation(w.Context(), w.Acts, token, password, staff.Attempt{})
}

func TestAnInvitationLetsInOnceAndReplacesEverythingBefore(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		_, codes, old := setUp(t, w)
		token := invite(w, testworld.Aino.ID)
		if _, err := accept(w, token, "salasana1234"); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a common password: %v", err)
		}
		e, err := accept(w, token, "kuusi koivua rannalla")
		if err != nil || e.Stage != staff.StageSetUp {
			t.Fatal(e, err)
		}
		if !identify(t, w, old.Token).Ended {
			t.Error("the old session lives on")
		}
		if _, err := try(w, site.Email("aino"), site.Password); !fault.Is(err, fault.Invalid) {
			t.Error("the old password is still good")
		}
		if e, err := try(w, site.Email("aino"), "kuusi koivua rannalla"); err != nil || e.Stage != staff.StageSetUp {
			t.Errorf("the lost second factor is still asked for: %+v %v", e, err)
		}
		if _, err := give(w, e.Token, codes[0]); err == nil {
			t.Error("an old recovery code is still good")
		}
		if _, err := accept(w, token, "seitsemän koivua rannalla"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the invitation is good twice: %v", err)
		}
	})
}

func TestAnInvitationRunsOutAndIsReplacedByTheNext(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		first, second := invite(w, testworld.Aino.ID), invite(w, testworld.Aino.ID)
		if _, err := accept(w, first, "kuusi koivua rannalla"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("a replaced invitation is good: %v", err)
		}
		w.Clock.Advance(7 * 24 * time.Hour)
		if _, err := accept(w, second, "kuusi koivua rannalla"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("an invitation of a week ago is good: %v", err)
		}
	})
}

func TestNobodyInvitesIntoAnAccountThatSheDoesNotKeep(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		for name, c := range map[string]struct {
			who  access.Actor
			into access.WorkerID
		}{
			"another organisation's worker": {testworld.Dora, testworld.Cia.ID},
			"a worker by a leader":          {testworld.Bertta, testworld.Aino.ID},
			"a worker by herself":           {testworld.Aino, testworld.Aino.ID},
		} {
			err := w.TryWrite(c.who, func(tx *act.Tx) error {
				_, err := staff.Invite(tx, c.into)
				return err
			})
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTheFirstOwnerComesFromTheTerminalAndFindsBackInTheSameWay(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first := staff.First{Organisation: "Kainuun hyvinvointialue", Name: "Olga Ojala", Email: "olga@rinnalla.example", Language: i18n.FI}
		for range 2 {
			var token string
			w.Write(access.Terminal(), func(tx *act.Tx) error {
				var err error
				token, err = staff.AddFirst(tx, first)
				return err
			})
			e, err := accept(w, token, "kuusi koivua rannalla")
			if err != nil || e.Stage != staff.StageSetUp {
				t.Fatal(e, err)
			}
			if who := identify(t, w, e.Token); len(who.Actor.Posts) != 1 || !who.Actor.Holds(access.KeepOrganisations) {
				t.Fatalf("%+v", who.Actor)
			}
		}
		if err := w.TryWrite(testworld.Dora, func(tx *act.Tx) error {
			_, err := staff.AddFirst(tx, first)
			return err
		}); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
	})
}

func draft(w *testworld.World, who access.Actor) url.Values {
	var fields url.Values
	w.Read(who, func(tx *act.Tx) error {
		var err error
		fields, err = staff.ReadDraft(tx, "/visits/new")
		return err
	})
	return fields
}

func TestWhatSheTypedWhenHerSessionHadEndedIsKeptForHerAloneForADay(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		token := signIn(t, w, "aino").Token
		w.Clock.Advance(time.Hour)
		keep := func(token string) {
			typed := url.Values{"aim": {"Kirjastolla"}, "password": {site.Password}, "current": {"x"}}
			if err := staff.KeepDraft(w.Context(), w.Acts, token, "/visits/new", typed); err != nil {
				t.Fatal(err)
			}
		}
		keep(token)
		keep("made-up")
		if got := draft(w, testworld.Aino); got.Get("aim") != "Kirjastolla" || got.Has("password") || got.Has("current") {
			t.Fatal(got)
		}
		if got := draft(w, testworld.Aune); got != nil {
			t.Fatal("another worker reads it")
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return staff.DropDraft(tx, "/visits/new") })
		if draft(w, testworld.Aino) != nil {
			t.Fatal("it is there after it was saved")
		}
		keep(token)
		w.Clock.Advance(24 * time.Hour)
		if draft(w, testworld.Aino) != nil {
			t.Fatal("it is there after a day")
		}
	})
}

func TestUpkeepRemovesWhatIsOverAndNothingElse(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		invite(w, testworld.Aino.ID)
		old := signIn(t, w, "aino").Token
		w.Clock.Advance(40 * 24 * time.Hour)
		fresh := signIn(t, w, "aino").Token
		if _, err := try(w, site.Email("cia"), "wrong"); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		upkeep := func(tx *act.Tx) error {
			gone, err := staff.Upkeep(tx)
			if gone.Sessions != 1 || gone.Invitations != 1 || gone.Throttles != 0 {
				t.Errorf("%+v", gone)
			}
			return err
		}
		w.Write(access.Terminal(), upkeep)
		if who := identify(t, w, old); who.Ended || identify(t, w, fresh).Stage != staff.StageFull {
			t.Fatal("the wrong sessions are removed")
		}
		w.Read(testworld.Dora, func(tx *act.Tx) error {
			left, err := staff.InvitationsOf(tx, testworld.Aino.ID)
			if len(left) != 0 {
				t.Errorf("%d invitations are left", len(left))
			}
			return err
		})
	})
}
