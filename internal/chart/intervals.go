package chart

import (
	"context"
	"io"
	"math"
)

// Intervals shows numbers with the interval that each may lie in, one line each in the order given, on one axis that holds zero.
type Intervals struct {
	Head
	Lines  []Interval
	Format func(float64) string
}

// Interval is one labelled number between two others. All three are known, or none.
type Interval struct {
	Label            string
	Value, Low, High Value
	// Href makes the line a link to what is behind it; it is optional.
	Href string
}

// Render writes the figure into a page.
func (c Intervals) Render(ctx context.Context, w io.Writer) error {
	return figure(c.drawings()).Render(ctx, w)
}

// Rows have three cells: the number, the low and the high end.
func (c Intervals) Rows() []Row {
	var rows []Row
	for _, l := range c.Lines {
		rows = append(rows, Row{Label: l.Label, Href: l.Href, Cells: []string{l.Value.text(c.Format), l.Low.text(c.Format), l.High.text(c.Format)}})
	}
	return rows
}

func (c Intervals) drawings() []drawing {
	return []drawing{c.draw("", wideWidth), c.draw(narrow, narrowWidth)}
}

// field is where the lines are drawn: from x to x+w, between the first and the last mark of the axis.
type field struct {
	x, w  float64
	marks []float64
}

func (f field) at(v float64) float64 {
	first, last := f.marks[0], f.marks[len(f.marks)-1]
	return f.x + (v-first)/(last-first)*f.w
}

func (c Intervals) draw(variant string, width float64) drawing {
	d := drawing{head: c.Head, variant: variant, w: width}
	var labels, numbers []string
	for _, l := range c.Lines {
		labels, numbers = append(labels, l.Label), append(numbers, l.Value.text(c.Format))
	}
	beside := 0.0 // room for labels to the left of the lines; on a phone they stand above
	if variant == "" {
		beside = min(widest(labels, barText), 250) + 14
	}
	f := field{marks: marksAround(c.ends())}
	inset := max(textWidth(c.Format(f.marks[0]), columnText), textWidth(c.Format(f.marks[len(f.marks)-1]), columnText))/2 + 2
	f.x = beside + inset
	f.w = width - f.x - widest(numbers, barText)*1.1 - 14 - inset
	for i, l := range c.Lines {
		lines := wrap(l.Label, barText, 250)
		label := text{y: d.h + barText, size: barText, class: "plot-ink", lines: lines}
		high := float64(len(lines)) * barText * lineHeight
		middle := d.h + high/2
		shapes := []shape{label}
		if variant == narrow {
			middle = d.h + high + barHeight/2
			high += barHeight
			shapes = []shape{plate(label), label} // the axis passes under it
		}
		shapes = append(shapes, c.line(l, f, middle)...)
		shapes = append(shapes, cellTexts(numbers[i:i+1], []float64{width}, middle+5)...)
		d.addBar(Bar{Label: l.Label, Value: l.Value, Href: l.Href}, c.Format, shapes)
		d.h += max(high, barHeight) + barGap
	}
	d.shapes = append(c.axis(f, d.h), d.shapes...)
	d.h += 26
	var values []Value
	for _, l := range c.Lines {
		values = append(values, l.Value)
	}
	samples, taken := legend("", c.numberless(values), width)
	d.add(group{y: d.h, shapes: samples})
	d.h += taken
	return d
}

// line is the interval with its ends and the number as a dot.
func (c Intervals) line(l Interval, f field, y float64) []shape {
	if l.Value.state != known || l.Low.state != known || l.High.state != known {
		return nil
	}
	low, high := f.at(l.Low.number), f.at(l.High.number)
	const end = 5
	return []shape{
		line{x1: low, y1: y, x2: high, y2: y, class: "plot-base"},
		line{x1: low, y1: y - end, x2: low, y2: y + end, class: "plot-base"},
		line{x1: high, y1: y - end, x2: high, y2: y + end, class: "plot-base"},
		circle{x: f.at(l.Value.number), y: y, r: 6, class: "plot-dot"},
	}
}

func (c Intervals) axis(f field, bottom float64) []shape {
	var shapes []shape
	for _, m := range f.marks {
		class := "plot-grid"
		if m == 0 {
			class = "plot-base"
		}
		shapes = append(shapes,
			line{x1: f.at(m), y1: 0, x2: f.at(m), y2: bottom, class: class},
			text{x: f.at(m), y: bottom + 18, size: columnText, anchor: "middle", class: "plot-soft", lines: []string{c.Format(m)}})
	}
	return shapes
}

// ends are the lowest and the highest of all that is drawn, zero among them.
func (c Intervals) ends() (low, high float64) {
	for _, l := range c.Lines {
		for _, v := range []Value{l.Value, l.Low, l.High} {
			if v.state == known {
				low, high = min(low, v.number), max(high, v.number)
			}
		}
	}
	return low, high
}

// marksAround are three to six marks of an axis from low or lower to high or higher, zero among them.
func marksAround(low, high float64) []float64 {
	if low == high {
		return []float64{-1, 0, 1}
	}
	step := niceStep((high - low) / 4)
	from, to := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	var marks []float64
	for at := from; at <= to; at++ {
		marks = append(marks, at*step)
	}
	return marks
}
