package killtest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// measuredEvery is how often an envelope is a measurement and not a visit.
const measuredEvery = 10

// subject is an invented client of Aino's who has agreed to being measured, and what she is asked with.
type subject struct {
	client  client.ClientID
	version instrument.VersionID
}

// askable registers her.
func askable(t *testing.T, w *testworld.World) subject {
	t.Helper()
	if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
		t.Fatal(err)
	}
	today := w.Clock.Now().Date()
	r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, From: today,
		Worker: testworld.Aino.ID, Other: true, Person: client.Person{Given: "Tuisku", Family: "Dufva"}}
	s := subject{client: r.ID}
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given,
			Day: today, By: "client", Way: "spoken"})
	})
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, "life-circle")
		v, _ := i.Newest()
		s.version = v.ID
		return err
	})
	return s
}

func (s subject) envelope(m outcome.MeasurementID) jsontext.Value {
	text, err := json.Marshal(map[string]any{
		"id": m, "kind": "measurement", "form": 1, "made_at": m.Time().Format(time.RFC3339Nano), "attempt": 1,
		"body": map[string]any{
			"client": s.client, "version": s.version, "occasion": "other", "day": civil.InstantOf(m.Time()).Date(), "by": "together",
			"place": "outdoors", "language": "fi", "seconds": 240,
			"answers": map[string]any{"items": map[string]any{"home": map[string]any{"number": 7}, "money": map[string]any{"declined": true}}},
		},
	})
	if err != nil {
		panic(err) // constants
	}
	return text
}

// check counts what stands of her.
func (s subject) check(t *testing.T, w *testworld.World, wanted map[outcome.MeasurementID]bool) {
	t.Helper()
	found := map[outcome.MeasurementID]int{}
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		all, err := outcome.Of(tx, s.client)
		clear(found)
		for _, v := range all {
			found[v.ID]++
		}
		return err
	})
	for m := range wanted {
		if found[m] != 1 {
			t.Fatalf("a measurement is on record %d times", found[m])
		}
	}
	if len(found) != len(wanted) {
		t.Fatalf("%d measurements of %d", len(found), len(wanted))
	}
}
