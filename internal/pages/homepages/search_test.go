package homepages_test

import (
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestTheSearchReachesPlacesTopicsAndVisits(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		library := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
		visit := outreach.Stop{
			ID: id.New[outreach.Stop](), Organisation: testworld.North, Unit: testworld.NorthUnit, Place: library.ID, Day: testworld.Friday.Date(),
			Kind: "regular", Present: 12, Conversations: 4, Source: outreach.Desk, Workers: []access.WorkerID{testworld.Aino.ID}, Heard: "Bussi ei kulje iltaisin.",
		}
		s.Write(testworld.Aino, func(tx *act.Tx) error {
			if err := outreach.SavePlace(tx, library); err != nil {
				return err
			}
			_, err := outreach.Record(tx, visit)
			return err
		})
		aino := s.As("aino")
		if p := aino.Get("/search?q=kirjas"); !p.HasLink("Kajaanin kirjasto") || !p.Says("Yksi käynti") {
			t.Error(p.Text())
		}
		heard := aino.Get("/search?q=bussi")
		if !heard.Says("Paikkoja, kumppaneita ja aiheita: 0") || !heard.Says("Yksi käynti") || !heard.Says("paikalla 12, keskusteluja 4") {
			t.Error(heard.Text())
		}
		if all := heard.Follow("Näytä kaikki käynnit"); !all.Says("Yksi käynti") {
			t.Error(all.Text())
		}
		for lang, words := range map[string]string{"fi": "asumi", "sv": "boend"} {
			topic := map[string]string{"fi": "Asuminen", "sv": "Boende"}[lang]
			if got := aino.Speaking(lang).Get("/search?q=" + words).Link(topic); got != "/visits?topic=asuminen" {
				t.Errorf("%s leads to %q", topic, got)
			}
		}
		if p := s.As("bertta").Get("/search?q=ei+sellaista"); p.Says("käynti") || !p.Says("ei löytynyt") {
			t.Error(p.Text())
		}
	})
}
