// Package reference keeps distributions that others have published: how many people of a described group had each score on a scale. Reports
// compare groups with them. Nothing about a single client reads them, for nobody is to be ranked against others.
package reference

import (
	"fmt"
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
}

// Score is how many people had a score.
type Score struct {
	Score float64
	N     int64
}

// The longest texts, in characters, the most scores, and the most people with one of them.
const (
	mostPeople    = 1_000_000_000
	longestPeople = 200
	longestSource = 500
	mostScores    = 1_000
)

// Check judges a set by itself.
func (s Set) Check(today civil.Date) error {
	var c fault.Checks
	c.That(s.People != "", "people", "reference.people.missing")
	c.That(utf8.RuneCountInString(s.People) <= longestPeople, "people", "reference.people.too_long", "max", longestPeople)
	c.That(!s.Asked.IsZero(), "asked", "reference.asked.missing")
	c.That(!today.Before(s.Asked), "asked", "reference.asked.future")
	c.That(s.Source != "", "source", "reference.source.missing")
	c.That(utf8.RuneCountInString(s.Source) <= longestSource, "source", "reference.source.too_long", "max", longestSource)
	c.That(len(s.Scores) <= mostScores, "scores", "reference.scores.too_many", "max", mostScores)
	seen := map[float64]bool{}
	for _, one := range s.Scores {
		c.That(!math.IsNaN(one.Score) && !math.IsInf(one.Score, 0) && one.N >= 0 && one.N <= mostPeople, "scores", "reference.scores.invalid", "score", one.Score)
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

// Import keeps a set, in the place of an earlier one of the same people and day on the same scale. The scale has to be one of an instrument
// that the organisation can use, and its scores have to be possible.
func Import(tx *act.Tx, s Set) error {
	if err := tx.Require(access.KeepInstruments, access.Of("reference", s.Organisation, access.UnitID{}, s.ID)); err != nil {
		return err
	}
	if err := s.Check(tx.Today()); err != nil {
		return err
	}
	if err := fits(tx, s); err != nil {
		return err
	}
	if err := replace(tx, s); err != nil {
		return fmt.Errorf("keep a reference: %w", err)
	}
	return nil
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
