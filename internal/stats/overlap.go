package stats

import (
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
)

// Group are people whom every view of a set of views treats alike: each view counts
// all of them or none.
type Group struct {
	People int64
	// Views are the views that count them, by number, ascending, each once. Views that
	// few groups are in should have the low numbers: it makes [Blurred] fast.
	Views []int64
}

// Blurred tells whether sums that several views give over people (counts, totals of
// scores) can stand side by side: whatever multiples of the views somebody adds up and
// subtracts, the outcome is about nobody or about least people or more, never about
// one to least-1. It also holds for the views one by one.
//
// A combination of views counts every person of a group equally often, and groups that
// are counted in a fixed proportion to each other count as one. It is searched for a
// combination that counts some groups of fewer than least people together and all others
// not at all: group by group, the largest first, it is tried to leave the group out,
// which leaves fewer combinations, and to count it, if there is room for its people. The
// search is given up after some ten thousand steps, and then the answer is no, which may
// be too careful; in tables as small as those of one organisation that is rare.
//
// The arithmetic is in whole numbers modulo a prime near 2³², which lets a group pass
// for uncounted once in four thousand million times.
func Blurred(groups []Group, least int64) bool {
	left := make([]people, 0, len(groups))
	for _, g := range groups {
		if g.People > 0 {
			left = append(left, people{g.People, ones(g.Views)})
		}
	}
	s := search{steps: mostSteps}
	return s.none(combinations{rows: map[int64]vector{}}, left, nil, least-1)
}

// mostSteps bounds the search; a step is one group written anew.
const mostSteps = 20_000

// search looks for combinations that are about few people.
type search struct{ steps int }

// none tells whether no combination of those that are left counts some of the counted, or of the people that are left as long as they
// are not more than room, and nobody else.
func (s *search) none(space combinations, left, counted []people, room int64) bool {
	for {
		if s.steps -= len(left) + len(counted) + 1; s.steps < 0 {
			return false
		}
		left = space.reduce(left)
		if len(left) == 0 {
			return len(space.reduce(counted)) == 0
		}
		forced := false
		for _, p := range left {
			if p.n > room {
				space.forbid(p.how)
				forced = true
			}
		}
		if !forced {
			break
		}
	}
	at := 0
	for i, p := range left {
		if p.n > left[at].n {
			at = i
		}
	}
	one := left[at]
	rest := slices.Delete(slices.Clone(left), at, at+1)
	if !s.none(space.clone(), rest, append(slices.Clone(counted), one), room-one.n) {
		return false
	}
	space.forbid(one.how)
	return s.none(space, rest, counted, room)
}

// people are n persons, and how often combinations count each of them.
type people struct {
	n   int64
	how vector
}

// vector is a linear form of the multiples of the views: a person is counted Σ factor·multiple times.
type vector []term

type term struct {
	view   int64
	factor uint64 // modulo prime, not 0
}

const prime = 1<<32 - 5

func ones(views []int64) vector {
	v := make(vector, len(views))
	for i, view := range views {
		v[i] = term{view, 1}
	}
	return v
}

// combinations are those for which some forms are 0: their row echelon form, each row
// under its leading view, whose factor is 1.
type combinations struct{ rows map[int64]vector }

func (c combinations) clone() combinations { return combinations{maps.Clone(c.rows)} }

// forbid leaves only the combinations that count these people not at all.
func (c combinations) forbid(v vector) {
	if v = c.rest(v); len(v) > 0 {
		c.rows[v[0].view] = v.over(v[0].factor)
	}
}

// reduce writes everybody's form as it is for the combinations that are left, and puts those together who are counted in proportion.
// Whom none counts any more is left out.
func (c combinations) reduce(all []people) []people {
	place := map[string]int{}
	var kept []people
	var name []byte
	for _, p := range all {
		p.how = c.rest(p.how)
		if len(p.how) == 0 {
			continue
		}
		p.how = p.how.over(p.how[0].factor)
		name = name[:0]
		for _, t := range p.how {
			name = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(name, uint64(t.view)), t.factor)
		}
		if i, there := place[string(name)]; there {
			kept[i].n += p.n
			continue
		}
		place[string(name)] = len(kept)
		kept = append(kept, p)
	}
	return kept
}

// rest takes the rows out of a form, as far as they go: two forms with the same rest are the same for every combination that is left.
func (c combinations) rest(v vector) vector {
	for i := 0; i < len(v); {
		row, there := c.rows[v[i].view]
		if !there {
			i++
			continue
		}
		v = v.less(i, row)
	}
	return v
}

// less is v minus as much of the row as makes the term at i vanish; the row begins with that term's view.
func (v vector) less(i int, row vector) vector {
	times := prime - v[i].factor
	out := slices.Clone(v[:i])
	a, b := v[i:], row
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].view < b[0].view:
			out, a = append(out, a[0]), a[1:]
		case len(a) == 0 || b[0].view < a[0].view:
			out, b = append(out, term{b[0].view, product(b[0].factor, times)}), b[1:]
		default:
			if f := (a[0].factor + product(b[0].factor, times)) % prime; f != 0 {
				out = append(out, term{a[0].view, f})
			}
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// over divides all factors.
func (v vector) over(by uint64) vector {
	if by == 1 {
		return v
	}
	inverse := uint64(1) // by Fermat: by to the power of prime-2
	for i := bits.Len64(prime-2) - 1; i >= 0; i-- {
		inverse = product(inverse, inverse)
		if (prime-2)>>i&1 == 1 {
			inverse = product(inverse, by)
		}
	}
	out := make(vector, len(v))
	for i, t := range v {
		out[i] = term{t.view, product(t.factor, inverse)}
	}
	return out
}

func product(a, b uint64) uint64 { return a * b % prime }

// ShownParts tells which parts of a whole that is shown can be shown beside it. Each
// part has the same counts (of people with a second measurement, of people who got
// better …), and the whole is their sum. A part is shown when each of its counts is 0
// or its least or more. What the hidden parts make up together can be worked out, so
// that has to be 0 or least too; when it is not, the smallest part that mends it is
// hidden as well, or the smallest of all and then the next. least has one number for each count.
func ShownParts(parts [][]int64, least []int64) []bool {
	shown, rest := make([]bool, len(parts)), make([]int64, len(least))
	var order []int
	for i, counts := range parts {
		if shown[i] = enough(counts, least); shown[i] {
			order = append(order, i)
		} else {
			addTo(rest, counts)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return slices.Compare(parts[a], parts[b]) })
	for len(order) > 0 && !enough(rest, least) {
		at := max(0, slices.IndexFunc(order, func(i int) bool {
			with := slices.Clone(rest)
			addTo(with, parts[i])
			return enough(with, least)
		}))
		shown[order[at]] = false
		addTo(rest, parts[order[at]])
		order = slices.Delete(order, at, at+1)
	}
	return shown
}

func enough(counts, least []int64) bool {
	for i, n := range counts {
		if n > 0 && n < least[i] {
			return false
		}
	}
	return true
}

func addTo(sum, counts []int64) {
	for i, n := range counts {
		sum[i] += n
	}
}
