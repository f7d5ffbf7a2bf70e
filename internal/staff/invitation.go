package staff

import (
	"context"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
)

// Invitation lets a worker in without a password, once: a new worker, or one
// who lost her password or second factor.
type Invitation struct {
	ID     id.Of[Invitation]
	Worker access.WorkerID
	Made   civil.Instant
	Ends   civil.Instant
	Used   civil.Instant
}

// Open tells whether the invitation can still be used.
func (v Invitation) Open(now civil.Instant) bool { return v.Used.IsZero() && now.Before(v.Ends) }

const invitationLasts = 7 * 24 * time.Hour

// Invite makes an invitation for a worker and returns its token, which is
// stored hashed and cannot be shown again. Earlier ones are void.
func Invite(tx *act.Tx, worker access.WorkerID) (string, error) {
	w, err := mayKeepWorker(tx, worker)
	if err != nil {
		return "", err
	}
	if !w.Active {
		return "", fault.New(fault.Forbidden, "staff.account_closed")
	}
	if err := voidInvitations(tx, worker); err != nil {
		return "", err
	}
	token, hash := credential.NewToken()
	v := Invitation{ID: id.New[Invitation](), Worker: worker, Made: tx.Now, Ends: tx.Now.Add(invitationLasts)}
	return token, insertInvitation(tx, v, hash)
}

// InvitationsOf lists a worker's invitations that have not been removed yet,
// newest first, for whoever may find her.
func InvitationsOf(tx *act.Tx, worker access.WorkerID) ([]Invitation, error) {
	if _, err := FindWorker(tx, worker); err != nil {
		return nil, err
	}
	return invitationsOf(tx, worker)
}

// Invited finds whom an invitation's token invites. A token that is unknown,
// used or old is not found.
func Invited(tx *act.Tx, token string) (Worker, error) {
	if err := tx.Require(access.CheckSession, access.All("invitation", access.Installation)); err != nil {
		return Worker{}, err
	}
	_, w, err := invited(tx, token)
	return w, err
}

func invited(tx *act.Tx, token string) (Invitation, Worker, error) {
	v, found, err := invitationByToken(tx, credential.HashToken(token))
	if err != nil {
		return v, Worker{}, err
	}
	if !found || !v.Open(tx.Now) {
		return v, Worker{}, invitationGone()
	}
	w, found, err := workerByID(tx, v.Worker)
	if err == nil && (!found || !w.Active) {
		err = invitationGone()
	}
	return v, w, err
}

func invitationGone() error { return fault.New(fault.NotFound, "signin.invitation_gone") }

// AcceptInvitation sets the worker's password and lets her in. What she had
// before no longer works: second factors, recovery codes, other sessions.
func (k *Keys) AcceptInvitation(ctx context.Context, acts *act.Acts, token, password string, a Attempt) (Entry, error) {
	var w Worker
	err := acts.Read(ctx, access.Visitor(), func(tx *act.Tx) error {
		var err error
		w, err = Invited(tx, token)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if err := credential.CheckPassword(password, w.Name, w.Email); err != nil {
		return Entry{}, err
	}
	hash, err := k.Hash(ctx, password)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	err = acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		var err error
		e, err = k.accept(tx, token, hash, a)
		return err
	})
	return e, err
}

func (k *Keys) accept(tx *act.Tx, token, hash string, a Attempt) (Entry, error) {
	v, w, err := invited(tx, token)
	if err != nil {
		return Entry{}, err
	}
	if err := tx.Require(access.SignIn, w.signInSubject()); err != nil {
		return Entry{}, err
	}
	if used, err := useInvitation(tx, v.ID); err != nil || !used {
		return Entry{}, orGone(err)
	}
	for _, undo := range []func(*act.Tx, access.WorkerID) error{removeTOTP, removeRecovery, removePasskeys} {
		if err := undo(tx, w.ID); err != nil {
			return Entry{}, err
		}
	}
	if err := endSessions(tx, w.ID, nil); err != nil {
		return Entry{}, err
	}
	if err := putPassword(tx, w.ID, hash); err != nil {
		return Entry{}, err
	}
	who, err := accountOf(tx, w)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Stage: who.stageAfterPassword()}
	e.Token, err = begin(tx, w.ID, e.Stage, a.Device, a.OldToken)
	return e, err
}

func orGone(err error) error {
	if err != nil {
		return err
	}
	return invitationGone()
}

// First is who runs a new installation.
type First struct {
	Organisation string // name in Finnish
	Name, Email  string
	Language     i18n.Lang
}

// AddFirst opens the account of an owner, with an organisation when the
// installation has none, and returns an invitation's token. With an account
// that stands already it makes sure that she is an owner and invites her anew:
// the way back in for who has lost everything. It is done at the terminal.
func AddFirst(tx *act.Tx, f First) (string, error) {
	if err := tx.Require(access.KeepOrganisations, access.All("organisation", access.Installation)); err != nil {
		return "", err
	}
	w, found, err := workerByEmail(tx, f.Email)
	if err != nil {
		return "", err
	}
	if !found {
		if w, err = addFirst(tx, f); err != nil {
			return "", err
		}
	}
	if err := makeOwner(tx, w); err != nil {
		return "", err
	}
	return Invite(tx, w.ID)
}

func addFirst(tx *act.Tx, f First) (Worker, error) {
	at, err := organisationsWithin(tx, access.Scope{Everywhere: true})
	if err != nil {
		return Worker{}, err
	}
	if len(at) == 0 {
		o := Organisation{ID: id.New[access.Organisation](), NameFi: f.Organisation, Kind: Other, Term: Term{From: tx.Today()}}
		if err := FoundOrganisation(tx, o); err != nil {
			return Worker{}, err
		}
		at = append(at, o)
	}
	w := Worker{ID: id.New[access.Worker](), Organisation: at[0].ID, Name: f.Name, Email: f.Email, Language: f.Language, Active: true}
	return w, AddWorker(tx, w)
}

func makeOwner(tx *act.Tx, w Worker) error {
	posts, err := postsOf(tx, w.ID)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.Role == access.RoleOwner && p.Term.In(tx.Today()) {
			return nil
		}
	}
	return GivePost(tx, Post{ID: id.New[Post](), Worker: w.ID, Role: access.RoleOwner, Organisation: w.Organisation, Term: Term{From: tx.Today()}})
}
