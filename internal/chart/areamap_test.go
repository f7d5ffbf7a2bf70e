package chart

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// walked follows path data of the kind that pathOf writes.
func walked(t *testing.T, d string) [][]point {
	t.Helper()
	number := regexp.MustCompile(`-?\d+(?:\.\d+)?`)
	var rings [][]point
	for _, one := range strings.Split(strings.TrimSuffix(d, "Z"), "Z") {
		start, steps, _ := strings.Cut(one, "l")
		var ring []point
		var at point
		values := append(number.FindAllString(start, -1), number.FindAllString(steps, -1)...)
		for i := 0; i+1 < len(values); i += 2 {
			x, errX := strconv.ParseFloat(values[i], 64)
			y, errY := strconv.ParseFloat(values[i+1], 64)
			if errX != nil || errY != nil {
				t.Fatal(errX, errY)
			}
			at = point{at.x + x, at.y + y}
			ring = append(ring, at)
		}
		rings = append(rings, ring)
	}
	return rings
}

func TestALineIsDrawnWhereItsPointsAreHoweverLongItIs(t *testing.T) {
	var ring []point
	for i := range 2000 {
		angle := float64(i) / 2000 * 2 * math.Pi
		ring = append(ring, point{300 + 250*math.Cos(angle) + 0.033*float64(i%7), 280.04 - 270*math.Sin(angle*3)})
	}
	lines := walked(t, pathOf([][]point{ring, {{-3.14, 0.04}, {-3.16, 0.96}, {0.01, -0.02}}}))
	if len(lines) != 2 || len(lines[0]) != len(ring) || len(lines[1]) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, at := range lines[0] {
		if math.Abs(at.x-ring[i].x) > 0.0501 || math.Abs(at.y-ring[i].y) > 0.0501 {
			t.Fatalf("point %d of the line is %v and not %v", i, at, ring[i])
		}
	}
}

func TestPointsThatFallTogetherAreWrittenOnce(t *testing.T) {
	for want, rings := range map[string][][]point{
		"M1 2l1-1-1.5 0Z": {{{1, 2}, {1.01, 2.04}, {2, 1}, {2, 1}, {0.5, 1}}},
		"M1 2Z":           {{{1, 2}, {1.01, 2.01}, {1.02, 2.02}}},
	} {
		if got := pathOf(rings); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestAMunicipalityWithoutABoundaryIsACircleOnTopOfTheAreas(t *testing.T) {
	m := mapOf("areas", demoCounties(), true)
	m.Boundaries = squares(demoCounties())
	delete(m.Boundaries, m.Places[0].Code)
	for _, d := range m.drawings() {
		var kinds []string
		for _, s := range d.shapes {
			g, linked := s.(group)
			if !linked || g.href == "" {
				continue
			}
			if c, is := g.shapes[0].(circle); is && strings.HasPrefix(c.name, m.Places[0].Name+": ") {
				kinds = append(kinds, "circle")
			} else {
				kinds = append(kinds, "area")
			}
		}
		if len(kinds) != len(m.Places) || kinds[len(kinds)-1] != "circle" || strings.Count(strings.Join(kinds, " "), "circle") != 1 {
			t.Errorf("%s: %v", d.variant, kinds)
		}
	}
	if rows := m.Rows(); len(rows) != len(m.Places) || rows[0].Label != m.Places[0].Name {
		t.Error("the table leaves out a municipality without a boundary")
	}
}

func TestEdgesOfHiddenNumbersAreDrawnOverTheirNeighbours(t *testing.T) {
	m := mapOf("areas", demoCounties(), false)
	m.Boundaries = squares(demoCounties())
	seen := false
	for _, s := range m.drawings()[0].shapes {
		o, is := s.(outline)
		framed := is && (o.class == hiddenLook.class || o.class == zeroLook.class || o.class == missingLook.class)
		if is && seen && !framed {
			t.Fatalf("%s is drawn over a hidden number", o.name)
		}
		seen = seen || framed
	}
	if !seen {
		t.Error("no number is hidden")
	}
}

func TestANameMovesToWhereItLiesInsideItsArea(t *testing.T) {
	area := outline{rings: [][]point{{{0, 0}, {200, 0}, {200, 60}, {0, 60}}}}
	free := func([]shape) bool { return true }
	for _, at := range []point{{100, 30}, {20, 30}, {190, 50}} {
		label := areaLabel([]string{"Suomussalmi", "24"}, area, "plot-on-1", at, free)
		if len(label) != 1 || !area.holds(label[0].bounds()) {
			t.Errorf("at %v: %+v", at, label)
		}
	}
	if label := areaLabel([]string{"Suomussalmi", "24"}, area, "plot-on-1", point{100, 30}, free); label[0].(text).x != 100 {
		t.Error("a name that lies inside has moved")
	}
	small := outline{rings: [][]point{{{0, 0}, {20, 0}, {20, 12}, {0, 12}}}}
	if label := areaLabel([]string{"Suomussalmi", "24"}, small, "plot-on-1", point{10, 6}, free); label != nil {
		t.Errorf("a name hides a small area: %+v", label)
	}
}

func TestAnEmptyDistanceBetweenCountiesIsShortenedAndTold(t *testing.T) {
	far := append(today().MunicipalitiesOf("21"), today().MunicipalitiesOf("03")...)
	m := mapOf("areas", far, false)
	m.Boundaries, m.Legend.Nearer = squares(far), "Viivan kohdalla väliä on lyhennetty."
	for _, d := range m.drawings() {
		var lines, told int
		taken := []stretch{}
		for _, s := range d.shapes {
			switch s := s.(type) {
			case line:
				if s.x1 == 0 && s.x2 == d.w {
					lines++
				}
			case text:
				if strings.Join(s.lines, " ") == m.Legend.Nearer {
					told++
				}
			case outline:
				taken = append(taken, stretch{s.bounds().y0, s.bounds().y1})
			}
		}
		if lines != 1 || told != 1 {
			t.Errorf("%s: %d lines, told %d times", d.variant, lines, told)
		}
		if still := bringNearer(taken, d.h); len(still.bands) > 0 {
			t.Errorf("%s: empty bands are left: %v", d.variant, still.bands)
		}
	}
	near := mapOf("areas", today().MunicipalitiesOf("20"), false)
	near.Boundaries = squares(today().MunicipalitiesOf("20"))
	for _, s := range near.drawings()[0].shapes {
		if l, is := s.(line); is && (l.x2-l.x1 == near.drawings()[0].w || l.x1 == l.x2) {
			t.Error("a county that lies together is cut")
		}
	}
}

func TestANameThatDoesNotFitStandsBesideItsAreaWithALineToIt(t *testing.T) {
	small := outline{rings: [][]point{{{100, 100}, {112, 100}, {112, 110}, {100, 110}}}}
	other := outline{rings: [][]point{{{20, 40}, {98, 40}, {98, 160}, {20, 160}}}}
	d := drawing{w: 300, h: 300}
	shapes := d.beside("Kajaani 41", []outline{small, other}, 0, point{106, 105}, make([][]shape, 2))
	if len(shapes) != 2 {
		t.Fatalf("%+v", shapes)
	}
	words, to := shapes[1].(text), shapes[0].(line)
	if words.bounds().x0 < 112 || other.contains(point{to.x2, to.y2}) || !small.contains(point{to.x2, to.y2}) {
		t.Errorf("%+v %+v", words, to)
	}
	if crowded := (drawing{w: 130, h: 300}).beside("Kajaani 41", []outline{small, other}, 0, point{106, 105}, make([][]shape, 2)); crowded != nil {
		t.Errorf("a name lies on another area or beside the paper: %+v", crowded)
	}
}

func TestNumbersComeBeforeNames(t *testing.T) {
	m := mapOf("areas", demoCounties(), false)
	m.Boundaries = squares(demoCounties())
	d := m.drawings()[0]
	printed := 0
	for _, s := range d.shapes {
		if w, is := s.(text); is && w.size == labelSize {
			printed++
		}
	}
	if printed < len(m.Places)*3/4 {
		t.Errorf("%d of %d areas have their number", printed, len(m.Places))
	}
}

func TestTheSourceEndsTheDescriptionAndStandsInTheFile(t *testing.T) {
	m := mapOf("areas", demoCounties(), false)
	m.Boundaries, m.Source = squares(demoCounties()), "Kuntarajat 1.1.2026: Keksitty lähde, CC BY 4.0"
	file := parse(t, asFile(t, m))
	var described, drawn bool
	for _, e := range file {
		described = described || e.name == "desc" && strings.HasSuffix(e.words, " "+m.Source)
		drawn = drawn || e.name == "text" && strings.Contains(e.words, m.Note) && strings.Contains(e.words, "Keksitty lähde")
	}
	if !described || !drawn {
		t.Errorf("described %v, drawn %v", described, drawn)
	}
	if page := string(onPage(t, m)); !strings.Contains(page, m.Source+"</desc>") {
		t.Error("the drawing on a page does not tell its source")
	}
}
