package staffpages

import (
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/program"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func programRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/programs", Needs: access.KeepPrograms, Act: listPrograms},
		{Pattern: "POST /admin/programs", Needs: access.KeepPrograms, Act: makeProgram},
		{Pattern: "POST /admin/programs/{program}/revoke", Needs: access.KeepPrograms, Act: revokeProgram},
	}
}

// programsPage lists the tokens of other programs, with the form for a new one. Right after one was made it shows its secret, once.
type programsPage struct {
	adminPage
	web.Errors
	ID            string
	Name          string
	Days          string
	Organisation  string
	Organisations []ui.Option
	Scopes        []string
	Unit          string
	Instrument    string
	units         []staff.Unit
	instruments   []instrument.Instrument
	Tokens        []program.Token
	Secret        string
	names         map[access.OrganisationID]string
	workers       map[access.WorkerID]string
	states        map[program.TokenID]program.State
}

// usualDays is how long a token lasts unless something else is chosen.
const usualDays = "365"

func gatherPrograms(tx *act.Tx, r *web.Request, wrong error) (programsPage, error) {
	p := programsPage{adminPage: newAdminPage(r, "program.title", "/admin/programs"), Errors: r.Errors(wrong), ID: r.PostFormValue("id"),
		Name: r.PostFormValue("name"), Days: r.PostFormValue("days"), Organisation: r.PostFormValue("organisation"), Scopes: r.PostForm["scopes"],
		Unit: r.PostFormValue("unit"), Instrument: r.PostFormValue("instrument"), states: map[program.TokenID]program.State{}}
	if p.ID == "" || wrong == nil {
		p.ID = id.New[program.Token]().String()
	}
	if p.Days == "" {
		p.Days = usualDays
	}
	var err error
	if p.Tokens, err = program.List(tx); err != nil {
		return p, err
	}
	if p.Organisations, err = organisationOptions(tx, r, tx.Actor.ScopeOf(access.KeepPrograms)); err != nil {
		return p, err
	}
	if len(p.Organisations) == 1 {
		p.Organisation = p.Organisations[0].Value
	}
	var who []access.WorkerID
	for _, t := range p.Tokens {
		who, p.states[t.ID] = append(who, t.MadeBy, t.RevokedBy), t.StateAt(tx.Now)
	}
	if p.names, err = organisationNames(tx, r); err != nil {
		return p, err
	}
	if p.units, p.instruments, err = narrowings(tx); err != nil {
		return p, err
	}
	p.workers, err = staff.WorkerNames(tx, who)
	return p, err
}

func listPrograms(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gatherPrograms(tx, r, nil)
	return web.Show(programsView(p)), err
}

// makeProgram answers with the page itself and leads nowhere: the secret is shown now and never again.
func makeProgram(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	o := program.Order{ID: web.FormID[program.Token](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"), Name: f.Text("name"), Days: f.Int("days")}
	for _, s := range f.Texts("scopes") {
		o.Scopes = append(o.Scopes, program.Scope(s))
	}
	o.Only = access.Made{Unit: web.FormID[access.Unit](f, "unit"), Instrument: access.ThingID(web.FormID[instrument.Instrument](f, "instrument"))}
	err, secret := f.Err(), ""
	var made program.Token
	if err == nil && o.Organisation.IsZero() {
		err = o.Check()
	}
	if err == nil {
		err = narrowedWithin(tx, o)
	}
	if err == nil {
		made, secret, err = program.Make(tx, o)
	}
	if err != nil {
		if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			return nil, err
		}
		p, failed := gatherPrograms(tx, r, err)
		if failed != nil {
			return nil, failed
		}
		return web.ShowFaults(programsView(p)), err
	}
	p, err := gatherPrograms(tx, r, nil)
	p.Secret, p.Name, p.Scopes, p.Unit, p.Instrument = secret, made.Name, nil, "", ""
	return web.Show(programsView(p)), err
}

func revokeProgram(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	token, err := web.PathID[program.Token](r, "program")
	if err != nil {
		return nil, tx.Require(access.KeepPrograms, access.Subject{Kind: "program"})
	}
	if _, err := program.Revoke(tx, token); err != nil {
		return nil, err
	}
	return web.Redirect("/admin/programs").Flash("program.revoked"), nil
}

// narrowings are the units and instruments that a token can be narrowed to.
func narrowings(tx *act.Tx) ([]staff.Unit, []instrument.Instrument, error) {
	scope, err := tx.Scope(access.KeepPrograms, "program")
	if err != nil {
		return nil, nil, err
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return nil, nil, err
	}
	instruments, err := instrument.ForPrograms(tx)
	return units, instruments, err
}

// narrowedWithin is nil when a token is narrowed to a unit of its organisation, and to an instrument of its organisation or everybody's.
func narrowedWithin(tx *act.Tx, o program.Order) error {
	units, instruments, err := narrowings(tx)
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(o.Only.Unit.IsZero() || slices.ContainsFunc(units, func(u staff.Unit) bool { return u.ID == o.Only.Unit && u.Organisation == o.Organisation }),
		"unit", "program.unit.elsewhere")
	c.That(o.Only.Instrument.IsZero() || slices.ContainsFunc(instruments, func(i instrument.Instrument) bool {
		return access.ThingID(i.ID) == o.Only.Instrument && (i.Organisation == o.Organisation || i.Organisation == access.Installation)
	}), "instrument", "program.instrument.elsewhere")
	return c.Err()
}

// unitOptions are the units that a token can be narrowed to, each organisation's together.
func (p programsPage) unitOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("program.all_units")}}
	for _, u := range p.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name, Group: p.names[u.Organisation]})
	}
	return all
}

// instrumentOptions are the instruments that a token can be narrowed to, each organisation's together.
func (p programsPage) instrumentOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("program.all_instruments")}}
	for _, i := range p.instruments {
		whose := p.T("instrument.everybodys")
		if i.Organisation != access.Installation {
			whose = p.names[i.Organisation]
		}
		all = append(all, ui.Option{Value: i.ID.String(), Label: p.title(i), Group: whose})
	}
	return all
}

func (p programsPage) title(i instrument.Instrument) string {
	v, has := i.Newest()
	if !has {
		return i.Code
	}
	return v.Definition.In(v.Definition.Title, string(p.Lang()))
}

// narrowedRows tell what a token is narrowed to, if it is.
func (p programsPage) narrowedRows(t program.Token) []ui.SummaryRow {
	var rows []ui.SummaryRow
	if !t.Only.Unit.IsZero() {
		name := t.Only.Unit.String()
		if at := slices.IndexFunc(p.units, func(u staff.Unit) bool { return u.ID == t.Only.Unit }); at >= 0 {
			name = p.units[at].Name
		}
		rows = append(rows, ui.SummaryRow{Key: p.T("program.only_unit"), Value: name})
	}
	if !t.Only.Instrument.IsZero() {
		name := t.Only.Instrument.String()
		if at := slices.IndexFunc(p.instruments, func(i instrument.Instrument) bool { return access.ThingID(i.ID) == t.Only.Instrument }); at >= 0 {
			name = p.title(p.instruments[at])
		}
		rows = append(rows, ui.SummaryRow{Key: p.T("program.only_instrument"), Value: name})
	}
	return rows
}

// rows tell what a token is.
func (p programsPage) rows(t program.Token) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: p.T("program.organisation"), Value: p.names[t.Organisation]}}
	rows = append(rows, p.narrowedRows(t)...)
	return append(rows, ui.SummaryRow{Key: p.T("program.scopes"), Value: p.scopesText(t)},
		ui.SummaryRow{Key: p.T("program.made"), Value: p.T("program.made_by", "at", t.MadeAt, "who", p.who(t.MadeBy))},
		ui.SummaryRow{Key: p.T("program.used"), Value: p.usedText(t)})
}

// scopeChoices are what a token may be used for.
func (p programsPage) scopeChoices() []ui.Choice {
	var all []ui.Option
	for _, s := range program.Scopes() {
		all = append(all, ui.Option{Value: string(s), Label: p.scopeText(s), Hint: string(s)})
	}
	return ui.Choices(all...)
}

func (p programsPage) scopeText(s program.Scope) string {
	switch s {
	case program.ReadQuestionnaires:
		return p.T("program.scope.questionnaires")
	case program.ReadResponses:
		return p.T("program.scope.responses")
	}
	return p.T("program.scope.send")
}

func (p programsPage) scopesText(t program.Token) string {
	var all []string
	for _, s := range t.Scopes {
		all = append(all, p.scopeText(s))
	}
	return strings.Join(all, " · ")
}

func (p programsPage) who(w access.WorkerID) string {
	if w.IsZero() {
		return p.T("import.at_the_server")
	}
	return p.workers[w]
}

// usedText is when a token was used last.
func (p programsPage) usedText(t program.Token) string {
	if t.UsedAt.IsZero() {
		return p.T("program.never_used")
	}
	return p.Instant(t.UsedAt)
}

// stateOf is the token's state as a tag, and what there is to say of it.
func (p programsPage) stateOf(t program.Token) (ui.Tone, string) {
	switch p.states[t.ID] {
	case program.Stands:
		return ui.Good, p.T("program.state.stands", "day", t.Expires.Date().AddDays(-1))
	case program.Expired:
		return ui.Plain, p.T("program.state.expired", "day", t.Expires.Date().AddDays(-1))
	}
	return ui.Plain, p.T("program.state.revoked", "at", t.RevokedAt, "who", p.who(t.RevokedBy))
}

func (p programsPage) stands(t program.Token) bool { return p.states[t.ID] == program.Stands }

func programPath(t program.Token) string { return "/admin/programs/" + t.ID.String() }

// typedName is what stands in the form: nothing right after a token was made.
func (p programsPage) typedName() string {
	if p.Secret != "" {
		return ""
	}
	return p.Name
}
