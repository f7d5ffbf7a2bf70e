package outcome

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// draftsKept is how long what was never handed in stays after its link has expired.
const draftsKept = 7 * 24 * time.Hour

// Removed is what Upkeep took away.
type Removed struct{ Drafts, Throttles int64 }

// Upkeep takes away what is of no use any more: answers that nobody handed in before their link expired, and old counts of tries.
func Upkeep(tx *act.Tx) (r Removed, err error) {
	if err := tx.Require(access.TidyMeasurements, access.All(noun, access.Installation)); err != nil {
		return r, err
	}
	if r.Drafts, err = removeDrafts(tx, tx.Now.Add(-draftsKept)); err != nil {
		return r, err
	}
	r.Throttles, err = removeThrottles(tx, tx.Now.Add(-2*triesForgotten))
	return r, err
}
