package reportpages

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/report"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// The columns of the report as a file. They are a wire contract: scripts read them.
var columns = []string{"key", "name", "visits", "places", "present", "conversations", "new_clienthoods", "feedback_mean", "feedback_n", "hours"}

// values are one line of the file. A hidden figure is an empty cell.
func values(l report.Line) []sheet.Value {
	h := l.Hidden
	count := func(n int64, hidden bool) sheet.Value {
		if hidden {
			return sheet.Empty()
		}
		return sheet.Integer(n)
	}
	mean, hours := sheet.Empty(), sheet.Empty()
	if m, ok := l.Feedback.Mean(); ok && !h.Feedback {
		mean = sheet.Decimal(m, 2)
	}
	if !h.Hours {
		hours = sheet.Decimal(l.Hours(), 2)
	}
	return []sheet.Value{
		sheet.Text(l.Key), sheet.Text(l.Name), count(l.Visits, h.Visits), count(l.Places, h.Places), count(l.Present, h.Present),
		count(l.Conversations, h.Conversations), count(l.Clienthoods, h.Clienthoods), mean, count(l.Feedback.Answers(), h.Feedback), hours,
	}
}

func (v outreachView) allLines() []report.Line {
	total := v.report.Total
	total.Name = v.T("report.total")
	lines := append([]report.Line{}, v.report.Lines...)
	for i := range lines {
		lines[i].Name = v.lineName(lines[i])
	}
	return append(lines, total)
}

func outreachCSV(r *web.Request, rule report.Disclosure) (*web.Answer, error) {
	return built(r, rule, "text/csv; charset=utf-8", "csv", func(f *os.File, v outreachView) (sheet.Writer, error) {
		return sheet.NewCSV(f, sheet.CSVStyle{}, columns...)
	})
}

func outreachXLSX(r *web.Request, rule report.Disclosure) (*web.Answer, error) {
	return built(r, rule, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", func(f *os.File, v outreachView) (sheet.Writer, error) {
		x, err := sheet.NewXLSX(f, v.about())
		if err != nil {
			return nil, err
		}
		return x, x.Sheet(v.T("report.sheet"), v.sheetColumns("report.by_label_"+v.address.by)...)
	})
}

// built makes the file before anything is sent, and hands it over only when it
// holds as many rows as the page shows.
func built(r *web.Request, rule report.Disclosure, kind, suffix string, begin func(*os.File, outreachView) (sheet.Writer, error)) (answer *web.Answer, err error) {
	v, err := gather(r, rule)
	if err != nil {
		return nil, err
	}
	v.Page, v.asked = r.Page("report.outreach_title"), true
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, web.Drop(f))
		}
	}()
	w, err := begin(f, v)
	if err != nil {
		return nil, err
	}
	lines := v.allLines()
	for _, l := range lines {
		if err := w.Row(values(l)...); err != nil {
			return nil, err
		}
	}
	want := len(lines)
	if book, is := w.(*sheet.XLSX); is {
		more, err := v.further(book)
		if err != nil {
			return nil, err
		}
		want += more
	}
	n, err := w.Close()
	if err != nil {
		return nil, err
	}
	if n != int64(want) {
		return nil, fmt.Errorf("the file has %d rows of %d", n, want)
	}
	return web.File(f, kind, "outreach-"+v.report.Period.From.String()+"-"+v.report.Period.Last().String()+"."+suffix), nil
}

// drawnNumbers are the numbers of one drawing: the lines of the months and of
// the map, the codes of the others.
func (v outreachView) drawnNumbers(name string) (*web.Answer, error) {
	lines := map[string][]report.Line{"months": v.report.Months, "map": v.report.Municipalities}
	counts := map[string][]report.Count{"topics": v.report.Topics, "onward": v.report.Onward, "feedback": v.report.Marks}
	header, rows := columns, [][]sheet.Value{}
	if these, known := lines[name]; known {
		for _, l := range these {
			l.Name = v.lineName(l)
			rows = append(rows, values(l))
		}
	} else if these, known := counts[name]; known {
		header = []string{"key", "name", "count"}
		for _, c := range these {
			rows = append(rows, v.counted(name, c))
		}
	} else {
		return nil, fault.Missing()
	}
	var b bytes.Buffer
	w, err := sheet.NewCSV(&b, sheet.CSVStyle{}, header...)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			return nil, err
		}
	}
	if _, err := w.Close(); err != nil {
		return nil, err
	}
	return web.Body(http.StatusOK, "text/csv; charset=utf-8", b.Bytes()).
		Header("Content-Disposition", `attachment; filename="`+name+`.csv"`), nil
}

func (v outreachView) counted(list string, c report.Count) []sheet.Value {
	name, n := c.Name, sheet.Integer(c.N)
	switch list {
	case "onward":
		name = v.T("visit.onward." + c.Code)
	case "feedback":
		name = v.T("report.mark_" + c.Code)
	case "ages":
		name = v.T("visit.age." + c.Code)
	case "genders":
		name = v.T("visit.gender." + c.Code)
	}
	if c.Hidden || list == "feedback" && v.report.Total.Hidden.Feedback {
		n = sheet.Empty()
	}
	return []sheet.Value{sheet.Text(c.Code), sheet.Text(name), n}
}

func (v outreachView) sheetColumns(name string) []sheet.Column {
	keys := []string{
		"report.column_key", name, "report.visits", "report.places", "report.present",
		"report.conversations", "report.clienthoods", "report.feedback", "report.answers_label", "report.hours",
	}
	all := make([]sheet.Column, len(keys))
	for i, k := range keys {
		all[i].Header = v.T(k)
	}
	all[0].Width, all[1].Width = 14, 32
	return all
}

// about is the first sheet: what was chosen and by which rule it was counted.
func (v outreachView) about() *sheet.About {
	a := &sheet.About{Sheet: v.T("report.sheet_about"), Title: v.T("report.outreach_title"), CountLabel: v.T("report.sheet_rows")}
	add := func(label, value string) {
		a.Lines = append(a.Lines, [2]sheet.Value{sheet.Text(label), sheet.Text(value)})
	}
	add(v.T("report.period"), v.Period(v.report.Period))
	add(v.T("report.area"), chosen(v.areas(), v.address.area))
	add(v.T("report.kind"), chosen(v.kinds(), v.address.kind))
	add(v.T("report.by"), chosen(v.bys(), v.address.by))
	add(v.T("report.made"), v.Date(v.today))
	if v.report.Shared {
		add(v.T("report.hidden_label"), v.T("report.hidden_empty", "threshold", v.report.Query.Rule.Threshold))
	}
	for _, r := range v.rules() {
		for _, line := range r.lines {
			add(r.title, line)
		}
	}
	return a
}

func chosen(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func (v outreachView) hiddenFields() []ui.Pair {
	if v.address.shared {
		return []ui.Pair{{Name: "view", Value: "shared"}}
	}
	return nil
}

func (v outreachView) downloads() []ui.Link {
	if !v.asked {
		return nil
	}
	return []ui.Link{
		{Label: v.T("report.download_xlsx"), Href: v.address.href("/reports/outreach.xlsx")},
		{Label: v.T("report.download_csv"), Href: v.address.href("/reports/outreach.csv")},
	}
}
