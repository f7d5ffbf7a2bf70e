package staffpages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

type workerPage struct {
	adminPage
	Back       *ui.Link
	Facts      []ui.SummaryRow
	Posts      ui.TableProps
	Invitation string // what is known of the newest one, in words
	Sessions   ui.TableProps
	Path       string
	// Link is the invitation just made; it is shown once.
	Link    string
	LogHref string
}

func pathWorker(tx *act.Tx, r *web.Request) (staff.Worker, error) {
	w, err := web.PathID[access.Worker](r, "worker")
	if err != nil {
		return staff.Worker{}, err
	}
	return staff.FindWorker(tx, w)
}

func showWorker(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := newWorkerPage(tx, r, w)
	if err != nil {
		return nil, err
	}
	return web.Show(workerView(p)), nil
}

func newWorkerPage(tx *act.Tx, r *web.Request, w staff.Worker) (workerPage, error) {
	p := workerPage{adminPage: newAdminPage(r, "staff.worker", "/admin/workers"), Path: workerPath(w.ID)}
	p.Title, p.Back = w.Name, back(r, "staff.workers", "/admin/workers")
	p.Props.Title = r.PageTitled(p.Title).Props.Title
	if r.Actor.Holds(access.ReadUseLog) {
		p.LogHref = "/admin/log?worker=" + w.ID.String()
	}
	var err error
	if p.Facts, err = workerFacts(tx, r, w); err != nil {
		return p, err
	}
	if p.Posts, err = postTable(tx, r, w); err != nil {
		return p, err
	}
	invitations, err := staff.InvitationsOf(tx, w.ID)
	if err != nil {
		return p, err
	}
	p.Invitation = invitationText(tx, r, invitations)
	sessions, err := staff.SessionsOf(tx, w.ID)
	p.Sessions = sessionTable(r, sessions)
	return p, err
}

func workerFacts(tx *act.Tx, r *web.Request, w staff.Worker) ([]ui.SummaryRow, error) {
	t := r.Print.T
	account := t("staff.account_open")
	if !w.Active {
		account = t("staff.account_closed_state")
	}
	names, err := organisationNames(tx, r)
	return []ui.SummaryRow{
		{Key: t("staff.email"), Value: w.Email}, {Key: t("staff.home"), Value: names[w.Organisation]},
		{Key: t("staff.language"), Value: languageText(r, w.Language)}, {Key: t("staff.account"), Value: account},
	}, err
}

func invitationText(tx *act.Tx, r *web.Request, all []staff.Invitation) string {
	switch {
	case len(all) == 0:
		return r.Print.T("staff.invitation_none")
	case !all[0].Used.IsZero():
		return r.Print.T("staff.invitation_used", "time", all[0].Used)
	case all[0].Open(tx.Now):
		return r.Print.T("staff.invitation_open", "made", all[0].Made, "ends", all[0].Ends)
	default:
		return r.Print.T("staff.invitation_ended", "made", all[0].Made)
	}
}

func postTable(tx *act.Tx, r *web.Request, w staff.Worker) (ui.TableProps, error) {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.posts"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("staff.role")}, {Label: t("staff.organisation")}, {Label: t("staff.unit")}, {Label: t("staff.in_force")},
		{Label: t("staff.actions"), LabelHidden: true},
	}}
	posts, err := staff.PostsOf(tx, w.ID)
	if err != nil {
		return table, err
	}
	units, err := staff.UnitsWithin(tx, tx.Actor.ScopeOf(access.KeepWorkers))
	if err != nil {
		return table, err
	}
	names, err := organisationNames(tx, r)
	for _, p := range posts {
		end := ui.Cell{}
		if !p.Term.Ended(tx.Today()) {
			end = ui.Cell{Text: t("staff.post_end"), Href: workerPath(w.ID) + "/posts/" + p.ID.String() + "/end"}
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: roleText(r, p.Role)}, {Text: names[p.Organisation]}, {Text: unitName(r, units, p.Unit)}, {Text: termText(r, p.Term)}, end,
		}})
	}
	return table, err
}

func sessionTable(r *web.Request, sessions []staff.Session) ui.TableProps {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.sessions"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("staff.device")}, {Label: t("staff.session_began")}, {Label: t("staff.session_seen")},
	}}
	for _, s := range sessions {
		table.Rows = append(table.Rows, ui.Cells(deviceText(r, s.Device), r.Print.Instant(s.Started), r.Print.Instant(s.Seen)))
	}
	return table
}

// deviceText says which browser on which system, in words.
func deviceText(r *web.Request, device string) string {
	browser, system, _ := strings.Cut(device, ".")
	//i18n:keys staff.browser.*
	//i18n:keys staff.system.*
	return r.Print.T("staff.device_on", "browser", r.Print.T("staff.browser."+browser), "system", r.Print.T("staff.system."+system))
}

// inviteWorker shows the link at once and only now: the database keeps its hash.
func inviteWorker(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	token, err := staff.Invite(tx, w.ID)
	if err != nil {
		return nil, err
	}
	p, err := newWorkerPage(tx, r, w)
	p.Link = ownAddress(r) + "/invitation/" + token
	return web.Show(workerView(p)), err
}

// ownAddress is how the reader reached this server.
func ownAddress(r *web.Request) string {
	if r.Secure() {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func endWorkerSessions(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := web.PathID[access.Worker](r, "worker")
	if err != nil {
		return nil, err
	}
	if err := staff.EndSessionsOf(tx, w); err != nil {
		return nil, err
	}
	return web.Redirect(workerPath(w)).Flash("staff.sessions_ended"), nil
}

func pathPost(r *web.Request) (id.Of[staff.Post], error) { return web.PathID[staff.Post](r, "post") }
