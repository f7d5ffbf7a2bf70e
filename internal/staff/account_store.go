package staff

import "rinnalla/internal/act"

func readAccountTimes(tx *act.Tx, a *Account) error {
	return act.Each(tx, func(s act.Scanner) error {
		var factor string
		err := s.Scan(&a.PasswordAt, &a.TOTPAt, &factor)
		a.Required = factor != optional
		return err
	}, `SELECT p.changed_at, t.added_at, g.second_factor FROM staff_setting g
		LEFT JOIN staff_password p ON p.worker = $1
		LEFT JOIN staff_totp t ON t.worker = $1 WHERE g.id = 1`, a.Worker.ID)
}
