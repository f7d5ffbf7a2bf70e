// Package reference keeps distributions that others have published: how many people of a described group had each score on a scale. Reports
// compare groups with them. Nothing about a single client reads them, for nobody is to be ranked against others.
package reference

import (
	"fmt"
	"maps"
	"math"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/stats"
)

// SetID names a Set.
type SetID = id.Of[Set]

// Set is one published distribution.
type Set struct {
	ID SetID
	// Organisation is whose reports show it; the installation: everybody's.
	Organisation access.OrganisationID
	// Instrument and Scale are codes.
	Instrument, Scale string
	People            string     // who they were, in words
	Asked             civil.Date // the last day on which they were asked, or on which it was published
	Source            string
	Scores            []Score
	ImportedBy        access.WorkerID // zero: at the server
	ImportedAt        civil.Instant
	RetiredBy         access.WorkerID
	RetiredAt         civil.Instant // zero: it is in use
	ReplacedBy        SetID         // which came in its place; zero: it was taken out of use by hand
}

// InUse tells whether reports compare groups with it.
func (s Set) InUse() bool { return s.RetiredAt.IsZero() }

func (s Set) subject() access.Subject {
	return access.Of("reference", s.Organisation, access.UnitID{}, s.ID)
}

// Score is how many people had a score.
type Score struct {
	Score float64
	N     int64
}

// The longest texts, in characters, the most scores, and the most people with one of them.
const (
	mostPeople    = 1_000_000_000
	largestScore  = 1e15 // as of an answer that is a number
	longestPeople = 200
	longestSource = 500
	mostScores    = 1_000
)

// CheckSaid judges what is said of a set: who the people were, when they were asked and where it was published.
func (s Set) CheckSaid(today civil.Date) error {
	var c fault.Checks
	c.That(s.People != "", "people", "reference.people.missing")
	c.That(utf8.RuneCountInString(s.People) <= longestPeople, "people", "reference.people.too_long", "max", longestPeople)
	c.That(!s.Asked.IsZero(), "asked", "reference.asked.missing")
	c.That(!today.Before(s.Asked), "asked", "reference.asked.future")
	c.That(s.Source != "", "source", "reference.source.missing")
	c.That(utf8.RuneCountInString(s.Source) <= longestSource, "source", "reference.source.too_long", "max", longestSource)
	return c.Err()
}

// Check judges a set by itself.
func (s Set) Check(today civil.Date) error {
	if err := s.CheckSaid(today); err != nil {
		return err
	}
	var c fault.Checks
	c.That(len(s.Scores) <= mostScores, "scores", "reference.scores.too_many", "max", mostScores)
	seen := map[float64]bool{}
	for _, one := range s.Scores {
		c.That(math.Abs(one.Score) <= largestScore && one.N >= 0 && one.N <= mostPeople, "scores", "reference.scores.invalid", "score", one.Score, "max", mostPeople)
		c.That(!seen[one.Score], "scores", "reference.scores.twice", "score", one.Score)
		seen[one.Score] = true
	}
	if err := c.Err(); err != nil {
		return err
	}
	d, ok := s.Distribution()
	c.That(ok && d.N() >= 2, "scores", "reference.scores.few")
	return c.Err()
}

// Distribution is the set as figures.
func (s Set) Distribution() (stats.Distribution, bool) {
	values, counts := make([]float64, len(s.Scores)), make([]int64, len(s.Scores))
	for i, one := range s.Scores {
		values[i], counts[i] = one.Score, one.N
	}
	return stats.Tabulated(values, counts)
}

// Try judges a set as Import does and keeps nothing. earlier is the one in use that it would replace, when there is one.
func Try(tx *act.Tx, s Set) (earlier *Set, err error) {
	if err := tx.Require(access.KeepInstruments, s.subject()); err != nil {
		return nil, err
	}
	if err := s.Check(tx.Today()); err != nil {
		return nil, err
	}
	if err := fits(tx, s); err != nil {
		return nil, err
	}
	before, found, err := findAlike(tx, s)
	if err != nil || !found {
		return nil, err
	}
	return &before, nil
}

// Import keeps a set, in the place of an earlier one of the same people and day on the same scale, which stays on record as replaced. The
// scale has to be one of an instrument that the organisation can use, and its scores have to be possible. The same set again is the same set.
func Import(tx *act.Tx, s Set) error {
	earlier, err := Try(tx, s)
	if err != nil {
		return err
	}
	kept, found, err := findSet(tx, s.ID)
	switch {
	case err != nil:
		return err
	case found && kept.same(s):
		return nil
	case found:
		return fault.New(fault.Conflict, "fault.conflict")
	}
	if earlier != nil {
		earlier.RetiredBy, earlier.RetiredAt, earlier.ReplacedBy = tx.Actor.Worker(), tx.Now, s.ID
		if err := retireSet(tx, *earlier); err != nil {
			return fmt.Errorf("replace a reference: %w", err)
		}
	}
	s.ImportedBy, s.ImportedAt = tx.Actor.Worker(), tx.Now
	if err := insertSet(tx, s); err != nil {
		return fmt.Errorf("keep a reference: %w", err)
	}
	return nil
}

// same tells whether two sets say the same, whoever brought them in and in whatever order their scores stand.
func (s Set) same(other Set) bool {
	return s.Organisation == other.Organisation && s.Instrument == other.Instrument && s.Scale == other.Scale && s.People == other.People &&
		s.Asked == other.Asked && s.Source == other.Source && maps.Equal(s.counts(), other.counts())
}

// counts are how many had each score that somebody had.
func (s Set) counts() map[float64]int64 {
	all := map[float64]int64{}
	for _, one := range s.Scores {
		if one.N > 0 {
			all[one.Score] = one.N
		}
	}
	return all
}

// reader asks for the right to read what instruments come with, as package instrument does: everybody's go with the own organisation's.
func reader(tx *act.Tx) (access.Scope, error) {
	scope, err := tx.Scope(access.ReadInstruments, "reference")
	if err == nil && !scope.Everywhere {
		scope.Organisations = append(scope.Organisations, access.Installation)
	}
	return scope, err
}

// List lists the sets of the actor's organisations and everybody's, those in use first, by instrument, scale and day, the newest first.
func List(tx *act.Tx) ([]Set, error) {
	scope, err := reader(tx)
	if err != nil {
		return nil, err
	}
	return listSets(tx, scope)
}

// Find loads one set.
func Find(tx *act.Tx, set SetID) (Set, error) {
	scope, err := reader(tx)
	if err != nil {
		return Set{}, err
	}
	s, found, err := findSet(tx, set)
	if err == nil && (!found || !scope.Covers(s.Organisation, access.UnitID{})) {
		return Set{}, fault.Missing()
	}
	return s, err
}

// Retire takes a set out of use: no report compares with it any more. It stays on record with who did so and when.
func Retire(tx *act.Tx, set SetID) error {
	s, found, err := findSet(tx, set)
	if err != nil {
		return err
	}
	if !found {
		s = Set{ID: set}
	}
	if err := tx.Require(access.KeepInstruments, s.subject()); err != nil {
		return err
	}
	switch {
	case !found:
		return fault.Missing()
	case !s.InUse():
		return nil
	}
	s.RetiredBy, s.RetiredAt = tx.Actor.Worker(), tx.Now
	return retireSet(tx, s)
}

// fits judges a set by the instrument.
func fits(tx *act.Tx, s Set) error {
	var c fault.Checks
	in, err := instrument.FindCode(tx, s.Organisation, s.Instrument)
	if fault.Is(err, fault.NotFound) {
		c.That(false, "instrument", "reference.instrument.unknown", "code", s.Instrument)
		return c.Err()
	}
	if err != nil {
		return err
	}
	newest, _ := in.Newest()
	_, known := newest.Definition.Scale(s.Scale)
	c.That(known, "scale", "reference.scale.unknown", "code", s.Scale, "instrument", s.Instrument)
	if r, bounded := newest.Definition.RangeOf(s.Scale); bounded {
		for _, one := range s.Scores {
			c.That(one.N == 0 || one.Score >= r.From && one.Score <= r.To, "scores", "reference.scores.outside", "score", one.Score, "from", r.From, "to", r.To)
		}
	}
	return c.Err()
}
