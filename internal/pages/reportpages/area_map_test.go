package reportpages_test

import (
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/boundary"
	"rinnalla/internal/civil"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// The shapes are invented: a square around Kajaani and one around Kuhmo.
const outlines = `{"type":"FeatureCollection","features":[
	{"properties":{"code":"205"},"geometry":{"type":"Polygon","coordinates":[[[27,64],[28,64],[28,65],[27,65]]]}},
	{"properties":{"code":"290"},"geometry":{"type":"Polygon","coordinates":[[[29,64],[30,64],[30,65],[29,65]]]}}]}`

// areas is in every drawing of areas and in no icon.
const areas = `fill-rule="evenodd"`

func bounded(t *testing.T, s *site.Site) {
	t.Helper()
	day := civil.Date{Year: 2026, Month: 1, Day: 1}
	file, err := boundary.Read(strings.NewReader(outlines), boundary.Order{Source: "Keksitty kartta, CC BY 4.0", Day: day}, day)
	if err != nil {
		t.Fatal(err)
	}
	s.Write(testworld.Olli, func(tx *act.Tx) error {
		_, err := boundary.Replace(tx, file)
		return err
	})
}

func TestTheMapIsMadeOfAreasOnceBoundariesAreImportedAndTellsTheirSource(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		visited(t, s)
		const source = "Kuntarajat 1.1.2026: Keksitty kartta, CC BY 4.0"
		if p := s.As("bertta").Get("/reports/outreach" + march); p.Says("Kuntarajat") || strings.Contains(p.Body, areas) {
			t.Error("the map of tiles tells of boundaries")
		}
		bounded(t, s)
		for who, visits := range map[string]string{"bertta": "8", "elli": "–"} {
			p := s.As(who).Get("/reports/outreach" + march)
			if !p.Says(source) || !p.Says("6 kunnan rajaa ei ole tuotu. Kunnat ovat kartassa pisteinä.") || strings.Count(p.Body, areas) < 2 {
				t.Errorf("%s: %s", who, p.Text())
			}
			rows := p.Table("Käynnit kunnittain")
			if len(rows) != 9 || p.Row("Käynnit kunnittain", "Puolanka") == nil || p.Row("Käynnit kunnittain", "Kajaani")[1] != visits {
				t.Errorf("%s: the table is %v", who, rows)
			}
			d := s.As(who).Get("/reports/outreach/map.svg" + march)
			if d.Status != 200 || !strings.Contains(d.Body, source+"</desc>") || strings.Count(d.Body, source) != 2 || !strings.Contains(d.Body, areas) {
				t.Errorf("%s: %s", who, d.Body)
			}
		}
		s.Write(testworld.Olli, boundary.Remove)
		if p := s.As("elli").Get("/reports/outreach" + march); p.Says("Kuntarajat") || strings.Contains(p.Body, areas) {
			t.Error("the map does not go back to tiles")
		}
	})
}

func TestSmallCountsStayHiddenOnAMapOfAreas(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	bounded(t, s)
	if d := s.As("elli").Get("/reports/outreach/map.svg" + march); !strings.Contains(d.Body, "<title>Kuhmo: Piilotettu") || strings.Contains(d.Body, "<title>Kuhmo: 2") {
		t.Error(d.Body)
	}
}
