package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/boundary"
	"rinnalla/internal/testworld"
)

// The shapes are invented.
const twoSquares = `{"type":"FeatureCollection","features":[
	{"properties":{"kunta":"205","nimi":"Kajaani"},"geometry":{"type":"Polygon","coordinates":[[[27,64],[28,64],[28,65],[27,65]]]}},
	{"properties":{"kunta":"588","nimi":"Pertunmaa"},"geometry":{"type":"Polygon","coordinates":[[[26,61],[27,61],[27,62],[26,62]]]}}]}`

func TestBoundariesImportedAtTheServerAreToldAsOnThePage(t *testing.T) {
	w := testworld.New(t)
	bring := func(content, day string) (string, error) {
		path := filepath.Join(t.TempDir(), "rajat.geojson")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		c := importBoundariesCommand{File: path, Source: "Keksitty kartta, CC BY 4.0", Of: day, Language: "fi"}
		err := c.run(t.Context(), w.Acts, &out)
		return out.String(), err
	}
	out, err := bring(twoSquares, "2026-01-01")
	if err != nil || !strings.Contains(out, "Yksi kunta, rajoissa 4 pistettä\n") || !strings.Contains(out, "jätettiin pois: Pertunmaa (588).\n") {
		t.Fatal(err, out)
	}
	for content, want := range map[string]string{"<html>": "ei ole GeoJSON-muotoa", strings.ReplaceAll(twoSquares, "205", "588"): "ei ole yhtään nykyistä kuntaa"} {
		if _, err := bring(content, "2026-01-01"); err == nil || !strings.Contains(err.Error(), want) {
			t.Error(err)
		}
	}
	if _, err := bring(twoSquares, "tammikuu"); err == nil {
		t.Error("a month without a year was taken for a day")
	}
	w.Read(testworld.Olli, func(tx *act.Tx) error {
		i, any, err := boundary.Current(tx)
		if !any || !i.By.IsZero() || i.Municipalities != 1 {
			t.Errorf("%v, by %v, %d municipalities", any, i.By, i.Municipalities)
		}
		return err
	})
}
