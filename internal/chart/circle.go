package chart

import (
	"context"
	"io"
	"math"
)

// Circle shows areas of life around a middle, each on a spoke of its own: the further out, the nearer its better end. One or two lines:
// now and an earlier time, or two views of one moment. It says what it says in black and white: solid and dashed, filled and hollow, and
// every number written beside its label.
type Circle struct {
	Head
	// Labels are the areas, clockwise from the top.
	Labels []string
	// Lines are one or two, the newer first.
	Lines []Line
}

// Render writes the figure into a page.
func (c Circle) Render(ctx context.Context, w io.Writer) error {
	return figure(c.drawings()).Render(ctx, w)
}

// Rows has a cell for each line.
func (c Circle) Rows() []Row { return rowsOf(c.Labels, c.Lines) }

func (c Circle) drawings() []drawing {
	return []drawing{c.draw("", 560, 150, 14), c.draw(narrow, narrowWidth, 80, 13)}
}

// block is what stands beside a spoke: its label and the numbers under it, as high as it is and where its top left is.
type block struct {
	x, y, w, h float64
	anchor     string
	lines      []string
	cells      []string
}

const (
	rings     = 5
	blockGap  = 6
	outside   = 12 // from the outer ring to the labels
	cellGap   = 10
	rowOfText = 1.3
)

func (c Circle) draw(variant string, width, radius, size float64) drawing {
	d := drawing{head: c.Head, variant: variant, w: width, natural: true}
	blocks := c.blocks(width, radius, size)
	top, bottom := -radius, radius
	for _, b := range blocks {
		top, bottom = min(top, b.y), max(bottom, b.y+b.h)
	}
	key, taken := lineKey(c.Lines, width)
	d.add(key...)
	y := 4 - top
	if taken > 0 {
		y += taken + 8
	}
	d.h = y + bottom + 6
	d.add(group{x: width / 2, y: y, shapes: c.web(radius)})
	d.add(group{x: width / 2, y: y, shapes: c.traces(radius)})
	for _, b := range blocks {
		d.add(group{x: width / 2, y: y, shapes: b.shapes(size)})
	}
	return d
}

// spoke is a point on the i-th spoke.
func (c Circle) spoke(i int, radius float64) point {
	angle := 2 * math.Pi * float64(i) / float64(max(len(c.Labels), 1))
	return point{radius * math.Sin(angle), -radius * math.Cos(angle)}
}

func (c Circle) web(radius float64) []shape {
	var shapes []shape
	for i := 1; i <= rings; i++ {
		shapes = append(shapes, circle{r: radius * float64(i) / rings, class: "plot-ring"})
	}
	for i := range c.Labels {
		end := c.spoke(i, radius)
		shapes = append(shapes, line{x2: end.x, y2: end.y, class: "plot-grid"})
	}
	return shapes
}

// traces draws the earlier line first, so that the newer one lies over it.
func (c Circle) traces(radius float64) []shape {
	var shapes []shape
	for n := len(c.Lines) - 1; n >= 0; n-- {
		points := make([]*point, len(c.Labels))
		whole := len(points) > 2
		for i := range c.Labels {
			part, there := c.Lines[n].at(i).share()
			whole = whole && there
			if there {
				p := c.spoke(i, radius*part)
				points[i] = &p
			}
		}
		stretches := runs(points, true)
		if n == 0 && whole {
			shapes = append(shapes, outline{rings: stretches, class: "plot-inside"})
		}
		for _, stretch := range stretches {
			shapes = append(shapes, trace{points: stretch, class: strokes[n].line})
		}
		for _, p := range points {
			if p != nil {
				shapes = append(shapes, circle{x: p.x, y: p.y, r: pointRadius, class: strokes[n].dot})
			}
		}
	}
	return shapes
}

// blocks sets the labels around the circle, the middle being the origin. Those of one side are pushed away from its middle until none
// touches the next; those at the top and the bottom stand beyond all.
func (c Circle) blocks(width, radius, size float64) []block {
	blocks := make([]block, len(c.Labels))
	var above, below, right, left []int
	for i := range c.Labels {
		at := c.spoke(i, radius+outside)
		blocks[i] = c.block(i, at, width, radius, size)
		switch side := c.spoke(i, 1); {
		case math.Abs(side.x) < 0.05 && side.y < 0:
			above = append(above, i)
		case math.Abs(side.x) < 0.05:
			below = append(below, i)
		case side.x > 0:
			right = append(right, i)
		default:
			left = append([]int{i}, left...)
		}
	}
	apart(blocks, right)
	apart(blocks, left)
	for _, i := range above {
		b := &blocks[i]
		b.y = -radius - outside - b.h + 4
		for _, other := range append(right, left...) {
			if b.beside(blocks[other]) {
				b.y = min(b.y, blocks[other].y-blockGap-b.h)
			}
		}
	}
	for _, i := range below {
		b := &blocks[i]
		b.y = radius + outside - 4
		for _, other := range append(right, left...) {
			if b.beside(blocks[other]) {
				b.y = max(b.y, blocks[other].y+blocks[other].h+blockGap)
			}
		}
	}
	return blocks
}

func (c Circle) block(i int, at point, width, radius, size float64) block {
	b := block{x: at.x, anchor: "middle"}
	room := min(width-8, 2*radius)
	switch {
	case at.x > radius*0.05:
		b.anchor, room = "start", width/2-at.x-2
	case at.x < -radius*0.05:
		b.anchor, room = "end", width/2+at.x-2
	}
	b.lines = wrap(c.Labels[i], size, room)
	for _, l := range c.Lines {
		b.cells = append(b.cells, printable(l.at(i).Text))
	}
	b.w = max(widest(b.lines, size), b.cellsWidth(size))
	b.h = float64(len(b.lines)+1) * size * rowOfText
	b.y = at.y - b.h/2
	return b
}

func (b block) cellsWidth(size float64) float64 {
	w := -float64(cellGap)
	for _, cell := range b.cells {
		w += cellGap + textWidth(cell, size)*1.1
	}
	return max(w, 0)
}

// edge is the block's left edge.
func (b block) edge() float64 {
	switch b.anchor {
	case "middle":
		return b.x - b.w/2
	case "end":
		return b.x - b.w
	}
	return b.x
}

// beside tells whether two blocks would touch if they were at one height.
func (b block) beside(o block) bool {
	return b.edge() < o.edge()+o.w+blockGap && o.edge() < b.edge()+b.w+blockGap
}

// apart pushes the blocks of one side, given from the top, away from the height of the middle.
func apart(blocks []block, side []int) {
	middle := 0
	for middle < len(side) && blocks[side[middle]].y+blocks[side[middle]].h/2 < 0 {
		middle++
	}
	if middle < len(side) && middle > 0 {
		upper, lower := &blocks[side[middle-1]], &blocks[side[middle]]
		if over := upper.y + upper.h + blockGap - lower.y; over > 0 {
			upper.y, lower.y = upper.y-over/2, lower.y+over/2
		}
	}
	for i := middle - 2; i >= 0; i-- {
		b := &blocks[side[i]]
		b.y = min(b.y, blocks[side[i+1]].y-blockGap-b.h)
	}
	for i := middle + 1; i < len(side); i++ {
		b, before := &blocks[side[i]], blocks[side[i-1]]
		b.y = max(b.y, before.y+before.h+blockGap)
	}
}

func (b block) shapes(size float64) []shape {
	shapes := []shape{text{x: b.x, y: b.y + size, size: size, anchor: b.anchor, class: "plot-ink", lines: b.lines}}
	x := b.edge()
	switch b.anchor {
	case "middle":
		x = b.x - b.cellsWidth(size)/2
	case "end":
		x = b.x - b.cellsWidth(size)
	}
	y := b.y + float64(len(b.lines))*size*rowOfText + size
	for i, cell := range b.cells {
		class := "plot-ink plot-strong"
		if i > 0 {
			class = "plot-soft"
		}
		shapes = append(shapes, text{x: x, y: y, size: size, class: class, lines: []string{cell}})
		x += textWidth(cell, size)*1.1 + cellGap
	}
	return shapes
}
