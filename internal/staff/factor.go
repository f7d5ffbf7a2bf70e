package staff

import (
	"context"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// OfferCode makes a new TOTP secret for a worker. Nothing is stored until she
// proves by a first code that her app has it.
func (k *Keys) OfferCode(w Worker, now civil.Instant) credential.Offer {
	return k.Offer(w.ID.String(), w.Email, credential.NewCode(), now)
}

// SameOffer opens what a form sent back, to show it again after a wrong code.
func (k *Keys) SameOffer(w Worker, sealed string, now civil.Instant) (credential.Offer, error) {
	secret, err := k.Offered(w.ID.String(), sealed, now)
	if err != nil {
		return credential.Offer{}, err
	}
	return k.Offer(w.ID.String(), w.Email, secret, now), nil
}

func codeRefused() error { return wrongField("code", "signin.code_refused") }

// useCode takes a code of the app or a recovery code, each good once.
func (k *Keys) useCode(tx *act.Tx, worker access.WorkerID, code string) error {
	code = credential.PlainCode(code)
	if credential.IsRecovery(code) {
		used, err := useRecovery(tx, worker, credential.HashToken(code))
		if err == nil && !used {
			return codeRefused()
		}
		return err
	}
	box, found, err := totpSecret(tx, worker)
	if err != nil {
		return err
	}
	if !found {
		return codeRefused()
	}
	secret, err := k.Open(box, "totp:"+worker.String())
	if err != nil {
		return err
	}
	step, good := credential.StepOf(string(secret), code, tx.Now)
	if !good {
		return codeRefused()
	}
	fresh, err := useStep(tx, worker, step)
	if err == nil && !fresh {
		return codeRefused()
	}
	return err
}

// takeOffer stores an offered secret once its first code is right, with fresh
// recovery codes, which it returns: they are shown once.
func (k *Keys) takeOffer(tx *act.Tx, worker access.WorkerID, sealed, code string) ([]string, error) {
	secret, err := k.Offered(worker.String(), sealed, tx.Now)
	if err != nil {
		return nil, err
	}
	step, good := credential.StepOf(secret, credential.PlainCode(code), tx.Now)
	if !good {
		return nil, codeRefused()
	}
	if err := putTOTP(tx, worker, k.Seal([]byte(secret), "totp:"+worker.String()), step); err != nil {
		return nil, err
	}
	return renewRecovery(tx, worker)
}

func renewRecovery(tx *act.Tx, worker access.WorkerID) ([]string, error) {
	codes, hashes := credential.NewRecovery()
	return codes, putRecovery(tx, worker, hashes)
}

// Waiting is a worker on the way between her first factor and her second.
type Waiting struct {
	Worker   Worker
	Session  id.Of[Session]
	Stage    Stage
	TOTP     bool
	Passkeys bool
}

// FindWaiting reads who waits under a session token at the stage; a session
// that has ended or is elsewhere is forbidden: she begins again.
func FindWaiting(tx *act.Tx, token string, stage Stage) (Waiting, error) {
	if err := tx.Require(access.CheckSession, access.All("session", access.Installation)); err != nil {
		return Waiting{}, err
	}
	s, found, err := sessionByToken(tx, token)
	if err != nil {
		return Waiting{}, err
	}
	if !found || s.Stage != stage || !s.live(tx.Now) {
		return Waiting{}, fault.New(fault.Forbidden, "signin.start_over")
	}
	w, found, err := workerByID(tx, s.Worker)
	if err != nil || !found || !w.Active {
		return Waiting{}, fault.New(fault.Forbidden, "signin.start_over")
	}
	v := Waiting{Worker: w, Session: s.ID, Stage: s.Stage}
	if v.TOTP, v.Passkeys, err = secondFactors(tx, w.ID); err != nil {
		return Waiting{}, err
	}
	// Set up in another browser meanwhile: a password alone must not replace it.
	if stage == StageSetUp && (v.TOTP || v.Passkeys) {
		return Waiting{}, fault.New(fault.Forbidden, "signin.start_over")
	}
	return v, nil
}

// GiveCode lets in a worker who waits for her second factor, by a code of her
// app or a recovery code.
func (k *Keys) GiveCode(ctx context.Context, acts *act.Acts, token, code string) (Entry, error) {
	if err := k.countCode(ctx, acts, token, StageCode); err != nil {
		return Entry{}, err
	}
	return k.pass(ctx, acts, token, StageCode, func(tx *act.Tx, w Worker) error { return k.useCode(tx, w.ID, code) })
}

// SetUpCode lets in a worker who had no second factor yet, by the first code of
// her app. It returns her recovery codes.
func (k *Keys) SetUpCode(ctx context.Context, acts *act.Acts, token, sealed, code string) (Entry, []string, error) {
	if err := k.countCode(ctx, acts, token, StageSetUp); err != nil {
		return Entry{}, nil, err
	}
	var codes []string
	e, err := k.pass(ctx, acts, token, StageSetUp, func(tx *act.Tx, w Worker) error {
		var err error
		codes, err = k.takeOffer(tx, w.ID, sealed, code)
		return err
	})
	return e, codes, err
}

func (k *Keys) countCode(ctx context.Context, acts *act.Acts, token string, stage Stage) error {
	return acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		v, err := FindWaiting(tx, token, stage)
		if err != nil {
			return err
		}
		return try(tx, perCode, k.throttleKey(perCode, v.Worker.ID.String()))
	})
}

// pass lifts a waiting session to a full one when the check is good.
func (k *Keys) pass(ctx context.Context, acts *act.Acts, token string, stage Stage, check func(*act.Tx, Worker) error) (Entry, error) {
	e := Entry{Stage: StageFull}
	err := acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		v, err := FindWaiting(tx, token, stage)
		if err != nil {
			return err
		}
		if err := tx.Require(access.SignIn, v.Worker.signInSubject()); err != nil {
			return err
		}
		if err := check(tx, v.Worker); err != nil {
			return err
		}
		if err := clearThrottle(tx, k.throttleKey(perCode, v.Worker.ID.String())); err != nil {
			return err
		}
		e.Token, err = advance(tx, v.Session, StageFull)
		return err
	})
	return e, err
}
