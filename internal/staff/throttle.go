package staff

import (
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
)

var (
	// An address may be a whole office behind one router.
	perAccount = credential.Limit{Kind: "account", Free: 5}
	perAddress = credential.Limit{Kind: "address", Free: 30}
	perCode    = credential.Limit{Kind: "code", Free: 5}
	// A challenge is a row that a visitor makes: without a limit she fills the disk.
	perChallenge = credential.Limit{Kind: "challenge", Free: 200}
)

// forgottenAfter is how long after the last try the count begins anew.
const forgottenAfter = time.Hour

// throttle is the state of one key.
type throttle struct {
	tries int64
	last  civil.Instant
	open  civil.Instant // before this moment nothing is tried
}

func (k *Keys) throttleKey(l credential.Limit, value string) []byte {
	return k.Mark("throttle", l.Kind+"\x00"+value)
}

// try counts a try before it is judged, so that many at once cannot slip
// through; a good one is forgiven afterwards. It refuses while the wait lasts.
func try(tx *act.Tx, l credential.Limit, key []byte) error {
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
	t.last, t.open = tx.Now, tx.Now.Add(l.Wait(t.tries))
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
