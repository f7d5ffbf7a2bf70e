package instrument

import "math"

// Steps reads the items of one scale out of packed answers as whole steps of one size, the lowest points of each item being step 0, for
// statistics that do not mind a common factor and a start of its own for each item (Cronbach's alpha). Like Columns it reads very many.
type Steps struct {
	Items []string
	at    []int
	table [][256]uint8
	size  int
}

// NoStep stands where there is no answer.
const NoStep = 255

// mostParts is into how many the smallest difference between points is divided in search of a size that all are multiples of.
const mostParts = 12

// Steps makes ready to read steps. false when the points of the items are no multiples of one size, or are more steps than 254.
func (c *Columns) Steps() (*Steps, bool) {
	size, ok := c.stepSize()
	if !ok {
		return nil, false
	}
	s := &Steps{Items: c.Items, at: c.at, table: make([][256]uint8, len(c.table)), size: c.size}
	for i := range c.table {
		low := lowest(c.table[i][:])
		for b, points := range c.table[i] {
			s.table[i][b] = NoStep
			if !math.IsNaN(points) {
				s.table[i][b] = uint8(math.Round((points - low) / size))
			}
		}
	}
	return s, true
}

func lowest(points []float64) float64 {
	low := math.Inf(1)
	for _, p := range points {
		if p < low {
			low = p
		}
	}
	return low
}

// stepSize is the largest size that the differences within every item are multiples of.
func (c *Columns) stepSize() (float64, bool) {
	var differences []float64
	least, most := math.Inf(1), 0.0
	for i := range c.table {
		low := lowest(c.table[i][:])
		for _, p := range c.table[i] {
			if d := p - low; d > 0 {
				differences = append(differences, d)
				least, most = min(least, d), max(most, d)
			}
		}
	}
	if len(differences) == 0 {
		return 1, true
	}
	for parts := 1.0; parts <= mostParts; parts++ {
		size := least / parts
		if most/size < NoStep-0.5 && multiples(differences, size) {
			return size, true
		}
	}
	return 0, false
}

func multiples(differences []float64, size float64) bool {
	for _, d := range differences {
		if n := d / size; math.Abs(n-math.Round(n)) > 1e-6 {
			return false
		}
	}
	return true
}

// Read fills into with the step of each item, turned over as the scale counts them, NoStep where there is no answer. into must have room
// for len(Items). It reports whether closed can be of this form.
func (s *Steps) Read(closed []byte, into []uint8) bool {
	if len(closed) < s.size || closed[0] != packForm {
		return false
	}
	into = into[:len(s.at)]
	for i, at := range s.at {
		into[i] = s.table[i][closed[at]]
	}
	return true
}

// AddNotAsked adds one to the count of each item that the skip conditions did not ask. closed must be one that Read takes.
func (s *Steps) AddNotAsked(closed []byte, counts []int64) {
	for i, at := range s.at {
		if closed[at] == byteNotAsked {
			counts[i]++
		}
	}
}

// Conditional tells whether anything in the version is asked only under a condition.
func (f *Form) Conditional() bool {
	for _, s := range f.sections {
		if s.show != nil {
			return true
		}
	}
	for i := range f.items {
		if f.items[i].ShowIf != nil {
			return true
		}
	}
	return false
}
