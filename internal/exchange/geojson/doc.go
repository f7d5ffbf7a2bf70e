// Package geojson reads municipality boundaries that an organisation imports, makes them small, and packs them for storage.
//
// It translates and decides nothing: what is wrong is a [Problem], a message key with arguments. The format is RFC 7946: a
// FeatureCollection of Polygons and MultiPolygons in WGS 84, longitude before latitude. Reading trusts nothing about the file; it
// is bounded in bytes, features and points ([Limits]) and read feature by feature.
package geojson

import (
	"fmt"
	"strings"

	"rinnalla/internal/fault"
)

// Point is longitude and latitude, WGS 84, degrees.
type Point = [2]float64

// Ring is a closed line; its last point is not repeated.
type Ring = []Point

// Boundary is the area of one municipality.
type Boundary struct {
	// Code is three digits, leading zeros kept.
	Code string
	// Name is what the file calls it; it may be empty.
	Name string
	// Polygons each have an outer ring first, then the holes in it.
	Polygons [][]Ring
}

// Rings are all rings of the boundary; drawn by the even-odd rule they are its area.
func (b Boundary) Rings() []Ring {
	var all []Ring
	for _, polygon := range b.Polygons {
		all = append(all, polygon...)
	}
	return all
}

// Points is how many points the boundaries have.
func Points(boundaries []Boundary) int {
	n := 0
	for _, b := range boundaries {
		for _, ring := range b.Rings() {
			n += len(ring)
		}
	}
	return n
}

// Problem is one thing that is wrong with a file or with a feature in it. Key names a sentence in the catalogues (geojson.json);
// Args are alternating names and values for it. As an error it is also an Invalid [fault.Fault] with the same key.
type Problem struct {
	Key  string
	Args []any
	// Cause is the technical reason, for the log; nil when there is none.
	Cause error
}

// Error gives the key, the arguments and the cause, for logs and tests.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Key)
	for i := 0; i+1 < len(p.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", p.Args[i], p.Args[i+1])
	}
	if p.Cause != nil {
		b.WriteString(": " + p.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the problem as a fault, and the technical reason.
func (p *Problem) Unwrap() []error {
	errs := []error{fault.New(fault.Invalid, p.Key, p.Args...)}
	if p.Cause != nil {
		errs = append(errs, p.Cause)
	}
	return errs
}

func problem(key string, args ...any) *Problem {
	return &Problem{Key: key, Args: args}
}
