package staff

import (
	"context"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

// Attempt is one try to sign in with a password.
type Attempt struct {
	Email, Password string
	Address         string // the network address it comes from
	Device          string // browser and system: "firefox.windows"
	OldToken        string // the session the browser held before, which ends
}

// Entry is what a good first or second factor gives: a token for the session
// cookie, and how far the signing in has come.
type Entry struct {
	Token string
	Stage Stage
}

// account is what signing in needs to know of a worker.
type account struct {
	worker   Worker
	hash     string // of the password; empty when none is set
	totp     bool
	passkeys bool
	settings Settings
}

func (a account) secondFactor() bool { return a.totp || a.passkeys }

// stageAfterPassword says what is still asked of her.
func (a account) stageAfterPassword() Stage {
	switch {
	case a.secondFactor():
		return StageCode
	case a.settings.SecondFactorRequired:
		return StageSetUp
	default:
		return StageFull
	}
}

// refused is the one answer to every sign-in that does not succeed: it tells
// nobody whether there is such an account.
func refused() error { return fault.New(fault.Invalid, "signin.refused") }

// SignIn lets a worker in by her password. Unknown accounts, closed ones and
// wrong passwords take the same work and get the same answer.
func (k *Keys) SignIn(ctx context.Context, acts *act.Acts, a Attempt) (Entry, error) {
	who, err := k.countAttempt(ctx, acts, a)
	if err != nil {
		return Entry{}, err
	}
	good, err := k.Verify(ctx, a.Password, who.hash)
	if err != nil {
		return Entry{}, err
	}
	if !good || !who.worker.Active {
		return Entry{}, logRefusal(ctx, acts, who.worker)
	}
	return k.letIn(ctx, acts, a, who)
}

func (k *Keys) attemptKeys(a Attempt) (account, address []byte) {
	return k.throttleKey(perAccount, foldEmail(a.Email)), k.throttleKey(perAddress, a.Address)
}

// countAttempt counts the try against account and address and reads the account.
func (k *Keys) countAttempt(ctx context.Context, acts *act.Acts, a Attempt) (account, error) {
	var who account
	byAccount, byAddress := k.attemptKeys(a)
	err := acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("sign_in", access.Installation)); err != nil {
			return err
		}
		if err := try(tx, perAddress, byAddress); err != nil {
			return err
		}
		if err := try(tx, perAccount, byAccount); err != nil {
			return err
		}
		var err error
		who, err = accountByEmail(tx, a.Email)
		return err
	})
	return who, err
}

// logRefusal writes the failed try into the use log: an act that is rolled back
// is logged as failed.
func logRefusal(ctx context.Context, acts *act.Acts, w Worker) error {
	return acts.Read(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.SignIn, w.signInSubject()); err != nil {
			return err
		}
		return refused()
	})
}

func (w Worker) signInSubject() access.Subject {
	return access.Of("sign_in", w.Organisation, access.UnitID{}, w.ID)
}

// letIn begins the session, unless the password was changed in the meantime.
func (k *Keys) letIn(ctx context.Context, acts *act.Acts, a Attempt, checked account) (Entry, error) {
	var e Entry
	byAccount, byAddress := k.attemptKeys(a)
	err := acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.SignIn, checked.worker.signInSubject()); err != nil {
			return err
		}
		who, err := accountByEmail(tx, a.Email)
		if err != nil {
			return err
		}
		if who.hash != checked.hash || !who.worker.Active {
			return refused()
		}
		if err := clearThrottle(tx, byAccount); err != nil {
			return err
		}
		if err := forgive(tx, byAddress); err != nil {
			return err
		}
		e.Stage = who.stageAfterPassword()
		e.Token, err = begin(tx, who.worker.ID, e.Stage, a.Device, a.OldToken)
		return err
	})
	return e, err
}
