// Package civil holds the product's calendar: days, months, periods, times of day
// and instants, and the Finnish public holidays.
//
// It is the one place that knows the time zone Europe/Helsinki, whose rules are
// compiled in. It calls no clock: whoever needs "now" passes it in.
// All calendar arithmetic is done here; SQL only compares.
package civil

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the zone's rules must not depend on the host
)

// firstYear and lastYear bound what the parsers accept. A year outside is taken
// for a slip of the keyboard, not for a date in anyone's life.
const (
	firstYear = 1900
	lastYear  = 2199
)

// Errors of the parsers and scanners. They never repeat the input, which may be
// somebody's date of birth on its way to a log.
var (
	ErrDate    = errors.New("civil: not a day of the calendar in the years 1900–2199")
	ErrInstant = errors.New("civil: not an instant in the years 1900–2199")
	ErrClock   = errors.New("civil: not a time of day")
	ErrMonth   = errors.New("civil: not a month in the years 1900–2199")
)

var helsinki = mustLoad("Europe/Helsinki")

func mustLoad(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic(fmt.Sprintf("civil: the compiled-in zone %s is missing: %v", name, err))
	}
	return location
}

// column reads a text column as a database driver hands it over.
// The second result is false for NULL.
func column(src any) (text string, present bool, err error) {
	switch v := src.(type) {
	case nil:
		return "", false, nil
	case string:
		return v, true, nil
	case []byte:
		return string(v), true, nil
	default:
		return "", false, fmt.Errorf("civil: cannot read a column of type %T", src)
	}
}

// digits reads exactly len(text) decimal digits.
func digits(text string) (n int, ok bool) {
	if text == "" {
		return 0, false
	}
	for i := range len(text) {
		c := text[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
