package chart

// entry is one line of a legend: a sample and what it means.
type entry struct {
	class, pattern string
	label          string
	// mark is printed on the sample, as it is on the figure.
	mark, markClass string
}

const (
	legendSize   = 14
	legendRow    = 24
	sampleWidth  = 28
	sampleHeight = 18
)

// legend sets the entries in rows no wider than width, the title above when there is one, and tells the height it took.
func legend(title string, entries []entry, width float64) ([]shape, float64) {
	var shapes []shape
	x, y := 0.0, 0.0
	if title != "" {
		lines := wrap(title, legendSize, width)
		shapes = append(shapes, text{y: legendSize, size: legendSize, class: "plot-ink plot-strong", lines: lines})
		y = float64(len(lines))*legendSize*lineHeight + 8
	}
	for _, e := range entries {
		lines := wrap(e.label, legendSize, width-sampleWidth-8)
		itemWidth := sampleWidth + 8 + widest(lines, legendSize)
		if x > 0 && x+itemWidth > width {
			x, y = 0, y+legendRow
		}
		shapes = append(shapes, sample(e, x, y)...)
		shapes = append(shapes, text{x: x + sampleWidth + 8, y: y + 14, size: legendSize, class: "plot-ink", lines: lines})
		if len(lines) > 1 {
			x, y = 0, y+float64(len(lines)-1)*legendSize*lineHeight+legendRow
			continue
		}
		x += itemWidth + 18
	}
	if x > 0 {
		y += legendRow
	}
	return shapes, y
}

func sample(e entry, x, y float64) []shape {
	shapes := []shape{rect{x: x + 1, y: y + 1, w: sampleWidth - 2, h: sampleHeight - 2, r: 3, class: e.class, pattern: e.pattern}}
	if e.mark != "" {
		shapes = append(shapes, text{x: x + sampleWidth/2, y: y + 14, size: 13, anchor: "middle", class: e.markClass + " plot-strong", lines: []string{e.mark}})
	}
	return shapes
}

func widest(lines []string, size float64) float64 {
	w := 0.0
	for _, l := range lines {
		w = max(w, textWidth(l, size))
	}
	return w
}
