package civil

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAnInstantIsKeptToTheMicrosecond(t *testing.T) {
	moment := time.Date(2026, 11, 22, 16, 55, 1, 123456789, helsinki)
	i := InstantOf(moment)
	if i.String() != "2026-11-22T14:55:01.123456Z" {
		t.Errorf("written as %s", i)
	}
	if i != InstantOf(moment.UTC()) || i != InstantOf(i.Time()) {
		t.Error("the same instant from another zone is not equal")
	}
	if i.Helsinki().Hour() != 16 || i.Clock() != (Clock{16, 55}) {
		t.Errorf("the Finnish clock shows %v", i.Helsinki())
	}
}

func TestAnInstantIsReadFromRFC3339(t *testing.T) {
	want := InstantOf(time.Date(2026, 11, 22, 14, 55, 0, 0, time.UTC))
	for _, text := range []string{
		"2026-11-22T14:55:00.000000Z", "2026-11-22T14:55:00Z", "2026-11-22T14:55:00.000Z",
		"2026-11-22T16:55:00+02:00", "2026-11-22T14:55:00.0000009Z",
	} {
		if got, err := ParseInstant(text); err != nil || got != want {
			t.Errorf("%s was read as %s (%v)", text, got, err)
		}
	}
	for _, text := range []string{"", "2026-11-22", "2026-11-22 14:55:00", "2026-11-22T14:55:00", "2026-02-30T14:55:00Z", "1899-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2200-01-01T00:00:00Z"} {
		if got, err := ParseInstant(text); err != ErrInstant || !got.IsZero() {
			t.Errorf("%q was read as %s (%v)", text, got, err)
		}
	}
}

func TestTheDayChangesAtMidnightInHelsinki(t *testing.T) {
	for _, c := range []struct{ instant, want string }{
		{"2026-11-22T21:59:59Z", "2026-11-22"},
		{"2026-11-22T22:00:00Z", "2026-11-23"},
		{"2026-06-30T20:59:59Z", "2026-06-30"},
		{"2026-06-30T21:00:00Z", "2026-07-01"},
		{"2026-12-31T22:00:00Z", "2027-01-01"},
	} {
		i, err := ParseInstant(c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := i.Date(); got.String() != c.want {
			t.Errorf("at %s it is %s in Helsinki, want %s", c.instant, got, c.want)
		}
	}
}

func TestNoInstantStaysNoInstant(t *testing.T) {
	var none Instant
	if !InstantOf(time.Time{}).IsZero() || none.String() != "" || !none.Date().IsZero() {
		t.Error("no instant turned into one")
	}
	if value, err := none.Value(); err != nil || value != nil {
		t.Errorf("no instant is stored as %v (%v)", value, err)
	}
}

func TestAnInstantGoesThroughTheDatabase(t *testing.T) {
	want := InstantOf(time.Date(2026, 11, 22, 14, 55, 1, 5000, time.UTC))
	text := "2026-11-22T14:55:01.000005Z"
	if value, err := want.Value(); err != nil || value != text {
		t.Errorf("stored as %v (%v)", value, err)
	}
	for _, src := range []any{text, []byte(text), want.Time(), want.Helsinki()} {
		var got Instant
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("%T %v was read as %s (%v)", src, src, got, err)
		}
	}
	got := want
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("NULL was read as %s (%v)", got, err)
	}
	for _, src := range []any{"", "yesterday", int64(1), time.Time{}} {
		got := want
		if err := got.Scan(src); err == nil || got != want {
			t.Errorf("%T %v was read as %s", src, src, got)
		}
	}
}

func TestAnInstantGoesThroughJSON(t *testing.T) {
	type envelope struct{ Sent, Received Instant }
	in := envelope{Sent: InstantOf(time.Date(2026, 11, 22, 14, 55, 0, 0, time.UTC))}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"Sent":"2026-11-22T14:55:00.000000Z","Received":""}` {
		t.Fatalf("%s (%v)", text, err)
	}
	var out envelope
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("came back as %+v (%v)", out, err)
	}
	if err := json.Unmarshal([]byte(`{"Sent":"now"}`), &out); err == nil {
		t.Error("a word was read as an instant")
	}
}

// instants draws any instant the parsers accept, with a fraction finer than is kept.
func instants() *rapid.Generator[time.Time] {
	first := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(lastYear, 12, 31, 0, 0, 0, 0, time.UTC)
	return rapid.Custom(func(t *rapid.T) time.Time {
		seconds := rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, "seconds")
		return time.Unix(seconds, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
	})
}

func TestTheTextsOfInstantsSortLikeTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := InstantOf(instants().Draw(t, "a")), InstantOf(instants().Draw(t, "b"))
		if len(a.String()) != len(fixed) {
			t.Errorf("%s is not of the fixed width", a)
		}
		if a.Before(b) != (a.String() < b.String()) || a.After(b) != b.Before(a) || (a.Compare(b) == 0) != (a == b) {
			t.Errorf("%s and %s are not in the order of their texts", a, b)
		}
		if back, err := ParseInstant(a.String()); err != nil || back != a {
			t.Errorf("%s came back as %s (%v)", a, back, err)
		}
		if near := b.Add(time.Hour); near.Sub(b) != time.Hour {
			t.Errorf("an hour after %s is %s", b, near)
		}
	})
}

func FuzzParseInstant(f *testing.F) {
	for _, seed := range []string{"2026-11-22T14:55:00.000000Z", "2026-11-22T16:55:00+02:00", "2026-11-22", "2199-12-31T23:59:59-12:00", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseInstant(text)
		if err != nil {
			return
		}
		if back, err := ParseInstant(got.String()); err != nil || back != got {
			t.Fatalf("%q was read as %s, which came back as %s (%v)", text, got, back, err)
		}
	})
}
