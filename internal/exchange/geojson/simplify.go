package geojson

import (
	"cmp"
	"container/heap"
	"math"
)

// Grid is the distance in degrees to which points are rounded: about eleven metres from north to south.
const Grid = 0.0001

// Simplify rounds the points to [Grid] and takes out those that show least, by the area of the triangle with their neighbours
// (Visvalingam and Whyatt 1993), until at most budget are left. The same input gives the same output.
//
// Borders that two municipalities share are simplified once, so that they still meet; points where three meet stay. An island or a
// lake that has come down to a triangle goes as a whole when its turn comes; the largest polygon of a municipality never does.
// When nothing more can go the result has more points than the budget.
func Simplify(boundaries []Boundary, budget int) []Boundary {
	n := newNet(boundaries)
	n.reduce(budget)
	return n.boundaries(boundaries)
}

// removal is a vertex waiting to be taken out; it is stale when the vertex's area has changed since.
type removal struct {
	area   float64
	vertex int
}

// removals is a heap, the least first; equal ones by their place, so that the order never varies.
type removals []removal

func (r removals) Len() int { return len(r) }
func (r removals) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(r[i].area, r[j].area), cmp.Compare(r[i].vertex, r[j].vertex)) < 0
}
func (r removals) Swap(i, j int) { r[i], r[j] = r[j], r[i] }
func (r *removals) Push(x any)   { *r = append(*r, x.(removal)) }
func (r *removals) Pop() any {
	old := *r
	last := old[len(old)-1]
	*r = old[:len(old)-1]
	return last
}

// reduce takes out the least until the points fit the budget.
func (n *net) reduce(budget int) {
	for i := range n.vertices {
		n.weigh(i, 0)
	}
	for n.points > budget && len(n.queue) > 0 {
		next := heap.Pop(&n.queue).(removal)
		v := &n.vertices[next.vertex]
		if v.gone || n.arcs[v.arc].gone || v.area != next.area {
			continue
		}
		n.takeOut(next.vertex)
	}
}

// weigh sets a vertex's area and queues it; the ends of an arc stay. Areas never fall below what has gone before, or a row of
// small corners would outlive a large one.
func (n *net) weigh(i int, least float64) {
	v := &n.vertices[i]
	if v.previous < 0 || v.next < 0 {
		return
	}
	v.area = max(triangle(n.vertices[v.previous].node, v.node, n.vertices[v.next].node), least)
	heap.Push(&n.queue, removal{v.area, i})
}

// triangle is the area in square units of the grid, with degrees of longitude shortened as they are at the place.
func triangle(a, b, c node) float64 {
	short := math.Cos(float64(b.y) * Grid * math.Pi / 180)
	ax, ay := float64(a.x-b.x)*short, float64(a.y-b.y)
	cx, cy := float64(c.x-b.x)*short, float64(c.y-b.y)
	return math.Abs(ax*cy-cx*ay) / 2
}

// takeOut removes a vertex; from a triangle it removes the whole ring, or nothing when the ring is kept.
func (n *net) takeOut(i int) {
	v := &n.vertices[i]
	a := &n.arcs[v.arc]
	for _, r := range a.rings {
		if n.rings[r].count <= 3 {
			n.dropRing(a)
			return
		}
	}
	for _, r := range a.rings {
		n.rings[r].count--
		n.points--
	}
	v.gone = true
	n.vertices[v.previous].next, n.vertices[v.next].previous = v.next, v.previous
	if a.first == i {
		a.first = v.next
	}
	n.weigh(v.previous, v.area)
	n.weigh(v.next, v.area)
}

// dropRing takes out an island or a lake that stands alone.
func (n *net) dropRing(a *arc) {
	if !a.closed {
		return
	}
	for _, r := range a.rings {
		if n.rings[r].kept {
			return
		}
	}
	a.gone = true
	for _, r := range a.rings {
		n.points -= n.rings[r].count
		n.rings[r].count = 0
	}
}
