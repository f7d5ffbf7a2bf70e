package chart

import (
	"math"
	"slices"
	"testing"
)

// flat lists the shapes with groups opened and moved.
func flat(shapes []shape, dx, dy float64) []shape {
	var out []shape
	for _, s := range shapes {
		switch s := s.(type) {
		case group:
			out = append(out, flat(s.shapes, dx+s.x, dy+s.y)...)
		case rect:
			s.x, s.y = s.x+dx, s.y+dy
			out = append(out, s)
		case text:
			s.x, s.y = s.x+dx, s.y+dy
			out = append(out, s)
		case circle:
			s.x, s.y = s.x+dx, s.y+dy
			out = append(out, s)
		case line:
			s.x1, s.y1, s.x2, s.y2 = s.x1+dx, s.y1+dy, s.x2+dx, s.y2+dy
			out = append(out, s)
		case trace:
			points := make([]point, len(s.points))
			for i, p := range s.points {
				points[i] = point{p.x + dx, p.y + dy}
			}
			s.points = points
			out = append(out, s)
		case outline:
			if dx != 0 || dy != 0 {
				s.rings = slices.Clone(s.rings)
				for i, ring := range s.rings {
					s.rings[i] = flat([]shape{trace{points: ring}}, dx, dy)[0].(trace).points
				}
			}
			out = append(out, s)
		default:
			out = append(out, s)
		}
	}
	return out
}

func rects(d drawing, classes ...string) []rect {
	var out []rect
	for _, s := range d.shapes {
		if r, is := s.(rect); is && slices.Contains(classes, r.class) {
			out = append(out, r)
		}
	}
	return out
}

func TestEverythingIsInsideTheDrawing(t *testing.T) {
	for name, c := range samples(t) {
		for _, d := range c.drawings() {
			for _, s := range flat(d.shapes, 0, 0) {
				b := s.bounds()
				if b.x0 < -0.01 || b.y0 < -0.01 || b.x1 > d.w+0.01 || b.y1 > d.h+0.01 || math.IsNaN(b.x0+b.y0+b.x1+b.y1) {
					t.Errorf("%s %s: %#v is outside %v × %v", name, d.variant, s, d.w, d.h)
				}
			}
		}
	}
}

func TestWordsDoNotRunIntoEachOther(t *testing.T) {
	for name, c := range samples(t) {
		for _, d := range c.drawings() {
			var words []text
			for _, s := range flat(d.shapes, 0, 0) {
				if w, is := s.(text); is {
					words = append(words, w)
				}
			}
			for i, w := range words {
				for _, other := range words[:i] {
					if w.bounds().overlaps(other.bounds()) {
						t.Errorf("%s %s: %q and %q overlap", name, d.variant, w.lines, other.lines)
					}
				}
			}
		}
	}
}

func TestAPhoneDrawingThatDoesNotFitCanBeMovedSideways(t *testing.T) {
	for name, c := range samples(t) {
		for _, d := range c.drawings() {
			if d.variant == narrow && d.w > narrowWidth && !d.scrolls() {
				t.Errorf("%s: %v wide and not in a scrolling region", name, d.w)
			}
		}
	}
}

func TestColumnsAreProportionalAndStandOnZero(t *testing.T) {
	values := []float64{18, 22, 27, 19, 41, 52, 66, 71, 76}
	c := Columns{Head: headed("a"), Categories: months(9), Series: []Series{{Values: numbers(values...)}}, Format: plain}
	for _, d := range c.drawings() {
		columns := rects(d, "plot-bar")
		if len(columns) != len(values) {
			t.Fatalf("%d columns, want %d", len(columns), len(values))
		}
		perUnit := columns[0].h / values[0]
		for i, column := range columns {
			if math.Abs(column.h-values[i]*perUnit) > 0.01 || math.Abs(column.y+column.h-columns[0].y-columns[0].h) > 0.01 {
				t.Errorf("column %d is %v high for %v", i, column.h, values[i])
			}
			if i > 0 && columns[i-1].x+columns[i-1].w > column.x {
				t.Errorf("columns %d and %d overlap", i-1, i)
			}
		}
	}
}

func TestColumnsOfTwoPeriodsStandBesideEachOtherAndOneIsHatched(t *testing.T) {
	c := Columns{Head: headed("a"), Categories: months(3), Series: []Series{{Name: "nyt", Values: numbers(4, 8, 2)}, {Name: "ennen", Values: numbers(2, 4, 1)}}, Format: plain}
	d := c.drawings()[0]
	var this, before []rect
	for _, r := range rects(d, "plot-bar", "plot-frame") {
		if r.h == sampleHeight-2 {
			continue
		}
		if r.pattern == hatch {
			before = append(before, r)
		} else {
			this = append(this, r)
		}
	}
	if len(this) != 3 || len(before) != 3 {
		t.Fatalf("%d and %d columns, want 3 and 3", len(this), len(before))
	}
	for i := range this {
		if this[i].x+this[i].w > before[i].x+0.01 || math.Abs(this[i].h-2*before[i].h) > 0.01 {
			t.Errorf("month %d: %+v beside %+v", i, this[i], before[i])
		}
	}
}

func TestBarsAreProportional(t *testing.T) {
	h := HorizontalBars{Head: headed("a"), Bars: []Bar{{Label: "yksi", Value: Known(10)}, {Label: "kaksi", Value: Known(40)}, {Label: "kolme", Value: Known(0)}}, Format: plain}
	for _, d := range h.drawings() {
		bars, grooves := rects(d, "plot-bar"), rects(d, "plot-groove")
		if len(bars) != 2 || len(grooves) != 3 {
			t.Fatalf("%d bars in %d grooves, want 2 in 3", len(bars), len(grooves))
		}
		if bars[0].w != grooves[0].w || math.Abs(bars[1].w*4-bars[0].w) > 0.01 {
			t.Errorf("bars of 40 and 10 are %v and %v wide", bars[0].w, bars[1].w)
		}
	}
}

func TestDotsHaveAreasByTheirValues(t *testing.T) {
	if big, small := dotRadius(400, 400), dotRadius(100, 400); big != greatestDot || math.Abs(big-2*small) > 0.001 {
		t.Errorf("a fourfold value has radius %v to %v", big, small)
	}
}

func TestTicksAreRoundAndReachTheTop(t *testing.T) {
	for _, c := range []struct {
		top   float64
		whole bool
		want  []float64
	}{
		{0, true, []float64{0, 1}},
		{1, true, []float64{0, 1}},
		{1, false, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{3, true, []float64{0, 1, 2, 3}},
		{4.42, false, []float64{0, 1, 2, 3, 4, 5}},
		{7, true, []float64{0, 2, 4, 6, 8}},
		{76, true, []float64{0, 20, 40, 60, 80}},
		{100, true, []float64{0, 20, 40, 60, 80, 100}},
		{392, true, []float64{0, 100, 200, 300, 400}},
		{6210, true, []float64{0, 2000, 4000, 6000, 8000}},
		{0.03, false, []float64{0, 0.01, 0.02, 0.03}},
	} {
		got := ticks(c.top, c.whole)
		same := slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
		if !same {
			t.Errorf("ticks(%v, %v) = %v, want %v", c.top, c.whole, got, c.want)
		}
	}
}

func TestTicksOfAnyTop(t *testing.T) {
	for top := 1.0; top < 1e7; top *= 1.07 {
		for _, of := range []bool{true, false} {
			marks := ticks(top, of)
			last := marks[len(marks)-1]
			if len(marks) < 2 || len(marks) > 6 || last < top*(1-1e-9) || marks[len(marks)-2] >= top {
				t.Fatalf("ticks(%v, %v) = %v", top, of, marks)
			}
		}
	}
}

func TestLabelsOfManyMonthsAreThinned(t *testing.T) {
	c := Columns{Head: headed("a"), Categories: months(60), Series: []Series{{Values: wave(60)}}, Format: plain}
	for _, d := range c.drawings() {
		printed := 0
		for _, s := range d.shapes {
			if w, is := s.(text); is && slices.Contains(c.Categories, w.lines[0]) {
				printed++
			}
		}
		if printed < 4 || printed > 30 {
			t.Errorf("%s: %d of 60 labels are printed", d.variant, printed)
		}
	}
}
