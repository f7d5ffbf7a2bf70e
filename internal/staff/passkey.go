package staff

import (
	"context"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// Passkey is one WebAuthn credential of a worker, by the name she gave it.
type Passkey struct {
	ID         id.Of[Passkey]
	Worker     access.WorkerID
	Name       string
	Added      civil.Instant
	Used       civil.Instant // zero: never
	credential webauthn.Credential
}

// Challenge is what a browser is to answer once. Options is JSON for it.
type Challenge struct {
	ID      id.Of[Challenge]
	Options []byte
}

const challengeLasts = 5 * time.Minute

// Passkeys tells whether passkeys can be used at this installation's address.
func (k *Keys) Passkeys() bool { return k.party.On() }

// holder is a worker as the WebAuthn library sees her.
type holder struct {
	worker   Worker
	passkeys []Passkey
}

func (h holder) WebAuthnID() []byte          { return h.worker.ID[:] }
func (h holder) WebAuthnName() string        { return h.worker.Email }
func (h holder) WebAuthnDisplayName() string { return h.worker.Name }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(h.passkeys))
	for i, p := range h.passkeys {
		all[i] = p.credential
	}
	return all
}

func holderOf(tx *act.Tx, worker access.WorkerID) (holder, error) {
	w, found, err := workerByID(tx, worker)
	if err != nil {
		return holder{}, err
	}
	if !found || !w.Active {
		return holder{}, credential.PasskeyRefused()
	}
	keys, err := passkeysOf(tx, worker)
	return holder{w, keys}, err
}

func (k *Keys) offerPasskey(tx *act.Tx, worker access.WorkerID) (Challenge, error) {
	h, err := holderOf(tx, worker)
	if err != nil {
		return Challenge{}, err
	}
	q, err := k.party.Offer(h)
	return keepChallenge(tx, worker, q, err)
}

// keepChallenge keeps a question until it is answered, unless it could not be asked.
func keepChallenge(tx *act.Tx, worker access.WorkerID, q credential.Question, err error) (Challenge, error) {
	c := Challenge{ID: id.Random[Challenge](), Options: q.Options}
	if err != nil {
		return c, err
	}
	return c, insertChallenge(tx, c.ID, worker, q.State, tx.Now.Add(challengeLasts))
}

// takeChallenge reads a challenge's state and forgets it: it is answered once.
func takeChallenge(tx *act.Tx, challenge id.Of[Challenge], worker access.WorkerID) ([]byte, error) {
	state, found, err := deleteChallenge(tx, challenge, worker)
	if err == nil && !found {
		err = credential.PasskeyRefused()
	}
	return state, err
}

// takePasskey stores the passkey that the browser made.
func (k *Keys) takePasskey(tx *act.Tx, worker access.WorkerID, name string, challenge id.Of[Challenge], response []byte) error {
	var c fault.Checks
	checkName(&c, "name", name)
	if err := c.Err(); err != nil {
		return err
	}
	state, err := takeChallenge(tx, challenge, worker)
	if err != nil {
		return err
	}
	h, err := holderOf(tx, worker)
	if err != nil {
		return err
	}
	made, err := k.party.Made(h, state, response)
	if err != nil {
		return err
	}
	added, err := insertPasskey(tx, Passkey{ID: id.New[Passkey](), Worker: worker, Name: strings.TrimSpace(name), Added: tx.Now, credential: *made})
	if err == nil && !added {
		return credential.PasskeyRefused()
	}
	return err
}

// OfferOwnPasskey begins to add a passkey for the actor. Confirm has been asked before.
func (k *Keys) OfferOwnPasskey(tx *act.Tx) (Challenge, error) {
	if err := secure(tx); err != nil {
		return Challenge{}, err
	}
	return k.offerPasskey(tx, tx.Actor.ID)
}

// AddOwnPasskey stores the passkey that the actor's browser made. It returns
// recovery codes when she had none.
func (k *Keys) AddOwnPasskey(tx *act.Tx, name string, challenge id.Of[Challenge], response []byte) ([]string, error) {
	if err := secure(tx); err != nil {
		return nil, err
	}
	return k.addPasskey(tx, tx.Actor.ID, name, challenge, response)
}

func (k *Keys) addPasskey(tx *act.Tx, worker access.WorkerID, name string, challenge id.Of[Challenge], response []byte) ([]string, error) {
	if err := k.takePasskey(tx, worker, name, challenge, response); err != nil {
		return nil, err
	}
	left, err := recoveryLeft(tx, worker)
	if err != nil || left > 0 {
		return nil, err
	}
	return renewRecovery(tx, worker)
}

// RemoveOwnPasskey forgets one of the actor's passkeys. The last second factor
// stays while one is required.
func RemoveOwnPasskey(tx *act.Tx, passkey id.Of[Passkey]) error {
	if err := secure(tx); err != nil {
		return err
	}
	removed, err := removePasskey(tx, passkey, tx.Actor.ID)
	if err != nil {
		return err
	}
	if !removed {
		return fault.Missing()
	}
	return afterRemoval(tx)
}

// OfferSetUpPasskey begins to add a passkey for a worker who must set up a
// second factor before she is let in.
func (k *Keys) OfferSetUpPasskey(tx *act.Tx, token string) (Challenge, error) {
	v, err := FindWaiting(tx, token, StageSetUp)
	if err != nil {
		return Challenge{}, err
	}
	return k.offerPasskey(tx, v.Worker.ID)
}

// SetUpPasskey lets in a worker who had no second factor yet, by the passkey
// that her browser made. It returns her recovery codes.
func (k *Keys) SetUpPasskey(ctx context.Context, acts *act.Acts, token, name string, challenge id.Of[Challenge], response []byte) (Entry, []string, error) {
	var codes []string
	e, err := k.pass(ctx, acts, token, StageSetUp, func(tx *act.Tx, w Worker) error {
		var err error
		codes, err = k.addPasskey(tx, w.ID, name, challenge, response)
		return err
	})
	return e, codes, err
}

// AskPasskey begins a sign-in by passkey alone, from a network address: whose it
// is, the passkey tells.
func (k *Keys) AskPasskey(tx *act.Tx, address string) (Challenge, error) {
	if err := tx.Require(access.CheckSession, access.All("sign_in", access.Installation)); err != nil {
		return Challenge{}, err
	}
	q, err := k.party.Ask()
	if err != nil {
		return Challenge{}, err
	}
	if err := try(tx, perChallenge, k.throttleKey(perChallenge, address)); err != nil {
		return Challenge{}, err
	}
	return keepChallenge(tx, access.WorkerID{}, q, nil)
}

// SignInByPasskey lets a worker in by a passkey alone: the device that holds it
// and the finger or PIN that opens it are two factors.
func (k *Keys) SignInByPasskey(ctx context.Context, acts *act.Acts, challenge id.Of[Challenge], response []byte, a Attempt) (Entry, error) {
	e := Entry{Stage: StageFull}
	err := acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("sign_in", access.Installation)); err != nil {
			return err
		}
		state, err := takeChallenge(tx, challenge, access.WorkerID{})
		if err != nil {
			return err
		}
		worker, err := k.checkPasskey(tx, state, response)
		if err != nil {
			return err
		}
		if err := tx.Require(access.SignIn, worker.signInSubject()); err != nil {
			return err
		}
		if err := forgive(tx, k.throttleKey(perChallenge, a.Address)); err != nil {
			return err
		}
		e.Token, err = begin(tx, worker.ID, StageFull, a.Device, a.OldToken)
		return err
	})
	return e, err
}

// checkPasskey finds whose passkey answered the challenge, and remembers its use.
func (k *Keys) checkPasskey(tx *act.Tx, state, response []byte) (Worker, error) {
	var h holder
	used, err := k.party.Used(func(handle []byte) (webauthn.User, error) {
		if len(handle) != len(access.WorkerID{}) {
			return nil, credential.PasskeyRefused()
		}
		var err error
		h, err = holderOf(tx, access.WorkerID(handle))
		return h, err
	}, state, response)
	if err != nil {
		return Worker{}, err
	}
	return h.worker, usePasskey(tx, used)
}
