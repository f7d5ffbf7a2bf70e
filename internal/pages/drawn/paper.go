package drawn

import (
	"bytes"

	"rinnalla/internal/chart"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/pdf"
	"rinnalla/internal/i18n"
	"rinnalla/internal/picture"
	"rinnalla/internal/web"
)

// Paper is a client's own copy as a PDF: her pictures, in her language and speaking to her.
type Paper struct {
	*i18n.Printer
	Pictures []picture.Picture
	// Name and Number say whose it is; empty in a copy by a link, which says it nowhere.
	Name, Number string
	Made         civil.Instant
	// Check is the address where anybody may check the copy.
	Check string
	// Alone is set where only this one measurement may be seen.
	Alone bool
	// Asked is the language in which she read the questions, as in View.
	Asked string
}

// CheckAddress is where anybody may check a copy.
func CheckAddress(r *web.Request) string {
	scheme := "http://"
	if r.Secure() {
		scheme = "https://"
	}
	return scheme + r.Host + "/copies/check"
}

// mostColumns is how many measurements the table of a copy has; the data file has them all.
const mostColumns = 5

// PDF writes the copy, not signed yet.
func (p Paper) PDF() ([]byte, error) {
	head := pdf.Head{Lang: p.Lang().Tag(), Title: p.T("picture.paper_title"), Footer: p.footer(),
		PageOf: func(page, pages int) string { return p.T("picture.paper_page", "page", page, "pages", pages) }}
	d := pdf.New(head)
	d.Heading(1, head.Title)
	if p.Number != "" {
		d.Paragraph(p.T("picture.paper_whose", "name", p.Name, "number", p.Number))
	}
	d.Paragraph(p.T("picture.paper_lead", "made", p.Made))
	for _, one := range p.Pictures {
		page{d, p.view(one)}.write()
	}
	p.method(d)
	d.Heading(2, p.T("picture.paper_check"))
	d.Paragraph(p.T("picture.paper_check_text", "address", p.Check))
	var b bytes.Buffer
	_, err := d.WriteTo(&b)
	return b.Bytes(), err
}

func (p Paper) view(one picture.Picture) View {
	return View{Printer: p.Printer, Picture: one, Own: true, Alone: p.Alone, Asked: p.Asked}
}

// method tells once how change is read, with the limits of every instrument in which there is any to be read.
func (p Paper) method(d *pdf.Document) {
	told := false
	for _, one := range p.Pictures {
		v := p.view(one)
		if v.Once() != "" {
			continue
		}
		if !told {
			d.Heading(2, v.T("picture.method"))
			d.Paragraph(v.T("picture.method_text"))
			d.Paragraph(v.T("picture.method_error"))
			told = true
		}
		d.Heading(3, v.Title())
		d.List(v.Limits()...)
	}
}

func (p Paper) footer() string {
	if p.Number == "" {
		return p.T("picture.paper_foot", "day", p.Made.Date())
	}
	return p.T("picture.paper_foot_whose", "number", p.Number, "day", p.Made.Date())
}

// page writes one picture.
type page struct {
	*pdf.Document
	v View
}

func (w page) write() {
	w.Heading(2, w.v.Title())
	w.Paragraph(w.v.Lead())
	w.strengths()
	w.figure(w.v.Figure())
	if text := w.v.In(w.v.Form.Definition.NoTotal); text != "" && w.v.Figure() != nil {
		w.Paragraph(text)
	}
	w.things()
	w.changes()
	w.sides()
	w.numbers()
	w.answers()
}

func (w page) strengths() {
	strong, good := w.v.StrongOnes()
	if len(strong) == 0 {
		return
	}
	w.Heading(3, strengthTitle(w.v, good))
	var items []string
	for _, s := range strong {
		items = append(items, w.named(s.Name, s.Value))
	}
	w.List(items...)
	w.Paragraph(strengthText(w.v, good))
}

// named is a line of a list: what it is, and what is said of it.
func (w page) named(name, value string) string {
	return w.v.T("picture.paper_line", "name", name, "value", value)
}

const (
	figureWide  = 160.0
	narrowScale = 0.28 // mm for each unit of a figure that does not fill the line
)

func (w page) figure(f chart.Chart) {
	if f == nil {
		return
	}
	wide, high := chart.Size(f, false)
	w.Figure(figureText(f), wide, high, min(figureWide, wide*narrowScale), func(c *pdf.Canvas) { chart.Paint(f, false, painter{c}) })
	w.Small(w.v.scaleText())
	if w.v.hasGaps() {
		w.Small(w.v.T("picture.gaps", "mark", chart.MissingMark))
	}
}

// figureText is read in the place of a figure. Its numbers follow as a table.
func figureText(f chart.Chart) string {
	switch f := f.(type) {
	case chart.Circle:
		return f.Title + ". " + f.Desc
	case chart.Profile:
		return f.Title + ". " + f.Desc
	}
	return ""
}

func (w page) things() {
	for _, t := range w.v.Things() {
		w.Heading(3, w.drawable(t.Title))
		var items []string
		for _, r := range t.Rows {
			items = append(items, w.named(r.Key, w.drawable(r.Value)))
		}
		if len(items) > 0 {
			w.List(items...)
		}
	}
}

// drawable is somebody's own words, or where they cannot be drawn where they are to be found.
func (w page) drawable(text string) string {
	if pdf.Draws(text) {
		return text
	}
	return w.v.T("picture.paper_letters")
}

func (w page) changes() {
	w.Heading(3, w.v.T("picture.change"))
	for _, text := range []string{w.v.Once(), w.v.DifferentlyText(), w.v.goalsText()} {
		if text != "" {
			w.Paragraph(text)
		}
	}
	for _, g := range w.v.Groups() {
		w.Heading(4, g.Label)
		w.Paragraph(g.Say)
		var items []string
		for _, a := range g.Areas {
			items = append(items, w.named(w.v.AreaTitle(a), w.v.WasNow(a)))
		}
		w.List(items...)
	}
	if len(w.v.Course) > 1 && len(w.v.Apart) > 0 {
		w.Small(w.v.T("picture.why.other_version", "count", len(w.v.Apart)))
	}
}

func (w page) sides() {
	if w.v.Beside == nil {
		return
	}
	w.Heading(3, w.v.T("picture.sides"))
	w.Paragraph(w.v.sidesText())
	parted, _ := w.v.Views()
	var items []string
	for _, d := range parted {
		items = append(items, w.named(w.v.AreaTitle(d.Area), w.v.PartedText(d)))
	}
	if len(items) > 0 {
		w.List(items...)
	}
	if text := w.v.AlikeText(); text != "" {
		w.Paragraph(text)
	}
}

func (w page) numbers() {
	t := w.v.Numbers()
	if len(t.Rows) == 0 {
		return
	}
	w.Heading(3, w.v.T("picture.numbers"))
	columns := min(len(t.Columns), 1+mostColumns)
	var head []string
	for _, c := range t.Columns[:columns] {
		head = append(head, c.Label)
	}
	var rows [][]string
	for _, r := range t.Rows {
		var row []string
		for _, c := range r.Cells[:columns] {
			row = append(row, c.Text)
		}
		rows = append(rows, row)
	}
	w.Table(head, rows)
}

// answers are those of the newest measurement, question by question. Where every question is an area of its own the numbers tell them.
func (w page) answers() {
	if w.v.Form.Definition.ScoreOnly || w.v.everyItemAnArea() {
		return
	}
	sheet, answers := w.v.sheet(), w.v.Form.Settle(w.v.Now().Answers)
	var rows [][]string
	for _, s := range w.v.Form.Definition.Sections {
		for _, i := range s.Items {
			if s.Repeats != nil {
				continue
			}
			text := sheet.AnswerText(i, answers.Items[i.Code])
			if text == "" {
				text = w.v.T("picture.paper_left")
			}
			rows = append(rows, []string{w.drawable(sheet.Question(i).Text()), w.drawable(text)})
		}
	}
	if len(rows) == 0 {
		return
	}
	w.Heading(3, w.v.T("picture.paper_answers", "day", w.v.Now().Day))
	w.Table([]string{w.v.T("picture.paper_question"), w.v.T("picture.paper_answer")}, rows)
}

// painter hands the shapes of a figure on.
type painter struct{ *pdf.Canvas }

func brush(l chart.Look) pdf.Brush {
	return pdf.Brush{Fill: l.Fill, Line: l.Stroke, Opacity: l.Opacity, Width: l.Width, Dash: l.Dash, Bold: l.Bold}
}

func (p painter) Rect(x, y, w, h float64, l chart.Look) { p.Canvas.Rect(x, y, w, h, brush(l)) }
func (p painter) Circle(x, y, r float64, l chart.Look)  { p.Canvas.Circle(x, y, r, brush(l)) }
func (p painter) Path(points [][2]float64, closed bool, l chart.Look) {
	p.Canvas.Path(points, closed, brush(l))
}
func (p painter) Text(x, y, size float64, anchor, words string, l chart.Look) {
	p.Canvas.Text(x, y, size, anchor, words, brush(l))
}
