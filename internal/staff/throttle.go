package staff

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// limit is how many tries are free, and how long the wait is after the first
// that is not; each further one doubles it up to longestWait.
type limit struct {
	kind string
	free int64
}

var (
	// An address may be a whole office behind one router.
	perAccount = limit{"account", 5}
	perAddress = limit{"address", 30}
	perCode    = limit{"code", 5}
	// A challenge is a row that a visitor makes: without a limit she fills the disk.
	perChallenge = limit{"challenge", 200}
)

const (
	firstWait   = 15 * time.Second
	longestWait = 15 * time.Minute
	// forgottenAfter is how long after the last try the count begins anew.
	forgottenAfter = time.Hour
)

func (l limit) wait(tries int64) time.Duration {
	if tries < l.free {
		return 0
	}
	wait := firstWait
	for range min(tries-l.free, 10) {
		wait *= 2
	}
	return min(wait, longestWait)
}

// throttle is the state of one key.
type throttle struct {
	tries int64
	last  civil.Instant
	open  civil.Instant // before this moment nothing is tried
}

func (k *Keys) throttleKey(l limit, value string) []byte {
	h := hmac.New(sha256.New, derive(k.secret, "throttle"))
	h.Write([]byte(l.kind + "\x00" + value))
	return h.Sum(nil)
}

// try counts a try before it is judged, so that many at once cannot slip
// through; a good one is forgiven afterwards. It refuses while the wait lasts.
func try(tx *act.Tx, l limit, key []byte) error {
	t, err := throttleOf(tx, key)
	if err != nil {
		return err
	}
	if tx.Now.Before(t.open) {
		return tooManyTries(t.open.Sub(tx.Now))
	}
	if tx.Now.Sub(t.last) >= forgottenAfter {
		t.tries = 0
	}
	t.tries++
	t.last, t.open = tx.Now, tx.Now.Add(l.wait(t.tries))
	return putThrottle(tx, key, t)
}

func tooManyTries(left time.Duration) error {
	minutes := max(1, int((left+time.Minute-1)/time.Minute))
	return fault.New(fault.Forbidden, "signin.wait", "count", minutes)
}

// forgive takes a good try back.
func forgive(tx *act.Tx, key []byte) error {
	t, err := throttleOf(tx, key)
	if err != nil || t.tries == 0 {
		return err
	}
	t.tries, t.open = t.tries-1, tx.Now
	return putThrottle(tx, key, t)
}
