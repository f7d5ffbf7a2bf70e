package outreachpages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// form is what a page with a form has beside its page: what was typed, which
// stays whatever happens, and what is wrong with it.
type form struct {
	web.Page
	errors web.Errors
	typed  url.Values
	// changed says what somebody else saved meanwhile, beside what was typed.
	changed []difference
	// fresh is set when the fields hold what was typed before a session ended:
	// the address of the same form without it.
	fresh string
}

// difference is one field that stands differently in what was typed and in what is saved.
type difference struct{ label, typed, saved string }

// resume puts into the fields what the reader had typed when her session ended.
// The form was at this page's address, or at that to which it is posted, where
// it is shown again with its faults.
func (f *form) resume(tx *act.Tx, r *web.Request, posted string) error {
	if r.URL.Query().Has("fresh") {
		return nil
	}
	for _, path := range []string{r.URL.Path, posted} {
		draft, err := staff.ReadDraft(tx, path)
		if err != nil {
			return err
		}
		if draft != nil {
			query := r.URL.Query()
			query.Set("fresh", "yes")
			f.typed, f.fresh = draft, r.URL.Path+"?"+query.Encode()
			return nil
		}
	}
	return nil
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

// saved leads on after a form was taken: what was kept of it is no longer needed.
func saved(tx *act.Tx, to, flash string, paths ...string) (*web.Answer, error) {
	for _, path := range paths {
		if err := staff.DropDraft(tx, path); err != nil {
			return nil, err
		}
	}
	return web.Redirect(to).Flash(flash), nil
}

// field is a field with what was typed into it.
func (f form) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: f.T(label), Value: f.typed.Get(name), Values: f.typed[name], Error: f.errors.Of(name)}
}

// hinted is field with a hint under its label.
func (f form) hinted(name, label, hint string) ui.Field {
	field := f.field(name, label)
	field.Hint = f.T(hint)
	return field
}

// optional is field marked as one that may stay empty.
func (f form) optional(name, label string) ui.Field {
	field := f.field(name, label)
	field.Mark = f.T("visit.optional")
	return field
}

func (f form) hidden(names ...string) []ui.Pair {
	var pairs []ui.Pair
	for _, name := range names {
		pairs = append(pairs, ui.Pair{Name: name, Value: f.typed.Get(name)})
	}
	return pairs
}

func (f form) has(name string) bool { return f.typed.Get(name) != "" }

// shown is a field as a reader sees it.
type shown struct {
	name, label string
	// text turns what the form sends into what is read; nil for what is typed as it is read.
	text func(values []string) string
}

// compare lists where what was typed differs from what is saved.
func (f form) compare(saved url.Values, fields []shown) []difference {
	var all []difference
	for _, s := range fields {
		typed, now := f.typed[s.name], saved[s.name]
		if slices.Equal(sorted(typed), sorted(now)) {
			continue
		}
		text := s.text
		if text == nil {
			text = first
		}
		if d := (difference{f.T(s.label), text(typed), text(now)}); d.typed != d.saved {
			all = append(all, d)
		}
	}
	return all
}

// sorted leaves out what is empty, so that a field that was not sent is the same as an empty one.
func sorted(values []string) []string {
	kept := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	slices.Sort(kept)
	return kept
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// labels shows the chosen options by their labels.
func (f form) labels(options []ui.Option) func([]string) string {
	return func(values []string) string {
		var names []string
		for _, o := range options {
			if slices.Contains(values, o.Value) {
				names = append(names, o.Label)
			}
		}
		return f.List(names)
	}
}
