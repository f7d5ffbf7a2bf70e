package instrumentpages_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/instrument"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// upload sends a file by the form and gives the page that answers.
func upload(s *site.Site, who, content string, fields map[string]string) *site.Page {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			s.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", "mittari.bin")
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.Fatal(err)
	}
	request := httptest.NewRequestWithContext(s.Context(), "POST", "https://"+site.Host+"/instruments/check", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	return s.As(who).Do(request)
}

// The questionnaire is invented.
const asked = `{"resourceType":"Questionnaire","language":"fi","name":"arjen-hetki","title":"Arjen hetki","status":"active","version":"3","item":[
{"linkId":"g","text":"Yö","type":"group","item":[
{"linkId":"uni","text":"Miten <b>nukuit</b>?","type":"choice","answerOption":[{"valueInteger":0},{"valueInteger":1},{"valueInteger":2}]},
{"linkId":"kuva","text":"Lähetä kuva","type":"attachment"}]}]}`

func shipped(s *site.Site) {
	s.Helper()
	if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
		s.Fatal(err)
	}
}

func TestALeaderLoadsAnInstrumentAfterSeeingWhatWasUnderstood(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		p := upload(s, "bertta", asked, nil)
		if p.Status != 422 || !p.Says("Kerro, kenen mittari on.") || !p.Says("Tiedostoa ei ladattu.") {
			t.Fatal(p.Status, p.Text())
		}
		p = upload(s, "bertta", asked, map[string]string{"owner": "Koe"})
		if p.Status != 200 || !p.Says("Miten <b>nukuit</b>?") || !p.Says("Lajin ”attachment” kysymyksiä ei täällä ole") || !p.Says("Virallisten tekstien lataaminen") {
			t.Fatal(p.Status, p.Text())
		}
		if row := p.Row("Mitä ei ymmärretty", "4"); len(row) < 2 || !strings.Contains(row[1], "item[0].item[1]") {
			t.Error(row)
		}
		p = p.Press("Lataa luonnokseksi")
		if p.Flash() != "Mittari on ladattu luonnokseksi." || p.Heading() != "Arjen hetki" || p.Summary("Omistaja") != "Koe" {
			t.Fatal(p.Text())
		}
		address := p.Address
		if p = p.Press("Lukitse versio"); p.Flash() != "Versio on lukittu." || p.HasButton("Lukitse versio") {
			t.Fatal(p.Text())
		}
		other := strings.Replace(asked, "Miten <b>nukuit</b>?", "Nukuitko?", 1)
		p = upload(s, "bertta", other, map[string]string{"owner": "Koe"})
		if p.Summary("Sanamuoto on toinen") != "uni" {
			t.Fatal(p.Text())
		}
		p = p.Press("Lataa luonnokseksi")
		if p.Status != 422 || p.ErrorOf("changed") == "" {
			t.Fatal(p.Status, p.Text())
		}
		if p = p.Press("Lataa luonnokseksi", "changed", "Kysymys lyheni", "compares", "yes"); p.Flash() != "Uusi versio on ladattu luonnokseksi." {
			t.Fatal(p.Text())
		}
		if p = s.As("aino").Get(address + "?version=2"); !p.Says("Kysymys lyheni Pisteitä voi verrata edellisen version pisteisiin.") || p.HasButton("Lukitse versio") {
			t.Fatal(p.Text())
		}
		p = s.As("bertta").Get(address).Press("Poista käytöstä")
		if !p.Says("Mittari on pois käytöstä.") || !p.Press("Ota taas käyttöön").HasButton("Poista käytöstä") {
			t.Error(p.Text())
		}
		if p = s.As("cia").Get(address); p.Status != 404 {
			t.Error("a stranger saw it", p.Status)
		}
	})
}

func TestFilesThatAreNoInstrumentsAreRefusedBesideTheField(t *testing.T) {
	s := site.New(t)
	for content, want := range map[string]string{
		"<html>":                     "ei ole mikään niistä muodoista",
		"PK\x03\x04":                 "vioittunut",
		`{"resourceType":"Patient"}`: "ei ole FHIR-kysely",
		"a: &a [x]\nb: [*a, *a]\n":   "Ankkureita",
		"a: \xff\n":                  "UTF-8",
	} {
		if p := upload(s, "bertta", content, nil); p.Status != 422 || !strings.Contains(p.Text(), want) {
			t.Errorf("%q: %d %s", content, p.Status, p.Text())
		}
	}
	if p := s.As("bertta").Post("/instruments/check", url.Values{}); p.Status != 422 || p.ErrorOf("file") != "Valitse tiedosto." {
		t.Error(p.Status, p.Text())
	}
	if p := s.As("bertta").Post("/instruments", url.Values{"definition": {"{}"}}); p.Status != 422 && p.Status != 400 {
		t.Error(p.Status, p.Text())
	}
}

func TestEveryShippedInstrumentHasItsPageInItsLanguagesAndItsFiles(t *testing.T) {
	s := site.New(t)
	shipped(s)
	list := s.As("aino").Get("/instruments")
	if list.HasLink("Lataa mittari") || !list.HasLink("Elämän ympyrä") {
		t.Fatal(list.Text())
	}
	var all []instrument.Instrument
	s.Read(testworld.Aino, func(tx *act.Tx) (err error) { all, err = instrument.List(tx); return err })
	for _, i := range all {
		address := "/instruments/" + i.ID.String()
		for _, lang := range []string{"fi", "sv", "en", "fi-selko"} {
			if p := s.As("aino").Get(address + "?in=" + lang); p.Status != 200 || !strings.Contains(p.Body, `lang="`) {
				t.Errorf("%s in %s: %d", i.Code, lang, p.Status)
			}
		}
		for _, f := range questions.Formats() {
			p := s.As("aino").Get(address + "/file?format=" + string(f))
			if p.Status != 200 || !strings.Contains(p.Header.Get("Content-Disposition"), f.FileName(i.Code)) {
				t.Errorf("%s as %s: %d %v", i.Code, f, p.Status, p.Header)
			}
			if back, err := questions.Read([]byte(p.Body), "x", instrument.Said{}); err != nil || back.Definition.Code != i.Code {
				t.Errorf("%s as %s: %v", i.Code, f, err)
			}
		}
	}
	p := list.Follow("Kykyviisari, vain pisteet")
	if !p.Says("Tämä on pohja pelkille pisteille.") || !p.Says("Julkaistua virherajaa ei ole") || p.Row("Mitä virheestä tiedetään", "Tyytyväisyys elämään") == nil {
		t.Error(p.Text())
	}
	if p := s.As("aino").Get("/instruments/schema.json"); p.Status != 200 || !strings.Contains(p.Body, "rinnalla-instrument/1") {
		t.Error(p.Status)
	}
	for _, wrong := range []string{"/file?format=docx", "?version=9", "?version=x"} {
		if p := s.As("aino").Get("/instruments/" + all[0].ID.String() + wrong); p.Status != 404 {
			t.Error(wrong, p.Status)
		}
	}
}

func TestTextsThatAreWrittenFromRightToLeftAreShownSo(t *testing.T) {
	s := site.New(t)
	d := instrument.Definition{Format: instrument.Format, Code: "ar", Purpose: instrument.ForMeasuring, Languages: []string{"ar", "fi"},
		Title: instrument.Text{"ar": "يومي", "fi": "Päiväni"}, Licence: instrument.Licence{Owner: "Koe"}, By: []instrument.Answerer{instrument.ByClient},
		Display: instrument.AsList, Sections: []instrument.Section{{Code: "a", Items: []instrument.Item{{Code: "b", Kind: instrument.LongTextItem, Text: instrument.Text{"ar": "كيف حالك؟", "fi": "Mitä kuuluu?"}}}}}}
	s.Write(access.Terminal(), func(tx *act.Tx) error {
		_, _, err := instrument.Bring(tx, instrument.Arrival{Instrument: instrument.InstrumentID(testworld.NorthUnit), Version: instrument.VersionID(testworld.NorthEast), Organisation: testworld.North, Definition: d})
		return err
	})
	p := s.As("aino").Get("/instruments").Follow("Päiväni").Follow("العربية")
	if !strings.Contains(p.Body, `lang="ar" dir="rtl"`) || !p.Says("كيف حالك؟") {
		t.Error(p.Body)
	}
}
