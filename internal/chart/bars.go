package chart

import (
	"cmp"
	"context"
	"io"
	"slices"
)

// Bar is one labelled value.
type Bar struct {
	Label string
	Value Value
	// Href makes the bar a link to what is behind it; it is optional.
	Href string
}

// HorizontalBars shows named things by size, the largest first; withheld and missing ones stand last in the order given.
type HorizontalBars struct {
	Head
	Bars   []Bar
	Format func(float64) string
}

// Render writes the figure into a page.
func (h HorizontalBars) Render(ctx context.Context, w io.Writer) error {
	return figure(h.drawings()).Render(ctx, w)
}

// Rows are in the order drawn.
func (h HorizontalBars) Rows() []Row {
	var rows []Row
	for _, b := range h.sorted() {
		rows = append(rows, Row{Label: b.Label, Cells: []string{b.Value.text(h.Format)}, Href: b.Href})
	}
	return rows
}

func (h HorizontalBars) sorted() []Bar {
	bars := slices.Clone(h.Bars)
	slices.SortStableFunc(bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(b.Value.state, a.Value.state), cmp.Compare(b.Value.number, a.Value.number))
	})
	return bars
}

func (h HorizontalBars) drawings() []drawing {
	var columns [][]string
	bars := h.sorted()
	for _, b := range bars {
		columns = append(columns, []string{b.Value.text(h.Format)})
	}
	return drawBars(h.Head, bars, columns, h.Format)
}

// Distribution shows how answers fall on the steps of a scale: a bar for each step in the order given, its count and its share.
type Distribution struct {
	Head
	Steps []Bar
	// Format writes a count, Share a part of the whole between 0 and 1.
	Format, Share func(float64) string
}

// Render writes the figure into a page.
func (s Distribution) Render(ctx context.Context, w io.Writer) error {
	return figure(s.drawings()).Render(ctx, w)
}

// Rows have two cells: count and share.
func (s Distribution) Rows() []Row {
	var rows []Row
	for i, cells := range s.cells() {
		rows = append(rows, Row{Label: s.Steps[i].Label, Cells: cells, Href: s.Steps[i].Href})
	}
	return rows
}

// cells are count and share of each step. When one count is withheld no share is given: it could be calculated back.
func (s Distribution) cells() [][]string {
	sum, open := 0.0, true
	for _, step := range s.Steps {
		sum += step.Value.size()
		open = open && step.Value.state != hidden
	}
	cells := make([][]string, len(s.Steps))
	for i, step := range s.Steps {
		share := Missing()
		switch {
		case !open:
			share = Hidden()
		case step.Value.state == known && sum > 0:
			share = Known(step.Value.size() / sum)
		}
		cells[i] = []string{step.Value.text(s.Format), share.text(s.Share)}
	}
	return cells
}

func (s Distribution) drawings() []drawing { return drawBars(s.Head, s.Steps, s.cells(), s.Format) }

func drawBars(head Head, bars []Bar, cells [][]string, format func(float64) string) []drawing {
	return []drawing{
		barsBeside(head, bars, cells, format),
		barsBelow(head, bars, cells, format),
	}
}

const (
	barText   = 14
	barHeight = 20
	barGap    = 14
)

// lengths gives the room of a bar of full length and the right edges of the columns of numbers after it.
func lengths(width, left float64, cells [][]string) (full float64, edges []float64) {
	x := width
	for column := len(columnsOf(cells)) - 1; column >= 0; column-- {
		edges = append([]float64{x}, edges...)
		x -= widest(columnsOf(cells)[column], barText)*1.1 + 14
	}
	return x - left, edges
}

func columnsOf(cells [][]string) [][]string {
	if len(cells) == 0 {
		return nil
	}
	columns := make([][]string, len(cells[0]))
	for _, row := range cells {
		for i, cell := range row {
			columns[i] = append(columns[i], cell)
		}
	}
	return columns
}

// barsBeside puts the labels to the left of the bars, in as many lines as they need.
func barsBeside(head Head, bars []Bar, cells [][]string, format func(float64) string) drawing {
	d := drawing{head: head, w: wideWidth}
	labels := make([]string, len(bars))
	for i, b := range bars {
		labels[i] = b.Label
	}
	left := min(widest(labels, barText), 250) + 14
	full, edges := lengths(d.w, left, cells)
	top := largest(valuesOf(bars))
	for i, b := range bars {
		lines := wrap(b.Label, barText, 250)
		high := max(barHeight, float64(len(lines))*barText*lineHeight)
		middle := d.h + high/2
		shapes := []shape{text{x: 0, y: middle + 5 - float64(len(lines)-1)*barText*lineHeight/2, size: barText, class: "plot-ink", lines: lines}}
		shapes = append(shapes, barShapes(b.Value, left, middle-barHeight/2, full, top)...)
		shapes = append(shapes, cellTexts(cells[i], edges, middle+5)...)
		d.addBar(b, format, shapes)
		d.h += high + barGap
	}
	d.addKey(valuesOf(bars))
	return d
}

// barsBelow puts the label above its bar, for a phone.
func barsBelow(head Head, bars []Bar, cells [][]string, format func(float64) string) drawing {
	d := drawing{head: head, variant: narrow, w: narrowWidth}
	full, edges := lengths(d.w, 0, cells)
	top := largest(valuesOf(bars))
	for i, b := range bars {
		lines := wrap(b.Label, barText, d.w)
		shapes := []shape{text{x: 0, y: d.h + barText, size: barText, class: "plot-ink", lines: lines}}
		y := d.h + float64(len(lines))*barText*lineHeight + 4
		shapes = append(shapes, barShapes(b.Value, 0, y, full, top)...)
		shapes = append(shapes, cellTexts(cells[i], edges, y+15)...)
		d.addBar(b, format, shapes)
		d.h = y + barHeight + barGap
	}
	d.addKey(valuesOf(bars))
	return d
}

// addKey says under the bars why some have no number.
func (d *drawing) addKey(values []Value) {
	samples, taken := legend("", d.head.numberless(values), d.w)
	if taken == 0 {
		d.h = max(d.h-barGap, 1)
		return
	}
	d.add(group{y: d.h, shapes: samples})
	d.h += taken
}

func (d *drawing) addBar(b Bar, format func(float64) string, shapes []shape) {
	if b.Href == "" {
		d.add(shapes...)
		return
	}
	d.add(group{href: b.Href, name: d.head.spoken(b.Label, b.Value, format), shapes: shapes})
}

// barShapes are the groove and the bar in it; a withheld value is a groove with a pattern.
func barShapes(v Value, x, y, full, top float64) []shape {
	groove := rect{x: x, y: y, w: full, h: barHeight, r: 3, class: "plot-groove"}
	switch {
	case v.state == hidden:
		groove.class, groove.pattern = "plot-frame", veiled
		return []shape{groove}
	case v.size() == 0:
		return []shape{groove}
	}
	return []shape{groove, rect{x: x, y: y, w: full * v.size() / top, h: barHeight, r: 3, class: "plot-bar"}}
}

func cellTexts(cells []string, edges []float64, y float64) []shape {
	var shapes []shape
	for i, cell := range cells {
		class := "plot-ink plot-strong"
		if i > 0 {
			class = "plot-soft"
		}
		shapes = append(shapes, text{x: edges[i], y: y, size: barText, anchor: "end", class: class, lines: []string{cell}})
	}
	return shapes
}

func valuesOf(bars []Bar) []Value {
	values := make([]Value, len(bars))
	for i, b := range bars {
		values[i] = b.Value
	}
	return values
}
