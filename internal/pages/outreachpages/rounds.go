package outreachpages

import (
	"os"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func roundRoutes() []web.Route {
	return append([]web.Route{
		{Pattern: "GET /rounds", Needs: access.ReadVisits, Act: showRounds},
		{Pattern: "GET /rounds/new", Needs: access.RecordVisits, Act: newRound},
		{Pattern: "POST /rounds", Needs: access.RecordVisits, Act: planRound},
		{Pattern: "GET /rounds/{round}", Needs: access.ReadVisits, Act: showRound},
		{Pattern: "GET /rounds/{round}/edit", Needs: access.RecordVisits, Act: editRound},
		{Pattern: "POST /rounds/{round}/edit", Needs: access.RecordVisits, Act: changeRound},
	}, fileRoutes("/rounds", access.ReadVisits, handOutRounds)...)
}

// roundsPage is the list of rounds: those to come, or those that have been.
type roundsPage struct {
	listing
	sections  []ui.NavItem
	today     civil.Date
	rounds    []outreach.Round
	units     []staff.Unit
	places    map[outreach.PlaceID]string
	workers   workerNames
	mayRecord bool
}

// What the list of rounds can be asked for.
const (
	roundsPast = "past"
	roundsMine = "mine"
)

func gatherRounds(tx *act.Tx, r *web.Request) (p roundsPage, err error) {
	p = roundsPage{
		listing:  listed(r, "round.list_title", "/rounds", []string{"when", "who", "unit"}, []string{"day", "visits"}),
		sections: sections(r, "/rounds"), today: tx.Today(), mayRecord: r.Actor.Holds(access.RecordVisits),
	}
	filter := outreach.RoundFilter{Period: civil.Period{From: p.today}}
	if p.past() {
		filter.Period = civil.Period{To: p.today}
	}
	if p.value("who") == roundsMine {
		filter.Worker = tx.Actor.ID
	}
	if unit, parseErr := id.Parse[access.Unit](p.value("unit")); parseErr == nil {
		filter.Unit = unit
	}
	if p.rounds, err = outreach.Rounds(tx, filter); err != nil {
		return p, err
	}
	p.sortRounds()
	if p.units, err = staff.UnitsWithin(tx, tx.Actor.ScopeOf(access.ReadVisits)); err != nil {
		return p, err
	}
	p.places, p.workers, err = namesInRounds(tx, p.rounds)
	return p, err
}

func (p roundsPage) past() bool { return p.value("when") == roundsPast }

// sortRounds puts what is nearest to today first.
func (p roundsPage) sortRounds() {
	near := func(a, b outreach.Round) int {
		if p.past() {
			return b.Day.Compare(a.Day)
		}
		return a.Day.Compare(b.Day)
	}
	order(p.listing, p.rounds, map[string]func(a, b outreach.Round) int{
		"day": near, "visits": func(a, b outreach.Round) int { return b.Visits - a.Visits },
	})
}

// namesInRounds are the names of the places and workers that rounds name.
func namesInRounds(tx *act.Tx, rounds []outreach.Round) (map[outreach.PlaceID]string, workerNames, error) {
	places, err := outreach.Places(tx, outreach.PlaceFilter{})
	if err != nil {
		return nil, nil, err
	}
	names := make(map[outreach.PlaceID]string, len(places))
	for _, x := range places {
		names[x.ID] = x.Name
	}
	seen := map[access.WorkerID]bool{}
	var workers []access.WorkerID
	var organisations []access.OrganisationID
	for _, r := range rounds {
		if !slices.Contains(organisations, r.Organisation) {
			organisations = append(organisations, r.Organisation)
		}
		for _, w := range r.Workers {
			if !seen[w] {
				seen[w], workers = true, append(workers, w)
			}
		}
	}
	found, err := staff.ColleagueNames(tx, workers, organisations)
	return names, found, err
}

func showRounds(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherRounds(tx, r)
	if err == nil {
		err = p.lookForDraft(tx)
	}
	if err != nil {
		return nil, err
	}
	p.rounds = cut(&p.listing, p.rounds)
	return web.Show(roundsView(p)), nil
}

func (p roundsPage) whens() []ui.Option {
	return []ui.Option{{Label: p.T("round.coming")}, {Value: roundsPast, Label: p.T("round.past")}}
}

func (p roundsPage) whose() []ui.Option {
	return []ui.Option{{Label: p.T("round.everybody")}, {Value: roundsMine, Label: p.T("round.mine")}}
}

func (p roundsPage) unitChoices() []ui.Option {
	var all []ui.Option
	for _, u := range p.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
	}
	return withFirst(p.T("visit.any_unit"), all)
}

func (p roundsPage) unitName(u access.UnitID) string {
	i := slices.IndexFunc(p.units, func(x staff.Unit) bool { return x.ID == u })
	if i < 0 {
		return ""
	}
	return p.units[i].Name
}

func (p roundsPage) placeNames(r outreach.Round) []string {
	var names []string
	for _, x := range r.Places {
		names = append(names, p.places[x])
	}
	return names
}

func (p roundsPage) table() ui.TableProps {
	t := ui.TableProps{
		Caption: p.Title, CaptionHidden: true, SortText: p.T("visit.sort_text"), Tight: true, Stacks: true,
		Columns: []ui.Column{
			p.column("round.day", "day", false, p.past()), p.plain("round.places", false), p.plain("round.workers", false),
			p.plain("round.aim", false), p.column("round.visits", "visits", true, true),
		},
	}
	for _, r := range p.rounds {
		row := ui.Cells("", p.List(p.placeNames(r)), p.workers.list(p.Printer, r.Workers), r.Aim, p.N(int64(r.Visits)))
		row.Cells[0] = ui.Cell{Content: linked(ui.Link{Label: p.Date(r.Day), Href: roundHref(r.ID), Hidden: p.List(p.placeNames(r))}),
			Note: p.Weekday(r.Day.Weekday())}
		if len(p.units) > 1 {
			row.Cells[2].Note = p.unitName(r.Unit)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p roundsPage) paging() ui.PaginationProps {
	from, to := p.span(pageSize)
	summary := p.T("round.found", "count", p.total, "from", from, "to", to)
	if p.total == 1 {
		summary = p.T("round.found_one")
	}
	return p.pages(summary, lastPage(p.total))
}

func roundHref(round outreach.RoundID) string { return "/rounds/" + round.String() }

func handOutRounds(r *web.Request) (*web.Answer, error) {
	return handOut(r, "rounds", func(f *os.File, suffix string) error {
		var p roundsPage
		err := r.Read(func(tx *act.Tx) (err error) {
			p, err = gatherRounds(tx, r)
			return err
		})
		if err != nil {
			return err
		}
		return p.handout(suffix).write(f, func(o *outgoing) (int64, error) { return int64(len(p.rounds)), p.fill(o) })
	})
}

func (p roundsPage) handout(suffix string) handout {
	return handout{
		suffix: suffix, print: p.Printer, title: p.Title,
		about: p.chosenAbout(p.today,
			ui.Pair{Name: p.T("round.when"), Value: p.whens()[yesNo(!p.past())].Label},
			ui.Pair{Name: p.T("round.who"), Value: chosenOption(p.whose(), p.value("who"))},
			ui.Pair{Name: p.T("visit.unit"), Value: chosenOption(p.unitChoices(), p.value("unit"))}),
		columns: []column{
			{"key", "visit.sheet_key", 38}, {"day", "round.day", 12}, {"unit", "visit.unit", 26}, {"workers", "round.workers", 30},
			{"aim", "round.aim", 40}, {"places", "round.places", 40}, {"visits", "round.visits", 0},
		},
	}
}

func (p roundsPage) fill(o *outgoing) error {
	for _, r := range p.rounds {
		o.put(sheet.Text(r.ID.String()))
		o.putDay(r.Day)
		o.put(sheet.Text(p.unitName(r.Unit)))
		o.put(sheet.Text(p.workers.list(p.Printer, r.Workers)))
		o.put(sheet.Text(r.Aim))
		o.put(sheet.Text(p.List(p.placeNames(r))))
		o.put(sheet.Integer(int64(r.Visits)))
		if err := o.end(); err != nil {
			return err
		}
	}
	return nil
}
