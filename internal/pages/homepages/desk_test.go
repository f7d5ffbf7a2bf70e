package homepages_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestAinosDeskSaysThatARecordCameBack(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		aino := s.As("aino")
		if aino.Get("/").HasLink("Palautuneet kenttäkirjaukset") {
			t.Fatal("something waits before anything was sent")
		}
		parcel := fmt.Sprintf(`{"protocol":1,"worker":%q,"envelopes":[{"id":%q,"kind":"stop","form":1,"made_at":"","attempt":1,"body":{}}]}`,
			testworld.Aino.ID, id.New[outreach.Stop]())
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+site.Host+"/field/sync", strings.NewReader(parcel))
		if err != nil {
			t.Fatal(err)
		}
		if answer := aino.Do(request); !strings.Contains(answer.Body, `"refused"`) {
			t.Fatalf("an empty visit is answered %d %s", answer.Status, answer.Body)
		}
		desk := aino.Get("/")
		if !desk.HasLink("Palautuneet kenttäkirjaukset") || !desk.Says("Yksi kirjaus tarvitsee sinua.") {
			t.Errorf("her desk says nothing of it: %s", desk.Text())
		}
		if s.As("bertta").Get("/").HasLink("Palautuneet kenttäkirjaukset") {
			t.Error("it waits on another's desk too")
		}
	})
}

func TestTheDeskOfANewOrganisationSaysWhatComesFirst(t *testing.T) {
	s := site.New(t)
	if desk := s.As("aino").Get("/"); desk.Link("Lisää ensimmäinen paikka") != "/places/new" {
		t.Errorf("her desk does not say how to begin: %s", desk.Text())
	}
	for list, says := range map[string]string{"/visits": "Käyntejä ei ole vielä", "/places": "Paikkoja ei ole vielä", "/partners": "Kumppaneita ei ole vielä"} {
		if p := s.As("aino").Get(list); !p.Says(says) || p.Says("Näillä rajauksilla") {
			t.Errorf("%s: %s", list, p.Text())
		}
		if p := s.As("aino").Get(list + "?text=tori"); !p.Says("Näillä rajauksilla") {
			t.Errorf("%s with a filter: %s", list, p.Text())
		}
	}
	place := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "street", Name: "Tori", Municipality: "205"}
	s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, place) })
	if s.As("aino").Get("/").HasLink("Lisää ensimmäinen paikka") {
		t.Error("it goes on saying so when there is a place")
	}
}
