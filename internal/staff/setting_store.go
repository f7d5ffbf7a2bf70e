package staff

import (
	"errors"

	"rinnalla/internal/act"
)

const (
	required = "required"
	optional = "optional"
)

func settings(tx *act.Tx) (Settings, error) {
	s, found, err := act.One(tx, func(row act.Scanner) (s Settings, err error) {
		var factor string
		err = row.Scan(&factor, &s.IdleMinutes, &s.SessionHours, &s.Version)
		s.SecondFactorRequired = factor != optional
		return s, err
	}, "SELECT second_factor, idle_minutes, session_hours, version FROM staff_setting WHERE id = 1")
	if err == nil && !found {
		return s, errors.New("staff: the row of settings is gone")
	}
	return s, err
}

func updateSettings(tx *act.Tx, s Settings) (bool, error) {
	factor := optional
	if s.SecondFactorRequired {
		factor = required
	}
	n, err := tx.Exec("UPDATE staff_setting SET second_factor = $1, idle_minutes = $2, session_hours = $3, version = version + 1 WHERE id = 1 AND version = $4",
		factor, s.IdleMinutes, s.SessionHours, s.Version)
	return n == 1, err
}
