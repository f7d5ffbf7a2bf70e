package outcomepages

import (
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func measurementRoutes() []web.Route {
	read, correct := access.ReadMeasurements, access.CorrectMeasurements
	return []web.Route{
		{Pattern: "GET /measurements/{measurement}", Needs: read, Or: access.ReadBehindGlass, Act: showMeasurement},
		{Pattern: "GET /measurements/{measurement}/correct", Needs: correct, Act: askCorrection},
		{Pattern: "POST /measurements/{measurement}/correct", Needs: correct, Act: takeCorrection},
		{Pattern: "GET /measurements/{measurement}/withdraw", Needs: correct, Act: askWithdrawal},
		{Pattern: "POST /measurements/{measurement}/withdraw", Needs: correct, Act: takeWithdrawal},
	}
}

// showPage is one measurement: what was answered, what came out and how it was reckoned, the other side's view of the same moment, and how
// the record came about.
type showPage struct {
	form
	client  client.Client
	history outcome.History
	version *instrument.Form
	beside  *outcome.Version
	names   map[access.WorkerID]string
	may     bool
}

func measurementOf(tx *act.Tx, r *web.Request, find func(*act.Tx, outcome.MeasurementID) (outcome.History, error)) (p showPage, err error) {
	m, err := web.PathID[outcome.Measurement](r, "measurement")
	if err != nil {
		return p, err
	}
	if p.history, err = find(tx, m); err != nil {
		return p, err
	}
	now := p.history.Now()
	if p.client, err = client.Find(tx, now.Client); err != nil {
		return p, err
	}
	if p.version, err = instrument.FormOf(tx, now.Version); err != nil {
		return p, err
	}
	p.form = newForm(r, "outcome.one_title", "name", titleOf(r.Page("outcome.list_title"), p.version.Definition), "day", now.Day)
	p.may = tied(p.client) && r.Actor.Holds(access.CorrectMeasurements) && now.State != outcome.Withdrawn
	return p, nil
}

func showMeasurement(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := measurementOf(tx, r, outcome.Find)
	if err != nil {
		return nil, err
	}
	all, err := outcome.Of(tx, p.client.ID)
	if err != nil {
		return nil, err
	}
	now := p.history.Now()
	for _, v := range all {
		if v.Moment == now.Moment && v.ID != now.ID && v.Version == now.Version {
			p.beside = &v
		}
	}
	var people []access.WorkerID
	for _, v := range p.history.Versions {
		people = append(people, v.RecordedBy)
	}
	if p.names, err = names(tx, p.client.Organisation, people); err != nil {
		return nil, err
	}
	return web.Show(showView(p)), nil
}

func (p showPage) now() outcome.Version { return p.history.Now() }

func (p showPage) sheet() question.Sheet {
	return question.Sheet{Printer: p.Printer, Form: p.version, Lang: languageFor(p.version.Definition, client.Client{}, p.Page)}
}

func (p showPage) facts() []ui.SummaryRow {
	v := p.now()
	rows := []ui.SummaryRow{
		{Key: p.T("outcome.occasion"), Value: p.T("outcome.occasion." + string(v.Occasion))}, {Key: p.T("outcome.day"), Value: p.Date(v.Day)},
		{Key: p.T("outcome.by"), Value: byText(p.Page, v.Measurement)}, {Key: p.T("outcome.way"), Value: p.T("outcome.way." + string(v.Way))},
	}
	if v.Place != "" {
		rows = append(rows, ui.SummaryRow{Key: p.T("outcome.place"), Value: p.T("outcome.place." + v.Place)})
	}
	rows = append(rows, ui.SummaryRow{Key: p.T("outcome.language"), Value: question.LanguageName(v.Language)})
	if v.Seconds > 0 {
		rows = append(rows, ui.SummaryRow{Key: p.T("outcome.duration"), Value: p.T("outcome.duration_minutes", "count", max(1, (v.Seconds+30)/60))})
	}
	return append(rows, ui.SummaryRow{Key: p.T("outcome.version"), Value: p.T("outcome.version_no", "no", v.Number)})
}

// scores are what came out, each with what it was reckoned from.
func (p showPage) scores() ui.TableProps {
	t := ui.TableProps{Caption: p.T("outcome.scores_title"), CaptionHidden: true, Columns: []ui.Column{
		{Label: p.T("outcome.scale")}, {Label: p.T("outcome.score"), Numeric: true}, {Label: p.T("outcome.range")}, {Label: p.T("outcome.rule")}, {Label: p.T("outcome.work")}}}
	for _, s := range p.now().Scores(p.version) {
		value := p.T("outcome.no_score")
		if s.Exists {
			value = p.scoreText(s.Value)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: scaleTitle(p.Page, p.version.Definition, s.Scale)}, {Text: value}, {Text: p.rangeText(s.Scale)},
			{Text: p.T("outcome.rule." + string(s.Rule))}, {Text: p.workText(s)}}}) //i18n:keys outcome.rule.*
	}
	return t
}

// scoreText writes a score with at most two decimals.
func (p showPage) scoreText(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	decimals := 2
	for decimals > 0 && text[len(text)-1] == '0' {
		text, decimals = text[:len(text)-1], decimals-1
	}
	return p.Dec(v, decimals)
}

func (p showPage) rangeText(scale string) string {
	bounds, known := p.version.Definition.RangeOf(scale)
	if !known {
		return ""
	}
	return p.T("outcome.range_text", "from", p.scoreText(bounds.From), "to", p.scoreText(bounds.To))
}

// workText says what a score was reckoned from, or why there is none.
func (p showPage) workText(s instrument.Score) string {
	switch {
	case s.Why == instrument.NothingAsked:
		return p.T("outcome.why_nothing_asked")
	case !s.Exists:
		return p.T("outcome.why_too_few", "answered", s.Answered, "needed", s.Needed)
	}
	return p.T("outcome.used", "used", len(s.Used), "missing", len(s.Missing))
}

// answers lists what was answered, beside what the other side said of the same moment.
func (p showPage) answerTable() ui.TableProps {
	sheet := p.sheet()
	t := ui.TableProps{Caption: p.T("outcome.answers_title"), CaptionHidden: true, Columns: []ui.Column{{Label: p.T("outcome.question")}, {Label: p.T("outcome.answer")}}}
	if p.beside != nil {
		t.Columns[1].Label = p.T("outcome.by." + string(p.now().By))
		t.Columns = append(t.Columns, ui.Column{Label: p.T("outcome.by." + string(p.beside.By))})
	}
	add := func(question string, differs bool, texts ...string) {
		row := ui.Row{Cells: []ui.Cell{{Text: question}}}
		for _, text := range texts {
			if text == "" {
				text = p.T("outcome.left_open")
			}
			row.Cells = append(row.Cells, ui.Cell{Text: text})
		}
		if differs {
			row.Cells[0].Note = p.T("outcome.differs")
		}
		t.Rows = append(t.Rows, row)
	}
	for _, s := range p.version.Definition.Sections {
		if s.Repeats != nil {
			p.entries(sheet, s, add)
			continue
		}
		for _, i := range s.Items {
			answers := []instrument.Answer{p.now().Answers.Items[i.Code]}
			if p.beside != nil {
				answers = append(answers, p.beside.Answers.Items[i.Code])
			}
			texts, differs := sideBySide(sheet, i, answers)
			add(sheet.Question(i).Text(), differs, texts...)
		}
	}
	return t
}

// sideBySide are answers to one question as they are read, and whether they are two views of it: nothing said is no view.
func sideBySide(sheet question.Sheet, i instrument.Item, answers []instrument.Answer) (texts []string, differs bool) {
	for _, a := range answers {
		texts = append(texts, sheet.AnswerText(i, a))
		differs = differs || texts[0] != texts[len(texts)-1]
	}
	return texts, differs && !slices.ContainsFunc(answers, func(a instrument.Answer) bool { return a.State != instrument.Given })
}

func (p showPage) entries(sheet question.Sheet, s instrument.Section, add func(string, bool, ...string)) {
	all := [][]instrument.Entry{p.now().Answers.Entries[s.Code]}
	if p.beside != nil {
		all = append(all, p.beside.Answers.Entries[s.Code])
	}
	most := 0
	for _, entries := range all {
		most = max(most, len(entries))
	}
	for n := range most {
		for _, i := range s.Items {
			var answers []instrument.Answer
			for _, entries := range all {
				if n < len(entries) {
					answers = append(answers, entries[n][i.Code])
				} else {
					answers = append(answers, instrument.Answer{})
				}
			}
			texts, differs := sideBySide(sheet, i, answers)
			if slices.ContainsFunc(texts, func(text string) bool { return text != "" }) {
				add(sheet.EntryTitle(s, n+1)+": "+sheet.Question(i).Text(), differs, texts...)
			}
		}
	}
}

func (p showPage) events() []ui.Event {
	var all []ui.Event
	for _, v := range p.history.Versions {
		e := ui.Event{When: p.Instant(v.RecordedAt), Machine: v.RecordedAt.String(), By: p.names[v.RecordedBy], Text: v.Reason, Title: p.T("outcome.version_recorded")}
		switch {
		case v.State == outcome.Withdrawn:
			e.Title = p.T("outcome.version_withdrawn")
		case v.No > 1:
			e.Title = p.T("outcome.version_corrected")
		}
		if e.By == "" {
			e.By = p.T("outcome.recorded_by_client")
		}
		if v.State == outcome.Current {
			e.Tag, e.TagTone = p.T("outcome.state.current"), ui.Good
		}
		all = append(all, e)
	}
	return all
}

// correction is the form of the measurement as it stands.
func (p showPage) correction(r *web.Request) measurePage {
	now := p.now()
	c := measurePage{form: newForm(r, "outcome.correct_title"), client: p.client, version: p.version, mode: question.AtOnce, correcting: true,
		action: measurementHref(now.ID, "correct"), submit: r.Print.T("outcome.correct_submit"), title: r.Print.T("outcome.correct_title"),
		back: ui.Link{Label: p.Title, Href: measurementHref(now.ID)}}
	c.typed = question.Values(p.version, now.Answers)
	for name, value := range map[string]string{"id": now.ID.String(), "version": now.Version.String(), "occasion": string(now.Occasion), "day": c.Date(now.Day),
		"by": string(now.By), "way": string(now.Way), "place": now.Place, "language": now.Language, "seen": strconv.Itoa(now.No),
		"correction": id.New[outcome.Correction]().String()} {
		c.typed.Set(name, value)
	}
	if now.Seconds > 0 {
		c.typed.Set("minutes", strconv.Itoa((now.Seconds+30)/60))
	}
	if now.Interpreter {
		c.typed.Set("interpreter", "yes")
	}
	c.lay("")
	return c
}

func askCorrection(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := measurementOf(tx, r, outcome.ToCorrect)
	if err != nil {
		return nil, err
	}
	if !p.may {
		return web.Redirect(measurementHref(p.now().ID)), nil
	}
	c := p.correction(r)
	if err := c.resume(tx, r.URL.Path); err != nil {
		return nil, err
	}
	c.lay("")
	return web.Show(measureView(c)), nil
}

func takeCorrection(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := measurementOf(tx, r, outcome.ToCorrect)
	if err != nil {
		return nil, err
	}
	c := p.correction(r)
	f := r.TypedForm()
	m := readMeasurement(f)
	m.ID = p.now().ID
	if minutes := f.Int("minutes"); minutes == (p.now().Seconds+30)/60 {
		m.Seconds = p.now().Seconds // the form rounds to minutes
	}
	var wrong error
	m.Answers, wrong = question.Present(p.version, r.PostForm)
	wrong = joined(f.Err(), wrong)
	c.typed = r.PostForm
	c.lay("")
	if wrong == nil && c.newlyAsked() {
		c.more = true
		return web.Show(measureView(c)), nil
	}
	change := outcome.Correction{ID: web.FormID[outcome.Correction](f, "correction"), Seen: f.Int("seen"), Reason: f.Text("reason"), Measurement: m}
	if wrong == nil {
		_, wrong = outcome.Correct(tx, change)
	}
	if wrong == nil {
		return saved(tx, measurementHref(m.ID), "outcome.corrected", r.URL.Path)
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	c.errors = r.Errors(wrong)
	if fault.Is(wrong, fault.Stale) {
		c.typed.Set("seen", strconv.Itoa(p.now().No))
	}
	return again(measureView(c), wrong)
}

func askWithdrawal(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := measurementOf(tx, r, outcome.ToCorrect)
	if err != nil {
		return nil, err
	}
	if !p.may {
		return web.Redirect(measurementHref(p.now().ID)), nil
	}
	p.typed = url.Values{"correction": {id.New[outcome.Correction]().String()}, "seen": {strconv.Itoa(p.now().No)}}
	return web.Show(withdrawView(p)), nil
}

func takeWithdrawal(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := measurementOf(tx, r, outcome.ToCorrect)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	c := outcome.Correction{ID: web.FormID[outcome.Correction](f, "correction"), Seen: f.Int("seen"), Reason: f.Text("reason"),
		Measurement: outcome.Measurement{ID: p.now().ID}}
	wrong := f.Err()
	if wrong == nil {
		_, wrong = outcome.Withdraw(tx, c)
	}
	if wrong == nil {
		return saved(tx, listHref(p.client.ID), "outcome.withdrawn_flash", r.URL.Path)
	}
	if !mendable(wrong) {
		return nil, wrong
	}
	p.typed, p.errors = r.PostForm, r.Errors(wrong)
	if fault.Is(wrong, fault.Stale) {
		p.typed.Set("seen", strconv.Itoa(p.now().No))
	}
	return again(withdrawView(p), wrong)
}
