package stats

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// Distribution is how many people have each value: a column of scores counted up, or
// a table that somebody published. Every figure is in the unit of the values.
type Distribution struct {
	values  []float64 // ascending, each once
	counts  []int64   // positive
	n       int64
	missing int64
}

// Distribute counts a column of values, one a person, in which [Missing] marks those
// without.
func Distribute(column []float64) Distribution {
	var c counter
	for _, value := range column {
		c.add(value, len(column))
	}
	return c.distribution()
}

// counter counts values one after the other.
type counter struct {
	small      [2 * reach]int64
	other      []float64
	n, missing int64
}

// reach is how far from 0 whole values are counted in place: most scales have whole
// scores, and these need no sorting.
const reach = 512

// add counts one of most values, Missing among them.
func (c *counter) add(value float64, most int) {
	c.n++
	if step := int(value); value > -reach && value < reach && float64(step) == value {
		c.small[step+reach]++
	} else if missing(value) {
		c.missing++
	} else {
		if c.other == nil {
			c.other = make([]float64, 0, most-int(c.n)+1)
		}
		c.other = append(c.other, value)
	}
}

func (c *counter) distribution() Distribution {
	d := Distribution{n: c.n - c.missing, missing: c.missing}
	slices.Sort(c.other)
	for _, value := range c.other {
		if last := len(d.values) - 1; last >= 0 && d.values[last] == value {
			d.counts[last]++
		} else {
			d.values, d.counts = append(d.values, value), append(d.counts, 1)
		}
	}
	return d.with(c.small[:], -reach)
}

// with adds counts of whole values, the first of which is from.
func (d Distribution) with(small []int64, from int) Distribution {
	merged := Distribution{n: d.n, missing: d.missing}
	add := func(value float64, count int64) {
		merged.values, merged.counts = append(merged.values, value), append(merged.counts, count)
	}
	next := 0
	for i, count := range small {
		if count == 0 {
			continue
		}
		whole := float64(from + i)
		for ; next < len(d.values) && d.values[next] < whole; next++ {
			add(d.values[next], d.counts[next])
		}
		add(whole, count)
	}
	merged.values = append(merged.values, d.values[next:]...)
	merged.counts = append(merged.counts, d.counts[next:]...)
	return merged
}

// Tabulated is the distribution that a table gives as values and how many people have
// each, in any order. There is none, and ok is false, when the columns differ in
// length, a value is not a number or occurs twice, or a count is negative.
func Tabulated(values []float64, counts []int64) (d Distribution, ok bool) {
	if len(values) != len(counts) {
		return Distribution{}, false
	}
	lines := make([]int, len(values))
	for i := range lines {
		lines[i] = i
	}
	slices.SortFunc(lines, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	for at, i := range lines {
		if missing(values[i]) || counts[i] < 0 || at > 0 && values[lines[at-1]] == values[i] {
			return Distribution{}, false
		}
		if counts[i] > 0 {
			d.values, d.counts = append(d.values, values[i]), append(d.counts, counts[i])
			d.n += counts[i]
		}
	}
	return d, true
}

// N is how many people have a value.
func (d Distribution) N() int64 { return d.n }

// Missing is how many people have none. A table does not say so.
func (d Distribution) Missing() int64 { return d.missing }

// All gives the values that somebody has, ascending, and how many people have each.
func (d Distribution) All() iter.Seq2[float64, int64] {
	return func(yield func(float64, int64) bool) {
		for i, value := range d.values {
			if !yield(value, d.counts[i]) {
				return
			}
		}
	}
}

// AtMost is how many people have the value or less: with the lowest possible score,
// those on the floor of a scale.
func (d Distribution) AtMost(value float64) int64 {
	var n int64
	for v, count := range d.All() {
		if v <= value {
			n += count
		}
	}
	return n
}

// AtLeast is how many people have the value or more: with the highest possible score,
// those at the ceiling of a scale.
func (d Distribution) AtLeast(value float64) int64 {
	var n int64
	for v, count := range d.All() {
		if v >= value {
			n += count
		}
	}
	return n
}

// Mean is the arithmetic mean, Σx/n. It takes one value.
func (d Distribution) Mean() Figure {
	if d.n == 0 {
		return lacking(NoValues)
	}
	return known(d.mean())
}

// mean needs a value.
func (d Distribution) mean() float64 {
	var total longSum
	for value, count := range d.All() {
		total.add(value * float64(count))
	}
	return total.value() / float64(d.n)
}

// SD is the standard deviation of a sample, √(Σ(x-mean)²/(n-1)). It takes two values.
func (d Distribution) SD() Figure {
	if d.n < 2 {
		return lacking(few(d.n))
	}
	return known(math.Sqrt(d.variance()))
}

// variance needs two values.
func (d Distribution) variance() float64 {
	mean := d.mean()
	var squares, rest longSum
	for value, count := range d.All() {
		off := value - mean
		squares.add(off * off * float64(count))
		rest.add(off * float64(count))
	}
	// What rounding left in the mean is taken out again.
	n, left := float64(d.n), rest.value()
	return max(0, squares.value()-left*left/n) / (n - 1)
}

// few is why too small a number of values gives no figure.
func few(n int64) Lack {
	if n == 0 {
		return NoValues
	}
	return TooFew
}

// Median is the middle value, or the mean of the two in the middle.
func (d Distribution) Median() Figure { return d.Quantile(0.5) }

// Quantile is the value below which the share p of the people is, by linear
// interpolation between the values at the ranks around 1 + (n-1)p. Source: Hyndman and
// Fan, The American Statistician 50 (1996) 361-365, definition 7, which is what R uses
// unless told otherwise. p is from 0 to 1.
func (d Distribution) Quantile(p float64) Figure {
	if d.n == 0 {
		return lacking(NoValues)
	}
	if !(p >= 0 && p <= 1) {
		return lacking(Unsound)
	}
	place := float64(d.n-1) * p
	whole := math.Floor(place)
	low, high := d.ranked(int64(whole)), d.ranked(int64(math.Ceil(place)))
	if low == high {
		return known(low)
	}
	part := place - whole
	return known((1-part)*low + part*high)
}

// ranked is the value that so many people come before.
func (d Distribution) ranked(before int64) float64 {
	for value, count := range d.All() {
		if before < count {
			return value
		}
		before -= count
	}
	return d.values[len(d.values)-1]
}

// longSum adds without losing what rounding takes off each time.
// Source: Neumaier, ZAMM 54 (1974) 39-51.
type longSum struct{ total, lost float64 }

func (s *longSum) add(x float64) {
	total := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += s.total - total + x
	} else {
		s.lost += x - total + s.total
	}
	s.total = total
}

func (s *longSum) value() float64 { return s.total + s.lost }
