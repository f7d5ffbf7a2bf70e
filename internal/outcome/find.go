package outcome

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// Find reads a measurement with all its versions. Absent, and not the actor's to see, are the same answer.
func Find(tx *act.Tx, m MeasurementID) (History, error) {
	h, _, _, err := load(tx, m, access.ReadMeasurements)
	return h, err
}

// ToCorrect reads a measurement as Find does, for who may correct it.
func ToCorrect(tx *act.Tx, m MeasurementID) (History, error) {
	h, _, _, err := load(tx, m, access.CorrectMeasurements)
	return h, err
}

// load asks for a measurement by its client, and gives its client and its form too.
func load(tx *act.Tx, m MeasurementID, p access.Permission) (History, client.Holder, *instrument.Form, error) {
	rows, err := findVersions(tx, m)
	if err != nil {
		return History{}, client.Holder{}, nil, err
	}
	var of client.Holder
	var made access.Made
	if len(rows) > 0 {
		made = rows[0].made()
		if of, err = client.Hold(tx, rows[0].Client, client.Measuring); err != nil {
			return History{}, of, nil, err
		}
	}
	if p == access.ReadMeasurements {
		p = of.Reading(p)
	}
	if err := tx.Require(p, of.SubjectMade(noun, made)); err != nil {
		return History{}, of, nil, err
	}
	if len(rows) == 0 {
		return History{}, of, nil, fault.Missing()
	}
	f, err := instrument.FormOf(tx, rows[0].Version.Version)
	if err != nil {
		return History{}, of, nil, err
	}
	h := History{Versions: make([]Version, len(rows))}
	for i, r := range rows {
		if h.Versions[i], err = r.open(of, f); err != nil {
			return History{}, of, nil, err
		}
	}
	return h, of, f, nil
}

// Of lists the measurements of a client as they stand now, the newest first, with those of the records that were joined to hers. Withdrawn
// ones are left out.
func Of(tx *act.Tx, c client.ClientID) ([]Version, error) {
	holders, ids, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	rows, err := currentOf(tx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Version, len(rows))
	for i, r := range rows {
		f, err := instrument.FormOf(tx, r.Version.Version)
		if err != nil {
			return nil, err
		}
		if all[i], err = r.open(holders[r.Client], f); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mayRead asks to read the measurements of a client, and of the records that were joined to hers.
func mayRead(tx *act.Tx, c client.ClientID) (map[client.ClientID]client.Holder, []client.ClientID, error) {
	ids, err := client.Same(tx, c)
	if err != nil {
		return nil, nil, err
	}
	if len(ids) == 0 {
		ids = []client.ClientID{c}
	}
	holders := map[client.ClientID]client.Holder{}
	for _, one := range ids {
		h, err := client.Hold(tx, one, client.Measuring)
		if err != nil {
			return nil, nil, err
		}
		if err := tx.Require(h.Reading(access.ReadMeasurements), h.Subject(noun)); err != nil {
			return nil, nil, err
		}
		holders[one] = h
	}
	return holders, ids, nil
}

// Glimpse is how often a client was measured with an instrument, and when last.
type Glimpse struct {
	Version instrument.VersionID // of the newest
	Day     civil.Date
	Count   int
}

// Glance tells with which instruments a client was measured, the newest first, without opening what was answered.
func Glance(tx *act.Tx, c client.ClientID) ([]Glimpse, error) {
	_, ids, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	return glimpses(tx, ids)
}
