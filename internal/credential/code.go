package credential

import (
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// TOTP (RFC 6238) with the parameters that every authenticator app knows.
const (
	codePeriod      = 30 // seconds
	secretBytes     = 20
	offerLasts      = 30 * time.Minute
	recoveryCodes   = 10
	recoveryBytes   = 15
	recoveryLetters = 24 // 120 bits, so a plain hash will do (ASVS 5.0 6.5.2)
	stepsEitherSide = 1
)

var codeForm = totp.ValidateOpts{Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// Offer is a TOTP secret made for somebody and not yet confirmed. Nothing is
// stored until a first code proves that her app has it.
type Offer struct {
	Secret string // base32 in groups of four, to be typed
	URI    string // for the QR code
	Sealed string // what the form sends back
}

// NewCode makes a fresh TOTP secret, in base32.
func NewCode() string { return base32.StdEncoding.EncodeToString(randomBytes(secretBytes)) }

// Offer offers a secret to its owner, whom her app will call by the address.
func (k *Keys) Offer(owner, email, secret string, now civil.Instant) Offer {
	box := k.Seal([]byte(now.String()+secret), "offer:"+owner)
	label := url.PathEscape("Rinnalla:" + email)
	return Offer{
		Secret: grouped(secret), URI: "otpauth://totp/" + label + "?issuer=Rinnalla&secret=" + secret,
		Sealed: base32.StdEncoding.EncodeToString(box),
	}
}

// Offered is the secret of an offer that a form sent back.
func (k *Keys) Offered(owner, sealed string, now civil.Instant) (string, error) {
	const stamp = len("2006-01-02T15:04:05.000000Z")
	box, err := base32.StdEncoding.DecodeString(sealed)
	if err != nil {
		return "", fault.New(fault.Invalid, "staff.offer_old")
	}
	text, err := k.Open(box, "offer:"+owner)
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

// StepOf finds the time step whose code this is, around now; false when none.
func StepOf(secret, code string, now civil.Instant) (int64, bool) {
	current := now.Time().Unix() / codePeriod
	for step := current - stepsEitherSide; step <= current+stepsEitherSide; step++ {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*codePeriod, 0), codeForm)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// PlainCode is a code without what people put between its letters.
func PlainCode(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// IsRecovery tells a recovery code from one of an app; the code is a plain one.
func IsRecovery(code string) bool { return len(code) == recoveryLetters }

// NewRecovery makes a set of recovery codes as people write them, and the hashes
// under which they are stored.
func NewRecovery() (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		code := base32.StdEncoding.EncodeToString(randomBytes(recoveryBytes))
		codes, hashes = append(codes, strings.ReplaceAll(grouped(code), " ", "-")), append(hashes, HashToken(code))
	}
	return codes, hashes
}
