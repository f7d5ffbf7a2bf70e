package chart

import (
	"fmt"
	"strings"
	"testing"
)

// sketch writes down what it is given to draw.
type sketch struct {
	words  []string
	shapes map[string]int
	wrong  []string
	w, h   float64
}

func (s *sketch) count(kind string, look Look, points ...[2]float64) {
	s.shapes[kind]++
	for _, colour := range []string{look.Fill, look.Stroke} {
		if colour != "" && (len(colour) != 7 || colour[0] != '#') {
			s.wrong = append(s.wrong, "colour "+colour)
		}
	}
	for _, p := range points {
		if p[0] < -0.01 || p[1] < -0.01 || p[0] > s.w+0.01 || p[1] > s.h+0.01 {
			s.wrong = append(s.wrong, fmt.Sprintf("%s at %v", kind, p))
		}
	}
}

func (s *sketch) Rect(x, y, w, h float64, l Look) {
	s.count("rect", l, [2]float64{x, y}, [2]float64{x + w, y + h})
}
func (s *sketch) Circle(x, y, r float64, l Look) {
	s.count("circle", l, [2]float64{x - r, y - r}, [2]float64{x + r, y + r})
}
func (s *sketch) Path(points [][2]float64, closed bool, l Look) {
	s.count(fmt.Sprintf("path closed %v", closed), l, points...)
}
func (s *sketch) Text(x, y, size float64, anchor, words string, l Look) {
	s.count(anchor, l, [2]float64{x, y})
	s.words = append(s.words, words)
}

func TestAPaintedFigureHoldsWhatTheDrawnOneDoes(t *testing.T) {
	for name, c := range samples(t) {
		for _, slim := range []bool{false, true} {
			s := &sketch{shapes: map[string]int{}}
			s.w, s.h = Size(c, slim)
			Paint(c, slim, s)
			if len(s.wrong) > 0 {
				t.Errorf("%s: %v", name, s.wrong[:min(3, len(s.wrong))])
			}
			all := c.drawings()
			d := all[0]
			if slim {
				d = all[len(all)-1]
			}
			lines := 0
			for _, one := range flat(d.shapes, 0, 0) {
				if w, is := one.(text); is {
					lines += len(w.lines)
				}
			}
			if lines != len(s.words) {
				t.Errorf("%s: %d lines of text painted, %d drawn", name, len(s.words), lines)
			}
		}
	}
}

func TestACircleIsPaintedInTheColoursOfItsFile(t *testing.T) {
	s := &sketch{shapes: map[string]int{}, w: 1000, h: 1000}
	Paint(samples(t)["one-circle"], false, s)
	if !strings.Contains(strings.Join(s.words, " "), "Asuminen") || s.shapes["path closed true"] != 0 { // a gap: no area is filled
		t.Errorf("%v %v", s.shapes, s.words)
	}
	for class, want := range map[string]Look{
		"plot-line-2":           {Stroke: "#555e62", Opacity: 1, Width: 2, Dash: []float64{5, 4}},
		"plot-inside":           {Fill: "#265fa6", Opacity: 0.14},
		"plot-ink plot-strong":  {Fill: "#212121", Opacity: 1, Bold: true},
		"plot-ring":             {Stroke: "#d6dadc", Opacity: 1, Width: 1},
		"something-of-somebody": {Fill: "#000000", Opacity: 1},
	} {
		if got := lookOf(class); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %+v", class, got)
		}
	}
}

func TestACircleTellsNowFromBeforeWithoutColour(t *testing.T) {
	d := lifeCircle("c").drawings()[0]
	solid, dashed, filled, hollow := 0, 0, 0, 0
	for _, s := range flat(d.shapes, 0, 0) {
		switch s := s.(type) {
		case trace:
			if len(lookOf(s.class).Dash) > 0 {
				dashed++
			} else {
				solid++
			}
		case circle:
			switch s.class {
			case strokes[0].dot:
				filled++
			case strokes[1].dot:
				hollow++
			}
		}
	}
	if solid == 0 || dashed == 0 || filled != 9+1 || hollow != 9+1 { // each with one gap, and one sample in the key
		t.Errorf("%d solid and %d dashed lines, %d filled and %d hollow dots", solid, dashed, filled, hollow)
	}
}

func TestTheBandOfACourseStaysInItsDrawing(t *testing.T) {
	c := banded("b")
	c.Band = &Band{From: 1, Low: -3, High: 4}
	for _, s := range flat(c.drawings()[0].shapes, 0, 0) {
		if r, is := s.(rect); is && (r.h > courseHeight+0.01 || r.w <= 0) {
			t.Errorf("%+v", r)
		}
	}
}

func TestPointsOfACourseStandInTheOrderOfTheirDays(t *testing.T) {
	c := Course{Head: headed("a")}
	for i, at := range []float64{0, 0, 1, 300, 300.5, 301} {
		c.Points = append(c.Points, CoursePoint{Label: "x", At: at, Reading: reading(float64(i))})
	}
	x := c.across(24, 276)
	for i := range x {
		if x[i] < 24-0.01 || x[i] > 276+0.01 || i > 0 && x[i] < x[i-1]+29.9 {
			t.Errorf("%v", x)
		}
	}
}
