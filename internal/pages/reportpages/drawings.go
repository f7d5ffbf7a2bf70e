package reportpages

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"rinnalla/internal/chart"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/outreach"
	"rinnalla/internal/report"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// outreachDrawing hands over one drawing of the page as a file of its own, as a
// picture or, under ".csv", as the numbers that are drawn.
func outreachDrawing(r *web.Request, rule report.Disclosure) (*web.Answer, error) {
	v, err := gather(r, rule)
	if err != nil {
		return nil, err
	}
	v.Page = r.Page("report.outreach_title")
	v.asked = true
	if name, table := strings.CutSuffix(r.PathValue("drawing"), ".csv"); table {
		return v.drawnNumbers(name)
	}
	drawings := map[string]func() chart.Chart{
		"months.svg": v.months, "map.svg": v.areaMap, "topics.svg": v.topics, "feedback.svg": v.feedback, "onward.svg": v.onward,
	}
	draw, ok := drawings[r.PathValue("drawing")]
	if !ok {
		return nil, fault.Missing()
	}
	var b bytes.Buffer
	if err := chart.WriteSVG(&b, draw()); err != nil {
		return nil, err
	}
	return web.Body(http.StatusOK, "image/svg+xml", b.Bytes()).
		Header("Content-Disposition", `attachment; filename="`+r.PathValue("drawing")+`"`), nil
}

func (v outreachView) head(id, title, desc string, args ...any) chart.Head {
	return chart.Head{
		ID: id, Title: v.T(title), Desc: v.T(desc, args...), Note: v.lead(),
		Hidden: v.T("report.hidden"), Missing: v.T("report.missing"),
	}
}

func (v outreachView) whole(n float64) string { return v.N(int64(n)) }

func value(n int64, hidden bool) chart.Value {
	if hidden {
		return chart.Hidden()
	}
	return chart.Known(float64(n))
}

// months is the series by month, a month without visits being zero.
func (v outreachView) months() chart.Chart {
	of := map[string]report.Line{}
	for _, l := range v.report.Months {
		of[l.Key] = l
	}
	c := chart.Columns{Head: v.head("months", "report.months_title", "report.months_desc", "count", v.report.Total.Visits), Format: v.whole}
	if v.report.Total.Hidden.Visits {
		c.Desc = v.T("report.hidden")
	}
	var visits []chart.Value
	for _, m := range v.report.Period.Months() {
		l := of[m.String()]
		c.Categories = append(c.Categories, v.ShortMonth(m))
		visits = append(visits, value(l.Visits, l.Hidden.Visits))
	}
	c.Series = []chart.Series{{Name: v.T("report.visits"), Values: visits}}
	return c
}

func (v outreachView) class(low, high float64) string {
	if low == high {
		return v.whole(low)
	}
	return v.T("report.class", "low", v.whole(low), "high", v.whole(high))
}

func (v outreachView) topics() chart.Chart {
	c := chart.HorizontalBars{Head: v.head("topics", "report.topics_title", "report.topics_desc"), Format: v.whole}
	for _, t := range v.report.Topics {
		c.Bars = append(c.Bars, chart.Bar{Label: t.Name, Value: value(t.N, t.Hidden), Href: v.visitsHref("topic", t.Code)})
	}
	return c
}

//i18n:keys visit.onward.*
func (v outreachView) onward() chart.Chart {
	c := chart.HorizontalBars{Head: v.head("onward", "report.onward_title", "report.onward_desc"), Format: v.whole}
	for _, t := range v.report.Onward {
		c.Bars = append(c.Bars, chart.Bar{Label: v.T("visit.onward." + t.Code), Value: value(t.N, t.Hidden), Href: v.visitsHref("with", "onward."+t.Code)})
	}
	return c
}

//i18n:keys report.mark_*
func (v outreachView) feedback() chart.Chart {
	c := chart.Distribution{
		Head: v.head("feedback", "report.feedback_title", "report.feedback_desc"), Format: v.whole,
		Share: func(s float64) string { return v.Pct(s, 0) },
	}
	for _, m := range slices.Backward(v.report.Marks) {
		c.Steps = append(c.Steps, chart.Bar{Label: v.T("report.mark_" + m.Code), Value: value(m.N, m.Hidden || v.report.Total.Hidden.Feedback), Href: v.visitsHref("with", "mark."+m.Code)})
	}
	return c
}

// people are the tables of how the conversations fell on age bands and on genders as guessed.
//
//i18n:keys visit.age.*
//i18n:keys visit.gender.*
func (v outreachView) people() []ui.TableProps {
	var tables []ui.TableProps
	for _, part := range []struct {
		title, prefix string
		codes         []string
		counts        []report.Count
	}{{"report.ages", "visit.age.", outreach.AgeBands, v.report.Ages}, {"report.genders", "visit.gender.", outreach.Genders, v.report.Genders}} {
		t := ui.TableProps{
			Caption: v.T("report.people_caption", "of", v.T(part.title)), CaptionHidden: true, Tight: true,
			Columns: []ui.Column{{Label: v.T(part.title)}, {Label: v.T("report.conversations"), Numeric: true}},
		}
		for _, c := range inOrderOf(part.codes, part.counts) {
			row := ui.Cells(v.T(part.prefix+c.Code), v.number(c.N, c.Hidden))
			row.Cells[1].Href = v.visitsHref("with", strings.TrimPrefix(part.prefix, "visit.")+c.Code)
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// monthsTold is the table under the series by month; each month leads to its visits.
func (v outreachView) monthsTold() ui.TableProps {
	t := v.told(v.months(), "report.months_title", "report.by_label_month", "report.visits")
	for i, m := range v.report.Period.Months() {
		t.Rows[i].Cells[0].Href = v.monthHref(m.String())
	}
	return t
}

// told is the table that says the same as a drawing.
func (v outreachView) told(c chart.Chart, caption string, columns ...string) ui.TableProps {
	t := ui.TableProps{Caption: v.T(caption), CaptionHidden: true, Tight: true, Columns: []ui.Column{{Label: v.T(columns[0])}}}
	for _, key := range columns[1:] {
		t.Columns = append(t.Columns, ui.Column{Label: v.T(key), Numeric: true})
	}
	for _, row := range c.Rows() {
		line := ui.Row{Cells: []ui.Cell{{Text: row.Label, Href: row.Href}}}
		for _, cell := range row.Cells {
			line.Cells = append(line.Cells, ui.Cell{Text: cell})
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// rules are the counting rules in force, with who counted by each and when.
func (v outreachView) rules() []ruleView {
	var all []ruleView
	for _, r := range v.report.Rules {
		title := v.T("report.rule_title", "version", r.Version, "period", r.Period)
		if r.Period == v.report.Period {
			title = v.T("report.rule_whole", "version", r.Version)
		}
		rv := ruleView{title: title, lines: []string{r.Visit, r.Present, r.Conversation, r.Clienthood, r.Onward, r.Feedback}}
		if len(r.Organisations) < len(v.report.Organisations) {
			rv.who = v.List(v.names(r))
		}
		all = append(all, rv)
	}
	return all
}

type ruleView struct {
	title string
	who   string
	lines []string
}

func (v outreachView) names(r report.RuleInForce) []string {
	var names []string
	for _, o := range r.Organisations {
		for _, c := range v.choices.Organisations {
			if c.Key == o.String() {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

// field shows the days as the reader types them.
func (v outreachView) day(iso string) string {
	if d, err := civil.ParseDate(iso); err == nil {
		return v.Date(d)
	}
	return iso
}
