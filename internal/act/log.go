package act

import (
	"crypto/sha256"
	"encoding/binary"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

// Outcome says how an asked permission ended.
type Outcome string

const (
	Done    Outcome = "done"    // the act ended well
	Refused Outcome = "refused" // the permission was not there
	Failed  Outcome = "failed"  // the act was rolled back for another reason
)

// Entry is one row of the use log, with what 703/2023 section 10 and the annex
// ask for: whose data, which data, who (name and identifier), for what, when.
type Entry struct {
	ID           id.Of[Entry]
	Organisation access.OrganisationID
	Unit         access.UnitID
	At           civil.Instant
	ActorKind    access.Kind
	Actor        access.WorkerID
	ActorName    string
	Permission   string
	Purpose      string
	SubjectKind  string
	Subject      access.ThingID
	Outcome      Outcome
	Act          id.Of[Act]
}

func entries(tx *Tx, outcome Outcome) []Entry {
	rows := make([]Entry, len(tx.asks))
	for i, a := range tx.asks {
		o := outcome
		if a.outcome == Refused {
			o = Refused
		}
		rows[i] = Entry{
			ID: id.New[Entry](), Organisation: a.subject.Organisation, Unit: a.subject.Unit, At: tx.Now,
			ActorKind: tx.Actor.Kind, Actor: tx.Actor.ID, ActorName: tx.Actor.Name,
			Permission: a.permission.Name(), Purpose: a.permission.Purpose(),
			SubjectKind: a.subject.Kind, Subject: a.subject.ID, Outcome: o, Act: tx.act,
		}
	}
	return rows
}

// leaf is the Merkle leaf of an entry: SHA-256 over 0x00 (RFC 6962 section 2.1)
// and every field, each with its length before it.
func (e Entry) leaf() [32]byte {
	h := sha256.New()
	h.Write([]byte{0})
	for _, field := range []string{
		e.ID.String(), e.Organisation.String(), e.Unit.String(), e.At.String(), string(e.ActorKind), e.Actor.String(),
		e.ActorName, e.Permission, e.Purpose, e.SubjectKind, e.Subject.String(), string(e.Outcome), e.Act.String(),
	} {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(field)))
		h.Write(n[:])
		h.Write([]byte(field))
	}
	return [32]byte(h.Sum(nil))
}

// year is the segment that the entry belongs to: the year in Finland in which
// its id was minted.
func (e Entry) year() int { return yearOf(e.ID) }

func yearOf(e id.Of[Entry]) int { return civil.InstantOf(e.Time()).Date().Year }
