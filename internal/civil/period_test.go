package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAPeriodHasItsFirstAndLastDay(t *testing.T) {
	for _, c := range []struct {
		name        string
		period      Period
		first, last string
		days        int
	}{
		{"February of a leap year", MonthPeriod(Month{2024, time.February}), "2024-02-01", "2024-02-29", 29},
		{"December", MonthPeriod(Month{2018, time.December}), "2018-12-01", "2018-12-31", 31},
		{"the first quarter", QuarterPeriod(2019, 1), "2019-01-01", "2019-03-31", 90},
		{"the last quarter", QuarterPeriod(2019, 4), "2019-10-01", "2019-12-31", 92},
		{"a year", YearPeriod(2020), "2020-01-01", "2020-12-31", 366},
		{"a project", PeriodOf(day(t, "2018-01-01"), day(t, "2019-05-31")), "2018-01-01", "2019-05-31", 516},
		{"a single day", PeriodOf(day(t, "2019-06-03"), day(t, "2019-06-03")), "2019-06-03", "2019-06-03", 1},
	} {
		p := c.period
		if p.From.String() != c.first || p.Last().String() != c.last || p.Days() != c.days || p.Empty() {
			t.Errorf("%s goes from %s to %s and has %d days", c.name, p.From, p.Last(), p.Days())
		}
		if !p.Contains(p.From) || !p.Contains(p.Last()) || p.Contains(p.From.AddDays(-1)) || p.Contains(p.To) {
			t.Errorf("%s does not contain its own days and no others", c.name)
		}
	}
}

func TestThePreviousPeriodIsTheOneToCompareWith(t *testing.T) {
	for _, c := range []struct {
		name        string
		period      Period
		first, last string
	}{
		{"a month is compared with the month before", MonthPeriod(Month{2019, time.March}), "2019-02-01", "2019-02-28"},
		{"January is compared with December", MonthPeriod(Month{2019, time.January}), "2018-12-01", "2018-12-31"},
		{"a quarter is compared with the quarter before", QuarterPeriod(2019, 2), "2019-01-01", "2019-03-31"},
		{"the first quarter is compared with the last", QuarterPeriod(2019, 1), "2018-10-01", "2018-12-31"},
		{"a leap year is compared with the year before", YearPeriod(2020), "2019-01-01", "2019-12-31"},
		{"five months are compared with five months", PeriodOf(day(t, "2019-01-01"), day(t, "2019-05-31")), "2018-08-01", "2018-12-31"},
		{"a week is compared with the seven days before", PeriodOf(day(t, "2019-06-03"), day(t, "2019-06-09")), "2019-05-27", "2019-06-02"},
		{"a month from mid to mid is compared by days", PeriodOf(day(t, "2019-02-15"), day(t, "2019-03-14")), "2019-01-18", "2019-02-14"},
	} {
		if got := c.period.Previous(); got.From.String() != c.first || got.Last().String() != c.last {
			t.Errorf("%s: got %s–%s, want %s–%s", c.name, got.From, got.Last(), c.first, c.last)
		}
	}
}

func TestAPeriodListsTheMonthsItTouches(t *testing.T) {
	months := PeriodOf(day(t, "2018-11-30"), day(t, "2019-02-01")).Months()
	want := []string{"2018-11", "2018-12", "2019-01", "2019-02"}
	if len(months) != len(want) {
		t.Fatalf("got %v, want %v", months, want)
	}
	for i, m := range months {
		if m.String() != want[i] {
			t.Errorf("month %d is %s, want %s", i, m, want[i])
		}
	}
	if got := YearPeriod(2019).Months(); len(got) != 12 {
		t.Errorf("a year has the months %v", got)
	}
}

func TestAnEmptyPeriodHasNoDays(t *testing.T) {
	for _, p := range []Period{{}, {day(t, "2019-06-03"), day(t, "2019-06-03")}, {day(t, "2019-06-03"), day(t, "2019-06-01")}} {
		if !p.Empty() || p.Days() != 0 || p.Months() != nil || p.Contains(day(t, "2019-06-03")) || p.WholeMonths() {
			t.Errorf("%v is not empty", p)
		}
	}
}

func TestPeriodsFollowEachOtherWithoutGapOrOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := days().Draw(t, "from")
		p := Period{from, from.AddDays(rapid.IntRange(1, 2000).Draw(t, "days"))}
		before := p.Previous()
		if before.To != p.From || before.Empty() {
			t.Errorf("before %v comes %v", p, before)
		}
		if !p.WholeMonths() && before.Days() != p.Days() {
			t.Errorf("%v has %d days, but %v has %d", p, p.Days(), before, before.Days())
		}
		if p.WholeMonths() && len(before.Months()) != len(p.Months()) {
			t.Errorf("%v has %d months, but %v has %d", p, len(p.Months()), before, len(before.Months()))
		}
	})
}

func TestQuartersFillTheYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(firstYear, lastYear).Draw(t, "year")
		total := 0
		for quarter := 1; quarter <= 4; quarter++ {
			p := QuarterPeriod(year, quarter)
			total += p.Days()
			for _, m := range p.Months() {
				if m.Quarter() != quarter || m.Year != year {
					t.Errorf("%v lies in quarter %d of %d", m, quarter, year)
				}
			}
		}
		if total != YearPeriod(year).Days() {
			t.Errorf("the quarters of %d have %d days", year, total)
		}
	})
}
