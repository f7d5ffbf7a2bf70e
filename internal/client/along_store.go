package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// alongIDs are the clients whose own or pair worker the actor is on the act's day and who have agreed to a thing, the newest first.
func alongIDs(tx *act.Tx, to ConsentKind, most int) ([]ClientID, error) {
	a := act.Args{Values: []any{tx.Actor.ID, string(to)}}
	today := a.Add(tx.Today())
	return act.All(tx, scanID, `SELECT c.id FROM client_client c WHERE c.erased_at IS NULL AND c.merged_into IS NULL
		AND EXISTS (SELECT 1 FROM client_relation r WHERE r.holder = c.id AND r.worker = $1 AND r.kind IN ('own', 'pair')
		AND r.from_day <= `+today+" AND (r.to_day IS NULL OR r.to_day > "+today+") AND r.organisation IN "+
		act.List(&a, tx.Actor.OrganisationsOf(access.CarryClients))+`)
		AND `+heldConsent+" = '"+string(Given)+"' ORDER BY c.id DESC LIMIT "+a.Add(most), a.Values...)
}
