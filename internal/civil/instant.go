package civil

import (
	"database/sql/driver"
	"time"
)

// fixed is the one text form of an Instant: UTC, always 27 characters, so that text
// order is time order.
const fixed = "2006-01-02T15:04:05.000000Z"

// Instant is a point in time, to the microsecond (the precision both databases keep).
// The zero Instant means "not yet" or "never". Instants may be compared with ==.
type Instant struct {
	utc time.Time
}

// InstantOf drops everything below a microsecond, and the zone.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Microsecond)}
}

// ParseInstant reads an RFC 3339 time with any offset, years 1900–2199 in UTC.
func ParseInstant(text string) (Instant, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Instant{}, ErrInstant
	}
	return checked(t)
}

func checked(t time.Time) (Instant, error) {
	instant := InstantOf(t)
	if year := instant.utc.Year(); year < firstYear || year > lastYear {
		return Instant{}, ErrInstant
	}
	return instant, nil
}

// IsZero tells whether there is no instant.
func (i Instant) IsZero() bool { return i.utc.IsZero() }

// Time is the instant as a time in UTC.
func (i Instant) Time() time.Time { return i.utc }

// Helsinki is the instant as a time on the Finnish clock.
func (i Instant) Helsinki() time.Time { return i.utc.In(helsinki) }

// Date is the day it is in Helsinki at that instant. The zero Instant gives the zero Date.
func (i Instant) Date() Date {
	if i.IsZero() {
		return Date{}
	}
	return fromTime(i.Helsinki())
}

// Clock is the time of day in Helsinki at that instant, seconds dropped.
func (i Instant) Clock() Clock {
	hour, minute, _ := i.Helsinki().Clock()
	return Clock{hour, minute}
}

// String is 2006-01-02T15:04:05.000000Z, always of that width, so that it sorts as
// text; the zero Instant is the empty string.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.utc.Format(fixed)
}

// Before tells whether i comes before other.
func (i Instant) Before(other Instant) bool { return i.utc.Before(other.utc) }

// After tells whether i comes after other.
func (i Instant) After(other Instant) bool { return i.utc.After(other.utc) }

// Compare is negative when i comes before other, zero when they are the same instant.
func (i Instant) Compare(other Instant) int { return i.utc.Compare(other.utc) }

// Sub is the time that passed from earlier to i.
func (i Instant) Sub(earlier Instant) time.Duration { return i.utc.Sub(earlier.utc) }

// Add is the instant d later, to the microsecond.
func (i Instant) Add(d time.Duration) Instant { return InstantOf(i.utc.Add(d)) }

// Scan reads a time column: a time, RFC 3339 text, or NULL, which gives the zero Instant.
func (i *Instant) Scan(src any) error {
	if t, ok := src.(time.Time); ok {
		instant, err := checked(t)
		if err != nil {
			return err
		}
		*i = instant
		return nil
	}
	text, present, err := column(src)
	if err != nil {
		return err
	}
	if !present {
		*i = Instant{}
		return nil
	}
	instant, err := ParseInstant(text)
	if err != nil {
		return err
	}
	*i = instant
	return nil
}

// Value is the text of String, or NULL for the zero Instant.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}

// MarshalText is the form of String; the zero Instant is empty.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads RFC 3339; empty text gives the zero Instant.
func (i *Instant) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*i = Instant{}
		return nil
	}
	instant, err := ParseInstant(string(text))
	if err != nil {
		return err
	}
	*i = instant
	return nil
}
