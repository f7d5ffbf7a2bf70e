package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/recognise"
)

// ImportSubject is what permission to import is asked about.
func ImportSubject(o access.OrganisationID, u access.UnitID, of ImportID) access.Subject {
	return access.Of("import", o, u, of)
}

// Ground is what the rows of an import are held against: all places and topics
// of the organisation.
type Ground struct {
	Places []Place
	Topics []Topic // before the organisation's first place: those that it will begin with, without ids
}

// ImportGround reads the ground for an import into the organisation. The act has
// asked for permission to import.
func ImportGround(tx *act.Tx, organisation access.OrganisationID) (g Ground, err error) {
	if g.Places, err = placesOf(tx, organisation); err != nil {
		return g, err
	}
	if g.Topics, err = listTopics(tx, []access.OrganisationID{organisation}); err == nil && len(g.Topics) == 0 {
		g.Topics = defaultTopics
	}
	return g, err
}

// Trace is by what a visit on record is found again: two visits to one place on
// one day with the same figures may be one.
type Trace struct {
	Place                  PlaceID
	Day                    civil.Date
	Present, Conversations int
}

// EachTrace calls fn for every visit of the unit that counts in the period. The
// act has asked for permission to import.
func EachTrace(tx *act.Tx, o access.OrganisationID, u access.UnitID, p civil.Period, fn func(Trace)) error {
	return eachTrace(tx, o, u, p, fn)
}

// ImportStanding says what has become of an import's visits.
type ImportStanding struct {
	Current   int // count now
	Corrected int // of those: corrected since
	Withdrawn int
}

// StandingOfImport counts the visits of an import.
func StandingOfImport(tx *act.Tx, o access.OrganisationID, u access.UnitID, of ImportID) (ImportStanding, error) {
	if err := tx.Require(access.ImportVisits, ImportSubject(o, u, of)); err != nil {
		return ImportStanding{}, err
	}
	return standingOfImport(tx, of)
}

// WithdrawImport takes all visits of an import out of all counting in one act,
// also those that were corrected since: their history says so. It tells how many
// there were. The places that came with the import stay.
func WithdrawImport(tx *act.Tx, o access.OrganisationID, u access.UnitID, of ImportID, c CorrectionID, reason string) (int, error) {
	if err := tx.Require(access.ImportVisits, ImportSubject(o, u, of)); err != nil {
		return 0, err
	}
	reason = tidy(reason)
	var checks fault.Checks
	checks.That(!c.IsZero(), "id", "visit.correction.missing")
	checks.That(reason != "", "reason", "visit.reason.missing")
	checks.That(short(reason, longestNote), "reason", "visit.reason.long", "max", longestNote)
	checks.That(len(recognise.Hints(reason)) == 0, "reason", "visit.heard.recognisable")
	if err := checks.Err(); err != nil {
		return 0, err
	}
	return withdrawImport(tx, of, c, reason)
}
