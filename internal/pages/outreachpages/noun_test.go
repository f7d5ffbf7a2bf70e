package outreachpages_test

import (
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestAPlaceIsAddedFoundAndChanged(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		page := w.As("aino").Get("/places").Follow("Lisää paikka").Press("Tallenna paikka", "name", "Sotkamon kylätalo")
		if page.ErrorOf("kind") == "" || page.ErrorOf("municipality") == "" || page.Value("name") != "Sotkamon kylätalo" {
			t.Fatal(page.Errors())
		}
		page = page.Press("Tallenna paikka", "kind", "village_house", "municipality", "765", "opening", "ma–pe 9–16\nla 10–14",
			"low_threshold", "yes", "latitude", "64,1318", "longitude", "28,3847")
		if page.Flash() != "Paikka on tallennettu." || page.Heading() != "Sotkamon kylätalo" || page.Summary("Kunta") != "Sotkamo" ||
			page.Summary("Aukioloajat") != "ma–pe 9–16 la 10–14" || page.Summary("Sijainti (WGS 84)") != "64.13180, 28.38470" {
			t.Fatal(page.Text())
		}
		page = page.Follow("Muokkaa paikkaa").Press("Tallenna muutokset", "last_day", "1.11.2026")
		if !page.Says("Paikka ei ole nyt käytössä.") {
			t.Fatal(page.Text())
		}
		for query, want := range map[string]string{
			"":                                  "Kajaanin kirjasto Kuhmon tori",
			"?active=all":                       "Kajaanin kirjasto Kuhmon tori Sotkamon kylätalo ei käytössä",
			"?text=KAJAA":                       "Kajaanin kirjasto",
			"?kind=street":                      "Kuhmon tori",
			"?municipality=290":                 "Kuhmon tori",
			"?active=all&low_threshold=yes":     "Sotkamon kylätalo ei käytössä",
			"?sort=municipality&order=reversed": "Kuhmon tori Kajaanin kirjasto",
		} {
			list := w.As("aune").Get("/places" + query)
			if got := strings.Join(firstCells(list, "Paikat", 0), " "); got != want {
				t.Errorf("%q: %s, not %s", query, got, want)
			}
		}
	})
}

func TestAPlaceShowsItsVisitsAndSumsToThoseWhoMaySeeThem(t *testing.T) {
	w := newTown(t, site.New(t))
	threeVisits(w)
	path := "/places/" + w.library.ID.String()
	page := w.As("aino").Get(path)
	if !page.Says("2 Käyntejä 15 Paikalla (arvio) 8 Keskusteluja 4,75 Palaute 1–5 4 vastausta") || page.Row("Käynnit täällä", "19.11.2026") == nil {
		t.Fatal(page.Text())
	}
	if page.Link("15 Paikalla (arvio)") != "/reports/outreach?area=place:"+w.library.ID.String() {
		t.Error("the sums do not lead to the report")
	}
	if page = w.As("aune").Get(path); page.Row("Käynnit täällä", "19.11.2026") != nil || !page.Says("jotka saisit nähdä") {
		t.Error("Aune reads another unit's visits", page.Text())
	}
	if page = w.As("aino").Get(path).Follow("Kirjaa käynti täällä"); page.Value("place") != w.library.ID.String() {
		t.Error("the form does not begin with the place")
	}
}

func TestTwoWhoChangeAPlaceAtOnceSeeBothTexts(t *testing.T) {
	w := newTown(t, site.New(t))
	path := "/places/" + w.library.ID.String() + "/edit"
	slow := w.As("aino").Get(path)
	w.As("aune").Get(path).Press("Tallenna muutokset", "address", "Kauppakatu 1")
	page := slow.Press("Tallenna muutokset", "address", "Kauppakatu 35")
	row := page.Row("Mitä kirjoitit ja mitä nyt on tallessa", "Osoite")
	if len(row) != 3 || row[1] != "Kauppakatu 35" || row[2] != "Kauppakatu 1" {
		t.Fatal(page.Status, page.Text())
	}
	if page = page.Press("Tallenna muutokset"); page.Summary("Osoite") != "Kauppakatu 35" {
		t.Fatal(page.Text())
	}
}

func TestPressingTwiceAddsAPlaceOnce(t *testing.T) {
	w := newTown(t, site.New(t))
	form := w.As("aino").Get("/places/new")
	for range 2 {
		page := form.Press("Tallenna paikka", "name", "Asema", "kind", "other", "municipality", "205")
		if page.Heading() != "Asema" {
			t.Fatal(page.Status, page.Text())
		}
	}
	if list := w.As("aino").Get("/places?text=asema"); !list.Says("Yksi paikka") {
		t.Fatal(list.Text())
	}
}

func TestAPartnerIsAddedWithItsAreaAndItsPlaces(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		page := w.As("aino").Get("/partners").Follow("Lisää kumppani").Press("Tallenna kumppani", "name", "Kainuun kyläseura",
			"kind", "village_club", "municipalities", "205", "municipalities", "765", "contact_role", "puheenjohtaja", "phone", "08 123 4567")
		if page.Flash() != "Kumppani on tallennettu." || page.Summary("Toiminta-alue") != "Kajaani ja Sotkamo" {
			t.Fatal(page.Errors(), page.Text())
		}
		place := page.Follow("Lisää kumppanille paikka").Press("Tallenna paikka", "name", "Seurantalo", "kind", "village_house", "municipality", "765")
		if place.Summary("Kumppani") != "Kainuun kyläseura" {
			t.Fatal(place.Text())
		}
		page = place.Follow("Kainuun kyläseura")
		if page.Row("Kumppanin paikat", "Seurantalo") == nil {
			t.Fatal(page.Text())
		}
		page = page.Follow("Muokkaa kumppania").Press("Tallenna muutokset", "email", "ei osoite")
		if page.ErrorOf("email") == "" || page.Value("email") != "ei osoite" {
			t.Fatal(page.Text())
		}
		if list := w.As("aino").Get("/partners?municipality=765&kind=village_club&text=kainuu"); list.Row("Kumppanit", "Kainuun kyläseura") == nil {
			t.Fatal(list.Text())
		}
		if list := w.As("cia").Get("/partners?text=kainuu"); !list.Says("Näillä rajauksilla ei ole kumppaneita") {
			t.Fatal(list.Text())
		}
	})
}

func TestARoundIsPlannedAndItsVisitsRecordedFromIt(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		page := w.As("aino").Get("/rounds/new").Press("Tallenna kierros", "day", "20.11.2026", "aim", "Kertoa neuvonnasta",
			"place_1", w.square.ID.String(), "place_3", w.library.ID.String())
		if page.Flash() != "Kierros on tallennettu." || page.Heading() != "Kierros perjantai 20.11.2026" || !page.Says("Aino Ahola") {
			t.Fatal(page.Errors(), page.Text())
		}
		round := page.Address
		visit := page.Follow("Kirjaa käynti Kuhmon tori")
		if visit.Value("place") != w.square.ID.String() || visit.Value("round") == "" {
			t.Fatal(visit.Text())
		}
		page = visit.Press("Tallenna käynti", "present", "15", "conversations", "2")
		if page.Address != round || page.Row("Kirjatut käynnit", "Kuhmon tori") == nil || !page.HasLink("Avaa käynti Kuhmon tori") ||
			!page.HasLink("Kirjaa käynti Kajaanin kirjasto") {
			t.Fatal(page.Address, page.Text())
		}
		list := w.As("aino").Get("/rounds")
		if row := list.Row("Kierrokset", "20.11.2026"); len(row) != 5 || row[1] != "Kuhmon tori ja Kajaanin kirjasto" || row[4] != "1" {
			t.Fatal(row, list.Text())
		}
		if past := w.As("aino").Get("/rounds?when=past&who=mine"); !past.Says("Kierroksia ei ole") {
			t.Error(past.Text())
		}
		for _, who := range []string{"aune", "cia"} {
			for _, path := range []string{round, round + "/edit", "/visits/new?round=" + strings.TrimPrefix(round, "/rounds/")} {
				if p := w.As(who).Get(path); p.Status != http.StatusNotFound {
					t.Errorf("%s opens %s: %d", who, path, p.Status)
				}
			}
		}
	})
}

func TestARoundKeepsItsOrderAndNeedsAWorker(t *testing.T) {
	w := newTown(t, site.New(t))
	page := w.As("aino").Get("/rounds/new").Press("Tallenna kierros", "workers", "", "place_1", w.library.ID.String())
	if page.ErrorOf("workers") == "" || page.Value("place_1") != w.library.ID.String() {
		t.Fatal(page.Text())
	}
	page = page.Press("Tallenna kierros", "workers", testworld.Aino.ID.String(), "place_2", w.square.ID.String())
	edit := page.Follow("Muokkaa kierrosta")
	page = edit.Press("Tallenna muutokset", "place_1", w.square.ID.String(), "place_2", w.library.ID.String())
	if strings.Index(page.Text(), "Kuhmon tori") > strings.Index(page.Text(), "Kajaanin kirjasto") {
		t.Fatal("the order was not kept", page.Text())
	}
	page = edit.Press("Tallenna muutokset", "aim", "Toinen")
	if page.Status == http.StatusOK || page.Row("Mitä kirjoitit ja mitä nyt on tallessa", "Tavoite") == nil {
		t.Fatal("a stale round was saved", page.Status, page.Text())
	}
}

// topicNames are the topics in the order of their list.
func topicNames(w *town) string {
	w.Helper()
	var names []string
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		topics, err := outreach.Topics(tx)
		for _, t := range topics {
			names = append(names, t.Fi)
		}
		return err
	})
	return strings.Join(names, " ")
}

func TestALeaderKeepsTheListOfTopics(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		page := w.As("bertta").Get("/topics").Follow("Lisää aihe").Press("Tallenna aihe", "name_sv", "Kollektivtrafik")
		if page.ErrorOf("name_fi") == "" || page.Value("name_sv") != "Kollektivtrafik" {
			t.Fatal(page.Text())
		}
		page = page.Press("Tallenna aihe", "name_fi", "Joukkoliikenne")
		if page.Flash() != "Aihe on tallennettu." || !strings.HasSuffix(topicNames(w), "Muu Joukkoliikenne") {
			t.Fatal(topicNames(w))
		}
		for range 2 {
			page.Press("Ylös Joukkoliikenne")
		}
		if !strings.HasSuffix(topicNames(w), "Joukkoliikenne Muu") {
			t.Fatal("pressing twice moved twice, or not at all: ", topicNames(w))
		}
		page = w.As("bertta").Get("/topics").Follow("Muokkaa Joukkoliikenne").Press("Tallenna muutokset", "active", "")
		if !page.Says("Joukkoliikenne ei käytössä") {
			t.Fatal(page.Text())
		}
		if form := w.As("aino").Get("/visits/new"); form.Says("Joukkoliikenne") || !form.Says("Asuminen") {
			t.Error("a topic that is not in use is offered, or one in use is not")
		}
		page = w.As("bertta").Get("/topics/new").Press("Tallenna aihe", "name_fi", "Asuminen")
		if page.ErrorOf("name_fi") == "" {
			t.Error("two topics of one name", page.Text())
		}
	})
}

func TestAWorkerReadsTopicsAndChangesNone(t *testing.T) {
	w := newTown(t, site.New(t))
	page := w.As("aino").Get("/topics")
	if page.HasLink("Lisää aihe") || page.HasButton("Alas Asuminen") || !page.Says("Asuminen") {
		t.Fatal(page.Text())
	}
	var topic outreach.Topic
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		topics, err := outreach.Topics(tx)
		topic = topics[0]
		return err
	})
	for _, who := range []string{"aino", "cia"} {
		if p := w.As(who).Get("/topics/" + topic.ID.String() + "/edit"); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", who, p.Status)
		}
		form := map[string][]string{"topic": {topic.ID.String()}, "to": {"3"}, "name_fi": {"Muuta"}, "version": {"1"}, "id": {topic.ID.String()}}
		for _, path := range []string{"/topics/order", "/topics/" + topic.ID.String() + "/edit", "/topics"} {
			if p := w.As(who).Post(path, form); p.Status != http.StatusNotFound {
				t.Errorf("%s posts to %s: %d", who, path, p.Status)
			}
		}
	}
}

func TestANewVersionOfACountingRuleHoldsFromItsDay(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		before := w.visit(0)
		w.record(before)
		page := w.As("bertta").Get("/counting-rules")
		if !page.Says("Organisaatiolla ei ole omaa sääntöä.") || !page.Says("Versio 1, voimassa 1.1.1990 alkaen") {
			t.Fatal(page.Text())
		}
		page = page.Follow("Tee oma sääntö")
		if !strings.HasPrefix(page.Value("fi.visit"), "Käynti on yksi pysähdys") || page.Value("in_force") != "1.12.2026" {
			t.Fatal("the form does not begin with the rule in force", page.Value("in_force"))
		}
		if !page.Says("Selkosuomeksi") {
			t.Error("the form does not say which texts are in easy Finnish", page.Text())
		}
		page = page.Press("Tallenna uusi versio", "sv.visit", "", "in_force", "20.11.2026")
		if page.ErrorOf("sv-visit") == "" && page.ErrorOf("sv.visit") == "" || page.Value("in_force") != "20.11.2026" {
			t.Fatal(page.Errors())
		}
		page = page.Press("Tallenna uusi versio", "sv.visit", "Ett besök är ett besök.", "fi.visit", "Käynti on käynti.")
		if page.Flash() != "Uusi laskentasääntö on tallennettu." || !page.Says("Versio 1, voimassa 20.11.2026 alkaen") || !page.Says("Käynti on käynti.") {
			t.Fatal(page.Text())
		}
		after := w.visit(0)
		w.record(after)
		if p := w.As("aino").Get(address(after, "")); !p.Says("Käynti on käynti.") {
			t.Error("a visit does not show the rule that it is counted by", p.Text())
		}
		if p := w.As("aino").Get(address(before, "")); p.Says("Käynti on käynti.") {
			t.Error("a visit on record changed its rule")
		}
		page = w.As("bertta").Get("/counting-rules").Follow("Lisää uusi versio").Press("Tallenna uusi versio", "in_force", "20.11.2026")
		if page.ErrorOf("in_force") == "" {
			t.Error("two versions from the same day", page.Text())
		}
	})
}

func TestTheSearchLeadsOnToVisitsByTheNameOfTheirPlace(t *testing.T) {
	w := newTown(t, site.New(t))
	threeVisits(w)
	page := w.As("aino").Get("/search?q=kirjasto")
	if !page.HasLink("Kajaanin kirjasto") {
		t.Fatal(page.Text())
	}
	if page = page.Follow("Näytä kaikki käynnit"); !page.Says("yhteensä 2") || page.Value("text") != "kirjasto" {
		t.Fatal(page.Text())
	}
}

func TestARoundOfTomorrowOffersNoVisitToRecordNextWeek(t *testing.T) {
	w := newTown(t, site.New(t))
	next := today.AddDays(7)
	page := w.As("aino").Get("/rounds/new").Press("Tallenna kierros", "day", i18n.For(i18n.FI).Date(next), "place_1", w.library.ID.String())
	if page.HasLink("Kirjaa käynti") || page.HasLink("Kirjaa käynti Kajaanin kirjasto") {
		t.Fatal("a visit can be recorded before it is made", page.Text())
	}
	if list := w.As("aino").Get("/rounds"); list.Row("Kierrokset", i18n.For(i18n.FI).Date(next)) == nil {
		t.Fatal(list.Text())
	}
}
