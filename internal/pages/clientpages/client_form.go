package clientpages

import (
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func formRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/new", Needs: access.RegisterClients, Act: newClient},
		{Pattern: "POST /clients", Needs: access.RegisterClients, Act: addClient},
		// Shows the form with those who may be the same person; nothing is saved.
		{Pattern: "POST /clients/hints", Needs: access.RegisterClients, Act: showHints},
		{Pattern: "GET /clients/{client}/edit", Needs: access.KeepClients, Act: editClient},
		{Pattern: "POST /clients/{client}/edit", Needs: access.KeepClients, Act: changeClient},
	}
}

// clientForm is the form of a client, new or on record.
type clientForm struct {
	form
	surroundings
	today  civil.Date
	old    *client.Client // nil for a new one
	found  *client.Found
	action string
	back   ui.Link
	submit string
	// withheld: contact and address are not shown and stay as they are.
	withheld bool
	// stands is what somebody else saved meanwhile, beside what was typed.
	stands ui.TableProps
	// mayRegisterIn are the units in which the reader registers.
	mayRegisterIn []ui.Option
}

func newClient(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := newClientForm(tx, r)
	if err != nil {
		return nil, err
	}
	p.typed = url.Values{"id": {id.New[client.Client]().String()}, "from": {p.Date(p.today)}, "worker": {r.Actor.ID.String()}, "unit_task": {"yes"}}
	if len(p.mayRegisterIn) > 0 {
		p.typed.Set("unit", p.mayRegisterIn[0].Value)
	}
	if err := p.resume(tx, "/clients/new", "/clients", "/clients/hints"); err != nil {
		return nil, err
	}
	return web.Show(clientFormView(p)), nil
}

func newClientForm(tx *act.Tx, r *web.Request) (p clientForm, err error) {
	if err := tx.Require(access.RegisterClients, access.Subject{Organisation: r.Actor.Home(), Unit: firstUnit(r.Actor), Kind: "client"}); err != nil {
		return p, err
	}
	p.form, p.today, p.action, p.submit = newForm(r, "client.new_title"), tx.Today(), "/clients", r.Print.T("client.submit_new")
	p.back = ui.Link{Label: p.T("client.list_title"), Href: "/clients"}
	scope := r.Actor.ScopeOf(access.RegisterClients)
	if p.surroundings, err = around(tx, r.Actor.OrganisationsOf(access.RegisterClients)...); err != nil {
		return p, err
	}
	for _, u := range p.surroundings.units {
		if scope.Covers(u.Organisation, u.ID) && u.Term.In(p.today) {
			p.mayRegisterIn = append(p.mayRegisterIn, ui.Option{Value: u.ID.String(), Label: u.Name})
		}
	}
	// Her own unit stands first: it is the one that is meant nearly always.
	own := firstUnit(r.Actor).String()
	slices.SortStableFunc(p.mayRegisterIn, func(a, b ui.Option) int { return isNot(a.Value, own) - isNot(b.Value, own) })
	return p, nil
}

func isNot(a, b string) int {
	if a == b {
		return 0
	}
	return 1
}

// firstUnit is the unit of the actor's first post in which she may register.
func firstUnit(a access.Actor) access.UnitID {
	for _, post := range a.Posts {
		if access.ReachOf(post.Role, access.RegisterClients) != access.ReachNone {
			return post.Unit
		}
	}
	return access.UnitID{}
}

func addClient(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := newClientForm(tx, r)
	if err != nil {
		return nil, err
	}
	p.typed = r.PostForm
	registration, err := p.readRegistration(r)
	if err == nil {
		var receipt client.Receipt
		if receipt, err = client.Register(tx, registration); err == nil {
			return saved(tx, clientHref(receipt.Client), "client.saved", "/clients", "/clients/new", "/clients/hints")
		}
	}
	if !mendable(err) {
		return nil, err
	}
	p.errors = r.Errors(err)
	if err := p.lookForOthers(tx, registration.Organisation, registration.Person, client.ClientID{}); err != nil {
		return nil, err
	}
	return again(clientFormView(p), err)
}

// showHints is the form as it stands, with those who may be the same person.
func showHints(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := newClientForm(tx, r)
	if err != nil {
		return nil, err
	}
	p.typed = r.PostForm
	// What is wrong with a half-typed form is told when it is sent.
	registration, _ := p.readRegistration(r)
	if err := p.lookForOthers(tx, registration.Organisation, registration.Person, client.ClientID{}); err != nil {
		return nil, err
	}
	return web.Show(clientFormView(p)), nil
}

func (p *clientForm) lookForOthers(tx *act.Tx, o access.OrganisationID, person client.Person, except client.ClientID) error {
	if o.IsZero() {
		o = tx.Actor.Home()
	}
	found, err := client.Hints(tx, o, person, except)
	p.found = &found
	return err
}

// readRegistration reads the shape of what was typed. Units and workers that the page does not offer are not taken.
func (p clientForm) readRegistration(r *web.Request) (client.Registration, error) {
	f := r.TypedForm()
	person, err := readPerson(f)
	reg := client.Registration{
		ID: web.FormID[client.Client](f, "id"), Number: f.Text("number"), Person: person, From: f.Date("from"),
		Worker: web.FormID[access.Worker](f, "worker"), UnitTask: f.Bool("unit_task"), Other: f.Bool("other"),
	}
	var c fault.Checks
	c.That(oneOf(p.mayRegisterIn, f.Text("unit")), "unit", "client.unit.missing")
	for _, u := range p.surroundings.units {
		if u.ID.String() == f.Text("unit") && oneOf(p.mayRegisterIn, u.ID.String()) {
			reg.Unit, reg.Organisation = u.ID, u.Organisation
		}
	}
	c.That(reg.Worker.IsZero() || oneOf(p.workerOptions(reg.Organisation), reg.Worker.String()), "worker", "form.not_an_option")
	return reg, joined(err, f.Err(), c.Err())
}

// readPerson reads the shape of what was typed about a person.
func readPerson(f *web.Form) (client.Person, error) {
	code, err := readCode(f, "identity")
	return client.Person{
		Family: f.Text("family"), Given: f.Text("given"), Identity: code, Born: f.Date("born"), BirthYear: f.Int("birth_year"),
		Municipality: f.Text("municipality"), Language: f.Text("language"), Interpreter: f.Bool("interpreter"), NonDisclosure: f.Bool("non_disclosure"),
		Phone: f.Text("phone"), Email: f.Text("email"), Address: f.Text("address"), Note: f.Text("note"),
	}, err
}

// typedPerson is a person as the form shows her.
func typedPerson(page web.Page, x client.Person) url.Values {
	v := url.Values{
		"family": {x.Family}, "given": {x.Given}, "identity": {x.Identity.String()}, "municipality": {x.Municipality}, "language": {x.Language},
		"phone": {x.Phone}, "email": {x.Email}, "address": {x.Address}, "note": {x.Note},
	}
	// With a code the day is the code's; with a day the year is the day's: they are not typed twice.
	if x.Identity.IsZero() {
		v.Set("born", page.Date(x.Born))
		if x.Born.IsZero() && x.BirthYear != 0 {
			v.Set("birth_year", strconv.Itoa(x.BirthYear))
		}
	}
	for name, is := range map[string]bool{"interpreter": x.Interpreter, "non_disclosure": x.NonDisclosure} {
		if is {
			v.Set(name, "yes")
		}
	}
	return v
}

func editClient(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := editForm(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p.typed = typedPerson(p.Page, p.old.Person)
	p.typed.Set("correction", id.New[client.Correction]().String())
	p.typed.Set("seen", strconv.Itoa(p.old.Version))
	if err := p.resume(tx, r.URL.Path); err != nil {
		return nil, err
	}
	return web.Show(clientFormView(p)), nil
}

// editForm is the form of a client on record. A protected contact is shown to those who may see it, and the log tells that it was.
func editForm(tx *act.Tx, r *web.Request) (p clientForm, to *web.Answer, err error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return p, to, err
	}
	if err := client.MayKeep(tx, c.ID); err != nil {
		return p, nil, err
	}
	if c.Withheld && client.MaySeeContact(tx, c) {
		if c, err = client.Contact(tx, c.ID); err != nil {
			return p, nil, err
		}
	}
	p.old, p.today, p.withheld = &c, tx.Today(), c.Withheld
	p.form = newForm(r, "client.edit_title")
	p.action, p.submit, p.back = clientHref(c.ID, "edit"), p.T("client.submit"), *toClient(p.Page, c)
	return p, nil, nil
}

func changeClient(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := editForm(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p.typed = r.PostForm
	f := r.TypedForm()
	person, err := readPerson(f)
	correction := client.Correction{
		ID: web.FormID[client.Correction](f, "correction"), Client: p.old.ID, Seen: f.Int("seen"), Reason: f.Text("reason"), Person: person,
		KeepContact: p.withheld, Other: f.Bool("other"),
	}
	if err = joined(err, f.Err()); err == nil {
		err = client.Correct(tx, correction)
	}
	if err == nil {
		return saved(tx, clientHref(p.old.ID), "client.changed", r.URL.Path)
	}
	if !mendable(err) {
		return nil, err
	}
	p.errors = r.Errors(err)
	switch {
	case fault.Is(err, fault.Stale):
		p.compare()
	case p.errors.Of("other") != "" || p.errors.Of("identity") != "":
		if err := p.lookForOthers(tx, p.old.Organisation, person, p.old.ID); err != nil {
			return nil, err
		}
	}
	return again(clientFormView(p), err)
}

// compare shows what somebody else saved meanwhile; sending the form again is then a decision.
func (p *clientForm) compare() {
	now := typedPerson(p.Page, p.old.Person)
	p.stands = ui.TableProps{Caption: p.T("client.stale_title"), CaptionHidden: true, Tight: true,
		Columns: []ui.Column{{Label: p.T("client.stale_field")}, {Label: p.T("client.stale_typed")}, {Label: p.T("client.stale_saved")}}}
	for _, f := range []struct{ name, label string }{
		{"family", "client.family"}, {"given", "client.given"}, {"identity", "client.identity"}, {"born", "client.born"}, {"birth_year", "client.birth_year"},
		{"phone", "client.phone"}, {"email", "client.email"}, {"address", "client.address"}, {"municipality", "client.municipality"},
		{"language", "client.language"}, {"interpreter", "client.interpreter"}, {"non_disclosure", "client.non_disclosure"}, {"note", "client.note"},
	} {
		if typed, saved := p.typed.Get(f.name), now.Get(f.name); typed != saved {
			p.stands.Rows = append(p.stands.Rows, ui.Cells(p.T(f.label), p.shown(f.name, typed), p.shown(f.name, saved)))
		}
	}
	p.typed.Set("seen", strconv.Itoa(p.old.Version))
}

// shown is a value as people read it.
func (p clientForm) shown(name, value string) string {
	switch {
	case value == "":
		return "–"
	case name == "municipality":
		return municipalityName(p.Page, p.today, value)
	case name == "language":
		return languageName(p.Page, value)
	case value == "yes":
		return p.T("client.yes")
	}
	return value
}

func (p clientForm) municipalities() []ui.Option {
	var all []ui.Option
	for _, m := range area.On(p.today).Municipalities() {
		all = append(all, ui.Option{Value: m.Code, Label: m.Name(string(p.Lang()))})
	}
	slices.SortFunc(all, func(a, b ui.Option) int { return p.Compare(a.Label, b.Label) })
	return withFirst(p.T("client.municipality_none"), all)
}

//i18n:keys client.lang.*
func languageName(p web.Page, code string) string { return p.T("client.lang." + code) }

func (p clientForm) languages() []ui.Option {
	var all []ui.Option
	for _, code := range client.Languages {
		all = append(all, ui.Option{Value: code, Label: languageName(p.Page, code)})
	}
	return withFirst(p.T("client.language_none"), all)
}

func (p clientForm) workers() []ui.Option {
	organisation := access.OrganisationID{}
	for _, u := range p.surroundings.units {
		if u.ID.String() == p.typed.Get("unit") {
			organisation = u.Organisation
		}
	}
	return withFirst(p.T("client.worker_none"), p.workerOptions(organisation))
}

// hintTable are those who may be the same person.
func (p clientForm) hintTable() ui.TableProps {
	t := ui.TableProps{Caption: p.T("client.same_title"), CaptionHidden: true, Tight: true,
		Columns: []ui.Column{{Label: p.T("client.name")}, {Label: p.T("client.number")}, {Label: p.T("client.birth_year")}, {Label: p.T("client.same_why")}}}
	for _, h := range p.found.Visible {
		row := ui.Cells(rowName(p.Page, h.Row), h.Number, yearText(h.BirthYear), p.T("client.same."+string(h.Reason))) //i18n:keys client.same.*
		row.Cells[0].Href = clientHref(h.ID)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// told is the one sentence that is announced when those who may be the same person have changed.
func (p clientForm) told() string {
	switch {
	case p.found == nil:
		return ""
	case len(p.found.Visible) > 0:
		return p.T("client.same_told", "count", len(p.found.Visible))
	case p.found.Hidden:
		return p.T("client.same_hidden_title")
	}
	return ""
}

// mustLook tells whether the form can only be sent with the word that somebody has looked.
func (p clientForm) mustLook() bool {
	return p.found != nil && !p.found.SameCode && (len(p.found.Visible) > 0 || p.found.Hidden)
}

func inUse(today civil.Date) func(staff.Unit) bool {
	return func(u staff.Unit) bool { return u.Term.In(today) }
}
