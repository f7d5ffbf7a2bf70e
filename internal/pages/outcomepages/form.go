package outcomepages

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// form is what a page with a form has beside its page: what was typed, which stays whatever happens, and what is wrong with it.
type form struct {
	web.Page
	errors  web.Errors
	typed   url.Values
	resumed bool // the fields hold what was typed before a session ended
}

func newForm(r *web.Request, title string, args ...any) form {
	return form{Page: r.Page(title, args...), typed: url.Values{}}
}

// resume puts into the fields what the reader had typed when her session ended.
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

func (f form) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: f.T(label), Value: f.typed.Get(name), Values: f.typed[name], Error: f.errors.Of(name), Autocomplete: "off"}
}

func (f form) hinted(name, label, hint string, args ...any) ui.Field {
	field := f.field(name, label)
	field.Hint = f.T(hint, args...)
	return field
}

func (f form) optional(field ui.Field) ui.Field {
	field.Mark = f.T("outcome.optional")
	return field
}

func (f form) hidden(names ...string) []ui.Pair {
	var pairs []ui.Pair
	for _, name := range names {
		for _, v := range f.typed[name] {
			pairs = append(pairs, ui.Pair{Name: name, Value: v})
		}
	}
	return pairs
}

func inline(f ui.Field) ui.Field {
	f.Inline = true
	return f
}

func wide(f ui.Field, width int) ui.Field {
	f.Width = width
	return f
}

func short(f ui.Field, rows int) ui.Field {
	f.Rows = rows
	return f
}
