package change

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// cohort is everybody in one organisation who was measured with one instrument, in columns: a million people with two measurements each
// take some two hundred megabytes and no pointers.
type cohort struct {
	reading
	organisation access.OrganisationID
	query        Query

	joined map[client.ClientID]client.ClientID // records that were joined to another
	homes  homes                               // read when it is asked where people live
	// told is what is remembered of the organisation's units, when one of them alone was read.
	told *unitsTold

	// By person.
	ids    []client.ClientID
	slots  []int32 // of a hash table: a person's place and 1; 0: empty
	newest []int32 // what was read last of her measurements, -1: nothing
	// By measurement.
	before  []int32 // what was read before of the same person's, -1: nothing
	unit    []int32
	when    []int32 // see order
	by      []uint8
	version []int16
	scores  [][]float64 // perSlab measurements in each, scale by scale
	closed  [][]byte
	// until is the first moment that does not count, 0 when all do.
	until int32

	units     []access.UnitID // by place, as unit has them
	unitPlace map[access.UnitID]int32

	// What choose finds.
	series   [seriesCount][]pair // those that were asked for
	view     []int32             // the people whom the report is about
	verdicts []verdict           // by scale: what may be told of them
	crowded  bool                // the question narrows in more ways than one
	whole    bool                // the view is the whole organisation
	shown    civil.Period        // when the first measurements were made that the view takes
}

// perSlab measurements share a slab, so that growing never copies what is there.
const perSlab = 1 << 14

// homes are where people live: codes of municipalities and counties, and by person's id the place of a municipality.
type homes struct {
	of              map[client.ClientID]int32
	towns, counties []string
	countyOf        []int32 // by town
}

// pair are two measurements of one person, by place; -1: there is none.
type pair struct{ first, last int32 }

// ranks puts the occasions of one day into the order of the work.
var ranks = map[outcome.Occasion]int32{outcome.AtStart: 0, outcome.AtInterim: 1, outcome.AtOther: 2, outcome.AtEnd: 3, outcome.AtFollowUp: 4}

const (
	rankStart = 0
	rankEnd   = 3
	// ranksOfDay is room for the ranks of one day.
	ranksOfDay = 8
)

// order is when a measurement was made, so that a later one is greater: two of the same day by their occasions. Two on the same day on
// the same occasion are of the same moment.
func order(p *outcome.Packed) int32 { return int32(p.Day)*ranksOfDay + ranks[p.Occasion] }

func (c *cohort) day(m int32) int { return int(c.when[m] / ranksOfDay) }

// placeOf finds a unit's place. Most measurements are of the same unit as the one before.
func (c *cohort) placeOf(u access.UnitID) int32 {
	if last := len(c.unit) - 1; last >= 0 && c.units[c.unit[last]] == u {
		return c.unit[last]
	}
	at, known := c.unitPlace[u]
	if !known {
		at = int32(len(c.units))
		c.units, c.unitPlace[u] = append(c.units, u), at
	}
	return at
}

// add takes one measurement. Those of a version that is not known are left out; there are none.
func (c *cohort) add(p *outcome.Packed) {
	version := c.versionPlace(p.Number)
	if version < 0 {
		return
	}
	who := c.person(p.Client)
	m := int32(len(c.before))
	c.before, c.newest[who] = append(c.before, c.newest[who]), m
	c.unit, c.when = append(c.unit, c.placeOf(p.Unit)), append(c.when, order(p))
	c.by, c.version = append(c.by, uint8(slices.Index(answerers, p.By))), append(c.version, version)
	at := int(m) % perSlab
	if at == 0 {
		c.scores = append(c.scores, make([]float64, perSlab*c.width))
		c.closed = append(c.closed, make([]byte, perSlab*c.length))
	}
	slab := c.scores[len(c.scores)-1]
	for i := range c.width {
		score := math.NaN()
		if i < len(p.Scores) {
			score = p.Scores[i]
		}
		slab[i*perSlab+at] = score
	}
	copy(c.closed[len(c.closed)-1][at*c.length:][:c.length], p.Closed)
}

var answerers = outcome.Answerers()

// person finds a person's place by her id, or by that of the record that hers was joined to.
func (c *cohort) person(id client.ClientID) int32 {
	if into, there := c.joined[id]; there {
		id = into
	}
	if 2*len(c.ids) >= len(c.slots) {
		c.grow()
	}
	for at := c.slot(id); ; at = (at + 1) & (len(c.slots) - 1) {
		switch here := c.slots[at]; {
		case here == 0:
			c.ids, c.newest = append(c.ids, id), append(c.newest, -1)
			c.slots[at] = int32(len(c.ids))
			return int32(len(c.ids)) - 1
		case c.ids[here-1] == id:
			return here - 1
		}
	}
}

// slot is where to begin to look for an id.
func (c *cohort) slot(id client.ClientID) int {
	high, low := binary.LittleEndian.Uint64(id[:8]), binary.LittleEndian.Uint64(id[8:])
	mixed := (low ^ bits.RotateLeft64(high, 31)) * 0x9e3779b97f4a7c15
	return int(mixed>>32) & (len(c.slots) - 1)
}

func (c *cohort) grow() {
	c.slots = make([]int32, max(1024, 2*len(c.slots)))
	for i, id := range c.ids {
		at := c.slot(id)
		for c.slots[at] != 0 {
			at = (at + 1) & (len(c.slots) - 1)
		}
		c.slots[at] = int32(i) + 1
	}
}

// score is a measurement's score on a scale of the newest version that counts, NaN where there is none.
func (c *cohort) score(m int32, scale int) float64 {
	if m < 0 {
		return math.NaN()
	}
	at := c.versions[c.version[m]].scales[scale]
	if at < 0 {
		return math.NaN()
	}
	return c.scores[m/perSlab][at*perSlab+int(m)%perSlab]
}

// answers are a measurement's packed answers as far as instrument.Steps reads them.
func (c *cohort) answers(m int32) []byte {
	return c.closed[m/perSlab][int(m)%perSlab*c.length:][:c.length]
}

// reading is an instrument as a report reads it.
type reading struct {
	id       instrument.InstrumentID
	versions []versionRead
	places   []int16 // by number: place in versions and 1
	width    int     // the most scales of a version
	length   int     // the most bytes of answers
	latest   int     // of the versions that count, by place
}

// versionRead is a version of it.
type versionRead struct {
	form     *instrument.Form
	compares bool // with the version before
	counts   bool
	// scales are where each scale of the newest version stands among this one's, by code; -1: nowhere.
	scales []int
}

// take adds the next version.
func (r *reading) take(form *instrument.Form, compares bool) {
	r.places = append(r.places, make([]int16, form.Number+1-len(r.places))...)
	r.versions = append(r.versions, versionRead{form: form, compares: compares})
	r.places[form.Number] = int16(len(r.versions))
	r.width = max(r.width, len(form.Definition.Scales))
	r.length = max(r.length, form.FixedSize())
}

func (r *reading) versionPlace(number int) int16 {
	if number >= len(r.places) {
		return -1
	}
	return r.places[number] - 1
}

// count chooses the versions that count: of the runs of versions whose scores compare, the one with the most measurements, the newest of
// equal ones.
func (r *reading) count(cohorts []*cohort) {
	n := make([]int, len(r.versions))
	if len(cohorts) == 1 && cohorts[0].told != nil {
		r.settle(func(i int) bool { return slices.Contains(cohorts[0].told.numbers, r.versions[i].form.Number) }, n)
		cohorts[0].reading = *r
		return
	}
	for _, c := range cohorts {
		for _, v := range c.version {
			n[v]++
		}
	}
	best, bestFrom, bestTo := -1, 0, 0
	for from := 0; from < len(n); {
		to, sum := from+1, n[from]
		for to < len(n) && r.versions[to].compares {
			sum += n[to]
			to++
		}
		if sum >= best {
			best, bestFrom, bestTo = sum, from, to
		}
		from = to
	}
	r.settle(func(i int) bool { return i >= bestFrom && i < bestTo }, n)
	for _, c := range cohorts {
		c.reading = *r
	}
}

// settle makes ready to read the versions that count, by the newest of them that was used.
func (r *reading) settle(counts func(int) bool, n []int) {
	r.latest = -1
	for i := range r.versions {
		r.versions[i].counts = counts(i)
		if r.versions[i].counts && (n[i] > 0 || r.latest < 0) {
			r.latest = i
		}
	}
	if r.latest < 0 {
		return
	}
	for i := range r.versions {
		v := &r.versions[i]
		v.scales = nil
		for _, s := range r.definition().Scales {
			v.scales = append(v.scales, slices.IndexFunc(v.form.Definition.Scales, func(own instrument.Scale) bool { return own.Code == s.Code }))
		}
	}
}

func (r *reading) definition() instrument.Definition { return r.versions[r.latest].form.Definition }

// numbers are the numbers of the versions that count.
func (r *reading) numbers() (all []int) {
	for _, v := range r.versions {
		if v.counts {
			all = append(all, v.form.Number)
		}
	}
	return all
}

// stepsOf reads the items of a scale by each version that counts; nil for one that has other items than the newest, or none that can be read.
func (r *reading) stepsOf(scale string) []*instrument.Steps {
	all := make([]*instrument.Steps, len(r.versions))
	for i, v := range r.versions {
		if !v.counts {
			continue
		}
		if columns, whole := v.form.Columns(scale); whole {
			all[i], _ = columns.Steps()
		}
	}
	own := all[r.latest]
	for i, s := range all {
		if s != nil && (own == nil || !slices.Equal(s.Items, own.Items)) {
			all[i] = nil
		}
	}
	return all
}
