package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// TallyBatch is how many versions one Tally moves. The more of them, the more
// fall on the same sums; on the embedded database it holds up those who record
// for as long as it takes: a fifth of a second when a batch is full.
const TallyBatch = 6_000

// Tally moves versions from the queue into the sums by month, at most TallyBatch,
// and tells how many. A reader of the facts sees each visit exactly once whether
// it was moved or not. The program calls it every two seconds, again at once as
// long as it answers TallyBatch; it acts as [access.Tallying].
func Tally(tx *act.Tx) (int, error) {
	if err := tx.Require(access.KeepSums, access.All("sums", access.Installation)); err != nil {
		return 0, err
	}
	return moveToMonths(tx, TallyBatch)
}
