// Package client keeps the people whom the work is for: who each is, sealed under a key of her own, and since when she is a client of
// which unit and worker; what she has agreed to; and who may see her, which is only who is tied to her or broke the glass.
package client

import (
	"bytes"
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/seal"
)

type (
	ClientID     = id.Of[Client]
	RelationID   = id.Of[Relation]
	CorrectionID = id.Of[Correction]
	ConsentID    = id.Of[Consent]
	MergeID      = id.Of[Merge]
	GlassID      = id.Of[Glass]
)

// Client is a person as the actor may see her.
type Client struct {
	ID           ClientID
	Organisation access.OrganisationID
	// Number is the client's number in the organisation: what she is called by where her name must not stand. It serves as her
	// temporary identity as long as no identity code is known.
	Number string
	Person
	// Withheld says that contact, address and home municipality are known or not, but not shown: she is under a non-disclosure order,
	// and Contact has not been asked, or may not be.
	Withheld bool
	// Tie is how the actor is tied to her.
	Tie        access.Tie
	Version    int // of Person
	RecordedBy access.WorkerID
	RecordedAt civil.Instant
	MadeAt     civil.Instant
	// ErasedAt is when her key was destroyed; zero for everybody else. Nothing of Person is left then.
	ErasedAt civil.Instant
	// Locked says that her key is not here, though nobody has destroyed it: a database restored without the copy of the keys.
	Locked bool
}

func subject(o access.OrganisationID, c ClientID, t tied) access.Subject {
	s := access.Of("client", o, t.unit, c)
	s.Tie = t.tie
	return s
}

func noun(o access.OrganisationID, unit access.UnitID) access.Subject {
	return access.Subject{Organisation: o, Unit: unit, Kind: "client"}
}

// owner names a client to her key.
func owner(c ClientID) string { return "client/" + c.String() }

// place names a sealed column of one row: what was sealed there opens nowhere else.
func place(column string, c ClientID, row any) string { return fmt.Sprintf("%s/%s/%v", column, c, row) }

func compareIDs(a, b ClientID) int { return bytes.Compare(a[:], b[:]) }

// sealsOf is an error when whoever opened the acts gave them no secrets.
func sealsOf(tx *act.Tx) error {
	if tx.Seals == nil {
		return seal.ErrNone
	}
	return nil
}

func oneFault(name, key string, args ...any) error {
	var c fault.Checks
	c.That(false, name, key, args...)
	return c.Err()
}

func stale() error    { return fault.New(fault.Stale, "fault.stale") }
func conflict() error { return fault.New(fault.Conflict, "client.conflict") }
