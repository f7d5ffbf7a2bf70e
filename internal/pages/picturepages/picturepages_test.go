package picturepages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// Everybody here is invented.
var today = testworld.Friday.Date()

// town is a site with Daavid, a client of Aino who has agreed to being measured.
type town struct {
	*site.Site
	daavid client.ClientID
}

func each(t *testing.T, test func(*testing.T, *town)) {
	t.Helper()
	site.Each(t, func(t *testing.T, s *site.Site) {
		if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
			t.Fatal(err)
		}
		w := &town{s, id.New[client.Client]()}
		s.Write(testworld.Aino, func(tx *act.Tx) error {
			if _, err := client.Register(tx, client.Registration{ID: w.daavid, Organisation: testworld.North, Unit: testworld.NorthUnit, From: today.AddDays(-300),
				Worker: testworld.Aino.ID, Person: client.Person{Given: "Daavid", Family: "Dufva"}}); err != nil {
				return err
			}
			return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: w.daavid, Kind: client.Measuring, State: client.Given,
				Day: today.AddDays(-300), By: "client", Way: "spoken"})
		})
		test(t, w)
	})
}

func (w *town) address(below string) string {
	return "/clients/" + w.daavid.String() + "/picture" + below
}

// circle measures the ten areas so many days ago; moment ties it to another measurement.
func (w *town) circle(ago int, by outcome.AnsweredBy, moment outcome.MeasurementID, values ...float64) outcome.MeasurementID {
	w.Helper()
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: w.daavid, Moment: outcome.MomentID(moment), Occasion: outcome.AtInterim, Day: today.AddDays(-ago), By: by,
		Way: outcome.OnDesk, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{}}}
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, "life-circle")
		if err != nil {
			return err
		}
		v, _ := i.Newest()
		m.Version = v.ID
		for n, item := range v.Definition.Sections[0].Items {
			if n < len(values) {
				m.Answers.Items[item.Code] = instrument.Answer{State: instrument.Given, Number: values[n]}
			}
		}
		_, err = outcome.Record(tx, m)
		return err
	})
	w.Clock.Advance(time.Second)
	return m.ID
}

// limited is an invented instrument of North's own with a published limit of error of 2 for its one area, measured at each time.
func (w *town) limited(values ...float64) {
	w.Helper()
	zero, ten := 0.0, 10.0
	item := instrument.Item{Code: "arki", Text: instrument.Text{"fi": "Arki"}, Kind: instrument.ScaleItem, From: &zero, To: &ten, Better: instrument.HigherIsBetter}
	d := instrument.Definition{Format: instrument.Format, Code: "koemittari", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: instrument.Text{"fi": "Koemittari"},
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient}, Display: instrument.AsProfile,
		Sections: []instrument.Section{{Code: "a", Items: []instrument.Item{item}}},
		Scales: []instrument.Scale{{Code: "arki", Title: item.Text, Rule: instrument.Single, Items: []string{"arki"}, Better: instrument.HigherIsBetter,
			ErrorLimit: &instrument.ErrorLimit{Kind: instrument.SDC95, Value: 2, Source: "Keksitty 2024, taulukko 3"}}}}
	version := id.New[instrument.Version]()
	w.Write(testworld.Bertta, func(tx *act.Tx) error {
		return instrument.Load(tx, id.New[instrument.Instrument](), version, testworld.North, d)
	})
	for k, v := range values {
		m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: w.daavid, Version: version, Occasion: outcome.AtInterim, Day: today.AddDays(10*k - 100), By: outcome.ByClient,
			Way: outcome.OnDesk, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{"arki": {State: instrument.Given, Number: v}}}}
		w.Write(testworld.Aino, func(tx *act.Tx) error { _, err := outcome.Record(tx, m); return err })
	}
}

func TestAinoReadsAPictureWithStrengthsFirstAndEveryReasonSaid(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		if p := w.As("aino").Get(w.address("")); p.Status != 200 || !p.Says("Kuvaa ei vielä ole") {
			t.Fatal(p.Status, p.Text())
		}
		w.circle(200, outcome.Together, outcome.MeasurementID{}, 4, 2, 6, 3, 5, 7, 4, 2, 5, 4)
		if p := w.As("aino").Get(w.address("")); !p.Says("Vastauksia on vasta yhdeltä kerralta.") || p.Says("Ei voi sanoa") {
			t.Error(p.Text())
		}
		w.circle(0, outcome.ByClient, outcome.MeasurementID{}, 7, 3, 5, 6, 6, 8, 6, 2)
		p := w.As("aino").Get(w.address(""))
		said := p.Text()
		last := -1
		for _, want := range []string{
			"Vastaajana: Asiakas yksin.", "Vahvuuksia juuri nyt", "Läheiset", "Vastaukset kuvana", "Asteikko on 0–10. Suurempi luku on parempi.",
			"Alueita ei lasketa yhteen", "Mitä on muuttunut", "Vastaamisen tapa oli eri", "Ei voi sanoa", "Näille asteikoille ei tunneta julkaistua virherajaa.", "Oli 7, nyt 8",
			"Näistä ei tullut nyt lukua", "Ei lukua nyt", "Luvut taulukkona", "Näin muutos on luettu", "Julkaistua virherajaa ei tunneta: Asuminen",
		} {
			at := strings.Index(said[last+1:], want)
			if at < 0 {
				t.Fatalf("%q does not stand after %.40q in:\n%s", want, said[max(last, 0):], said)
			}
			last += 1 + at
		}
		if row := p.Row("Luvut taulukkona", "Läheiset"); len(row) != 3 || row[1] != "8" || row[2] != "7" {
			t.Errorf("%v", p.Table("Luvut taulukkona"))
		}
	})
}

func TestWhatIsInFinnishOnASwedishPageIsReadInFinnish(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.limited(3, 8)
		aino := w.As("aino")
		if p := aino.Get(w.address("")); strings.Contains(p.Body, `<span class="picture__name" lang`) {
			t.Errorf("%s", p.Body)
		}
		aino.Speaking("sv")
		for _, below := range []string{"", "/conversation"} {
			p := aino.Get(w.address(below))
			if !strings.Contains(p.Body, `<html lang="sv">`) || !strings.Contains(p.Body, `<span class="picture__name" dir="auto" lang="fi">Arki</span>`) ||
				!strings.Contains(p.Body, `lang="fi">Koemittari<`) {
				t.Errorf("%s", p.Body)
			}
		}
	})
}

func TestAChangeIsCalledBetterWithItsLimitAndItsSource(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.limited(3, 8, 6)
		aino := w.As("aino")
		p := aino.Get(w.address(""))
		for _, want := range []string{"Parempaan päin", "Tulos on parempi kuin 12.8.2026.", "tuskin johtuu mittauksen epätarkkuudesta", "Arki: virheraja 2. Lähde: Keksitty 2024, taulukko 3", "Vaalea alue"} {
			if !p.Says(want) {
				t.Errorf("%q is not said:\n%s", want, p.Text())
			}
		}
		p = p.Follow("Verrataan edelliseen kertaan")
		if !p.Says("Tulos on sama kuin 22.8.2026 tai niin lähellä sitä") {
			t.Error(p.Text())
		}
		for _, word := range []string{"summa", "yhteensä", "sija", "keskiarvo", "muut asiakkaat"} {
			if strings.Contains(strings.ToLower(p.Text()), word) {
				t.Errorf("the picture speaks of %q", word)
			}
		}
	})
}

func TestTheMarkComesWithQuestionsAndServicesAndIsSwitchedOffForAClient(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return outreach.SavePartner(tx, outreach.Partner{ID: id.New[outreach.Partner](), Organisation: testworld.North, Kind: "association", Name: "Kainuun kyläyhdistys", Phone: "08 123 4567",
				Municipalities: []string{"205"}})
		})
		w.limited(7, 3)
		aino := w.As("aino")
		p := aino.Get(w.address(""))
		for _, want := range []string{"Kaikki ei ehkä mene niin kuin toivottiin", "Tulos on huonontunut niin paljon, että ero tuskin johtuu mittauksen epätarkkuudesta: Arki (verrattuna päivään ",
			"Merkki ei kerro, että joku olisi tehnyt väärin.", "Ovatko tavoitteet yhä sinun?", "Kainuun kyläyhdistys", "08 123 4567"} {
			if !p.Says(want) {
				t.Errorf("%q is not said", want)
			}
		}
		p = p.Press("Älä näytä tätä merkkiä tästä asiakkaasta")
		if p.Says("Tulos on huonontunut niin paljon") || !p.Says("on tämän asiakkaan kohdalla poissa käytöstä (20.11.2026, Aino Ahola)") || !p.Says("Huonompaan päin") {
			t.Errorf("switched off: %s", p.Text())
		}
		if p := aino.Get(w.address("/conversation")); p.Says("Tulos on huonontunut niin paljon") {
			t.Error("the mark still stands on the page for the conversation")
		}
		if p = p.Press("Näytä merkki taas"); !p.Says("Tulos on huonontunut niin paljon") {
			t.Errorf("switched on: %s", p.Text())
		}
	})
}

func TestTheConversationBeginsWithStrengthsThenViewsThenChanges(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.circle(100, outcome.ByClient, outcome.MeasurementID{}, 4, 2, 6, 3, 5, 7, 4, 2, 5, 4)
		hers := w.circle(0, outcome.ByClient, outcome.MeasurementID{}, 7, 3, 5, 6, 6, 8, 6, 2, 5, 4)
		w.circle(0, outcome.ByWorker, hers, 7, 3, 5, 3, 6, 8, 6, 6, 5, 4)
		p := w.As("aino").Get(w.address("")).Follow("Keskustelun tueksi")
		said, last := p.Text(), -1
		for _, want := range []string{"Aloittakaa vahvuuksista.", "Vahvuuksia juuri nyt", "Läheiset", "Missä näkemykset eroavat", "Työ, opiskelu ja tekeminen", "Asiakas 2, työntekijä 6",
			"Asiakas 6, työntekijä 3", "8 kohdassa näkemys on sama.", "Missä luvut ovat muuttuneet eniten", "Asuminen", "Oli 4, nyt 7", "Kysymyksiä keskusteluun"} {
			at := strings.Index(said[last+1:], want)
			if at < 0 {
				t.Fatalf("%q does not follow in:\n%s", want, said)
			}
			last += 1 + at
		}
		p = w.As("aino").Get(w.address(""))
		if !p.Says("Kaksi näkemystä samasta hetkestä") || !p.Says("Kumpikaan ei ole oikea tai väärä.") {
			t.Error(p.Text())
		}
		for file, begins := range map[string]string{"/figure.svg": "<?xml", "/sides.svg": "<?xml", "/numbers.csv": "instrument,version,scale"} {
			if p := w.As("aino").Get(w.address(file)); p.Status != 200 || !strings.HasPrefix(p.Body, begins) {
				t.Errorf("%s: %d %.60q", file, p.Status, p.Body)
			}
		}
		if lines := strings.Count(w.As("aino").Get(w.address("/numbers.csv")).Body, "\n"); lines != 1+3*10 {
			t.Errorf("%d lines of numbers", lines)
		}
	})
}

// check sends a file to the page that checks copies, as a visitor.
func (w *town) check(name string, file []byte) *site.Page {
	w.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		w.Fatal(err)
	}
	request := httptest.NewRequestWithContext(w.Context(), "POST", "https://"+site.Host+"/copies/check", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	return w.Visitor().Do(request)
}

func TestDaavidIsGivenACopyInHisLanguageAndAnybodyMayCheckIt(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.circle(100, outcome.ByClient, outcome.MeasurementID{}, 4, 2, 6, 3, 5, 7, 4, 2, 5, 4)
		w.limited(3, 7)
		aino := w.As("aino")
		p := aino.Get(w.address("")).Follow("Asiakkaan oma kopio")
		for _, lang := range []string{"fi", "sv", "en", "fi-selko"} {
			file := aino.Get(w.address("/copy.pdf?language=" + lang))
			if file.Status != 200 || !strings.HasPrefix(file.Body, "%PDF-") || file.Header.Get("Content-Type") != "application/pdf" {
				t.Fatalf("%s: %d %.40q", lang, file.Status, file.Body)
			}
			if p := w.check("kopio.pdf", []byte(file.Body)); !p.Says("kopio.pdf: kopio on tehty tässä palvelussa, eikä sitä ole muutettu.") {
				t.Errorf("%s: %s", lang, p.Text())
			}
			if p := w.check("kopio.pdf", []byte(strings.Replace(file.Body, "%PDF-1.7", "%PDF-1.6", 1))); !p.Says("tiedosto on muuttunut") {
				t.Errorf("%s, changed: %s", lang, p.Text())
			}
		}
		data := aino.Get(w.address("/copy.json"))
		if data.Status != 200 || !strings.Contains(data.Body, "Daavid Dufva") || !strings.Contains(data.Body, `"verdict": "better"`) {
			t.Errorf("%d %s", data.Status, data.Body)
		}
		if p := w.check("tiedot.json", []byte(data.Body)); !p.Says("eikä sitä ole muutettu") {
			t.Error(p.Text())
		}
		if p := w.check("tiedot.json", []byte(strings.Replace(data.Body, "Daavid", "David", 1))); !p.Says("tiedosto on muuttunut") {
			t.Error(p.Text())
		}
		if p := w.check("muu.txt", []byte("ei kopio")); !p.Says("tiedosto ei ole asiakkaan kopio") {
			t.Error(p.Text())
		}
		if p := w.Visitor().Get("/copies/check").Press("Tarkista"); p.Status != http.StatusUnprocessableEntity || p.ErrorOf("file") == "" {
			t.Error(p.Status, p.Text())
		}
		if !p.HasLink("Tarkista kopio") {
			t.Error(p.Links())
		}
	})
}

func TestAPictureOfSomethingElseIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		for _, below := range []string{"/figure.svg", "/sides.svg", "/numbers.csv", "?instrument=" + id.New[instrument.Instrument]().String(), "?instrument=x"} {
			if p := aino.Get(w.address(below)); p.Status != http.StatusNotFound {
				t.Errorf("%s without a picture: %d", below, p.Status)
			}
		}
		w.limited(3)
		if p := aino.Get(w.address("/sides.svg")); p.Status != http.StatusNotFound {
			t.Errorf("two views where there is one: %d", p.Status)
		}
		if p := w.As("cia").Get(w.address("/copy.pdf")); p.Status != http.StatusNotFound {
			t.Errorf("a stranger takes a copy: %d", p.Status)
		}
	})
}

func TestALinkIsOpenedToEarlierAnswersByTheWorkersChoice(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.circle(100, outcome.ByClient, outcome.MeasurementID{}, 4)
		var version instrument.VersionID
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			i, err := instrument.FindCode(tx, testworld.North, "life-circle")
			v, _ := i.Newest()
			version = v.ID
			return err
		})
		aino := w.As("aino")
		p := aino.Get("/clients/" + w.daavid.String() + "/links/new?way=link&version=" + version.String())
		p = p.Press("Tee linkki", "occasion", "end", "earlier", "yes")
		if p.Status != 200 {
			t.Fatal(p.Status, p.Errors(), p.Text())
		}
		at := strings.Index(p.Body, "/m/")
		address := p.Body[at : at+len("/m/")+26]
		phone := w.Visitor()
		phone.Get(address).Press("Aloita", "mode", "s").Press("Lähetä vastaukset", "answers.home", "=9")
		if p := phone.Get(address + "/picture"); !p.Says("Oli 4, nyt 9") {
			t.Error(p.Text())
		}
		if p := aino.Get(p.Address); !p.Says("Asiakas voi katsoa kuvaansa tällä linkillä") {
			t.Error(p.Text())
		} else {
			p.Press("Sulje kuva")
		}
		if p := phone.Get(address + "/picture"); p.Status != http.StatusNotFound || p.Says("nyt 9") {
			t.Errorf("closed: %d %s", p.Status, p.Text())
		}
	})
}
