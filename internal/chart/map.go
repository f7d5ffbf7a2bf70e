package chart

import (
	"context"
	"io"
	"strconv"
)

// MunicipalityMap shows one value for each municipality. Up to sixty are tiles with name and number, more are dots; where boundaries
// have been imported it is a map of coloured areas.
type MunicipalityMap struct {
	Head
	// Places are drawn and told as rows in the order given.
	Places []Place
	// Boundaries are rings of longitude and latitude by municipality code, holes by the even-odd rule. When at least one of the
	// places has rings the map is made of areas.
	Boundaries map[string][][][2]float64
	Format     func(float64) string
	Legend     Legend
}

// Place is one municipality and what was counted there.
type Place struct {
	Code, Name string
	// Lat and Lon are a point inside, WGS 84, degrees.
	Lat, Lon float64
	Value    Value
	// Href makes the place a link to what is behind the number; it is optional.
	Href string
}

// Legend is the map's key in words.
type Legend struct {
	// Unit is what the numbers count: "Keskusteluja".
	Unit string
	// Range writes a class of values; low and high may be the same.
	Range func(low, high float64) string
	// Nearer says that lines across the map stand where an empty distance was shortened.
	Nearer string
}

// mostTiles is the number of municipalities above which names no longer fit.
const mostTiles = 60

// Render writes the figure into a page.
func (m MunicipalityMap) Render(ctx context.Context, w io.Writer) error {
	return figure(m.drawings()).Render(ctx, w)
}

// Rows have one cell.
func (m MunicipalityMap) Rows() []Row {
	rows := make([]Row, len(m.Places))
	for i, p := range m.Places {
		rows[i] = Row{Label: p.Name, Cells: []string{p.Value.text(m.Format)}, Href: p.Href}
	}
	return rows
}

func (m MunicipalityMap) drawings() []drawing {
	switch {
	case len(m.Places) == 0:
		return []drawing{{head: m.Head, w: narrowWidth, h: 1, natural: true}}
	case m.hasAreas():
		return m.areas()
	case len(m.Places) > mostTiles:
		return []drawing{m.dots()}
	}
	return m.tiles()
}

func (m MunicipalityMap) hasAreas() bool {
	for _, p := range m.Places {
		if len(m.Boundaries[p.Code]) > 0 {
			return true
		}
	}
	return false
}

// look is how a place of a value is drawn.
type look struct{ class, pattern, ink string }

var (
	zeroLook    = look{"plot-zero", "", "plot-ink"}
	hiddenLook  = look{"plot-frame", veiled, "plot-ink"}
	missingLook = look{"plot-missing", "", "plot-soft"}
)

// palette holds the classes of the map's values and their looks.
type palette struct {
	classes []class
	looks   []look
}

func (m MunicipalityMap) palette() palette {
	var values []float64
	for _, p := range m.Places {
		if p.Value.state == known {
			values = append(values, p.Value.number)
		}
	}
	p := palette{classes: classify(values)}
	above := p.classes
	if len(above) > 0 && above[0] == (class{}) {
		p.looks = append(p.looks, zeroLook)
		above = above[1:]
	}
	for i := range above {
		shade := strconv.Itoa(shades[len(above)][i])
		p.looks = append(p.looks, look{class: "plot-" + shade, ink: "plot-on-" + shade})
	}
	return p
}

func (p palette) look(v Value) look {
	switch v.state {
	case hidden:
		return hiddenLook
	case missing:
		return missingLook
	}
	for i, c := range p.classes {
		if c.holds(v.number) {
			return p.looks[i]
		}
	}
	return missingLook
}

// key is the legend of the classes and of the places without a number.
func (m MunicipalityMap) key(p palette, width float64) ([]shape, float64) {
	var entries []entry
	for i, c := range p.classes {
		entries = append(entries, entry{class: p.looks[i].class, pattern: p.looks[i].pattern, label: m.Legend.Range(c.low, c.high)})
	}
	return legend(m.Legend.Unit, append(entries, m.numberless(m.values())...), width)
}

func (m MunicipalityMap) values() []Value {
	values := make([]Value, len(m.Places))
	for i, p := range m.Places {
		values[i] = p.Value
	}
	return values
}

// linked makes the shapes a link when the place has an address.
func (m MunicipalityMap) linked(p Place, shapes []shape) []shape {
	if p.Href == "" {
		return shapes
	}
	return []shape{group{href: p.Href, name: m.told(p), shapes: shapes}}
}

func (m MunicipalityMap) told(p Place) string { return m.spoken(p.Name, p.Value, m.Format) }

func (m MunicipalityMap) points() []point {
	points := make([]point, len(m.Places))
	for i, p := range m.Places {
		points[i] = project(p.Lat, p.Lon)
	}
	return points
}
