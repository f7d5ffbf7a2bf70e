package change

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"rinnalla/internal/civil"
	"rinnalla/internal/stats"
)

// Views that narrow an organisation or a unit overlap each other and its units in ways that tables with totals do not have: by the
// quarter in which people were first measured, by who answered, by how the pair is chosen, by where people live. They are allowed in the
// order of allow, each kind beside all before it, as far as everything that can be asked for still tells about nobody or about enough
// people, whatever is added up and subtracted (stats.Blurred).
const (
	kindCross  = iota // quarters of a unit, and series of a unit
	kindUnit          // units
	kindTown          // municipalities
	kindCounty        // counties
	kindTime          // quarters
	kindSeries        // series
	kindWhole         // the organisation
	kindsCount
)

// viewID numbers a view. Kinds whose views few people are in have the low numbers.
func viewID(kind int, a, b int32) int64 { return int64(kind)<<56 | int64(a)<<24 | int64(b) }

// quartersFrom keeps the quarters of a unit apart from its series.
const quartersFrom = 64

// bunch are pairs that all views count alike; series has a bit for each series that counts them.
type bunch struct {
	unit, quarter, town int32
	series              uint8
}

// audit is an organisation's people in bunches, and the views that are allowed so far.
type audit struct {
	*cohort
	bunches map[bunch][]tally // by scale
	beside  unitsTold
	// blocks are the quarters with which a block of quarters begins, but for the first.
	blocks          []int32
	series          uint8
	towns, counties map[int32]bool // that are allowed, by place in homes.towns and homes.counties
	// blocksOf are the blocks of single units, which are as long or longer; seriesOf tells whose series are allowed.
	blocksOf map[int32][]int32
	seriesOf map[int32]bool
	// off are the kinds that tell too much of a matter on a scale, though not of others.
	off [][mattersCount][kindsCount]bool
	// strict are the scales that decide what is allowed.
	strict []int
}

// narrow finds the view of a question that narrows, and what may be told of it.
func (c *cohort) narrow(f measuredFacts, units unitsTold) error {
	a := &audit{cohort: c, beside: units, towns: map[int32]bool{}, counties: map[int32]bool{}, blocksOf: map[int32][]int32{}, seriesOf: map[int32]bool{}}
	inUnit, byHome := !c.query.Unit.IsZero(), c.query.County != "" || c.query.Municipality != ""
	if (inUnit || byHome) && c.homes.of == nil {
		if err := f.towns(c); err != nil {
			return err
		}
	}
	a.fill()
	years, others := a.beginnings()
	a.allowTime(years)
	a.allowSeries()
	if seriesOf(c.query) == seriesPlain || inUnit {
		a.allowTime(others)
	}
	if inUnit || byHome {
		a.allowTowns()
	}
	if inUnit {
		a.allowCrosses()
	}
	a.see()
	return nil
}

// fill counts everybody's pairs into bunches.
func (a *audit) fill() {
	scales := a.definition().Scales
	limits := make([]limit, len(scales))
	for i, s := range scales {
		limits[i] = limitOf(s)
	}
	a.bunches, a.off = map[bunch][]tally{}, make([][mattersCount][kindsCount]bool, len(scales))
	for s := range seriesCount {
		a.pairsOf(s)
	}
	totals := make([]tally, len(scales))
	for person := range a.ids {
		for s := range seriesCount {
			p := a.cohort.series[s][person]
			counted := uint8(0)
			for other := range seriesCount {
				if a.cohort.series[other][person] == p {
					counted |= 1 << other
				}
			}
			if p.first < 0 || counted&(1<<s-1) != 0 { // a series before has counted it
				continue
			}
			at := bunch{a.unit[p.first], a.quarterOf(p.first), a.town(int32(person)), counted}
			if a.bunches[at] == nil {
				a.bunches[at] = make([]tally, len(scales))
			}
			for i := range scales {
				t := a.tally(p, i, limits[i])
				a.bunches[at][i].add(t)
				if s == seriesPlain {
					totals[i].add(t)
				}
			}
		}
	}
	a.decideWhoIsStrict(totals)
}

// decideWhoIsStrict leaves out the scales that few have pairs on: they would stop for all what they can be kept back from alone.
func (a *audit) decideWhoIsStrict(totals []tally) {
	var most int64
	for _, t := range totals {
		most = max(most, t[tallyPairs])
	}
	for i, t := range totals {
		if 2*t[tallyPairs] >= most && t[tallyPairs] > 0 {
			a.strict = append(a.strict, i)
		}
	}
}

// town is where a person lives, -1 when it is not known or not asked about.
func (a *audit) town(person int32) int32 {
	if at, known := a.homes.of[a.ids[person]]; known {
		return at
	}
	return -1
}

// block is the place of a quarter among blocks.
func block(blocks []int32, quarter int32) int32 {
	at, begins := slices.BinarySearch(blocks, quarter)
	if begins {
		at++
	}
	return int32(at)
}

// views are the views that count a bunch in a matter on a scale.
func (a *audit) views(at bunch, scale, m int) []int64 {
	off := a.off[scale][m]
	var all []int64
	take := func(kind int, allowed bool, x, y int32) {
		if allowed && !off[kind] {
			all = append(all, viewID(kind, x, y))
		}
	}
	if at.series&(1<<seriesPlain) != 0 {
		take(kindWhole, true, 0, 0)
		take(kindUnit, a.beside.verdicts[a.cohort.units[at.unit]][scale][m] == "", at.unit, 0)
		take(kindTime, len(a.blocks) > 0, block(a.blocks, at.quarter), 0)
		if at.town >= 0 {
			take(kindTown, a.towns[at.town], at.town, 0)
			take(kindCounty, a.counties[a.homes.countyOf[at.town]], a.homes.countyOf[at.town], 0)
		}
		take(kindCross, a.blocksOf[at.unit] != nil, at.unit, quartersFrom+block(a.blocksOf[at.unit], at.quarter))
	}
	for s := int32(seriesPlain + 1); s < seriesCount; s++ {
		if at.series&(1<<s) != 0 {
			take(kindSeries, a.series&(1<<s) != 0, s, 0)
			take(kindCross, a.seriesOf[at.unit], at.unit, s)
		}
	}
	slices.Sort(all)
	return all
}

// few are the views that too few people are behind in one of the matter's counts: they are kept back for their own size.
func (a *audit) few(scale, m, count int) map[int64]bool {
	sums := map[int64]int64{}
	for at, tallies := range a.bunches {
		if n := tallies[scale][count]; n > 0 {
			for _, v := range a.views(at, scale, m) {
				sums[v] += n
			}
		}
	}
	few := map[int64]bool{}
	for v, n := range sums {
		if n < matters[m].least(a.query.Rule) {
			few[v] = true
		}
	}
	return few
}

// safe tells whether all views that are allowed can be told side by side in a matter on a scale.
func (a *audit) safe(scale, m int) bool {
	for _, count := range matters[m].counts {
		few := a.few(scale, m, count)
		groups := map[string]*stats.Group{}
		for at, tallies := range a.bunches {
			n := tallies[scale][count]
			if n == 0 {
				continue
			}
			shown := slices.DeleteFunc(a.views(at, scale, m), func(v int64) bool { return few[v] })
			var key []byte
			for _, v := range shown {
				key = binary.LittleEndian.AppendUint64(key, uint64(v))
			}
			if groups[string(key)] == nil {
				groups[string(key)] = &stats.Group{Views: shown}
			}
			groups[string(key)].People += n
		}
		all := make([]stats.Group, 0, len(groups))
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			all = append(all, *groups[key])
		}
		if !stats.Blurred(all, matters[m].least(a.query.Rule)) {
			return false
		}
	}
	return true
}

// try allows something if the strict scales stay safe with it, and takes it back otherwise.
func (a *audit) try(add, back func()) bool {
	add()
	for _, scale := range a.strict {
		if !a.safe(scale, matterMeans) {
			back()
			return false
		}
	}
	return true
}

// settle keeps a kind of views back from the matters and scales that are not safe with it.
func (a *audit) settle(kind int) {
	inParallel(len(a.off), func(scale int) {
		for m := range matters {
			a.off[scale][m][kind] = false
			a.off[scale][m][kind] = !a.safe(scale, m)
		}
	})
}

// beginnings are the quarters at which a block could begin: those of years, and the others.
func (a *audit) beginnings() (years, others []int32) {
	first, last := quarter(epoch.AddDays(a.beside.first)), quarter(epoch.AddDays(a.beside.last))
	for q := first + 1; q <= last; q++ {
		if q%4 == 0 {
			years = append(years, q)
		} else {
			others = append(others, q)
		}
	}
	return years, others
}

// allowTime lets blocks begin with these quarters, all together or one by one.
func (a *audit) allowTime(quarters []int32) {
	before := a.blocks
	with := func(more ...int32) func() {
		return func() { a.blocks = slices.Sorted(slices.Values(append(slices.Clone(before), more...))) }
	}
	back := func() { a.blocks = before }
	if !a.try(with(quarters...), back) {
		for _, q := range quarters {
			if a.try(with(q), back) {
				before = a.blocks
			}
		}
	}
	a.settle(kindTime)
}

func (a *audit) allowSeries() {
	for s := seriesPlain + 1; s < seriesCount; s++ {
		bit := uint8(1) << s
		a.try(func() { a.series |= bit }, func() { a.series &^= bit })
	}
	a.settle(kindSeries)
}

// allowTowns allows counties and municipalities in which enough people live, the largest first.
func (a *audit) allowTowns() {
	ofTown, ofCounty := map[int32]int64{}, map[int32]int64{}
	for at, tallies := range a.bunches {
		if at.town >= 0 && at.series&(1<<seriesPlain) != 0 {
			ofTown[at.town] += mostPairs(tallies)
			ofCounty[a.homes.countyOf[at.town]] += mostPairs(tallies)
		}
	}
	a.allowAreas(a.counties, ofCounty)
	a.settle(kindCounty)
	a.allowAreas(a.towns, ofTown)
	a.settle(kindTown)
}

func mostPairs(tallies []tally) (n int64) {
	for _, t := range tallies {
		n = max(n, t[tallyPairs])
	}
	return n
}

func (a *audit) allowAreas(allowed map[int32]bool, people map[int32]int64) {
	var areas []int32
	for at, n := range people {
		if n >= a.query.Rule.LeastForMean {
			areas = append(areas, at)
		}
	}
	slices.SortFunc(areas, func(x, y int32) int { return cmp.Or(cmp.Compare(people[y], people[x]), cmp.Compare(x, y)) })
	all := func(to bool) func() {
		return func() {
			for _, at := range areas {
				allowed[at] = to
			}
		}
	}
	if a.try(all(true), all(false)) {
		return
	}
	for _, at := range areas {
		a.try(func() { allowed[at] = true }, func() { allowed[at] = false })
	}
}

// mostSingly is for how many units it is tried singly what cannot be allowed to all.
const mostSingly = 60

// allowCrosses allows quarters and series of single units: to all, or to one after the other, the largest first.
func (a *audit) allowCrosses() {
	people := map[int32]map[int32]int64{} // by unit and block
	for at, tallies := range a.bunches {
		if at.series&(1<<seriesPlain) != 0 {
			if people[at.unit] == nil {
				people[at.unit] = map[int32]int64{}
			}
			people[at.unit][block(a.blocks, at.quarter)] += mostPairs(tallies)
		}
	}
	sizes := map[int32]int64{}
	for unit, of := range people {
		for _, n := range of {
			sizes[unit] += n
		}
	}
	units := slices.SortedFunc(maps.Keys(sizes), func(x, y int32) int { return cmp.Or(cmp.Compare(sizes[y], sizes[x]), cmp.Compare(x, y)) })
	units = slices.DeleteFunc(units, func(u int32) bool {
		return a.beside.verdicts[a.cohort.units[u]] == nil || sizes[u] < a.query.Rule.LeastForMean
	})
	for _, give := range []func(unit int32) (func(), func()){
		func(unit int32) (func(), func()) {
			blocks := a.merged(people[unit])
			return func() { a.blocksOf[unit] = blocks }, func() { delete(a.blocksOf, unit) }
		},
		func(unit int32) (func(), func()) {
			return func() { a.seriesOf[unit] = true }, func() { delete(a.seriesOf, unit) }
		},
	} {
		a.cross(units, give)
	}
	a.settle(kindCross)
}

func (a *audit) cross(units []int32, give func(int32) (add, back func())) {
	each := func(do func(add, back func())) func() {
		return func() {
			for _, u := range units {
				do(give(u))
			}
		}
	}
	if a.try(each(func(add, _ func()) { add() }), each(func(_, back func()) { back() })) || len(units) > mostSingly {
		return
	}
	for _, u := range units {
		a.try(give(u))
	}
}

// merged are a unit's blocks: so many of the organisation's together that enough people are in each.
func (a *audit) merged(people map[int32]int64) []int32 {
	blocks := []int32{}
	var n, rest int64
	for _, in := range people {
		rest += in
	}
	for at, begins := range a.blocks {
		n += people[int32(at)]
		rest -= people[int32(at)]
		if n >= a.query.Rule.LeastForMean && rest >= a.query.Rule.LeastForMean {
			blocks, n = append(blocks, begins), 0
		}
	}
	return blocks
}

// see makes the view of the question, with what may be told of it.
func (a *audit) see() {
	c, s := a.cohort, seriesOf(a.query)
	unit := int32(slices.Index(c.units, c.query.Unit))
	blocks := a.blocks
	if unit >= 0 {
		blocks = a.blocksOf[unit]
	}
	from, to := a.snap(blocks)
	scales := a.definition().Scales
	total := make([]tally, len(scales))
	for i, p := range c.series[s] {
		if p.first < 0 || !c.query.Unit.IsZero() && c.unit[p.first] != unit || !a.lives(int32(i)) {
			continue
		}
		if b := block(blocks, c.quarterOf(p.first)); s == seriesPlain && (b < from || b > to) {
			continue
		}
		c.view = append(c.view, int32(i))
		for scale := range scales {
			total[scale].add(c.tally(p, scale, limitOf(scales[scale])))
		}
	}
	views := a.asked(s, unit, from, to, int32(len(blocks)))
	c.verdicts = make([]verdict, len(scales))
	for scale := range scales {
		for m := range matters {
			if !a.tells(scale, m, total[scale], views) {
				c.verdicts[scale][m] = keptBackWhy(matters[m].enough(total[scale], c.query.Rule))
			}
		}
	}
}

// snap makes the asked period longer until it begins and ends with blocks, and gives the first and the last of them.
func (a *audit) snap(blocks []int32) (from, to int32) {
	asked := a.query.Period
	from, to = 0, int32(len(blocks))
	if !asked.From.IsZero() {
		from = block(blocks, quarter(asked.From))
	}
	if !asked.To.IsZero() {
		to = block(blocks, quarter(asked.To.AddDays(-1)))
	}
	a.shown = asked
	switch {
	case from > 0:
		a.shown.From = quarterStart(blocks[from-1])
	case !covers(civil.Period{From: asked.From}, a.beside.first, a.beside.last):
		a.shown.From = quarterStart(quarter(epoch.AddDays(a.beside.first)))
	}
	switch {
	case int(to) < len(blocks):
		a.shown.To = quarterStart(blocks[to])
	case !covers(civil.Period{To: asked.To}, a.beside.first, a.beside.last):
		a.shown.To = quarterStart(quarter(epoch.AddDays(a.beside.last)) + 1)
	}
	return from, to
}

// lives tells whether a person lives where the question asks.
func (a *audit) lives(person int32) bool {
	if a.query.County == "" && a.query.Municipality == "" {
		return true
	}
	at := a.town(person)
	return at >= 0 && (a.homes.towns[at] == a.query.Municipality || a.homes.counties[a.homes.countyOf[at]] == a.query.County)
}

// asked are the views that make up the question's, and nothing when they are not allowed.
func (a *audit) asked(s int, unit, from, to, last int32) (views []int64) {
	town := int32(slices.Index(a.homes.towns, a.query.Municipality))
	county := int32(slices.Index(a.homes.counties, a.query.County))
	one := func(allowed bool, kind int, x, y int32) []int64 {
		if !allowed {
			return nil
		}
		return []int64{viewID(kind, x, y)}
	}
	switch {
	case town >= 0:
		return one(a.towns[town], kindTown, town, 0)
	case county >= 0:
		return one(a.counties[county], kindCounty, county, 0)
	case s != seriesPlain && unit >= 0:
		return one(a.seriesOf[unit], kindCross, unit, int32(s))
	case s != seriesPlain:
		return one(a.series&(1<<s) != 0, kindSeries, int32(s), 0)
	case from == 0 && to == last && unit >= 0:
		return one(true, kindUnit, unit, 0)
	case from == 0 && to == last:
		return one(true, kindWhole, 0, 0)
	}
	for b := from; b <= to; b++ {
		if unit >= 0 {
			views = append(views, viewID(kindCross, unit, quartersFrom+b))
		} else {
			views = append(views, viewID(kindTime, b, 0))
		}
	}
	return views
}

// tells says whether a matter is told of a view that is made up of others: of nobody always, else when each of them is.
func (a *audit) tells(scale, m int, t tally, views []int64) bool {
	nobody := true
	for _, count := range matters[m].counts {
		nobody = nobody && t[count] == 0
	}
	if nobody {
		return true
	}
	for _, v := range views {
		if a.off[scale][m][v>>56] || v>>56 == kindUnit && a.beside.verdicts[a.query.Unit][scale][m] != "" {
			return false
		}
		for _, count := range matters[m].counts {
			if a.few(scale, m, count)[v] {
				return false
			}
		}
	}
	return len(views) > 0
}
