package chart

import "math"

// meridian is the central one of ETRS-TM35FIN.
const meridian = 27

// project puts a place on a plane as ETRS-TM35FIN does, on a sphere: shapes keep their form from Hanko to Utsjoki. X grows to the
// east and y to the south; the unit is the earth's radius. Sizes on a screen do not show the difference from the ellipsoid.
func project(lat, lon float64) point {
	phi, lambda := lat*math.Pi/180, (lon-meridian)*math.Pi/180
	return point{
		x: math.Atanh(math.Cos(phi) * math.Sin(lambda)),
		y: -math.Atan2(math.Tan(phi), math.Cos(lambda)),
	}
}

// extent is the smallest box around the points.
func extent(points []point) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range points {
		b = b.with(box{p.x, p.y, p.x, p.y})
	}
	return b
}

// fit scales the extent into width and height, keeping its form, and gives the function that does it and the size it takes.
// A single point stands in the middle.
func fit(b box, width, height float64) (place func(point) point, size point) {
	w, h := b.x1-b.x0, b.y1-b.y0
	if w <= 0 && h <= 0 {
		return func(point) point { return point{width / 2, height / 2} }, point{width, height}
	}
	scale := math.Inf(1)
	if w > 0 {
		scale = width / w
	}
	if h > 0 {
		scale = min(scale, height/h)
	}
	return func(p point) point { return point{(p.x - b.x0) * scale, (p.y - b.y0) * scale} }, point{w * scale, h * scale}
}
