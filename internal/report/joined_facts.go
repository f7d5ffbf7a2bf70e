package report

import (
	"rinnalla/internal/act"
	"rinnalla/internal/client"
)

// Joined are the records that were joined to another, each with the one that stands for the person now: who counts people counts them as one.
func Joined(tx *act.Tx) (map[client.ClientID]client.ClientID, error) {
	of := map[client.ClientID]client.ClientID{}
	err := act.Each(tx, func(s act.Scanner) error {
		var from, into client.ClientID
		err := s.Scan(&from, &into)
		of[from] = into
		return err
	}, "SELECT client, into_client FROM fact_client_joined")
	for from, into := range of {
		for range of {
			next, on := of[into]
			if !on {
				break
			}
			into = next
		}
		of[from] = into
	}
	return of, wrap("find joined records", err)
}
