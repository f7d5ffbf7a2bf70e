// Package instrument holds instruments as data: what is asked, in which languages, how it is scored, what is known about its error, and
// on whose permission it is used; their versions; and the scoring, which shows its work.
package instrument

import (
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

type (
	InstrumentID = id.Of[Instrument]
	VersionID    = id.Of[Version]
)

func oneFault(name, key string, args ...any) error {
	var c fault.Checks
	c.That(false, name, key, args...)
	return c.Err()
}
