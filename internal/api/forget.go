package api

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
)

// Forget removes by what names responses about a client came, who is being erased: the other program knows her by them. It comes before
// client.Erase, in the same act.
func Forget(tx *act.Tx, c client.ClientID) error {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return err
	}
	if err := tx.Require(access.EraseClients, h.Subject("measurement")); err != nil {
		return err
	}
	ids, err := client.Same(tx, c)
	if err != nil || len(ids) == 0 {
		return err
	}
	return forget(tx, ids)
}
