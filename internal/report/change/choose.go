package change

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
)

// choose finds whom of the cohort the report is about, and what may be told of them.
func (c *cohort) choose(f measuredFacts) error {
	plain := c.pairsOf(seriesPlain)
	if c.until == nothingSettled {
		c.tellNothing()
		return nil
	}
	if c.told != nil {
		c.shown = c.query.Period
		c.viewUnit(*c.told)
		return nil
	}
	first, last := c.began(plain)
	wholePeriod := covers(c.query.Period, first, last)
	if c.crowded = c.query.narrowings(wholePeriod) > 1; c.crowded {
		return nil
	}
	tallies := c.byUnit(plain)
	told := unitsTold{first: first, last: last, numbers: c.numbers(), verdicts: c.judgeUnits(tallies)}
	if c.query.narrowings(wholePeriod) > 0 {
		return c.narrow(f, told)
	}
	c.query.Known.remember(f.tx.Now, c, told)
	c.shown = c.query.Period
	if !c.query.Unit.IsZero() {
		c.viewUnit(told)
		return nil
	}
	c.whole = true
	c.view = make([]int32, 0, len(plain))
	for i, p := range plain {
		if p.first >= 0 {
			c.view = append(c.view, int32(i))
		}
	}
	c.verdicts = make([]verdict, len(tallies))
	for scale, units := range tallies {
		c.verdicts[scale] = ownSize(sum(units), c.query.Rule)
	}
	return nil
}

// tellNothing keeps everything back, though nobody is in view: that nobody counts yet does not mean that nobody was measured.
func (c *cohort) tellNothing() {
	c.shown = c.query.Period
	c.verdicts = make([]verdict, len(c.definition().Scales))
	for scale := range c.verdicts {
		for m := range matters {
			c.verdicts[scale][m] = stats.FewPeople
		}
	}
}

// began are the days of the earliest and the latest first measurement.
func (c *cohort) began(pairs []pair) (first, last int) {
	first, last = math.MaxInt, -1
	for _, p := range pairs {
		if p.first >= 0 {
			first, last = min(first, c.day(p.first)), max(last, c.day(p.first))
		}
	}
	return first, last
}

// covers tells whether a period leaves out none of the days from first to last.
func covers(p civil.Period, first, last int) bool {
	return last < 0 || (p.From.IsZero() || p.From.Sub(epoch) <= first) && (p.To.IsZero() || p.To.Sub(epoch) > last)
}

// viewUnit makes the view of one unit, by what may be told of units.
func (c *cohort) viewUnit(told unitsTold) {
	at := int32(slices.Index(c.units, c.query.Unit))
	for i, p := range c.series[seriesPlain] {
		if p.first >= 0 && c.unit[p.first] == at {
			c.view = append(c.view, int32(i))
		}
	}
	c.verdicts = told.verdicts[c.query.Unit]
	if c.verdicts == nil {
		c.verdicts = make([]verdict, len(c.definition().Scales))
	}
}

func sum(of []tally) (t tally) {
	for _, one := range of {
		t.add(one)
	}
	return t
}

// byUnit counts the people of every unit, on every scale.
func (c *cohort) byUnit(pairs []pair) [][]tally {
	scales := c.definition().Scales
	all := make([][]tally, len(scales))
	inParallel(len(scales), func(scale int) {
		of, l := make([]tally, len(c.units)), limitOf(scales[scale])
		for _, p := range pairs {
			if p.first >= 0 {
				of[c.unit[p.first]].add(c.tally(p, scale, l))
			}
		}
		all[scale] = of
	})
	return all
}

// inParallel does n things on all cores. A panic is the caller's: on its own it
// would end the program for everybody.
func inParallel(n int, do func(int)) {
	var waiting sync.WaitGroup
	next, broken := make(chan int), make(chan any, runtime.GOMAXPROCS(0))
	for range min(n, cap(broken)) {
		waiting.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					broken <- p
					for range next {
					}
				}
			}()
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	waiting.Wait()
	select {
	case p := <-broken:
		panic(p)
	default:
	}
}

// judgeUnits finds what may be told of each unit beside the whole: the parts that are told must not tell of the rest.
func (c *cohort) judgeUnits(tallies [][]tally) map[access.UnitID][]verdict {
	told := make(map[access.UnitID][]verdict, len(c.units))
	for _, u := range c.units {
		told[u] = make([]verdict, len(tallies))
	}
	for scale, units := range tallies {
		for i, m := range matters {
			shown := stats.ShownParts(countsOf(units, m), slices.Repeat([]int64{m.least(c.query.Rule)}, len(m.counts)))
			for at, u := range c.units {
				if !shown[at] {
					told[u][scale][i] = keptBackWhy(m.enough(units[at], c.query.Rule))
				}
			}
		}
	}
	return told
}

func countsOf(groups []tally, m matter) [][]int64 {
	all := make([][]int64, len(groups))
	for g, t := range groups {
		for _, i := range m.counts {
			all[g] = append(all[g], t[i])
		}
	}
	return all
}

func keptBackWhy(enough bool) stats.Lack {
	if enough {
		return stats.Telling
	}
	return stats.FewPeople
}

// unitsTold is what may be told of an organisation's units, and between which days their people were first measured.
type unitsTold struct {
	at          civil.Instant
	first, last int
	numbers     []int // the versions that count
	verdicts    map[access.UnitID][]verdict
}

// Known remembers what may be told of units. Working it out takes everybody whom the organisation has measured; with it a report on one
// unit reads the unit alone. It is safe for use by many at once.
type Known struct {
	mu sync.Mutex
	of map[knownKey]unitsTold
}

type knownKey struct {
	instrument   id.Of[access.Thing]
	organisation access.OrganisationID
	rule         report.Disclosure
}

// stale is how long what was worked out is relied on: people who were measured since may be told of a little too early or too late.
const stale = 600 // seconds

// mostKnown bounds the memory.
const mostKnown = 1000

func (k *Known) remember(now civil.Instant, c *cohort, told unitsTold) {
	if k == nil || c.query.Shared {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil || len(k.of) >= mostKnown {
		k.of = map[knownKey]unitsTold{}
	}
	told.at = now
	k.of[c.knownKey()] = told
}

func (c *cohort) knownKey() knownKey {
	return knownKey{access.ThingID(c.id), c.organisation, c.query.Rule}
}

func (k *Known) recall(now civil.Instant, c *cohort) (told unitsTold, there bool) {
	if k == nil || c.query.Shared {
		return told, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	told, there = k.of[c.knownKey()]
	return told, there && now.Sub(told.at).Seconds() < stale && !now.Before(told.at)
}
