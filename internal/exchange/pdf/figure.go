package pdf

import (
	"strconv"
)

// Figure is a drawing of w × h units with a text that is read in its place. It is made as wide as it says in millimetres, at most as the
// text is.
func (d *Document) Figure(alt string, w, h, wide float64, draw func(*Canvas)) {
	scale := min(wide, textWidth) / w
	d.room(h*scale + 4)
	e := d.root.add("Figure")
	e.alt = readable(alt)
	e.box = [4]float64{marginSide, d.y, marginSide + w*scale, d.y + h*scale}
	d.marked(e, func() {
		draw(&Canvas{d: d, x: marginSide, y: d.y, scale: scale})
		d.pdf.SetDashPattern(nil, 0)
		d.pdf.SetAlpha(1, "Normal")
	})
	d.y += h*scale + 4
}

// Canvas draws the shapes of a figure in its own units. Colours are "#rrggbb"; an empty one draws nothing.
type Canvas struct {
	d           *Document
	x, y, scale float64
}

// Brush is how a shape is drawn: fill with its opacity, line with its width and dashes in the figure's units.
type Brush struct {
	Fill, Line string
	Opacity    float64
	Width      float64
	Dash       []float64
	Bold       bool
}

// Rect draws a rectangle.
func (c *Canvas) Rect(x, y, w, h float64, b Brush) {
	if how := c.dip(b); how != "" {
		c.d.pdf.Rect(c.at(x, c.x), c.at(y, c.y), w*c.scale, h*c.scale, how)
	}
}

// Circle draws a circle.
func (c *Canvas) Circle(x, y, r float64, b Brush) {
	if how := c.dip(b); how != "" {
		c.d.pdf.Circle(c.at(x, c.x), c.at(y, c.y), r*c.scale, how)
	}
}

// Path draws a line from point to point, or an area when it is closed.
func (c *Canvas) Path(points [][2]float64, closed bool, b Brush) {
	if !closed {
		b.Fill = ""
	}
	how := c.dip(b)
	if how == "" || len(points) < 2 {
		return
	}
	for i, p := range points {
		if i == 0 {
			c.d.pdf.MoveTo(c.at(p[0], c.x), c.at(p[1], c.y))
			continue
		}
		c.d.pdf.LineTo(c.at(p[0], c.x), c.at(p[1], c.y))
	}
	if closed {
		c.d.pdf.ClosePath()
	}
	c.d.pdf.DrawPath(how)
}

// Text sets one line from its anchor ("start", "middle" or "end") on its baseline.
func (c *Canvas) Text(x, y, size float64, anchor, words string, b Brush) {
	s := style{size: size * c.scale / perPoint, bold: b.Bold}
	c.d.use(s)
	words = shown(words)
	left := c.at(x, c.x)
	switch width := c.d.pdf.GetStringWidth(words); anchor {
	case "middle":
		left -= width / 2
	case "end":
		left -= width
	}
	c.d.pdf.SetAlpha(1, "Normal")
	c.d.pdf.SetTextColor(rgb(b.Fill))
	c.d.pdf.Text(left, c.at(y, c.y), words)
}

func (c *Canvas) at(v, from float64) float64 { return from + v*c.scale }

// dip takes up the brush, and tells how shapes are drawn with it; empty: not at all.
func (c *Canvas) dip(b Brush) string {
	how := ""
	if b.Fill != "" {
		how = "F"
		c.d.pdf.SetFillColor(rgb(b.Fill))
	}
	if b.Line != "" {
		how += "D"
		c.d.pdf.SetDrawColor(rgb(b.Line))
		c.d.pdf.SetLineWidth(max(b.Width, 0.5) * c.scale)
		dash := make([]float64, len(b.Dash))
		for i, v := range b.Dash {
			dash[i] = v * c.scale
		}
		c.d.pdf.SetDashPattern(dash, 0)
	}
	if how != "" {
		c.d.pdf.SetAlpha(b.Opacity, "Normal")
	}
	return how
}

// rgb reads "#rrggbb"; what is none is black.
func rgb(colour string) (r, g, b int) {
	if len(colour) != len("#rrggbb") {
		return 0, 0, 0
	}
	n, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		return 0, 0, 0
	}
	return int(n >> 16), int(n >> 8 & 255), int(n & 255)
}
