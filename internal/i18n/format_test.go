package i18n

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rinnalla/internal/civil"
)

func TestWholeNumbersAreGrouped(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1386: "1 386", 12345: "12 345", 123456: "123 456", 1234567: "1 234 567",
		-5: "−5", -999: "−999", -1386: "−1 386", math.MinInt64: "−9 223 372 036 854 775 808",
	} {
		spaced := strings.ReplaceAll(want, " ", "\u00a0")
		for _, lang := range []Lang{FI, SV, Selko} {
			if got := For(lang).N(n); got != spaced {
				t.Errorf("%s: %d is written %q, want %q", lang, n, got, spaced)
			}
		}
		if got := For(EN).N(n); got != strings.ReplaceAll(want, " ", ",") {
			t.Errorf("en: %d is written %q", n, got)
		}
	}
}

func TestNumbersAreRoundedAsPeopleRound(t *testing.T) {
	for _, c := range []struct {
		value    float64
		decimals int
		want     string
	}{
		{4.42, 2, "4,42"}, {4.4, 2, "4,40"}, {4.425, 2, "4,43"}, {4.424999, 2, "4,42"},
		{2.5, 0, "3"}, {3.5, 0, "4"}, {-2.5, 0, "−3"}, {1.005, 2, "1,01"}, {2.675, 2, "2,68"},
		{0.5, 0, "1"}, {0.4, 0, "0"}, {0.05, 1, "0,1"}, {0.04, 1, "0,0"}, {0.004, 1, "0,0"}, {1e-12, 3, "0,000"},
		{-0.04, 1, "0,0"}, {math.Copysign(0, -1), 1, "0,0"}, {-0.42, 2, "−0,42"},
		{9.99, 1, "10,0"}, {99.95, 1, "100,0"}, {999.5, 0, "1 000"}, {0.96, 1, "1,0"},
		{1386, 0, "1 386"}, {1234567.891, 1, "1 234 567,9"}, {1e21, 0, "1 000 000 000 000 000 000 000"},
		{12, -1, "12"}, {math.NaN(), 1, "–"}, {math.Inf(1), 1, "–"},
	} {
		want := strings.ReplaceAll(c.want, " ", "\u00a0")
		if got := For(FI).Dec(c.value, c.decimals); got != want {
			t.Errorf("%v with %d decimals is %q, want %q", c.value, c.decimals, got, want)
		}
	}
	if got := For(EN).Dec(-1386.5, 2); got != "−1,386.50" {
		t.Errorf("in English it is %q", got)
	}
}

func TestSharesAreWrittenAsPercentages(t *testing.T) {
	for _, c := range []struct {
		share    float64
		decimals int
		want     string
	}{
		{0.453, 1, "45,3 %"}, {0.453, 0, "45 %"}, {0.145, 0, "15 %"}, {0.285, 0, "29 %"}, {1, 0, "100 %"},
		{0, 0, "0 %"}, {0.004, 0, "0 %"}, {0.005, 0, "1 %"}, {12.5, 0, "1 250 %"}, {-0.125, 1, "−12,5 %"},
		{math.NaN(), 1, "–"},
	} {
		want := strings.ReplaceAll(c.want, " ", "\u00a0")
		if got := For(FI).Pct(c.share, c.decimals); got != want {
			t.Errorf("%v with %d decimals is %q, want %q", c.share, c.decimals, got, want)
		}
	}
	if got := For(EN).Pct(0.453, 1); got != "45.3%" {
		t.Errorf("in English it is %q", got)
	}
}

func TestRoundingIsThatOfTheWrittenNumber(t *testing.T) {
	p := For(FI)
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(-1e12, 1e12).Draw(t, "value")
		decimals := rapid.IntRange(0, 6).Draw(t, "decimals")
		exact, ok := new(big.Rat).SetString(strconv.FormatFloat(value, 'f', -1, 64))
		if !ok {
			t.Fatal("the test cannot read its own number")
		}
		want := exact.FloatString(decimals)
		if strings.Trim(want, "-0.") == "" {
			want = strings.TrimPrefix(want, "-")
		}
		plain := strings.NewReplacer(minus, "-", ",", ".", noBreak, "")
		if got := plain.Replace(p.Dec(value, decimals)); got != want {
			t.Errorf("%v with %d decimals is %s, want %s", value, decimals, got, want)
		}
	})
}

func TestDatesAreWrittenInTheWayOfTheLanguage(t *testing.T) {
	date := civil.Date{Year: 2019, Month: time.June, Day: 3}
	month := civil.Month{Year: 2019, Month: time.May}
	project := civil.PeriodOf(civil.Date{Year: 2018, Month: time.January, Day: 1}, month.Last())
	moment := civil.At(date, civil.Clock{Hour: 9, Minute: 5})
	for lang, want := range map[Lang][]string{
		FI:    {"3.6.2019", "maanantai 3.6.2019", "3.6.", "9.05", "3.6.2019 klo 9.05", "toukokuu 2019", "5/19", "1.1.2018–31.5.2019", "sunnuntai"},
		Selko: {"3.6.2019", "maanantai 3.6.2019", "3.6.", "9.05", "3.6.2019 klo 9.05", "toukokuu 2019", "5/19", "1.1.2018–31.5.2019", "sunnuntai"},
		SV:    {"3.6.2019", "måndag 3.6.2019", "3.6.", "9.05", "3.6.2019 kl. 9.05", "maj 2019", "5/19", "1.1.2018–31.5.2019", "söndag"},
		EN:    {"2019-06-03", "Monday 2019-06-03", "06-03", "09:05", "2019-06-03 09:05", "May 2019", "2019-05", "2018-01-01 – 2019-05-31", "Sunday"},
	} {
		p := For(lang)
		got := []string{
			p.Date(date), p.LongDate(date), p.ShortDate(date), p.Clock(civil.Clock{Hour: 9, Minute: 5}), p.Instant(moment),
			p.Month(month), p.ShortMonth(month), p.Period(project), p.Weekday(time.Sunday),
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", lang, got[i], want[i])
			}
		}
	}
}

func TestAPeriodOfOneDayIsThatDay(t *testing.T) {
	date := civil.Date{Year: 2019, Month: time.June, Day: 3}
	if got := For(FI).Period(civil.PeriodOf(date, date)); got != "3.6.2019" {
		t.Errorf("written %q", got)
	}
}

func TestWhatIsMissingIsWrittenAsNothing(t *testing.T) {
	for _, lang := range Langs {
		p := For(lang)
		for _, got := range []string{
			p.Date(civil.Date{}), p.ShortDate(civil.Date{}), p.LongDate(civil.Date{}), p.Instant(civil.Instant{}),
			p.Month(civil.Month{}), p.ShortMonth(civil.Month{}), p.Period(civil.Period{}),
		} {
			if got != "" {
				t.Errorf("%s: nothing is written %q", lang, got)
			}
		}
	}
}

func TestEveryDayMonthAndHolidayHasItsName(t *testing.T) {
	for _, lang := range Langs {
		p := For(lang)
		for d := (civil.Date{Year: 2026, Month: time.January, Day: 1}); d.Year == 2026; d = d.AddDays(1) {
			written := p.LongDate(d) + p.Month(civil.MonthOf(d))
			for _, day := range []func(civil.Date) (string, bool){civil.Holiday, civil.Eve} {
				if key, ok := day(d); ok {
					written += p.T(key)
				}
			}
			if strings.Contains(written, "[") {
				t.Errorf("%s: %s has no name: %s", lang, d, written)
			}
		}
	}
}
