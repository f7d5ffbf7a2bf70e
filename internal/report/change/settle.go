package change

import (
	"slices"

	"rinnalla/internal/civil"
)

// settle leaves out the newest measurements of what outsiders are told, so that two reports of different days do not tell of few people by
// their difference: whole months before the day end count, as far as that many people for a mean were measured since the last time that months
// began to count. It depends on nothing but what was measured, so it comes out the same whenever somebody asks.
func (c *cohort) settle(end civil.Date) {
	months := c.byMonth()
	c.until = nothingSettled
	last := civil.MonthOf(end)
	seen := make([]int32, len(c.ids)) // by person: in which round she was counted
	round, people := int32(1), int64(0)
	for _, month := range months {
		if !month.First().Before(last.First()) {
			return
		}
		for _, person := range month.people {
			if seen[person] != round {
				seen[person] = round
				people++
			}
		}
		if people >= c.query.Rule.LeastForMean {
			c.until = int32(month.Next().First().Sub(epoch)) * ranksOfDay
			round, people = round+1, 0
		}
	}
}

// nothingSettled is before every moment.
const nothingSettled = 1

// monthMeasured is who was measured in a month, once for each measurement.
type monthMeasured struct {
	civil.Month
	people []int32
}

func (c *cohort) byMonth() []monthMeasured {
	var all []monthMeasured
	place := map[civil.Month]int{}
	for person, m := range c.newest {
		for ; m >= 0; m = c.before[m] {
			if !c.counts(m) {
				continue
			}
			month := civil.MonthOf(epoch.AddDays(c.day(m)))
			at, there := place[month]
			if !there {
				at = len(all)
				all, place[month] = append(all, monthMeasured{Month: month}), at
			}
			all[at].people = append(all[at].people, int32(person))
		}
	}
	slices.SortFunc(all, func(a, b monthMeasured) int { return a.First().Compare(b.First()) })
	return all
}
