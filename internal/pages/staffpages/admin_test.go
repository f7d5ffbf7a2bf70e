package staffpages_test

import (
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

var north = "/admin/organisations/" + testworld.North.String()

func TestTheOwnerFoundsAnOrganisationAndItsAdministrator(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		page := s.As("olli").Get("/admin/organisations").Follow("Lisää organisaatio")
		if page = page.Press("Tallenna organisaatio", "name_fi", "", "kind", "municipality"); page.ErrorOf("name_fi") == "" {
			t.Fatal(page.Text())
		}
		page = page.Press("Tallenna organisaatio", "name_fi", "Kajaanin kaupunki", "name_sv", "Kajana stad", "county", "20", "municipality", "205")
		if page.Heading() != "Kajaanin kaupunki" || page.Summary("Alue") != "Kajaani, Kainuun hyvinvointialue" {
			t.Fatal(page.Text())
		}
		page = page.Follow("Lisää yksikkö").Press("Tallenna yksikkö", "name", "Aikuissosiaalityö", "from", "1.1.2026")
		if row := page.Row("Yksiköt", "Aikuissosiaalityö"); len(row) != 2 || row[1] != "1.1.2026 alkaen" {
			t.Fatal(page.Table("Yksiköt"))
		}
		page = page.Follow("Työntekijät").Follow("Lisää työntekijä")
		page = page.Press("Tallenna työntekijä", "name", "Kerttu Kallio", "email", "kerttu@kajaani.example")
		if page.Heading() != "Kerttu Kallio" || !page.Says("Tehtäviä ei ole.") {
			t.Fatal(page.Text())
		}
		page = page.Follow("Anna tehtävä").Press("Tallenna tehtävä", "role", "administrator", "place", testworld.North.String(), "from", "20.11.2026")
		if row := page.Row("Tehtävät", "Pääkäyttäjä"); len(row) != 5 || row[1] != "Pohjoisen hyvinvointialue" || row[3] != "20.11.2026 alkaen" {
			t.Fatal(page.Table("Tehtävät"))
		}
		page = page.Press("Tee kutsulinkki")
		if !page.Says("https://" + site.Host + "/invitation/") {
			t.Fatal(page.Text())
		}
		page = s.As("olli").Get(page.Link("Päätä tehtävä")).Press("Päätä tehtävä", "last", "19.11.2026")
		if row := page.Row("Tehtävät", "Pääkäyttäjä"); row[3] != "Peruttu ennen alkua" {
			t.Fatal(page.Table("Tehtävät"))
		}
	})
}

func TestAnAdministratorSeesHerOwnOrganisationAndNoOther(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		dora := s.As("dora")
		if table := dora.Get("/admin/organisations").Table("Organisaatiot"); len(table) != 2 || table[1][0] != "Pohjoisen hyvinvointialue" {
			t.Fatal(table)
		}
		if page := dora.Get(north); page.HasLink("Muuta organisaation tietoja") || page.HasLink("Sovi tilastojen jakamisesta") || page.Row("Jaetut tilastot", "Yhteinen hanke") == nil {
			t.Fatal(page.Text())
		}
		if roles := dora.Get("/admin/workers/" + testworld.Aino.ID.String() + "/posts/new").Options("role"); strings.Contains(strings.Join(roles, " "), "omistaja") {
			t.Fatal(roles)
		}
		for _, path := range []string{
			"/admin/organisations/" + testworld.South.String(), "/admin/organisations/" + testworld.South.String() + "/units/new",
			"/admin/organisations/" + testworld.South.String() + "/edit", north + "/edit", north + "/shares/new", "/admin/organisations/new",
			"/admin/units/" + testworld.SouthUnit.String(), "/admin/units/" + testworld.SouthUnit.String() + "/edit",
			"/admin/workers/" + testworld.Cia.ID.String(), "/admin/workers/" + testworld.Cia.ID.String() + "/edit",
			"/admin/workers/" + testworld.Cia.ID.String() + "/posts/new", "/admin/settings", "/admin/workers/not-an-id",
		} {
			if page := dora.Get(path); page.Status != http.StatusNotFound {
				t.Errorf("%s: %d", path, page.Status)
			}
		}
		for _, path := range []string{"/invitation", "/sessions/end", "/posts/new", "/edit"} {
			if page := dora.Post("/admin/workers/"+testworld.Cia.ID.String()+path, nil); page.Status != http.StatusNotFound {
				t.Errorf("%s: %d", path, page.Status)
			}
		}
	})
}

func TestAWorkerOpensNoPageOfAdministrationButRightsAndAreas(t *testing.T) {
	s := site.New(t)
	for path, want := range map[string]int{
		"/admin/rights": 200, "/admin/areas": 200, "/admin/organisations": 404, "/admin/workers": 404, "/admin/log": 404, "/admin/settings": 404, north: 404,
	} {
		if page := s.As("aino").Get(path); page.Status != want {
			t.Errorf("%s: %d", path, page.Status)
		}
		if page := s.Visitor().Get(path); page.Heading() != "Kirjaudu sisään" {
			t.Errorf("%s without signing in: %s", path, page.Heading())
		}
	}
}

func TestTheListOfWorkersIsFilteredAndSorted(t *testing.T) {
	s := site.New(t)
	page := s.As("olli").Get("/admin/workers")
	if names := firstCells(page.Table("Työntekijät")); names[0] != "Aino Ahola" || len(names) != 7 || !page.Says("Yhteensä 7 työntekijää") {
		t.Fatal(names)
	}
	if names := firstCells(page.Follow("Nimi").Table("Työntekijät")); names[0] != "Olli Oja" {
		t.Fatal(names)
	}
	for fields, want := range map[[2]string]string{
		{"text", "CAVEN"}: "Cia Cavén", {"text", "bertta@"}: "Bertta Berg", {"role", "coordinator"}: "Elli Eskola",
		{"organisation", testworld.South.String()}: "Cia Cavén",
	} {
		if names := firstCells(page.Press("Näytä", fields[0], fields[1]).Table("Työntekijät")); len(names) != 1 || names[0] != want {
			t.Errorf("%v: %v", fields, names)
		}
	}
	if page = page.Press("Näytä", "state", "closed"); !page.Says("Yhtään työntekijää ei löytynyt.") {
		t.Error(page.Text())
	}
	if page = s.As("olli").Get("/admin/workers?page=9&text=%25"); page.Status != http.StatusOK {
		t.Error(page.Status)
	}
}

func firstCells(table [][]string) []string {
	var cells []string
	for _, row := range table[min(1, len(table)):] {
		cells = append(cells, row[0])
	}
	return cells
}

func TestTheSecondOfTwoWhoChangeAWorkerSeesWhatTheFirstWrote(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		path := "/admin/workers/" + testworld.Aino.ID.String() + "/edit"
		mine := s.As("dora").Get(path)
		s.As("olli").Get(path).Press("Tallenna työntekijä", "name", "Aino Alanen")
		page := mine.Press("Tallenna työntekijä", "name", "Aino Aalto")
		if page.Status != http.StatusConflict || page.Summary("Etu- ja sukunimi") != "Aino Alanen" || page.Value("name") != "Aino Aalto" {
			t.Fatal(page.Status, page.Text())
		}
		if page = page.Press("Tallenna työntekijä"); page.Heading() != "Aino Aalto" {
			t.Fatal(page.Text())
		}
	})
}

func TestAClosedAccountIsSignedOutAtOnce(t *testing.T) {
	s := site.New(t)
	aino := s.As("aino")
	page := s.As("dora").Get("/admin/workers/"+testworld.Aino.ID.String()+"/edit").Press("Tallenna työntekijä", "active", "")
	if page.Summary("Tunnus") != "Suljettu" {
		t.Fatal(page.Text())
	}
	if page = aino.Get("/account"); page.Heading() != "Kirjaudu sisään" {
		t.Fatal(page.Heading())
	}
}

func TestTheTableOfRightsSaysWhatTheProgramDecidesBy(t *testing.T) {
	s := site.New(t)
	page := s.As("aino").Get("/admin/rights")
	head := page.Table("Oikeudet rooleittain")[0]
	if len(head) != 1+len(access.Roles()) || head[1] != "Työntekijä" {
		t.Fatal(head)
	}
	if row := page.Row("Oikeudet rooleittain", "Käyntien katselu"); row[1] != "oma yksikkö" || row[2] != "oma organisaatio" || row[3] != "ei" {
		t.Fatal(row)
	}
	for _, lang := range []string{"sv", "en", "fi-selko"} {
		if page := s.As("aino").Speaking(lang).Get("/admin/rights"); strings.Contains(page.Text(), "[") {
			t.Errorf("%s: a text is missing: %s", lang, page.Text())
		}
	}
}

func TestMunicipalitiesAreFoundByNameCodeAndCounty(t *testing.T) {
	s := site.New(t)
	page := s.As("aino").Get("/admin/areas")
	if n := len(page.Table("Kunnat")); n != 309 {
		t.Fatalf("%d rows", n)
	}
	for query, want := range map[string]string{"text=kajaani": "Kajaani", "text=205": "Kajaani", "text=S%C3%84KYL%C3%84": "Säkylä", "county=20&sort=-code": "Suomussalmi"} {
		if names := firstCells(s.As("aino").Get("/admin/areas?" + query).Table("Kunnat")); len(names) == 0 || names[0] != want {
			t.Errorf("%s: %v", query, names)
		}
	}
}

func TestTheUseLogSaysInWordsWhoDidWhat(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		s.As("dora").Get("/admin/workers/" + testworld.Aino.ID.String())
		page := s.As("bertta").Get("/admin/log")
		table := page.Table("Käyttöloki")
		if !strings.Contains(page.Text(), "Työntekijän tunnus: Aino Ahola") || len(table) < 3 || len(table[1]) != 6 {
			t.Fatal(page.Text())
		}
		if page.Says("Etelän hyvinvointialue") {
			t.Fatal("another organisation's entries are shown")
		}
		page = page.Press("Näytä", "worker", testworld.Dora.ID.String(), "outcome", "done")
		for _, row := range page.Table("Käyttöloki")[1:] {
			if row[1] != "Dora Dahl" || row[5] != "Tehtiin" {
				t.Errorf("%v", row)
			}
		}
		if page = page.Press("Näytä", "from", "1.1.2199", "worker", "", "outcome", ""); !page.Says("ei löytynyt merkintöjä") {
			t.Fatal(page.Text())
		}
		if page = page.Press("Näytä", "from", "eilen"); page.ErrorOf("from") == "" {
			t.Fatal(page.Text())
		}
	})
}

func TestTheRulesOfSignInHaveTheirLimits(t *testing.T) {
	s := site.New(t)
	page := s.As("olli").Get("/admin/settings").Press("Tallenna säännöt", "idle_minutes", "600", "session_hours", "kaksi")
	if page.ErrorOf("session_hours") == "" {
		t.Fatal(page.Text())
	}
	if page = page.Press("Tallenna säännöt", "session_hours", "8"); page.ErrorOf("idle_minutes") == "" {
		t.Fatal(page.Text())
	}
	if page = page.Press("Tallenna säännöt", "idle_minutes", "15"); page.Flash() != "Säännöt on tallennettu." || page.Value("idle_minutes") != "15" {
		t.Fatal(page.Text())
	}
}

func TestANameThatLooksLikeHTMLIsShownAsItIs(t *testing.T) {
	s := site.New(t)
	const name = "<script>alert(1)</script> & Co"
	page := s.As("dora").Get("/admin/units/"+testworld.NorthUnit.String()+"/edit").Press("Tallenna yksikkö", "name", name)
	if page.Heading() != name || strings.Contains(page.Body, "<script>alert") {
		t.Fatal(page.Body)
	}
}
