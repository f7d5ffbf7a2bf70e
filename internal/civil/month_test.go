package civil

import (
	"encoding/json"
	"testing"
	"time"
)

func TestAMonthIsReadAndWritten(t *testing.T) {
	got, err := ParseMonth("2019-05")
	if err != nil || got != (Month{2019, time.May}) || got.String() != "2019-05" {
		t.Errorf("2019-05 was read as %v (%v)", got, err)
	}
	for _, text := range []string{"", "2019", "2019-5", "2019-13", "2019-00", "05-2019", "2019-05-01", "1899-12", "2200-01"} {
		if got, err := ParseMonth(text); err != ErrMonth || !got.IsZero() {
			t.Errorf("%q was read as %v (%v)", text, got, err)
		}
	}
}

func TestMonthsFollowEachOther(t *testing.T) {
	december := Month{2018, time.December}
	if december.Next() != (Month{2019, time.January}) || december.Next().Prev() != december {
		t.Error("January does not follow December")
	}
	if december.First() != (Date{2018, time.December, 1}) || december.Last() != (Date{2018, time.December, 31}) {
		t.Errorf("December goes from %v to %v", december.First(), december.Last())
	}
	if last := (Month{2024, time.February}).Last(); last.Day != 29 {
		t.Errorf("February 2024 ends on %v", last)
	}
	if n := (Month{2019, time.May}).Sub(Month{2018, time.January}); n != 16 {
		t.Errorf("from January 2018 to May 2019 are %d months, want 16", n)
	}
	if !december.Before(december.Next()) || december.Before(december) || december.Compare(december) != 0 {
		t.Error("months are out of order")
	}
	var none Month
	if !none.Next().IsZero() || !none.First().IsZero() || !none.Last().IsZero() || none.String() != "" {
		t.Error("no month turned into one")
	}
}

func TestEveryMonthLiesInItsQuarter(t *testing.T) {
	for month, want := range map[time.Month]int{1: 1, 3: 1, 4: 2, 6: 2, 7: 3, 9: 3, 10: 4, 12: 4} {
		if got := (Month{2019, month}).Quarter(); got != want {
			t.Errorf("%v lies in quarter %d, want %d", month, got, want)
		}
	}
}

func TestAMonthGoesThroughTheDatabaseAndJSON(t *testing.T) {
	want := Month{2019, time.May}
	if value, err := want.Value(); err != nil || value != "2019-05" {
		t.Errorf("stored as %v (%v)", value, err)
	}
	if value, err := (Month{}).Value(); err != nil || value != nil {
		t.Errorf("no month is stored as %v (%v)", value, err)
	}
	var got Month
	if err := got.Scan("2019-05"); err != nil || got != want {
		t.Errorf("read as %v (%v)", got, err)
	}
	if err := got.Scan("May"); err == nil || got != want {
		t.Errorf("a word was read as %v", got)
	}
	if err := got.Scan(5); err == nil {
		t.Error("a number was read as a month")
	}
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("NULL was read as %v (%v)", got, err)
	}
	text, err := json.Marshal([]Month{want, {}})
	if err != nil || string(text) != `["2019-05",""]` {
		t.Fatalf("%s (%v)", text, err)
	}
	var back []Month
	if err := json.Unmarshal(text, &back); err != nil || back[0] != want || !back[1].IsZero() {
		t.Errorf("came back as %v (%v)", back, err)
	}
	if err := json.Unmarshal([]byte(`["2019"]`), &back); err == nil {
		t.Error("a year was read as a month")
	}
}

func FuzzParseMonth(f *testing.F) {
	for _, seed := range []string{"2019-05", "2019-13", "", "2019-5", "20190-5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := ParseMonth(text); err == nil && got.String() != text {
			t.Fatalf("%q was read as %v", text, got)
		}
	})
}
