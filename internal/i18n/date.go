package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rinnalla/internal/civil"
)

// Finnish and Finland Swedish write dates as 22.11.2026; English texts use the ISO form,
// which reads the same on both sides of the Atlantic. The zero value of every type is
// written as the empty string.

// Date is 22.11.2026, in English 2026-11-22.
func (p *Printer) Date(d civil.Date) string {
	if d.IsZero() || p.style.iso {
		return d.String()
	}
	return p.ShortDate(d) + strconv.Itoa(d.Year)
}

// ShortDate is the date without its year: 3.6., in English 06-03.
func (p *Printer) ShortDate(d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case p.style.iso:
		return fmt.Sprintf("%02d-%02d", int(d.Month), d.Day)
	}
	return strconv.Itoa(d.Day) + "." + strconv.Itoa(int(d.Month)) + "."
}

// LongDate is the date with its weekday: maanantai 3.6.2019, in English Monday 2019-06-03.
func (p *Printer) LongDate(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return p.T("civil.long_date", "weekday", p.Weekday(d.Weekday()), "date", d)
}

// Weekday is the day's name, as within a sentence: maanantai, måndag, Monday.
func (p *Printer) Weekday(day time.Weekday) string {
	//i18n:keys civil.weekday.*
	return p.T("civil.weekday." + strings.ToLower(day.String()))
}

// Instant is the day and time on the Finnish clock: 22.11.2026 klo 16.55.
func (p *Printer) Instant(i civil.Instant) string {
	if i.IsZero() {
		return ""
	}
	return p.T("civil.instant", "date", i.Date(), "time", i.Clock())
}

// Clock is a time of day: 9.30, in English 09:30.
func (p *Printer) Clock(c civil.Clock) string {
	if p.style.iso {
		return c.String()
	}
	return fmt.Sprintf("%d.%02d", c.Hour, c.Minute)
}

// Month is the month's name and year, as within a sentence: toukokuu 2019, maj 2019, May 2019.
func (p *Printer) Month(m civil.Month) string {
	if m.IsZero() {
		return ""
	}
	//i18n:keys civil.month.*
	name := p.T("civil.month." + strings.ToLower(m.Month.String()))
	return p.T("civil.month_of_year", "month", name, "year", strconv.Itoa(m.Year))
}

// ShortMonth is the month for the axis of a chart: 5/19, in English 2019-05.
func (p *Printer) ShortMonth(m civil.Month) string {
	if m.IsZero() || p.style.iso {
		return m.String()
	}
	return fmt.Sprintf("%d/%02d", int(m.Month), m.Year%100)
}

// Period is the first and the last day: 1.1.2018–31.5.2019. A single day is written once.
func (p *Printer) Period(period civil.Period) string {
	first, last := p.Date(period.From), p.Date(period.Last())
	if first == last {
		return first
	}
	return p.T("civil.period", "first", first, "last", last)
}
