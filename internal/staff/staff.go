// Package staff keeps organisations, units, workers and their posts, and lets
// workers in: passwords, second factors, sessions, invitations.
package staff

import (
	"strings"
	"unicode/utf8"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Term is how long a post, a unit or an organisation is there.
type Term = civil.Term

func checkTerm(c *fault.Checks, t Term) {
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
