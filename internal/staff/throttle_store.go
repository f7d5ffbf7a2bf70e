package staff

import (
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

func throttleOf(tx *act.Tx, key []byte) (throttle, error) {
	t, _, err := act.One(tx, func(s act.Scanner) (t throttle, err error) {
		return t, s.Scan(&t.tries, &t.last, &t.open)
	}, "SELECT tries, last_at, open_at FROM staff_throttle WHERE key = $1", key)
	return t, err
}

func putThrottle(tx *act.Tx, key []byte, t throttle) error {
	_, err := tx.Exec(`INSERT INTO staff_throttle (key, tries, last_at, open_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at, open_at = excluded.open_at`,
		key, t.tries, t.last, t.open)
	return err
}

func clearThrottle(tx *act.Tx, key []byte) error {
	_, err := tx.Exec("DELETE FROM staff_throttle WHERE key = $1", key)
	return err
}

func removeThrottles(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM staff_throttle WHERE last_at < $1 AND open_at < $1", before)
}
