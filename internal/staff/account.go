package staff

import (
	"context"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
)

// Account is a worker's own account as she sees it.
type Account struct {
	Worker       Worker
	PasswordAt   civil.Instant // when the password was last changed
	TOTPAt       civil.Instant // zero: no app is set up
	RecoveryLeft int
	Passkeys     []Passkey
	Required     bool // a second factor is required
}

// OwnAccount reads the actor's account.
func OwnAccount(tx *act.Tx) (Account, error) {
	if err := tx.Require(access.KeepOwnAccount, tx.Actor.Self("account")); err != nil {
		return Account{}, err
	}
	w, found, err := workerByID(tx, tx.Actor.ID)
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, fault.Missing()
	}
	a := Account{Worker: w}
	if err := readAccountTimes(tx, &a); err != nil {
		return a, err
	}
	if a.RecoveryLeft, err = recoveryLeft(tx, w.ID); err != nil {
		return a, err
	}
	a.Passkeys, err = passkeysOf(tx, w.ID)
	return a, err
}

// ChangeOwnProfile changes the actor's name and language; version is the one
// that was read.
func ChangeOwnProfile(tx *act.Tx, name string, lang i18n.Lang, version int64) error {
	a, err := OwnAccount(tx)
	if err != nil {
		return err
	}
	w := a.Worker
	w.Name, w.Language, w.Version = name, lang, version
	return saveWorker(tx, w)
}

// Confirm asks the actor's password again before she changes how she is let in
// (ASVS 5.0 7.5.1). field is the form's field for the fault.
func (k *Keys) Confirm(ctx context.Context, acts *act.Acts, actor access.Actor, password, field string) error {
	var hash string
	key := k.throttleKey(perAccount, "confirm:"+actor.ID.String())
	err := acts.Write(ctx, actor, func(tx *act.Tx) error {
		if err := tx.Require(access.KeepOwnAccount, actor.Self("account")); err != nil {
			return err
		}
		if err := try(tx, perAccount, key); err != nil {
			return err
		}
		var err error
		hash, err = passwordHash(tx, actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	good, err := k.Verify(ctx, password, hash)
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(good, field, "staff.current_wrong")
	if err := c.Err(); err != nil {
		return err
	}
	return acts.Write(ctx, actor, func(tx *act.Tx) error {
		if err := tx.Require(access.KeepOwnAccount, actor.Self("account")); err != nil {
			return err
		}
		return clearThrottle(tx, key)
	})
}

// ChangeOwnPassword sets the actor's new password, ends her other sessions and
// gives the present one a new token. Confirm has been asked before.
func (k *Keys) ChangeOwnPassword(ctx context.Context, acts *act.Acts, actor access.Actor, session id.Of[Session], password string) (Entry, error) {
	var w Worker
	err := acts.Read(ctx, actor, func(tx *act.Tx) error {
		a, err := OwnAccount(tx)
		w = a.Worker
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if err := credential.CheckPassword(password, w.Name, w.Email); err != nil {
		return Entry{}, err
	}
	hash, err := k.Hash(ctx, password)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Stage: StageFull}
	err = acts.Write(ctx, actor, func(tx *act.Tx) error {
		if err := secure(tx); err != nil {
			return err
		}
		if err := putPassword(tx, actor.ID, hash); err != nil {
			return err
		}
		if err := endSessions(tx, actor.ID, &session); err != nil {
			return err
		}
		e.Token, err = advance(tx, session, StageFull)
		return err
	})
	return e, err
}

// SetPassword gives a worker a password that was hashed before, for whoever
// keeps her account: the demo world and the first administrator at the terminal.
func SetPassword(tx *act.Tx, worker access.WorkerID, hash string) error {
	if _, err := mayKeepWorker(tx, worker); err != nil {
		return err
	}
	return putPassword(tx, worker, hash)
}

func secure(tx *act.Tx) error {
	return tx.Require(access.SecureOwnAccount, tx.Actor.Self("account"))
}

// AddOwnCode stores an offered TOTP secret for the actor once its first code is
// right, and returns fresh recovery codes. Confirm has been asked before.
func (k *Keys) AddOwnCode(tx *act.Tx, sealed, code string) ([]string, error) {
	if err := secure(tx); err != nil {
		return nil, err
	}
	return k.takeOffer(tx, tx.Actor.ID, sealed, code)
}

// RenewOwnRecovery replaces the actor's recovery codes.
func RenewOwnRecovery(tx *act.Tx) ([]string, error) {
	if err := secure(tx); err != nil {
		return nil, err
	}
	return renewRecovery(tx, tx.Actor.ID)
}

// RemoveOwnCode takes the app out of use. The last second factor stays while
// one is required.
func RemoveOwnCode(tx *act.Tx) error {
	if err := secure(tx); err != nil {
		return err
	}
	if err := removeTOTP(tx, tx.Actor.ID); err != nil {
		return err
	}
	return afterRemoval(tx)
}

// afterRemoval keeps the last second factor while one is required, and takes
// recovery codes away with the last one otherwise.
func afterRemoval(tx *act.Tx) error {
	totp, passkeys, err := secondFactors(tx, tx.Actor.ID)
	if err != nil || totp || passkeys {
		return err
	}
	s, err := settings(tx)
	if err != nil {
		return err
	}
	if s.SecondFactorRequired {
		return fault.New(fault.Invalid, "staff.last_factor")
	}
	return removeRecovery(tx, tx.Actor.ID)
}
