package staffpages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
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
		states: map[program.TokenID]program.State{}}
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
	err, secret := f.Err(), ""
	var made program.Token
	if err == nil && o.Organisation.IsZero() {
		err = o.Check()
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
	p.Secret, p.Name, p.Scopes = secret, made.Name, nil
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
