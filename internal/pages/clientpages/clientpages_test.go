package clientpages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

var today = testworld.Friday.Date()

// registered puts a client on record, whose own worker is Aino; shared makes her a task of the whole unit.
func registered(s *site.Site, p client.Person, shared bool) client.ClientID {
	s.Helper()
	r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, UnitTask: shared,
		Worker: testworld.Aino.ID, Person: p, From: today, Other: true}
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	return r.ID
}

func elsa() client.Person {
	return client.Person{Family: "Eronen", Given: "Elsa", Born: civil.Date{Year: 1980, Month: 5, Day: 17}, Phone: "040 765 4321", Address: "Kotikuja 2, Kajaani",
		Municipality: "205", Language: "fi"}
}

func page(c client.ClientID, parts ...string) string {
	return strings.Join(append([]string{"/clients/" + c.String()}, parts...), "/")
}

func TestAWorkerAddsAClientAndFindsHerAgain(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		aino := s.As("aino")
		form := aino.Get("/clients").Follow("Lisää asiakas")
		if form.Value("worker") != testworld.Aino.ID.String() || form.Value("from") != "20.11.2026" || !form.Says("Asiakkuus alkaa yksikössä Kajaanin aikuissosiaalityö.") {
			t.Errorf("the form begins with %q, %q", form.Value("worker"), form.Value("from"))
		}
		p := form.Press("Tallenna asiakas", "family", "Dufva", "given", "Daavid", "identity", "131052-9085", "phone", "040 123 4567", "language", "sv", "interpreter", "yes")
		if p.Status != http.StatusOK || p.Heading() != "Daavid Dufva" || !p.Says("Syntynyt 13.10.1952 · ruotsi · tarvitsee tulkin") || p.Summary("Henkilötunnus") != "131052-9085 (tilapäinen)" ||
			p.Summary("Puhelin") != "040 123 4567" || !p.Says("Omatyöntekijä: Aino Ahola – Kajaanin aikuissosiaalityö, 20.11.2026 alkaen") {
			t.Fatal(p.Status, p.Text())
		}
		list := aino.Get("/clients")
		if row := list.Row("Asiakkaat", "Dufva, Daavid"); len(row) < 5 || row[2] != "1952" || row[4] != "Aino Ahola" {
			t.Errorf("%q", list.Table("Asiakkaat"))
		}
		for _, text := range []string{"duf", "131052-9085", "daavid du"} {
			found := list.Press("Etsi", "text", text)
			if found.Row("Asiakkaat", "Dufva, Daavid") == nil || strings.Contains(found.Address, "131052") || strings.Contains(found.Address, "duf") {
				t.Errorf("%q: %s %s", text, found.Address, found.Text())
			}
		}
		if found := list.Press("Etsi", "text", "virtanen"); !found.Says("Asiakasta ei löytynyt") {
			t.Error(found.Text())
		}
	})
}

func TestWhatIsWrongIsToldBesideTheFieldAndNothingTypedIsLost(t *testing.T) {
	s := site.New(t)
	p := s.As("aino").Get("/clients/new").Press("Tallenna asiakas", "family", "Dufva", "identity", "131052-908X", "born", "31.2.1980", "from", "", "phone", "soita")
	if p.Status != http.StatusUnprocessableEntity || p.Value("identity") != "131052-908X" || p.Value("phone") != "soita" {
		t.Fatal(p.Status, p.Text())
	}
	errors := strings.Join(p.Errors(), " ")
	for _, want := range []string{"tarkistusmerkki ei täsmää", "Kirjoita päivä"} {
		if !strings.Contains(errors, want) {
			t.Errorf("%q is missing in %q", want, errors)
		}
	}
	for code, want := range map[string]string{"131052-908G": "viimeinen merkki", "131352-9085": "ei ole oikea päivä", "131052-90": "kuusi numeroa"} {
		if told := p.Press("Tallenna asiakas", "identity", code).ErrorOf("identity"); !strings.Contains(told, want) {
			t.Errorf("%s: %q", code, told)
		}
		if found := s.As("aino").Get("/clients").Press("Etsi", "text", code); code != "131052-90" && !found.Says(want) {
			t.Errorf("search for %s: %s", code, found.Text())
		}
	}
	if p = p.Press("Tallenna asiakas", "identity", "", "born", "1.1.2030", "worker", "", "unit_task", ""); len(p.Errors()) != 4 {
		t.Errorf("%q", p.Errors())
	}
}

func TestWhoMayBeTheSameIsShownWithoutScriptsToo(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := registered(s, elsa(), false)
		aino, anna := s.As("aino"), s.As("bertta")
		form := aino.Get("/clients/new")
		p := form.Press("Katso, onko hän jo asiakkaana", "family", "Eronen", "given", "Else", "born", "17.5.1980")
		if row := p.Row("Onko hän jo asiakkaana?", "Eronen, Elsa"); len(row) != 4 || row[3] != "sama syntymäpäivä ja lähes sama nimi" {
			t.Fatalf("%q", p.Text())
		}
		if p = p.Press("Tallenna asiakas"); p.Status != http.StatusUnprocessableEntity || !slices.Contains(p.Errors(), "Katso ensin, onko joku näistä sama ihminen.") {
			t.Fatal(p.Status, p.Errors())
		}
		if p = p.Press("Tallenna asiakas", "other", "yes"); p.Heading() != "Else Eronen" {
			t.Errorf("%d %q", p.Status, p.Text())
		}
		hidden := anna.Get("/clients/new").Press("Katso, onko hän jo asiakkaana", "family", "Eronen", "given", "Elsa", "born", "17.5.1980")
		if !hidden.Says("Organisaatiossasi voi jo olla tämä asiakas") || strings.Contains(hidden.Body, c.String()) || hidden.Says("Eronen, Elsa") || hidden.Says(client.NumberOf(c)) {
			t.Errorf("%q", hidden.Text())
		}
		nobody := aino.Get("/clients/new").Press("Katso, onko hän jo asiakkaana", "family", "Virtanen")
		if nobody.Says("Onko hän jo asiakkaana?") || nobody.Status != http.StatusOK || len(nobody.Errors()) > 0 {
			t.Errorf("%q", nobody.Text())
		}
	})
}

func TestAnIdentityCodeThatIsTakenLeadsToTheSearch(t *testing.T) {
	s := site.New(t)
	p := elsa()
	p.Given = "Elsa Maria"
	registered(s, p, false)
	form := s.As("aino").Get("/clients/new").Press("Tallenna asiakas", "family", "Dufva", "identity", "131052-9085")
	if form.Heading() != "Dufva" {
		t.Fatal(form.Text())
	}
	again := s.As("aino").Get("/clients/new").Press("Tallenna asiakas", "family", "Muu", "identity", "131052-9085")
	if !slices.Contains(again.Errors(), "Tällä henkilötunnuksella on jo asiakas. Etsi hänet tunnuksella.") || again.Row("Onko hän jo asiakkaana?", "Dufva") == nil {
		t.Errorf("%q %q", again.Errors(), again.Text())
	}
	if found := s.As("bertta").Get("/clients").Press("Etsi", "text", "131052-9085"); found.Row("Asiakkaat", "Dufva") == nil {
		t.Errorf("she leads the unit: %q", found.Text())
	}
	if found := s.As("aune").Get("/clients").Press("Etsi", "text", "131052-9085"); !found.Says("Asiakas on, mutta et saa nähdä häntä") || found.Says("Dufva") {
		t.Errorf("the next unit: %q", found.Text())
	}
}

func TestAChangeIsSeenInTheHistoryAndAStaleOneIsComparedFirst(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := registered(s, elsa(), true)
		aino, bertta := s.As("aino"), s.As("bertta")
		old := bertta.Get(page(c, "edit"))
		p := aino.Get(page(c)).Follow("Muuta tietoja").Press("Tallenna muutokset", "family", "Erola", "phone", "", "reason", "Avioliitto")
		if p.Heading() != "Elsa Erola" || p.Summary("Puhelin") != "" {
			t.Fatal(p.Text())
		}
		history := p.Follow("Muutosten historia")
		for _, want := range []string{"Sukunimi: oli Eronen, nyt Erola", "Puhelin: poistettiin 040 765 4321", "Syy: Avioliitto", "Aino Ahola", "Asiakas lisättiin"} {
			if !history.Says(want) {
				t.Errorf("%q is missing in %q", want, history.Text())
			}
		}
		stale := old.Press("Tallenna muutokset", "phone", "050 111 2222")
		if stale.Status != http.StatusConflict || !stale.Says("Joku muu ehti muuttaa tietoja") || !stale.Says("Erola") || stale.Value("phone") != "050 111 2222" {
			t.Fatal(stale.Status, stale.Text())
		}
		if p = stale.Press("Tallenna muutokset", "family", "Erola"); p.Summary("Puhelin") != "050 111 2222" || p.Heading() != "Elsa Erola" {
			t.Errorf("%q", p.Text())
		}
	})
}

func TestAProtectedAddressIsShownAfterAPressToThoseWhoMayAndToNobodyElse(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		p := elsa()
		p.NonDisclosure = true
		c := registered(s, p, true)
		secrets := []string{"Kotikuja", "040 765", "Kajaani, ", ">Kajaani<"}
		clean := func(name, address string) *site.Page {
			answer := s.As(name).Get(address)
			for _, secret := range secrets {
				if strings.Contains(answer.Body, secret) {
					t.Errorf("%s reads %q at %s", name, secret, address)
				}
			}
			return answer
		}
		for _, name := range []string{"aino", "bertta"} {
			for _, address := range []string{page(c), page(c, "history"), page(c, "relations"), page(c, "consents"), "/clients", "/clients?whose=units"} {
				clean(name, address)
			}
		}
		if own := s.As("aino").Get(page(c)).Follow("Näytä yhteystiedot"); own.Summary("Osoite") != "Kotikuja 2, Kajaani" || !own.Says("Katselu on merkitty lokiin.") {
			t.Errorf("%q", own.Text())
		}
		leader := clean("bertta", page(c))
		if leader.HasLink("Näytä yhteystiedot") || !leader.Says("turvakiellon takia") {
			t.Errorf("%q", leader.Text())
		}
		if p := clean("bertta", page(c, "contact")); p.Status != http.StatusNotFound {
			t.Errorf("%d", p.Status)
		}
		edit := clean("bertta", page(c, "edit"))
		if edit.Says("kotikunta näkyvät vain omatyöntekijälle") || !edit.Says("Yhteystiedot säilyvät ennallaan") {
			t.Errorf("a switch stands there that she may not use: %q", edit.Text())
		}
		if answer := edit.Press("Tallenna muutokset", "note", "Koputa kahdesti"); answer.Heading() != "Elsa Eronen" {
			t.Errorf("%q", answer.Text())
		}
		if own := s.As("aino").Get(page(c, "contact")); own.Summary("Osoite") != "Kotikuja 2, Kajaani" {
			t.Errorf("the address was lost: %q", own.Text())
		}
	})
}

func TestConsentIsTakenBackOnTheSamePageAsItIsGivenAndWhatFollowsIsTold(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := registered(s, elsa(), true)
		p := s.As("aino").Get(page(c)).Follow("Kirjaa tai peru suostumus")
		if !p.Says("Uusia mittauksia ei tehdä.") || !p.Says("Vastaus ei vaikuta palveluihin.") {
			t.Errorf("what follows is not told: %q", p.Text())
		}
		p = p.Press("Tallenna vastaus", "kind", "measuring", "state", "given")
		if !p.Says("Mittaaminen – kyllä, 20.11.2026") {
			t.Fatal(p.Text())
		}
		s.Clock.Advance(1e9)
		if p = p.Press("Tallenna vastaus", "kind", "measuring", "state", "withdrawn", "note", "Muutti mielensä"); !p.Says("Mittaaminen – peruttu, 20.11.2026") || !p.Says("Muutti mielensä") || !p.Says("Aino Ahola") {
			t.Errorf("%q", p.Text())
		}
		if p = p.Press("Tallenna vastaus"); p.Status != http.StatusUnprocessableEntity || len(p.Errors()) != 2 {
			t.Errorf("nothing chosen: %d %q", p.Status, p.Errors())
		}
	})
}

func TestAClientIsHandedOnAndWhoEndsHerOwnTieSeesHerNoMore(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := registered(s, elsa(), false)
		aino := s.As("aino")
		p := aino.Get(page(c)).Follow("Muuta työntekijöitä ja yksiköitä")
		p = p.Press("Tallenna", "kind", "pair", "unit", testworld.NorthEast.String(), "worker", testworld.Aune.ID.String())
		if !p.Says("Työpari: Aune Aalto – Kuhmon aikuissosiaalityö") {
			t.Fatal(p.Status, p.Text())
		}
		if s.As("aune").Get(page(c)).Status != http.StatusOK {
			t.Error("the pair worker does not see her")
		}
		if wrong := aino.Get(page(c, "relations")).Press("Tallenna", "kind", "own", "unit", testworld.NorthUnit.String()); wrong.Status != http.StatusUnprocessableEntity {
			t.Errorf("an own worker who is nobody: %d", wrong.Status)
		}
		foreign := aino.Post(page(c, "relations"), url.Values{"id": {id.New[client.Relation]().String()}, "kind": {"unit"}, "unit": {testworld.SouthUnit.String()}, "from": {"20.11.2026"}})
		if foreign.Status != http.StatusUnprocessableEntity {
			t.Errorf("another organisation's unit: %d", foreign.Status)
		}
		end := aino.Get(page(c, "relations"))
		var own string
		for _, link := range end.Links() {
			if strings.Contains(link, "Omatyöntekijä") {
				own = link
			}
		}
		ended := end.Follow(own).Press("Päätä", "last", "19.11.2026")
		if ended.Address != "/clients" || aino.Get(page(c)).Status != http.StatusNotFound || s.As("aune").Get(page(c)).Status != http.StatusOK {
			t.Errorf("%s %q", ended.Address, ended.Text())
		}
	})
}

func TestTheGlassIsBrokenWithAReasonAndTheLeaderIsToldOnHerDesk(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := registered(s, elsa(), false)
		aune, bertta := s.As("aune"), s.As("bertta")
		form := aune.Get("/clients").Press("Etsi", "text", client.NumberOf(c)).Follow("Hätäavaus")
		if p := form.Press("Avaa kolmeksi tunniksi", "number", client.NumberOf(c), "reason", "kiire"); p.Status != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", p.Status)
		}
		p := form.Press("Avaa kolmeksi tunniksi", "number", client.NumberOf(c), "reason", "Soitti päivystykseen, hätä on suuri.")
		if p.Heading() != "Elsa Eronen" || !p.Says("Luet hätäavauksella") || p.HasLink("Muuta tietoja") || !p.Says("Tiedot ovat auki 20.11.2026 klo 19.55 asti.") {
			t.Fatal(p.Status, p.Text())
		}
		if row := aune.Get("/clients").Row("Asiakkaat", "Eronen, Elsa"); row == nil || !strings.Contains(row[0], "hätäavaus") {
			t.Errorf("%q", row)
		}
		desk := bertta.Get("/")
		if !desk.HasLink("Kuittaa hätäavaukset") {
			t.Fatal(desk.Text())
		}
		notices := desk.Follow("Kuittaa hätäavaukset")
		if !notices.Says("Aune Aalto, Kuhmon aikuissosiaalityö") || !notices.Says("Soitti päivystykseen, hätä on suuri.") || notices.Says("Eronen") {
			t.Errorf("%q", notices.Text())
		}
		if done := notices.Press("Kuittaa nähdyksi Aune Aalto"); !done.Says("Kaikki on kuitattu") || bertta.Get("/").HasLink("Kuittaa hätäavaukset") {
			t.Errorf("%q", done.Text())
		}
	})
}

func TestTwoRecordsAreJoinedOnThePageAndTakenApart(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		stays, joins := registered(s, elsa(), false), registered(s, client.Person{Given: "Ellu", BirthYear: 1980}, false)
		aino := s.As("aino")
		p := aino.Get(page(stays)).Follow("Yhdistä toinen merkintä tähän").Press("Etsi", "text", "ellu")
		p = p.Press("Vertaa Ellu")
		if !p.Says("Tämä jää") || !p.Says("Yhdistämisen voi purkaa 30 päivän ajan.") {
			t.Fatal(p.Text())
		}
		if without := p.Press("Yhdistä"); without.Status != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", without.Status)
		}
		p = p.Press("Yhdistä", "reason", "Kertoi itse")
		if p.Heading() != "Elsa Eronen" || !p.Says("Syy: Kertoi itse") || aino.Get(page(joins)).Heading() != "Elsa Eronen" {
			t.Fatal(p.Text())
		}
		if p = p.Press("Pura yhdistäminen " + client.NumberOf(joins)); p.Says("Tähän on yhdistetty") || aino.Get(page(joins)).Heading() != "Ellu" {
			t.Errorf("%q", p.Text())
		}
	})
}

func TestErasingShowsWhatHappensAndAsksForTheNumber(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := registered(s, elsa(), true)
		if p := s.As("aino").Get(page(c, "erase")); p.Status != http.StatusNotFound {
			t.Errorf("a worker: %d", p.Status)
		}
		p := s.As("bertta").Get(page(c)).Follow("Poista asiakas pysyvästi")
		if !p.Says("Poistoa ei voi perua.") {
			t.Fatal(p.Text())
		}
		if wrong := p.Press("Poista pysyvästi", "number", "1"); wrong.Status != http.StatusUnprocessableEntity {
			t.Errorf("another number: %d", wrong.Status)
		}
		if p = p.Press("Poista pysyvästi", "number", client.NumberOf(c)); p.Address != "/clients" || s.As("aino").Get(page(c)).Status != http.StatusNotFound {
			t.Errorf("%s %q", p.Address, p.Text())
		}
	})
}

func TestWhatWasTypedAboutAClientComesBackAfterTheSessionAndStandsSealedMeanwhile(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		aino := s.As("aino")
		form := aino.Get("/clients/new")
		s.Clock.Advance(2 * 3600e9)
		if p := form.Press("Tallenna asiakas", "family", "Dufva", "identity", "131052-9085"); !strings.HasPrefix(p.Address, "/sign-in") {
			t.Fatal(p.Address)
		}
		aino.SignIn("aino")
		p := aino.Get("/clients/new")
		if p.Value("family") != "Dufva" || p.Value("identity") != "131052-9085" {
			t.Fatalf("%q", p.Text())
		}
		if p = p.Press("Tallenna asiakas"); p.Heading() != "Dufva" || aino.Get("/clients/new").Value("family") != "" {
			t.Errorf("%q", p.Text())
		}
	})
}

func TestTheListIsOrderedByItsHeadings(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		for i, name := range []string{"Äyräs", "Aalto", "Öhman"} {
			registered(s, client.Person{Family: name, BirthYear: 1990 - i}, false)
		}
		names := func(address string) (all []string) {
			for _, row := range s.As("aino").Get(address).Table("Asiakkaat")[1:] {
				all = append(all, strings.Fields(row[0])[0])
			}
			return all
		}
		for address, want := range map[string][]string{
			"/clients": {"Aalto", "Äyräs", "Öhman"}, "/clients?order=reversed": {"Öhman", "Äyräs", "Aalto"}, "/clients?sort=year": {"Öhman", "Aalto", "Äyräs"},
			"/clients?sort=since&page=99999999999": nil, "/clients?whose=units": {"Aalto", "Äyräs", "Öhman"},
		} {
			if want == nil {
				if p := s.As("aino").Get(address); p.Status != http.StatusOK {
					t.Errorf("%s: %d", address, p.Status)
				}
				continue
			}
			if got := names(address); !slices.Equal(got, want) {
				t.Errorf("%s: %q", address, got)
			}
		}
	})
}

// Nobody else's browser, no proxy and no log gets to know whom somebody looked for.
func TestNoAddressHoldsANameOrAnIdentityCode(t *testing.T) {
	s := site.New(t)
	registered(s, elsa(), false)
	aino := s.As("aino")
	for _, p := range []*site.Page{
		aino.Get("/clients").Press("Etsi", "text", "eronen"),
		aino.Get("/clients/new").Press("Katso, onko hän jo asiakkaana", "family", "Eronen", "given", "Elsa"),
		aino.Get("/break-glass").Press("Avaa kolmeksi tunniksi", "family", "Eronen"),
	} {
		if strings.Contains(strings.ToLower(p.Address), "eronen") {
			t.Errorf("%s", p.Address)
		}
	}
	for _, r := range []access.Role{access.RoleAdministrator, access.RoleCoordinator, access.RoleOwner} {
		if access.ReachOf(r, access.ListClients) != access.ReachNone {
			t.Errorf("%s lists clients", r)
		}
	}
}
