package chart

import (
	"cmp"
	"math"
	"slices"
)

const (
	dotsWidth, dotsHeight = 330, 560
	greatestDot           = 24
	smallDot              = 3
	smallestDot           = 1.5
	labelSize             = 13
	labelled              = 6
)

// dots draws a circle for each place, its area by the value; the largest are named. Small marks without a number show where the
// other municipalities are, and so the form of the country.
func (m MunicipalityMap) dots() drawing {
	d := drawing{head: m.Head, natural: true}
	margin := float64(greatestDot + 2)
	place, size := fit(extent(m.points()), dotsWidth, dotsHeight)
	d.w, d.h = dotsWidth+2*margin, size.y+2*margin
	aside := (d.w - size.x) / 2
	top := largest(m.values())
	order := m.bySize()
	var circles []circle
	for _, i := range order {
		p := m.Places[i]
		at := place(project(p.Lat, p.Lon))
		c := m.dot(p, top)
		c.x, c.y = at.x+aside, at.y+margin
		circles = append(circles, c)
		d.add(m.linked(p, []shape{c})...)
	}
	d.add(m.dotLabels(order, circles, d)...)
	samples, taken := m.dotKey(top, d.w)
	d.add(group{y: d.h + 8, shapes: samples})
	d.h += 8 + taken
	return d
}

// bySize puts the large ones first, so that small ones are drawn on top of them.
func (m MunicipalityMap) bySize() []int {
	order := make([]int, len(m.Places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(m.Places[b].Value.size(), m.Places[a].Value.size())
	})
	return order
}

func (m MunicipalityMap) dot(p Place, top float64) circle {
	c := circle{r: smallDot, name: m.told(p)}
	switch {
	case p.Value.state == hidden:
		c.r, c.class, c.pattern = smallDot+2, hiddenLook.class, hiddenLook.pattern
	case p.Value.state == missing:
		c.r, c.class = smallestDot, "plot-stroke"
	case p.Value.size() == 0:
		c.class = zeroLook.class
	default:
		c.r, c.class = dotRadius(p.Value.size(), top), "plot-dot"
	}
	return c
}

// dotRadius keeps the area proportional to the value, down to a dot that can still be seen.
func dotRadius(v, top float64) float64 {
	return max(greatestDot*math.Sqrt(v/top), smallDot)
}

// dotLabels name the largest that have room for a name beside them.
func (m MunicipalityMap) dotLabels(order []int, circles []circle, d drawing) []shape {
	var shapes []shape
	var taken []box
	for k, i := range order[:min(labelled, len(order))] {
		p, c := m.Places[i], circles[k]
		if p.Value.size() == 0 {
			break
		}
		words := []string{printable(p.Name) + " " + p.Value.text(m.Format)}
		for _, t := range []text{
			{x: c.x + c.r + 4, y: c.y + 5, size: labelSize, class: "plot-ink", lines: words},
			{x: c.x - c.r - 4, y: c.y + 5, size: labelSize, anchor: "end", class: "plot-ink", lines: words},
		} {
			b := t.bounds()
			if b.x0 < 0 || b.x1 > d.w || slices.ContainsFunc(taken, b.overlaps) {
				continue
			}
			taken = append(taken, b)
			shapes = append(shapes, plate(t), t)
			break
		}
	}
	return shapes
}

// dotKey shows the size of a round number near the largest and of a fifth of it, then the marks without a number.
func (m MunicipalityMap) dotKey(top, width float64) ([]shape, float64) {
	var shapes []shape
	title := wrap(m.Legend.Unit, legendSize, width)
	shapes = append(shapes, text{y: legendSize, size: legendSize, class: "plot-ink plot-strong", lines: title})
	y := float64(len(title))*legendSize*lineHeight + 8
	if top > 0 {
		x := 0.0
		large := niceStep(top / 2)
		for _, v := range []float64{large, niceStep(large / 5)} {
			r := dotRadius(v, top)
			label := m.Legend.Range(v, v)
			shapes = append(shapes,
				circle{x: x + r + 1, y: y + greatestDot, r: r, class: "plot-dot"},
				text{x: x + 2*r + 9, y: y + greatestDot + 5, size: legendSize, class: "plot-ink", lines: []string{label}})
			x += 2*r + 9 + textWidth(label, legendSize) + 24
		}
		y += 2*greatestDot + 10
	}
	for _, e := range m.dotMarks() {
		lines := wrap(e.label, legendSize, width-24)
		e.mark.x, e.mark.y = 8, y+10
		shapes = append(shapes, e.mark, text{x: 24, y: y + 15, size: legendSize, class: "plot-ink", lines: lines})
		y += float64(len(lines)-1)*legendSize*lineHeight + legendRow
	}
	return shapes, y
}

type dotMark struct {
	mark  circle
	label string
}

func (m MunicipalityMap) dotMarks() []dotMark {
	var marks []dotMark
	values := m.values()
	if slices.Contains(values, Known(0)) {
		marks = append(marks, dotMark{m.dot(Place{Value: Known(0)}, 1), m.Legend.Range(0, 0)})
	}
	if slices.Contains(values, Hidden()) {
		marks = append(marks, dotMark{m.dot(Place{Value: Hidden()}, 1), m.Hidden})
	}
	if slices.Contains(values, Missing()) {
		marks = append(marks, dotMark{m.dot(Place{Value: Missing()}, 1), m.Missing})
	}
	for i := range marks {
		marks[i].mark.name = ""
	}
	return marks
}

// plate lies under words that stand on a map, so that they can be read on any colour.
func plate(t text) rect {
	b := t.bounds()
	return rect{x: b.x0 - 2, y: b.y0 - 1, w: b.x1 - b.x0 + 4, h: b.y1 - b.y0 + 3, r: 3, class: "plot-plate"}
}
