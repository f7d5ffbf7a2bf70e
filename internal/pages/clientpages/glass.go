package clientpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func glassRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /break-glass", Needs: access.BreakGlass, Act: showGlass},
		{Pattern: "POST /break-glass", Needs: access.BreakGlass, Act: breakGlass},
		{Pattern: "GET /client-notices", Needs: access.SuperviseClients, Act: showNotices},
		{Pattern: "POST /client-notices/{notice}", Needs: access.SuperviseClients, Act: acknowledge},
	}
}

// glassPage is the form by which a worker without a tie reads a client for some hours.
type glassPage struct {
	form
	sections []ui.NavItem
}

func newGlassPage(tx *act.Tx, r *web.Request) (glassPage, error) {
	p := glassPage{newForm(r, "client.glass.title"), sections(r, "/break-glass")}
	p.typed = url.Values{"id": {id.New[client.Glass]().String()}}
	return p, tx.Require(access.BreakGlass, access.All("client", r.Actor.Home()))
}

func showGlass(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := newGlassPage(tx, r)
	return web.Show(glassView(p)), err
}

func breakGlass(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := newGlassPage(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	code, err := readCode(f, "identity")
	g := client.Glass{
		ID: web.FormID[client.Glass](f, "id"), Organisation: r.Actor.Home(), Reason: f.Text("reason"), Identity: code, Number: f.Text("number"),
		Family: f.Text("family"), Given: f.Text("given"), Born: f.Date("born"),
	}
	var broken client.Broken
	if err = joined(err, f.Err()); err == nil {
		broken, err = client.BreakGlass(tx, g)
	}
	switch {
	case err == nil && broken.Needless:
		return web.Redirect(clientHref(broken.Client)).Flash("client.glass.needless"), nil
	case err == nil:
		return web.Redirect(clientHref(broken.Client)).Flash("client.glass.broken"), nil
	case !mendable(err):
		return nil, err
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	return again(glassView(p), err)
}

// noticesPage tells the supervisors who broke the glass, when and why.
type noticesPage struct {
	web.Page
	surroundings
	sections      []ui.NavItem
	today         civil.Date
	me            access.WorkerID
	waiting, past []client.Notice
}

func showNotices(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p := noticesPage{Page: r.Page("client.notice.title"), sections: sections(r, "/client-notices"), today: tx.Today(), me: r.Actor.ID}
	all, err := client.Notices(tx)
	if err != nil {
		return nil, err
	}
	if p.surroundings, err = around(tx, r.Actor.OrganisationsOf(access.SuperviseClients)...); err != nil {
		return nil, err
	}
	for _, n := range all {
		if err := p.call(tx, n.Organisation, n.Worker, n.AcknowledgedBy); err != nil {
			return nil, err
		}
		if n.AcknowledgedAt.IsZero() {
			p.waiting = append(p.waiting, n)
		} else {
			p.past = append(p.past, n)
		}
	}
	return web.Show(noticesView(p)), nil
}

func acknowledge(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	notice, err := web.PathID[client.Glass](r, "notice")
	if err != nil {
		return nil, err
	}
	if err := client.Acknowledge(tx, notice); err != nil {
		return nil, err
	}
	return web.Redirect("/client-notices").Flash("client.notice.acknowledged"), nil
}

func (p noticesPage) facts(n client.Notice) []ui.SummaryRow {
	who := p.worker(n.Worker)
	if unit := p.unit(n.Unit); unit != "" {
		who += ", " + unit
	}
	rows := []ui.SummaryRow{
		{Key: p.T("client.notice.who"), Value: who},
		{Key: p.T("client.notice.whom"), Value: p.T("client.called", "number", n.Number)},
		{Key: p.T("client.notice.when"), Value: p.T("client.notice.span", "from", n.OpenedAt, "until", n.Until)},
		{Key: p.T("client.notice.why"), Value: n.Reason},
	}
	if !n.AcknowledgedAt.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: p.T("client.notice.by"), Value: p.T("client.notice.by_text", "worker", p.worker(n.AcknowledgedBy), "at", n.AcknowledgedAt)})
	}
	return rows
}
