package chart

import (
	"strconv"
	"strings"
)

// Painter draws a figure elsewhere than on a page: on paper, in a PDF. Lengths are in the units of the figure, from its top left.
type Painter interface {
	Rect(x, y, w, h float64, look Look)
	Circle(x, y, r float64, look Look)
	// Path is a line from point to point, or an area when it is closed.
	Path(points [][2]float64, closed bool, look Look)
	// Text is one line from its anchor ("start", "middle" or "end") on its baseline.
	Text(x, y, size float64, anchor, words string, look Look)
}

// Look is how a shape is dressed in a file of its own: colours as "#rrggbb", empty for none.
type Look struct {
	Fill, Stroke string
	Opacity      float64 // of the fill
	Width        float64 // of the stroke
	Dash         []float64
	Bold         bool
}

// Size is how large the figure is, drawn wide or narrow.
func Size(c Chart, slim bool) (w, h float64) {
	d := drawn(c, slim)
	return d.w, d.h
}

// Paint draws the figure in the colours of a file of its own, without title, note and links. Patterns are left out.
func Paint(c Chart, slim bool, to Painter) { paint(drawn(c, slim).shapes, 0, 0, to) }

func drawn(c Chart, slim bool) drawing {
	all := c.drawings()
	if slim {
		return all[len(all)-1]
	}
	return all[0]
}

func paint(shapes []shape, x, y float64, to Painter) {
	for _, s := range shapes {
		switch s := s.(type) {
		case rect:
			to.Rect(x+s.x, y+s.y, s.w, s.h, lookOf(s.class))
		case circle:
			to.Circle(x+s.x, y+s.y, s.r, lookOf(s.class))
		case line:
			to.Path(moved([]point{{s.x1, s.y1}, {s.x2, s.y2}}, x, y), false, lookOf(s.class))
		case trace:
			to.Path(moved(s.points, x, y), false, lookOf(s.class))
		case outline:
			for _, ring := range s.rings {
				to.Path(moved(ring, x, y), true, lookOf(s.class))
			}
		case text:
			for i, words := range s.lines {
				anchor := s.anchor
				if anchor == "" {
					anchor = "start"
				}
				to.Text(x+s.x, y+s.y+float64(i)*s.size*lineHeight, s.size, anchor, words, lookOf(s.class))
			}
		case group:
			paint(s.shapes, x+s.x, y+s.y, to)
		}
	}
}

func moved(points []point, x, y float64) [][2]float64 {
	out := make([][2]float64, len(points))
	for i, p := range points {
		out[i] = [2]float64{x + p.x, y + p.y}
	}
	return out
}

// lookOf puts the looks of the classes on each other. A shape without any is black, as in SVG.
func lookOf(classes string) Look {
	look := Look{Fill: "#000000", Opacity: 1}
	for _, class := range strings.Fields(classes) {
		for _, rule := range rules[class] {
			rule(&look)
		}
	}
	return look
}

// rules are those of printColours, by class.
var rules = func() map[string][]func(*Look) {
	all := map[string][]func(*Look){}
	for _, block := range strings.Split(printColours, "}") {
		names, body, found := strings.Cut(block, "{")
		if !found {
			continue
		}
		for _, name := range strings.Split(names, ",") {
			class, is := strings.CutPrefix(strings.TrimSpace(name), ".")
			if !is {
				continue
			}
			for _, rule := range strings.Split(body, ";") {
				property, value, _ := strings.Cut(rule, ":")
				all[class] = append(all[class], setting(property, value))
			}
		}
	}
	return all
}()

// setting is one declaration. What a painter knows nothing of does nothing.
func setting(property, value string) func(*Look) {
	switch property {
	case "fill":
		return func(l *Look) { l.Fill = colourOf(value) }
	case "stroke":
		return func(l *Look) { l.Stroke = colourOf(value) }
	case "fill-opacity":
		return func(l *Look) { l.Opacity = numberOf(value) }
	case "stroke-width":
		return func(l *Look) { l.Width = numberOf(strings.TrimSuffix(value, "px")) }
	case "stroke-dasharray":
		var dash []float64
		for _, part := range strings.Fields(value) {
			dash = append(dash, numberOf(part))
		}
		return func(l *Look) { l.Dash = dash }
	case "font-weight":
		return func(l *Look) { l.Bold = true }
	}
	return func(*Look) {}
}

// colourOf writes a colour in full; none is empty.
func colourOf(value string) string {
	if len(value) == len("#fff") && value[0] == '#' {
		return "#" + strings.Repeat(value[1:2], 2) + strings.Repeat(value[2:3], 2) + strings.Repeat(value[3:4], 2)
	}
	return strings.TrimPrefix(value, "none")
}

func numberOf(value string) float64 {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		panic("chart: a look with " + value) // a constant of this package
	}
	return n
}
