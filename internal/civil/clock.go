package civil

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// Clock is a time of day on the Finnish clock, to the minute, 00:00–23:59.
// Its zero value is midnight, not "no time": where the time may be missing, use *Clock.
type Clock struct {
	Hour, Minute int
}

// ParseClock reads 09:30, 9:30, 09.30 or 9.30.
func ParseClock(text string) (Clock, error) {
	at := strings.IndexAny(text, ":.")
	if at < 1 || at > 2 || len(text) != at+3 {
		return Clock{}, ErrClock
	}
	hour, hourOK := digits(text[:at])
	minute, minuteOK := digits(text[at+1:])
	clock := Clock{hour, minute}
	if !hourOK || !minuteOK || !clock.Valid() {
		return Clock{}, ErrClock
	}
	return clock, nil
}

// Valid tells whether c is a time of day.
func (c Clock) Valid() bool {
	return c.Hour >= 0 && c.Hour <= 23 && c.Minute >= 0 && c.Minute <= 59
}

// Minutes is the number of minutes from midnight.
func (c Clock) Minutes() int { return c.Hour*60 + c.Minute }

// Compare is negative when c comes before other on the same day, zero when they are equal.
func (c Clock) Compare(other Clock) int { return cmp.Compare(c.Minutes(), other.Minutes()) }

// Before tells whether c comes before other on the same day.
func (c Clock) Before(other Clock) bool { return c.Compare(other) < 0 }

// String is 09:30.
func (c Clock) String() string {
	return string(appendTwo(append(appendTwo(nil, c.Hour), ':'), c.Minute))
}

// At is the instant when the clock shows c on that day in Helsinki.
//
// When the clock is put forward in March, 03:00–03:59 does not exist: the time is
// then read as if the clock had not been moved yet, so 03:30 becomes 04:30 summer time.
// When it is put back in October, 03:00–03:59 comes twice: the first is meant.
// A zero date or a time of day that is not Valid gives the zero Instant.
func At(d Date, c Clock) Instant {
	if d.IsZero() || !c.Valid() {
		return Instant{}
	}
	wall := time.Date(d.Year, d.Month, d.Day, c.Hour, c.Minute, 0, 0, time.UTC)
	before, after := offset(wall.AddDate(0, 0, -1)), offset(wall.AddDate(0, 0, 1))
	early := wall.Add(-before)
	late := wall.Add(-after)
	if offset(early) != before && offset(late) == after {
		return InstantOf(late)
	}
	return InstantOf(early)
}

// offset is how far the Finnish clock is ahead of UTC at t.
func offset(t time.Time) time.Duration {
	_, seconds := t.In(helsinki).Zone()
	return time.Duration(seconds) * time.Second
}

// Scan reads a text column. NULL is an error, for midnight is not "no time":
// a nullable column is read into a *Clock.
func (c *Clock) Scan(src any) error {
	text, present, err := column(src)
	if err != nil {
		return err
	}
	if !present {
		return fmt.Errorf("%w: NULL is read into a *Clock", ErrClock)
	}
	return c.UnmarshalText([]byte(text))
}

// Value is the text 09:30.
func (c Clock) Value() (driver.Value, error) {
	if !c.Valid() {
		return nil, ErrClock
	}
	return c.String(), nil
}

// MarshalText is 09:30.
func (c Clock) MarshalText() ([]byte, error) {
	if !c.Valid() {
		return nil, ErrClock
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what ParseClock reads.
func (c *Clock) UnmarshalText(text []byte) error {
	clock, err := ParseClock(string(text))
	if err != nil {
		return err
	}
	*c = clock
	return nil
}
