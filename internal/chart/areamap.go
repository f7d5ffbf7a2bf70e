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
	return []drawing{m.areaDrawing("", wideWidth-20, 760, true), m.areaDrawing(narrow, narrowWidth-20, 460, true)}
}

func (m MunicipalityMap) areaDrawing(variant string, width, height float64, names bool) drawing {
	d := drawing{head: m.Head, variant: variant, natural: true, w: width + 8}
	rings := m.projected()
	across, down := m.distances(rings)
	near := func(p point) point { return point{across.at(p.x), down.at(p.y)} }
	var all []point
	for i := range m.Places {
		all = append(all, m.reach(i, rings[i])...)
	}
	place, size := fit(extent(placed(all, near)), width, height)
	aside := (d.w - size.x) / 2
	onMap := func(p point) point {
		at := place(near(p))
		return point{at.x + aside, at.y + 4}
	}
	d.h = size.y + 8
	for _, x := range across.middles() {
		at := onMap(point{x: x}).x
		d.add(line{x1: at, y1: 0, x2: at, y2: d.h, class: "plot-base"})
	}
	for _, y := range down.middles() {
		at := onMap(point{y: y}).y
		d.add(line{x1: 0, y1: at, x2: d.w, y2: at, class: "plot-base"})
	}
	colours := m.palette()
	for layer := range 3 {
		for i, p := range m.Places {
			if l := colours.look(p.Value); layerOf(rings[i], l) == layer {
				d.add(m.linked(p, []shape{m.area(p, rings[i], l, onMap)})...)
			}
		}
	}
	if names {
		d.add(m.areaNames(rings, colours, onMap, d)...)
	}
	samples, taken := m.key(colours, d.w)
	d.add(group{y: d.h + 12, shapes: samples})
	d.h += 12 + taken
	if len(across.bands)+len(down.bands) > 0 {
		told := wrap(m.Legend.Nearer, legendSize, d.w)
		d.add(text{y: d.h + legendSize, size: legendSize, class: "plot-soft", lines: told})
		d.h += float64(len(told))*legendSize*lineHeight + 6
	}
	return d
}

// reach is everything of a place that the map has to have room for.
func (m MunicipalityMap) reach(i int, rings [][]point) []point {
	return append(slices.Concat(rings...), project(m.Places[i].Lat, m.Places[i].Lon))
}

// distances tell which empty bands of the map are narrowed, across and down.
func (m MunicipalityMap) distances(rings [][][]point) (across, down nearer) {
	var xs, ys []stretch
	whole := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for i := range m.Places {
		b := extent(m.reach(i, rings[i]))
		xs, ys, whole = append(xs, stretch{b.x0, b.x1}), append(ys, stretch{b.y0, b.y1}), whole.with(b)
	}
	size := max(whole.x1-whole.x0, whole.y1-whole.y0)
	return bringNearer(xs, size), bringNearer(ys, size)
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

// layerOf tells what is drawn over what: areas with a dark edge over coloured ones, so that the edge is whole, and circles over
// both, for an older boundary of a neighbour may lie under them.
func layerOf(rings [][]point, l look) int {
	switch {
	case len(rings) == 0:
		return 2
	case l == zeroLook || l == hiddenLook || l == missingLook:
		return 1
	}
	return 0
}

// areaNames print the numbers on the areas and then, where there is still room, the names over them: first where something was
// counted, and the largest area first. What would touch another is left out: every area says its name when pointed at and in the table.
func (m MunicipalityMap) areaNames(rings [][][]point, colours palette, onMap func(point) point, d drawing) []shape {
	areas := make([]outline, len(rings))
	order := make([]int, len(rings))
	for i := range rings {
		order[i] = i
		for _, ring := range rings[i] {
			areas[i].rings = append(areas[i].rings, placed(ring, onMap))
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(nothing(m.Places[a].Value)-nothing(m.Places[b].Value), cmp.Compare(areas[b].size(), areas[a].size()))
	})
	labels, called := make([][]shape, len(rings)), make([]bool, len(rings))
	for _, named := range []bool{false, true} {
		for _, i := range order {
			p := m.Places[i]
			lines := []string{p.Value.text(m.Format)}
			if named {
				lines = append([]string{printable(p.Name)}, lines...)
			}
			at, ink := onMap(project(p.Lat, p.Lon)), colours.look(p.Value).ink
			if label := areaLabel(lines, areas[i], ink, at, func(l []shape) bool { return d.hasRoom(l, labels, i) }); len(label) > 0 {
				labels[i], called[i] = label, named
			}
		}
	}
	for _, i := range order {
		if p := m.Places[i]; !called[i] && nothing(p.Value) == 0 {
			words := printable(p.Name)
			if len(labels[i]) == 0 {
				words += " " + p.Value.text(m.Format)
			}
			labels[i] = append(labels[i], d.beside(words, areas, i, onMap(project(p.Lat, p.Lon)), labels)...)
		}
	}
	return slices.Concat(labels...)
}

// beside puts the words on the empty paper to the left or right of an area and draws a line to it that crosses no other area;
// nothing where there is no such paper.
func (d drawing) beside(words string, areas []outline, i int, at point, labels [][]shape) []shape {
	if len(areas[i].rings) == 0 {
		return nil
	}
	b := areas[i].bounds()
	for _, down := range []float64{0, -9, 9, -18, 18, -27, 27} {
		t := text{x: b.x0 - 10, y: at.y + down + labelSize*0.35, size: labelSize, anchor: "end", class: "plot-ink", lines: []string{words}}
		to := line{x1: t.x + 3, y1: at.y + down, x2: at.x, y2: at.y, class: "plot-base"}
		for range 2 {
			if d.hasRoom([]shape{t}, labels, -1) && onPaper(t.bounds(), areas) {
				if to, free := reaching(to, areas, i); free {
					return []shape{to, t}
				}
			}
			t.x, t.anchor = b.x1+10, ""
			to.x1 = t.x - 3
		}
	}
	return nil
}

// onPaper tells whether no area reaches under the box.
func onPaper(b box, areas []outline) bool {
	for _, area := range areas {
		for _, x := range []float64{b.x0, (b.x0*3 + b.x1) / 4, (b.x0 + b.x1) / 2, (b.x0 + b.x1*3) / 4, b.x1} {
			for _, y := range []float64{b.y0, (b.y0 + b.y1) / 2, b.y1} {
				if area.contains(point{x, y}) {
					return false
				}
			}
		}
	}
	return true
}

// reaching ends the line a little inside the area that it leads to. It is not free when it crosses another.
func reaching(l line, areas []outline, to int) (line, bool) {
	const steps = 60
	for n := range steps {
		part := float64(n) / steps
		at := point{l.x1 + (l.x2-l.x1)*part, l.y1 + (l.y2-l.y1)*part}
		for j, area := range areas {
			if j != to && area.contains(at) {
				return l, false
			}
		}
		if areas[to].contains(at) {
			l.x2, l.y2 = at.x, at.y
			return l, true
		}
	}
	return l, true
}

// nothing is 1 where nothing was counted.
func nothing(v Value) int {
	if v == Known(0) {
		return 1
	}
	return 0
}

// hasRoom tells whether a label is inside the drawing and touches no other than the one in whose place it comes.
func (d drawing) hasRoom(label []shape, labels [][]shape, place int) bool {
	b := group{shapes: label}.bounds()
	for i, other := range labels {
		if i != place && len(other) > 0 && b.overlaps(group{shapes: other}.bounds()) {
			return false
		}
	}
	return b.x0 >= 0 && b.x1 <= d.w && b.y0 >= 0 && b.y1 <= d.h
}

// shifts are ways from a point to those around it, the nearest first.
var shifts = func() []point {
	var all []point
	for x := -48.0; x <= 48; x += 12 {
		for y := -36.0; y <= 36; y += 9 {
			all = append(all, point{x, y})
		}
	}
	slices.SortStableFunc(all, func(a, b point) int { return cmp.Compare(a.x*a.x+a.y*a.y, b.x*b.x+b.y*b.y) })
	return all
}()

// areaLabel puts the lines on the colour of the area, as near to the point as they lie wholly inside, else at the point on a plate
// that leaves most of the area to be seen. Nothing fits on the smallest.
func areaLabel(lines []string, area outline, ink string, at point, free func([]shape) bool) []shape {
	t := text{size: labelSize, anchor: "middle", class: ink, lines: lines}
	first := at.y + labelSize*0.35 - float64(len(lines)-1)*labelSize*lineHeight/2
	for _, by := range shifts {
		t.x, t.y = at.x+by.x, first+by.y
		if label := []shape{t}; area.holds(t.bounds()) && free(label) {
			return label
		}
	}
	t.x, t.y, t.class = at.x, first, "plot-ink"
	under := plate(t)
	if label := []shape{under, t}; under.w*under.h < 0.3*area.size() && free(label) {
		return label
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
