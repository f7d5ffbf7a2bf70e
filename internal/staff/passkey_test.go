package staff_test

import (
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func offerPasskey(w *testworld.World) (c staff.Challenge) {
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		var err error
		c, err = site.Keys().OfferOwnPasskey(tx)
		return err
	})
	return c
}

func addPasskey(w *testworld.World, c staff.Challenge, answer []byte) (codes []string, err error) {
	err = w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
		var err error
		codes, err = site.Keys().AddOwnPasskey(tx, "Työpuhelin", c.ID, answer)
		return err
	})
	return codes, err
}

func askPasskey(w *testworld.World) (c staff.Challenge) {
	w.Write(visitor, func(tx *act.Tx) error {
		var err error
		c, err = site.Keys().AskPasskey(tx, "192.0.2.1")
		return err
	})
	return c
}

func usePasskey(w *testworld.World, c id.Of[staff.Challenge], answer []byte) (staff.Entry, error) {
	return site.Keys().SignInByPasskey(w.Context(), w.Acts, c, answer, staff.Attempt{Address: "192.0.2.1"})
}

func TestAPasskeyAloneLetsHerInAndItsAnswerIsGoodOnce(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		requireFactor(w)
		d, c := site.NewAuthenticator(t), offerPasskey(w)
		codes, err := addPasskey(w, c, d.Make(c.Options))
		if err != nil || len(codes) != 10 {
			t.Fatal(codes, err)
		}
		ask := askPasskey(w)
		answer := d.Use(ask.Options)
		e, err := usePasskey(w, ask.ID, answer)
		if err != nil || e.Stage != staff.StageFull || identify(t, w, e.Token).Actor.ID != testworld.Aino.ID {
			t.Fatal(e, err)
		}
		if _, err := usePasskey(w, ask.ID, answer); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an answer is good twice: %v", err)
		}
		if e := signIn(t, w, "aino"); e.Stage != staff.StageCode {
			t.Fatalf("a password beside a passkey is enough: %+v", e)
		}
	})
}

func TestAPasskeyThatIsNotQuiteRightIsRefused(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		d, c := site.NewAuthenticator(t), offerPasskey(w)
		if _, err := addPasskey(w, c, d.Make(c.Options)); err != nil {
			t.Fatal(err)
		}
		for name, spoil := range map[string]func(*site.Authenticator){
			"made for another site":               func(d *site.Authenticator) { d.Origin = "https://rinnalla.example.evil.example" },
			"without finger or PIN":               func(d *site.Authenticator) { d.Verifies = false },
			"signed with another key":             func(d *site.Authenticator) { d.Key = site.NewAuthenticator(t).Key },
			"of another worker":                   func(d *site.Authenticator) { d.Handle = testworld.Cia.ID[:] },
			"of nobody":                           func(d *site.Authenticator) { d.Handle = []byte("nobody") },
			"copied, so that its count goes back": func(d *site.Authenticator) { d.Uses = 0 },
			"that nobody added":                   func(d *site.Authenticator) { d.ID = []byte("another") },
		} {
			ask := askPasskey(w)
			bad := *d
			bad.Uses += 100
			spoil(&bad)
			if _, err := usePasskey(w, ask.ID, bad.Use(ask.Options)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		ask := askPasskey(w)
		if _, err := usePasskey(w, ask.ID, []byte("{}")); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		ask = askPasskey(w)
		w.Clock.Advance(5 * time.Minute)
		if _, err := usePasskey(w, ask.ID, d.Use(ask.Options)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a challenge of five minutes ago: %v", err)
		}
	})
}

func TestAPasskeyOfAClosedAccountLetsNobodyIn(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		d, c := site.NewAuthenticator(t), offerPasskey(w)
		if _, err := addPasskey(w, c, d.Make(c.Options)); err != nil {
			t.Fatal(err)
		}
		w.Write(testworld.Dora, func(tx *act.Tx) error {
			aino, err := staff.FindWorker(tx, testworld.Aino.ID)
			aino.Active = false
			return firstOf(err, staff.ChangeWorker(tx, aino))
		})
		ask := askPasskey(w)
		if _, err := usePasskey(w, ask.ID, d.Use(ask.Options)); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}

func TestAPasskeyIsSetUpOnceAndRemovedByItsOwner(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		requireFactor(w)
		e := signIn(t, w, "aino")
		var c staff.Challenge
		w.Write(visitor, func(tx *act.Tx) error {
			var err error
			c, err = site.Keys().OfferSetUpPasskey(tx, e.Token)
			return err
		})
		d := site.NewAuthenticator(t)
		full, codes, err := site.Keys().SetUpPasskey(w.Context(), w.Acts, e.Token, "Työpuhelin", c.ID, d.Make(c.Options))
		if err != nil || len(codes) != 10 || identify(t, w, full.Token).Stage != staff.StageFull {
			t.Fatal(codes, err)
		}
		again := offerPasskey(w)
		if _, err := addPasskey(w, again, d.Make(again.Options)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("the same passkey twice: %v", err)
		}
		var account staff.Account
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			account, err = staff.OwnAccount(tx)
			return err
		})
		remove := func(tx *act.Tx) error { return staff.RemoveOwnPasskey(tx, account.Passkeys[0].ID) }
		if err := w.TryWrite(testworld.Cia, remove); !fault.Is(err, fault.NotFound) {
			t.Fatalf("another removes it: %v", err)
		}
		if err := w.TryWrite(testworld.Aino, remove); !fault.Is(err, fault.Invalid) {
			t.Fatalf("the last second factor is removed: %v", err)
		}
	})
}

func TestOneAddressCannotFillTheDatabaseWithChallenges(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		d, c := site.NewAuthenticator(t), offerPasskey(w)
		if _, err := addPasskey(w, c, d.Make(c.Options)); err != nil {
			t.Fatal(err)
		}
		ask := func(address string) error {
			return w.TryWrite(visitor, func(tx *act.Tx) error {
				_, err := site.Keys().AskPasskey(tx, address)
				return err
			})
		}
		for range 199 {
			if err := ask("192.0.2.1"); err != nil {
				t.Fatal(err)
			}
		}
		own := askPasskey(w)
		if err := ask("192.0.2.1"); fault.Of(err) == nil || fault.Of(err).Key != "signin.wait" {
			t.Fatalf("the 201st challenge: %v", err)
		}
		if err := ask("192.0.2.2"); err != nil {
			t.Fatalf("another address: %v", err)
		}
		if _, err := usePasskey(w, own.ID, d.Use(own.Options)); err != nil {
			t.Fatal(err)
		}
		if err := ask("192.0.2.1"); err != nil {
			t.Fatalf("what was answered well still counts: %v", err)
		}
	})
}
