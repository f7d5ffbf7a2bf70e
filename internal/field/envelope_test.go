package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"rinnalla/internal/field"
)

func FuzzReadParcel(f *testing.F) {
	f.Add([]byte(`{"protocol":1,"worker":"x","envelopes":[{"id":"01900000-0000-7000-8000-0000000000c1","kind":"stop","form":1,"made_at":"","attempt":1,"body":{}}]}`))
	f.Add([]byte(`{"protocol":1,"worker":"","envelopes":[null,1,"x",[],{}]}`))
	f.Add([]byte(`{"protocol":1e9,"envelopes":[{}]} {}`))
	f.Add([]byte(`[[[[[[[[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		parcel, err := field.ReadParcel(raw)
		if err != nil {
			return
		}
		if n := len(parcel.Envelopes); n == 0 || n > field.MostEnvelopes {
			t.Fatalf("a parcel of %d envelopes was read", n)
		}
		for _, one := range parcel.Envelopes {
			readWhole(t, one)
		}
	})
}

func FuzzReadEnvelope(f *testing.F) {
	for _, kind := range []string{"stop", "correction", "round", "place", "measurement", "dream"} {
		f.Add([]byte(`{"id":"01900000-0000-7000-8000-0000000000c1","kind":"` + kind + `","form":1,"made_at":"2026-11-20T14:30:00.000Z","attempt":1,"body":{"day":"2026-11-20","start":"9.30","ages":{"u18":1},"topics":[""]}}`))
	}
	f.Add([]byte(`{"id":"01900000-0000-7000-8000-0000000000c1","kind":"measurement","form":1,"made_at":"2026-11-20T14:30:00.000Z","attempt":1,"body":{"client":"01900000-0000-7000-8000-0000000000c2","version":"01900000-0000-7000-8000-0000000000c3","occasion":"start","day":"2026-11-20","by":"client","language":"fi","seconds":60,"answers":{"items":{"a":{"number":1e3},"b":{"declined":true},"c":{"options":["x"]}},"entries":{"g":[{"n":{"text":"x"}},{"n":{"day":"2026-02-30"}}]}}}}`))
	f.Fuzz(readWhole)
}

// readWhole reads an envelope as the gate does, up to the verb: whatever comes,
// nothing panics, and what is read can be written and read again.
func readWhole(t *testing.T, raw []byte) {
	e, err := field.ReadEnvelope(raw)
	if err != nil {
		return
	}
	if e.ID.IsZero() {
		t.Fatal("an envelope without a number was read")
	}
	field.VerbOf(e)
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	same, err := field.ReadEnvelope(text)
	if len(e.Body) > 0 && err != nil {
		t.Fatalf("written again it cannot be read: %v\n%s", err, text)
	}
	if err == nil && same.ID != e.ID {
		t.Fatal("written again it has another number")
	}
}

func TestABadTextIsItsOwnEnvelopesFaultAndHalfACharacterIsNoFault(t *testing.T) {
	good := `{"id":"0190a1b2-0000-7000-8000-000000000001","kind":"stop","form":1,"made_at":"2026-03-01T10:00:00Z","attempt":1,"body":{}}`
	for _, c := range []struct {
		name, body string
		reads      bool
	}{
		{"half a character", `{"heard":"x\ud83d"}`, true},
		{"a byte that is no text", "{\"heard\":\"x\xff\"}", true},
		{"a field that is there twice", `{"present":1,"present":2}`, false},
	} {
		bad := strings.Replace(good, "{}", c.body, 1)
		p, err := field.ReadParcel([]byte(`{"protocol":1,"worker":"w","envelopes":[` + good + "," + bad + "]}"))
		if err != nil || len(p.Envelopes) != 2 {
			t.Errorf("%s: the whole parcel is refused: %v", c.name, err)
			continue
		}
		e, err := field.ReadEnvelope(p.Envelopes[1])
		if err == nil {
			_, err = field.ReadStop(e.Body)
		}
		if (err == nil) != c.reads {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
