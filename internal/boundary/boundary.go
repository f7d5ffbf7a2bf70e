// Package boundary keeps the municipality boundaries that the owner of the installation has imported: at most one set is in force,
// with what a reader of a map must be told about it. Without one, maps are drawn as tiles.
package boundary

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Budget is how many points all boundaries have together at most: with it a map of the whole country stays under 120 kB as SVG.
const Budget = 10_000

// Order is what the owner says about a file.
type Order struct {
	// Source is printed under every map: who made the boundaries, and the licence.
	Source string
	// Day is a day on which the boundaries were in force.
	Day civil.Date
	// Code is the property that holds the municipality's code; when empty the usual names are tried.
	Code string
}

// Check is what an order must hold.
func (o Order) Check() error {
	const longest = 300
	var c fault.Checks
	c.That(strings.TrimSpace(o.Source) != "", "source", "boundary.source.missing")
	c.That(utf8.RuneCountInString(o.Source) <= longest, "source", "boundary.source.long", "most", longest)
	c.That(!o.Day.IsZero(), "day", "boundary.day.missing")
	c.That(utf8.RuneCountInString(o.Code) <= longest, "code", "boundary.code.long", "most", longest)
	return c.Err()
}

// InForce tells which boundaries are drawn.
type InForce struct {
	Source string
	Day    civil.Date
	// Municipalities are those with a boundary, Points what all of their lines have together.
	Municipalities, Points int
	// Without are the municipalities of today that have no boundary.
	Without []area.Municipality
	LeftOut LeftOut
	// By is zero when it was done at the server.
	By access.WorkerID
	At civil.Instant
}

// subject is what the use log says that the permission was asked for.
func subject() access.Subject { return access.All("boundary", access.Installation) }

// Replace puts the boundaries of a file in force in the place of all earlier ones.
func Replace(tx *act.Tx, f *File) (InForce, error) {
	if err := tx.Require(access.KeepBoundaries, subject()); err != nil {
		return InForce{}, err
	}
	if err := clear(tx); err != nil {
		return InForce{}, err
	}
	if err := insertImport(tx, f); err != nil {
		return InForce{}, err
	}
	if err := insertOutlines(tx, f.boundaries); err != nil {
		return InForce{}, err
	}
	i, _, err := inForce(tx)
	return i, err
}

// Remove takes the boundaries out of force; maps are tiles again.
func Remove(tx *act.Tx) error {
	if err := tx.Require(access.KeepBoundaries, subject()); err != nil {
		return err
	}
	return clear(tx)
}

// Current tells which boundaries are in force; false when none are. It is for everybody who has a desk.
func Current(tx *act.Tx) (InForce, bool, error) {
	if err := tx.Require(access.UseDesk, tx.Actor.Self("boundary")); err != nil {
		return InForce{}, false, err
	}
	return inForce(tx)
}

func inForce(tx *act.Tx) (InForce, bool, error) {
	i, found, err := findImport(tx)
	if err != nil || !found {
		return i, false, err
	}
	codes, err := outlined(tx)
	i.Municipalities, i.Without = len(codes), without(tx.Today(), codes)
	return i, true, err
}

func without(day civil.Date, codes []string) []area.Municipality {
	var all []area.Municipality
	for _, m := range area.On(day).Municipalities() {
		if !slices.Contains(codes, m.Code) {
			all = append(all, m)
		}
	}
	return all
}

// Outlines are what a map is drawn from.
type Outlines struct {
	Source string
	Day    civil.Date
	// Rings of longitude and latitude by municipality code, holes by the even-odd rule.
	Rings map[string][][][2]float64
}

// Of gives the outlines of some municipalities; those without a boundary are not in it. It is for everybody who has a desk, and
// leaves no row in the use log: nobody's data are read.
func Of(tx *act.Tx, municipalities []string) (Outlines, error) {
	if err := tx.Require(access.UseDesk, tx.Actor.Self("boundary")); err != nil {
		return Outlines{}, err
	}
	i, found, err := findImport(tx)
	if err != nil || !found {
		return Outlines{}, err
	}
	o := Outlines{Source: i.Source, Day: i.Day}
	o.Rings, err = rings(tx, municipalities)
	return o, err
}
