package staffpages

import (
	"cmp"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func workerRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/workers", Needs: access.KeepWorkers, Act: listWorkers},
		{Pattern: "GET /admin/workers/new", Needs: access.KeepWorkers, Act: newWorker},
		{Pattern: "POST /admin/workers/new", Needs: access.KeepWorkers, Act: addWorker},
		{Pattern: "GET /admin/workers/{worker}", Needs: access.KeepWorkers, Act: showWorker},
		{Pattern: "GET /admin/workers/{worker}/edit", Needs: access.KeepWorkers, Act: editWorker},
		{Pattern: "POST /admin/workers/{worker}/edit", Needs: access.KeepWorkers, Act: changeWorker},
		{Pattern: "GET /admin/workers/{worker}/posts/new", Needs: access.KeepWorkers, Act: newPost},
		{Pattern: "POST /admin/workers/{worker}/posts/new", Needs: access.KeepWorkers, Act: givePost},
		{Pattern: "GET /admin/workers/{worker}/posts/{post}/end", Needs: access.KeepWorkers, Act: askToEndPost},
		{Pattern: "POST /admin/workers/{worker}/posts/{post}/end", Needs: access.KeepWorkers, Act: endPost},
		{Pattern: "POST /admin/workers/{worker}/invitation", Needs: access.KeepWorkers, Act: inviteWorker},
		{Pattern: "POST /admin/workers/{worker}/sessions/end", Needs: access.KeepWorkers, Act: endWorkerSessions},
	}
}

type workersPage struct {
	adminPage
	Filter           ui.FilterBarProps
	Text             ui.Field
	Organisation     ui.Field
	Role, State      ui.Field
	OrganisationList []ui.Option
	RoleList         []ui.Option
	StateList        []ui.Option
	Table            ui.TableProps
	Paging           ui.PaginationProps
}

func listWorkers(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	all, err := staff.ListWorkers(tx, workerFilter(r))
	if err != nil {
		return nil, err
	}
	l := readListing(r, "name")
	sortWorkers(r, all, l.sort)
	p := workersPage{adminPage: newAdminPage(r, "staff.workers", "/admin/workers")}
	p.Paging = l.paging(r, len(all), r.Print.T("staff.workers_count", "count", len(all)))
	if err := p.fillFilter(tx, r, l); err != nil {
		return nil, err
	}
	p.Table, err = workerTable(tx, r, l, cut(l, all))
	return web.Show(workersView(p)), err
}

func workerFilter(r *web.Request) staff.WorkerFilter {
	f := staff.WorkerFilter{Text: strings.TrimSpace(r.FormValue("text")), Role: access.Role(r.FormValue("role"))}
	// A wrong id in the address filters nothing.
	f.Organisation, _ = id.Parse[access.Organisation](r.FormValue("organisation"))
	if state := r.FormValue("state"); state != "" {
		active := state == "open"
		f.Active = &active
	}
	return f
}

func sortWorkers(r *web.Request, all []staff.Worker, by string) {
	key, descending := strings.CutPrefix(by, "-")
	slices.SortFunc(all, func(a, b staff.Worker) int {
		order := cmp.Or(r.Print.Compare(a.Name, b.Name), cmp.Compare(a.Email, b.Email))
		if key == "email" {
			order = cmp.Compare(a.Email, b.Email)
		}
		if descending {
			return -order
		}
		return order
	})
}

func (p *workersPage) fillFilter(tx *act.Tx, r *web.Request, l listing) error {
	t := r.Print.T
	p.Filter = ui.FilterBarProps{Action: "/admin/workers", Label: t("staff.workers_filter"), Submit: t("staff.filter")}
	if l.sort != "name" {
		p.Filter.Hidden = []ui.Pair{{Name: "sort", Value: l.sort}}
	}
	if len(l.query) > 0 {
		p.Filter.Reset = &ui.Link{Label: t("staff.filter_reset"), Href: "/admin/workers"}
	}
	p.Text = ui.Field{Name: "text", Label: t("staff.name_or_email"), Value: r.FormValue("text")}
	p.Organisation = ui.Field{Name: "organisation", Label: t("staff.organisation"), Value: r.FormValue("organisation")}
	p.Role = ui.Field{Name: "role", Label: t("staff.role"), Value: r.FormValue("role")}
	p.State = ui.Field{Name: "state", Label: t("staff.account"), Value: r.FormValue("state")}
	all := ui.Option{Label: t("staff.all")}
	options, err := organisationOptions(tx, r, tx.Actor.ScopeOf(access.KeepWorkers))
	p.OrganisationList = append([]ui.Option{all}, options...)
	p.RoleList = append([]ui.Option{all}, roleOptions(r, true)...)
	p.StateList = []ui.Option{all, {Value: "open", Label: t("staff.account_open")}, {Value: "closed", Label: t("staff.account_closed_state")}}
	return err
}

// roleOptions lists the roles; that of an owner only when the reader may see or give it.
func roleOptions(r *web.Request, owners bool) []ui.Option {
	var options []ui.Option
	for _, role := range access.Roles() {
		if role != access.RoleOwner || owners {
			options = append(options, ui.Option{Value: string(role), Label: roleText(r, role)})
		}
	}
	return options
}

func workerTable(tx *act.Tx, r *web.Request, l listing, shown []staff.Worker) (ui.TableProps, error) {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.workers"), CaptionHidden: true, SortText: t("staff.sort_help"), Columns: []ui.Column{
		l.column(t("staff.name"), "name"), l.column(t("staff.email"), "email"), {Label: t("staff.posts")}, {Label: t("staff.account")},
	}}
	posts, err := postTexts(tx, r)
	for _, w := range shown {
		account := t("staff.account_open")
		if !w.Active {
			account = t("staff.account_closed_state")
		}
		cells := []ui.Cell{{Text: w.Name, Href: workerPath(w.ID)}, {Text: w.Email}, {Text: "–"}, {Text: account}}
		if held := posts[w.ID]; len(held) > 0 {
			cells[2].Text = strings.Join(held, " · ")
		}
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table, err
}

// postTexts names the posts in force of all workers whom the reader keeps.
func postTexts(tx *act.Tx, r *web.Request) (map[access.WorkerID][]string, error) {
	scope := tx.Actor.ScopeOf(access.KeepWorkers)
	posts, err := staff.PostsWithin(tx, scope)
	if err != nil {
		return nil, err
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return nil, err
	}
	names, err := organisationNames(tx, r)
	held := map[access.WorkerID][]string{}
	for _, p := range posts {
		at := names[p.Organisation]
		if !p.Unit.IsZero() {
			at = unitName(r, units, p.Unit)
		}
		held[p.Worker] = append(held[p.Worker], r.Print.T("staff.post_at", "role", roleText(r, p.Role), "place", at))
	}
	return held, err
}

func workerPath(w access.WorkerID) string { return "/admin/workers/" + w.String() }
