// Package staff keeps organisations, units, workers and their posts, and lets
// workers in: passwords, second factors, sessions, invitations.
package staff

import (
	"strings"
	"unicode/utf8"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Term is a run of days: From belongs to it, To is the first day after it. A
// zero To means that no end is known; To equal to From means never.
type Term struct{ From, To civil.Date }

// TermOf is the term with the given first and last day, as people write it. A
// zero last day leaves the end open.
func TermOf(from, last civil.Date) Term { return Term{from, last.AddDays(1)} }

// In tells whether the day belongs to the term.
func (t Term) In(day civil.Date) bool {
	return !day.Before(t.From) && (t.To.IsZero() || day.Before(t.To))
}

// Ended tells whether the term is over on the day.
func (t Term) Ended(day civil.Date) bool { return !t.To.IsZero() && !day.Before(t.To) }

// Last is the last day of the term; zero when no end is known.
func (t Term) Last() civil.Date {
	if t.To.IsZero() {
		return civil.Date{}
	}
	return t.To.AddDays(-1)
}

func (t Term) check(c *fault.Checks) {
	c.That(!t.From.IsZero(), "from", "staff.from_missing")
	c.That(t.From.IsZero() || t.To.IsZero() || !t.To.Before(t.From), "last", "staff.last_before_from")
}

const longestName = 200

func checkName(c *fault.Checks, field, name string) {
	c.That(strings.TrimSpace(name) != "", field, "staff.name_missing")
	c.That(utf8.RuneCountInString(name) <= longestName, field, "staff.name_too_long", "limit", longestName)
}

// stale is the answer to a change of something that somebody else has changed
// since it was read.
func stale() error { return fault.New(fault.Stale, "fault.stale") }

// conflict is the answer to an id that stands already with other content.
func conflict() error { return fault.New(fault.Conflict, "fault.conflict") }

// wrongField makes the fault of one field.
func wrongField(field, key string) error {
	var c fault.Checks
	c.That(false, field, key)
	return c.Err()
}
