package answerpages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// stepPage asks one step.
type stepPage struct {
	web.Page
	draw        question.Sheet
	step        question.Step
	errors      web.Errors
	no, of      int
	action      string
	back        string // the step before; empty at the first
	mode        question.Mode
	last        bool // nothing comes after it but handing in
	only        bool // everything stands on this page
	interpreter bool
}

// modeOf tells by a step's key how much is asked at a time.
func modeOf(key string) question.Mode {
	if len(key) > 0 && key[0] == 's' {
		return question.Sections
	}
	return question.OneByOne
}

// stepsAround are the steps of a mode, and where the key stands among them. Between single questions a repeated section is a step too, so
// that its key alone does not tell the mode: the form says it again.
func stepsAround(r *web.Request, s outcome.Sheet, key string) ([]question.Step, int, question.Mode) {
	mode := modeOf(key)
	if r.FormValue("mode") == string(question.OneByOne) {
		mode = question.OneByOne
	}
	steps := question.Steps(s.Form, s.Answers, mode)
	at := question.At(steps, key)
	if at < 0 {
		mode = question.OneByOne
		steps = question.Steps(s.Form, s.Answers, mode)
		at = question.At(steps, key)
	}
	return steps, at, mode
}

func (o Options) show(r *web.Request) (*web.Answer, error) {
	s, err := open(r)
	if err != nil {
		return o.refused(r, err)
	}
	question.SpeakAs(r, s.Form.Definition, s.Link.Language)
	switch key := r.PathValue("step"); {
	case key == "done" && s.Link.State == outcome.LinkHandedIn:
		return web.Show(messageView(thanks(r, s))), nil
	case s.Link.State == outcome.LinkHandedIn:
		return web.Redirect(href(r, "done")), nil
	case key == "end":
		return web.Show(endView(newEndPage(r, s, nil))), nil
	default:
		steps, at, mode := stepsAround(r, s, key)
		if at < 0 {
			return web.Redirect(href(r, "")), nil
		}
		return web.Show(stepView(newStepPage(r, s, steps, at, mode, nil, nil))), nil
	}
}

// thanks is the page after handing in. It holds nothing of her; what came of it she sees if she wants to.
func thanks(r *web.Request, s outcome.Sheet) messagePage {
	p := messagePage{Page: plain(r, "answer.done_title"), Text: r.Print.T("answer.done_text")}
	if s.Seen {
		p.Picture = &ui.Link{Label: r.Print.T("answer.picture_go"), Href: href(r, "picture")}
	}
	if s.Link.Way == outcome.OnKiosk {
		p.Text, p.Next = r.Print.T("answer.done_tablet"), tabletBack(r)
	}
	return p
}

func newStepPage(r *web.Request, s outcome.Sheet, steps []question.Step, at int, mode question.Mode, typed url.Values, wrong error) stepPage {
	step := steps[at]
	p := stepPage{draw: sheetOf(r, s, s.Answers), step: step, errors: r.Errors(wrong), no: at + 1, of: len(steps), action: href(r, step.Key), mode: mode,
		last: at == len(steps)-1, only: len(steps) == 1, interpreter: s.Link.Interpreter}
	title := p.draw.In(step.Section.Title)
	if title == "" {
		title = p.draw.In(s.Form.Definition.Title)
	}
	p.Page = plain(r, "answer.step_title", "name", title, "no", p.no, "of", p.of)
	p.draw.Errors, p.draw.Skips = p.errors, mode == question.Sections
	for name, values := range typed {
		p.draw.Typed[name] = values
	}
	if at > 0 {
		p.back = steps[at-1].Key
	}
	return p
}

// turn is one page as it was sent: where it stands among the steps, and what was answered on it.
type turn struct {
	sheet   outcome.Sheet
	steps   []question.Step
	at      int
	mode    question.Mode
	answers instrument.Answers
}

// errElsewhere: the page is of a question that is not asked any more.
var errElsewhere = errors.New("answerpages: no such step")

// take saves what was answered on a page and leads on: forward, back, past the question, to a pause, or to the end.
func (o Options) take(r *web.Request) (*web.Answer, error) {
	do := r.PostFormValue("do")
	if r.PathValue("step") == "end" && do != "stop" || do == "hand_in" {
		return o.handIn(r)
	}
	if r.PathValue("step") == "end" {
		return o.stop(r)
	}
	var t turn
	err := write(r, func(tx *act.Tx) error {
		return outcome.Save(tx, func(s outcome.Sheet) (outcome.Page, error) {
			t = turn{sheet: s}
			question.SpeakAs(r, s.Form.Definition, s.Link.Language)
			if t.steps, t.at, t.mode = stepsAround(r, s, r.PathValue("step")); t.at < 0 {
				return outcome.Page{}, errElsewhere
			}
			var err error
			t.answers, err = answered(t.steps[t.at], do, r.PostForm)
			return outcome.Page{Answers: t.answers}, err
		})
	})
	switch {
	case errors.Is(err, errElsewhere):
		return web.Redirect(href(r, "")), nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Forbidden):
		return web.Show(stepView(newStepPage(r, t.sheet, t.steps, t.at, t.mode, r.PostForm, err))).With(statusOf(err)), nil
	case err != nil:
		return o.afterwards(r, err)
	case do == "stop":
		return o.stop(r)
	}
	return t.onward(r, do), nil
}

func statusOf(err error) int {
	if fault.Is(err, fault.Forbidden) {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// answered reads a page; whoever passes over a question says that she leaves it out.
func answered(step question.Step, do string, typed url.Values) (instrument.Answers, error) {
	if do == "skip" && len(step.Items) == 1 {
		return instrument.Answers{Items: map[string]instrument.Answer{step.Items[0].Code: {State: instrument.Declined}}}, nil
	}
	return step.Read(typed)
}

// onward leads to the next step, as the answers now tell. When a question of the same section has come up by what was just answered, the
// section is shown once more.
func (t turn) onward(r *web.Request, do string) *web.Answer {
	was := t.steps[t.at]
	steps := question.Steps(t.sheet.Form, merged(t.sheet.Answers, t.answers), t.mode)
	at := question.At(steps, was.Key)
	to := "end"
	switch {
	case do == "back" && at > 0:
		to = steps[at-1].Key
	case do == "back":
		to = ""
	case at >= 0 && do == "more":
		to = was.Key
	case at >= 0 && t.mode == question.Sections && len(steps[at].Items) > len(was.Items):
		to = was.Key
	case at >= 0 && at+1 < len(steps):
		to = steps[at+1].Key
	}
	return web.Redirect(stepHref(r, to, t.mode))
}

// stepHref is the address of a step. Between single questions a repeated section's has to say that it is.
func stepHref(r *web.Request, key string, mode question.Mode) string {
	if mode == question.OneByOne && strings.HasPrefix(key, "s") {
		key += "?mode=" + string(mode)
	}
	return href(r, key)
}

func merged(before, page instrument.Answers) instrument.Answers {
	out := instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	for _, a := range []instrument.Answers{before, page} {
		for code, answer := range a.Items {
			out.Items[code] = answer
		}
		for code, entries := range a.Entries {
			out.Entries[code] = entries
		}
	}
	return out
}

// afterwards answers whoever saves after handing in, and links that are over.
func (o Options) afterwards(r *web.Request, err error) (*web.Answer, error) {
	if !fault.Is(err, fault.Conflict) {
		return o.refused(r, err)
	}
	p := messagePage{Page: plain(r, "answer.done_title"), Text: r.Print.T("outcome.handed_in")}
	return web.Show(messageView(p)).With(http.StatusConflict), nil
}

// stop gives her the code to come back by.
func (o Options) stop(r *web.Request) (*web.Answer, error) {
	s, err := open(r)
	if err != nil {
		return o.afterwards(r, err)
	}
	question.SpeakAs(r, s.Form.Definition, s.Link.Language)
	var code string
	err = write(r, func(tx *act.Tx) (err error) {
		code, err = outcome.Stop(tx)
		return err
	})
	if err != nil {
		return o.afterwards(r, err)
	}
	p := messagePage{Page: plain(r, "answer.stop_title"), Text: r.Print.T("answer.stop_text"), Code: code,
		More: r.Print.T("answer.stop_where", "address", r.Host+"/m"), Next: &ui.Link{Label: r.Print.T("answer.stop_go_on"), Href: href(r, "")}}
	if _, _, tablet := question.Tablet(r); tablet {
		p.More, p.Next = r.Print.T("answer.stop_tablet", "address", r.Host+"/m"), tabletBack(r)
	}
	return web.Show(messageView(p)), nil
}

func (p stepPage) progress() string {
	if p.mode == question.Sections {
		return p.T("answer.progress_section", "no", p.no, "of", p.of)
	}
	return p.T("answer.progress", "no", p.no, "of", p.of)
}
