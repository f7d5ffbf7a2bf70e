// Package homepages is where everybody begins: the desk, the search, the guide
// and the accessibility statement.
package homepages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/field"
	"rinnalla/internal/outreach"
	"rinnalla/internal/pages/reminder"
	"rinnalla/internal/report"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Options are what the operator decides and these pages tell.
type Options struct {
	// Contact is where readers may write about accessibility: an e-mail
	// address, a web address or any line of text. Empty when not set.
	Contact string
	// Disclosure is the rule that the guide explains.
	Disclosure report.Disclosure
}

// Routes are the addresses of this package.
func Routes(o Options) []web.Route {
	return []web.Route{
		{Pattern: "GET /{$}", Needs: access.UseDesk, Act: desk},
		{Pattern: "GET /search", Needs: access.ReadPlaces, Act: search},
		{Pattern: "GET /guide", Needs: access.Public, Free: guide(o)},
		{Pattern: "GET /accessibility", Needs: access.Public, Free: accessibility(o)},
	}
}

// deskView is the first page after signing in: what is today, what waits, what
// can be begun.
type deskView struct {
	web.Page
	greeting, lead string
	outdoors       bool // she goes out herself
	noPlaces       bool // an organisation's first day
	today          []ui.RowItem
	waiting        []ui.RowItem
	planned        []ui.RowItem // what is to be measured these days
	plannedMore    int          // and how much more there is of it
	starts         []ui.ButtonLinkProps
	month          *monthView
	shared         bool
	admin          bool
}

type monthView struct {
	title, text string
}

func desk(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if err := tx.Require(access.UseDesk, r.Actor.Self("desk")); err != nil {
		return nil, err
	}
	v := deskView{Page: r.Page("desk.title")}
	v.greeting = greeting(v, tx.Now, firstName(r.Actor.Name))
	v.lead = v.LongDate(tx.Today())
	if len(r.Lines) > 0 {
		v.lead += " · " + strings.Join(r.Lines, ", ")
	}
	v.outdoors = r.Actor.Holds(access.RecordVisits)
	v.shared = r.Actor.Holds(access.ReadSharedReport)
	v.admin = r.Actor.Holds(access.KeepWorkers) && !r.Actor.Holds(access.ReadVisits)
	v.starts = v.begin(r)
	if !v.outdoors {
		return web.Show(deskTemplate(v)), nil
	}
	if err := v.rounds(tx); err != nil {
		return nil, err
	}
	if err := v.firstSteps(tx, r); err != nil {
		return nil, err
	}
	if err := v.returned(tx); err != nil {
		return nil, err
	}
	if err := v.notices(tx, r); err != nil {
		return nil, err
	}
	if err := v.reminders(tx, r); err != nil {
		return nil, err
	}
	err := v.thisMonth(tx, r)
	return web.Show(deskTemplate(v)), err
}

// greeting goes by the hour in Finland.
func greeting(v deskView, now civil.Instant, name string) string {
	switch hour := now.Clock().Hour; {
	case hour < 10:
		return v.T("desk.morning", "name", name)
	case hour < 17:
		return v.T("desk.day", "name", name)
	default:
		return v.T("desk.evening", "name", name)
	}
}

func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// begin lists what the worker most often starts.
func (v deskView) begin(r *web.Request) []ui.ButtonLinkProps {
	var all []ui.ButtonLinkProps
	add := func(needs access.Permission, key, href string) {
		if r.Actor.Holds(needs) {
			kind := ui.Quiet
			if len(all) == 0 {
				kind = ui.Primary
			}
			all = append(all, ui.ButtonLinkProps{Label: v.T(key), Href: href, Kind: kind, Wide: true})
		}
	}
	add(access.RecordVisits, "desk.record_visit", "/visits/new")
	add(access.RegisterClients, "desk.new_client", "/clients/new")
	add(access.ListClients, "desk.clients", "/clients")
	add(access.RecordVisits, "desk.plan_round", "/rounds/new")
	add(access.RecordVisits, "desk.open_field", "/field/")
	add(access.KeepPlaces, "desk.new_place", "/places/new")
	add(access.ImportVisits, "desk.import", "/imports")
	add(access.ReadReport, "desk.open_report", "/reports/outreach")
	add(access.ReadSharedReport, "desk.open_shared", "/reports/outreach?view=shared")
	add(access.KeepWorkers, "desk.new_worker", "/admin/workers")
	add(access.KeepUnits, "desk.organisations", "/admin/organisations")
	add(access.ReadUseLog, "desk.use_log", "/admin/log")
	return all
}

// rounds are today's and the coming week's, hers before the others'.
func (v *deskView) rounds(tx *act.Tx) error {
	week := civil.Period{From: tx.Today(), To: tx.Today().AddDays(8)}
	rounds, err := outreach.Rounds(tx, outreach.RoundFilter{Period: week, Worker: tx.Actor.ID, Limit: 20})
	if err != nil {
		return err
	}
	names, err := placeNames(tx)
	if err != nil {
		return err
	}
	v.noPlaces = len(names) == 0
	for i := len(rounds) - 1; i >= 0; i-- {
		round := rounds[i]
		row := ui.RowItem{Title: v.roundTitle(round, names), Href: "/rounds/" + round.ID.String(), Text: round.Aim, Lead: v.ShortDate(round.Day), LeadTag: true}
		if round.Day == tx.Today() {
			row.Lead, row.LeadTone = v.T("desk.today"), ui.Warm
			row.Action = &ui.Link{Label: v.T("desk.record_here"), Href: "/visits/new?round=" + round.ID.String(), Hidden: row.Title}
		} else {
			row.Tag = v.T("desk.round_tag")
		}
		v.today = append(v.today, row)
	}
	return nil
}

// firstSteps are what a new organisation needs before its first visit.
func (v *deskView) firstSteps(tx *act.Tx, r *web.Request) error {
	if !v.noPlaces {
		return nil
	}
	if r.Actor.Holds(access.KeepTopics) {
		topics, err := outreach.Topics(tx)
		if err != nil {
			return err
		}
		if len(topics) == 0 {
			v.waiting = append(v.waiting, ui.RowItem{Title: v.T("desk.first_topics"), Href: "/topics", Text: v.T("desk.first_topics_text")})
		}
	}
	if r.Actor.Holds(access.KeepPlaces) {
		v.waiting = append(v.waiting, ui.RowItem{Title: v.T("desk.first_place"), Href: "/places/new", Text: v.T("desk.first_place_text")})
	}
	return nil
}

// returned are her records that came back from the gate.
func (v *deskView) returned(tx *act.Tx) error {
	n, err := field.Returned(tx)
	if err == nil && n > 0 {
		v.waiting = append(v.waiting, ui.RowItem{Title: v.T("field.returned_title"), Href: "/field/returned", Text: v.T("field.came_back", "count", n)})
	}
	return err
}

// notices are broken glasses that wait for a supervisor.
func (v *deskView) notices(tx *act.Tx, r *web.Request) error {
	if !r.Actor.Holds(access.CountNotices) {
		return nil
	}
	n, err := client.NoticesWaiting(tx)
	if err == nil && n > 0 {
		v.waiting = append(v.waiting, ui.RowItem{Title: v.T("desk.notices"), Href: "/client-notices", Text: v.T("desk.notices_text", "count", n)})
	}
	return err
}

// mostPlanned is how many planned measurements stand on the desk.
const mostPlanned = 6

// reminders are the measurements that are planned for these days.
func (v *deskView) reminders(tx *act.Tx, r *web.Request) error {
	if !r.Actor.Holds(access.RecordMeasurements) {
		return nil
	}
	all, err := reminder.Gather(tx, v.Page, reminder.Soon)
	v.planned, v.plannedMore = all.Rows(mostPlanned), max(0, all.Count()-mostPlanned)
	return err
}

// plannedLink leads to all that is planned.
func (v deskView) plannedLink() *ui.Link {
	label := v.T("desk.planned_all")
	if v.plannedMore > 0 {
		label = v.T("desk.planned_more", "count", v.plannedMore)
	}
	return &ui.Link{Label: label, Href: "/planned"}
}

func (v *deskView) roundTitle(r outreach.Round, names map[outreach.PlaceID]string) string {
	var places []string
	for _, p := range r.Places {
		if n := names[p]; n != "" {
			places = append(places, n)
		}
	}
	if len(places) == 0 {
		return v.T("desk.round")
	}
	return v.List(places)
}

func placeNames(tx *act.Tx) (map[outreach.PlaceID]string, error) {
	places, err := outreach.Places(tx, outreach.PlaceFilter{})
	if err != nil {
		return nil, err
	}
	names := make(map[outreach.PlaceID]string, len(places))
	for _, p := range places {
		names[p.ID] = p.Name
	}
	return names, nil
}

// thisMonth is the running month of her organisation in one line.
func (v *deskView) thisMonth(tx *act.Tx, r *web.Request) error {
	month := civil.MonthOf(tx.Today())
	sum, err := report.SumOfOutreach(tx, civil.MonthPeriod(month))
	if err != nil {
		return err
	}
	text := v.T("desk.month_none")
	if sum.Visits > 0 {
		text = v.T("desk.month_text", "visits", sum.Visits, "conversations", sum.Conversations)
	}
	v.month = &monthView{title: v.T("desk.month_title", "month", v.Month(month)), text: text}
	return nil
}
