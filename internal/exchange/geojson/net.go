package geojson

import (
	"cmp"
	"math"
	"slices"
)

// node is a rounded point, in units of the grid.
type node struct{ x, y int32 }

func compareNodes(a, b node) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) }

// vertex is a node on an arc; previous and next are places in net.vertices, or -1.
type vertex struct {
	node
	arc            int
	previous, next int
	area           float64
	gone           bool
}

// arc is a line between two points where borders meet, or a whole ring where none do.
type arc struct {
	first  int
	closed bool
	// rings are the places in net.rings of those that go along it.
	rings []int
	gone  bool
}

// outlineRing is a ring made of arcs.
type outlineRing struct {
	arcs []passage
	// count is the number of distinct points left.
	count int
	// kept rings are never taken out as a whole.
	kept bool
	// hole is a ring inside the outer one of its polygon.
	hole bool
	// boundary and polygon say whose ring it is.
	boundary, polygon int
}

// passage is going along an arc, forwards or backwards.
type passage struct {
	arc  int
	back bool
}

// net is the boundaries as arcs.
type net struct {
	vertices []vertex
	arcs     []arc
	rings    []outlineRing
	points   int
	queue    removals
}

// newNet rounds the rings and parts them into arcs.
func newNet(boundaries []Boundary) *net {
	n := &net{}
	var lines [][]node
	for b, boundary := range boundaries {
		first := len(n.rings)
		largest, size := -1, -1.0
		for p, polygon := range boundary.Polygons {
			for i, ring := range polygon {
				line := rounded(ring)
				if len(line) < 3 {
					continue
				}
				if a := enclosed(line); i == 0 && a > size {
					largest, size = len(n.rings), a
				}
				lines = append(lines, line)
				n.rings = append(n.rings, outlineRing{count: len(line), boundary: b, polygon: p, hole: i > 0})
				n.points += len(line)
			}
		}
		if largest >= first {
			n.rings[largest].kept = true
		}
	}
	meets := meetings(lines)
	known := map[string]int{}
	for r, line := range lines {
		for _, piece := range pieces(line, meets) {
			n.pass(r, piece, known)
		}
	}
	return n
}

// rounded puts the points on the grid and leaves out repetitions.
func rounded(ring Ring) []node {
	var line []node
	for _, p := range ring {
		line = append(line, node{int32(math.Round(p[0] / Grid)), int32(math.Round(p[1] / Grid))})
	}
	line = slices.Compact(line)
	for len(line) > 1 && line[0] == line[len(line)-1] {
		line = line[:len(line)-1]
	}
	return line
}

// enclosed is the area of a line in square units of the grid, north to south.
func enclosed(line []node) float64 {
	twice := 0.0
	for i, a := range line {
		b := line[(i+1)%len(line)]
		twice += float64(a.x)*float64(b.y) - float64(b.x)*float64(a.y)
	}
	return math.Abs(twice) / 2
}

// meetings are the nodes that have other than two neighbours: borders meet or part there.
func meetings(lines [][]node) map[node]bool {
	neighbours := map[node]neighbourhood{}
	for _, line := range lines {
		for i, at := range line {
			n := neighbours[at]
			n.add(line[(i+1)%len(line)])
			n.add(line[(i+len(line)-1)%len(line)])
			neighbours[at] = n
		}
	}
	meets := map[node]bool{}
	for at, n := range neighbours {
		if n.count != 2 {
			meets[at] = true
		}
	}
	return meets
}

// neighbourhood holds up to two different nodes and counts to three: more need not be told apart.
type neighbourhood struct {
	known [2]node
	count uint8
}

func (n *neighbourhood) add(at node) {
	switch {
	case n.count > 0 && n.known[0] == at, n.count > 1 && n.known[1] == at:
	case n.count < 2:
		n.known[n.count] = at
		n.count++
	default:
		n.count = 3
	}
}

// piece is a part of a ring in the direction all rings that share it agree on.
type piece struct {
	line   []node
	closed bool
	back   bool
}

// pieces cuts a ring where borders meet. A ring with no such place is one closed piece from its least node.
func pieces(line []node, meets map[node]bool) []piece {
	var cuts []int
	for i, at := range line {
		if meets[at] {
			cuts = append(cuts, i)
		}
	}
	if len(cuts) == 0 {
		least := 0
		for i, at := range line {
			if compareNodes(at, line[least]) < 0 {
				least = i
			}
		}
		turned := slices.Concat(line[least:], line[:least])
		if compareNodes(turned[len(turned)-1], turned[1]) < 0 {
			slices.Reverse(turned[1:])
			return []piece{{turned, true, true}}
		}
		return []piece{{turned, true, false}}
	}
	var out []piece
	doubled := slices.Concat(line, line)
	for i, start := range cuts {
		end := cuts[0] + len(line)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		part := slices.Clone(doubled[start : end+1])
		reversed := slices.Clone(part)
		slices.Reverse(reversed)
		if slices.CompareFunc(reversed, part, compareNodes) < 0 {
			out = append(out, piece{reversed, false, true})
			continue
		}
		out = append(out, piece{part, false, false})
	}
	return out
}

// pass lets a ring go along the piece, which is a new arc or one known from a neighbour.
func (n *net) pass(ring int, p piece, known map[string]int) {
	key := string(packLine(nil, p.line))
	a, found := known[key]
	if !found {
		a = n.addArc(p)
		known[key] = a
	}
	n.arcs[a].rings = append(n.arcs[a].rings, ring)
	n.rings[ring].arcs = append(n.rings[ring].arcs, passage{a, p.back})
}

func (n *net) addArc(p piece) int {
	a, first := len(n.arcs), len(n.vertices)
	for i, at := range p.line {
		n.vertices = append(n.vertices, vertex{node: at, arc: a, previous: first + i - 1, next: first + i + 1})
	}
	last := len(n.vertices) - 1
	if p.closed {
		n.vertices[first].previous, n.vertices[last].next = last, first
	} else {
		n.vertices[first].previous, n.vertices[last].next = -1, -1
	}
	n.arcs = append(n.arcs, arc{first: first, closed: p.closed})
	return a
}

// boundaries writes the net back in the order and with the names of the originals.
func (n *net) boundaries(originals []Boundary) []Boundary {
	out := make([]Boundary, len(originals))
	for i, b := range originals {
		out[i] = Boundary{Code: b.Code, Name: b.Name}
	}
	type home struct{ boundary, polygon int }
	open := home{-1, -1}
	for _, ring := range n.rings {
		line, at := n.trace(ring), home{ring.boundary, ring.polygon}
		to := &out[ring.boundary]
		switch {
		case len(line) < 3 || ring.hole && at != open:
			// a lake goes with its island
		case ring.hole:
			last := len(to.Polygons) - 1
			to.Polygons[last] = append(to.Polygons[last], line)
		default:
			to.Polygons, open = append(to.Polygons, []Ring{line}), at
		}
	}
	return out
}

// trace follows the arcs of a ring; where one arc ends the next begins, and the shared point is written once.
func (n *net) trace(ring outlineRing) Ring {
	var line Ring
	for _, p := range ring.arcs {
		a := n.arcs[p.arc]
		if a.gone {
			return nil
		}
		nodes := n.line(a)
		if p.back {
			slices.Reverse(nodes)
		}
		if !a.closed {
			nodes = nodes[:len(nodes)-1]
		}
		for _, at := range nodes {
			line = append(line, at.point())
		}
	}
	return line
}

func (n *net) line(a arc) []node {
	var nodes []node
	for i := a.first; i >= 0; i = n.vertices[i].next {
		nodes = append(nodes, n.vertices[i].node)
		if n.vertices[i].next == a.first {
			break
		}
	}
	return nodes
}

// point is written with as many decimals as the grid has, so that rounding again changes nothing.
func (at node) point() Point {
	const decimals = 10_000
	return Point{float64(at.x) / decimals, float64(at.y) / decimals}
}
