package report

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/staff"
)

// ChangeChoices are what a reader may ask a report on change about.
type ChangeChoices struct {
	Shared bool
	// Instruments are those that somebody within was measured with, by code, each in its newest version that was answered.
	Instruments   []instrument.Definition
	Organisations []Line
	// Units are none for whom statistics are shared with: she is told of whole organisations.
	Units []staff.Unit
}

// Instrument finds one of them by its code.
func (c ChangeChoices) Instrument(code string) (instrument.Definition, bool) {
	at := slices.IndexFunc(c.Instruments, func(d instrument.Definition) bool { return d.Code == code })
	if at < 0 {
		return instrument.Definition{}, false
	}
	return c.Instruments[at], true
}

// ChoicesForChange finds what the actor may ask.
func ChoicesForChange(tx *act.Tx, shared bool) (ChangeChoices, error) {
	c := ChangeChoices{Shared: shared || !tx.Actor.Holds(access.ReadReport)}
	scope, err := changeScope(tx, c.Shared)
	if err != nil {
		return c, err
	}
	names, err := facts{tx: tx, scope: scope}.organisationNames()
	if err != nil {
		return c, err
	}
	for key, name := range names {
		if o, err := id.Parse[access.Organisation](key); err == nil && scope.Covers(o, access.UnitID{}) {
			c.Organisations = append(c.Organisations, Line{Key: key, Name: name})
		}
	}
	slices.SortFunc(c.Organisations, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key)) })
	if !c.Shared {
		if c.Units, err = staff.UnitsWithin(tx, scope); err != nil {
			return c, err
		}
	}
	codes, err := changeFacts{tx}.measuredWith(scope)
	if err != nil {
		return c, err
	}
	for _, code := range codes {
		in, err := changeFacts{tx}.instrument(scope, ChangeQuery{Instrument: code})
		if err != nil {
			return c, err
		}
		c.Instruments = append(c.Instruments, in.versions[len(in.versions)-1].form.Definition)
	}
	return c, nil
}
