package web

import (
	"strconv"
	"strings"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/ui"
)

// Form reads typed values out of a posted form. It judges shape alone (is it a
// number, a date, an id); the domain judges the rest. An empty field is the
// zero value and no fault of shape.
type Form struct {
	r      *Request
	checks fault.Checks
}

// Form begins to read the request's form.
func (r *Request) TypedForm() *Form { return &Form{r: r} }

// Err is nil when every field read so far had the right shape.
func (f *Form) Err() error { return f.checks.Err() }

// Text is a field without spaces around it.
func (f *Form) Text(name string) string { return strings.TrimSpace(f.r.FormValue(name)) }

// Texts are the chosen values of a field that may have many.
func (f *Form) Texts(name string) []string { return f.r.Form[name] }

// Bool is true for a ticked box.
func (f *Form) Bool(name string) bool { return f.r.FormValue(name) != "" }

// Int reads a whole number; spaces between thousands are allowed.
func (f *Form) Int(name string) int {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(f.Text(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	f.checks.That(err == nil, name, "form.not_a_number")
	return n
}

// Decimal reads a number with a comma or a point.
func (f *Form) Decimal(name string) float64 {
	s := strings.Replace(f.Text(name), ",", ".", 1)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseFloat(s, 64)
	f.checks.That(err == nil, name, "form.not_a_number")
	return n
}

// Date reads 22.11.2026 or 2026-11-22.
func (f *Form) Date(name string) civil.Date {
	s := f.Text(name)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseFinnish(s)
	if err != nil {
		d, err = civil.ParseDate(s)
	}
	f.checks.That(err == nil, name, "form.not_a_date")
	return d
}

// Clock reads 9.30 or 9:30, and what people in a hurry write: 930 and 9. ok is
// false for an empty field.
func (f *Form) Clock(name string) (c civil.Clock, ok bool) {
	s := f.Text(name)
	if s == "" {
		return c, false
	}
	switch n := len(s); {
	case strings.ContainsAny(s, ".:"):
	case n <= 2:
		s += ":00"
	case n <= 4:
		s = s[:n-2] + ":" + s[n-2:]
	}
	c, err := civil.ParseClock(s)
	f.checks.That(err == nil, name, "form.not_a_time")
	return c, err == nil
}

// FormID reads an id. A malformed one is a fault: it was not typed by a person.
func FormID[T any](f *Form, name string) id.Of[T] {
	s := f.Text(name)
	if s == "" {
		return id.Of[T]{}
	}
	v, err := id.Parse[T](s)
	f.checks.That(err == nil, name, "form.not_an_option")
	return v
}

// Errors are an error's field faults in the reader's language.
type Errors struct {
	title   string
	general string
	list    []ui.FieldError
}

// Errors gathers what the page shows: nothing for a nil error.
func (r *Request) Errors(err error) Errors {
	found := fault.Of(err)
	if found == nil {
		return Errors{}
	}
	e := Errors{title: r.Print.T("form.errors")}
	for _, f := range found.Fields {
		e.list = append(e.list, ui.FieldError{Field: f.Name, Text: r.Print.T(f.Key, f.Args...)})
	}
	if len(found.Fields) == 0 {
		e.general = r.Print.T(found.Key, found.Args...)
		e.list = append(e.list, ui.FieldError{Text: e.general})
	}
	return e
}

// Of is the sentence beside the field, or empty.
func (e Errors) Of(name string) string {
	for _, f := range e.list {
		if f.Field == name {
			return f.Text
		}
	}
	return ""
}

func (e Errors) sentences() (all []string) {
	for _, f := range e.list {
		all = append(all, f.Text)
	}
	return all
}

// OfForm reports whether the faults belong to fields that the reader can mend.
func (e Errors) OfForm() bool { return e.general == "" && len(e.list) > 0 }

// Any reports whether there is something to show.
func (e Errors) Any() bool { return len(e.list) > 0 }

// Summary stands at the top of the page and links to the fields.
func (e Errors) Summary() ui.ErrorSummaryProps {
	return ui.ErrorSummaryProps{Title: e.title, Errors: e.list}
}
