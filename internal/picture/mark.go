package picture

import (
	"rinnalla/internal/instrument"
	"rinnalla/internal/stats"
)

// Mark says that a course is not going as hoped, and what it was seen by: a reason to talk, no verdict.
type Mark struct {
	// Worse are the areas that are worse by more than their published limit of error than at the base, or than the time before. What
	// each is compared with is in its Change, whatever the picture as a whole is compared with.
	Worse []Area
	// Falling are the areas without a published limit that have gone down twice running, when they are more than half of those that can
	// be looked at so.
	Falling []Area
	// Stalled: for so many days and measurements nothing has got better.
	Stalled bool
}

// When a course counts as standing still.
const (
	// StallTimes is how many measurements there have to be, the base and now among them.
	StallTimes = 3
	// StallDays is how many days lie between the base and now at least.
	StallDays = 90
	// FallTimes is how many measurements an area without a limit takes to have gone down twice running.
	FallTimes = 3
)

// Mark looks whether her course is not going as hoped; false when nothing says so. It never looks at a single measurement, nor at
// a worker's ratings, nor at areas without a better end.
//
// With a published limit an area has turned down when it is reliably worse (Jacobson and Truax 1991) than at the base or than the time
// before. Of somebody who has not changed one such comparison says so in 2.5 of 100 cases; of an instrument with five areas one of the two
// comparisons of some area does in at most 23 of 100. Without a limit nobody knows the error, so size
// does not count, only order: an area that has gone down twice running. One area does so by chance in 1 of 6 cases; more than half of ten
// independent areas in 1 of 400. A course stands still when at least StallTimes measurements over at least StallDays days bring no area
// that had room to get better above its beginning, reliably so where there is a limit.
//
// Such marks help when they come with something to do about it: feedback alone has shown small effects (g about 0.15), with support for
// courses that are stuck clear ones (0.36 to 0.53); see docs/sources.md. A mark that comes now and then for nothing costs a question to
// the client; that is why it is quiet, and why it can be switched off for a client (SwitchMarks).
func (p Picture) Mark() (m Mark, marked bool) {
	if p.Side != Hers || len(p.Course) < 2 {
		return m, false
	}
	looked := 0
	for _, a := range p.Areas {
		if !a.Directed() || !a.Now().Exists {
			continue
		}
		if _, published := a.limits(); published {
			if from, turned := a.turned(p.base(FromStart)); turned {
				a.Change = Change{Verdict: stats.Worse, From: from, Difference: a.Now().Value - a.Readings[from].Value, Limit: a.Scale.ErrorLimit}
				m.Worse = append(m.Worse, a)
			}
			continue
		}
		if values := a.lately(FallTimes); len(values) == FallTimes {
			looked++
			if values[0] > values[1] && values[1] > values[2] {
				m.Falling = append(m.Falling, a)
			}
		}
	}
	if 2*len(m.Falling) <= looked {
		m.Falling = nil
	}
	m.Stalled = len(m.Worse)+len(m.Falling) == 0 && p.stalled()
	return m, len(m.Worse)+len(m.Falling) > 0 || m.Stalled
}

// good is a value turned so that more is better.
func (a Area) good(value float64) float64 {
	if a.Scale.Better == instrument.LowerIsBetter {
		return -value
	}
	return value
}

// lately are the last values of the course, turned so that more is better; nil when one of the last is missing.
func (a Area) lately(n int) []float64 {
	if len(a.Readings) < n {
		return nil
	}
	var values []float64
	for _, r := range a.Readings[len(a.Readings)-n:] {
		if r.Exists {
			values = append(values, a.good(r.Value))
		}
	}
	return values
}

// turned tells whether the area is reliably worse than at the base, or than the last time that it had a value, and which of them.
func (a Area) turned(base int) (from int, turned bool) {
	last := len(a.Readings) - 1
	for _, from := range []int{a.earlier(base, last, FromStart), a.earlier(base, last, FromLast)} {
		if from < 0 {
			continue
		}
		if verdict, _ := a.classify(a.Readings[from].Value, a.Now().Value); verdict == stats.Worse {
			return from, true
		}
	}
	return -1, false
}

// stalled tells whether nothing has got better for long.
func (p Picture) stalled() bool {
	base := p.base(FromStart)
	if len(p.Course)-base < StallTimes || p.Now().Day.Sub(p.Course[base].Day) < StallDays {
		return false
	}
	looked := false
	for _, a := range p.Areas {
		from := a.earlier(base, len(p.Course)-1, FromStart)
		if !a.Directed() || !a.Now().Exists || from < 0 {
			continue
		}
		first := a.Readings[from].Value
		if !a.room(first) {
			continue
		}
		looked = true
		if a.better(first, a.Now().Value) {
			return false
		}
	}
	return looked
}

// better tells whether a later value is better: reliably, where there is a limit.
func (a Area) better(first, now float64) bool {
	if _, published := a.limits(); published {
		verdict, _ := a.classify(first, now)
		return verdict == stats.Better
	}
	return a.good(now) > a.good(first)
}

// room tells whether there is room above a value for what better calls better. Where no range is known there is.
func (a Area) room(first float64) bool {
	if !a.Bounded {
		return true
	}
	best := a.Range.To
	if a.Scale.Better == instrument.LowerIsBetter {
		best = a.Range.From
	}
	return a.better(first, best)
}
