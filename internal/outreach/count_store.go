package outreach

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

const (
	// A count stops at so many visits when the sums cannot tell, and at so many
	// sums when they can.
	mostCounted = 10_000
	mostSums    = 4_000
)

// count tells how many visits there are, or that there are more than it counted.
func (q *question) count() (int, bool, error) {
	if q.f.counted() {
		return q.countBySums()
	}
	q.args = act.Args{}
	var parts []string
	for _, p := range q.parts {
		parts = append(parts, "SELECT 1 AS one"+q.from(p, true))
	}
	n, _, err := act.One(q.tx, scanCount, "SELECT count(*) FROM (SELECT one FROM ("+strings.Join(parts, " UNION ALL ")+
		") AS parts LIMIT "+q.args.Add(mostCounted+1)+") AS counted", q.args.Values...)
	q.args = act.Args{}
	return min(n, mostCounted), n > mostCounted, err
}

func scanCount(s act.Scanner) (n int, err error) { return n, s.Scan(&n) }

// countBySums adds up the sums of whole years and months, and counts what waits
// to be added to them and the visits of the days at the period's ends.
func (q *question) countBySums() (total int, more bool, err error) {
	code, err := q.code()
	if err != nil {
		return 0, false, err
	}
	c := q.f.cut()
	for _, p := range q.parts {
		for _, sums := range c.sums {
			n, rows, err := q.sum(p, code, sums)
			if err != nil {
				return 0, false, fmt.Errorf("count visits: %w", err)
			}
			total, more = total+n, more || rows == mostSums
		}
		n, err := q.countApart(p, c)
		if err != nil {
			return 0, false, fmt.Errorf("count visits: %w", err)
		}
		total += n
	}
	if more {
		total -= total % 1_000
	}
	return total, more, nil
}

// code is the topic's code or the worker that is asked for. A topic of another
// organisation may have the same code; its id says whose it is.
func (q *question) code() (string, error) {
	if q.f.Topic.IsZero() {
		if q.f.Worker.IsZero() {
			return "", nil
		}
		return q.f.Worker.String(), nil
	}
	t, found, err := findTopic(q.tx, q.f.Topic)
	if err != nil || !found {
		q.parts = nil
		return "", err
	}
	q.parts = slices.DeleteFunc(q.parts, func(p part) bool { return !p.everywhere && p.organisation != t.Organisation })
	for i := range q.parts {
		q.parts[i].everywhere, q.parts[i].organisation = false, t.Organisation
	}
	return t.Code, nil
}

// sum adds up the sums of one part and tells how many there were.
func (q *question) sum(p part, code string, sums sumSpan) (n, rows int, err error) {
	q.args = act.Args{}
	where := append(q.owner(p), q.plain()...)
	dimension := allVisits
	switch {
	case !q.f.Topic.IsZero():
		dimension = ofTopic
	case !q.f.Worker.IsZero():
		dimension = ofWorker
	}
	from, count := " FROM outreach_year v", "v.n"
	switch {
	case !sums.years && dimension == allVisits:
		from, count = " FROM outreach_area_month v", "v.visits"
	case !sums.years:
		from = " FROM outreach_detail_month v"
	}
	if count == "v.n" {
		where = append(where, "v.dimension = "+q.args.Add(dimension), "v.code = "+q.args.Add(code))
	}
	where = append(where, sums.within(&q.args)...)
	_, _, err = act.One(q.tx, func(s act.Scanner) (int, error) { return 0, s.Scan(&n, &rows) },
		"SELECT CAST(COALESCE(SUM(n), 0) AS bigint), count(*) FROM (SELECT "+count+" AS n"+from+" WHERE "+strings.Join(where, " AND ")+
			" LIMIT "+q.args.Add(mostSums)+") AS sums", q.args.Values...)
	q.args = act.Args{}
	return n, rows, err
}

// countApart counts, visit by visit, what no sum tells.
func (q *question) countApart(p part, c cutPeriod) (int, error) {
	cut := question{tx: q.tx, f: q.f}
	where := append(cut.owner(p), cut.rest()...)
	where = append(where, sumSpan{from: c.from, to: c.to}.within(&cut.args)...)
	total, _, err := act.One(q.tx, scanCount, `SELECT CAST(COALESCE(SUM(w.sign), 0) AS bigint) FROM outreach_untallied w
		CROSS JOIN outreach_version v WHERE v.stop = w.stop AND v.no = w.no AND (`+strings.Join(where, ") AND (")+")", cut.args.Values...)
	for _, edge := range c.edges {
		cut.args, cut.f.Period = act.Args{}, edge
		from := cut.from(p, false)
		n, _, failed := act.One(q.tx, scanCount, "SELECT count(*)"+from, cut.args.Values...)
		total, err = total+n, errors.Join(err, failed)
	}
	return total, err
}

// cutPeriod is a period in the parts that are told by sums, and the days at its
// ends that are part of no whole month.
type cutPeriod struct {
	from, to civil.Month // the whole months, half open; zero is open
	sums     []sumSpan
	edges    []civil.Period
}

// sumSpan is a run of whole years or months, half open. Zero ends are open.
type sumSpan struct {
	years    bool
	from, to civil.Month
}

func (s sumSpan) within(a *act.Args) (where []string) {
	column, value := "v.month", func(m civil.Month) any { return m }
	if s.years {
		column, value = "v.year", func(m civil.Month) any { return m.Year }
	}
	if !s.from.IsZero() {
		where = append(where, column+" >= "+a.Add(value(s.from)))
	}
	if !s.to.IsZero() {
		where = append(where, column+" < "+a.Add(value(s.to)))
	}
	return where
}

// cut takes the period apart.
func (f Filter) cut() (c cutPeriod) {
	c.from, c.to, c.edges = f.months()
	if !c.from.IsZero() && !c.to.IsZero() && !c.from.Before(c.to) {
		c.to = c.from // nothing is whole
		return c
	}
	january := func(year int) civil.Month { return civil.Month{Year: year, Month: time.January} }
	years := sumSpan{years: true}
	if !c.from.IsZero() {
		if years.from = january(c.from.Year); years.from != c.from {
			years.from.Year++
		}
	}
	if !c.to.IsZero() {
		years.to = january(c.to.Year)
	}
	if !years.from.IsZero() && !years.to.IsZero() && !years.from.Before(years.to) {
		c.sums = []sumSpan{{from: c.from, to: c.to}}
		return c
	}
	c.sums = append(c.sums, years)
	if years.from != c.from {
		c.sums = append(c.sums, sumSpan{from: c.from, to: years.from})
	}
	if years.to != c.to {
		c.sums = append(c.sums, sumSpan{from: years.to, to: c.to})
	}
	return c
}

// months takes a period apart: the whole months in it, half open, and the days
// at its ends that are not part of a whole month.
func (f Filter) months() (from, to civil.Month, edges []civil.Period) {
	p := f.Period
	if !p.From.IsZero() {
		from = civil.MonthOf(p.From)
		if from.First() != p.From {
			from = from.Next()
		}
	}
	if !p.To.IsZero() {
		to = civil.MonthOf(p.To)
	}
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return from, to, []civil.Period{p}
	}
	if !from.IsZero() && from.First() != p.From {
		edges = append(edges, civil.Period{From: p.From, To: from.First()})
	}
	if !to.IsZero() && to.First() != p.To {
		edges = append(edges, civil.Period{From: to.First(), To: p.To})
	}
	return from, to, edges
}
