package outcomepages

import (
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func (o Options) linkRoutes() []web.Route {
	may := access.RecordMeasurements
	return []web.Route{
		{Pattern: "GET /clients/{client}/links/new", Needs: may, Act: o.askLink},
		{Pattern: "POST /clients/{client}/links", Needs: may, Act: makeLink},
		{Pattern: "GET /links/{link}", Needs: may, Act: showLink},
		{Pattern: "POST /links/{link}/close", Needs: may, Act: closeLink},
	}
}

// linkForm asks what a link, a tablet or a form on paper has to know.
type linkForm struct {
	form
	client  client.Client
	version *instrument.Form
	agreed  bool
	early   tooEarly
}

func linkFormOf(tx *act.Tx, r *web.Request) (p linkForm, to *web.Answer, err error) {
	if p.client, to, err = asked(tx, r); err != nil || to != nil {
		return p, to, err
	}
	if p.agreed, err = outcome.MayMeasure(tx, p.client.ID); err != nil {
		return p, nil, err
	}
	way := r.FormValue("way")
	version, parseErr := id.Parse[instrument.Version](r.FormValue("version"))
	if parseErr != nil || !slices.Contains([]string{string(outcome.ByLink), string(outcome.OnKiosk), string(outcome.OnPaper)}, way) {
		return p, web.Redirect(clientHref(p.client.ID, "measurements", "new")), nil
	}
	if p.version, err = instrument.FormOf(tx, version); err != nil {
		return p, nil, err
	}
	p.agreed = p.agreed || p.version.Definition.Purpose != instrument.ForMeasuring
	p.form = newForm(r, "outcome.link_new."+way) //i18n:keys outcome.link_new.*
	p.typed = url.Values{"version": {version.String()}, "way": {way}}
	return p, nil, nil
}

func (o Options) askLink(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := linkFormOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	before, measured, err := outcome.Before(tx, p.client.ID, p.version.Instrument)
	if err != nil {
		return nil, err
	}
	p.early = o.tooEarly(tx.Today(), p.version, before, measured && before.By != outcome.ByWorker)
	occasion, err := occasionFor(tx, r, p.client, p.version.Instrument, measured)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"id": id.New[outcome.Link]().String(), "occasion": string(occasion), "language": languageFor(p.version.Definition, p.client, p.Page),
		"by": string(outcome.ByClient), "days": strconv.Itoa(outcome.LinkLasts)} {
		p.typed.Set(name, value)
	}
	return web.Show(linkFormView(p)), nil
}

// makeLink makes it and shows it; a tablet is handed over at once, with the worker's session parked.
func makeLink(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := linkFormOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	f := r.TypedForm()
	n := outcome.Invitation{ID: web.FormID[outcome.Link](f, "id"), Client: p.client.ID, Version: p.version.Version, Occasion: outcome.Occasion(f.Text("occasion")),
		Days: f.Int("days"), Language: f.Text("language"), Way: outcome.Way(f.Text("way")), PIN: f.Text("pin"), Place: f.Text("place"),
		By: outcome.AnsweredBy(f.Text("by")), Interpreter: f.Bool("interpreter"), Twice: f.Bool("twice"), Earlier: f.Bool("earlier")}
	var l outcome.Link
	wrong := f.Err()
	if wrong == nil {
		l, wrong = outcome.Invite(tx, n)
	}
	if wrong == nil && l.Way == outcome.OnKiosk {
		return handOver(tx, r, l)
	}
	if wrong == nil {
		return web.Redirect(linkHref(l.ID)), nil
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	p.typed, p.errors = r.PostForm, r.Errors(wrong)
	p.typed.Del("pin")
	return again(linkFormView(p), wrong)
}

// handOver signs the worker's browser out and leaves it to the client. The session waits under seal until the PIN is given.
func handOver(tx *act.Tx, r *web.Request, l outcome.Link) (*web.Answer, error) {
	parked, err := outcome.Park(tx, l.ID, r.SessionToken())
	if err != nil {
		return nil, err
	}
	_, token, err := outcome.Token(tx, l.ID)
	if err != nil {
		return nil, err
	}
	return web.Redirect("/m/" + token).Cookie(web.SessionCookie("")).Cookie(question.TabletCookie(l.ID, parked)), nil
}

// linkPage shows a link: its address and its square for the client's phone, or the code of a form on paper, and what became of it.
type linkPage struct {
	web.Page
	client  client.Client
	link    outcome.Link
	state   outcome.LinkState
	version *instrument.Form
	address string
	square  ui.Square
	seen    civil.Instant // until when she may see her picture by it; zero: not now
}

func linkPageOf(tx *act.Tx, r *web.Request) (p linkPage, err error) {
	link, err := web.PathID[outcome.Link](r, "link")
	if err != nil {
		return p, err
	}
	if p.link, err = outcome.FindLink(tx, link); err != nil {
		return p, err
	}
	if p.client, err = client.Find(tx, p.link.Client); err != nil {
		return p, err
	}
	if p.version, err = instrument.FormOf(tx, p.link.Version); err != nil {
		return p, err
	}
	agreed, err := outcome.MayMeasure(tx, p.link.Client)
	if err != nil {
		return p, err
	}
	p.state = p.link.StateFor(tx.Now, p.version.Definition, agreed)
	if p.state == outcome.LinkHandedIn {
		until, _, err := outcome.SeenUntil(tx, link)
		if err != nil {
			return p, err
		}
		if tx.Now.Before(until) {
			p.seen = until
		}
	}
	p.Page = r.Page("outcome.link_title", "name", titleOf(r.Page("outcome.list_title"), p.version.Definition))
	return p, nil
}

func showLink(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := linkPageOf(tx, r)
	if err != nil {
		return nil, err
	}
	if p.state == outcome.LinkOpen && p.link.Way == outcome.ByLink {
		_, token, err := outcome.Token(tx, p.link.ID)
		if err != nil {
			return nil, err
		}
		p.address = origin(r) + "/m/" + token
		if p.square, err = ui.NewSquare(p.address); err != nil {
			return nil, err
		}
	}
	return web.Show(linkView(p)), nil
}

// closable tells whether the link can be closed.
func (p linkPage) closable() bool {
	return p.state == outcome.LinkOpen || p.state == outcome.LinkHeld
}

// origin is the address of this server as the reader reaches it.
func origin(r *web.Request) string {
	if r.Secure() {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func closeLink(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := linkPageOf(tx, r)
	if err != nil {
		return nil, err
	}
	if err := outcome.Close(tx, p.link.ID); err != nil {
		return nil, err
	}
	return web.Redirect(listHref(p.client.ID)).Flash("outcome.link_closed_flash"), nil
}

func (p linkPage) facts() []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: p.T("outcome.client"), Value: nameOf(p.Page, p.client)}, {Key: p.T("outcome.occasion"), Value: p.T("outcome.occasion." + string(p.link.Occasion))},
		{Key: p.T("outcome.way"), Value: p.T("outcome.way." + string(p.link.Way))}, {Key: p.T("outcome.link_state"), Value: p.T("outcome.link_state." + string(p.state))},
		{Key: p.T("outcome.language"), Value: question.LanguageName(p.link.Language)}, {Key: p.T("outcome.link_made"), Value: p.Instant(p.link.MadeAt)},
	}
	if p.link.Way != outcome.OnPaper {
		rows = append(rows, ui.SummaryRow{Key: p.T("outcome.link_until"), Value: p.Instant(p.link.Expires)})
	}
	if !p.link.StartedAt.IsZero() && p.state == outcome.LinkOpen {
		rows = append(rows, ui.SummaryRow{Key: p.T("outcome.link_started"), Value: p.Instant(p.link.StartedAt)})
	}
	return rows
}
