package staff

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/seal"
)

// draftLasts is how long a draft and an ended session are kept: time enough to
// come back to a form the next morning.
const draftLasts = 24 * time.Hour

const (
	longestDraft = 100_000 // bytes
	draftsKept   = 20      // for one worker
)

// secretFields never stand in a draft.
var secretFields = []string{"password", "current", "code", "response"}

// KeepDraft keeps what a worker typed into the form at path when her session,
// named by its token, had ended meanwhile. It is kept sealed: a form may be about
// a client. A token that was never good, and a draft that is too long, are passed over.
func KeepDraft(ctx context.Context, acts *act.Acts, token, path string, fields url.Values) error {
	kept := url.Values{}
	for name, values := range fields {
		kept[name] = values
	}
	for _, name := range secretFields {
		kept.Del(name)
	}
	text := kept.Encode()
	if token == "" || text == "" || len(text) > longestDraft {
		return nil
	}
	return acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("draft", access.Installation)); err != nil {
			return err
		}
		s, found, err := sessionByToken(tx, token)
		if err != nil || !found || s.Stage != StageFull {
			return err
		}
		n, err := draftsOf(tx, s.Worker, path)
		if err != nil || n >= draftsKept {
			return err
		}
		box, err := tx.Seals.SealShort(text, draftPlace(s.Worker, path))
		if err != nil {
			return err
		}
		return putDraft(tx, s.Worker, path, base64.StdEncoding.EncodeToString(box))
	})
}

func draftPlace(worker access.WorkerID, path string) string {
	return "staff_draft/" + worker.String() + path
}

// ReadDraft is what the actor had typed into the form at path; nil when there
// is no draft.
func ReadDraft(tx *act.Tx, path string) (url.Values, error) {
	if err := tx.Require(access.KeepOwnAccount, tx.Actor.Self("draft")); err != nil {
		return nil, err
	}
	kept, found, err := draftAt(tx, tx.Actor.ID, path)
	if err != nil || !found {
		return nil, err
	}
	box, err := base64.StdEncoding.DecodeString(kept)
	if err != nil {
		return nil, nil // kept by a version of the program that did not seal
	}
	text, err := tx.Seals.OpenShort(box, draftPlace(tx.Actor.ID, path))
	if errors.Is(err, seal.ErrSealed) {
		return nil, nil // sealed under a secret that is no longer there
	}
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(text)
}

// DropDraft forgets a draft once its form has been saved, or is not wanted.
func DropDraft(tx *act.Tx, path string) error {
	if err := tx.Require(access.KeepOwnAccount, tx.Actor.Self("draft")); err != nil {
		return err
	}
	return removeDraft(tx, tx.Actor.ID, path)
}

// Removed is how much of each Upkeep took away.
type Removed struct{ Sessions, Drafts, Challenges, Throttles, Invitations int64 }

// Upkeep removes what is over: sessions and drafts after a day, challenges,
// forgotten throttles, and invitations a month after their end.
func Upkeep(tx *act.Tx) (Removed, error) {
	var r Removed
	if err := tx.Require(access.KeepSettings, access.All("session", access.Installation)); err != nil {
		return r, err
	}
	dayAgo := tx.Now.Add(-draftLasts)
	for _, step := range []struct {
		gone   *int64
		remove func(*act.Tx, civil.Instant) (int64, error)
		before civil.Instant
	}{
		{&r.Sessions, removeSessions, dayAgo},
		{&r.Drafts, removeDrafts, dayAgo},
		{&r.Challenges, removeChallenges, tx.Now},
		{&r.Throttles, removeThrottles, tx.Now.Add(-forgottenAfter)},
		{&r.Invitations, removeInvitations, tx.Now.Add(-30 * 24 * time.Hour)},
	} {
		var err error
		if *step.gone, err = step.remove(tx, step.before); err != nil {
			return r, err
		}
	}
	return r, nil
}
