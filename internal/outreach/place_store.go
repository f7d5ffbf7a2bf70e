package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
)

const placeColumns = `id, organisation, kind, name, municipality, address, latitude, longitude, partner, opening,
	low_threshold, first_day, last_day, version`

func scanPlace(s act.Scanner) (p Place, err error) {
	err = s.Scan(&p.ID, &p.Organisation, &p.Kind, &p.Name, &p.Municipality, &p.Address, &p.Latitude, &p.Longitude,
		&p.Partner, &p.Opening, &p.LowThreshold, &p.FirstDay, &p.LastDay, &p.Version)
	return p, err
}

func insertPlace(tx *act.Tx, p Place) (bool, error) {
	n, err := tx.Exec("INSERT INTO outreach_place ("+placeColumns+", name_folded) VALUES "+act.Values(1, 15)+
		" ON CONFLICT DO NOTHING",
		p.ID, p.Organisation, p.Kind, p.Name, p.Municipality, p.Address, p.Latitude, p.Longitude, p.Partner, p.Opening,
		p.LowThreshold, p.FirstDay, p.LastDay, p.Version, i18n.Fold(p.Name))
	return n == 1, err
}

func updatePlace(tx *act.Tx, p Place) (bool, error) {
	n, err := tx.Exec(`UPDATE outreach_place SET kind = $1, name = $2, municipality = $3, address = $4, latitude = $5,
		longitude = $6, partner = $7, opening = $8, low_threshold = $9, first_day = $10, last_day = $11, name_folded = $12,
		version = version + 1 WHERE id = $13 AND version = $14`,
		p.Kind, p.Name, p.Municipality, p.Address, p.Latitude, p.Longitude, p.Partner, p.Opening, p.LowThreshold,
		p.FirstDay, p.LastDay, i18n.Fold(p.Name), p.ID, p.Version)
	return n == 1, err
}

func findPlace(tx *act.Tx, place PlaceID) (Place, bool, error) {
	return act.One(tx, scanPlace, "SELECT "+placeColumns+" FROM outreach_place WHERE id = $1", place)
}

func placeHasVisits(tx *act.Tx, place PlaceID) (bool, error) {
	_, found, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT 1 FROM outreach_version WHERE place = $1 LIMIT 1", place)
	return found, err
}

func listPlaces(tx *act.Tx, scope access.Scope, f PlaceFilter) ([]Place, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "")
	if f.Text != "" {
		where += " AND name_folded LIKE " + a.Add(contains(f.Text)) + " ESCAPE '!'"
	}
	if f.Kind != "" {
		where += " AND kind = " + a.Add(f.Kind)
	}
	if f.Municipality != "" {
		where += " AND municipality = " + a.Add(f.Municipality)
	}
	if f.County != "" {
		where += " AND municipality IN " + act.List(&a, municipalitiesOf(tx, f.County))
	}
	if !f.Partner.IsZero() {
		where += " AND partner = " + a.Add(f.Partner)
	}
	if f.LowThreshold {
		where += " AND low_threshold"
	}
	if !f.ActiveOn.IsZero() {
		where += " AND (first_day IS NULL OR first_day <= " + a.Add(f.ActiveOn) + ")" +
			" AND (last_day IS NULL OR last_day >= " + a.Add(f.ActiveOn) + ")"
	}
	if !f.Organisation.IsZero() {
		where += " AND organisation = " + a.Add(f.Organisation)
	}
	limit := mostListed
	if f.Limit > 0 {
		limit = min(f.Limit, mostListed)
	}
	return act.All(tx, scanPlace, "SELECT "+placeColumns+" FROM outreach_place WHERE "+where+
		" ORDER BY name_folded, id LIMIT "+a.Add(limit), a.Values...)
}
