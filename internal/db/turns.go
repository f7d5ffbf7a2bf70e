package db

import (
	"context"
	"sync"
	"time"
)

// turns lets so many reads work at once, the others after them in the order in which
// they came. More would only take the cores from each other and all be late.
type turns chan struct{}

// longRead is how long a read keeps its turn. One that takes longer, such as a file
// of all visits, goes on without: it holds nobody up.
const longRead = 50 * time.Millisecond

// take waits for a turn. Whoever has it calls leave at the end.
func (t turns) take(ctx context.Context) (leave func(), err error) {
	select {
	case t <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	give := sync.OnceFunc(func() { <-t })
	timer := time.AfterFunc(longRead, give)
	return func() {
		timer.Stop()
		give()
	}, nil
}
