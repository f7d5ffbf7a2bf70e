package chart

import (
	"context"
	"io"
)

// Profile shows areas as bars under each other, in the order given: the longer, the nearer the better end of the area's own scale. A
// second line, an earlier time or another view, is a hollow mark on the bar.
type Profile struct {
	Head
	Labels []string
	// Lines are one or two, the newer first.
	Lines []Line
}

// Render writes the figure into a page.
func (p Profile) Render(ctx context.Context, w io.Writer) error {
	return figure(p.drawings()).Render(ctx, w)
}

// Rows has a cell for each line.
func (p Profile) Rows() []Row { return rowsOf(p.Labels, p.Lines) }

func (p Profile) drawings() []drawing { return []drawing{p.beside(), p.below()} }

// widestLabel is the room of the labels that stand before their bars.
const widestLabel = 250

func (p Profile) beside() drawing {
	d := drawing{head: p.Head, w: wideWidth}
	d.addLineKey(p.Lines)
	left := min(widest(p.Labels, barText), widestLabel) + 14
	full, edges := lengths(d.w, left, p.cells())
	for i, label := range p.Labels {
		words := wrap(label, barText, widestLabel)
		high := max(barHeight, float64(len(words))*barText*lineHeight)
		middle := d.h + high/2
		d.add(text{y: middle + 5 - float64(len(words)-1)*barText*lineHeight/2, size: barText, class: "plot-ink", lines: words})
		d.add(p.bar(i, left, middle-barHeight/2, full)...)
		d.add(cellTexts(p.cells()[i], edges, middle+5)...)
		d.h += high + barGap
	}
	return d
}

func (p Profile) below() drawing {
	d := drawing{head: p.Head, variant: narrow, w: narrowWidth}
	d.addLineKey(p.Lines)
	full, edges := lengths(d.w, 0, p.cells())
	for i, label := range p.Labels {
		words := wrap(label, barText, d.w)
		d.add(text{y: d.h + barText, size: barText, class: "plot-ink", lines: words})
		y := d.h + float64(len(words))*barText*lineHeight + 4
		d.add(p.bar(i, 0, y, full)...)
		d.add(cellTexts(p.cells()[i], edges, y+15)...)
		d.h = y + barHeight + barGap
	}
	return d
}

func (d *drawing) addLineKey(lines []Line) {
	key, taken := lineKey(lines, d.w)
	if taken > 0 {
		d.add(key...)
		d.h = taken + 12
	}
}

func (p Profile) cells() [][]string {
	var cells [][]string
	for _, row := range p.Rows() {
		cells = append(cells, row.Cells)
	}
	return cells
}

func (p Profile) bar(i int, x, y, full float64) []shape {
	shapes := []shape{rect{x: x, y: y, w: full, h: barHeight, r: 3, class: "plot-groove"}}
	for n, l := range p.Lines {
		part, there := l.at(i).share()
		switch {
		case !there:
		case n == 0:
			shapes = append(shapes, rect{x: x, y: y, w: full * part, h: barHeight, r: 3, class: "plot-bar"})
		default:
			at := x + max(pointRadius+2, min(full-pointRadius-2, full*part))
			shapes = append(shapes, line{x1: at, y1: y - 3, x2: at, y2: y + barHeight + 3, class: "plot-base"},
				circle{x: at, y: y + barHeight/2, r: pointRadius + 1, class: strokes[n].dot})
		}
	}
	return shapes
}
