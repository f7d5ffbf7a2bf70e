package boundary

import (
	"io"
	"slices"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/geojson"
	"rinnalla/internal/fault"
)

// UsualCodes are the properties in which the municipality's code is looked for when the order names none.
func UsualCodes() []string { return geojson.UsualCodes() }

// File is a file of boundaries that has been read, checked and simplified. It is made outside of acts: that takes seconds when the
// file is large.
type File struct {
	order      Order
	boundaries []geojson.Boundary
	leftOut    LeftOut
}

// LeftOut is what of a file could not be used.
type LeftOut struct {
	// Unknown are names and codes of municipalities that are not in use today.
	Unknown []string `json:",omitempty"`
	// Remarks are the first of the features that could not be read; More is how many there are beside them.
	Remarks []Remark `json:",omitempty"`
	More    int      `json:",omitempty"`
}

// Remark is a message key with its arguments, names and values in turn.
type Remark struct {
	Key  string
	Args []any
}

// mostRemarks is how many are kept.
const mostRemarks = 20

// Read takes the boundaries of the municipalities that are in use today out of a GeoJSON file. Features that cannot be used and
// municipalities no longer in use are left out and told. A file with nothing that can be used is a fault of the field "file".
func Read(file io.Reader, o Order, today civil.Date) (*File, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	all, problems, err := geojson.Read(file, geojson.Form{Code: o.Code})
	if wrong := fault.Of(err); wrong != nil {
		return nil, besideFile(wrong.Key, wrong.Args...)
	}
	if err != nil {
		return nil, err
	}
	f := &File{order: o}
	f.leftOut.remark(problems)
	table := area.On(today)
	known := slices.DeleteFunc(all, func(b geojson.Boundary) bool {
		_, used := table.Municipality(b.Code)
		if !used {
			f.leftOut.Unknown = append(f.leftOut.Unknown, called(b))
		}
		return !used
	})
	f.boundaries = slices.DeleteFunc(geojson.Simplify(known, Budget), func(b geojson.Boundary) bool { return len(b.Polygons) == 0 })
	if len(f.boundaries) == 0 {
		return nil, besideFile("boundary.file.unknown")
	}
	return f, nil
}

func besideFile(key string, args ...any) error {
	var c fault.Checks
	c.That(false, "file", key, args...)
	return c.Err()
}

func called(b geojson.Boundary) string {
	if b.Name == "" {
		return b.Code
	}
	return b.Name + " (" + b.Code + ")"
}

func (l *LeftOut) remark(problems []*geojson.Problem) {
	for _, p := range problems {
		if len(l.Remarks) == mostRemarks {
			l.More++
			continue
		}
		l.Remarks = append(l.Remarks, Remark{p.Key, p.Args})
	}
}
