package chart

import (
	"cmp"
	"slices"
)

// nearer brings areas that lie far apart closer along one axis: bands in which nothing lies are narrowed, so that two counties at
// either end of the country do not shrink to specks. Within a band the scale is another, outside it is as it was.
type nearer struct {
	bands []stretch
	left  float64 // what is left of a band
}

type stretch struct{ from, to float64 }

// bringNearer narrows the bands that are wider than an eighth of the whole to a twentieth.
func bringNearer(taken []stretch, whole float64) nearer {
	slices.SortFunc(taken, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	n := nearer{left: whole / 20}
	for i, end := 0, 0.0; i < len(taken); i++ {
		if i > 0 && taken[i].from-end > whole/8 {
			n.bands = append(n.bands, stretch{end, taken[i].from})
		}
		if i == 0 || taken[i].to > end {
			end = taken[i].to
		}
	}
	return n
}

func (n nearer) at(v float64) float64 {
	at := v
	for _, b := range n.bands {
		switch wide := b.to - b.from; {
		case v >= b.to:
			at -= wide - n.left
		case v > b.from:
			at -= (v - b.from) * (1 - n.left/wide)
		}
	}
	return at
}

// middles are where the bands lie, for a line that tells of them.
func (n nearer) middles() []float64 {
	all := make([]float64, len(n.bands))
	for i, b := range n.bands {
		all[i] = (b.from + b.to) / 2
	}
	return all
}
