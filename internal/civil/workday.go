package civil

import "time"

// WorkingDay tells whether offices are open: Monday to Friday, but no public holiday,
// Midsummer Eve or Christmas Eve. These are the days to which a statutory time limit may
// be moved (Act 150/1930, section 5).
func WorkingDay(d Date) bool {
	if d.IsZero() {
		return false
	}
	if day := d.Weekday(); day == time.Saturday || day == time.Sunday {
		return false
	}
	if _, holiday := Holiday(d); holiday {
		return false
	}
	_, eve := Eve(d)
	return !eve
}

// AddWorkingDays is the n-th working day after d; d itself is not counted (Act 150/1930,
// section 2), so the seventh working day after a contact is AddWorkingDays(contact, 7).
// A negative n counts backwards by the same rule (section 4), and 0 gives d, working day
// or not. The zero Date stays zero.
func AddWorkingDays(d Date, n int) Date {
	if d.IsZero() {
		return d
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if WorkingDay(d) {
			n--
		}
	}
	return d
}

// WorkingDaysBetween counts the working days after from up to and including to. When to
// comes first it counts those before from back to and including to, as a negative number.
// So AddWorkingDays(from, n) is always n working days from from. Neither may be zero.
func WorkingDaysBetween(from, to Date) int {
	step, count := 1, 0
	if to.Before(from) {
		step = -1
	}
	for d := from; d != to; {
		d = d.AddDays(step)
		if WorkingDay(d) {
			count += step
		}
	}
	return count
}
