package chart

// Reading is where somebody stands on one scale.
type Reading struct {
	// Share is how far from the worse end of the scale (0) to the better one (1); without a better end, from the low end to the high one.
	Share Value
	// Text is the value as people read it, and what is drawn when there is none.
	Text string
}

// share is the part of the way that is drawn; nothing that lies outside the scale is.
func (r Reading) share() (part float64, there bool) {
	if r.Share.state != known {
		return 0, false
	}
	return max(0, min(1, r.Share.number)), true
}

// Line is one time, or one person's view: its name for the legend, and a reading for each label.
type Line struct {
	Name     string
	Readings []Reading
}

func (l Line) at(i int) Reading {
	if i < len(l.Readings) {
		return l.Readings[i]
	}
	return Reading{Text: MissingMark}
}

// rowsOf have a cell for each line.
func rowsOf(labels []string, lines []Line) []Row {
	rows := make([]Row, len(labels))
	for i, label := range labels {
		rows[i] = Row{Label: label}
		for _, l := range lines {
			rows[i].Cells = append(rows[i].Cells, l.at(i).Text)
		}
	}
	return rows
}

// stroke is how a line is drawn: the first solid with filled dots, the second dashed with hollow ones, so that they are told apart
// without colour.
type stroke struct{ line, dot string }

var strokes = []stroke{{"plot-line", "plot-point"}, {"plot-line-2", "plot-point-2"}}

const (
	pointRadius = 4.5
	// lineSample is the width of a line's sample in the legend.
	lineSample = 40
)

// lineKey is the legend of two lines; there is none for one.
func lineKey(lines []Line, width float64) ([]shape, float64) {
	if len(lines) < 2 {
		return nil, 0
	}
	var shapes []shape
	x, y := 0.0, 0.0
	for i, l := range lines {
		words := wrap(l.Name, legendSize, width-lineSample-8)
		taken := lineSample + 8 + widest(words, legendSize)
		if x > 0 && x+taken > width {
			x, y = 0, y+legendRow
		}
		shapes = append(shapes, trace{points: []point{{x + 2, y + 9}, {x + lineSample - 2, y + 9}}, class: strokes[i].line},
			circle{x: x + lineSample/2, y: y + 9, r: pointRadius, class: strokes[i].dot},
			text{x: x + lineSample + 8, y: y + 14, size: legendSize, class: "plot-ink", lines: words})
		if len(words) > 1 {
			x, y = 0, y+float64(len(words)-1)*legendSize*lineHeight+legendRow
			continue
		}
		x += taken + 18
	}
	if x > 0 {
		y += legendRow
	}
	return shapes, y
}

// runs are the stretches of points without a gap. A closed line that has no gap is one run that ends where it began.
func runs(points []*point, closed bool) [][]point {
	if closed && len(points) > 0 {
		points = append(points[:len(points):len(points)], points[0])
	}
	var all [][]point
	var run []point
	for _, p := range points {
		if p != nil {
			run = append(run, *p)
			continue
		}
		all, run = append(all, run), nil
	}
	all = append(all, run)
	var long [][]point
	for _, r := range all {
		if len(r) > 1 {
			long = append(long, r)
		}
	}
	return long
}
