package clientpages

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/identity"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// form is what a page with a form has beside its page: what was typed, which stays whatever happens, and what is wrong with it.
type form struct {
	web.Page
	errors web.Errors
	typed  url.Values
	// resumed: the fields hold what was typed before a session ended.
	resumed bool
}

func newForm(r *web.Request, title string, args ...any) form {
	return form{Page: r.Page(title, args...), typed: url.Values{}}
}

// resume puts into the fields what the reader had typed when her session ended, at this page's address or at that to which it is posted.
func (f *form) resume(tx *act.Tx, paths ...string) error {
	for _, path := range paths {
		draft, err := staff.ReadDraft(tx, path)
		if err != nil {
			return err
		}
		if draft != nil {
			f.typed, f.resumed = draft, true
			return nil
		}
	}
	return nil
}

// saved leads on after a form was taken: what was kept of it is no longer needed.
func saved(tx *act.Tx, to, flash string, paths ...string) (*web.Answer, error) {
	for _, path := range paths {
		if err := staff.DropDraft(tx, path); err != nil {
			return nil, err
		}
	}
	return web.Redirect(to).Flash(flash), nil
}

// again shows a form once more with what is wrong; the act is rolled back.
func again(page templ.Component, err error) (*web.Answer, error) {
	a := web.ShowFaults(page)
	if !fault.Is(err, fault.Invalid) {
		a.With(http.StatusConflict)
	}
	return a, err
}

// mendable tells whether the reader can do something about an error by filling in the form again.
func mendable(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Stale) || fault.Is(err, fault.Conflict)
}

// field is a field with what was typed into it.
func (f form) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: f.T(label), Value: f.typed.Get(name), Values: f.typed[name], Error: f.errors.Of(name), Autocomplete: "off"}
}

// hinted is field with a hint under its label.
func (f form) hinted(name, label, hint string, args ...any) ui.Field {
	field := f.field(name, label)
	field.Hint = f.T(hint, args...)
	return field
}

// optional marks a field as one that may stay empty.
func (f form) optional(field ui.Field) ui.Field {
	field.Mark = f.T("client.optional")
	return field
}

func (f form) hidden(names ...string) []ui.Pair {
	var pairs []ui.Pair
	for _, name := range names {
		pairs = append(pairs, ui.Pair{Name: name, Value: f.typed.Get(name)})
	}
	return pairs
}

func wide(field ui.Field, width int) ui.Field {
	field.Width = width
	return field
}

func plain(field ui.Field) ui.Field {
	field.Plain = true
	return field
}

// readCode reads an identity code, and says what is wrong with it; an empty field is none.
func readCode(f *web.Form, name string) (identity.Code, error) {
	text := f.Text(name)
	if text == "" {
		return identity.Code{}, nil
	}
	code, err := identity.Parse(text)
	if err == nil {
		return code, nil
	}
	var c fault.Checks
	c.That(false, name, client.CodeProblem(err))
	return code, c.Err()
}

// joined puts the field faults of several checks together; any other error goes before them.
func joined(all ...error) error {
	var fields []fault.Field
	for _, err := range all {
		if err == nil {
			continue
		}
		f := fault.Of(err)
		if f == nil || len(f.Fields) == 0 {
			return err
		}
		fields = append(fields, f.Fields...)
	}
	if len(fields) == 0 {
		return nil
	}
	return &fault.Fault{Kind: fault.Invalid, Key: "fault.invalid", Fields: fields}
}

// surroundings are the units and workers of an organisation by name.
type surroundings struct {
	units   []staff.Unit
	workers []staff.Colleague
	names   map[access.WorkerID]string
}

// around reads the units of organisations, and those who work there with clients.
func around(tx *act.Tx, organisations ...access.OrganisationID) (s surroundings, err error) {
	if s.units, err = staff.UnitsWithin(tx, access.Scope{Organisations: organisations}); err != nil {
		return s, err
	}
	if s.workers, err = staff.Colleagues(tx, organisations); err != nil {
		return s, err
	}
	s.names = map[access.WorkerID]string{}
	for _, w := range s.workers {
		s.names[w.ID] = w.Name
	}
	return s, nil
}

// unit is a unit's name; empty when there is none.
func (s surroundings) unit(u access.UnitID) string {
	for _, one := range s.units {
		if one.ID == u {
			return one.Name
		}
	}
	return ""
}

// worker is a worker's name, hers too who no longer works there; the end of her id when nobody knows it.
func (s surroundings) worker(w access.WorkerID) string {
	if name := s.names[w]; name != "" {
		return name
	}
	if w.IsZero() {
		return ""
	}
	return w.Short()
}

// call adds the names of workers who may not work there any more.
func (s surroundings) call(tx *act.Tx, organisation access.OrganisationID, workers ...access.WorkerID) error {
	var missing []access.WorkerID
	for _, w := range workers {
		if s.names[w] == "" && !w.IsZero() {
			missing = append(missing, w)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	names, err := staff.ColleagueNames(tx, missing, []access.OrganisationID{organisation})
	for w, name := range names {
		s.names[w] = name
	}
	return err
}

func (s surroundings) unitOptions(of access.OrganisationID, today func(staff.Unit) bool) []ui.Option {
	var all []ui.Option
	for _, u := range s.units {
		if u.Organisation == of && today(u) {
			all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
		}
	}
	return all
}

func (s surroundings) workerOptions(of access.OrganisationID) []ui.Option {
	var all []ui.Option
	seen := map[access.WorkerID]bool{}
	for _, w := range s.workers {
		if w.Organisation == of && !seen[w.ID] {
			seen[w.ID] = true
			all = append(all, ui.Option{Value: w.ID.String(), Label: w.Name})
		}
	}
	return all
}

// oneOf tells whether a value is among the options: what a page offers is all that may come back.
func oneOf(options []ui.Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// withFirst puts the choice of nothing before the options.
func withFirst(label string, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Label: label}}, options...)
}

// asked finds the client of the address. Who was joined to another is shown as that other: to is where, nil when the address is right.
func asked(tx *act.Tx, r *web.Request) (c client.Client, to *web.Answer, err error) {
	clientID, err := web.PathID[client.Client](r, "client")
	if err != nil {
		return c, nil, err
	}
	if c, err = client.Find(tx, clientID); err != nil {
		return c, nil, err
	}
	if c.ID != clientID {
		to = web.Redirect(clientHref(c.ID)).Flash("client.merge.moved")
	}
	return c, to, nil
}
