package chart

import (
	"math"
	"strconv"
	"strings"
)

// drawing is a finished figure in its own units, before it becomes markup.
type drawing struct {
	head Head
	// variant keeps the ids of two drawings of one figure apart: "" or "narrow".
	variant string
	w, h    float64
	// natural drawings are never stretched, only shrunk; others fill the width.
	natural bool
	shapes  []shape
}

func (d *drawing) add(s ...shape) { d.shapes = append(d.shapes, s...) }

func (d drawing) id(part string) string {
	if d.variant != "" {
		part = d.variant + "-" + part
	}
	return d.head.ID + "-" + part
}

// scrolls tells whether the drawing would become unreadable in the narrowest place its variant is shown in, and so must be
// moved sideways instead of shrunk.
func (d drawing) scrolls() bool {
	if d.variant == narrow {
		return d.w > narrowWidth
	}
	return d.w > wideWidth
}

// hasLinks decides the role: an image cannot hold links.
func (d drawing) hasLinks() bool {
	for _, s := range d.shapes {
		if g, is := s.(group); is && g.href != "" {
			return true
		}
	}
	return false
}

// uses tells whether any shape is filled with the pattern.
func (d drawing) uses(pattern string) bool { return usesPattern(d.shapes, pattern) }

func usesPattern(shapes []shape, pattern string) bool {
	for _, s := range shapes {
		switch s := s.(type) {
		case rect:
			if s.pattern == pattern {
				return true
			}
		case circle:
			if s.pattern == pattern {
				return true
			}
		case outline:
			if s.pattern == pattern {
				return true
			}
		case group:
			if usesPattern(s.shapes, pattern) {
				return true
			}
		}
	}
	return false
}

const (
	narrow = "narrow"
	// wideWidth and narrowWidth are the units across a drawing that fills its place; the wide one is shown in places of at
	// least 600 px (frontend/styles/_plot.scss), so that 14 units are at least 11.7 px.
	wideWidth   = 720
	narrowWidth = 340

	// patterns
	hatch  = "hatch"
	veiled = "veiled"
)

// shape is one of the few things a figure is made of.
type shape interface{ bounds() box }

type box struct{ x0, y0, x1, y1 float64 }

type rect struct {
	x, y, w, h, r  float64
	class, pattern string
}

type line struct {
	x1, y1, x2, y2 float64
	class          string
}

type circle struct {
	x, y, r        float64
	class, pattern string
	// name is shown by the browser when pointed at.
	name string
}

// outline is a closed area of several rings, holes by the even-odd rule.
type outline struct {
	rings          [][]point
	class, pattern string
	name           string
}

// trace is a line from point to point.
type trace struct {
	points []point
	class  string
}

type text struct {
	// x and y are the anchor of the first line's baseline.
	x, y, size float64
	// anchor is "start" when empty, else "middle" or "end".
	anchor string
	class  string
	lines  []string
}

// group moves what it holds, and is a link when it has an address.
type group struct {
	x, y   float64
	href   string
	name   string
	shapes []shape
}

type point struct{ x, y float64 }

const lineHeight = 1.25

func (r rect) bounds() box { return box{r.x, r.y, r.x + r.w, r.y + r.h} }

func (l line) bounds() box {
	return box{min(l.x1, l.x2), min(l.y1, l.y2), max(l.x1, l.x2), max(l.y1, l.y2)}
}

func (c circle) bounds() box { return box{c.x - c.r, c.y - c.r, c.x + c.r, c.y + c.r} }

func (o outline) bounds() box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, ring := range o.rings {
		for _, p := range ring {
			b = b.with(box{p.x, p.y, p.x, p.y})
		}
	}
	return b
}

func (t trace) bounds() box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range t.points {
		b = b.with(box{p.x, p.y, p.x, p.y})
	}
	return b
}

func (t text) bounds() box {
	width := 0.0
	for _, l := range t.lines {
		width = max(width, textWidth(l, t.size))
	}
	x := t.x
	switch t.anchor {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	last := t.y + float64(len(t.lines)-1)*t.size*lineHeight
	return box{x, t.y - t.size*0.8, x + width, last + t.size*0.2}
}

func (g group) bounds() box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range g.shapes {
		b = b.with(s.bounds())
	}
	return box{b.x0 + g.x, b.y0 + g.y, b.x1 + g.x, b.y1 + g.y}
}

func (b box) with(o box) box {
	return box{min(b.x0, o.x0), min(b.y0, o.y0), max(b.x1, o.x1), max(b.y1, o.y1)}
}

func (b box) overlaps(o box) bool {
	return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1
}

// num writes a coordinate with at most one decimal.
func num(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// pathOf writes the rings as SVG path data, each point by how far it is from the one before, in tenths of a unit. Points that would
// be drawn in one place are written once.
func pathOf(rings [][]point) string {
	var d []byte
	for _, ring := range rings {
		var x, y int // tenths
		moved := false
		for i, p := range ring {
			nextX, nextY := int(math.Round(p.x*10)), int(math.Round(p.y*10))
			switch {
			case i == 0:
				d = append(d, 'M')
				d = tenths(d, nextX, false)
				d = tenths(d, nextY, true)
			case nextX == x && nextY == y:
				continue
			case !moved:
				moved = true
				d = append(d, 'l')
				d = tenths(d, nextX-x, false)
				d = tenths(d, nextY-y, true)
			default:
				d = tenths(d, nextX-x, true)
				d = tenths(d, nextY-y, true)
			}
			x, y = nextX, nextY
		}
		d = append(d, 'Z')
	}
	return string(d)
}

// pointsOf writes the points of a line.
func pointsOf(points []point) string {
	var b strings.Builder
	for i, p := range points {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(num(p.x) + "," + num(p.y))
	}
	return b.String()
}

// tenths writes a number after another: a minus parts them by itself.
func tenths(d []byte, n int, after bool) []byte {
	if after && n >= 0 {
		d = append(d, ' ')
	}
	return append(d, num(float64(n)/10)...)
}
