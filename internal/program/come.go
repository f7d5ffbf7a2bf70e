package program

import (
	"context"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
)

// mostInMinute is how many requests a token is good for in a minute. A request may carry many thousand measurements.
const mostInMinute = 600

// perAddress lets whoever mends a program try a wrong token a few times.
var perAddress = credential.Limit{Kind: "address", Free: 20}

// forgottenAfter is how long after the last try the count begins anew.
const forgottenAfter = time.Hour

// Come finds which program comes with a secret from an address. found is false when the secret is none, or its token no longer stands. Too
// many wrong secrets from an address, and too many requests with a right one, are Forbidden faults that say how long to wait.
func Come(ctx context.Context, acts *act.Acts, secret, address string) (who access.Actor, found bool, err error) {
	var wait error
	err = acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		who, found, wait = access.Actor{}, false, nil
		if err := tx.Require(access.CheckSession, access.All("program", access.Installation)); err != nil {
			return err
		}
		t, use, known, err := tokenOf(tx, credential.HashToken(secret))
		switch {
		case err != nil:
			return err
		case !known || t.StateAt(tx.Now) != Stands:
			wait, err = try(tx, address)
			return err
		}
		if wait = use.count(tx.Now); wait != nil {
			return nil
		}
		who, found = t.actor(), true
		return used(tx, t.ID, use)
	})
	if err == nil {
		err = wait // the count stands
	}
	return who, found && err == nil, err
}

// CheckStands gives a Forbidden fault when the token of a program that has come no longer stands: what it sends may take long.
func CheckStands(ctx context.Context, acts *act.Acts, who access.Actor) error {
	return acts.Read(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("program", access.Installation)); err != nil {
			return err
		}
		t, found, err := findToken(tx, TokenID(who.ID))
		if err == nil && (!found || t.StateAt(tx.Now) != Stands) {
			err = fault.New(fault.Forbidden, "program.ended")
		}
		return err
	})
}

// use is how often a token was used lately.
type use struct {
	minute civil.Instant // in which it began
	times  int
}

// count counts one request more, or says to wait.
func (u *use) count(now civil.Instant) error {
	if now.Sub(u.minute) >= time.Minute || now.Before(u.minute) {
		u.minute, u.times = now, 0
	}
	if u.times++; u.times > mostInMinute {
		return tooMany(u.minute.Add(time.Minute).Sub(now))
	}
	return nil
}

func tooMany(left time.Duration) error {
	return fault.New(fault.Forbidden, "program.wait", "count", max(1, int((left+time.Second-1)/time.Second)))
}

// throttle is what is known of an address.
type throttle struct {
	tries int64
	last  civil.Instant
	open  civil.Instant // before this moment nothing is tried
}

// try counts a wrong secret against an address. wait says how long nothing more is tried from there.
func try(tx *act.Tx, address string) (wait, err error) {
	if tx.Seals == nil {
		return nil, nil // a server without secrets keeps no addresses, and no secret is guessed in 256 bits
	}
	key := tx.Seals.Mark("program throttle", address)
	t, err := throttleOf(tx, key)
	if err != nil {
		return nil, err
	}
	if tx.Now.Before(t.open) {
		return tooMany(t.open.Sub(tx.Now)), nil
	}
	if tx.Now.Sub(t.last) >= forgottenAfter {
		t.tries = 0
	}
	t.tries++
	t.last, t.open = tx.Now, tx.Now.Add(perAddress.Wait(t.tries))
	return nil, putThrottle(tx, key, t)
}

// Upkeep removes counts of tries that have passed their time.
func Upkeep(tx *act.Tx) (int64, error) {
	if err := tx.Require(access.TidyMeasurements, access.All("program", access.Installation)); err != nil {
		return 0, err
	}
	return removeThrottles(tx, tx.Now.Add(-2*forgottenAfter))
}
