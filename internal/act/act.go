// Package act is the unit of work: actor, clock, transaction, permission and
// use log in one. The only way to the database is an open act, and an act in
// which nobody asked for permission cannot end.
package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/seal"
)

// Acts opens acts on one database.
type Acts struct {
	db   *db.DB
	now  func() civil.Instant
	feed *feed
	// rights counts the acts that may have changed them.
	rights atomic.Uint64
	seals  *seal.Ring
}

// New makes acts on an open database. now is the program's clock.
func New(d *db.DB, now func() civil.Instant) *Acts {
	return &Acts{db: d, now: now, feed: &feed{}}
}

// SealWith gives the acts the installation's secrets, before the first of them is opened. Acts without them cannot touch what is sealed.
func (a *Acts) SealWith(r *seal.Ring) { a.seals = r }

// ErrUnasked is what an act ends with when it never asked for permission: a bug
// in the verb, never shown as anything but a failure.
var ErrUnasked = errors.New("act: nobody asked for permission")

// Act gives the acts of one run an id in the log.
type Act struct{}

// Tx is one open act. Domain verbs take it first and take no context: the act
// carries it.
type Tx struct {
	*db.Tx
	// Now is the act's one moment.
	Now   civil.Instant
	Actor access.Actor
	// Seals are the installation's secrets; nil for a command that was given none.
	Seals *seal.Ring
	act   id.Of[Act]
	asked bool
	// governs is true once a permission was asked that may change rights.
	governs bool
	asks    []ask
	known   map[ask]bool // asks, once there are many
	after   []func()
}

// After has fn called once the act has ended well. What the act read is then known to be on the disk, its own writes included, and may be
// remembered. An act that is done over forgets the functions of the time before.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// end calls what was to be called after the act.
func (tx *Tx) end() {
	for _, fn := range tx.after {
		fn()
	}
}

// Today is the act's day in Finland.
func (tx *Tx) Today() civil.Date { return tx.Now.Date() }

// Read opens an act that changes nothing but the log. What fn gathered may be
// shown only when Read returned nil: only then is the reading on record.
func (a *Acts) Read(ctx context.Context, actor access.Actor, fn func(*Tx) error) error {
	var last *Tx
	var rows []Entry
	inline := a.db.Engine() == db.Postgres
	err := a.db.Read(ctx, func(t *db.Tx) error {
		last = a.open(t, actor)
		if err := fn(last); err != nil {
			return err
		}
		if !last.asked {
			return ErrUnasked
		}
		rows = entries(last, Done)
		if inline {
			return writeLog(last, rows)
		}
		return nil
	})
	if err != nil {
		return a.refuse(ctx, last, err)
	}
	if !inline && len(rows) > 0 {
		if err := a.db.Write(ctx, func(t *db.Tx) error { return writeLog(&Tx{Tx: t}, rows) }); err != nil {
			return surface(fmt.Errorf("log a reading: %w", err))
		}
	}
	a.feed.add(rows)
	last.end()
	return nil
}

// Write opens an act that may change things. It is on the disk, log and all,
// when Write returns nil. fn may run more than once and must do nothing but
// database work.
func (a *Acts) Write(ctx context.Context, actor access.Actor, fn func(*Tx) error) error {
	var last *Tx
	var rows []Entry
	err := a.db.Write(ctx, func(t *db.Tx) error {
		last = a.open(t, actor)
		if err := fn(last); err != nil {
			return err
		}
		if !last.asked {
			return ErrUnasked
		}
		rows = entries(last, Done)
		return writeLog(last, rows)
	})
	if last != nil && last.governs {
		// After a failure too: the database may have done it before the answer was lost.
		a.rights.Add(1)
	}
	if err != nil {
		return a.refuse(ctx, last, err)
	}
	a.feed.add(rows)
	last.end()
	return nil
}

// Rights is a number that grows with every act of this program that may have
// changed who is let in and what she may do. What was found out about that
// before it grew is not to be relied on.
func (a *Acts) Rights() uint64 { return a.rights.Load() }

func (a *Acts) open(t *db.Tx, actor access.Actor) *Tx {
	return &Tx{Tx: t, Now: a.now(), Actor: actor, Seals: a.seals, act: id.New[Act]()}
}

// refuse logs what was asked in an act that was rolled back: a refusal as
// refused, everything else as failed. The act's own error comes first.
func (a *Acts) refuse(ctx context.Context, tx *Tx, err error) error {
	if tx != nil && len(tx.asks) > 0 {
		rows := entries(tx, Failed)
		// A reader who hung up has still asked.
		if logErr := a.db.Write(context.WithoutCancel(ctx), func(t *db.Tx) error { return writeLog(&Tx{Tx: t}, rows) }); logErr != nil {
			return surface(errors.Join(err, fmt.Errorf("log a refusal: %w", logErr)))
		}
		a.feed.add(rows)
	}
	return surface(err)
}

// surface turns an outage of the database into the fault that faces can tell.
func surface(err error) error {
	var out *db.Outage
	if errors.As(err, &out) {
		//i18n:keys fault.database_*
		return &unavailable{Fault: fault.New(fault.Unavailable, "fault.database_"+out.Reason), cause: err}
	}
	return err
}

// unavailable keeps the cause for the operator's log beside the fault for the reader.
type unavailable struct {
	*fault.Fault
	cause error
}

func (u *unavailable) Error() string   { return u.Fault.Error() + ": " + u.cause.Error() }
func (u *unavailable) Unwrap() []error { return []error{u.Fault, u.cause} }

// Require asks for a permission on one subject, and thereby writes the use log.
// The answer to a refusal is "not found": absent and forbidden look alike.
func (tx *Tx) Require(p access.Permission, s access.Subject) error {
	if !p.Defined() {
		return errors.New("act: a permission that access never defined")
	}
	tx.asked, tx.governs = true, tx.governs || p.Governs()
	if tx.Actor.May(p, s) {
		tx.note(p, s, Done)
		return nil
	}
	tx.note(p, s, Refused)
	return fault.Missing()
}

// Scope asks where the actor has the permission: what a list or a sum is
// filtered by. kind is the noun of what is listed. One log row per organisation
// says that its records were used; an empty scope is refused.
func (tx *Tx) Scope(p access.Permission, kind string) (access.Scope, error) {
	if !p.Defined() {
		return access.Scope{}, errors.New("act: a permission that access never defined")
	}
	tx.asked, tx.governs = true, tx.governs || p.Governs()
	s := tx.Actor.ScopeOf(p)
	if s.Empty() {
		tx.note(p, access.All(kind, tx.Actor.Home()), Refused)
		return s, fault.Missing()
	}
	if s.Everywhere {
		tx.note(p, access.All(kind, access.Installation), Done)
	}
	for _, o := range s.Organisations {
		tx.note(p, access.All(kind, o), Done)
	}
	for _, post := range tx.Actor.Posts {
		for _, u := range s.Units {
			if post.Unit == u {
				tx.note(p, access.Subject{Organisation: post.Organisation, Unit: u, Kind: kind}, Done)
			}
		}
	}
	return s, nil
}

type ask struct {
	permission access.Permission
	subject    access.Subject
	outcome    Outcome
}

func (tx *Tx) note(p access.Permission, s access.Subject, o Outcome) {
	if p.Quiet() && o == Done {
		return
	}
	if s.Organisation.IsZero() {
		s.Organisation = access.Installation
	}
	a := ask{p, s, o}
	if tx.askedBefore(a) {
		return
	}
	tx.asks = append(tx.asks, a)
}

// few questions are faster looked through than looked up.
const few = 16

func (tx *Tx) askedBefore(a ask) bool {
	if len(tx.asks) < few {
		return slices.Contains(tx.asks, a)
	}
	if tx.known == nil {
		tx.known = make(map[ask]bool, 4*few)
		for _, b := range tx.asks {
			tx.known[b] = true
		}
	}
	before := tx.known[a]
	tx.known[a] = true
	return before
}

// Ping reports whether the database answers.
func (a *Acts) Ping(ctx context.Context) error { return surface(a.db.Ping(ctx)) }

// Now is the program's clock, for what happens outside an act.
func (a *Acts) Now() civil.Instant { return a.now() }
