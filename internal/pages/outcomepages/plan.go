package outcomepages

import (
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/reminder"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func (o Options) planRoutes() []web.Route {
	read, may := access.ReadMeasurements, access.RecordMeasurements
	return []web.Route{
		{Pattern: "GET /clients/{client}/plan", Needs: read, Or: access.ReadBehindGlass, Act: o.showPlan},
		{Pattern: "POST /clients/{client}/plan", Needs: may, Act: o.takePlan},
		{Pattern: "GET /planned/{planned}", Needs: may, Act: askMove},
		{Pattern: "POST /planned/{planned}", Needs: may, Act: takeMove},
		{Pattern: "POST /planned/{planned}/remove", Needs: may, Act: takeOut},
	}
}

// planPage is what is planned to be measured with a client, and the form that adds to it.
type planPage struct {
	form
	client      client.Client
	planned     []outcome.Planned
	instruments []instrument.Instrument
	titles      map[instrument.InstrumentID]instrument.Definition
	repeat      int
	today       civil.Date
	agreed      bool
	may         bool
}

func (o Options) planPageOf(tx *act.Tx, r *web.Request) (p planPage, to *web.Answer, err error) {
	if p.client, to, err = asked(tx, r); err != nil || to != nil {
		return p, to, err
	}
	p.form, p.today, p.repeat = newForm(r, "outcome.plan.title"), tx.Today(), o.Repeat
	p.may = tied(p.client) && r.Actor.Holds(access.RecordMeasurements)
	if p.planned, err = outcome.PlanOf(tx, p.client.ID); err != nil {
		return p, nil, err
	}
	consents, err := client.ConsentsInForce(tx, p.client.ID)
	if err != nil {
		return p, nil, err
	}
	p.agreed = consents.Allows(client.Measuring)
	if p.instruments, err = usable(tx, p.client.Organisation); err != nil {
		return p, nil, err
	}
	p.titles, err = reminder.Titles(tx, p.planned)
	return p, nil, err
}

func (o Options) showPlan(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := o.planPageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p.typed = p.proposal()
	return web.Show(planView(p)), nil
}

// What a plan begins with where nothing is planned: a quarter between the start and what comes between, and half a year to the end.
const (
	untilInterim = 90
	untilEnd     = 180
)

// proposal is a plan to be changed: the start today, then the quarter. Whoever has a plan already adds single days to it.
func (p planPage) proposal() url.Values {
	typed := url.Values{}
	for _, o := range outcome.Occasions() {
		typed.Set("id_"+string(o), id.New[outcome.Planned]().String())
	}
	if len(p.planned) == 0 {
		typed.Set(string(outcome.AtStart), p.Date(p.today))
		typed.Set(string(outcome.AtInterim), p.Date(p.today.AddDays(untilInterim)))
		typed.Set(string(outcome.AtEnd), p.Date(p.today.AddDays(untilEnd)))
	}
	return typed
}

// takePlan plans what has a day, all or nothing.
func (o Options) takePlan(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := o.planPageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p.typed = r.PostForm
	f := r.TypedForm()
	with, parseErr := id.Parse[instrument.Instrument](f.Text("instrument"))
	var all []outcome.Planned
	for _, occasion := range outcome.Occasions() {
		if f.Text(string(occasion)) != "" {
			all = append(all, outcome.Planned{ID: web.FormID[outcome.Planned](f, "id_"+string(occasion)), Occasion: occasion, Due: f.Date(string(occasion))})
		}
	}
	wrong := f.Err()
	if parseErr != nil {
		var c fault.Checks
		c.That(false, "instrument", "outcome.instrument_missing")
		wrong = joined(c.Err(), wrong)
	}
	if wrong == nil {
		wrong = outcome.Plan(tx, p.client.ID, with, all)
	}
	if wrong == nil {
		return web.Redirect(clientHref(p.client.ID, "plan")).Flash("outcome.plan.saved"), nil
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	p.errors = r.Errors(wrong)
	return again(planView(p), wrong)
}

func (p planPage) instrumentOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("outcome.choose")}}
	for _, i := range p.instruments {
		v, _ := i.Newest()
		all = append(all, ui.Option{Value: i.ID.String(), Label: titleOf(p.Page, v.Definition)})
	}
	return all
}

func (p planPage) dayField(o outcome.Occasion) ui.Field {
	return p.field(string(o), "outcome.occasion."+string(o))
}

func (p planPage) hiddenIDs() []ui.Pair {
	var names []string
	for _, o := range outcome.Occasions() {
		names = append(names, "id_"+string(o))
	}
	return p.hidden(names...)
}

// planRow is one line of a plan.
type planRow struct {
	outcome.Planned
	title, state, note string
	tone               ui.Tone
}

func (p planPage) rows() []planRow {
	var all []planRow
	last := map[instrument.InstrumentID]civil.Date{}
	for _, one := range p.planned {
		d := p.titles[one.Instrument]
		row := planRow{Planned: one, title: reminder.Text(p.Page, one, d)}
		row.state, row.tone = plannedState(p.Page, one, p.today)
		if before, there := last[one.Instrument]; there && one.Done.IsZero() {
			if earliest := outcome.Earliest(before, d, p.repeat); one.Due.Before(earliest) {
				row.note = p.T("outcome.plan.early", "day", earliest)
			}
		}
		last[one.Instrument] = one.Due
		if !one.Done.IsZero() {
			last[one.Instrument] = one.DoneOn
		}
		all = append(all, row)
	}
	return all
}

// plannedState says how it stands, in a word or two.
func plannedState(p web.Page, one outcome.Planned, today civil.Date) (string, ui.Tone) {
	switch {
	case !one.Done.IsZero():
		return p.T("outcome.plan.done", "day", one.DoneOn), ui.Good
	case one.Overdue(today):
		return p.T("outcome.plan.overdue"), ui.Warm
	case one.Due == today:
		return p.T("outcome.plan.today"), ui.Warm
	}
	return p.T("outcome.plan.waits"), ui.Plain
}

// movePage changes the day of a planned measurement, or takes it out.
type movePage struct {
	form
	client  client.Client
	planned outcome.Planned
	title   string
}

func movePageOf(tx *act.Tx, r *web.Request) (p movePage, err error) {
	planned, err := web.PathID[outcome.Planned](r, "planned")
	if err != nil {
		return p, err
	}
	if p.planned, err = outcome.FindPlanned(tx, planned); err != nil {
		return p, err
	}
	if p.client, err = client.Find(tx, p.planned.Client); err != nil {
		return p, err
	}
	titles, err := reminder.Titles(tx, []outcome.Planned{p.planned})
	if err != nil {
		return p, err
	}
	p.form = newForm(r, "outcome.plan.move_title")
	p.title = reminder.Text(p.Page, p.planned, titles[p.planned.Instrument])
	p.typed = url.Values{"due": {p.Date(p.planned.Due)}, "seen": {strconv.Itoa(p.planned.Version)}}
	return p, nil
}

func (p movePage) planHref() string { return clientHref(p.client.ID, "plan") }

func askMove(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := movePageOf(tx, r)
	if err != nil {
		return nil, err
	}
	return web.Show(moveView(p)), nil
}

func takeMove(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := movePageOf(tx, r)
	if err != nil {
		return nil, err
	}
	p.typed = r.PostForm
	f := r.TypedForm()
	due, seen := f.Date("due"), f.Int("seen")
	wrong := f.Err()
	if wrong == nil {
		wrong = outcome.Move(tx, p.planned.ID, seen, due)
	}
	if wrong == nil {
		return web.Redirect(p.planHref()).Flash("outcome.plan.saved"), nil
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	p.errors = r.Errors(wrong)
	if fault.Is(wrong, fault.Stale) {
		p.typed.Set("seen", strconv.Itoa(p.planned.Version))
	}
	return again(moveView(p), wrong)
}

func takeOut(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := movePageOf(tx, r)
	if err != nil {
		return nil, err
	}
	if err := outcome.Unplan(tx, p.planned.ID); err != nil {
		return nil, err
	}
	return web.Redirect(p.planHref()).Flash("outcome.plan.removed"), nil
}

// suggested is the occasion that is planned next with an instrument and may be measured now; empty when none is.
func suggested(tx *act.Tx, c client.ClientID, with instrument.InstrumentID) (outcome.Occasion, error) {
	all, err := outcome.PlanOf(tx, c)
	if err != nil {
		return "", err
	}
	next := slices.IndexFunc(all, func(p outcome.Planned) bool {
		return p.Instrument == with && p.Done.IsZero() && !p.Counts.After(tx.Today())
	})
	if next < 0 {
		return "", nil
	}
	return all[next].Occasion, nil
}
