package outreach

import (
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

// countBySums adds up the sums of whole years and months, what waits to be added
// to them, and the visits of the days at the period's ends, in one question.
func (q *question) countBySums() (total int, more bool, err error) {
	if err := q.findCode(); err != nil || len(q.parts) == 0 {
		return 0, false, err
	}
	c := q.f.cut()
	q.args = act.Args{}
	var counts []string
	for _, p := range q.parts {
		for _, sums := range c.sums {
			counts = append(counts, "SELECT CAST(COALESCE(SUM(n), 0) AS bigint) AS n, count(*) AS sums FROM ("+q.sums(p, sums)+") AS found")
		}
		counts = append(counts, "SELECT CAST(COALESCE(SUM(w.sign), 0) AS bigint), 0"+q.waiting(p, c))
		for _, edge := range c.edges {
			days := *q
			days.f.Period = edge
			counts = append(counts, "SELECT count(*), 0"+days.from(p, false))
			q.args = days.args
		}
	}
	err = act.Each(q.tx, func(s act.Scanner) error {
		var n, sums int
		err := s.Scan(&n, &sums)
		total, more = total+n, more || sums == mostSums
		return err
	}, strings.Join(counts, " UNION ALL "), q.args.Values...)
	q.args = act.Args{}
	if more {
		total -= total % 1_000
	}
	if err != nil {
		return 0, false, fmt.Errorf("count visits: %w", err)
	}
	return total, more, nil
}

// findCode finds the topic's code or the worker that is asked for. A topic of
// another organisation may have the same code; its id says whose it is.
func (q *question) findCode() error {
	if q.f.Topic.IsZero() {
		if !q.f.Worker.IsZero() {
			q.code = q.f.Worker.String()
		}
		return nil
	}
	t, found, err := findTopic(q.tx, q.f.Topic)
	if err != nil || !found {
		q.parts = nil
		return err
	}
	q.code = t.Code
	q.parts = slices.DeleteFunc(q.parts, func(p part) bool { return !p.everywhere && p.organisation != t.Organisation })
	for i := range q.parts {
		q.parts[i].everywhere, q.parts[i].organisation = false, t.Organisation
	}
	return nil
}

// sums are the sums of one part, at most mostSums of them.
func (q *question) sums(p part, span sumSpan) string {
	where := append(q.owner(p), q.plain()...)
	from, n := "outreach_year", "v.n"
	switch {
	case span.years:
	case q.code == "":
		from, n = "outreach_area_month", "v.visits"
	default:
		from = "outreach_detail_month"
	}
	if from != "outreach_area_month" {
		where = append(where, "v.dimension = "+q.args.Add(q.f.dimension()), "v.code = "+q.args.Add(q.code))
	}
	where = append(where, span.within(&q.args)...)
	return "SELECT " + n + " AS n FROM " + from + " v WHERE " + strings.Join(where, " AND ") + " LIMIT " + q.args.Add(mostSums)
}

func (f Filter) dimension() string {
	switch {
	case !f.Topic.IsZero():
		return ofTopic
	case !f.Worker.IsZero():
		return ofWorker
	}
	return allVisits
}

// waiting is what waits to be added to the sums of whole months.
func (q *question) waiting(p part, c cutPeriod) string {
	where := append(q.owner(p), q.rest()...)
	where = append(where, sumSpan{from: c.from, to: c.to}.within(&q.args)...)
	return " FROM outreach_untallied w CROSS JOIN outreach_version v WHERE v.stop = w.stop AND v.no = w.no AND (" +
		strings.Join(where, ") AND (") + ")"
}

// narrow keeps a list of a topic or a worker to the months that its page can lie
// in, so that it is not looked for among all visits before. What waits may take
// something away from the sums; so many more are looked for.
func (q *question) narrow() error {
	if q.f.Sort != ByDay || !q.f.counted() || q.f.dimension() == allVisits {
		return nil
	}
	for _, limit := range []int{nearMonths, allMonths} {
		months, err := q.monthsOf(limit)
		if err != nil {
			return err
		}
		left := q.f.Page * PageSize
		for _, m := range months {
			if left -= m.n; left+m.waiting <= 0 {
				q.keepTo(m.month)
				return nil
			}
		}
	}
	return nil
}

// A page near the beginning of a list is mostly found in a few months.
const (
	nearMonths = 4
	allMonths  = 12 * 200
)

// keepTo keeps the period to what comes up to the end of a month in the order of the list.
func (q *question) keepTo(last civil.Month) {
	if q.f.Reversed {
		q.f.Period.To = last.Next().First()
	} else {
		q.f.Period.From = last.First()
	}
}

// monthSum is how many visits a month has, and how many of all months wait to be added or taken away.
type monthSum struct {
	month      civil.Month
	n, waiting int
}

// monthsOf are the first whole months of the period, in the order of the list, with a visit
// of the topic or the worker.
func (q *question) monthsOf(limit int) ([]monthSum, error) {
	c := q.f.cut()
	q.args = act.Args{}
	owners := make([]string, len(q.parts))
	for i, p := range q.parts {
		owners[i] = strings.Join(q.owner(p), " AND ")
	}
	where := append(q.plain(), "("+strings.Join(owners, " OR ")+")", "v.dimension = "+q.args.Add(q.f.dimension()), "v.code = "+q.args.Add(q.code))
	where = append(where, sumSpan{from: c.from, to: c.to}.within(&q.args)...)
	way := " DESC"
	if q.f.Reversed {
		way = ""
	}
	months, err := act.All(q.tx, func(s act.Scanner) (m monthSum, err error) { return m, s.Scan(&m.month, &m.n, &m.waiting) },
		"SELECT v.month, CAST(SUM(v.n) AS bigint), (SELECT count(*) FROM outreach_untallied) FROM outreach_detail_month v WHERE "+strings.Join(where, " AND ")+
			" GROUP BY v.month HAVING SUM(v.n) > 0 ORDER BY v.month"+way+" LIMIT "+q.args.Add(limit), q.args.Values...)
	q.args = act.Args{}
	return months, err
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
