package chart

import (
	"slices"
	"testing"
)

// changes are three scales, the last of which is withheld.
func changes() Intervals {
	return Intervals{Head: headed("sizes"), Format: plain, Lines: []Interval{
		{Label: "Arjen sujuminen", Value: Known(0.4), Low: Known(-0.1), High: Known(0.9), Href: "/reports/change?scale=arki"},
		{Label: "Luottamus tulevaan ja siihen, että apua saa, kun sitä tarvitsee", Value: Known(-0.3), Low: Known(-0.7), High: Known(0.1)},
		{Label: "Mieli", Value: Hidden(), Low: Hidden(), High: Hidden()},
	}}
}

func TestAnIntervalIsDrawnFromItsLowEndToItsHighEndWithItsNumberBetweenThem(t *testing.T) {
	for _, d := range changes().drawings() {
		var dots []circle
		var lines []line
		var walk func([]shape)
		walk = func(all []shape) {
			for _, s := range all {
				switch s := s.(type) {
				case circle:
					dots = append(dots, s)
				case line:
					if s.y1 == s.y2 {
						lines = append(lines, s)
					}
				case group:
					walk(s.shapes)
				}
			}
		}
		walk(d.shapes)
		if len(dots) != 2 || len(lines) != 2 {
			t.Fatalf("%s: %d dots and %d lines", d.variant, len(dots), len(lines))
		}
		for i, l := range lines {
			if middle := (l.x1 + l.x2) / 2; l.x1 >= l.x2 || dots[i].x < middle-0.1 || dots[i].x > middle+0.1 || dots[i].y != l.y1 {
				t.Errorf("%s: %+v on %+v", d.variant, dots[i], l)
			}
		}
		if dots[0].x <= dots[1].x {
			t.Errorf("%s: 0.4 stands left of -0.3", d.variant)
		}
	}
}

func TestNoWordOfIntervalsIsDrawnOutsideTheDrawing(t *testing.T) {
	for _, d := range changes().drawings() {
		for _, s := range d.shapes {
			const plates = 2 // a plate is that much wider than its words
			if b := s.bounds(); b.x0 < -plates-0.01 || b.x1 > d.w+0.01 || b.y0 < -3 || b.y1 > d.h+0.01 {
				t.Errorf("%s: %+v of %g × %g", d.variant, b, d.w, d.h)
			}
		}
	}
}

func TestTheTableUnderIntervalsSaysWhatIsDrawn(t *testing.T) {
	rows := changes().Rows()
	if !slices.Equal(rows[0].Cells, []string{"0,4", "-0,1", "0,9"}) || rows[2].Cells[0] != HiddenMark || rows[0].Href == "" {
		t.Errorf("%+v", rows)
	}
}

func TestMarksHoldZeroAndAllThatIsDrawn(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      []float64
	}{{-0.7, 0.9, []float64{-1, -0.5, 0, 0.5, 1}}, {0, 0.04, []float64{0, 0.01, 0.02, 0.03, 0.04}}, {-12, 0, []float64{-15, -10, -5, 0}}, {0, 0, []float64{-1, 0, 1}}} {
		got := marksAround(tt.low, tt.high)
		if len(got) != len(tt.want) || !slices.Contains(got, 0) || got[0] > tt.low || got[len(got)-1] < tt.high-1e-9 {
			t.Errorf("%g to %g: %v, want %v", tt.low, tt.high, got, tt.want)
		}
	}
}
