package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

const unitColumns = "id, organisation, name, from_day, to_day, version"

func scanUnit(s act.Scanner) (u Unit, err error) {
	err = s.Scan(&u.ID, &u.Organisation, &u.Name, &u.Term.From, &u.Term.To, &u.Version)
	return u, err
}

func insertUnit(tx *act.Tx, u Unit) (bool, error) {
	n, err := tx.Exec("INSERT INTO staff_unit ("+unitColumns+") VALUES "+act.Values(1, 6)+" ON CONFLICT DO NOTHING",
		u.ID, u.Organisation, u.Name, u.Term.From, u.Term.To, u.Version)
	return n == 1, err
}

func updateUnit(tx *act.Tx, u Unit) (bool, error) {
	n, err := tx.Exec("UPDATE staff_unit SET name = $1, from_day = $2, to_day = $3, version = version + 1 WHERE id = $4 AND version = $5",
		u.Name, u.Term.From, u.Term.To, u.ID, u.Version)
	return n == 1, err
}

func unitByID(tx *act.Tx, id access.UnitID) (Unit, bool, error) {
	return act.One(tx, scanUnit, "SELECT "+unitColumns+" FROM staff_unit WHERE id = $1", id)
}

func unitsWithin(tx *act.Tx, scope access.Scope) ([]Unit, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "id")
	return act.All(tx, scanUnit, "SELECT "+unitColumns+" FROM staff_unit WHERE "+where+" ORDER BY organisation, name, id", a.Values...)
}
