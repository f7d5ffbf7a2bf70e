package outcome

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
)

// draftsKept is how long what was never handed in stays after its link has expired.
const draftsKept = 7 * 24 * time.Hour

// Removed is what Upkeep took away.
type Removed struct{ Drafts, Throttles int64 }

// Upkeep takes away what is of no use any more: answers that nobody handed in before their link expired, and old counts of tries.
func Upkeep(tx *act.Tx) (r Removed, err error) {
	if err := tx.Require(access.RecordMeasurements, access.All(noun, access.Installation)); err != nil {
		return r, err
	}
	if r.Drafts, err = removeDrafts(tx, tx.Now.Add(-draftsKept)); err != nil {
		return r, err
	}
	r.Throttles, err = removeThrottles(tx, tx.Now.Add(-2*triesForgotten))
	return r, err
}

// Forget removes what stands about a client who is being erased: her links with their drafts, and every text. It comes before client.Erase,
// in the same act; her key makes the texts unreadable in every copy too. Answers and scores stay for the sums of reports, under an id that
// then leads to nobody.
func Forget(tx *act.Tx, c client.ClientID) error {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return err
	}
	if err := tx.Require(access.EraseClients, h.Subject(noun)); err != nil {
		return err
	}
	ids, err := client.Same(tx, c)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := removeLinks(tx, ids); err != nil {
		return err
	}
	return removeWords(tx, ids)
}
