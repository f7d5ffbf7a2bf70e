package chart

import "strings"

// tile is the size of a tile and of the words in it, in drawing units.
type tile struct{ w, h, gap, name, number float64 }

var (
	wideTile   = tile{w: 98, h: 64, gap: 4, name: 13, number: 15}
	narrowTile = tile{w: 76, h: 62, gap: 3, name: 12, number: 14}
)

func (m MunicipalityMap) tiles() []drawing {
	cells := tileCells(m.points(), wideTile.w/wideTile.h)
	return []drawing{m.tileDrawing("", cells, wideTile), m.tileDrawing(narrow, cells, narrowTile)}
}

func (m MunicipalityMap) tileDrawing(variant string, cells []cell, t tile) drawing {
	d := drawing{head: m.Head, variant: variant, natural: true}
	for _, c := range cells {
		d.w = max(d.w, float64(c.column+1)*(t.w+t.gap)-t.gap)
		d.h = max(d.h, float64(c.row+1)*(t.h+t.gap)-t.gap)
	}
	keyWidth := 520.0
	if variant == narrow {
		keyWidth = 300
	}
	d.w = max(d.w, keyWidth)
	colours := m.palette()
	for i, p := range m.Places {
		x, y := float64(cells[i].column)*(t.w+t.gap), float64(cells[i].row)*(t.h+t.gap)
		d.add(m.linked(p, m.tileShapes(p, colours.look(p.Value), x, y, t))...)
	}
	samples, taken := m.key(colours, keyWidth)
	d.add(group{y: d.h + 16, shapes: samples})
	d.h += 16 + taken
	return d
}

// tileShapes are the tile, the name in one or two lines and the number under it.
func (m MunicipalityMap) tileShapes(p Place, l look, x, y float64, t tile) []shape {
	lines, size := tileName(p.Name, t)
	high := float64(len(lines))*size*lineHeight + t.number*lineHeight
	top := y + (t.h-high)/2
	return []shape{
		rect{x: x + 0.5, y: y + 0.5, w: t.w - 1, h: t.h - 1, r: 6, class: l.class, pattern: l.pattern},
		text{x: x + t.w/2, y: top + size, size: size, anchor: "middle", class: l.ink, lines: lines},
		text{x: x + t.w/2, y: top + float64(len(lines))*size*lineHeight + t.number, size: t.number, anchor: "middle", class: l.ink + " plot-strong", lines: []string{p.Value.text(m.Format)}},
	}
}

// tileName sets a name in at most two lines: as it is or one unit smaller when no word must be broken, else broken, else smaller
// still. The longest names of 2026 need no less than 10 units.
func tileName(name string, t tile) ([]string, float64) {
	inner := t.w - 8
	for _, size := range []float64{t.name, t.name - 1} {
		lines := wrap(name, size, inner)
		if len(lines) <= 2 && strings.Join(lines, " ") == name {
			return lines, size
		}
	}
	size := t.name
	lines := wrap(name, size, inner)
	for len(lines) > 2 && size > 10 {
		size--
		lines = wrap(name, size, inner)
	}
	return lines[:min(len(lines), 2)], size
}
