package staff

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

// Settings are the installation's rules of sign-in.
type Settings struct {
	// SecondFactorRequired: nobody gets further than the set-up page without
	// one. The demo world alone does without.
	SecondFactorRequired bool
	// IdleMinutes is how long a session lasts without a request, SessionHours
	// how long it lasts at all.
	IdleMinutes, SessionHours int
	Version                   int64
}

// Check keeps the times within what is safe and bearable.
func (s Settings) Check() error {
	var c fault.Checks
	c.That(s.IdleMinutes >= 5 && s.IdleMinutes <= 120, "idle_minutes", "staff.idle_range", "least", 5, "most", 120)
	c.That(s.SessionHours >= 1 && s.SessionHours <= 24, "session_hours", "staff.hours_range", "least", 1, "most", 24)
	return c.Err()
}

func (s Settings) idle() time.Duration     { return time.Duration(s.IdleMinutes) * time.Minute }
func (s Settings) absolute() time.Duration { return time.Duration(s.SessionHours) * time.Hour }

// ReadSettings reads the rules of sign-in.
func ReadSettings(tx *act.Tx) (Settings, error) {
	if err := tx.Require(access.KeepSettings, access.All("setting", access.Installation)); err != nil {
		return Settings{}, err
	}
	return settings(tx)
}

// ChangeSettings replaces the rules of sign-in; Version is the one that was
// read. They hold from the next request on.
func ChangeSettings(tx *act.Tx, s Settings) error {
	if err := tx.Require(access.KeepSettings, access.All("setting", access.Installation)); err != nil {
		return err
	}
	if err := s.Check(); err != nil {
		return err
	}
	changed, err := updateSettings(tx, s)
	if err == nil && !changed {
		return stale()
	}
	return err
}
