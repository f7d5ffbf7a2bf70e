package clientpages

import (
	"net/url"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func consentRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/consents", Needs: access.ReadClients, Or: access.ReadBehindGlass, Act: showConsents},
		{Pattern: "POST /clients/{client}/consents", Needs: access.KeepClients, Act: recordConsent},
	}
}

// consentPage is what a client has said about each thing, the form for the next word, and what follows from it.
type consentPage struct {
	form
	surroundings
	client   client.Client
	consents client.Consents
	mayKeep  bool
}

func consentPageOf(tx *act.Tx, r *web.Request) (p consentPage, to *web.Answer, err error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return p, to, err
	}
	p.form, p.client = newForm(r, "client.consent.page_title"), c
	tied := c.Tie == access.TieOwn || c.Tie == access.TiePair || c.Tie == access.TieUnit
	p.mayKeep = tied && c.ErasedAt.IsZero() && !c.Locked
	if p.consents, err = client.ConsentsOf(tx, c.ID); err != nil {
		return p, nil, err
	}
	if p.surroundings, err = around(tx, c.Organisation); err != nil {
		return p, nil, err
	}
	people := make([]access.WorkerID, len(p.consents))
	for i, k := range p.consents {
		people[i] = k.RecordedBy
	}
	p.typed = url.Values{"id": {id.New[client.Consent]().String()}, "day": {p.Date(tx.Today())}, "by": {"client"}, "way": {"spoken"}}
	return p, nil, p.call(tx, c.Organisation, people...)
}

func showConsents(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := consentPageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	if kind := r.URL.Query().Get("kind"); slices.Contains(client.ConsentKinds(), client.ConsentKind(kind)) {
		p.typed.Set("kind", kind)
	}
	return web.Show(consentView(p)), nil
}

func recordConsent(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := consentPageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	f := r.TypedForm()
	k := client.Consent{
		ID: web.FormID[client.Consent](f, "id"), Client: p.client.ID, Kind: client.ConsentKind(f.Text("kind")), State: client.ConsentState(f.Text("state")),
		Day: f.Date("day"), By: f.Text("by"), Way: f.Text("way"), Note: f.Text("note"),
	}
	if err = f.Err(); err == nil {
		err = client.RecordConsent(tx, k)
	}
	if err == nil {
		flash := "client.consent.saved"
		if k.State != client.Given {
			flash = "client.consent.saved_no"
		}
		return web.Redirect(clientHref(p.client.ID, "consents")).Flash(flash), nil
	}
	if !mendable(err) || fault.Is(err, fault.Conflict) && fault.Of(err).Key == "client.erased" {
		return nil, err
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	return again(consentView(p), err)
}

//i18n:keys client.consent.kind.*
func consentName(p web.Page, kind client.ConsentKind) string {
	return p.T("client.consent.kind." + string(kind))
}

// stateName is what was said. That somebody was informed is done or not; the rest is yes or no.
func stateName(p web.Page, kind client.ConsentKind, state client.ConsentState) string {
	switch {
	case state == "":
		return p.T("client.consent.never")
	case kind == client.Informed && state == client.Given:
		return p.T("client.consent.informed_done")
	case kind == client.Informed:
		return p.T("client.consent.informed_not")
	}
	return p.T("client.consent.state." + string(state)) //i18n:keys client.consent.state.*
}

func stateTone(state client.ConsentState) ui.Tone {
	if state == client.Given {
		return ui.Good
	}
	return ui.Plain
}

// kindChoices are the things she is asked about, each with what it is and what follows from a yes and from a no.
func (p consentPage) kindChoices() []ui.Choice {
	var all []ui.Choice
	for _, kind := range client.ConsentKinds() {
		now := p.consents.InForce(kind)
		hint := p.T("client.consent.about."+string(kind)) + " " + p.T("client.consent.now", "state", stateName(p.Page, kind, now.State)) //i18n:keys client.consent.about.*
		all = append(all, ui.Choice{Option: ui.Option{Value: string(kind), Label: consentName(p.Page, kind), Hint: hint}, Content: p.followsOf(kind)})
	}
	return all
}

func (p consentPage) states() []ui.Choice {
	return ui.Choices(
		ui.Option{Value: string(client.Given), Label: p.T("client.consent.say_yes")},
		ui.Option{Value: string(client.Withdrawn), Label: p.T("client.consent.say_back")},
		ui.Option{Value: string(client.Refused), Label: p.T("client.consent.say_no")},
	)
}

// follows are the sentences of what changes.
func (p consentPage) follows(kind client.ConsentKind, state client.ConsentState) []string {
	var all []string
	for _, code := range client.Follows(kind, state) {
		all = append(all, p.T("client.follows."+code)) //i18n:keys client.follows.*
	}
	return all
}

//i18n:keys client.consent.by.*
//i18n:keys client.consent.way.*
func (p consentPage) options(prefix string, codes []string) []ui.Choice {
	var all []ui.Choice
	for _, code := range codes {
		all = append(all, ui.Choice{Option: ui.Option{Value: code, Label: p.T(prefix + code)}})
	}
	return all
}

func (p consentPage) events() []ui.Event {
	var all []ui.Event
	for _, k := range p.consents {
		e := ui.Event{
			When: p.Date(k.Day), Machine: k.Day.String(), Title: consentName(p.Page, k.Kind), Tag: stateName(p.Page, k.Kind, k.State), TagTone: stateTone(k.State),
			By: p.worker(k.RecordedBy), Text: p.T("client.consent.by."+k.By) + ", " + p.T("client.consent.way."+k.Way),
		}
		if k.Note != "" {
			e.Text += ". " + k.Note
		}
		all = append(all, e)
	}
	return all
}

// now are the things she has been asked about, each with the way to change it: as short to take back as to give.
func (p consentPage) now() []ui.RowItem {
	var rows []ui.RowItem
	for _, kind := range client.ConsentKinds() {
		k := p.consents.InForce(kind)
		row := ui.RowItem{Title: consentName(p.Page, kind), Text: stateName(p.Page, kind, k.State)}
		if !k.Day.IsZero() {
			row.Text = p.T("client.consent.state_on", "state", row.Text, "day", k.Day)
		}
		if p.mayKeep {
			row.Action = &ui.Link{Label: p.T("client.consent.ask"), Href: clientHref(p.client.ID, "consents") + "?kind=" + string(kind) + "#record", Hidden: row.Title}
		}
		rows = append(rows, row)
	}
	return rows
}
