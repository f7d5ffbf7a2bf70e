package geojson

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// The packed form: the mark and version, the number of boundaries, then for each its code, its name, and its polygons, rings and
// points, every list after its length. Points are whole numbers of [Grid], each as the difference from the one before.
const packMark = "RB1"

// Pack writes the boundaries for storage, a little over two bytes a point when they have been simplified. Points are rounded to
// [Grid]; what [Simplify] gave is kept exactly.
func Pack(boundaries []Boundary) []byte {
	out := []byte(packMark)
	out = binary.AppendUvarint(out, uint64(len(boundaries)))
	for _, b := range boundaries {
		out = packText(out, b.Code)
		out = packText(out, b.Name)
		out = binary.AppendUvarint(out, uint64(len(b.Polygons)))
		for _, polygon := range b.Polygons {
			out = binary.AppendUvarint(out, uint64(len(polygon)))
			for _, ring := range polygon {
				out = packLine(out, rounded(ring))
			}
		}
	}
	return out
}

func packText(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

func packLine(out []byte, line []node) []byte {
	out = binary.AppendUvarint(out, uint64(len(line)))
	var before node
	for _, at := range line {
		out = binary.AppendVarint(out, int64(at.x)-int64(before.x))
		out = binary.AppendVarint(out, int64(at.y)-int64(before.y))
		before = at
	}
	return out
}

// Unpack reads what [Pack] wrote. Bytes that are not that are an error, never a crash or more memory than their length allows.
func Unpack(packed []byte) ([]Boundary, error) {
	if len(packed) < len(packMark) || string(packed[:len(packMark)]) != packMark {
		return nil, errors.New("geojson: not packed boundaries")
	}
	u := &unpacker{rest: packed[len(packMark):]}
	var out []Boundary
	for range u.length() {
		b := Boundary{Code: u.text(), Name: u.text()}
		for range u.length() {
			var polygon []Ring
			for range u.length() {
				polygon = append(polygon, u.line())
			}
			b.Polygons = append(b.Polygons, polygon)
		}
		out = append(out, b)
	}
	if u.err == nil && len(u.rest) > 0 {
		u.err = errors.New("bytes are left over")
	}
	if u.err != nil {
		return nil, fmt.Errorf("geojson: unpack: %w", u.err)
	}
	return out, nil
}

// unpacker stops at the first thing that is wrong: from then on every length is zero.
type unpacker struct {
	rest []byte
	err  error
}

// length reads a count of things that take at least a byte each, so it cannot be larger than what is left.
func (u *unpacker) length() int {
	n, size := binary.Uvarint(u.rest)
	if size <= 0 || n > uint64(len(u.rest)-size) {
		u.fail("a length is wrong")
		return 0
	}
	u.rest = u.rest[size:]
	return int(n)
}

func (u *unpacker) fail(what string) {
	if u.err == nil {
		u.err = errors.New(what)
	}
	u.rest = nil
}

func (u *unpacker) text() string {
	n := u.length()
	s := string(u.rest[:n])
	u.rest = u.rest[n:]
	return s
}

func (u *unpacker) line() Ring {
	n := u.length()
	line := make(Ring, 0, min(n, len(u.rest)/2))
	var at node
	for range n {
		at = node{u.step(at.x), u.step(at.y)}
		line = append(line, at.point())
	}
	return slices.Clip(line)
}

// step reads one coordinate; degrees beyond the globe are refused.
func (u *unpacker) step(from int32) int32 {
	const globe = 1_800_000
	difference, size := binary.Varint(u.rest)
	if size <= 0 || difference > 2*globe || difference < -2*globe {
		u.fail("a point is wrong")
		return 0
	}
	u.rest = u.rest[size:]
	to := int64(from) + difference
	if to > globe || to < -globe {
		u.fail("a point is not on the globe")
		return 0
	}
	return int32(to)
}
