package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// accountByEmail reads what signing in needs; the zero account when there is none.
func accountByEmail(tx *act.Tx, email string) (account, error) {
	w, found, err := workerByEmail(tx, email)
	if err != nil || !found {
		return account{}, err
	}
	return accountOf(tx, w)
}

func accountOf(tx *act.Tx, w Worker) (account, error) {
	a := account{worker: w}
	var err error
	if a.settings, err = settings(tx); err != nil {
		return account{}, err
	}
	if a.hash, err = passwordHash(tx, w.ID); err != nil {
		return account{}, err
	}
	a.totp, a.passkeys, err = secondFactors(tx, w.ID)
	return a, err
}

func passwordHash(tx *act.Tx, worker access.WorkerID) (string, error) {
	hash, _, err := act.One(tx, func(s act.Scanner) (hash string, err error) { return hash, s.Scan(&hash) },
		"SELECT hash FROM staff_password WHERE worker = $1", worker)
	return hash, err
}

func putPassword(tx *act.Tx, worker access.WorkerID, hash string) error {
	_, err := tx.Exec(`INSERT INTO staff_password (worker, hash, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (worker) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, worker, hash, tx.Now)
	return err
}

func secondFactors(tx *act.Tx, worker access.WorkerID) (totp, passkeys bool, err error) {
	err = act.Each(tx, func(s act.Scanner) error { return s.Scan(&totp, &passkeys) },
		`SELECT EXISTS (SELECT 1 FROM staff_totp WHERE worker = $1), EXISTS (SELECT 1 FROM staff_passkey WHERE worker = $1)`, worker)
	return totp, passkeys, err
}
