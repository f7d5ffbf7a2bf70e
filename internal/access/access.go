// Package access says who may do what where: permissions, roles, actors and
// subjects. It is pure and decides from its arguments alone. Being allowed is
// never inferred from a menu, and what no table grants is refused.
package access

import (
	"slices"

	"rinnalla/internal/id"
)

// Organisation, Unit and Worker are here only to give their ids a type on the
// authority floor; the things themselves live in package staff.
type (
	Organisation struct{}
	Unit         struct{}
	Worker       struct{}
	// Thing is any record that a permission can be asked about.
	Thing struct{}

	OrganisationID = id.Of[Organisation]
	UnitID         = id.Of[Unit]
	WorkerID       = id.Of[Worker]
	ThingID        = id.Of[Thing]
)

// Installation stands in the place of an organisation for what belongs to the
// whole installation: organisations themselves, areas, attempts to sign in.
var Installation = id.Must[Organisation]("00000000-0000-7000-8000-000000000001")

// Kind is what sort of actor this is.
type Kind string

const (
	// KindWorker is a person with posts.
	KindWorker Kind = "worker"
	// KindSystem is the program itself at a named job.
	KindSystem Kind = "system"
	// KindRespondent is whoever holds the personal link of one measurement, nobody asks who.
	KindRespondent Kind = "respondent"
	// KindProgram is another program, which came with a token of its organisation.
	KindProgram Kind = "program"
)

// Actor is who acts. Posts are those in force at the time of the act.
type Actor struct {
	Kind  Kind
	ID    WorkerID // zero for the system; of a program that of its token
	Name  string   // as the use log shall name her
	Posts []Post
	// Shared are the organisations whose statistics a project shares with the actor.
	Shared []OrganisationID
	job    job
	link   LinkHash
	only   Made
}

// Made is where a record about a client was made and with which instrument; of a program, within what it may reach records: zero is anywhere,
// and with any.
type Made struct {
	Unit       UnitID
	Instrument ThingID
}

// LinkHash is the SHA-256 of the secret of a personal link, the only thing that a respondent proves herself by.
type LinkHash [32]byte

// Post is a role in a unit, or in a whole organisation when Unit is zero.
type Post struct {
	Role         Role
	Organisation OrganisationID
	Unit         UnitID
}

// Subject is what a question is about: whose it is, and which record.
type Subject struct {
	Organisation OrganisationID // zero: the installation's
	Unit         UnitID
	Kind         string // the record's noun: "visit", "place", …
	ID           ThingID
	// Tie is how the actor stands to the client whom the record is about, as found in the database.
	Tie Tie
	// Link is what opens the record to a respondent; zero: nothing does.
	Link LinkHash
	// Made is where and with what the record was made. Whoever is narrowed to a unit or to an instrument is refused what does not say.
	Made Made
}

// Tie is what ties a worker to a client: the technically verified client relationship of 703/2023 section 9, or what stands in for it.
type Tie string

const (
	TieNone Tie = ""
	// TieOwn: she is the client's own worker. TiePair: she is the pair worker.
	TieOwn  Tie = "own"
	TiePair Tie = "pair"
	// TieUnit: the client is a task of the subject's unit, and she works there.
	TieUnit Tie = "unit"
	// TieGlass: she broke the glass, with a written reason and for hours only.
	TieGlass Tie = "glass"
)

// Of makes the subject of one record. kind is the record's noun.
func Of[T any](kind string, organisation OrganisationID, unit UnitID, record id.Of[T]) Subject {
	return Subject{Organisation: organisation, Unit: unit, Kind: kind, ID: ThingID(record)}
}

// All makes the subject of an organisation's records of one kind.
func All(kind string, organisation OrganisationID) Subject {
	return Subject{Organisation: organisation, Kind: kind}
}

// Link is what a respondent proves herself by; zero for everybody else.
func (a Actor) Link() LinkHash { return a.link }

// Only is what a program is narrowed to; zero for everybody else.
func (a Actor) Only() Made { return a.only }

// Worker is the actor as whoever recorded something; zero for a client with a link, for another program and for this one.
func (a Actor) Worker() WorkerID {
	if a.Kind != KindWorker {
		return WorkerID{}
	}
	return a.ID
}

// Self is the actor's own matters.
func (a Actor) Self(kind string) Subject {
	return Subject{Organisation: a.Home(), Kind: kind, ID: ThingID(a.ID)}
}

// Home is the organisation of the actor's first post, or the installation.
func (a Actor) Home() OrganisationID {
	if len(a.Posts) > 0 {
		return a.Posts[0].Organisation
	}
	return Installation
}

// May answers whether the actor has the permission on the subject.
func (a Actor) May(p Permission, s Subject) bool {
	switch a.Kind {
	case KindSystem:
		return slices.Contains(a.job.may, p)
	case KindRespondent:
		return slices.Contains(a.job.may, p) && (p == Public || s.Link == a.link && a.link != LinkHash{})
	case KindProgram:
		// It is tied to nobody itself, but to whoever is a client of its organisation now, and to none who was.
		return slices.Contains(a.job.may, p) && (p == Public || s.Organisation == a.Home() && (p.p.purpose != forClients || s.Tie == TieUnit && a.only.covers(s)))
	}
	return slices.ContainsFunc(a.Posts, func(post Post) bool {
		return within(a, post, grants[post.Role][p], s)
	})
}

// covers tells whether a record about a client lies within: her relation and the record itself are the unit's, and the instrument is the one.
func (m Made) covers(s Subject) bool {
	return (m.Unit.IsZero() || s.Unit == m.Unit && s.Made.Unit == m.Unit) && (m.Instrument.IsZero() || s.Made.Instrument == m.Instrument)
}

func within(a Actor, post Post, reach Reach, s Subject) bool {
	switch reach {
	case ReachSelf:
		return s.ID == ThingID(a.ID)
	case ReachClose:
		return s.Organisation == post.Organisation && (s.Tie == TieOwn || s.Tie == TiePair)
	case ReachTied:
		return within(a, post, ReachClose, s) || s.Tie == TieUnit && within(a, post, ReachUnit, s)
	case ReachGlass:
		return s.Organisation == post.Organisation && s.Tie == TieGlass
	case ReachUnit:
		return s.Organisation == post.Organisation && (post.Unit.IsZero() || s.Unit == post.Unit)
	case ReachOrganisation:
		return s.Organisation == post.Organisation
	case ReachShared:
		return slices.Contains(a.Shared, s.Organisation)
	case ReachInstallation:
		return true
	default:
		return false
	}
}

// Holds answers whether the actor has the permission anywhere at all: what a
// route asks before it opens an act.
func (a Actor) Holds(p Permission) bool {
	if p == Public {
		return true
	}
	if a.Kind != KindWorker {
		return slices.Contains(a.job.may, p)
	}
	return slices.ContainsFunc(a.Posts, func(post Post) bool { return grants[post.Role][p] != ReachNone })
}

// Scope is where the actor has a permission: what a list is filtered by.
type Scope struct {
	Everywhere    bool
	Organisations []OrganisationID // whole organisations
	Units         []UnitID         // single units outside those
}

// Empty reports whether the scope covers nothing.
func (s Scope) Empty() bool {
	return !s.Everywhere && len(s.Organisations) == 0 && len(s.Units) == 0
}

// Covers reports whether records of this organisation and unit are inside.
func (s Scope) Covers(o OrganisationID, u UnitID) bool {
	return s.Everywhere || slices.Contains(s.Organisations, o) || slices.Contains(s.Units, u)
}

// ScopeOf gathers where the actor has the permission. For what reaches as far as ties do, that is where the tie of a unit can be
// hers; whom she is tied to herself is for the list to find, in the organisations of OrganisationsOf.
func (a Actor) ScopeOf(p Permission) Scope {
	var s Scope
	if a.Kind == KindSystem {
		s.Everywhere = slices.Contains(a.job.may, p)
		return s
	}
	if a.Kind == KindProgram && slices.Contains(a.job.may, p) {
		if p.p.purpose == forClients && !a.only.Unit.IsZero() {
			return Scope{Units: []UnitID{a.only.Unit}}
		}
		s.addOrganisation(a.Home())
	}
	for _, post := range a.Posts {
		switch grants[post.Role][p] {
		case ReachInstallation:
			s.Everywhere = true
		case ReachOrganisation:
			s.addOrganisation(post.Organisation)
		case ReachShared:
			for _, o := range a.Shared {
				s.addOrganisation(o)
			}
		case ReachUnit, ReachTied:
			if post.Unit.IsZero() {
				s.addOrganisation(post.Organisation)
			} else if !slices.Contains(s.Units, post.Unit) {
				s.Units = append(s.Units, post.Unit)
			}
		}
	}
	return s
}

// OrganisationsOf are those in which the actor has a post with the permission, however far it reaches.
func (a Actor) OrganisationsOf(p Permission) []OrganisationID {
	var s Scope
	for _, post := range a.Posts {
		if grants[post.Role][p] != ReachNone {
			s.addOrganisation(post.Organisation)
		}
	}
	return s.Organisations
}

func (s *Scope) addOrganisation(o OrganisationID) {
	if !slices.Contains(s.Organisations, o) {
		s.Organisations = append(s.Organisations, o)
	}
}
