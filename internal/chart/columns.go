package chart

import (
	"context"
	"io"
)

// Columns shows numbers over time: one column for each category (a month), or two beside each other when a period is compared
// with the one before. Two series differ by pattern, not by colour alone.
type Columns struct {
	Head
	// Categories are short, such as 9/18; when they do not fit, every second, third, … is printed.
	Categories []string
	// Series are one or two, from left to right.
	Series []Series
	Format func(float64) string
}

// Series is one value for each category; a value that is not there is missing.
type Series struct {
	// Name is printed in the legend when there are two series.
	Name   string
	Values []Value
}

func (s Series) at(i int) Value {
	if i < len(s.Values) {
		return s.Values[i]
	}
	return Missing()
}

// Render writes the figure into a page.
func (c Columns) Render(ctx context.Context, w io.Writer) error {
	return figure(c.drawings()).Render(ctx, w)
}

// Rows has a cell for each series.
func (c Columns) Rows() []Row {
	rows := make([]Row, len(c.Categories))
	for i, category := range c.Categories {
		rows[i] = Row{Label: category}
		for _, s := range c.Series {
			rows[i].Cells = append(rows[i].Cells, s.at(i).text(c.Format))
		}
	}
	return rows
}

func (c Columns) drawings() []drawing {
	return []drawing{c.draw("", wideWidth, 320), c.draw(narrow, narrowWidth, 300)}
}

const (
	columnText   = 14
	leastColumn  = 3
	columnGapPer = 0.28
	// hiddenStub is the height of a withheld value, the same for all.
	hiddenStub = 12
)

// plot is where the columns stand: x of the axis, the lines for zero and the top, and the room of one category.
type plot struct {
	left, top, bottom, slot, column float64
	scale                           []float64
}

func (p plot) y(v float64) float64 {
	return p.bottom - v/p.scale[len(p.scale)-1]*(p.bottom-p.top)
}

func (c Columns) draw(variant string, width, height float64) drawing {
	values := c.values()
	scale := ticks(largest(values), whole(values))
	p := plot{left: 8, top: 26, scale: scale}
	for _, t := range scale {
		p.left = max(p.left, textWidth(c.Format(t), columnText)+10)
	}
	series := float64(max(len(c.Series), 1))
	least := series * leastColumn / (1 - columnGapPer)
	p.slot = max((width-p.left-4)/float64(max(len(c.Categories), 1)), least)
	p.column = p.slot * (1 - columnGapPer) / series
	d := drawing{head: c.Head, variant: variant, w: p.left + 4 + p.slot*float64(max(len(c.Categories), 1))}

	if entries := c.legend(); len(entries) > 0 {
		samples, taken := legend("", entries, width)
		d.add(samples...)
		p.top += taken + 4
		height += taken + 4
	}
	d.h = height
	p.bottom = height - 32
	d.add(c.axis(p, d.w)...)
	d.add(c.columns(p)...)
	d.add(c.labels(p, d.w)...)
	return d
}

func (c Columns) values() []Value {
	var values []Value
	for _, s := range c.Series {
		for i := range c.Categories {
			values = append(values, s.at(i))
		}
	}
	return values
}

func (c Columns) legend() []entry {
	var entries []entry
	for i, s := range c.Series {
		if class, pattern := dress(i); len(c.Series) > 1 {
			entries = append(entries, entry{class: class, pattern: pattern, label: s.Name})
		}
	}
	return append(entries, c.numberless(c.values())...)
}

// dress is the look of a series: the first solid, the second hatched with an outline.
func dress(series int) (class, pattern string) {
	if series == 0 {
		return "plot-bar", ""
	}
	return "plot-frame", hatch
}

func (c Columns) axis(p plot, width float64) []shape {
	var shapes []shape
	for _, t := range p.scale {
		class := "plot-grid"
		if t == 0 {
			class = "plot-base"
		}
		shapes = append(shapes,
			line{x1: p.left, y1: p.y(t), x2: width, y2: p.y(t), class: class},
			text{x: p.left - 8, y: p.y(t) + 5, size: columnText, anchor: "end", class: "plot-soft", lines: []string{c.Format(t)}})
	}
	return shapes
}

func (c Columns) columns(p plot) []shape {
	var shapes []shape
	printed := c.valuesFit(p)
	for i := range c.Categories {
		x := p.left + p.slot*(float64(i)+columnGapPer/2)
		for j, s := range c.Series {
			v := s.at(i)
			left := x + float64(j)*p.column
			column := rect{x: left, y: p.y(v.size()), w: p.column, h: p.bottom - p.y(v.size()), r: min(3, p.column/4)}
			column.class, column.pattern = dress(j)
			if v.state == hidden {
				column.y, column.h, column.class, column.pattern = p.bottom-hiddenStub, hiddenStub, hiddenLook.class, hiddenLook.pattern
			}
			if column.h > 0 {
				shapes = append(shapes, column)
			}
			if printed {
				shapes = append(shapes, text{x: left + p.column/2, y: min(p.y(v.size()), column.y) - 7, size: columnText, anchor: "middle", class: "plot-ink", lines: []string{v.text(c.Format)}})
			}
		}
	}
	return shapes
}

// valuesFit tells whether all numbers can stand above their columns; a number over some columns only would mislead.
func (c Columns) valuesFit(p plot) bool {
	room := p.column
	if len(c.Series) == 1 {
		room = p.slot
	}
	for _, s := range c.Series {
		for i := range c.Categories {
			if textWidth(s.at(i).text(c.Format), columnText)+2 > room {
				return false
			}
		}
	}
	return true
}

// labels prints every category, or every second, third, fourth, sixth … so that none touches the next.
func (c Columns) labels(p plot, width float64) []shape {
	need := widest(c.Categories, columnText) + 8
	every := 1
	for _, step := range []int{1, 2, 3, 4, 6, 12, 24, 60} {
		every = step
		if float64(step)*p.slot >= need {
			break
		}
	}
	var shapes []shape
	for i := 0; i < len(c.Categories); i += every {
		half := textWidth(c.Categories[i], columnText) / 2
		x := p.left + p.slot*(float64(i)+0.5)
		x = max(half, min(x, width-half))
		shapes = append(shapes, text{x: x, y: p.bottom + 22, size: columnText, anchor: "middle", class: "plot-soft", lines: []string{printable(c.Categories[i])}})
	}
	return shapes
}
