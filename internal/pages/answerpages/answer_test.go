package answerpages_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

var today = testworld.Friday.Date()

// town is a site with Daavid, who has agreed to being measured.
type town struct {
	*site.Site
	daavid client.ClientID
}

func each(t *testing.T, test func(*testing.T, *town)) {
	t.Helper()
	site.Each(t, func(t *testing.T, s *site.Site) { test(t, newTown(s)) })
}

func newTown(s *site.Site) *town {
	s.Helper()
	if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
		s.Fatal(err)
	}
	w := &town{s, id.New[client.Client]()}
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		if _, err := client.Register(tx, client.Registration{ID: w.daavid, Organisation: testworld.North, Unit: testworld.NorthUnit, From: today,
			Worker: testworld.Aino.ID, Person: client.Person{Given: "Daavid", Family: "Dufva"}}); err != nil {
			return err
		}
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: w.daavid, Kind: client.Measuring, State: client.Given,
			Day: today, By: "client", Way: "spoken"})
	})
	return w
}

// link is the address of a new link to a shipped instrument.
func (w *town) link(code string) string {
	w.Helper()
	return invited(w.Context(), w, code)
}

func (w *town) measurements() (all []outcome.Version) {
	w.Helper()
	w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
		all, err = outcome.Of(tx, w.daavid)
		return err
	})
	return all
}

func TestDaavidAnswersOneQuestionAtATime(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		phone := w.Visitor()
		p := phone.Get(w.link("mind-and-days"))
		if p.Status != 200 || !p.Says("Tässä on 5 kysymystä.") || p.Heading() != "Mieli ja arki" || p.HasLink("Asiakkaat") {
			t.Fatal(p.Status, p.Text())
		}
		p = p.Press("Aloita")
		if !p.Says("Kysymys 1/5") || !p.Says("Olen nukkunut niin, että jaksan päivän.") {
			t.Fatal(p.Text())
		}
		p = p.Press("Seuraava", "answers.rested", "=often")
		p = p.Press("Ohita tämä kysymys")
		p = p.Press("Edellinen")
		if !p.Says("Kysymys 2/5") {
			t.Fatal(p.Text())
		}
		p = p.Press("Seuraava", "answers.calm", "=seldom")
		for range 3 {
			p = p.Press("Seuraava")
		}
		if p.Heading() != "Lähetä vastaukset" || !p.Says("3 kysymyksessä ei ole vastausta") || p.Summary("Olen nukkunut niin, että jaksan päivän.") != "usein" {
			t.Fatal(p.Text())
		}
		p = p.Press("Lähetä vastaukset")
		if p.Heading() != "Kiitos" || p.Says("usein") {
			t.Fatal(p.Text())
		}
		all := w.measurements()
		if len(all) != 1 || all[0].Answers.Items["rested"].Option != "often" || all[0].Answers.Items["calm"].Option != "seldom" || all[0].By != outcome.ByClient {
			t.Fatalf("%+v", all)
		}
		for _, address := range []string{p.Address, strings.TrimSuffix(p.Address, "/done"), strings.Replace(p.Address, "done", "q1", 1), strings.Replace(p.Address, "done", "end", 1)} {
			if p := phone.Get(address); p.Heading() != "Kiitos" || p.Says("usein") {
				t.Errorf("%s shows what was handed in: %s", address, p.Text())
			}
		}
	})
}

func TestASectionIsAnsweredAndHandedInOnOnePage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		address := w.link("mind-and-days")
		phone := w.Visitor()
		p := phone.Get(address).Press("Aloita", "mode", "s")
		if !p.HasButton("Lähetä vastaukset") || p.HasButton("Ohita tämä kysymys") {
			t.Fatal(p.Text())
		}
		form := url.Values{"do": {"hand_in"}, "mode": {"s"}, "answers.rested": {"=often"}, "answers.calm": {"!"}}
		for range 3 { // a double press, and once more
			if p = phone.Post(p.Address, form); p.Heading() != "Kiitos" {
				t.Fatal(p.Status, p.Text())
			}
			p.Address = address + "/s1"
		}
		form.Set("answers.rested", "=never")
		if p := phone.Post(address+"/s1", form); p.Status != http.StatusConflict || !p.Says("Olet jo lähettänyt vastaukset") {
			t.Errorf("something else afterwards: %d %s", p.Status, p.Text())
		}
		all := w.measurements()
		if len(all) != 1 || all[0].Answers.Items["rested"].Option != "often" || all[0].Answers.Items["calm"].State != instrument.Declined {
			t.Fatalf("%+v", all)
		}
	})
}

func TestWhoStopsComesBackOnAnotherDevice(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.Visitor().Get(w.link("life-circle")).Press("Aloita").Press("Lopeta nyt")
		if p.Heading() != "Voit jatkaa myöhemmin" {
			t.Fatal(p.Text())
		}
		at := strings.Index(p.Body, "bigcode num\">") + len("bigcode num\">")
		code := p.Body[at : at+11]
		other := w.Visitor()
		if p := other.Get("/m").Press("Jatka", "code", "K3T-R9M-Q2X"); p.Status != http.StatusUnprocessableEntity || p.ErrorOf("code") == "" || p.Value("code") != "K3T-R9M-Q2X" {
			t.Fatal(p.Status, p.Text())
		}
		p = other.Get("/m").Press("Jatka", "code", strings.ToLower(code))
		if p.Status != 200 || !p.HasButton("Jatka") {
			t.Fatal(p.Status, p.Text())
		}
	})
}

func TestALinkThatThereIsNotSaysSoAndSoonAsksToWait(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		guest := w.Visitor()
		p := guest.Get("/m/aaaaaaaaaaaaaaaaaaaaaaaaaa")
		if p.Status != http.StatusNotFound || !p.Says("Linkki ei toimi.") {
			t.Fatal(p.Status, p.Text())
		}
		for range 40 {
			p = guest.Get("/m/aaaaaaaaaaaaaaaaaaaaaaaaab/q1")
		}
		if p.Status != http.StatusTooManyRequests {
			t.Error(p.Status, p.Text())
		}
		if p := guest.Get(w.link("life-circle")); p.Status != 200 {
			t.Error("a good link of the same address is shut out")
		}
	})
}

func TestWhatIsWrongOnAPageIsShownBesideTheQuestionWithWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		address := w.link("goals")
		p := w.Visitor().Get(address).Press("Aloita")
		p = p.Press("Lisää toinen", "answers.goals[1].goal", "Oma asunto", "answers.goals[1].weight", "paljon")
		if p.Status != http.StatusUnprocessableEntity || len(p.Errors()) != 1 || p.Value("answers.goals[1].goal") != "Oma asunto" {
			t.Fatal(p.Status, p.Errors(), p.Text())
		}
		p = p.Press("Lisää toinen", "answers.goals[1].weight", "=2")
		if p = p.Press("Lähetä vastaukset", "answers.goals[2].goal", "Toinen"); p.Heading() != "Kiitos" {
			t.Fatal(p.Text())
		}
		if all := w.measurements(); len(all) != 1 || len(all[0].Answers.Entries["goals"]) != 2 || all[0].Answers.Entries["goals"][0]["goal"].Text != "Oma asunto" {
			t.Fatalf("%+v", all)
		}
	})
}

func TestNothingAtAllIsNotHandedIn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		address := w.link("life-circle")
		phone := w.Visitor()
		if p := phone.Get(address + "/end").Press("Lähetä vastaukset"); p.Status != http.StatusUnprocessableEntity || len(p.Errors()) == 0 || len(w.measurements()) > 0 {
			t.Error(p.Status, p.Text())
		}
		if p := phone.Post(address+"/end", url.Values{"do": {"hand_in"}, "answers.nothing": {"=1"}, "answers.health": {"=x\x00"}}); p.Status != http.StatusUnprocessableEntity {
			t.Error(p.Status, p.Text())
		}
		if p := phone.Get(address + "/q99"); p.Status != 200 || p.Address != address {
			t.Error(p.Address, p.Status)
		}
	})
}

func TestTheQuestionsComeInTheLanguageThatSheChooses(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		phone := w.Visitor()
		p := phone.Get(w.link("mind-and-days")).Follow("Svenska").Press("Börja")
		if !p.Says("Fråga 1/5") || !p.Says("Jag har sovit så att jag orkar dagen.") {
			t.Fatal(p.Text())
		}
		p = phone.Get(p.Address)
		if !p.Says("Fråga 1/5") {
			t.Error("the choice is forgotten")
		}
		p.Press("Nästa", "answers.rested", "=often")
		w.Write(access.Respondent(outcome.HashLink(strings.Split(p.Address, "/")[2])), func(tx *act.Tx) error {
			_, err := outcome.HandIn(tx, outcome.Page{}.Given)
			return err
		})
		if all := w.measurements(); all[0].Language != "sv" {
			t.Errorf("%+v", all[0])
		}
	})
}

// inArabic loads the invented instrument in Arabic, with or without the words around its questions, and gives the address of a link to it.
func (w *town) inArabic(words bool) string {
	w.Helper()
	text, err := os.ReadFile("../../instrument/testdata/arabic.yaml")
	if err != nil {
		w.Fatal(err)
	}
	d, err := instrument.Read(text)
	if err != nil {
		w.Fatal(instrument.Notes(err))
	}
	if !words {
		d.Words = nil
	}
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		a := instrument.Arrival{Instrument: id.New[instrument.Instrument](), Version: id.New[instrument.Version](), Organisation: testworld.North, Definition: d}
		if _, _, err := instrument.Bring(tx, a); err != nil {
			return err
		}
		return instrument.Lock(tx, a.Version, 1)
	})
	return w.link("week-ar") + "?language=ar"
}

func TestAPageInALanguageThatIsNotOursSpeaksTheWordsOfTheInstrument(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		phone := w.Visitor()
		p := phone.Get(w.inArabic(true))
		says := func(p *site.Page, words ...string) {
			t.Helper()
			for _, text := range words {
				if !p.Says(text) {
					t.Errorf("%s does not say %q: %s", p.Address, text, p.Text())
				}
			}
			if !strings.Contains(p.Body, `<html lang="ar" dir="rtl">`) || p.Says("kysymys") || p.Says("Seuraava") || p.Says("[") {
				t.Errorf("%s: %s", p.Address, p.Text())
			}
		}
		says(p, "عدد الأسئلة: 2.", "كيف تريد الإجابة؟", "ابدأ")
		p = p.Press("ابدأ")
		says(p, "السؤال 1 من 2", "التالي", "اترك هذا السؤال", "السابق")
		if wrong := p.Press("التالي", "answers.sleep", "=44"); wrong.Status != http.StatusUnprocessableEntity || len(wrong.Errors()) == 0 || !strings.Contains(wrong.Body, `<div dir="ltr" lang="fi"><div class="govuk-error-summary"`) {
			t.Error(wrong.Status, wrong.Text())
		}
		p = p.Press("التالي", "answers.sleep", "=7")
		says(p, "السؤال 2 من 2", "نعم", "لا")
		stopped := p.Press("توقف الآن وتابع لاحقًا", "answers.help", "=no")
		says(stopped, "إجاباتك محفوظة", "تابع الآن")
		if !strings.Contains(stopped.Body, "\u2068"+site.Host+"/m\u2069") || !strings.Contains(stopped.Body, `<header dir="ltr" lang="fi">`) {
			t.Error("what is not in Arabic is not told apart")
		}
		p = stopped.Follow("تابع الآن")
		says(p, "تابع من حيث توقفت")
		p = phone.Get(p.Address + "/end")
		says(p, "إرسال الإجابات", "تغيير", "أرسل الإجابات")
		p = p.Press("أرسل الإجابات")
		says(p, "شكرًا", "حُفظت إجاباتك.")
		if finnish := w.Visitor().Get(w.link("week-ar") + "?language=fi"); !finnish.Says("Aloita") || !strings.Contains(finnish.Body, `<html lang="fi">`) {
			t.Error(finnish.Text())
		}
	})
}

func TestWithoutWordsOfItsOwnTheButtonsAreInEasyFinnish(t *testing.T) {
	w := newTown(site.New(t))
	if p := w.Visitor().Get(w.inArabic(false)); !p.Says("Aloita") || !strings.Contains(p.Body, `<html lang="fi">`) || !strings.Contains(p.Body, `lang="ar" dir="rtl"`) {
		t.Error(p.Text())
	}
}
