package answerpages

import (
	"net/http"
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// codePage takes a return code.
type codePage struct {
	web.Page
	errors web.Errors
	typed  string
}

func askCode(r *web.Request) (*web.Answer, error) {
	question.Speak(r, string(r.Print.Lang()))
	return web.Show(codeView(codePage{Page: plain(r, "answer.code_title")})), nil
}

func (o Options) takeCode(r *web.Request) (*web.Answer, error) {
	question.Speak(r, string(r.Print.Lang()))
	var token string
	err := r.Acts().Write(r.Context(), access.Visitor(), func(tx *act.Tx) (err error) {
		token, err = outcome.Return(tx, r.PostFormValue("code"), o.address(r))
		return err
	})
	if err == nil && token != "" {
		return web.Redirect("/m/" + token), nil
	}
	status := http.StatusUnprocessableEntity
	if err == nil {
		var c fault.Checks
		c.That(false, "code", "answer.code_wrong")
		err = c.Err()
	} else if fault.Is(err, fault.Forbidden) {
		status = http.StatusTooManyRequests
	} else {
		return nil, err
	}
	p := codePage{Page: plain(r, "answer.code_title"), errors: r.Errors(err), typed: r.PostFormValue("code")}
	return web.Show(codeView(p)).With(status), nil
}

func (p codePage) field() ui.Field {
	return ui.Field{Name: "code", Label: p.T("answer.code"), Hint: p.T("answer.code_hint"), Value: p.typed, Error: p.errors.Of("code"), Width: 20, Plain: true, Autocomplete: "off"}
}

// welcomePage is the first page: what this is, who will see it, in which language and how much at a time.
type welcomePage struct {
	web.Page
	outcome.Sheet
	draw   question.Sheet
	Action string
	Count  int
	Begun  bool
}

func (o Options) welcome(r *web.Request) (*web.Answer, error) {
	s, err := open(r)
	if err != nil {
		return o.refused(r, err)
	}
	if s.Link.State == outcome.LinkHandedIn {
		return web.Redirect(href(r, "done")), nil
	}
	if lang := r.URL.Query().Get("language"); hasLanguage(s.Form, lang) {
		s.Link.Language = lang
	}
	question.SpeakAs(r, s.Form.Definition, s.Link.Language)
	p := welcomePage{Sheet: s, Action: href(r, ""), draw: sheetOf(r, s, s.Answers), Begun: !s.Link.StartedAt.IsZero()}
	p.Page = plain(r, "answer.welcome_title", "name", p.draw.In(s.Form.Definition.Title))
	for _, step := range question.Steps(s.Form, s.Answers, question.OneByOne) {
		p.Count += max(1, len(step.Items))
	}
	return web.Show(welcomeView(p)), nil
}

func hasLanguage(f *instrument.Form, lang string) bool {
	for _, l := range f.Definition.Languages {
		if l == lang {
			return true
		}
	}
	return false
}

// begin notes the language and leads to the first question that is open.
func (o Options) begin(r *web.Request) (*web.Answer, error) {
	s, err := open(r)
	if err != nil {
		return o.refused(r, err)
	}
	if s.Link.State == outcome.LinkHandedIn {
		return web.Redirect(href(r, "done")), nil
	}
	if err := write(r, func(tx *act.Tx) error {
		return outcome.Save(tx, outcome.Page{Language: r.PostFormValue("language")}.Given)
	}); err != nil {
		return o.refused(r, err)
	}
	mode := question.OneByOne
	if r.PostFormValue("mode") == string(question.Sections) {
		mode = question.Sections
	}
	steps := question.Steps(s.Form, s.Answers, mode)
	if len(steps) == 0 {
		return web.Redirect(href(r, "end")), nil
	}
	return web.Redirect(stepHref(r, steps[question.FirstOpen(steps, s.Answers)].Key, mode)), nil
}

// languageLinks lead to the same page in another language of the instrument, each called by its own name.
func (p welcomePage) languageLinks() []ui.Language {
	var all []ui.Language
	for _, lang := range p.Form.Definition.Languages {
		all = append(all, ui.Language{Value: lang, Lang: question.Tag(lang), Label: question.LanguageName(lang), Current: lang == p.Link.Language,
			Href: p.Action + "?language=" + url.QueryEscape(lang)})
	}
	return all
}

func (p welcomePage) modes() []ui.Choice {
	return ui.Choices(
		ui.Option{Value: string(question.OneByOne), Label: p.T("answer.mode_one")},
		ui.Option{Value: string(question.Sections), Label: p.T("answer.mode_section")},
	)
}

func (p welcomePage) modeField() ui.Field {
	return ui.Field{Name: "mode", Label: p.T("answer.mode"), Value: string(question.OneByOne)}
}
