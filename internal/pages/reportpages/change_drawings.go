package reportpages

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"rinnalla/internal/chart"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// changeDrawing is one drawing of the page: the name of its files, the heads of its table, the numbers that are drawn, and the note that
// goes with every file.
type changeDrawing struct {
	file, title, note string
	columns           []string
	numbers           [][]sheet.Value
	chart.Chart
}

func (d *changeDrawing) add(label string, figures ...sheet.Value) {
	d.numbers = append(d.numbers, append([]sheet.Value{sheet.Text(label)}, figures...))
}

func drawnValue(f stats.Figure) chart.Value {
	value, exists := f.Value()
	switch {
	case keptBack(f):
		return chart.Hidden()
	case !exists:
		return chart.Missing()
	}
	return chart.Known(value)
}

// head is the drawing's, with a note that says what is missing.
func (v changeView) head(d *changeDrawing, desc, missing string) chart.Head {
	d.note = strings.Join([]string{v.lead(), v.periodLine(), missing, v.versionsLine(), v.ruleLine()}, " ")
	return chart.Head{
		ID: d.file, Title: d.title, Desc: desc, Note: d.note,
		Hidden: v.T("change.hidden", "count", v.report.Query.Rule.Threshold, "mean", v.report.Query.Rule.LeastForMean), Missing: v.T("change.absent"),
	}
}

func (v changeView) two(n float64) string   { return v.Dec(n, 2) }
func (v changeView) whole(n float64) string { return v.N(int64(n)) }

// sizes compares the scales by how far the mean moved in standard deviations.
func (v changeView) sizes() changeDrawing {
	d := changeDrawing{file: "sizes", title: v.T("change.sizes"), columns: []string{v.T("change.scale"), v.T("change.figure.g_av"), v.T("change.g_low"), v.T("change.g_high")}}
	var missing []string
	c := chart.Intervals{Format: v.two}
	for _, s := range v.report.Scales {
		c.Lines = append(c.Lines, chart.Interval{Label: v.scaleName(s), Value: drawnValue(s.GAv), Low: drawnValue(s.GAvInterval.Low), High: drawnValue(s.GAvInterval.High)})
		d.add(v.scaleName(s), cell(s.GAv, ofNumber), cell(s.GAvInterval.Low, ofNumber), cell(s.GAvInterval.High, ofNumber))
		missing = append(missing, v.T("change.of_scale", "scale", v.scaleName(s), "says", v.missingLine(s)), v.leftOutHere(s))
	}
	c.Head = v.head(&d, v.T("change.sizes_desc"), strings.Join(missing, " "))
	d.Chart = c
	return d
}

// spread shows how the scores of the pairs fell on the scale at first and at last.
func (v changeView) spread(s change.Scale) changeDrawing {
	d := changeDrawing{file: "spread-" + s.Code, title: v.T("change.spread", "scale", v.scaleName(s)), columns: []string{v.T("change.scores"), v.T("change.at_first"), v.T("change.at_last")}}
	c := chart.Columns{Head: v.head(&d, v.T("change.spread_desc"), v.missingLine(s)), Format: v.whole}
	first, last := chart.Series{Name: v.T("change.at_first")}, chart.Series{Name: v.T("change.at_last")}
	for _, b := range s.Bands {
		c.Categories = append(c.Categories, v.band(b))
		first.Values, last.Values = append(first.Values, drawnValue(b.First)), append(last.Values, drawnValue(b.Last))
		d.add(v.band(b), cell(b.First, ofPeople), cell(b.Last, ofPeople))
	}
	c.Series = []chart.Series{first, last}
	d.Chart = c
	return d
}

func (v changeView) band(b change.Band) string {
	short := func(n float64) string {
		if n == float64(int64(n)) {
			return v.N(int64(n))
		}
		return v.Dec(n, 1)
	}
	if b.From == b.To {
		return short(b.From)
	}
	return v.T("change.band", "low", short(b.From), "high", short(b.To))
}

// persons shows how many single persons changed by more than measurement error.
func (v changeView) persons(s change.Scale) changeDrawing {
	d := changeDrawing{file: "persons-" + s.Code, title: v.T("change.persons_title", "scale", v.scaleName(s)), columns: []string{v.T("change.direction"), v.T("change.people"), v.T("change.share")}}
	c := chart.Distribution{Head: v.head(&d, v.personsSentence(s), v.missingLine(s)), Format: v.whole, Share: func(n float64) string { return v.Pct(n, 0) }}
	for _, p := range personsParts(s) {
		c.Steps = append(c.Steps, chart.Bar{Label: v.T("change.figure." + p.key), Value: drawnValue(p.value)})
		d.add(v.T("change.figure."+p.key), cell(p.value, ofPeople), cell(p.share, ofNumber))
	}
	d.Chart = c
	return d
}

// beside shows how the group's scores lie beside those of people whom somebody else has asked.
func (v changeView) beside(s change.Scale, number int, r change.Reference) changeDrawing {
	d := changeDrawing{file: fmt.Sprintf("beside-%s-%d", s.Code, number), title: v.T("change.beside", "scale", v.scaleName(s), "people", r.People),
		columns: []string{v.T("change.scores"), v.T("change.this_group"), r.People}}
	c := chart.Columns{Head: v.head(&d, v.T("change.beside_desc"), v.missingLine(s)), Format: func(n float64) string { return v.Pct(n, 0) }}
	c.Source = r.Source
	group, others := chart.Series{Name: v.T("change.this_group")}, chart.Series{Name: r.People}
	pairs, _ := s.Pairs.Value()
	for _, b := range s.Bands {
		share := b.Last
		if n, told := b.Last.Value(); told {
			share = stats.Known(n / pairs)
		}
		c.Categories = append(c.Categories, v.band(b))
		group.Values, others.Values = append(group.Values, drawnValue(share)), append(others.Values, drawnValue(r.Share(b)))
		d.add(v.band(b), cell(share, ofNumber), cell(r.Share(b), ofNumber))
	}
	c.Series = []chart.Series{group, others}
	d.Chart = c
	return d
}

// personsParts are who changed how: where one end of the scale is the better one, everybody else how it cannot be said.
func personsParts(s change.Scale) []changeFigure {
	if s.Scale.Better == "" {
		return []changeFigure{part("unclear", s.Unclear), part("unsaid", s.Unsaid)}
	}
	return []changeFigure{part("better", s.Better), part("unclear", s.Unclear), part("worse", s.Worse)}
}

// table says the same as the drawing.
func (d changeDrawing) table() ui.TableProps {
	t := ui.TableProps{Caption: d.title, CaptionHidden: true, Tight: true}
	for i, c := range d.columns {
		t.Columns = append(t.Columns, ui.Column{Label: c, Numeric: i > 0})
	}
	for _, row := range d.Rows() {
		t.Rows = append(t.Rows, ui.Cells(append([]string{row.Label}, row.Cells...)...))
	}
	return t
}

// drawings are all that the page shows.
func (v changeView) drawings() []changeDrawing {
	var all []changeDrawing
	if v.comparesScales() {
		all = append(all, v.sizes())
	}
	for _, s := range v.report.Scales {
		all = append(all, v.drawingsOf(s)...)
	}
	return all
}

// comparesScales tells whether there is more than one scale with something to draw.
func (v changeView) comparesScales() bool {
	n := 0
	for _, s := range v.report.Scales {
		if _, told := s.GAv.Value(); told {
			n++
		}
	}
	return n > 1
}

func (v changeView) drawingsOf(s change.Scale) []changeDrawing {
	var all []changeDrawing
	if tellsOfBands(s) {
		all = append(all, v.spread(s))
	}
	if n, told := s.Pairs.Value(); s.Limit != nil && s.ChangesTold().Lack() == stats.NoLacking && told && n > 0 {
		all = append(all, v.persons(s))
	}
	for i, r := range s.References {
		if pairs, told := s.Pairs.Value(); told && pairs > 0 && r.Spread() && tellsOfBands(s) {
			all = append(all, v.beside(s, i+1, r))
		}
	}
	return all
}

// tellsOfBands tells whether there is anything to draw of how the scores are spread: where all of it is kept back, or nobody is anywhere,
// there is not.
func tellsOfBands(s change.Scale) bool {
	for _, b := range s.Bands {
		for _, f := range []stats.Figure{b.First, b.Last} {
			if n, told := f.Value(); told && n > 0 {
				return true
			}
		}
	}
	return false
}

// changeDrawn hands over one drawing as a file of its own, as a picture or, under ".csv", as the numbers that are drawn.
func changeDrawn(r *web.Request, o changeOptions) (*web.Answer, error) {
	v, err := gatherChange(r, o)
	if err != nil {
		return nil, err
	}
	name := r.PathValue("drawing")
	for _, d := range v.drawings() {
		var b bytes.Buffer
		kind := "image/svg+xml"
		switch name {
		case d.file + ".svg":
			err = chart.WriteSVG(&b, d.Chart)
		case d.file + ".csv":
			kind, err = "text/csv; charset=utf-8", d.writeNumbers(&b, v.T("change.note"))
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		return web.Body(http.StatusOK, kind, b.Bytes()).Header("Content-Disposition", `attachment; filename="`+name+`"`), nil
	}
	return nil, fault.Missing()
}

// writeNumbers writes what is drawn, each line with what is missing: no file goes without it.
func (d changeDrawing) writeNumbers(b *bytes.Buffer, note string) error {
	w, err := sheet.NewCSV(b, sheet.CSVStyle{}, append(d.columns, note)...)
	if err != nil {
		return err
	}
	for _, row := range d.numbers {
		if err := w.Row(append(row, sheet.Text(d.note))...); err != nil {
			return err
		}
	}
	_, err = w.Close()
	return err
}
