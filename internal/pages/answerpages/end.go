package answerpages

import (
	"net/url"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// endPage shows what was answered, to be changed or handed in.
type endPage struct {
	web.Page
	draw        question.Sheet
	answers     instrument.Answers
	steps       []question.Step
	errors      web.Errors
	action      string
	interpreter bool
	tablet      bool
}

func newEndPage(r *web.Request, s outcome.Sheet, wrong error) endPage {
	p := endPage{Page: plain(r, "answer.end_title"), draw: sheetOf(r, s, s.Answers), answers: s.Form.Settle(s.Answers), action: href(r, "end"),
		errors: r.Errors(wrong), interpreter: s.Link.Interpreter, tablet: s.Link.Way == outcome.OnKiosk}
	p.steps = question.Steps(s.Form, s.Answers, question.OneByOne)
	return p
}

func (p endPage) open() int { return question.Open(p.steps, p.answers) }

// firstOpen is the address of the first question that is open.
func (p endPage) firstOpen() string {
	return p.stepHref(p.steps[question.FirstOpen(p.steps, p.answers)].Key)
}

func (p endPage) stepHref(key string) string {
	at := p.action[:len(p.action)-len("end")] + key
	if key[0] == 's' {
		at += "?mode=" + string(question.OneByOne)
	}
	return at
}

// rows are the questions with her answers, each with the way to change it.
func (p endPage) rows() []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, step := range p.steps {
		change := []ui.Link{{Label: p.T("answer.change"), Href: p.stepHref(step.Key)}}
		if step.Section.Repeats != nil {
			change[0].Hidden = p.draw.In(step.Section.Title)
			rows = append(rows, ui.SummaryRow{Key: change[0].Hidden, Value: p.T("answer.entries", "count", len(p.answers.Entries[step.Section.Code])), Actions: change})
			continue
		}
		row := p.draw.AnswerRow(step.Items[0], p.answers.Items[step.Items[0].Code], p.T("answer.left_open"))
		change[0].Hidden, row.Actions = row.Key, change
		rows = append(rows, row)
	}
	return rows
}

func (p endPage) interpreterField() ui.Field {
	value := ""
	if p.interpreter {
		value = "yes"
	}
	return ui.Field{Name: "interpreter", Label: p.T("answer.interpreter"), Value: value}
}

// handIn hands in what was saved, with what stands on the page that was sent, in one act.
func (o Options) handIn(r *web.Request) (*web.Answer, error) {
	err := write(r, func(tx *act.Tx) error {
		_, err := outcome.HandIn(tx, func(s outcome.Sheet) (outcome.Page, error) {
			question.SpeakAs(r, s.Form.Definition, s.Link.Language)
			answers, err := question.Present(s.Form, r.PostForm)
			return outcome.Page{Answers: answers, Interpreter: r.PostForm.Has("interpreter")}, err
		})
		return err
	})
	switch {
	case err == nil:
		return web.Redirect(href(r, "done")), nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Forbidden):
		return o.again(r, err)
	}
	return o.afterwards(r, err)
}

// again shows the page that was sent once more, with what is wrong.
func (o Options) again(r *web.Request, wrong error) (*web.Answer, error) {
	s, err := open(r)
	if err != nil {
		return o.refused(r, err)
	}
	question.SpeakAs(r, s.Form.Definition, s.Link.Language)
	if key := r.PathValue("step"); key != "end" {
		if steps, at, mode := stepsAround(r, s, key); at >= 0 {
			return web.Show(stepView(newStepPage(r, s, steps, at, mode, url.Values(r.PostForm), wrong))).With(statusOf(wrong)), nil
		}
	}
	return web.Show(endView(newEndPage(r, s, wrong))).With(statusOf(wrong)), nil
}
