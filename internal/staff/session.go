package staff

import (
	"context"
	"slices"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
)

// Stage says how far a session's signing in has come.
type Stage string

const (
	// StageNone: there is no session, or it has ended.
	StageNone Stage = ""
	// StageCode: the second factor is still to be given.
	StageCode Stage = "code"
	// StageSetUp: a second factor is still to be set up.
	StageSetUp Stage = "set_up"
	// StageFull: signed in.
	StageFull Stage = "full"
)

// betweenFactors is how long the way from the first factor to the second may take.
const betweenFactors = 15 * time.Minute

// seenEvery is how exactly a session's last use is known: a write a minute, not
// a write a request.
const seenEvery = time.Minute

// Session is one browser in which a worker is signed in.
type Session struct {
	ID       id.Of[Session]
	Worker   access.WorkerID
	Stage    Stage
	Device   string // browser and system: "firefox.windows"
	Started  civil.Instant
	Seen     civil.Instant
	Ended    civil.Instant
	Settings Settings
}

// live tells whether the session is good at the moment.
func (s Session) live(now civil.Instant) bool {
	idle, absolute := s.Settings.idle(), s.Settings.absolute()
	if s.Stage != StageFull {
		idle, absolute = betweenFactors, betweenFactors
	}
	return s.Ended.IsZero() && now.Sub(s.Seen) < idle && now.Sub(s.Started) < absolute
}

// left is how long a live session lasts if it is not used again.
func (s Session) left(now civil.Instant) time.Duration {
	return min(s.Settings.idle()-now.Sub(s.Seen), s.Settings.absolute()-now.Sub(s.Started))
}

// Identity is what a session token tells of a request.
type Identity struct {
	Actor access.Actor // with the posts in force today
	Stage Stage
	Ended bool // the token was good once
	// Left is how long the session lasts if it is not used again.
	Left    time.Duration
	Session id.Of[Session]
	Lang    i18n.Lang
	Places  []Place // where she has posts, for the account menu
}

// Place is the organisation and unit of a post, in the worker's language.
type Place struct{ Organisation, Unit string }

// Identify finds who sends a request, by one question to the database. The
// session's last use is written down at most once a minute.
func Identify(ctx context.Context, acts *act.Acts, token string) (Identity, error) {
	if token == "" {
		return Identity{}, nil
	}
	found, err := lookUp(ctx, acts, credential.HashToken(token))
	if err != nil {
		return Identity{}, err
	}
	return found.judged(ctx, acts)
}

func lookUp(ctx context.Context, acts *act.Acts, hash []byte) (found identityRows, err error) {
	err = acts.Read(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("session", access.Installation)); err != nil {
			return err
		}
		found, err = identityOf(tx, hash)
		return err
	})
	return found, err
}

// judged tells what the session is worth at the moment.
func (f identityRows) judged(ctx context.Context, acts *act.Acts) (Identity, error) {
	if f.session.ID.IsZero() {
		return Identity{}, nil
	}
	now := acts.Now()
	if !f.active || !f.session.live(now) {
		return Identity{Ended: true}, nil
	}
	if now.Sub(f.session.Seen) >= seenEvery {
		if err := touch(ctx, acts, f.session.ID); err != nil {
			return Identity{}, err
		}
		f.session.Seen = now
	}
	who := f.identity()
	who.Left = f.session.left(now)
	return who, nil
}

func touch(ctx context.Context, acts *act.Acts, session id.Of[Session]) error {
	return acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("session", access.Installation)); err != nil {
			return err
		}
		return seenSession(tx, session)
	})
}

// identityRows is what the one question brings: the session, its worker, and
// her posts and shares without repetition.
type identityRows struct {
	session Session
	active  bool
	name    string
	lang    i18n.Lang
	posts   []access.Post
	places  []Place
	shared  []access.OrganisationID
}

func (f identityRows) identity() Identity {
	who := Identity{Stage: f.session.Stage, Session: f.session.ID, Lang: f.lang, Places: f.places}
	who.Actor = access.Actor{Kind: access.KindWorker, ID: f.session.Worker, Name: f.name, Posts: f.posts, Shared: f.shared}
	return who
}

func (f *identityRows) addPost(p access.Post, at Place) {
	if p.Role != "" && !slices.Contains(f.posts, p) {
		f.posts = append(f.posts, p)
		if !slices.Contains(f.places, at) {
			f.places = append(f.places, at)
		}
	}
}

func (f *identityRows) addShared(o access.OrganisationID) {
	if !o.IsZero() && !slices.Contains(f.shared, o) {
		f.shared = append(f.shared, o)
	}
}

// begin makes a new session with a new token; the old session of the same
// browser ends.
func begin(tx *act.Tx, worker access.WorkerID, stage Stage, device, oldToken string) (string, error) {
	if oldToken != "" {
		if err := endByToken(tx, credential.HashToken(oldToken)); err != nil {
			return "", err
		}
	}
	token, hash := credential.NewToken()
	s := Session{ID: id.New[Session](), Worker: worker, Stage: stage, Device: device, Started: tx.Now, Seen: tx.Now}
	return token, insertSession(tx, s, hash)
}

// advance lifts a session to a later stage under a new token.
func advance(tx *act.Tx, session id.Of[Session], stage Stage) (string, error) {
	token, hash := credential.NewToken()
	return token, renewSession(tx, session, stage, hash)
}

// SignOut ends the session of the token, whoever holds it.
func SignOut(ctx context.Context, acts *act.Acts, token string) error {
	return acts.Write(ctx, access.Visitor(), func(tx *act.Tx) error {
		if err := tx.Require(access.CheckSession, access.All("session", access.Installation)); err != nil {
			return err
		}
		return endByToken(tx, credential.HashToken(token))
	})
}

// OwnSessions lists the sessions in which the actor is signed in, newest use first.
func OwnSessions(tx *act.Tx) ([]Session, error) {
	if err := tx.Require(access.KeepOwnAccount, tx.Actor.Self("session")); err != nil {
		return nil, err
	}
	return liveSessions(tx, tx.Actor.ID)
}

// SessionsOf lists a worker's sessions for whoever keeps her account.
func SessionsOf(tx *act.Tx, worker access.WorkerID) ([]Session, error) {
	if _, err := FindWorker(tx, worker); err != nil {
		return nil, err
	}
	return liveSessions(tx, worker)
}

func liveSessions(tx *act.Tx, worker access.WorkerID) ([]Session, error) {
	all, err := sessionsOf(tx, worker)
	return slices.DeleteFunc(all, func(s Session) bool { return s.Stage != StageFull || !s.live(tx.Now) }), err
}

// EndOwnSession ends one of the actor's sessions.
func EndOwnSession(tx *act.Tx, session id.Of[Session]) error {
	if err := tx.Require(access.KeepOwnAccount, tx.Actor.Self("session")); err != nil {
		return err
	}
	ended, err := endSession(tx, session, tx.Actor.ID)
	if err == nil && !ended {
		return fault.Missing()
	}
	return err
}

// EndOtherSessions ends all the actor's sessions but the one she is using.
func EndOtherSessions(tx *act.Tx, keep id.Of[Session]) error {
	if err := tx.Require(access.KeepOwnAccount, tx.Actor.Self("session")); err != nil {
		return err
	}
	return endSessions(tx, tx.Actor.ID, &keep)
}

// EndSessionsOf ends all sessions of a worker, for whoever keeps her account.
func EndSessionsOf(tx *act.Tx, worker access.WorkerID) error {
	if _, err := mayKeepWorker(tx, worker); err != nil {
		return err
	}
	return endSessions(tx, worker, nil)
}
