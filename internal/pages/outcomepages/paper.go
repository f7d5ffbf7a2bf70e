package outcomepages

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func paperRoutes() []web.Route {
	may := access.RecordMeasurements
	return []web.Route{
		{Pattern: "GET /links/{link}/paper", Needs: may, Act: showPaper},
		{Pattern: "GET /keying", Needs: may, Act: askPaperCode},
		{Pattern: "GET /keying/{code}", Needs: may, Act: askKeying},
		{Pattern: "POST /keying/{code}", Needs: may, Act: takeKeying},
	}
}

// paperPage is the form as it is printed: in the client's language, with the code and nothing that says who she is.
type paperPage struct {
	web.Page
	link    outcome.Link
	version *instrument.Form
	square  ui.Square
	print   string // how to print it, said to the worker
}

func showPaper(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	l, err := linkPageOf(tx, r)
	if err != nil {
		return nil, err
	}
	if l.state == outcome.LinkHeld {
		return nil, fault.New(fault.Conflict, "outcome.not_agreed")
	}
	if l.link.Way != outcome.OnPaper || l.state != outcome.LinkOpen {
		return nil, fault.New(fault.Conflict, "outcome.link_over")
	}
	p := paperPage{link: l.link, version: l.version}
	if p.square, err = ui.NewSquare(origin(r) + "/keying/" + outcome.CodeText(l.link.Code)); err != nil {
		return nil, err
	}
	p.Page = r.PageTitled(p.sheet().In(l.version.Definition.Title))
	p.print = p.T("outcome.paper_print")
	question.SpeakAs(r, l.version.Definition, l.link.Language)
	p.Printer = r.Print
	return web.Show(paperView(p)), nil
}

func (p paperPage) sheet() question.Sheet {
	return question.Sheet{Printer: p.Printer, Form: p.version, Lang: p.link.Language, Asked: outcome.AskedAt(p.link.Occasion, instrument.Answers{})}
}

// codePage asks for the code that stands on a form.
type codePage struct{ form }

func askPaperCode(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if _, err := tx.Scope(access.RecordMeasurements, "measurement"); err != nil {
		return nil, err
	}
	p := codePage{newForm(r, "outcome.keying_title")}
	if !r.URL.Query().Has("code") {
		return web.Show(codeView(p)), nil
	}
	typed := r.FormValue("code")
	_, err := outcome.FindPaper(tx, typed)
	if err == nil {
		return web.Redirect("/keying/" + url.PathEscape(typed)), nil
	}
	if !fault.Is(err, fault.NotFound) && !mendable(err) {
		return nil, err
	}
	key := "outcome.keying_unknown"
	if found := fault.Of(err); found.Kind == fault.Conflict {
		key = found.Key
	}
	var c fault.Checks
	c.That(false, "code", key)
	p.typed, p.errors = url.Values{"code": {typed}}, r.Errors(c.Err())
	return web.Show(codeView(p)).With(http.StatusUnprocessableEntity), nil
}

func (p codePage) codeField() ui.Field {
	f := wide(p.hinted("code", "outcome.keying_code", "outcome.keying_code_hint"), 20)
	f.Plain = true
	return f
}

// keyingPage is the form to be keyed, with the hand on the digits: a digit answers a question and goes on to the next.
type keyingPage struct {
	form
	client  client.Client
	paper   outcome.Paper
	answers instrument.Answers
	differs []string
}

func keyingPageOf(tx *act.Tx, r *web.Request) (p keyingPage, err error) {
	if p.paper, err = outcome.FindPaper(tx, r.PathValue("code")); err != nil {
		return p, err
	}
	if p.client, err = client.Find(tx, p.paper.Link.Client); err != nil {
		return p, err
	}
	p.form = newForm(r, "outcome.keying_of", "name", titleOf(r.Page("outcome.keying_title"), p.paper.Form.Definition))
	return p, nil
}

func askKeying(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := keyingPageOf(tx, r)
	if err != nil {
		return nil, err
	}
	l := p.paper.Link
	p.typed = url.Values{"occasion": {string(l.Occasion)}, "day": {p.Date(tx.Today())}, "by": {string(l.By)}}
	if err := p.resume(tx, r.URL.Path); err != nil {
		return nil, err
	}
	return web.Show(keyingView(p)), nil
}

func takeKeying(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := keyingPageOf(tx, r)
	if err != nil {
		return nil, err
	}
	p.typed = r.PostForm
	f := r.TypedForm()
	k := outcome.Keying{Code: r.PathValue("code"), Occasion: outcome.Occasion(f.Text("occasion")), Day: f.Date("day"), By: outcome.AnsweredBy(f.Text("by")),
		Interpreter: f.Bool("interpreter"), Place: f.Text("place"), Settled: f.Bool("settled")}
	var wrong error
	k.Answers, wrong = question.Present(p.paper.Form, r.PostForm)
	p.answers = k.Answers
	if wrong = joined(f.Err(), wrong); wrong == nil {
		var got outcome.Keyed
		if got, wrong = outcome.Key(tx, k); wrong == nil {
			return p.keyed(tx, r, got)
		}
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	p.errors = r.Errors(wrong)
	return again(keyingView(p), wrong)
}

func (p keyingPage) keyed(tx *act.Tx, r *web.Request, got outcome.Keyed) (*web.Answer, error) {
	switch {
	case len(got.Differs) > 0:
		p.differs = got.Differs
		return web.Show(keyingView(p)).With(http.StatusConflict), nil
	case got.Waits:
		return saved(tx, "/keying", "outcome.keying_waits", r.URL.Path)
	}
	return saved(tx, measurementHref(got.Measurement), "outcome.saved", r.URL.Path)
}

// steps are all questions of the form; what is asked on condition is asked too, for it stands on the paper.
func (p keyingPage) steps() []question.Step {
	return question.Whole(p.paper.Form)
}

// sheet asks in the language of the paper, so that it can be compared with the paper line by line.
func (p keyingPage) sheet() question.Sheet {
	return question.Sheet{Printer: p.Printer, Form: p.paper.Form, Lang: p.paper.Link.Language, Typed: p.typed, Errors: p.errors, Skips: true, Numbered: true,
		Asked: outcome.AskedAt(p.paper.Link.Occasion, instrument.Answers{}), Marked: p.differs}
}

// titleIn is the language of a section's title, where it is not the page's.
func (p keyingPage) titleIn(s instrument.Section) string {
	sheet := p.sheet()
	if tag := question.Tag(sheet.Form.Definition.Tongue(s.Title, sheet.Lang)); tag != p.Printer.Tag() {
		return tag
	}
	return ""
}

// differing is a field that differs from what was keyed first, with the attributes of what it is called.
type differing struct {
	ui.Link
	said templ.Attributes
}

// differing are the fields that differ, as links to them.
func (p keyingPage) differing() []differing {
	var all []differing
	sheet := p.sheet()
	for _, name := range p.differs {
		d := differing{ui.Link{Label: sheet.NameText(name), Href: "#" + ui.FieldID(name)}, templ.Attributes{"lang": sheet.Tag(), "dir": "auto"}}
		if d.Label == "" {
			d.Label, d.said = p.T("outcome.field."+name), nil //i18n:keys outcome.field.*
		}
		all = append(all, d)
	}
	return all
}
