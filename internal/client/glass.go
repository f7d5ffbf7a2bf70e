package client

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/identity"
)

// GlassLasts is how long a broken glass lets its worker read.
const GlassLasts = 3 * time.Hour

// shortestReason is how many characters a reason has at least: a sentence can be answered for, a dot cannot.
const shortestReason = 10

// noticesKept is how long a notice stands in the supervisors' list once it was acknowledged.
const noticesKept = 90 * 24 * time.Hour

// Glass is a breaking of the glass: a worker without a tie to a client reads her for some hours, says why, and the supervisors are told.
type Glass struct {
	ID           GlassID // minted by the form: sent twice it is broken once
	Organisation access.OrganisationID
	Reason       string
	// Whom: the whole identity code, the client number, or name and birth day. Nobody is found by less.
	Identity      identity.Code
	Number        string
	Family, Given string
	Born          civil.Date
}

// Check gives the field faults.
func (g Glass) Check() error {
	var c fault.Checks
	c.That(!g.ID.IsZero(), "id", "client.id.missing")
	named := g.Family != "" && g.Given != "" && !g.Born.IsZero()
	c.That(!g.Identity.IsZero() || g.Number != "" || named, "whom", "client.glass.whom")
	c.That(!short(g.Reason, shortestReason-1), "reason", "client.glass.reason", "least", shortestReason)
	c.That(short(g.Reason, longestNote), "reason", "client.note.long", "max", longestNote)
	return c.Err()
}

// Broken is what came of a breaking of the glass.
type Broken struct {
	Client ClientID
	Until  civil.Instant
	// Needless: the actor is tied to the client already, and nothing was broken.
	Needless bool
}

// BreakGlass lets the actor read a client of her organisation whom she is not tied to, until GlassLasts from now. Who is not found is a
// fault of the field whom: that somebody is no client is what a worker in an emergency needs to learn. Both are in the log.
func BreakGlass(tx *act.Tx, g Glass) (Broken, error) {
	if err := tx.Require(access.BreakGlass, noun(g.Organisation, access.UnitID{})); err != nil {
		return Broken{}, err
	}
	if err := sealsOf(tx); err != nil {
		return Broken{}, err
	}
	if err := g.Check(); err != nil {
		return Broken{}, err
	}
	r, found, err := g.sought(tx)
	if err != nil {
		return Broken{}, err
	}
	if !found {
		return Broken{}, oneFault("whom", "client.glass.nobody")
	}
	t, err := tieTo(tx, r)
	if err != nil {
		return Broken{}, err
	}
	if err := tx.Require(access.BreakGlass, subject(r.organisation, r.id, t)); err != nil {
		return Broken{}, err
	}
	return g.open(tx, r, t)
}

func (g Glass) open(tx *act.Tx, r record, t tied) (Broken, error) {
	before, again, err := findGlass(tx, g.ID)
	if err != nil {
		return Broken{}, err
	}
	if again {
		if before.Client != r.root() || before.Worker != tx.Actor.ID {
			return Broken{}, conflict()
		}
		return Broken{Client: before.Client, Until: before.Until}, nil
	}
	if t.tie != access.TieNone {
		return Broken{Client: r.root(), Needless: true}, nil
	}
	root, _, err := findRecord(tx, r.root())
	if err != nil {
		return Broken{}, err
	}
	key, err := root.key(tx)
	if err != nil {
		return Broken{}, err
	}
	reason, err := key.Seal(g.Reason, place("client_glass.reason", root.id, g.ID))
	if err != nil {
		return Broken{}, err
	}
	n := Notice{ID: g.ID, Client: root.id, Organisation: root.organisation, Unit: homeUnit(tx, root.organisation), Worker: tx.Actor.ID,
		OpenedAt: tx.Now, Until: tx.Now.Add(GlassLasts)}
	return Broken{Client: n.Client, Until: n.Until}, insertGlass(tx, n, reason)
}

// GlassUntil is how long the actor may read a client whose glass she broke; zero when she is tied to her otherwise.
func GlassUntil(tx *act.Tx, c ClientID) (civil.Instant, error) {
	r, err := mayRead(tx, c)
	if err != nil {
		return civil.Instant{}, err
	}
	return glassUntil(tx, r.root())
}

// homeUnit is the unit in which the actor works in an organisation.
func homeUnit(tx *act.Tx, o access.OrganisationID) access.UnitID {
	for _, post := range tx.Actor.Posts {
		if post.Organisation == o && !post.Unit.IsZero() {
			return post.Unit
		}
	}
	return access.UnitID{}
}

// sought finds the one client who is meant.
func (g Glass) sought(tx *act.Tx) (record, bool, error) {
	var c ClientID
	var found bool
	var err error
	switch {
	case !g.Identity.IsZero():
		c, found, err = clientOfCode(tx, codeMarks(tx.Seals, g.Organisation, g.Identity))
	case g.Number != "":
		c, found, err = clientOfNumber(tx, g.Organisation, foldNumber(g.Number))
	default:
		return g.soughtByName(tx)
	}
	if err != nil || !found {
		return record{}, false, err
	}
	r, found, err := findRecord(tx, c)
	return r, found && r.erasedAt.IsZero(), err
}

func (g Glass) soughtByName(tx *act.Tx) (record, bool, error) {
	p := Person{Family: g.Family, Given: g.Given, Born: g.Born}
	born, err := clientsMarked(tx, [][][]byte{nameMarks(tx.Seals, g.Organisation, bornValue(g.Born))}, mostCompared)
	if err != nil {
		return record{}, false, err
	}
	alike, err := compare(tx, p, born, record{})
	if err != nil {
		return record{}, false, err
	}
	// The same name goes before nearly the same; of two who are alike one cannot be told.
	var one *like
	for i, a := range alike {
		if a.reason == SameBirthSameName {
			if one != nil {
				return record{}, false, oneFault("whom", "client.glass.several")
			}
			one = &alike[i]
		}
	}
	if one == nil {
		return record{}, false, nil
	}
	return one.record, true, nil
}

// Notice tells the supervisors of a broken glass.
type Notice struct {
	ID              GlassID
	Client          ClientID
	Number          string // the client's
	Organisation    access.OrganisationID
	Unit            access.UnitID // the worker's; zero: none
	Worker          access.WorkerID
	Reason          string // empty once the client's key is destroyed
	OpenedAt, Until civil.Instant
	AcknowledgedBy  access.WorkerID // zero: nobody yet
	AcknowledgedAt  civil.Instant
}

// Notices lists the broken glasses of the organisations that the actor supervises: first those that nobody has acknowledged, the oldest
// first, then those of the last months, the newest first.
func Notices(tx *act.Tx) ([]Notice, error) {
	scope, err := tx.Scope(access.SuperviseClients, "glass")
	if err != nil {
		return nil, err
	}
	rows, err := glasses(tx, scope, tx.Now.Add(-noticesKept))
	if err != nil {
		return nil, err
	}
	all := make([]Notice, len(rows))
	for i, g := range rows {
		key, err := g.record.key(tx)
		if err != nil {
			return nil, err
		}
		if err := tx.Require(access.SuperviseClients, access.Of("client", g.Organisation, access.UnitID{}, g.Client)); err != nil {
			return nil, err
		}
		all[i] = g.Notice
		if !key.IsZero() {
			if all[i].Reason, err = key.Open(g.reason, place("client_glass.reason", g.Client, g.ID)); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// NoticesWaiting counts those that nobody has acknowledged and that the actor may: not her own.
func NoticesWaiting(tx *act.Tx) (int, error) {
	scope, err := tx.Scope(access.CountNotices, "glass")
	if err != nil {
		return 0, err
	}
	return waitingGlasses(tx, scope)
}

// Acknowledge takes note of a broken glass. Nobody acknowledges her own. Twice is once.
func Acknowledge(tx *act.Tx, notice GlassID) error {
	n, found, err := findGlass(tx, notice)
	if err != nil {
		return err
	}
	if err := tx.Require(access.SuperviseClients, access.Of("client", n.Organisation, access.UnitID{}, n.Client)); err != nil {
		return err
	}
	if !found {
		return fault.Missing()
	}
	if n.Worker == tx.Actor.ID {
		return fault.New(fault.Conflict, "client.glass.own")
	}
	return acknowledge(tx, notice)
}
