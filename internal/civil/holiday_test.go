package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestThePublicHolidaysOfRealYears(t *testing.T) {
	names := []string{"good_friday", "easter_sunday", "easter_monday", "ascension_day", "whit_sunday", "midsummer_day", "all_saints_day"}
	for year, dates := range map[string][]string{
		"2017": {"04-14", "04-16", "04-17", "05-25", "06-04", "06-24", "11-04"},
		"2018": {"03-30", "04-01", "04-02", "05-10", "05-20", "06-23", "11-03"},
		"2019": {"04-19", "04-21", "04-22", "05-30", "06-09", "06-22", "11-02"},
		"2020": {"04-10", "04-12", "04-13", "05-21", "05-31", "06-20", "10-31"},
		"2024": {"03-29", "03-31", "04-01", "05-09", "05-19", "06-22", "11-02"},
		"2025": {"04-18", "04-20", "04-21", "05-29", "06-08", "06-21", "11-01"},
		"2026": {"04-03", "04-05", "04-06", "05-14", "05-24", "06-20", "10-31"},
		"2027": {"03-26", "03-28", "03-29", "05-06", "05-16", "06-26", "11-06"},
		"2028": {"04-14", "04-16", "04-17", "05-25", "06-04", "06-24", "11-04"},
		"2029": {"03-30", "04-01", "04-02", "05-10", "05-20", "06-23", "11-03"},
		"2030": {"04-19", "04-21", "04-22", "05-30", "06-09", "06-22", "11-02"},
	} {
		for i, date := range dates {
			if key, ok := Holiday(day(t, year+"-"+date)); !ok || key != "civil.holiday."+names[i] {
				t.Errorf("%s-%s is %q, want %s", year, date, key, names[i])
			}
		}
		for date, name := range map[string]string{
			"01-01": "new_years_day", "01-06": "epiphany", "05-01": "may_day",
			"12-06": "independence_day", "12-25": "christmas_day", "12-26": "boxing_day",
		} {
			if key, ok := Holiday(day(t, year+"-"+date)); !ok || key != "civil.holiday."+name {
				t.Errorf("%s-%s is %q, want %s", year, date, key, name)
			}
		}
		if n := holidaysOf(day(t, year+"-01-01").Year); n != 13 {
			t.Errorf("%s has %d public holidays, want 13", year, n)
		}
	}
}

func holidaysOf(year int) int {
	count := 0
	for d := (Date{year, time.January, 1}); d.Year == year; d = d.AddDays(1) {
		if _, ok := Holiday(d); ok {
			count++
		}
	}
	return count
}

func TestWhenAscensionDayIsMayDayItIsMayDay(t *testing.T) {
	if key, ok := Holiday(day(t, "2008-05-01")); !ok || key != "civil.holiday.may_day" {
		t.Errorf("1 May 2008 is %q", key)
	}
	if n := holidaysOf(2008); n != 12 {
		t.Errorf("2008 has %d public holidays, want 12", n)
	}
}

// The earliest and the latest Easter there can be, and two years in which simpler
// computations go wrong.
func TestEasterAtItsExtremes(t *testing.T) {
	for year, want := range map[int]string{
		1954: "1954-04-18", 1981: "1981-04-19", 1943: "1943-04-25", 2038: "2038-04-25", 2008: "2008-03-23", 2049: "2049-04-18", 2076: "2076-04-19",
	} {
		if got := easter(year); got.String() != want {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
}

func TestTheEvesAreNoHolidaysButNoWorkingDaysEither(t *testing.T) {
	for iso, name := range map[string]string{
		"2019-06-21": "midsummer_eve", "2020-06-19": "midsummer_eve", "2026-06-19": "midsummer_eve", "2021-06-25": "midsummer_eve",
		"2019-12-24": "christmas_eve", "2026-12-24": "christmas_eve",
	} {
		d := day(t, iso)
		if key, ok := Eve(d); !ok || key != "civil.holiday."+name {
			t.Errorf("%s is the eve %q, want %s", iso, key, name)
		}
		if key, ok := Holiday(d); ok {
			t.Errorf("%s is a public holiday: %s", iso, key)
		}
		if WorkingDay(d) {
			t.Errorf("%s is a working day", iso)
		}
	}
}

func TestOrdinaryDaysAreNeitherHolidayNorEve(t *testing.T) {
	for _, iso := range []string{"2026-06-18", "2026-06-27", "2026-11-07", "2026-10-30", "2026-04-07", "2026-12-23", "2026-12-31", "2026-04-30", "2026-12-27"} {
		d := day(t, iso)
		if key, ok := Holiday(d); ok {
			t.Errorf("%s is the holiday %s", iso, key)
		}
		if key, ok := Eve(d); ok {
			t.Errorf("%s is the eve %s", iso, key)
		}
	}
	if _, ok := Holiday(Date{}); ok || WorkingDay(Date{}) {
		t.Error("no date is a holiday or a working day")
	}
	if _, ok := Eve(Date{}); ok {
		t.Error("no date is an eve")
	}
}

// Counted by hand: 2026 has 261 days from Monday to Friday, of which nine are New Year's
// Day, Epiphany, Good Friday, Easter Monday, May Day, Ascension Day, Midsummer Eve,
// Christmas Eve and Christmas Day. In 2019 ten fall so.
func TestTheWorkingDaysOfAYear(t *testing.T) {
	for year, want := range map[int]int{2026: 252, 2019: 251} {
		p := YearPeriod(year)
		if got := WorkingDaysBetween(p.From.AddDays(-1), p.Last()); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
	}
}

func TestATimeLimitIsCountedInWorkingDays(t *testing.T) {
	for _, c := range []struct {
		why, from string
		n         int
		want      string
	}{
		{"seven working days over one weekend", "2026-02-02", 7, "2026-02-11"},
		{"from a Friday the first working day is Monday", "2026-02-06", 1, "2026-02-09"},
		{"from a Saturday the first working day is Monday", "2026-02-07", 1, "2026-02-09"},
		{"over Easter", "2026-04-01", 7, "2026-04-14"},
		{"over Christmas and New Year", "2025-12-22", 7, "2026-01-07"},
		{"over Midsummer", "2026-06-18", 1, "2026-06-22"},
		{"over May Day", "2026-04-30", 1, "2026-05-04"},
		{"no days leave the day as it is", "2026-02-07", 0, "2026-02-07"},
		{"one working day back from Monday is Friday", "2026-02-09", -1, "2026-02-06"},
		{"back over Easter", "2026-04-07", -1, "2026-04-02"},
		{"back over Christmas", "2025-12-29", -2, "2025-12-22"},
	} {
		if got := AddWorkingDays(day(t, c.from), c.n); got.String() != c.want {
			t.Errorf("%s: %d from %s is %s, want %s", c.why, c.n, c.from, got, c.want)
		}
	}
	if !AddWorkingDays(Date{}, 7).IsZero() {
		t.Error("a time limit began without a date")
	}
}

func TestWorkingDaysAddedAreWorkingDaysCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := days().Draw(t, "from")
		n := rapid.IntRange(-60, 60).Draw(t, "n")
		to := AddWorkingDays(from, n)
		if got := WorkingDaysBetween(from, to); got != n {
			t.Errorf("%d working days from %s is %s, but between them are %d", n, from, to, got)
		}
		if n != 0 && !WorkingDay(to) {
			t.Errorf("%d working days from %s is %s, which is none", n, from, to)
		}
		if easter(from.Year).Weekday() != time.Sunday {
			t.Errorf("Easter %d is no Sunday", from.Year)
		}
	})
}

func TestEasterLiesBetween22MarchAnd25April(t *testing.T) {
	for year := firstYear; year <= lastYear; year++ {
		e := easter(year)
		if e.Before(Date{year, time.March, 22}) || e.After(Date{year, time.April, 25}) || e.Weekday() != time.Sunday {
			t.Errorf("Easter %d is %s", year, e)
		}
	}
}
