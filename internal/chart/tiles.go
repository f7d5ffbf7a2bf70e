package chart

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// priceOfEmpty weighs a compact map against true directions.
const priceOfEmpty = 0.2

// cell is a place in a grid of tiles.
type cell struct{ column, row int }

// tileCells gives each point a cell of its own so that directions between neighbours are kept as well as a grid can, with few gaps.
// The same points give the same cells. Aspect is the width of a tile divided by its height.
//
// The points are scaled so that a point's nearest neighbour is about one tile away; each takes the nearest free cell; then single
// moves and swaps are made as long as they bring the directions closer to the true ones. A few scales are tried, the best is kept.
func tileCells(points []point, aspect float64) []cell {
	plane := make([]point, len(points))
	for i, p := range points {
		plane[i] = point{p.x / aspect, p.y}
	}
	unit := neighbourDistance(plane)
	var best []cell
	bestScore := math.Inf(1)
	for _, spread := range []float64{0.65, 0.8, 1, 1.2} {
		l := newLayout(plane, unit*spread)
		l.settle()
		l.improve()
		l.closeGaps()
		l.squeeze()
		l.improve()
		l.closeGaps()
		if score := l.score(); score < bestScore-1e-9 {
			best, bestScore = l.cells, score
		}
	}
	return best
}

// neighbourDistance is the median distance to the nearest other point.
func neighbourDistance(points []point) float64 {
	var nearest []float64
	for i, p := range points {
		least := math.Inf(1)
		for j, q := range points {
			if i != j {
				least = min(least, math.Hypot(p.x-q.x, p.y-q.y))
			}
		}
		if least > 0 && !math.IsInf(least, 1) {
			nearest = append(nearest, least)
		}
	}
	if len(nearest) == 0 {
		return 1
	}
	slices.Sort(nearest)
	return nearest[len(nearest)/2]
}

// layout is a grid being filled.
type layout struct {
	// targets are the true places in cells.
	targets []point
	// pairs are the true relations of every two tiles, by i*n+j.
	pairs []relation
	cells []cell
	taken map[cell]int
}

// relation is where one tile truly lies from another: the direction, the logarithm of the distance in cells (not below one), and
// how much it counts: near ones most.
type relation struct{ x, y, logLength, weight float64 }

func newLayout(plane []point, unit float64) *layout {
	n := len(plane)
	l := &layout{targets: make([]point, n), pairs: make([]relation, n*n), cells: make([]cell, n), taken: map[cell]int{}}
	for i, p := range plane {
		l.targets[i] = point{p.x / unit, p.y / unit}
	}
	for i, from := range l.targets {
		for j, to := range l.targets {
			if length := distance(from, to); length > 0 {
				l.pairs[i*n+j] = relation{(to.x - from.x) / length, (to.y - from.y) / length, math.Log(max(length, 1)), 1 / max(length*length, 1)}
			}
		}
	}
	return l
}

// settle gives each point the nearest free cell, those in the middle of the map first.
func (l *layout) settle() {
	var middle point
	for _, t := range l.targets {
		middle.x += t.x / float64(len(l.targets))
		middle.y += t.y / float64(len(l.targets))
	}
	order := make([]int, len(l.targets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(distance(l.targets[a], middle), distance(l.targets[b], middle))
	})
	for _, i := range order {
		l.put(i, l.nearestFree(l.targets[i]))
	}
}

func distance(a, b point) float64 { return math.Hypot(a.x-b.x, a.y-b.y) }

func (l *layout) put(i int, c cell) {
	l.cells[i] = c
	l.taken[c] = i
}

// nearestFree looks in growing squares; the one beyond the first find may hold a nearer corner.
func (l *layout) nearestFree(t point) cell {
	home := cell{int(math.Round(t.x)), int(math.Round(t.y))}
	best, bestDistance := home, math.Inf(1)
	for reach := 0; float64(reach)-0.5 <= bestDistance; reach++ {
		for row := home.row - reach; row <= home.row+reach; row++ {
			for column := home.column - reach; column <= home.column+reach; column++ {
				c := cell{column, row}
				_, taken := l.taken[c]
				if d := distance(t, point{float64(column), float64(row)}); !taken && d < bestDistance {
					best, bestDistance = c, d
				}
			}
		}
	}
	return best
}

// improve makes the best move or swap among the eight cells around each tile, until nothing helps or enough rounds are made.
func (l *layout) improve() {
	const rounds = 20
	for range rounds {
		changed := false
		for i := range l.cells {
			changed = l.improveOne(i) || changed
		}
		if !changed {
			return
		}
	}
}

func (l *layout) improveOne(i int) bool {
	const reach = 1
	home := l.cells[i]
	bestGain, best := 1e-9, home
	for row := home.row - reach; row <= home.row+reach; row++ {
		for column := home.column - reach; column <= home.column+reach; column++ {
			c := cell{column, row}
			if c == home {
				continue
			}
			if gain := l.gain(i, c); gain > bestGain {
				bestGain, best = gain, c
			}
		}
	}
	if best == home {
		return false
	}
	l.move(i, best)
	return true
}

// move puts tile i into the cell; who was there comes to where i was.
func (l *layout) move(i int, to cell) {
	from := l.cells[i]
	delete(l.taken, from)
	if other, taken := l.taken[to]; taken {
		l.put(other, from)
	}
	l.put(i, to)
}

// gain is how much the strain of the whole map falls when i goes to the cell.
func (l *layout) gain(i int, to cell) float64 {
	other, swap := l.taken[to]
	if !swap {
		other = i
	}
	from := l.cells[i]
	before := l.strainOf(i, other)
	l.cells[other], l.cells[i] = from, to
	after := l.strainOf(i, other)
	l.cells[other], l.cells[i] = to, from
	return before - after
}

func (l *layout) strainOf(i, other int) float64 {
	if i == other {
		return l.strain(i)
	}
	return l.strain(i) + l.strain(other) - l.pairStrain(i, other)
}

// strain is what is wrong with one tile's place: the directions to the others, near ones counting most, and its distances to
// them, which pull the map together.
func (l *layout) strain(i int) float64 {
	sum := 0.0
	for j := range l.cells {
		if j != i {
			sum += l.pairStrain(i, j)
		}
	}
	return sum
}

func (l *layout) pairStrain(i, j int) float64 {
	r := l.pairs[i*len(l.cells)+j]
	x, y := l.cells[j].column-l.cells[i].column, l.cells[j].row-l.cells[i].row
	s := stepOf(x, y)
	turned := 1 - (r.x*float64(x)+r.y*float64(y))/s.length
	stretched := math.Abs(s.logLength - r.logLength)
	return r.weight * (turned + 0.25*stretched)
}

// step is the length of a step in the grid and its logarithm.
type step struct{ length, logLength float64 }

const knownSteps = 40

// steps are kept because the search asks for the same few millions of times.
var steps = func() (all [knownSteps][knownSteps]step) {
	for x := range all {
		for y := range all[x] {
			length := math.Hypot(float64(x), float64(y))
			all[x][y] = step{length, math.Log(length)}
		}
	}
	return all
}()

func stepOf(x, y int) step {
	x, y = max(x, -x), max(y, -y)
	if x < knownSteps && y < knownSteps {
		return steps[x][y]
	}
	length := math.Hypot(float64(x), float64(y))
	return step{length, math.Log(length)}
}

// closeGaps takes out rows and columns without tiles, and moves the map to the corner.
func (l *layout) closeGaps() {
	rows, columns := map[int]bool{}, map[int]bool{}
	for _, c := range l.cells {
		rows[c.row], columns[c.column] = true, true
	}
	newRow, newColumn := ranks(rows), ranks(columns)
	l.taken = map[cell]int{}
	for i, c := range l.cells {
		l.put(i, cell{newColumn[c.column], newRow[c.row]})
	}
}

// squeeze pushes two columns or two rows into one where no tiles collide and the map gains by it.
func (l *layout) squeeze() {
	for squeezed := true; squeezed; {
		squeezed = false
		for at := range l.cells {
			left := func(c cell) cell { return cell{c.column - beyond(c.column, at), c.row} }
			up := func(c cell) cell { return cell{c.column, c.row - beyond(c.row, at)} }
			squeezed = l.push(left) || l.push(up) || squeezed
		}
	}
}

func beyond(v, limit int) int {
	if v > limit {
		return 1
	}
	return 0
}

// push moves all tiles when none collide and the score falls.
func (l *layout) push(moved func(cell) cell) bool {
	taken := map[cell]int{}
	for i, c := range l.cells {
		to := moved(c)
		if _, collides := taken[to]; collides {
			return false
		}
		taken[to] = i
	}
	if maps.Equal(taken, l.taken) {
		return false
	}
	before, score := slices.Clone(l.cells), l.score()
	for i, c := range before {
		l.cells[i] = moved(c)
	}
	if l.score() >= score {
		l.cells = before
		return false
	}
	l.taken = taken
	return true
}

func ranks(used map[int]bool) map[int]int {
	var sorted []int
	for v := range used {
		sorted = append(sorted, v)
	}
	slices.Sort(sorted)
	rank := map[int]int{}
	for i, v := range sorted {
		rank[v] = i
	}
	return rank
}

// score is the mean strain, and a price for the empty cells of the grid.
func (l *layout) score() float64 {
	n := len(l.cells)
	strain, weight := 0.0, 0.0
	columns, rows := 0, 0
	for i, c := range l.cells {
		columns, rows = max(columns, c.column+1), max(rows, c.row+1)
		strain += l.strain(i)
	}
	for _, r := range l.pairs {
		weight += r.weight
	}
	empty := float64(columns*rows-n) / float64(n)
	return strain/max(weight, 1) + priceOfEmpty*empty
}
