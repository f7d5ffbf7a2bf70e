package referencepages_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/instrument"
	"rinnalla/internal/testworld/site"
)

// workAbility is what was published of 7,282 people's work ability on 12 March 2019:
// https://tyoelamatieto.fi/fi/aineistot/tyo-ja-toimintakyvyn-kokemukset/index.html
const workAbility = "pistemäärä;määrä\n0;197\n1;200\n2;366\n3;523\n4;539\n5;894\n6;808\n7;1 166\n8;1286\n9;770\n10;533\n;7282\n"

// sendReference fills in the form with a file and gives the page that answers. change names fields that are filled in otherwise.
func sendReference(s *site.Site, who, content string, change ...string) *site.Page {
	s.Helper()
	fields := map[string]string{"scale": "kykyviisari-scores work-ability", "people": "Hankkeiden asiakkaat", "asked": "12.3.2019", "source": "tyoelamatieto.fi"}
	for n := 0; n+1 < len(change); n += 2 {
		fields[change[n]] = change[n+1]
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		if err := form.WriteField(field, value); err != nil {
			s.Fatal(err)
		}
	}
	if content != "" {
		part, err := form.CreateFormFile("file", "jakauma.csv")
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			s.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		s.Fatal(err)
	}
	request := httptest.NewRequestWithContext(s.Context(), "POST", "https://"+site.Host+"/references/check", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	return s.As(who).Do(request)
}

func shipped(s *site.Site) {
	s.Helper()
	if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
		s.Fatal(err)
	}
}

func TestALeaderBringsInAPublishedDistributionAfterSeeingItsFigures(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		shipped(s)
		p := sendReference(s, "bertta", workAbility)
		for key, want := range map[string]string{"Ihmisiä": "7\u00a0282", "Keskiarvo": "6,1364", "Keskihajonta": "2,5498", "Mediaani": "7",
			"Keitä": "Hankkeiden asiakkaat", "Kysytty viimeistään": "12.3.2019", "Lähde": "tyoelamatieto.fi"} {
			if got := p.Summary(key); got != want {
				t.Errorf("%s: %q", key, got)
			}
		}
		if row := p.Row("Pistemäärät", "7"); len(row) != 3 || row[1] != "1\u00a0166" || row[2] != "16,0\u00a0%" || !p.Says("Mitään ei ole vielä tallennettu.") {
			t.Fatal(row, p.Text())
		}
		if list := s.As("bertta").Get("/references"); !list.Says("Yhtään jakaumaa ei ole vielä tuotu.") {
			t.Fatal(list.Text())
		}
		p = p.Press("Tallenna vertailujakauma")
		if p.Flash() != "Vertailujakauma on tallennettu." || p.Summary("Keskiarvo") != "6,1364" || !p.Says("Yksittäisen asiakkaan paikkaa jakaumassa ei näytetä missään.") {
			t.Fatal(p.Text())
		}
		if to := p.Link("Muutosraportti, jossa ryhmää verrataan tähän"); to != "/reports/change?instrument=kykyviisari-scores&scale=work-ability" {
			t.Error(to)
		}
		p = sendReference(s, "bertta", "score,n\n3,10\n4,20\n")
		if !p.Says("Tämä korvaa aiemman jakauman") {
			t.Fatal(p.Text())
		}
		if p = p.Press("Tallenna vertailujakauma"); p.Summary("Ihmisiä") != "30" {
			t.Fatal(p.Text())
		}
		p = p.Follow("Poista käytöstä").Press("Poista käytöstä")
		if p.Flash() != "Jakauma on poistettu käytöstä." || p.HasLink("Poista käytöstä") || !p.Says("Raportit eivät vertaa siihen.") {
			t.Fatal(p.Text())
		}
		if list := s.As("bertta").Get("/references"); len(list.Table("Käytöstä poistetut jakaumat")) != 3 || !list.Says("Yhtään jakaumaa") {
			t.Error(list.Text())
		}
	})
}

func TestABadFileOrFormIsToldBesideItsFieldAndNothingIsKept(t *testing.T) {
	s := site.New(t)
	shipped(s)
	for _, one := range []struct{ content, field, says, name, value string }{
		{"", "file", "Valitse tiedosto, jossa jakauma on.", "", ""},
		{"a;b\n1;2\n", "file", "Tiedostossa ei ole pistemäärän saraketta.", "", ""},
		{"score;n\nkuusi;2\n", "file", "Rivi 2: ”kuusi” ei ole luku.", "", ""},
		{"score;n\n11;20\n", "file", "asteikko on 0–10", "", ""},
		{"\x00\x01\x02", "file", "", "", ""},
		{workAbility, "scale", "Valitse, mistä asteikosta", "scale", ""},
		{workAbility, "scale", "ei ole", "scale", "nosuch x"},
		{workAbility, "people", "Kerro sanoin", "people", " "},
		{workAbility, "asked", "", "asked", "31.2.2019"},
		{workAbility, "asked", "tulevaisuudessa", "asked", "1.1.2100"},
		{workAbility, "source", "Kerro, missä", "source", ""},
	} {
		p := sendReference(s, "bertta", one.content, one.name, one.value)
		if p.Status != 422 || p.ErrorOf(one.field) == "" || !strings.Contains(p.ErrorOf(one.field), one.says) || !p.HasButton("Lue tiedosto") {
			t.Errorf("%+v: %d %v", one, p.Status, p.Errors())
		}
		if one.name != "people" && p.Value("people") != "Hankkeiden asiakkaat" {
			t.Errorf("%+v: what was typed is lost", one)
		}
	}
	if list := s.As("bertta").Get("/references"); !list.Says("Yhtään jakaumaa ei ole vielä tuotu.") {
		t.Error(list.Text())
	}
}

func TestEverythingThatIsWrongIsToldAtOnce(t *testing.T) {
	s := site.New(t)
	shipped(s)
	p := sendReference(s, "bertta", "score;n\nkuusi;2\n", "scale", "", "people", "", "asked", "", "source", "")
	if p.Status != 422 || len(p.Errors()) != 5 {
		t.Error(p.Errors())
	}
}

func TestAWorkerReadsWhatGroupsAreComparedWithAndOnlyTheOwnerBringsInForEverybody(t *testing.T) {
	s := site.New(t)
	shipped(s)
	kept := sendReference(s, "bertta", workAbility).Press("Tallenna vertailujakauma")
	aino := s.As("aino").Get("/references")
	if aino.HasButton("Lue tiedosto") || !aino.Says("Hankkeiden asiakkaat") {
		t.Error(aino.Text())
	}
	if p := s.As("aino").Get(kept.Address); p.Status != 200 || p.HasLink("Poista käytöstä") {
		t.Error(p.Text())
	}
	if p := sendReference(s, "aino", workAbility); p.Status != 404 {
		t.Error(p.Status)
	}
	everybodys := access.Installation.String()
	if options := s.As("olli").Get("/references").Options("organisation"); len(options) < 2 || !strings.Contains(options[0], "Kaikki organisaatiot") {
		t.Error(options)
	}
	if p := sendReference(s, "bertta", workAbility, "organisation", everybodys); p.Status == 200 && p.Summary("Kenen raporteissa") == "Kaikki organisaatiot" {
		t.Error("a leader brings in for everybody")
	}
	if p := s.As("cia").Get("/references"); p.Says("Hankkeiden asiakkaat") {
		t.Error("another organisation reads it")
	}
}
