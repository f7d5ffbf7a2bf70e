package outreach

import (
	"cmp"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// TallyBatch is about how many versions one Tally moves. The more of them, the
// more fall on the same sums, and the more memory is held while they wait; on the
// embedded database a batch holds up those who record for some forty milliseconds.
// PostgreSQL lets them go on meanwhile, so TallyBatchBeside may be more.
const (
	TallyBatch       = 2_000
	TallyBatchBeside = 4_000
)

// Clerk does the tallying of one program. A zero Clerk is ready; it is used by one
// goroutine at a time.
type Clerk struct {
	// heard are days of words that were found on record, where they stay for good: so
	// what is said again and again need not be looked up again and again.
	heard wordDays
	// ahead is what was gathered for the next Tally.
	ahead gathered
	// Batch is about how many versions one Tally moves; 0: TallyBatch.
	Batch int
}

// mostRemembered bounds what a Clerk remembers: a few megabytes.
const mostRemembered = 20_000

// Gather adds up what waits in the queue ahead of Tally, in a read, so that Tally
// holds up those who record only for what it writes, and tells how many versions
// wait, up to Most. Tally does not need it.
func (c *Clerk) Gather(tx *act.Tx) (n int, err error) {
	if err := mayTally(tx); err != nil {
		return 0, err
	}
	c.ahead, err = gather(tx, c.Most())
	return len(c.ahead.queue), err
}

// Tally moves versions from the queue into the sums by month, those gathered and
// what came among them since, else at most Most, takes up the words of what
// was heard, and tells how many versions there were. A reader of the facts sees
// each visit exactly once whether it was moved or not. The program calls it every
// two seconds, again at once as long as it answers Most or more; it acts as
// [access.Tallying].
func (c *Clerk) Tally(tx *act.Tx) (int, error) {
	// Whatever becomes of this act: when it is run again, it gathers for itself.
	ahead := c.ahead
	c.ahead = gathered{}
	if err := mayTally(tx); err != nil {
		return 0, err
	}
	if len(c.heard) > mostRemembered || c.heard == nil {
		c.heard = wordDays{}
	}
	return moveToMonths(tx, c.Most(), ahead, c.heard)
}

// Most is about how many versions one Tally moves.
func (c *Clerk) Most() int { return cmp.Or(c.Batch, TallyBatch) }

func mayTally(tx *act.Tx) error {
	return tx.Require(access.KeepSums, access.All("sums", access.Installation))
}

// Tally is the tallying of a new Clerk.
func Tally(tx *act.Tx) (int, error) { return new(Clerk).Tally(tx) }
