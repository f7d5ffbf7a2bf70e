package chart

import (
	"slices"
	"testing"
)

func TestValuesFallIntoAtMostFiveClasses(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   []class
	}{
		{nil, nil},
		{[]float64{7}, []class{{7, 7}}},
		{[]float64{0, 0}, []class{{0, 0}}},
		{[]float64{3, 0, 3}, []class{{0, 0}, {3, 3}}},
		{[]float64{8, 9, 21, 22, 24, 36}, []class{{8, 9}, {21, 21}, {22, 22}, {24, 24}, {36, 36}}},
		{[]float64{0, 1, 2, 10, 11, 12, 50, 51, 400}, []class{{0, 0}, {1, 2}, {10, 12}, {50, 51}, {400, 400}}},
		{[]float64{-2, -1, 0, 1}, []class{{-2, -2}, {-1, -1}, {0, 0}, {1, 1}}},
	} {
		if got := classify(c.values); !slices.Equal(got, c.want) {
			t.Errorf("%v falls into %v, want %v", c.values, got, c.want)
		}
	}
}

func TestEveryValueIsInExactlyOneClass(t *testing.T) {
	for n := 1; n < 120; n += 7 {
		var values []float64
		for i := range n {
			values = append(values, float64(i*i*31%211))
		}
		classes := classify(values)
		if len(classes) > 5 {
			t.Fatalf("%d classes", len(classes))
		}
		for _, v := range values {
			holders := 0
			for _, c := range classes {
				if c.holds(v) {
					holders++
				}
			}
			if holders != 1 {
				t.Errorf("%v is in %d of %v", v, holders, classes)
			}
		}
	}
}

func TestZeroWithheldAndNoNumberLookDifferent(t *testing.T) {
	m := MunicipalityMap{Places: []Place{{Value: Known(0)}, {Value: Known(4)}, {Value: Hidden()}, {Value: Missing()}}}
	p := m.palette()
	looks := map[look]bool{}
	for _, place := range m.Places {
		looks[p.look(place.Value)] = true
	}
	if len(looks) != 4 {
		t.Errorf("four kinds of value have %d looks", len(looks))
	}
}
