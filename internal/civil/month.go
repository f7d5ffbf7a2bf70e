package civil

import (
	"cmp"
	"database/sql/driver"
	"time"
)

// Month is a month of a year. The zero Month means "no month".
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month d lies in.
func MonthOf(d Date) Month { return Month{d.Year, d.Month} }

// ParseMonth reads 2019-05, years 1900–2199.
func ParseMonth(text string) (Month, error) {
	if len(text) != 7 || text[4] != '-' {
		return Month{}, ErrMonth
	}
	date, err := ParseDate(text + "-01")
	if err != nil {
		return Month{}, ErrMonth
	}
	return MonthOf(date), nil
}

// IsZero tells whether there is no month.
func (m Month) IsZero() bool { return m == Month{} }

// First is the month's first day.
func (m Month) First() Date {
	if m.IsZero() {
		return Date{}
	}
	return Date{m.Year, m.Month, 1}
}

// Last is the month's last day.
func (m Month) Last() Date {
	if m.IsZero() {
		return Date{}
	}
	return Date{m.Year, m.Month, daysIn(m.Year, m.Month)}
}

// Add is the month n months later, or earlier when n is negative. The zero Month stays zero.
func (m Month) Add(n int) Month {
	if m.IsZero() {
		return m
	}
	return MonthOf(fromTime(m.First().utc().AddDate(0, n, 0)))
}

// Next is the month after m.
func (m Month) Next() Month { return m.Add(1) }

// Prev is the month before m.
func (m Month) Prev() Month { return m.Add(-1) }

// Sub is the number of months from earlier to m; negative when m comes first.
func (m Month) Sub(earlier Month) int {
	return (m.Year-earlier.Year)*12 + int(m.Month) - int(earlier.Month)
}

// Compare is negative when m comes before other, zero when they are the same month.
func (m Month) Compare(other Month) int {
	return cmp.Or(cmp.Compare(m.Year, other.Year), cmp.Compare(m.Month, other.Month))
}

// Before tells whether m comes before other.
func (m Month) Before(other Month) bool { return m.Compare(other) < 0 }

// Quarter is the quarter of the year the month lies in, 1–4.
func (m Month) Quarter() int { return (int(m.Month) + 2) / 3 }

// String is 2019-05; the zero Month is the empty string.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return string(appendTwo(append(appendYear(nil, m.Year), '-'), int(m.Month)))
}

// Scan reads a text column; NULL gives the zero Month.
func (m *Month) Scan(src any) error {
	text, present, err := column(src)
	if err != nil {
		return err
	}
	if !present {
		*m = Month{}
		return nil
	}
	month, err := ParseMonth(text)
	if err != nil {
		return err
	}
	*m = month
	return nil
}

// Value is the text 2019-05, or NULL for the zero Month.
func (m Month) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.String(), nil
}

// MarshalText is 2019-05; the zero Month is empty.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads 2019-05; empty text gives the zero Month.
func (m *Month) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	month, err := ParseMonth(string(text))
	if err != nil {
		return err
	}
	*m = month
	return nil
}
