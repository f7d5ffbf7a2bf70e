package outcomepages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func (o Options) newRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/measurements/new", Needs: access.RecordMeasurements, Act: o.begin},
		{Pattern: "POST /clients/{client}/measurements", Needs: access.RecordMeasurements, Act: takeMeasurement},
	}
}

// measurePage is the form in which a worker writes down what is answered.
type measurePage struct {
	form
	client     client.Client
	version    *instrument.Form
	title      string
	mode       question.Mode
	steps      []question.Step
	at         int
	answers    instrument.Answers
	beside     []outcome.Version // the other side's ratings that this one can stand beside
	more       bool              // questions have come up by what was answered
	agreed     bool
	action     string
	back       ui.Link
	submit     string
	correcting bool
	early      tooEarly
}

// daysBeside is how far apart two ratings of one moment are written down at most.
const daysBeside = 30

func (o Options) newMeasurement(tx *act.Tx, r *web.Request, c client.Client, v instrument.Version, how string) (*web.Answer, error) {
	p, err := newMeasurePage(tx, r, c, v.ID)
	if err != nil {
		return nil, err
	}
	before, found, err := outcome.Before(tx, c.ID, v.Instrument)
	if err != nil {
		return nil, err
	}
	by, way := outcome.Together, outcome.OnDesk
	if found {
		p.typed = question.Values(p.version, outcome.Carry(p.version, before.Answers))
	}
	occasion, err := occasionFor(tx, r, c, v.Instrument, found)
	if err != nil {
		return nil, err
	}
	if how == "interview" {
		way = outcome.InInterview
	} else if how == "worker" {
		by = outcome.ByWorker
		p.typed.Set("moment", p.today(tx.Today()))
	}
	for name, value := range map[string]string{"id": id.New[outcome.Measurement]().String(), "version": v.ID.String(), "occasion": string(occasion),
		"day": p.Date(tx.Today()), "by": string(by), "way": string(way), "language": languageFor(v.Definition, c, p.Page)} {
		p.typed.Set(name, value)
	}
	if err := p.resume(tx, r.URL.Path, p.action); err != nil {
		return nil, err
	}
	if mode := question.Mode(r.FormValue("mode")); slices.Contains(question.Modes(), mode) {
		p.mode = mode
	}
	p.early = o.tooEarly(tx.Today(), p.version, before, found && (before.By == outcome.ByWorker) == (by == outcome.ByWorker))
	p.lay("")
	return web.Show(measureView(p)), nil
}

// today is the moment of what the client answered today and a worker has not answered yet; empty when there is none.
func (p measurePage) today(today civil.Date) string {
	for _, v := range p.beside {
		if v.Day == today && v.By != outcome.ByWorker {
			return v.Moment.String()
		}
	}
	return ""
}

// occasionFor is what a new measurement is of, as far as can be known: what was asked for, what is planned, or the start.
func occasionFor(tx *act.Tx, r *web.Request, c client.Client, with instrument.InstrumentID, measured bool) (outcome.Occasion, error) {
	if o := outcome.Occasion(r.FormValue("occasion")); slices.Contains(outcome.Occasions(), o) {
		return o, nil
	}
	next, err := suggested(tx, c.ID, with)
	if err == nil && next == "" && !measured {
		next = outcome.AtStart
	}
	return next, err
}

// tooEarly tells when she was asked last and when asking again makes sense, while it does not yet; zero otherwise.
type tooEarly struct{ last, earliest civil.Date }

func (o Options) tooEarly(today civil.Date, f *instrument.Form, before outcome.Version, same bool) (t tooEarly) {
	if !same || f.Definition.Purpose != instrument.ForMeasuring {
		return t
	}
	if earliest := outcome.Earliest(before.Day, f.Definition, o.Repeat); today.Before(earliest) {
		t = tooEarly{before.Day, earliest}
	}
	return t
}

// newMeasurePage reads what the page needs beside the form: whether she has agreed, and what this can stand beside.
func newMeasurePage(tx *act.Tx, r *web.Request, c client.Client, version instrument.VersionID) (p measurePage, err error) {
	p.form, p.client, p.mode, p.action = newForm(r, "outcome.new_title"), c, question.AtOnce, listHref(c.ID)
	if p.agreed, err = outcome.MayMeasure(tx, c.ID); err != nil {
		return p, err
	}
	if p.version, err = instrument.FormOf(tx, version); err != nil {
		return p, err
	}
	p.agreed = p.agreed || p.version.Definition.Purpose != instrument.ForMeasuring
	p.title = titleOf(p.Page, p.version.Definition)
	p.back, p.submit = *toList(p.Page, c), p.T("outcome.submit")
	all, err := outcome.Of(tx, c.ID)
	if err != nil {
		return p, err
	}
	for _, v := range all {
		paired := slices.ContainsFunc(all, func(o outcome.Version) bool { return o.ID != v.ID && o.Moment == v.Moment })
		if v.Instrument == p.version.Instrument && v.Client == c.ID && !paired && tx.Today().Sub(v.Day) <= daysBeside {
			p.beside = append(p.beside, v)
		}
	}
	return p, nil
}

// lay finds the steps that are asked, as far as what is typed tells, and the one with the key among them.
func (p *measurePage) lay(key string) {
	p.answers, _ = question.Present(p.version, p.typed) // what cannot be read is told when it is sent
	p.steps = question.Steps(p.version, p.answers, p.mode)
	p.at = max(0, question.At(p.steps, key))
}

// takeMeasurement records what was written down, or turns the page.
func takeMeasurement(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	f := r.TypedForm()
	m := readMeasurement(f)
	m.Client = c.ID
	p, err := newMeasurePage(tx, r, c, m.Version)
	if err != nil {
		return nil, err
	}
	p.typed, p.mode = r.PostForm, question.Mode(r.PostFormValue("mode"))
	p.lay(r.PostFormValue("step"))
	var wrong error
	m.Answers, wrong = question.Present(p.version, r.PostForm)
	wrong = joined(f.Err(), wrong)
	switch do := r.PostFormValue("do"); {
	case wrong != nil:
	case do == "next" || do == "back":
		return p.turn(do), nil
	case p.newlyAsked():
		p.more = true
		return web.Show(measureView(p)), nil
	default:
		_, wrong = outcome.Record(tx, m)
	}
	if wrong == nil {
		return saved(tx, measurementHref(m.ID), "outcome.saved", p.action, clientHref(c.ID, "measurements", "new"))
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	p.errors = r.Errors(wrong)
	return again(measureView(p), wrong)
}

// turn shows the step after or before. All that was typed goes along in the form.
func (p measurePage) turn(do string) *web.Answer {
	if do == "back" {
		p.at = max(0, p.at-1)
	} else {
		p.at = min(len(p.steps)-1, p.at+1)
	}
	return web.Show(measureView(p))
}

// readMeasurement reads all but the answers.
func readMeasurement(f *web.Form) outcome.Measurement {
	return outcome.Measurement{
		ID: web.FormID[outcome.Measurement](f, "id"), Version: web.FormID[instrument.Version](f, "version"), Moment: web.FormID[outcome.Moment](f, "moment"),
		Occasion: outcome.Occasion(f.Text("occasion")), Day: f.Date("day"), By: outcome.AnsweredBy(f.Text("by")), Interpreter: f.Bool("interpreter"),
		Way: outcome.Way(f.Text("way")), Place: f.Text("place"), Language: f.Text("language"), Seconds: 60 * f.Int("minutes"),
	}
}

// joined puts the field faults of two checks together; any other error goes before them.
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

// conditional are the items that are asked now and depend on an answer: what the page says that it has shown.
func (p measurePage) conditional() []string {
	var codes []string
	for _, s := range question.Steps(p.version, p.answers, question.OneByOne) {
		for _, i := range s.Items {
			if i.ShowIf != nil || s.Section.ShowIf != nil {
				codes = append(codes, i.Code)
			}
		}
	}
	return codes
}

// newlyAsked tells whether questions have come up by what was answered on a page that has not shown them.
func (p measurePage) newlyAsked() bool {
	return slices.ContainsFunc(p.conditional(), func(code string) bool { return !slices.Contains(p.typed["shown"], code) })
}

func (p measurePage) sheet() question.Sheet {
	return question.Sheet{Printer: p.Printer, Form: p.version, Lang: p.typed.Get("language"), Typed: p.typed, Errors: p.errors, Skips: true,
		Asked: outcome.AskedAt(outcome.Occasion(p.typed.Get("occasion")), p.answers)}
}

// shownSteps are what stands on the page.
func (p measurePage) shownSteps() []question.Step {
	if p.mode == question.AtOnce || len(p.steps) == 0 {
		return p.steps
	}
	return p.steps[p.at : p.at+1]
}

func (p measurePage) last() bool { return p.mode == question.AtOnce || p.at >= len(p.steps)-1 }

// hiddenAnswers are those of the steps that are not on the page.
func (p measurePage) hiddenAnswers() []ui.Pair {
	var all []ui.Pair
	if p.mode != question.AtOnce && len(p.steps) > 0 {
		all = p.steps[p.at].Others(p.version, p.typed)
		all = append(all, ui.Pair{Name: "step", Value: p.steps[p.at].Key})
	}
	for _, code := range p.conditional() {
		all = append(all, ui.Pair{Name: "shown", Value: code})
	}
	return append(all, ui.Pair{Name: "mode", Value: string(p.mode)})
}

// besideOptions are the ratings that this one can be of the same moment as.
func (p measurePage) besideOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("outcome.beside_none")}}
	for _, v := range p.beside {
		all = append(all, ui.Option{Value: v.Moment.String(), Label: p.T("outcome.beside_of", "day", v.Day, "by", byText(p.Page, v.Measurement))})
	}
	return all
}

func (p measurePage) wayOptions() []ui.Option {
	var all []ui.Option
	for _, way := range []outcome.Way{outcome.OnDesk, outcome.InInterview, outcome.OnPaper} {
		all = append(all, ui.Option{Value: string(way), Label: p.T("outcome.way." + string(way))})
	}
	return all
}

// modeLinks lead to the same form with less or more on a page; what was typed does not go along, so they stand at the beginning only.
func (p measurePage) modeLinks() []ui.Choice {
	return ui.Choices(
		ui.Option{Value: string(question.AtOnce), Label: p.T("outcome.mode_all")},
		ui.Option{Value: string(question.Sections), Label: p.T("outcome.mode_section")},
		ui.Option{Value: string(question.OneByOne), Label: p.T("outcome.mode_one")},
	)
}
