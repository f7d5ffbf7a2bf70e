package chart

import (
	"context"
	"io"
)

// Course is the small line of one area over time: its measurements from left to right at their days, the better end above. With a
// published limit of error the band shows where a later value says no more than error may.
type Course struct {
	Head
	Points []CoursePoint
	// Band is drawn from the point of that number onwards; nil without a published limit.
	Band *Band
}

// CoursePoint is one measurement.
type CoursePoint struct {
	Label string  // "3.2.2026"
	At    float64 // when: any unit that grows evenly, such as days
	Reading
}

// Band is between two shares of the scale, from a point onwards. It may reach beyond the ends of the scale.
type Band struct {
	From      int
	Low, High float64
}

// Render writes the figure into a page.
func (c Course) Render(ctx context.Context, w io.Writer) error {
	return figure(c.drawings()).Render(ctx, w)
}

// Rows has a line for each measurement.
func (c Course) Rows() []Row {
	rows := make([]Row, len(c.Points))
	for i, p := range c.Points {
		rows[i] = Row{Label: p.Label, Cells: []string{p.Text}}
	}
	return rows
}

const (
	courseWidth  = 300
	courseHeight = 64
	courseText   = 13
	// mostNumbered is how many points have their numbers beside them.
	mostNumbered = 6
)

func (c Course) drawings() []drawing {
	d := drawing{head: c.Head, w: courseWidth, h: courseHeight + 46, natural: true}
	const top, side = 22.0, 24.0
	bottom := top + courseHeight
	x := c.across(side, courseWidth-side)
	y := func(part float64) float64 { return bottom - max(0, min(1, part))*(bottom-top) }
	if b := c.Band; b != nil && b.From < len(c.Points) {
		d.add(rect{x: x[b.From], y: y(b.High), w: courseWidth - 4 - x[b.From], h: y(b.Low) - y(b.High), class: "plot-band"})
	}
	d.add(line{x1: 4, y1: top, x2: courseWidth - 4, y2: top, class: "plot-grid"}, line{x1: 4, y1: bottom, x2: courseWidth - 4, y2: bottom, class: "plot-grid"})
	points := make([]*point, len(c.Points))
	for i, p := range c.Points {
		if part, there := p.share(); there {
			points[i] = &point{x[i], y(part)}
		}
	}
	for _, stretch := range runs(points, false) {
		d.add(trace{points: stretch, class: strokes[0].line})
	}
	d.add(c.marks(points)...)
	d.add(c.days(x, bottom+20)...)
	return []drawing{d}
}

// across spreads the points over the width by their time; points of one time stand beside each other.
func (c Course) across(from, to float64) []float64 {
	x := make([]float64, len(c.Points))
	if len(x) == 0 {
		return x
	}
	first, last := c.Points[0].At, c.Points[len(x)-1].At
	least := min(30, (to-from)/float64(max(len(x)-1, 1)))
	for i, p := range c.Points {
		part := 0.0
		if last > first {
			part = (p.At - first) / (last - first)
		}
		x[i] = from + part*(to-from)
		if i > 0 {
			x[i] = max(x[i], x[i-1]+least)
		}
	}
	x[len(x)-1] = min(x[len(x)-1], to)
	for i := len(x) - 2; i >= 0; i-- {
		x[i] = min(x[i], x[i+1]-least)
	}
	return x
}

// marks are the dots, the newest filled, with their numbers while there are few.
func (c Course) marks(points []*point) []shape {
	var shapes []shape
	for i, p := range points {
		if p == nil {
			continue
		}
		s := strokes[1]
		if i == len(points)-1 {
			s = strokes[0]
		}
		shapes = append(shapes, circle{x: p.x, y: p.y, r: pointRadius, class: s.dot})
		if len(points) <= mostNumbered || i == 0 || i == len(points)-1 {
			half := textWidth(c.Points[i].Text, courseText) / 2
			class := "plot-soft"
			if i == len(points)-1 {
				class = "plot-ink plot-strong"
			}
			shapes = append(shapes, text{x: max(half, min(courseWidth-half, p.x)), y: p.y - 9, size: courseText, anchor: "middle", class: class, lines: []string{c.Points[i].Text}})
		}
	}
	return shapes
}

// days are the first and the last day.
func (c Course) days(x []float64, y float64) []shape {
	if len(c.Points) == 0 {
		return nil
	}
	last := len(c.Points) - 1
	shapes := []shape{text{x: courseWidth - 4, y: y, size: courseText, anchor: "end", class: "plot-soft", lines: []string{printable(c.Points[last].Label)}}}
	if last > 0 {
		shapes = append(shapes, text{x: 4, y: y, size: courseText, class: "plot-soft", lines: []string{printable(c.Points[0].Label)}})
	}
	return shapes
}
