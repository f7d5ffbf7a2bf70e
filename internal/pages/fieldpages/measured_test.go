package fieldpages_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/field"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// returnedMeasurement lets Aino's phone send a measurement of the future of a client of hers.
func returnedMeasurement(t *testing.T, s *site.Site) (address string) {
	t.Helper()
	if err := instrument.BringShipped(t.Context(), s.Acts); err != nil {
		t.Fatal(err)
	}
	r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, From: testworld.Friday.Date(),
		Worker: testworld.Aino.ID, Other: true, Person: client.Person{Given: "Tuisku", Family: "Dufva"}}
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given,
			Day: testworld.Friday.Date(), By: "client", Way: "spoken"})
	})
	var version instrument.VersionID
	s.Read(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, "life-circle")
		v, _ := i.Newest()
		version = v.ID
		return err
	})
	m := id.New[outcome.Measurement]()
	parcel, err := json.Marshal(map[string]any{"protocol": field.Protocol, "worker": testworld.Aino.ID, "envelopes": []any{
		map[string]any{"id": m, "kind": "measurement", "form": 1, "made_at": "2026-11-20T14:30:00.000Z", "attempt": 1, "body": map[string]any{
			"client": r.ID, "version": version, "occasion": "start", "day": "2031-01-01", "by": "together", "language": "fi", "seconds": 60,
			"answers": map[string]any{"items": map[string]any{"home": map[string]any{"number": 7}}}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+site.Host+"/field/sync", strings.NewReader(string(parcel)))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.As("aino").Do(request); p.Status != http.StatusOK || !strings.Contains(p.Body, `"refused"`) {
		t.Fatalf("%d %s", p.Status, p.Body)
	}
	return "/field/returned/" + m.String()
}

func TestAReturnedMeasurementIsReadAtTheDeskByItsOwnWorkerAlone(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		address := returnedMeasurement(t, s)
		list := s.As("aino").Get("/field/returned")
		if !list.HasLink("Mittaus, kirjattu puhelimella 20.11.2026 klo 16.30") {
			t.Fatalf("it is not in the list: %v", list.Links())
		}
		page := s.As("aino").Get(address)
		for _, words := range []string{"Tuisku Dufva", "Elämän ympyrä", "Alkumittaus", "Asiakas ja työntekijä yhdessä", "Asuminen"} {
			if !strings.Contains(page.Body, words) {
				t.Errorf("she cannot read %q", words)
			}
		}
		for _, who := range []string{"bertta", "cia"} {
			if p := s.As(who).Get(address); p.Status != http.StatusNotFound {
				t.Errorf("%s is answered %d", who, p.Status)
			}
		}
	})
}
