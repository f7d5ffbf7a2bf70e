package credential

import "time"

// Limit is how many tries of a kind are free, and how long the wait is after the
// first that is not: each further one doubles it, up to a quarter of an hour.
type Limit struct {
	Kind string
	Free int64
}

const (
	firstWait   = 15 * time.Second
	longestWait = 15 * time.Minute
)

// Wait is how long nothing more is tried after so many tries.
func (l Limit) Wait(tries int64) time.Duration {
	if tries < l.Free {
		return 0
	}
	wait := firstWait
	for range min(tries-l.Free, 10) {
		wait *= 2
	}
	return min(wait, longestWait)
}
