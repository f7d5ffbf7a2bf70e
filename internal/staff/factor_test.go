package staff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// app is an authenticator app that was given a secret.
type app struct{ secret string }

func (a app) code(t *testing.T, w *testworld.World) string {
	t.Helper()
	code, err := totp.GenerateCode(a.secret, w.Clock.Now().Time())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wrong is a code that the app does not show around now; any that was written down here would be right once in a while.
func (a app) wrong(t *testing.T, w *testworld.World) string {
	t.Helper()
	shown := map[string]bool{}
	for away := -time.Minute; away <= time.Minute; away += 30 * time.Second {
		code, err := totp.GenerateCode(a.secret, w.Clock.Now().Time().Add(away))
		if err != nil {
			t.Fatal(err)
		}
		shown[code] = true
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !shown[code] {
			return code
		}
	}
}

// setUp takes Aino through the page that a worker without a second factor meets.
func setUp(t *testing.T, w *testworld.World) (app, []string, staff.Entry) {
	t.Helper()
	requireFactor(w)
	e := signIn(t, w, "aino")
	if e.Stage != staff.StageSetUp || identify(t, w, e.Token).Stage != staff.StageSetUp {
		t.Fatalf("let in without a second factor: %+v", e)
	}
	worker := waiting(t, w, e.Token, staff.StageSetUp).Worker
	offer := site.Keys().OfferCode(worker, w.Clock.Now())
	a := app{strings.ReplaceAll(offer.Secret, " ", "")}
	full, codes, err := site.Keys().SetUpCode(w.Context(), w.Acts, e.Token, offer.Sealed, a.code(t, w))
	if err != nil {
		t.Fatal(err)
	}
	if identify(t, w, full.Token).Stage != staff.StageFull || identify(t, w, e.Token).Stage != staff.StageNone {
		t.Fatal("the session's token was not renewed")
	}
	return a, codes, full
}

func waiting(t *testing.T, w *testworld.World, token string, stage staff.Stage) staff.Waiting {
	t.Helper()
	var v staff.Waiting
	w.Read(access.Visitor(), func(tx *act.Tx) error {
		var err error
		v, err = staff.FindWaiting(tx, token, stage)
		return err
	})
	return v
}

func give(w *testworld.World, token, code string) (staff.Entry, error) {
	return site.Keys().GiveCode(w.Context(), w.Acts, token, code)
}

func TestACodeOfTheAppLetsHerInAndIsGoodOnce(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		a, _, _ := setUp(t, w)
		e := signIn(t, w, "aino")
		if e.Stage != staff.StageCode {
			t.Fatalf("%+v", e)
		}
		if _, err := give(w, e.Token, a.code(t, w)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("the code that set the app up is good again: %v", err)
		}
		w.Clock.Advance(time.Minute)
		code := a.code(t, w)
		full, err := give(w, e.Token, code[:3]+" "+code[3:])
		if err != nil || identify(t, w, full.Token).Stage != staff.StageFull {
			t.Fatal(err)
		}
		again := signIn(t, w, "aino")
		if _, err := give(w, again.Token, code); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a code is good twice: %v", err)
		}
	})
}

func TestACodeIsGoodForHalfAMinuteAroundItsTime(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		a, _, _ := setUp(t, w)
		w.Clock.Advance(5 * time.Minute)
		code := a.code(t, w)
		w.Clock.Advance(90 * time.Second)
		if _, err := give(w, signIn(t, w, "aino").Token, code); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an old code is good: %v", err)
		}
		code = a.code(t, w)
		w.Clock.Advance(30 * time.Second)
		if _, err := give(w, signIn(t, w, "aino").Token, code); err != nil {
			t.Fatalf("a code half a minute old is refused: %v", err)
		}
	})
}

// Whoever knows the password and came as far as the page that sets a second
// factor up must not replace the one that its owner has set up meanwhile.
func TestASecondFactorIsNotReplacedByAPasswordAlone(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		requireFactor(w)
		thief := signIn(t, w, "aino")
		worker := waiting(t, w, thief.Token, staff.StageSetUp).Worker
		setUp(t, w)
		offer := site.Keys().OfferCode(worker, w.Clock.Now())
		own := app{strings.ReplaceAll(offer.Secret, " ", "")}
		_, _, err := site.Keys().SetUpCode(w.Context(), w.Acts, thief.Token, offer.Sealed, own.code(t, w))
		if fault.Of(err) == nil || fault.Of(err).Key != "signin.start_over" {
			t.Fatalf("a stranger's app was set up: %v", err)
		}
	})
}

func TestARecoveryCodeLetsHerInOnce(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		_, codes, _ := setUp(t, w)
		if len(codes) != 10 {
			t.Fatalf("%d codes", len(codes))
		}
		if _, err := give(w, signIn(t, w, "aino").Token, strings.ToLower(codes[3])); err != nil {
			t.Fatal(err)
		}
		if _, err := give(w, signIn(t, w, "aino").Token, codes[3]); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a recovery code is good twice: %v", err)
		}
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			account, err := staff.OwnAccount(tx)
			if account.RecoveryLeft != 9 {
				t.Errorf("%d left", account.RecoveryLeft)
			}
			return err
		})
	})
}

func TestGuessingCodesIsSlowedDownAndWaitingHasAnEnd(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		a, _, _ := setUp(t, w)
		w.Clock.Advance(time.Minute)
		e := signIn(t, w, "aino")
		for n := range 5 {
			if _, err := give(w, e.Token, a.wrong(t, w)); !fault.Is(err, fault.Invalid) {
				t.Fatalf("guess %d: %v", n, err)
			}
		}
		if _, err := give(w, e.Token, a.code(t, w)); fault.Of(err) == nil || fault.Of(err).Key != "signin.wait" {
			t.Fatalf("the right code after five guesses: %v", err)
		}
		w.Clock.Advance(16 * time.Minute)
		if _, err := give(w, e.Token, a.code(t, w)); fault.Of(err) == nil || fault.Of(err).Key != "signin.start_over" {
			t.Fatalf("the way between the factors has no end: %v", err)
		}
	})
}

func TestASecretOfferedToOneIsNoUseToAnother(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		keys := site.Keys()
		offer := keys.OfferCode(staff.Worker{ID: testworld.Cia.ID, Email: "cia"}, w.Clock.Now())
		a := app{strings.ReplaceAll(offer.Secret, " ", "")}
		add := func() error {
			return w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
				_, err := keys.AddOwnCode(tx, offer.Sealed, a.code(t, w))
				return err
			})
		}
		if err := add(); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		offer = keys.OfferCode(staff.Worker{ID: testworld.Aino.ID, Email: "aino"}, w.Clock.Now())
		a = app{strings.ReplaceAll(offer.Secret, " ", "")}
		w.Clock.Advance(31 * time.Minute)
		if err := add(); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an offer half an hour old: %v", err)
		}
	})
}

func TestTheLastSecondFactorStaysWhileOneIsRequired(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		setUp(t, w)
		if err := w.TryWrite(testworld.Aino, staff.RemoveOwnCode); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		w.Write(access.Terminal(), func(tx *act.Tx) error {
			s, err := staff.ReadSettings(tx)
			s.SecondFactorRequired = false
			return firstOf(err, staff.ChangeSettings(tx, s))
		})
		w.Write(testworld.Aino, staff.RemoveOwnCode)
		if e := signIn(t, w, "aino"); e.Stage != staff.StageFull {
			t.Fatalf("%+v", e)
		}
	})
}

func TestSecretsAreNotInTheDatabaseInTheClear(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		a, codes, full := setUp(t, w)
		var all strings.Builder
		w.Read(access.Terminal(), func(tx *act.Tx) error {
			if err := tx.Require(access.KeepSettings, access.All("test", access.Installation)); err != nil {
				return err
			}
			return act.Each(tx, func(s act.Scanner) error {
				var secret, session, recovery []byte
				err := s.Scan(&secret, &session, &recovery)
				all.Write(secret)
				all.Write(session)
				all.Write(recovery)
				return err
			}, "SELECT t.secret, s.token_hash, r.hash FROM staff_totp t, staff_session s, staff_recovery r")
		})
		for _, secret := range []string{a.secret, full.Token, codes[0], strings.ReplaceAll(codes[0], "-", "")} {
			if all.Len() == 0 || strings.Contains(all.String(), secret) {
				t.Errorf("%q stands in the database", secret)
			}
		}
	})
}
