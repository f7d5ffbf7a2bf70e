package staffpages

import (
	"net/http"
	"net/url"
	"strconv"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// control is how a field of a form is filled in.
type control uint8

const (
	textControl control = iota
	emailControl
	dateControl
	numberControl
	selectControl
	checkControl // one box; its value is "yes"
	checksControl
	passwordControl
)

type formField struct {
	ui.Field
	control control
	options []ui.Option
}

// formPage is a page that holds one form, with faults beside the fields. The
// form is sent to the page's own address, so a draft is found by it.
type formPage struct {
	web.Page
	web.Errors
	Back   *ui.Link
	Lead   string
	Fields []formField
	Hidden []ui.Pair
	Submit string
	Danger bool
	// Stands tells what somebody else saved meanwhile, where it differs from
	// what was typed.
	Stands []ui.SummaryRow
	// FromDraft: what is shown was typed before the session ended.
	FromDraft bool
	values    url.Values
	action    string
}

// newForm begins a form page. values are what stands in the fields at first;
// what was typed, now or before the session ended, goes before them.
func newForm(tx *act.Tx, r *web.Request, title string, values url.Values) (*formPage, error) {
	p := &formPage{Page: r.Page(title), values: values, action: r.URL.Path}
	p.Props.Width = "narrow"
	if r.Method == http.MethodPost {
		p.values = r.PostForm
		return p, nil
	}
	draft, err := staff.ReadDraft(tx, r.URL.Path)
	if draft != nil {
		p.values, p.FromDraft = draft, true
	}
	return p, err
}

// hide sends values along that nobody fills in.
func (p *formPage) hide(names ...string) {
	for _, name := range names {
		p.Hidden = append(p.Hidden, ui.Pair{Name: name, Value: p.values.Get(name)})
	}
}

// add puts a field on the page; label is a message key.
func (p *formPage) add(c control, name, label string, set ...func(*formField)) {
	f := formField{control: c, Field: ui.Field{Name: name, Label: p.T(label), Value: p.values.Get(name), Values: p.values[name]}}
	for _, s := range set {
		s(&f)
	}
	p.Fields = append(p.Fields, f)
}

func (p *formPage) hint(key string, args ...any) func(*formField) {
	return func(f *formField) { f.Hint = p.T(key, args...) }
}

// mayBeEmpty marks a field that need not be filled in.
func (p *formPage) mayBeEmpty(f *formField) { f.Mark = p.T("staff.optional") }

func among(options []ui.Option) func(*formField) {
	return func(f *formField) { f.options = options }
}

func filledBy(token string) func(*formField) {
	return func(f *formField) { f.Autocomplete = token }
}

// addTerm puts the two days of a term on the page.
func (p *formPage) addTerm() {
	p.add(dateControl, "from", "staff.from", p.hint("staff.date_hint"))
	p.add(dateControl, "last", "staff.last", p.hint("staff.last_hint"), p.mayBeEmpty)
}

func readTerm(f *web.Form) staff.Term { return civil.TermOf(f.Date("from"), f.Date("last")) }

func putTerm(r *web.Request, v url.Values, t staff.Term) {
	v.Set("from", dateText(r, t.From))
	v.Set("last", dateText(r, t.Last()))
}

func dateText(r *web.Request, d civil.Date) string { return r.Print.Date(d) }

func readVersion(f *web.Form) int64 { return int64(f.Int("version")) }

func versionText(n int64) string { return strconv.FormatInt(n, 10) }

func (p *formPage) show() (*web.Answer, error) {
	return web.Show(formView(p)), nil
}

// again shows the form with what is wrong; other faults have pages of their
// own. current reads what stands now, for a form that is stale.
func (p *formPage) again(r *web.Request, err error, current func() (url.Values, error)) (*web.Answer, error) {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Stale) {
		return nil, err
	}
	p.Errors = r.Errors(err)
	for i := range p.Fields {
		p.Fields[i].Error = p.Of(p.Fields[i].Name)
	}
	if fault.Is(err, fault.Stale) && current != nil {
		stands, readErr := current()
		if readErr != nil {
			return nil, readErr
		}
		p.compare(stands)
		return web.ShowFaults(formView(p)).With(http.StatusConflict), err
	}
	return web.ShowFaults(formView(p)), err
}

// compare shows what stands now beside what was typed; sending the form again
// is then a decision.
func (p *formPage) compare(stands url.Values) {
	for i, h := range p.Hidden {
		if h.Name == "version" {
			p.Hidden[i].Value = stands.Get("version")
		}
	}
	for _, f := range p.Fields {
		if now := stands.Get(f.Name); now != f.Value {
			p.Stands = append(p.Stands, ui.SummaryRow{Key: f.Label, Value: f.shown(now)})
		}
	}
}

// shown is a value as people read it: the label of an option, else the value.
func (f formField) shown(value string) string {
	for _, o := range f.options {
		if o.Value == value {
			return o.Label
		}
	}
	if value == "" {
		return "–"
	}
	return value
}

// saved leads on after a form was taken; its draft is no longer needed.
func saved(tx *act.Tx, r *web.Request, to, flash string) (*web.Answer, error) {
	if err := staff.DropDraft(tx, r.URL.Path); err != nil {
		return nil, err
	}
	return web.Redirect(to).Flash(flash), nil
}
