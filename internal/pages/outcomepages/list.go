package outcomepages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/reminder"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func listRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/measurements", Needs: access.ReadMeasurements, Or: access.ReadBehindGlass, Act: showList},
	}
}

// listPage is what was measured with a client, instrument by instrument, and what waits to be answered.
type listPage struct {
	web.Page
	client client.Client
	groups []listGroup
	links  []outcome.Link
	forms  map[instrument.VersionID]*instrument.Form
	now    civil.Instant
	today  civil.Date
	plan   []outcome.Planned
	titles map[instrument.InstrumentID]instrument.Definition
	agreed bool
	may    bool
}

// listGroup is what was measured with one instrument, the newest first.
type listGroup struct {
	title string
	rows  []outcome.Version
}

func showList(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p := listPage{Page: r.Page("outcome.list_title"), client: c, now: tx.Now, today: tx.Today(), may: tied(c) && r.Actor.Holds(access.RecordMeasurements), forms: map[instrument.VersionID]*instrument.Form{}}
	all, err := outcome.Of(tx, c.ID)
	if err != nil {
		return nil, err
	}
	if p.links, err = outcome.LinksOf(tx, c.ID); err != nil {
		return nil, err
	}
	if p.plan, err = outcome.PlanOf(tx, c.ID); err != nil {
		return nil, err
	}
	if p.titles, err = reminder.Titles(tx, p.plan); err != nil {
		return nil, err
	}
	consents, err := client.ConsentsInForce(tx, c.ID)
	if err != nil {
		return nil, err
	}
	p.agreed = consents.Allows(client.Measuring)
	for _, l := range p.links {
		if p.forms[l.Version], err = instrument.FormOf(tx, l.Version); err != nil {
			return nil, err
		}
	}
	if err := p.group(tx, all); err != nil {
		return nil, err
	}
	return web.Show(listView(p)), nil
}

func (p *listPage) group(tx *act.Tx, all []outcome.Version) error {
	at := map[instrument.InstrumentID]int{}
	for _, v := range all {
		f, err := instrument.FormOf(tx, v.Version)
		if err != nil {
			return err
		}
		p.forms[v.Version] = f
		n, known := at[v.Instrument]
		if !known {
			n = len(p.groups)
			at[v.Instrument] = n
			p.groups = append(p.groups, listGroup{title: titleOf(p.Page, f.Definition)})
		}
		p.groups[n].rows = append(p.groups[n].rows, v)
	}
	return nil
}

func (p listPage) table(g listGroup) ui.TableProps {
	t := ui.TableProps{Caption: g.title, CaptionHidden: true, Stacks: true, Columns: []ui.Column{
		{Label: p.T("outcome.day")}, {Label: p.T("outcome.occasion")}, {Label: p.T("outcome.by")}, {Label: p.T("outcome.way")}, {Label: p.T("outcome.answered"), Numeric: true}}}
	for _, v := range g.rows {
		given, of := answeredOf(p.forms[v.Version], v.Answers)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: p.Date(v.Day), Href: measurementHref(v.ID)}, {Text: p.T("outcome.occasion." + string(v.Occasion))}, {Text: p.byText(v.Measurement)},
			{Text: p.T("outcome.way." + string(v.Way))}, {Text: p.T("outcome.answered_of", "given", given, "of", of)},
		}})
	}
	return t
}

// noneText says how to begin.
func (p listPage) noneText() string {
	if p.agreed {
		return p.T("outcome.none_agreed")
	}
	return p.T("outcome.none_text")
}

// byText says who answered, and whether with an interpreter.
func (p listPage) byText(m outcome.Measurement) string { return byText(p.Page, m) }

func byText(p web.Page, m outcome.Measurement) string {
	if m.Interpreter {
		return p.T("outcome.by_interpreter", "by", p.T("outcome.by."+string(m.By)))
	}
	return p.T("outcome.by." + string(m.By))
}

// answeredOf counts the questions that were answered, and those that were asked; an entry of a repeated section counts as one.
func answeredOf(f *instrument.Form, a instrument.Answers) (given, of int) {
	for _, s := range f.Definition.Sections {
		if s.Repeats != nil {
			given, of = given+len(a.Entries[s.Code]), of+len(a.Entries[s.Code])
			continue
		}
		for _, i := range s.Items {
			switch a.Items[i.Code].State {
			case instrument.Given:
				given++
				of++
			case instrument.Left, instrument.Declined:
				of++
			}
		}
	}
	return given, of
}

// waiting are the links that are open, or will be when she agrees to being measured, with what can be done about them.
func (p listPage) waiting() []ui.RowItem {
	var rows []ui.RowItem
	for _, l := range p.links {
		d := p.forms[l.Version].Definition
		row := ui.RowItem{Title: titleOf(p.Page, d)}
		switch l.StateFor(p.now, d, p.agreed) {
		case outcome.LinkOpen:
			row.Text = p.linkText(l)
		case outcome.LinkHeld:
			row.Text = p.T("outcome.link_held", "way", p.T("outcome.way."+string(l.Way)))
		default:
			continue
		}
		if p.may {
			row.Href = linkHref(l.ID)
		}
		rows = append(rows, row)
	}
	return rows
}

// mostNext is how many of the plan stand here.
const mostNext = 3

// next is what is planned next.
func (p listPage) next() []ui.RowItem {
	var rows []ui.RowItem
	for _, one := range p.plan {
		if !one.Done.IsZero() || len(rows) == mostNext {
			continue
		}
		row := ui.RowItem{Lead: p.Date(one.Due), Title: reminder.Text(p.Page, one, p.titles[one.Instrument])}
		if one.Due.Before(p.today) || one.Due == p.today {
			row.Text, _ = plannedState(p.Page, one, p.today)
		}
		if p.may {
			row.Action = &ui.Link{Label: p.T("outcome.plan.measure"), Href: reminder.MeasureHref(one), Hidden: row.Title}
		}
		rows = append(rows, row)
	}
	return rows
}

func (p listPage) linkText(l outcome.Link) string {
	way := p.T("outcome.way." + string(l.Way))
	switch {
	case l.Way == outcome.OnPaper && !l.KeyedBy.IsZero():
		return p.T("outcome.link_keyed_once", "code", outcome.CodeText(l.Code))
	case l.Way == outcome.OnPaper:
		return p.T("outcome.link_paper", "code", outcome.CodeText(l.Code), "day", l.MadeAt.Date())
	case l.StartedAt.IsZero():
		return p.T("outcome.link_unopened", "way", way, "until", l.Expires.Date())
	}
	return p.T("outcome.link_begun", "way", way, "until", l.Expires.Date())
}
