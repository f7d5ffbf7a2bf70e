package staffpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func logRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /admin/log", Needs: access.ReadUseLog, Act: showLog}}
}

type logPage struct {
	adminPage
	web.Errors
	Filter          ui.FilterBarProps
	From, Last      ui.Field
	Worker, Outcome ui.Field
	WorkerList      []ui.Option
	OutcomeList     []ui.Option
	Table           ui.TableProps
	Older           *ui.Link
	Newest          *ui.Link
}

func showLog(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	filter := act.LogFilter{
		From: f.Date("from").Start(), To: f.Date("last").AddDays(1).Start(), Actor: web.FormID[access.Worker](f, "worker"),
		Outcome: act.Outcome(f.Text("outcome")), Before: web.FormID[act.Entry](f, "before"), Limit: rowsAPage + 1,
	}
	wrong := f.Err()
	entries, err := act.ReadLog(tx, filter)
	if err != nil {
		return nil, err
	}
	p := logPage{adminPage: newAdminPage(r, "staff.log", "/admin/log"), Errors: r.Errors(wrong)}
	if err := p.fillFilter(tx, r); err != nil {
		return nil, err
	}
	p.page(r, &entries)
	p.Table, err = logTable(tx, r, entries)
	return web.Show(logView(p)), err
}

// page cuts the list and leads to older entries, and back to the newest.
func (p *logPage) page(r *web.Request, entries *[]act.Entry) {
	q := url.Values{}
	for _, name := range []string{"from", "last", "worker", "outcome"} {
		if v := r.FormValue(name); v != "" {
			q.Set(name, v)
		}
	}
	if r.FormValue("before") != "" {
		p.Newest = &ui.Link{Label: r.Print.T("staff.log_newest"), Href: "/admin/log?" + q.Encode()}
	}
	if all := *entries; len(all) > rowsAPage {
		*entries = all[:rowsAPage]
		q.Set("before", all[rowsAPage-1].ID.String())
		p.Older = &ui.Link{Label: r.Print.T("staff.log_older"), Href: "/admin/log?" + q.Encode()}
	}
}

func (p *logPage) fillFilter(tx *act.Tx, r *web.Request) error {
	t := r.Print.T
	p.Filter = ui.FilterBarProps{Action: "/admin/log", Label: t("staff.log_filter"), Submit: t("staff.filter")}
	if r.URL.RawQuery != "" {
		p.Filter.Reset = &ui.Link{Label: t("staff.filter_reset"), Href: "/admin/log"}
	}
	field := func(name, label string) ui.Field {
		return ui.Field{Name: name, Label: t(label), Value: r.FormValue(name), Error: p.Of(name)}
	}
	p.From, p.Last = field("from", "staff.from"), field("last", "staff.last")
	p.Worker, p.Outcome = field("worker", "staff.log_actor"), field("outcome", "staff.log_outcome")
	p.OutcomeList = []ui.Option{{Label: t("staff.all")}}
	for _, o := range []act.Outcome{act.Done, act.Refused, act.Failed} {
		p.OutcomeList = append(p.OutcomeList, ui.Option{Value: string(o), Label: outcomeText(r, o)})
	}
	workers, err := staff.WorkersWithin(tx, tx.Actor.ScopeOf(access.ReadUseLog))
	p.WorkerList = []ui.Option{{Label: t("staff.all")}}
	for _, w := range workers {
		p.WorkerList = append(p.WorkerList, ui.Option{Value: w.ID.String(), Label: w.Name})
	}
	return err
}

func outcomeText(r *web.Request, o act.Outcome) string {
	//i18n:keys staff.outcome.*
	return r.Print.T("staff.outcome." + string(o))
}

func logTable(tx *act.Tx, r *web.Request, entries []act.Entry) (ui.TableProps, error) {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.log"), CaptionHidden: true, Tight: true, Columns: []ui.Column{
		{Label: t("staff.log_time")}, {Label: t("staff.log_actor")}, {Label: t("staff.log_what")}, {Label: t("staff.log_subject")},
		{Label: t("staff.log_purpose")}, {Label: t("staff.log_outcome")},
	}}
	subjects, err := workerSubjects(tx, entries)
	if err != nil {
		return table, err
	}
	organisations, err := organisationNames(tx, r)
	for _, e := range entries {
		row := ui.Row{Cells: []ui.Cell{
			{Text: logTime(r, e.At)}, {Text: actorText(r, e)}, {Text: permissionText(r, e.Permission)},
			subjectCell(r, e, subjects, organisations), {Text: purposeText(r, e.Purpose)}, {Text: outcomeText(r, e.Outcome)},
		}}
		if e.Outcome != act.Done {
			row.Tone = ui.Warm
		}
		table.Rows = append(table.Rows, row)
	}
	return table, err
}

// logTime is exact to the second: two uses in a minute are two.
func logTime(r *web.Request, at civil.Instant) string {
	return r.Print.Date(at.Date()) + " " + at.Helsinki().Format("15:04:05")
}

// actorText names a worker, or the program's own job.
func actorText(r *web.Request, e act.Entry) string {
	if e.ActorKind == access.KindProgram {
		return r.Print.T("program.actor", "name", e.ActorName)
	}
	if e.ActorKind != access.KindWorker {
		//i18n:keys job.*
		return r.Print.T("job." + e.ActorName)
	}
	return e.ActorName
}

func subjectCell(r *web.Request, e act.Entry, workers map[access.WorkerID]string, organisations map[access.OrganisationID]string) ui.Cell {
	//i18n:keys noun.*
	c := ui.Cell{Text: e.SubjectKind, Note: organisations[e.Organisation]}
	if key := "noun." + e.SubjectKind; r.Print.Has(key) {
		c.Text = r.Print.T(key)
	}
	if name := workers[access.WorkerID(e.Subject)]; name != "" {
		c.Text = r.Print.T("staff.log_about", "noun", c.Text, "name", name)
	} else if !e.Subject.IsZero() {
		c.Text = r.Print.T("staff.log_about", "noun", c.Text, "name", e.Subject.Short())
	}
	return c
}

// workerSubjects names the workers whose accounts the entries are about.
func workerSubjects(tx *act.Tx, entries []act.Entry) (map[access.WorkerID]string, error) {
	var ids []access.WorkerID
	for _, e := range entries {
		if !e.Subject.IsZero() && (e.SubjectKind == "worker" || e.SubjectKind == "sign_in" || e.SubjectKind == "account") {
			ids = append(ids, id.Of[access.Worker](e.Subject))
		}
	}
	return staff.WorkerNames(tx, ids)
}
