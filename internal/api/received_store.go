package api

import (
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/outcome"
)

// received is what is kept of a response beside its measurement.
type received struct {
	measurement outcome.MeasurementID
	client      client.ClientID
	digest      []byte
}

func scanReceived(s act.Scanner) (r received, err error) {
	return r, s.Scan(&r.measurement, &r.client, &r.digest)
}

// receivedAs are all that came by a name, in any organisation, the earliest first.
func receivedAs(tx *act.Tx, name fhir.Identifier) ([]received, error) {
	return act.All(tx, scanReceived, "SELECT measurement, client, digest FROM api_received WHERE value = $1 AND system = $2 ORDER BY received_at, measurement",
		name.Value, name.System)
}

// keep remembers by what name a response came, and with what content.
func keep(tx *act.Tx, m outcome.Measurement, name fhir.Identifier, digest [32]byte) error {
	_, err := tx.Exec(`INSERT INTO api_received (measurement, client, system, value, digest, token, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING`, m.ID, m.Client, name.System, name.Value, digest[:], tx.Actor.ID, tx.Now)
	return err
}

// namesOf are the identifiers that responses came with, by their measurements; those of other measurements are not in it.
func namesOf(tx *act.Tx, all []outcome.MeasurementID) (map[outcome.MeasurementID]fhir.Identifier, error) {
	names := make(map[outcome.MeasurementID]fhir.Identifier, len(all))
	for some := range act.Shares(all, 1) {
		var a act.Args
		err := act.Each(tx, func(s act.Scanner) error {
			var m outcome.MeasurementID
			var name fhir.Identifier
			err := s.Scan(&m, &name.System, &name.Value)
			names[m] = name
			return err
		}, "SELECT measurement, system, value FROM api_received WHERE measurement IN "+act.List(&a, some), a.Values...)
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}

// forget removes what is kept of responses about clients.
func forget(tx *act.Tx, clients []client.ClientID) error {
	var a act.Args
	_, err := tx.Exec("DELETE FROM api_received WHERE client IN "+act.List(&a, clients), a.Values...)
	return err
}
