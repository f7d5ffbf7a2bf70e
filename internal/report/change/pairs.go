package change

import (
	"time"

	"rinnalla/internal/civil"
)

// The series are the ways in which a person's pair can be chosen that reports offer: the plain one, and those that narrow it.
const (
	seriesPlain = iota
	seriesStartEnd
	seriesClient
	seriesTogether
	seriesWorker
	seriesCount
)

// seriesOf is the series that a question is about.
func seriesOf(q Query) int {
	switch {
	case q.Pairs == StartToEnd:
		return seriesStartEnd
	case q.Who == ClientAlone:
		return seriesClient
	case q.Who == Together:
		return seriesTogether
	case q.Who == ByWorker:
		return seriesWorker
	}
	return seriesPlain
}

// Who answered, as cohort.by has it.
const (
	byClient = iota
	byTogether
	byWorker
)

// takes tells which answers a series takes. The plain ones take a worker's only of people without own answers.
func takes(series int, by uint8, own bool) bool {
	switch series {
	case seriesClient:
		return by == byClient
	case seriesTogether:
		return by == byTogether
	case seriesWorker:
		return by == byWorker
	}
	return (by != byWorker) == own
}

// pairsOf are everybody's pairs in a series, by person.
func (c *cohort) pairsOf(series int) []pair {
	if c.series[series] != nil {
		return c.series[series]
	}
	pairs := make([]pair, len(c.ids))
	for i := range pairs {
		pairs[i] = c.pairOf(int32(i), series)
	}
	c.series[series] = pairs
	return pairs
}

func (c *cohort) pairOf(person int32, series int) pair {
	own := false
	for m := c.newest[person]; m >= 0; m = c.before[m] {
		own = own || c.by[m] != byWorker && c.counts(m)
	}
	p := pair{-1, -1}
	for m := c.newest[person]; m >= 0; m = c.before[m] {
		if !c.counts(m) || !takes(series, c.by[m], own) {
			continue
		}
		rank := c.when[m] % ranksOfDay
		if (series != seriesStartEnd || rank == rankStart) && (p.first < 0 || c.earlier(m, p.first)) {
			p.first = m
		}
		if (series != seriesStartEnd || rank == rankEnd) && (p.last < 0 || c.later(m, p.last)) {
			p.last = m
		}
	}
	if p.first < 0 || p.last >= 0 && c.when[p.last] <= c.when[p.first] {
		p.last = -1
	}
	return p
}

func (c *cohort) counts(m int32) bool { return c.versions[c.version[m]].counts && c.settled(c.when[m]) }

// settled tells whether measurements of a moment count already.
func (c *cohort) settled(when int32) bool { return c.until == 0 || when < c.until }

// earlier tells whether a comes before b; of two of the same moment, the fuller one.
func (c *cohort) earlier(a, b int32) bool {
	return c.when[a] < c.when[b] || c.when[a] == c.when[b] && c.existing(a) > c.existing(b)
}

func (c *cohort) later(a, b int32) bool {
	return c.when[a] > c.when[b] || c.when[a] == c.when[b] && c.existing(a) > c.existing(b)
}

// existing is how many scores there are.
func (c *cohort) existing(m int32) (n int) {
	for scale := range c.versions[c.version[m]].scales {
		if s := c.score(m, scale); s == s {
			n++
		}
	}
	return n
}

// mixed is how many people were measured with versions whose scores do not compare with those that count.
func (c *cohort) mixed() (n int64) {
	for _, m := range c.newest {
		for ; m >= 0; m = c.before[m] {
			if !c.versions[c.version[m]].counts && c.settled(c.when[m]) {
				n++
				break
			}
		}
	}
	return n
}

// quarter numbers the calendar quarters, in which first measurements are told.
func quarter(d civil.Date) int32 { return int32(4*d.Year + civil.MonthOf(d).Quarter() - 1) }

func quarterStart(q int32) civil.Date { return civil.QuarterPeriod(int(q/4), int(q%4)+1).From }

// epoch is from where packed measurements count their days.
var epoch = civil.Date{Year: 1970, Month: time.January, Day: 1}

func (c *cohort) quarterOf(m int32) int32 { return quarter(epoch.AddDays(c.day(m))) }
