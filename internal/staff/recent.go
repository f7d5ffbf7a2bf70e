package staff

import (
	"context"
	"sync"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
)

// Recent remembers for a moment who was behind a session, so that a phone which
// sends record after record is not looked up for each. A session that is ended or
// a post that is taken away through this program counts at once: every act that
// may change who is let in makes it forget all. What another node or the
// command line changes counts within a second. The zero value is ready for use.
type Recent struct {
	mu       sync.Mutex
	rights   uint64
	sessions map[string]remembered
}

const (
	rememberedFor = time.Second
	// More sessions than this are not remembered at once.
	mostRemembered = 10_000
)

type remembered struct {
	identityRows
	at civil.Instant
}

// Identify is [Identify] with a memory.
func (r *Recent) Identify(ctx context.Context, acts *act.Acts, token string) (Identity, error) {
	if token == "" {
		return Identity{}, nil
	}
	// What is read from here on is only good as long as the rights stay as they are.
	rights, now, hash := acts.Rights(), acts.Now(), credential.HashToken(token)
	found, known := r.recall(rights, now, string(hash))
	if !known {
		var err error
		if found, err = lookUp(ctx, acts, hash); err != nil {
			return Identity{}, err
		}
		r.remember(rights, now, string(hash), found)
	}
	return found.judged(ctx, acts)
}

func (r *Recent) recall(rights uint64, now civil.Instant, hash string) (identityRows, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rights != rights {
		return identityRows{}, false
	}
	found, known := r.sessions[hash]
	age := now.Sub(found.at)
	return found.identityRows, known && age >= 0 && age < rememberedFor
}

func (r *Recent) remember(rights uint64, now civil.Instant, hash string, found identityRows) {
	if found.session.ID.IsZero() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if rights < r.rights {
		return
	}
	if rights > r.rights || r.sessions == nil || len(r.sessions) >= mostRemembered {
		r.rights, r.sessions = rights, map[string]remembered{}
	}
	r.sessions[hash] = remembered{found, now}
}
