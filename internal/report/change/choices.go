package change

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
	"rinnalla/internal/report"
	"rinnalla/internal/staff"
)

// Choices are what a reader may ask a report on change about.
type Choices struct {
	Shared bool
	// Instruments are those that somebody within was measured with, by code, each in its newest version that was answered.
	Instruments   []instrument.Definition
	Organisations []report.Line
	// Units are none for whom statistics are shared with: she is told of whole organisations.
	Units []staff.Unit
}

// Instrument finds one of them by its code.
func (c Choices) Instrument(code string) (instrument.Definition, bool) {
	at := slices.IndexFunc(c.Instruments, func(d instrument.Definition) bool { return d.Code == code })
	if at < 0 {
		return instrument.Definition{}, false
	}
	return c.Instruments[at], true
}

// ChoicesFor finds what the actor may ask.
func ChoicesFor(tx *act.Tx, shared bool) (Choices, error) {
	c := Choices{Shared: shared || !tx.Actor.Holds(access.ReadReport)}
	scope, err := scopeOf(tx, c.Shared)
	if err != nil {
		return c, err
	}
	if c.Organisations, err = report.OrganisationsWithin(tx, scope); err != nil {
		return c, err
	}
	if !c.Shared {
		if c.Units, err = staff.UnitsWithin(tx, scope); err != nil {
			return c, err
		}
	}
	codes, err := measuredFacts{tx}.measuredWith(scope)
	if err != nil {
		return c, err
	}
	for _, code := range codes {
		in, err := measuredFacts{tx}.instrument(scope, Query{Instrument: code})
		if err != nil {
			return c, err
		}
		c.Instruments = append(c.Instruments, in.versions[len(in.versions)-1].form.Definition)
	}
	return c, nil
}
