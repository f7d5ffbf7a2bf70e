package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

func totpSecret(tx *act.Tx, worker access.WorkerID) ([]byte, bool, error) {
	return act.One(tx, func(s act.Scanner) (secret []byte, err error) { return secret, s.Scan(&secret) },
		"SELECT secret FROM staff_totp WHERE worker = $1", worker)
}

func putTOTP(tx *act.Tx, worker access.WorkerID, secret []byte, step int64) error {
	_, err := tx.Exec(`INSERT INTO staff_totp (worker, secret, added_at, last_step) VALUES ($1, $2, $3, $4)
		ON CONFLICT (worker) DO UPDATE SET secret = excluded.secret, added_at = excluded.added_at, last_step = excluded.last_step`,
		worker, secret, tx.Now, step)
	return err
}

func removeTOTP(tx *act.Tx, worker access.WorkerID) error {
	_, err := tx.Exec("DELETE FROM staff_totp WHERE worker = $1", worker)
	return err
}

// useStep marks a time step as used; false when it or a later one was used before.
func useStep(tx *act.Tx, worker access.WorkerID, step int64) (bool, error) {
	n, err := tx.Exec("UPDATE staff_totp SET last_step = $1 WHERE worker = $2 AND last_step < $1", step, worker)
	return n == 1, err
}

func useRecovery(tx *act.Tx, worker access.WorkerID, hash []byte) (bool, error) {
	n, err := tx.Exec("UPDATE staff_recovery SET used_at = $1 WHERE worker = $2 AND hash = $3 AND used_at IS NULL", tx.Now, worker, hash)
	return n == 1, err
}

func putRecovery(tx *act.Tx, worker access.WorkerID, hashes [][]byte) error {
	if err := removeRecovery(tx, worker); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := tx.Exec("INSERT INTO staff_recovery (worker, hash) VALUES ($1, $2)", worker, h); err != nil {
			return err
		}
	}
	return nil
}

func removeRecovery(tx *act.Tx, worker access.WorkerID) error {
	_, err := tx.Exec("DELETE FROM staff_recovery WHERE worker = $1", worker)
	return err
}

func recoveryLeft(tx *act.Tx, worker access.WorkerID) (int, error) {
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM staff_recovery WHERE worker = $1 AND used_at IS NULL", worker)
	return n, err
}
