package chart

import (
	"cmp"
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
	for i, p := range m.Places {
		d.add(m.linked(p, []shape{m.area(p, rings[i], colours.look(p.Value), onMap)})...)
	}
	if names {
		d.add(m.areaNames(rings, onMap, d)...)
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
	placed := make([][]point, len(rings))
	for i, ring := range rings {
		for _, at := range ring {
			placed[i] = append(placed[i], onMap(at))
		}
	}
	return outline{rings: placed, class: l.class, pattern: l.pattern, name: m.told(p)}
}

// areaNames print name and number on the areas, on the largest first; a name that would touch another is left out, since every
// area says its name when pointed at and in the table.
func (m MunicipalityMap) areaNames(rings [][][]point, onMap func(point) point, d drawing) []shape {
	order := make([]int, len(m.Places))
	for i := range order {
		order[i] = i
	}
	reach := func(i int) float64 {
		b := outline{rings: rings[i]}.bounds()
		return (b.x1 - b.x0) * (b.y1 - b.y0)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(reach(b), reach(a)) })
	var shapes []shape
	var taken []box
	for _, i := range order {
		p := m.Places[i]
		at := onMap(project(p.Lat, p.Lon))
		half := textWidth(p.Name, labelSize) / 2
		x := max(half, min(at.x, d.w-half))
		t := text{x: x, y: at.y - 2, size: labelSize, anchor: "middle", class: "plot-ink", lines: []string{printable(p.Name), p.Value.text(m.Format)}}
		if b := t.bounds(); !slices.ContainsFunc(taken, b.overlaps) {
			taken = append(taken, b)
			shapes = append(shapes, plate(t), t)
		}
	}
	return shapes
}
