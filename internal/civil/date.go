package civil

import (
	"cmp"
	"database/sql/driver"
	"strings"
	"time"
)

// Date is a day of the Gregorian calendar, without time of day or zone.
// The zero Date means "no date"; it comes before every other Date. Dates may be
// compared with == and used as map keys.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads YYYY-MM-DD: exactly ten characters, a real day of the calendar,
// years 1900–2199.
func ParseDate(iso string) (Date, error) {
	if len(iso) != 10 || iso[4] != '-' || iso[7] != '-' {
		return Date{}, ErrDate
	}
	return dateOf(iso[:4], iso[5:7], iso[8:])
}

// ParseFinnish reads a date as it is written in Finland: 22.11.2026. Day and month
// have one or two digits, the year always four.
func ParseFinnish(text string) (Date, error) {
	day, rest, _ := strings.Cut(text, ".")
	month, year, _ := strings.Cut(rest, ".")
	if len(day) > 2 || len(month) > 2 || len(year) != 4 {
		return Date{}, ErrDate
	}
	return dateOf(year, month, day)
}

func dateOf(year, month, day string) (Date, error) {
	y, yearOK := digits(year)
	m, monthOK := digits(month)
	d, dayOK := digits(day)
	date := Date{y, time.Month(m), d}
	if !yearOK || !monthOK || !dayOK || !date.valid() {
		return Date{}, ErrDate
	}
	return date, nil
}

// valid tells whether d is a real day within the years the parsers accept.
func (d Date) valid() bool {
	return d.Year >= firstYear && d.Year <= lastYear &&
		d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// utc is the day's midnight in UTC, where every day has 24 hours.
func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

func fromTime(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is the ISO form 2026-11-22; the zero Date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	b := append(appendYear(make([]byte, 0, 10), d.Year), '-')
	return string(appendTwo(append(appendTwo(b, int(d.Month)), '-'), d.Day))
}

// AddDays is the day n days later, or earlier when n is negative. The zero Date stays zero.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return fromTime(d.utc().AddDate(0, 0, n))
}

// AddMonths is the same day of the month n months later, or the last day of that
// month when it is shorter: 31 January plus one month is 28 or 29 February.
// The zero Date stays zero.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	month := MonthOf(d).Add(n)
	return Date{month.Year, month.Month, min(d.Day, daysIn(month.Year, month.Month))}
}

// Sub is the number of days from earlier to d; negative when d comes first.
// Neither may be the zero Date.
func (d Date) Sub(earlier Date) int {
	const day = 24 * 60 * 60
	return int((d.utc().Unix() - earlier.utc().Unix()) / day)
}

// Compare is negative when d comes before other, zero when they are the same day.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before tells whether d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After tells whether d comes after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Start is the instant at which the day begins in Helsinki.
func (d Date) Start() Instant { return At(d, Clock{}) }

// Scan reads a date column: a time (its own year, month and day count, whatever its
// zone), ISO text, or NULL, which gives the zero Date.
func (d *Date) Scan(src any) error {
	if t, ok := src.(time.Time); ok {
		date := fromTime(t)
		if !date.valid() {
			return ErrDate
		}
		*d = date
		return nil
	}
	text, present, err := column(src)
	if err != nil {
		return err
	}
	if !present {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(text)
	if err != nil {
		return err
	}
	*d = date
	return nil
}

// Value is the ISO text, or NULL for the zero Date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// MarshalText is the ISO form; the zero Date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty text gives the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = date
	return nil
}
