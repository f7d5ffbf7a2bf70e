package outcome

import (
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
)

const plannedColumns = "id, client, organisation, instrument, occasion, due, counts_from, version, made_by, made_at"

func scanPlanned(s act.Scanner) (p Planned, err error) {
	return p, s.Scan(&p.ID, &p.Client, &p.Organisation, &p.Instrument, &p.Occasion, &p.Due, &p.Counts, &p.Version, &p.MadeBy, &p.MadeAt)
}

func insertPlanned(tx *act.Tx, p Planned) error {
	_, err := tx.Exec("INSERT INTO outcome_planned ("+plannedColumns+") VALUES "+act.Values(1, 10)+" ON CONFLICT DO NOTHING",
		p.ID, p.Client, p.Organisation, p.Instrument, string(p.Occasion), p.Due, p.Counts, p.Version, p.MadeBy, p.MadeAt)
	return err
}

func findPlanned(tx *act.Tx, planned PlannedID) (Planned, bool, error) {
	return act.One(tx, scanPlanned, "SELECT "+plannedColumns+" FROM outcome_planned WHERE id = $1", planned)
}

func plannedOf(tx *act.Tx, clients []client.ClientID) ([]Planned, error) {
	var a act.Args
	return act.All(tx, scanPlanned, "SELECT "+plannedColumns+" FROM outcome_planned WHERE client IN "+act.List(&a, clients)+" ORDER BY due, id", a.Values...)
}

func plannedUntil(tx *act.Tx, clients []client.ClientID, until civil.Date) ([]Planned, error) {
	var a act.Args
	return act.All(tx, scanPlanned, "SELECT "+plannedColumns+" FROM outcome_planned WHERE client IN "+act.List(&a, clients)+" AND due <= "+a.Add(until)+
		" ORDER BY due, id", a.Values...)
}

func movePlanned(tx *act.Tx, p Planned) error {
	_, err := tx.Exec("UPDATE outcome_planned SET due = $1, counts_from = $2, version = version + 1 WHERE id = $3 AND version = $4", p.Due, p.Counts, p.ID, p.Version)
	return err
}

func removePlanned(tx *act.Tx, planned PlannedID) error {
	_, err := tx.Exec("DELETE FROM outcome_planned WHERE id = $1", planned)
	return err
}

func removePlans(tx *act.Tx, clients []client.ClientID) error {
	var a act.Args
	_, err := tx.Exec("DELETE FROM outcome_planned WHERE client IN "+act.List(&a, clients), a.Values...)
	return err
}

// madeOf are the measurements of clients as plans know them, the earliest first.
func madeOf(tx *act.Tx, clients []client.ClientID) ([]made, error) {
	if len(clients) == 0 {
		return nil, nil
	}
	var a act.Args
	return act.All(tx, func(s act.Scanner) (m made, err error) {
		return m, s.Scan(&m.id, &m.client, &m.instrument, &m.occasion, &m.day)
	},
		"SELECT id, client, instrument, occasion, day FROM outcome_measurement WHERE client IN "+act.List(&a, clients)+
			" AND state = 'current' ORDER BY day, id", a.Values...)
}
