package outreachpages

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
)

// visitChoices are what a visit of one organisation can name.
type visitChoices struct {
	today      civil.Date
	units      []staff.Unit // of the organisation, in which the actor may record
	unit       staff.Unit   // the one that the form begins with
	elsewhere  []staff.Unit // the actor's units in other organisations
	places     []outreach.Place
	topics     []outreach.Topic
	colleagues []staff.Colleague
	round      outreach.Round
}

// unitsToRecordIn are the units in which the actor may record visits, those of her own posts first.
func unitsToRecordIn(tx *act.Tx) ([]staff.Unit, error) {
	units, err := staff.UnitsWithin(tx, tx.Actor.ScopeOf(access.RecordVisits))
	if err != nil {
		return nil, err
	}
	units = slices.DeleteFunc(units, func(u staff.Unit) bool { return !u.Term.In(tx.Today()) })
	own := func(u staff.Unit) int {
		at := slices.IndexFunc(tx.Actor.Posts, func(p access.Post) bool { return p.Unit == u.ID })
		if at < 0 {
			return len(tx.Actor.Posts)
		}
		return at
	}
	slices.SortStableFunc(units, func(a, b staff.Unit) int { return cmp.Compare(own(a), own(b)) })
	return units, nil
}

// choose gathers the choices for a visit in the unit.
func choose(tx *act.Tx, all []staff.Unit, unit staff.Unit) (c visitChoices, err error) {
	c.today, c.unit = tx.Today(), unit
	for _, u := range all {
		if u.Organisation == unit.Organisation {
			c.units = append(c.units, u)
		} else {
			c.elsewhere = append(c.elsewhere, u)
		}
	}
	if c.places, err = outreach.Places(tx, outreach.PlaceFilter{Organisation: unit.Organisation, ActiveOn: c.today}); err != nil {
		return c, err
	}
	topics, err := outreach.Topics(tx)
	if err != nil {
		return c, err
	}
	for _, t := range topics {
		if t.Organisation == unit.Organisation {
			c.topics = append(c.topics, t)
		}
	}
	c.colleagues, err = staff.Colleagues(tx, []access.OrganisationID{unit.Organisation})
	return c, err
}

// unitOf finds a unit among those in which the actor may record.
func unitOf(all []staff.Unit, is func(staff.Unit) bool) (staff.Unit, bool) {
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return staff.Unit{}, false
	}
	return all[i], true
}

func (c visitChoices) unitOptions() []ui.Option {
	var all []ui.Option
	for _, u := range c.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
	}
	return all
}

// placeChoices are the round's places first, then all in use by municipality.
func (p visitForm) placeChoices() []ui.Option {
	all := []ui.Option{{Label: p.T("visit.choose_place")}}
	for _, planned := range p.round.Places {
		for _, x := range p.places {
			if x.ID == planned {
				all = append(all, ui.Option{Value: x.ID.String(), Label: x.Name, Group: p.T("visit.places_of_round")})
			}
		}
	}
	for _, o := range placeOptions(p.Printer, p.today, p.places) {
		if !slices.ContainsFunc(all, func(before ui.Option) bool { return before.Value == o.Value }) {
			all = append(all, o)
		}
	}
	return all
}

func (p visitForm) kindChoices() []ui.Choice {
	return ui.Choices(options(p.Printer, "visit.kind.", outreach.StopKinds)...)
}

// topicChoices are the topics in use, and those that were chosen when they were.
func (p visitForm) topicChoices() []ui.Choice {
	var all []ui.Choice
	for _, t := range p.topics {
		if t.Active || slices.Contains(p.typed["topics"], t.ID.String()) {
			all = append(all, ui.Choice{Option: ui.Option{Value: t.ID.String(), Label: t.Name(string(p.Lang()))}})
		}
	}
	return all
}

// workerChoices are the workers of whom keep says so, each once.
func workerChoices(colleagues []staff.Colleague, keep func(access.WorkerID) bool) []ui.Choice {
	var all []ui.Choice
	seen := map[access.WorkerID]bool{}
	for _, c := range colleagues {
		if !keep(c.ID) || seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		all = append(all, ui.Choice{Option: ui.Option{Value: c.ID.String(), Label: c.Name}})
	}
	return all
}

// workersNear are those with a post in the form's unit and those who stand on
// the form already when near, else all others.
func (c visitChoices) workersNear(f form, near bool) []ui.Choice {
	return workerChoices(c.colleagues, func(w access.WorkerID) bool {
		here := slices.ContainsFunc(c.colleagues, func(x staff.Colleague) bool {
			return x.ID == w && (x.Unit == c.unit.ID || x.Unit.IsZero())
		})
		return (here || slices.Contains(f.typed["workers"], w.String())) == near
	})
}

// switches lead to the same form for another organisation of the actor's.
func (p visitForm) switches() []ui.Link {
	var all []ui.Link
	if p.correcting {
		return nil
	}
	for _, u := range p.elsewhere {
		all = append(all, ui.Link{Label: p.T("visit.other_unit", "unit", u.Name), Href: "/visits/new?unit=" + u.ID.String()})
	}
	return all
}
