package staff

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// TOTP (RFC 6238) with the parameters that every authenticator app knows.
const (
	codePeriod      = 30 // seconds
	secretBytes     = 20
	offerLasts      = 30 * time.Minute
	recoveryCodes   = 10
	recoveryGroups  = 6 // of four characters: 120 bits, so a plain hash will do (ASVS 5.0 6.5.2)
	stepsEitherSide = 1
)

var codeForm = totp.ValidateOpts{Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// Offer is a TOTP secret made for a worker and not yet confirmed. Nothing is
// stored until she proves by a first code that her app has it.
type Offer struct {
	Secret string // base32 in groups of four, to be typed
	URI    string // for the QR code
	Sealed string // what the form sends back
}

// OfferCode makes a new TOTP secret for a worker.
func (k *Keys) OfferCode(w Worker, now civil.Instant) Offer {
	return k.offer(w, base32.StdEncoding.EncodeToString(randomBytes(secretBytes)), now)
}

func (k *Keys) offer(w Worker, secret string, now civil.Instant) Offer {
	box := k.sealed([]byte(now.String()+secret), "offer:"+w.ID.String())
	label := url.PathEscape("Rinnalla:" + w.Email)
	return Offer{
		Secret: grouped(secret), URI: "otpauth://totp/" + label + "?issuer=Rinnalla&secret=" + secret,
		Sealed: base32.StdEncoding.EncodeToString(box),
	}
}

// SameOffer opens what a form sent back, to show it again after a wrong code.
func (k *Keys) SameOffer(w Worker, sealed string, now civil.Instant) (Offer, error) {
	secret, err := k.openOffer(w.ID, sealed, now)
	if err != nil {
		return Offer{}, err
	}
	return k.offer(w, secret, now), nil
}

func (k *Keys) openOffer(worker access.WorkerID, sealed string, now civil.Instant) (string, error) {
	const stamp = len("2006-01-02T15:04:05.000000Z")
	box, err := base32.StdEncoding.DecodeString(sealed)
	if err != nil {
		return "", fault.New(fault.Invalid, "staff.offer_old")
	}
	text, err := k.opened(box, "offer:"+worker.String())
	if err != nil || len(text) < stamp {
		return "", fault.New(fault.Invalid, "staff.offer_old")
	}
	made, err := civil.ParseInstant(string(text[:stamp]))
	if err != nil || now.Sub(made) > offerLasts {
		return "", fault.New(fault.Invalid, "staff.offer_old")
	}
	return string(text[stamp:]), nil
}

func grouped(secret string) string {
	var groups []string
	for len(secret) > 4 {
		groups, secret = append(groups, secret[:4]), secret[4:]
	}
	return strings.Join(append(groups, secret), " ")
}

// stepOf finds the time step whose code this is, around now; false when none.
func stepOf(secret, code string, now civil.Instant) (int64, bool) {
	current := now.Time().Unix() / codePeriod
	for step := current - stepsEitherSide; step <= current+stepsEitherSide; step++ {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*codePeriod, 0), codeForm)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

func codeRefused() error { return wrongField("code", "signin.code_refused") }

func plainCode(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// useCode takes a code of the app or a recovery code, each good once.
func (k *Keys) useCode(tx *act.Tx, worker access.WorkerID, code string) error {
	code = plainCode(code)
	if len(code) == recoveryGroups*4 {
		used, err := useRecovery(tx, worker, hashToken(code))
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
	secret, err := k.opened(box, "totp:"+worker.String())
	if err != nil {
		return err
	}
	step, good := stepOf(string(secret), code, tx.Now)
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
	secret, err := k.openOffer(worker, sealed, tx.Now)
	if err != nil {
		return nil, err
	}
	step, good := stepOf(secret, plainCode(code), tx.Now)
	if !good {
		return nil, codeRefused()
	}
	if err := putTOTP(tx, worker, k.sealed([]byte(secret), "totp:"+worker.String()), step); err != nil {
		return nil, err
	}
	return renewRecovery(tx, worker)
}

func renewRecovery(tx *act.Tx, worker access.WorkerID) ([]string, error) {
	var codes []string
	var hashes [][]byte
	for range recoveryCodes {
		code := base32.StdEncoding.EncodeToString(randomBytes(15))
		codes, hashes = append(codes, strings.ReplaceAll(grouped(code), " ", "-")), append(hashes, hashToken(code))
	}
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
