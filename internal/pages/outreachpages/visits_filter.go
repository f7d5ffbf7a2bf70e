package outreachpages

import (
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// question turns the address into a filter. Both days belong to the period.
func (p visitsPage) question(r *web.Request) (outreach.Filter, error) {
	f := r.TypedForm()
	q := outreach.Filter{
		Organisation: web.FormID[access.Organisation](f, "organisation"), Unit: web.FormID[access.Unit](f, "unit"),
		County: f.Text("county"), Municipality: f.Text("municipality"), Place: web.FormID[outreach.Place](f, "place"),
		Kind: f.Text("kind"), With: outreach.With(f.Text("with")), Worker: web.FormID[access.Worker](f, "worker"), Text: f.Text("text"),
		Withdrawn: p.value("state") == stateWithdrawn,
		Sort:      outreach.Sort(p.sort), Reversed: p.reversed, Page: p.page,
	}
	from, to := f.Date("from"), f.Date("to")
	q.Period = civil.Period{From: from, To: to.AddDays(1)}
	if err := f.Err(); err != nil {
		return q, err
	}
	var c fault.Checks
	c.That(from.IsZero() || to.IsZero() || !to.Before(from), "to", "visit.to_before_from")
	c.That(q.With == "" || slices.Contains(outreach.Withs(), q.With), "with", "form.not_an_option")
	if code := p.value("topic"); code != "" {
		topic, known := p.topic(code, q.Organisation)
		c.That(known, "topic", "form.not_an_option")
		q.Topic = topic.ID
	}
	return q, c.Err()
}

// topic finds a topic by its code, or by its id where several organisations have the same code.
func (p visitsPage) topic(code string, of access.OrganisationID) (outreach.Topic, bool) {
	i := slices.IndexFunc(p.topics, func(t outreach.Topic) bool {
		return (t.Code == code || t.ID.String() == code) && (of.IsZero() || t.Organisation == of)
	})
	if i < 0 {
		return outreach.Topic{}, false
	}
	return p.topics[i], true
}

// nameAsked finds the names of what is asked for and stands in no choice.
func (p *visitsPage) nameAsked(tx *act.Tx) error {
	if !p.filter.Place.IsZero() {
		place, err := outreach.OnePlace(tx, p.filter.Place)
		if err != nil {
			return err
		}
		p.place = place.Name
	}
	asked := p.filter.Worker
	if asked.IsZero() || slices.ContainsFunc(p.colleagues, func(c staff.Colleague) bool { return c.ID == asked }) {
		return nil
	}
	var within []access.OrganisationID
	for _, o := range p.organisations {
		within = append(within, o.ID)
	}
	name, err := staff.ColleagueName(tx, asked, within)
	if p.worker = name; name == "" {
		p.worker = workerNames{}.of(asked)
	}
	return err
}

// day is a day of the filter as the reader would write it; what is no day stays as it was typed.
func (p visitsPage) day(name, label string) ui.Field {
	f := p.field(name, label)
	f.Hint = p.T("visit.filter_day_hint")
	if d, err := civil.ParseDate(f.Value); err == nil {
		f.Value = p.Date(d)
	}
	return f
}

func (p visitsPage) kinds() []ui.Option {
	return withFirst(p.T("visit.any_kind"), options(p.Printer, "visit.kind.", outreach.StopKinds))
}

func (p visitsPage) municipalities() []ui.Option {
	return withFirst(p.T("place.any_municipality"), municipalityOptions(p.Printer, p.today, p.organisations, p.value("municipality")))
}

// counties are offered where the organisations work in more than one, or one was asked for.
func (p visitsPage) counties() []ui.Option {
	var all []ui.Option
	for _, c := range area.On(p.today).Counties() {
		near := slices.ContainsFunc(p.organisations, func(o staff.Organisation) bool { return o.County == c.Code })
		if near || c.Code == p.value("county") {
			all = append(all, ui.Option{Value: c.Code, Label: c.Name(string(p.Lang()))})
		}
	}
	return withFirst(p.T("visit.any_county"), all)
}

func (p visitsPage) organisationChoices() []ui.Option {
	return withFirst(p.T("visit.any_organisation"), organisationOptions(p.Printer, p.organisations))
}

func (p visitsPage) unitChoices() []ui.Option {
	var all []ui.Option
	for _, u := range p.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
	}
	return withFirst(p.T("visit.any_unit"), all)
}

func (p visitsPage) placeChoices() []ui.Option {
	return []ui.Option{{Label: p.T("visit.any_place")}, {Value: p.value("place"), Label: p.place}}
}

func (p visitsPage) topicChoices() []ui.Option {
	var all []ui.Option
	several := len(p.organisations) > 1
	for _, t := range p.topics {
		o := ui.Option{Value: t.Code, Label: t.Name(string(p.Lang()))}
		if several {
			o.Value, o.Group = t.ID.String(), p.organisationName(t.Organisation)
		}
		all = append(all, o)
	}
	return withFirst(p.T("visit.any_topic"), all)
}

// chosenTopic is the asked topic as the choice has it: reports ask by code.
func (p visitsPage) chosenTopic() string {
	if p.filter.Topic.IsZero() || len(p.organisations) < 2 {
		return p.value("topic")
	}
	return p.filter.Topic.String()
}

func (p visitsPage) workerChoices() []ui.Option {
	var all []ui.Option
	for _, c := range p.colleagues {
		if o := (ui.Option{Value: c.ID.String(), Label: c.Name}); !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	if p.worker != "" {
		all = append(all, ui.Option{Value: p.value("worker"), Label: p.worker})
	}
	return withFirst(p.T("visit.any_worker"), all)
}

// withChoices are the codes by which visits split their people.
//
//i18n:keys visit.age.*
//i18n:keys visit.gender.*
//i18n:keys visit.onward.*
//i18n:keys visit.mark.*
func (p visitsPage) withChoices() []ui.Option {
	groups := map[string]string{"age": p.T("visit.ages"), "gender": p.T("visit.genders"), "onward": p.T("visit.onward_title"), "mark": p.T("visit.feedback_title")}
	var all []ui.Option
	for _, w := range outreach.Withs() {
		list, _, _ := strings.Cut(string(w), ".")
		all = append(all, ui.Option{Value: string(w), Label: p.T("visit." + string(w)), Group: groups[list]})
	}
	return withFirst(p.T("visit.any_with"), all)
}

func (p visitsPage) states() []ui.Option {
	return []ui.Option{{Label: p.T("visit.state_current")}, {Value: stateWithdrawn, Label: p.T("visit.state_withdrawn")}}
}

func (p visitsPage) organisationName(o access.OrganisationID) string {
	for _, x := range p.organisations {
		if x.ID == o {
			return x.Name(string(p.Lang()))
		}
	}
	return ""
}

func (p visitsPage) unitName(u access.UnitID) string {
	for _, x := range p.units {
		if x.ID == u {
			return x.Name
		}
	}
	return ""
}

// rare tells whether one of the filters in the folded part is set.
func (p visitsPage) rare() bool {
	for _, name := range []string{"organisation", "unit", "county", "municipality", "place", "kind", "topic", "worker", "with", "state"} {
		if p.value(name) != "" {
			return true
		}
	}
	return false
}
