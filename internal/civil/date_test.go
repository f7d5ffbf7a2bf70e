package civil

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// day reads a date of a test table.
func day(t testing.TB, iso string) Date {
	t.Helper()
	d, err := ParseDate(iso)
	if err != nil {
		t.Fatalf("the test itself names no day: %q", iso)
	}
	return d
}

// days draws any day the parsers accept.
func days() *rapid.Generator[Date] {
	first, last := Date{firstYear, 1, 1}, Date{lastYear, 12, 31}
	return rapid.Custom(func(t *rapid.T) Date {
		return first.AddDays(rapid.IntRange(0, last.Sub(first)).Draw(t, "days from 1900"))
	})
}

func TestADateIsReadInISOForm(t *testing.T) {
	for _, c := range []struct {
		text string
		want Date
	}{
		{"2026-11-22", Date{2026, time.November, 22}},
		{"2024-02-29", Date{2024, time.February, 29}},
		{"2000-02-29", Date{2000, time.February, 29}},
		{"1900-01-01", Date{1900, time.January, 1}},
		{"2199-12-31", Date{2199, time.December, 31}},
	} {
		got, err := ParseDate(c.text)
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("%s was read as %v (%v)", c.text, got, err)
		}
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "2026", "2026-11", "2026-2-3", "26-11-22", "2026-11-22 ", " 2026-11-22", "2026/11/22", "20261122",
		"2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-10", "2026-10-00", "2026-10-32",
		"1899-12-31", "2200-01-01", "+026-11-22", "2026-+1-22", "2026-11-2x", "２０２６-11-2", "2026-11-22T00:00:00Z",
	} {
		if got, err := ParseDate(text); err != ErrDate || !got.IsZero() {
			t.Errorf("%q was read as %v (%v)", text, got, err)
		}
	}
}

func TestADateIsReadAsFinnsWriteIt(t *testing.T) {
	for _, text := range []string{"3.6.2019", "03.06.2019", "03.6.2019", "3.06.2019"} {
		got, err := ParseFinnish(text)
		if err != nil || got != (Date{2019, time.June, 3}) {
			t.Errorf("%s was read as %v (%v)", text, got, err)
		}
	}
	for _, text := range []string{"", "3.6.", "3.6.19", "3.6", "3. 6. 2019", "31.4.2019", "29.2.2019", "003.6.2019", "3.6.2019.", "2019-06-03", "6/3/2019", "..2019", "-3.6.2019"} {
		if got, err := ParseFinnish(text); err != ErrDate || !got.IsZero() {
			t.Errorf("%q was read as %v (%v)", text, got, err)
		}
	}
}

func TestMonthsAreAddedWithoutLeavingTheMonth(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2019-01-31", 1, "2019-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2019-01-31", 3, "2019-04-30"},
		{"2019-03-31", -1, "2019-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", -12, "2023-02-28"},
		{"2019-11-15", 3, "2020-02-15"},
		{"2019-01-15", -1, "2018-12-15"},
		{"2019-05-31", 0, "2019-05-31"},
	} {
		if got := day(t, c.from).AddMonths(c.months); got.String() != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestDaysAreCountedAcrossMonthsYearsAndClockChanges(t *testing.T) {
	for _, c := range []struct {
		from, to string
		days     int
	}{
		{"2019-06-03", "2019-06-03", 0},
		{"2024-02-28", "2024-03-01", 2},
		{"2023-02-28", "2023-03-01", 1},
		{"2018-12-31", "2019-01-01", 1},
		{"2018-01-01", "2019-01-01", 365},
		{"2026-03-28", "2026-03-30", 2},
		{"2026-10-24", "2026-10-26", 2},
		{"2019-06-03", "2019-06-01", -2},
	} {
		from, to := day(t, c.from), day(t, c.to)
		if got := to.Sub(from); got != c.days {
			t.Errorf("from %s to %s are %d days, want %d", from, to, got, c.days)
		}
		if got := from.AddDays(c.days); got != to {
			t.Errorf("%d days from %s is %s, want %s", c.days, from, got, to)
		}
	}
}

func TestTheDaysOfTheWeekAreRight(t *testing.T) {
	for iso, want := range map[string]time.Weekday{
		"2019-06-03": time.Monday,
		"2026-11-22": time.Sunday,
		"2000-01-01": time.Saturday,
		"1917-12-06": time.Thursday,
	} {
		if got := day(t, iso).Weekday(); got != want {
			t.Errorf("%s is a %v, want %v", iso, got, want)
		}
	}
}

func TestNoDateStaysNoDate(t *testing.T) {
	var none Date
	if !none.IsZero() || none.String() != "" || !none.AddDays(5).IsZero() || !none.AddMonths(5).IsZero() || !none.Start().IsZero() {
		t.Error("arithmetic made a date out of no date")
	}
	if !none.Before(Date{1900, 1, 1}) {
		t.Error("no date must come before every date")
	}
}

func TestADateGoesThroughTheDatabase(t *testing.T) {
	want := Date{2026, time.November, 22}
	for _, src := range []any{
		"2026-11-22", []byte("2026-11-22"),
		time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 22, 23, 0, 0, 0, helsinki),
	} {
		var got Date
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("%T %v was read as %v (%v)", src, src, got, err)
		}
	}
	got := want
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("NULL was read as %v (%v)", got, err)
	}
	for _, src := range []any{"", "22.11.2026", 20261122, time.Time{}} {
		got := want
		if err := got.Scan(src); err == nil || got != want {
			t.Errorf("%T %v was read as %v", src, src, got)
		}
	}
	if value, err := want.Value(); err != nil || value != "2026-11-22" {
		t.Errorf("%v is stored as %v (%v)", want, value, err)
	}
	if value, err := (Date{}).Value(); err != nil || value != nil {
		t.Errorf("no date is stored as %v (%v)", value, err)
	}
}

func TestADateGoesThroughJSON(t *testing.T) {
	type form struct{ Born, Died Date }
	in := form{Born: Date{1961, time.March, 7}}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"Born":"1961-03-07","Died":""}` {
		t.Fatalf("%s (%v)", text, err)
	}
	var out form
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("came back as %+v (%v)", out, err)
	}
	if err := json.Unmarshal([]byte(`{"Born":"7.3.1961"}`), &out); err == nil {
		t.Error("JSON dates are ISO dates only")
	}
}

func TestCalendarArithmeticHoldsForEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := days().Draw(t, "a"), days().Draw(t, "b")
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if a.AddDays(b.Sub(a)) != b {
			t.Error("adding the difference does not lead to the other day")
		}
		if a.AddDays(n).AddDays(-n) != a {
			t.Error("going n days and back does not lead home")
		}
		if later := a.AddMonths(n); MonthOf(later).Sub(MonthOf(a)) != n || later.Day > a.Day {
			t.Error("adding months left the month")
		}
		if a.Before(b) != (a.String() < b.String()) || a.After(b) != b.Before(a) || (a.Compare(b) == 0) != (a == b) {
			t.Error("days and their ISO texts are not in the same order")
		}
		if (int(a.AddDays(1).Weekday())-int(a.Weekday())+7)%7 != 1 {
			t.Error("the next day is not the next day of the week")
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-11-22", "2024-02-29", "2023-02-29", "1899-12-31", "", "2026-1-1", "2026-11-22Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseDate(text)
		oracle, oracleErr := time.Parse(time.DateOnly, text)
		wanted := oracleErr == nil && oracle.Year() >= firstYear && oracle.Year() <= lastYear
		if (err == nil) != wanted {
			t.Fatalf("%q: %v, the standard library says %v", text, err, oracleErr)
		}
		if err == nil && (got.String() != text || got != fromTime(oracle)) {
			t.Fatalf("%q was read as %v", text, got)
		}
	})
}

func FuzzParseFinnish(f *testing.F) {
	for _, seed := range []string{"22.11.2026", "3.6.2019", "03.06.2019", "29.2.2023", "3.6.19", "..", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseFinnish(text)
		oracle, oracleErr := time.Parse("2.1.2006", text)
		wanted := oracleErr == nil && oracle.Year() >= firstYear && oracle.Year() <= lastYear
		if (err == nil) != wanted {
			t.Fatalf("%q: %v, the standard library says %v", text, err, oracleErr)
		}
		if err == nil && got != fromTime(oracle) {
			t.Fatalf("%q was read as %v", text, got)
		}
	})
}
