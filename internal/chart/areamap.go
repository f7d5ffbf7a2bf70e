package chart

import (
	"cmp"
	"math"
	"slices"
)

// areas draws the municipalities by their boundaries. Few are drawn in two sizes with names; of many one drawing without names
// is enough, since it only grows and shrinks.
func (m MunicipalityMap) areas() []drawing {
	if len(m.Places) > mostTiles {
		return []drawing{m.areaDrawing("", dotsWidth+60, dotsHeight+60, false)}
	}
	return []drawing{m.areaDrawing("", 560, 620, true), m.areaDrawing(narrow, narrowWidth-20, 420, true)}
}

func (m MunicipalityMap) areaDrawing(variant string, width, height float64, names bool) drawing {
	d := drawing{head: m.Head, variant: variant, natural: true, w: width + 8}
	rings := m.projected()
	var all []point
	for i, p := range m.Places {
		all = append(all, project(p.Lat, p.Lon))
		for _, ring := range rings[i] {
			all = append(all, ring...)
		}
	}
	place, size := fit(extent(all), width, height)
	aside := (d.w - size.x) / 2
	onMap := func(p point) point {
		at := place(p)
		return point{at.x + aside, at.y + 4}
	}
	d.h = size.y + 8
	colours := m.palette()
	for _, outlined := range []bool{true, false} { // the circles last: an older boundary of a neighbour may lie under them
		for i, p := range m.Places {
			if len(rings[i]) > 0 == outlined {
				d.add(m.linked(p, []shape{m.area(p, rings[i], colours.look(p.Value), onMap)})...)
			}
		}
	}
	if names {
		d.add(m.areaNames(rings, colours, onMap, d)...)
	}
	samples, taken := m.key(colours, d.w)
	d.add(group{y: d.h + 12, shapes: samples})
	d.h += 12 + taken
	return d
}

func (m MunicipalityMap) projected() [][][]point {
	out := make([][][]point, len(m.Places))
	for i, p := range m.Places {
		for _, ring := range m.Boundaries[p.Code] {
			projected := make([]point, len(ring))
			for j, at := range ring {
				projected[j] = project(at[1], at[0])
			}
			out[i] = append(out[i], projected)
		}
	}
	return out
}

// area is the outline of a place; one whose boundary was not imported is a small circle at its point.
func (m MunicipalityMap) area(p Place, rings [][]point, l look, onMap func(point) point) shape {
	if len(rings) == 0 {
		at := onMap(project(p.Lat, p.Lon))
		return circle{x: at.x, y: at.y, r: smallDot, class: l.class, pattern: l.pattern, name: m.told(p)}
	}
	onPaper := make([][]point, len(rings))
	for i, ring := range rings {
		onPaper[i] = placed(ring, onMap)
	}
	return outline{rings: onPaper, class: l.class, pattern: l.pattern, name: m.told(p)}
}

// areaNames print name and number on the areas, the largest first, each as it has room ([MunicipalityMap.areaName]). What would
// touch another is left out: every area says its name when pointed at and in the table.
func (m MunicipalityMap) areaNames(rings [][][]point, colours palette, onMap func(point) point, d drawing) []shape {
	areas := make([]outline, len(rings))
	order := make([]int, len(rings))
	for i := range rings {
		order[i] = i
		for _, ring := range rings[i] {
			areas[i].rings = append(areas[i].rings, placed(ring, onMap))
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(areas[b].size(), areas[a].size()) })
	var shapes []shape
	var taken []box
	for _, i := range order {
		p := m.Places[i]
		name := m.areaName(p, areas[i], colours.look(p.Value).ink, onMap(project(p.Lat, p.Lon)))
		if len(name) == 0 {
			continue
		}
		b := group{shapes: name}.bounds()
		if b.x0 >= 0 && b.x1 <= d.w && b.y0 >= 0 && b.y1 <= d.h && !slices.ContainsFunc(taken, b.overlaps) {
			taken = append(taken, b)
			shapes = append(shapes, name...)
		}
	}
	return shapes
}

// areaName is the name and the number, or the number alone, on the colour of the area when it lies wholly inside, else on a plate
// that leaves most of the area to be seen. Nothing fits on the smallest.
func (m MunicipalityMap) areaName(p Place, area outline, ink string, at point) []shape {
	number := p.Value.text(m.Format)
	for _, lines := range [][]string{{printable(p.Name), number}, {number}} {
		t := text{x: at.x, y: at.y + labelSize*0.35 - float64(len(lines)-1)*labelSize*lineHeight/2, size: labelSize, anchor: "middle", class: ink, lines: lines}
		if area.holds(t.bounds()) {
			return []shape{t}
		}
		t.class = "plot-ink"
		if under := plate(t); under.w*under.h < 0.3*area.size() {
			return []shape{under, t}
		}
	}
	return nil
}

func placed(ring []point, onMap func(point) point) []point {
	out := make([]point, len(ring))
	for i, p := range ring {
		out[i] = onMap(p)
	}
	return out
}

// size is the area of the largest ring.
func (o outline) size() float64 {
	largest := 0.0
	for _, ring := range o.rings {
		twice := 0.0
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			twice += p.x*q.y - q.x*p.y
		}
		largest = max(largest, math.Abs(twice)/2)
	}
	return largest
}

// holds tells whether the corners and the middles of the sides of the box are inside.
func (o outline) holds(b box) bool {
	for _, x := range []float64{b.x0, (b.x0 + b.x1) / 2, b.x1} {
		for _, y := range []float64{b.y0, (b.y0 + b.y1) / 2, b.y1} {
			if !o.contains(point{x, y}) {
				return false
			}
		}
	}
	return true
}

// contains counts the sides to the right of the point: an odd number is inside.
func (o outline) contains(p point) bool {
	inside := false
	for _, ring := range o.rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
				inside = !inside
			}
		}
	}
	return inside
}
