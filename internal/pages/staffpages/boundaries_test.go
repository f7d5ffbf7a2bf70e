package staffpages_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"rinnalla/internal/testworld/site"
)

// All shapes here are invented.

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func square(code, name string, lon, lat float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"kunta":%q,"nimi":%q},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
		code, name, lon, lat, lon+1, lat, lon+1, lat+1, lon, lat+1)
}

var kajaani, kuhmo, pertunmaa = square("205", "Kajaani", 27, 64), square("290", "Kuhmo", 28, 64), square("588", "Pertunmaa", 26, 61)

// bring sends a file by the form on the page of areas; fields are names and values in turn.
func bring(s *site.Site, who, file string, fields ...string) *site.Page {
	s.Helper()
	typed := map[string]string{"source": "Keksitty kartta, CC BY 4.0", "day": "1.1.2026", "code": ""}
	for i := 0; i+1 < len(fields); i += 2 {
		typed[fields[i]] = fields[i+1]
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range typed {
		if err := form.WriteField(name, value); err != nil {
			s.Fatal(err)
		}
	}
	if file != "" {
		part, err := form.CreateFormFile("file", "rajat.geojson")
		if err == nil {
			_, err = part.Write([]byte(file))
		}
		if err != nil {
			s.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		s.Fatal(err)
	}
	request := httptest.NewRequestWithContext(s.Context(), "POST", "https://"+site.Host+"/admin/areas/boundaries", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	answer := s.As(who).Do(request)
	if to := answer.Header.Get("Location"); to != "" {
		return s.As(who).Get(to)
	}
	return answer
}

func TestTheOwnerImportsBoundariesSeesThemAndRemovesThem(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		if p := s.As("olli").Get("/admin/areas"); !p.Says("Kuntarajoja ei ole tuotu.") || p.HasLink("Poista kuntarajat") || !p.HasButton("Tuo kuntarajat") {
			t.Fatal(p.Text())
		}
		p := bring(s, "olli", collection(kajaani, pertunmaa, kuhmo, square("58 8", "", 25, 61)))
		if p.Flash() != "Kuntarajat on tuotu. Raporttien kartta piirretään nyt niillä." {
			t.Fatal(p.Status, p.Errors())
		}
		for key, want := range map[string]string{
			"Lähde ja käyttölupa": "Keksitty kartta, CC BY 4.0", "Minkä päivän rajat": "1.1.2026",
			"Laajuus": "2 kuntaa, rajoissa 8 pistettä", "Tuotu": "20.11.2026 klo 16.55, Olli Oja",
		} {
			if got := p.Summary(key); got != want {
				t.Errorf("%s: %q, want %q", key, got, want)
			}
		}
		for _, words := range []string{"Ne jätettiin pois", "Se jätettiin pois: Pertunmaa (588).", "306 nykyisen kunnan rajaa ei ole.", "Kohde 4: kuntakoodia ei löytynyt."} {
			if says := p.Says(words); says != (words != "Ne jätettiin pois") {
				t.Errorf("%q: %v\n%s", words, says, p.Text())
			}
		}
		if p = bring(s, "olli", collection(kuhmo), "source", "Toinen kartta", "day", "2025-01-01"); p.Summary("Lähde ja käyttölupa") != "Toinen kartta" || p.Says("Pertunmaa") {
			t.Error(p.Text())
		}
		p = p.Follow("Poista kuntarajat")
		if p.Heading() != "Poistetaanko kuntarajat?" || !p.Says("Luvut eivät muutu") {
			t.Fatal(p.Text())
		}
		if p = p.Press("Poista kuntarajat"); p.Flash() == "" || !p.Says("Kuntarajoja ei ole tuotu.") {
			t.Error(p.Text())
		}
	})
}

func TestABadFileIsToldBesideItsFieldAndChangesNothing(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		bring(s, "olli", collection(kajaani))
		for name, c := range map[string]struct{ file, want string }{
			"no file":             {"", "Valitse ensin tiedosto."},
			"a web page":          {"<html></html>", "ei ole GeoJSON-muotoa"},
			"cut":                 {collection(kajaani, kuhmo)[:200], "jäänyt kesken"},
			"metres":              {collection(square("205", "Kajaani", 535000, 7120000)), "koordinaatit eivät ole asteita"},
			"latitude first":      {collection(square("205", "Kajaani", 64, 27)), "väärin päin"},
			"no municipality now": {collection(pertunmaa), "ei ole yhtään nykyistä kuntaa. Mitään ei muutettu."},
		} {
			p := bring(s, "olli", c.file, "source", "Uusi kartta")
			if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.ErrorOf("file"), c.want) {
				t.Errorf("%s: %d %q", name, p.Status, p.Errors())
			}
			if p.Value("source") != "Uusi kartta" || p.Value("day") != "1.1.2026" {
				t.Errorf("%s: what was typed is lost", name)
			}
			if p.Summary("Lähde ja käyttölupa") != "Keksitty kartta, CC BY 4.0" {
				t.Errorf("%s: the boundaries in force have changed", name)
			}
		}
		p := bring(s, "olli", collection(kajaani), "source", " ", "day", "")
		if p.ErrorOf("source") == "" || p.ErrorOf("day") == "" || p.ErrorOf("file") != "" {
			t.Error(p.Errors())
		}
		if p = bring(s, "olli", collection(kajaani), "day", "vuosi 2026"); p.ErrorOf("day") == "" || p.Value("day") != "vuosi 2026" {
			t.Error(p.Errors())
		}
		if p = bring(s, "olli", collection(kajaani), "code", "alue"); !strings.Contains(p.ErrorOf("file"), "ominaisuus ”alue” puuttuu") {
			t.Error(p.Errors())
		}
		if p = bring(s, "olli", "", "source", ""); p.ErrorOf("source") == "" || p.ErrorOf("file") == "" {
			t.Error(p.Errors())
		}
	})
}

func TestAFileThatIsTooLargeIsNotTaken(t *testing.T) {
	s := site.New(t)
	if p := bring(s, "olli", strings.Repeat(" ", 61_000_000)); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.ErrorOf("file"), "liian suuri: enintään 60 Mt") {
		t.Error(p.Status, p.Errors())
	}
	if p := bring(s, "olli", strings.Repeat(" ", 66_000_000)); p.Status != http.StatusUnprocessableEntity || !p.Says("Lähetys on liian suuri: enintään 62 Mt. Mitään ei muutettu.") {
		t.Error(p.Status, p.Text())
	}
}

func TestOthersSeeNoBoundariesOnThePageOfAreasAndCannotChangeThem(t *testing.T) {
	s := site.New(t)
	bring(s, "olli", collection(kajaani))
	for _, who := range []string{"aino", "bertta", "dora", "elli"} {
		if p := s.As(who).Get("/admin/areas"); p.Says("Kuntarajat") || p.HasButton("Vaihda kuntarajat") {
			t.Errorf("%s is offered the form", who)
		}
		if p := bring(s, who, collection(kuhmo)); p.Status != http.StatusNotFound {
			t.Errorf("%s imports: %d", who, p.Status)
		}
		if p := s.As(who).Post("/admin/areas/boundaries/remove", nil); p.Status != http.StatusNotFound {
			t.Errorf("%s removes: %d", who, p.Status)
		}
	}
	if p := s.As("olli").Get("/admin/areas"); !p.Says("Yksi kunta, rajoissa 4 pistettä") {
		t.Error(p.Text())
	}
}

func TestTheBoundariesAreToldInEveryLanguage(t *testing.T) {
	s := site.New(t)
	bring(s, "olli", collection(kajaani, pertunmaa, "{}"))
	for lang, title := range map[string]string{"fi": "Kuntarajat", "sv": "Kommungränser", "en": "Municipality boundaries", "fi-selko": "Kuntien rajat"} {
		for _, path := range []string{"/admin/areas", "/admin/areas/boundaries/remove"} {
			if p := s.As("olli").Speaking(lang).Get(path); strings.Contains(p.Body, "[boundary.") || strings.Contains(p.Body, "{") || path == "/admin/areas" && !p.Says(title) {
				t.Errorf("%s %s: %s", lang, path, p.Text())
			}
		}
	}
}

func TestALargeUploadLeavesNothingInTheTemporaryFolder(t *testing.T) {
	folder := t.TempDir()
	s := site.New(t)
	t.Setenv("TMPDIR", folder)
	bring(s, "olli", strings.Repeat(" ", 3_000_000))
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Fatalf("%v are left, %v", left, err)
	}
}
