package civil

import (
	"database/sql"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestATimeOfDayIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]Clock{
		"09:30": {9, 30}, "9:30": {9, 30}, "09.30": {9, 30}, "9.30": {9, 30},
		"00:00": {0, 0}, "0.00": {0, 0}, "23:59": {23, 59}, "16.55": {16, 55},
	} {
		if got, err := ParseClock(text); err != nil || got != want {
			t.Errorf("%s was read as %v (%v)", text, got, err)
		}
	}
	for _, text := range []string{"", "9", "930", "9:3", "9:300", "009:30", ":30", "9:", "24:00", "12:60", "-9:30", "9:-3", "9,30", "9:30 ", "9:30:00"} {
		if got, err := ParseClock(text); err != ErrClock || got != (Clock{}) {
			t.Errorf("%q was read as %v (%v)", text, got, err)
		}
	}
}

func TestAClockTimeIsAnInstantInHelsinki(t *testing.T) {
	for _, c := range []struct{ why, date, clock, want string }{
		{"winter time is two hours ahead of UTC", "2026-01-15", "12:00", "2026-01-15T10:00:00.000000Z"},
		{"summer time is three hours ahead of UTC", "2026-07-15", "12:00", "2026-07-15T09:00:00.000000Z"},
		{"the last minute before the clock is put forward", "2026-03-29", "02:59", "2026-03-29T00:59:00.000000Z"},
		{"a time that is skipped is read as if the clock had not moved", "2026-03-29", "03:00", "2026-03-29T01:00:00.000000Z"},
		{"half past three is skipped too", "2026-03-29", "03:30", "2026-03-29T01:30:00.000000Z"},
		{"the first minute of summer time", "2026-03-29", "04:00", "2026-03-29T01:00:00.000000Z"},
		{"the last minute that comes once", "2026-10-25", "02:59", "2026-10-24T23:59:00.000000Z"},
		{"of a time that comes twice the first is meant", "2026-10-25", "03:00", "2026-10-25T00:00:00.000000Z"},
		{"half past three comes twice too", "2026-10-25", "03:30", "2026-10-25T00:30:00.000000Z"},
		{"the first minute that comes once again", "2026-10-25", "04:00", "2026-10-25T02:00:00.000000Z"},
		{"the day before a change has the old time", "2026-03-28", "12:00", "2026-03-28T10:00:00.000000Z"},
		{"the day after a change has the new time", "2026-03-30", "12:00", "2026-03-30T09:00:00.000000Z"},
	} {
		clock, err := ParseClock(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := At(day(t, c.date), clock); got.String() != c.want {
			t.Errorf("%s: %s at %s is %s, want %s", c.why, c.date, c.clock, got, c.want)
		}
	}
	skipped := At(day(t, "2026-03-29"), Clock{3, 30})
	if skipped.Clock() != (Clock{4, 30}) {
		t.Errorf("the skipped 03:30 shows on the clock as %v, want 04:30", skipped.Clock())
	}
}

func TestNoInstantWithoutDateOrTimeOfDay(t *testing.T) {
	if !At(Date{}, Clock{9, 30}).IsZero() || !At(Date{2026, 1, 1}, Clock{24, 0}).IsZero() || !At(Date{2026, 1, 1}, Clock{9, -1}).IsZero() {
		t.Error("an instant was made from nothing")
	}
}

func TestAnInstantShowsTheDateAndClockItWasMadeFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := days().Filter(func(d Date) bool { return d.Year >= 1950 }).Draw(t, "date")
		c := Clock{rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")}
		i := At(d, c)
		skipped := offset(i.Time()) == 3*time.Hour && offset(i.Time().Add(-time.Hour)) == 2*time.Hour
		if !skipped && (i.Date() != d || i.Clock() != c) {
			t.Errorf("%v %v came back as %v %v", d, c, i.Date(), i.Clock())
		}
		if earlier := i.Add(-time.Hour); earlier.Date() == d && earlier.Clock() == c {
			t.Error("the second of two equal times was taken")
		}
	})
}

func TestATimeOfDayGoesThroughTheDatabase(t *testing.T) {
	want := Clock{9, 30}
	if value, err := want.Value(); err != nil || value != "09:30" {
		t.Errorf("stored as %v (%v)", value, err)
	}
	if value, err := (Clock{24, 0}).Value(); err == nil {
		t.Errorf("24:00 is stored as %v", value)
	}
	var got Clock
	if err := got.Scan("09:30"); err != nil || got != want {
		t.Errorf("read as %v (%v)", got, err)
	}
	if err := got.Scan(nil); err == nil {
		t.Error("NULL became midnight")
	}
	if err := got.Scan(930); err == nil {
		t.Error("a number became a time of day")
	}
	var missing sql.Null[Clock]
	if err := missing.Scan(nil); err != nil || missing.Valid {
		t.Errorf("NULL is %v (%v)", missing, err)
	}
}

func TestATimeOfDayGoesThroughJSON(t *testing.T) {
	type visit struct{ Begins, Ends *Clock }
	in := visit{Begins: &Clock{9, 5}}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"Begins":"09:05","Ends":null}` {
		t.Fatalf("%s (%v)", text, err)
	}
	var out visit
	if err := json.Unmarshal(text, &out); err != nil || *out.Begins != *in.Begins || out.Ends != nil {
		t.Errorf("came back as %+v (%v)", out, err)
	}
	if _, err := json.Marshal(Clock{25, 0}); err == nil {
		t.Error("25:00 was written")
	}
}

func TestTimesOfDayAreOrdered(t *testing.T) {
	if !(Clock{9, 59}).Before(Clock{10, 0}) || (Clock{10, 0}).Before(Clock{10, 0}) || (Clock{10, 1}).Compare(Clock{10, 0}) <= 0 {
		t.Error("times of day are out of order")
	}
	if (Clock{1, 30}).Minutes() != 90 {
		t.Error("half past one is not 90 minutes from midnight")
	}
}

func FuzzParseClock(f *testing.F) {
	for _, seed := range []string{"09:30", "9.30", "24:00", "", "9:3", "::00", "1..0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseClock(text)
		if err != nil {
			return
		}
		if back, err := ParseClock(got.String()); !got.Valid() || err != nil || back != got {
			t.Fatalf("%q was read as %v, which came back as %v (%v)", text, got, back, err)
		}
	})
}
