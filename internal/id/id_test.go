package id

import (
	"encoding/json"
	"testing"
	"time"
)

type visit struct{}

func TestAnIdReadsBackFromTextJSONAndDatabase(t *testing.T) {
	a := New[visit]()
	b, err := Parse[visit](a.String())
	if err != nil || a != b {
		t.Fatalf("text: %v %v %v", a, b, err)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var c Of[visit]
	if err := json.Unmarshal(raw, &c); err != nil || c != a {
		t.Fatalf("json: %v %v", c, err)
	}
	v, err := a.Value()
	if err != nil {
		t.Fatal(err)
	}
	var d Of[visit]
	if err := d.Scan(v); err != nil || d != a {
		t.Fatalf("database: %v %v", d, err)
	}
}

func TestNoIdIsNullAndEmptyText(t *testing.T) {
	var none Of[visit]
	if v, err := none.Value(); v != nil || err != nil {
		t.Fatalf("value %v, %v", v, err)
	}
	got := New[visit]()
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Fatalf("scan of NULL gives %v, %v", got, err)
	}
	got = New[visit]()
	if err := got.UnmarshalText(nil); err != nil || !got.IsZero() {
		t.Fatalf("empty text gives %v, %v", got, err)
	}
}

func TestRubbishIsNotAnId(t *testing.T) {
	for _, s := range []string{"", "x", "018f5b6e-0000-7000-8000-00000000000g", "{018f5b6e-0000-7000-8000-000000000000}", "018f5b6e000070008000000000000000"} {
		if _, err := Parse[visit](s); err == nil {
			t.Errorf("%q passed for an id", s)
		}
	}
}

func TestIdsSortByAgeAndTellTheirTime(t *testing.T) {
	prev := New[visit]()
	for range 1000 {
		next := New[visit]()
		if next.String() <= prev.String() {
			t.Fatalf("%s minted after %s sorts before it", next, prev)
		}
		prev = next
	}
	at := time.Date(2019, 5, 31, 12, 0, 0, 0, time.UTC)
	bound := FirstAt[visit](at)
	if !bound.Time().Equal(at) {
		t.Fatalf("bound tells %v", bound.Time())
	}
	if bound.String() >= prev.String() {
		t.Fatal("an id of 2019 sorts after one of today")
	}
}
