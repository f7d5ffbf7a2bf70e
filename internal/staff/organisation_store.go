package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

const organisationColumns = "id, name_fi, name_sv, kind, county, municipality, from_day, to_day, version"

func scanOrganisation(s act.Scanner) (o Organisation, err error) {
	err = s.Scan(&o.ID, &o.NameFi, &o.NameSv, &o.Kind, &o.County, &o.Municipality, &o.Term.From, &o.Term.To, &o.Version)
	return o, err
}

func insertOrganisation(tx *act.Tx, o Organisation) (bool, error) {
	n, err := tx.Exec("INSERT INTO staff_organisation ("+organisationColumns+") VALUES "+act.Values(1, 9)+" ON CONFLICT DO NOTHING",
		o.ID, o.NameFi, o.NameSv, string(o.Kind), o.County, o.Municipality, o.Term.From, o.Term.To, o.Version)
	return n == 1, err
}

func updateOrganisation(tx *act.Tx, o Organisation) (bool, error) {
	n, err := tx.Exec(`UPDATE staff_organisation SET name_fi = $1, name_sv = $2, kind = $3, county = $4, municipality = $5,
		from_day = $6, to_day = $7, version = version + 1 WHERE id = $8 AND version = $9`,
		o.NameFi, o.NameSv, string(o.Kind), o.County, o.Municipality, o.Term.From, o.Term.To, o.ID, o.Version)
	return n == 1, err
}

func organisationByID(tx *act.Tx, id access.OrganisationID) (Organisation, bool, error) {
	return act.One(tx, scanOrganisation, "SELECT "+organisationColumns+" FROM staff_organisation WHERE id = $1", id)
}

func organisationsWithin(tx *act.Tx, scope access.Scope) ([]Organisation, error) {
	var a act.Args
	where := a.Within(scope, "id", "")
	if len(scope.Units) > 0 {
		where = "(" + where + " OR id IN (SELECT organisation FROM staff_unit WHERE id IN " + act.List(&a, scope.Units) + "))"
	}
	return act.All(tx, scanOrganisation, "SELECT "+organisationColumns+" FROM staff_organisation WHERE "+where+" ORDER BY name_fi, id", a.Values...)
}
