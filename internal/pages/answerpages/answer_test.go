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

func TestTheWordsAtTheEndsOfAScaleAreHeardWithItsQuestion(t *testing.T) {
	w := newTown(site.New(t))
	p := w.Visitor().Get(w.link("life-circle")).Press("Aloita")
	if !strings.Contains(p.Body, `<fieldset class="govuk-fieldset" aria-describedby="f-answers-home-ends"`) || !strings.Contains(p.Body, `id="f-answers-home-ends"><span>0 = `) {
		t.Error(p.Body)
	}
}

// far is an invented instrument with a scale of more steps than stand beside each other.
const far = `format: rinnalla-instrument/1
code: far
languages: [fi]
title: {fi: Tämä päivä}
licence: {owner: Rinnalla}
purpose: measure
answered_by: [client]
display: list
sections:
  - code: day
    items:
      - code: day
        kind: scale
        from: 0
        to: 100
        text: {fi: "Millainen päivä oli?"}
        help: {fi: "Ajattele koko päivää."}
        from_label: {fi: huonoin}
        to_label: {fi: paras}
`

func TestANumberThatIsTypedOnALongScaleIsAskedWithItsBoundsAndTheWordsAtItsEnds(t *testing.T) {
	w := newTown(site.New(t))
	d, err := instrument.Read([]byte(far))
	if err != nil {
		t.Fatal(instrument.Notes(err))
	}
	w.bring(d)
	p := w.Visitor().Get(w.link("far")).Press("Aloita")
	for _, said := range []string{"Ajattele koko päivää.", "0 = huonoin, 100 = paras"} {
		if !p.Says(said) || !p.Says("100") {
			t.Errorf("%q is not said: %s", said, p.Text())
		}
	}
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
	w.bring(d)
	return w.link("week-ar") + "?language=ar"
}

// bring loads an instrument, so that measurements begin with it.
func (w *town) bring(d instrument.Definition) {
	w.Helper()
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		a := instrument.Arrival{Instrument: id.New[instrument.Instrument](), Version: id.New[instrument.Version](), Organisation: testworld.North, Definition: d}
		if _, _, err := instrument.Bring(tx, a); err != nil {
			return err
		}
		return instrument.Lock(tx, a.Version, 1)
	})
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

// halfSwedish is an invented instrument of which a question and its ready answers have no Swedish.
func halfSwedish(intro string) instrument.Definition {
	both := func(fi, sv string) instrument.Text { return instrument.Text{"fi": fi, "sv": sv} }
	steps := func(more ...instrument.Option) []instrument.Option { return more }
	one, nothing := 1.0, 0.0
	return instrument.Definition{Format: instrument.Format, Code: "half", Purpose: instrument.ForMeasuring, Languages: []string{"fi", "sv"}, Title: both("Puolikas", "Hälften"),
		Intro: both(intro, intro), Licence: instrument.Licence{Owner: "Koe"}, By: []instrument.Answerer{instrument.ByClient}, Display: instrument.AsList,
		Sections: []instrument.Section{{Code: "a", Intro: both("Tässä osiossa on arki.", "Den här delen är om vardagen."), Items: []instrument.Item{
			{Code: "tired", Text: both("Väsymys", "Trötthet"), Kind: instrument.StepsItem, Options: steps(
				instrument.Option{Code: "no", Label: both("Ei", "Nej"), Points: &nothing}, instrument.Option{Code: "yes", Label: both("Kyllä", "Ja"), Points: &one})},
			{Code: "joy", Text: instrument.Text{"fi": "Ilo"}, Help: instrument.Text{"fi": "Ajattele arkea."}, Kind: instrument.StepsItem, Options: steps(
				instrument.Option{Code: "no", Label: instrument.Text{"fi": "Ei"}, Points: &nothing}, instrument.Option{Code: "yes", Label: instrument.Text{"fi": "Kyllä"}, Points: &one})},
		}}}}
}

func TestWhatStandsInAnotherLanguageThanThePageSaysWhichOne(t *testing.T) {
	w := newTown(site.New(t))
	w.bring(halfSwedish("Ajattele viikkoa."))
	p := w.Visitor().Get(w.link("half") + "?language=sv").Press("Börja")
	if strings.Contains(p.Body, `lang="fi"`) {
		t.Errorf("all is in Swedish: %s", p.Body)
	}
	p = p.Press("Nästa", "answers.tired", "=yes")
	for _, text := range []string{"Ilo", "Ajattele arkea.", "Ei", "Kyllä"} {
		if !strings.Contains(p.Body, `dir="auto" lang="fi">`+text+"<") {
			t.Errorf("%q is not told to be Finnish: %s", text, p.Body)
		}
	}
	p = p.Press("Nästa", "answers.joy", "=yes")
	if p.Summary("Ilo") != "Kyllä" || !strings.Contains(p.Body, `<dt dir="auto" lang="fi">Ilo</dt>`) || strings.Contains(p.Body, `lang="fi">Trötthet`) {
		t.Error(p.Body)
	}
}

func TestHowTheQuestionsAreMeantIsReadOnEveryPage(t *testing.T) {
	w := newTown(site.New(t))
	w.bring(halfSwedish("Ajattele viikkoa."))
	p := w.Visitor().Get(w.link("half")).Press("Aloita")
	for range 2 {
		if !p.Says("Ajattele viikkoa.") || !p.Says("Tässä osiossa on arki.") || strings.Contains(p.Body, "<details") {
			t.Error(p.Text())
		}
		p = p.Press("Ohita tämä kysymys")
	}
}

func TestALongInstructionIsBehindALineOnceItWasRead(t *testing.T) {
	w := newTown(site.New(t))
	w.bring(halfSwedish(strings.Repeat("Ajattele viikkoa. ", 20)))
	p := w.Visitor().Get(w.link("half")).Press("Aloita")
	if strings.Contains(p.Body, "<details") || !p.Says("Ajattele viikkoa.") {
		t.Error(p.Text())
	}
	if p = p.Press("Ohita tämä kysymys"); !strings.Contains(p.Body, "<summary><span>Ohje</span></summary>") || !p.Says("Ajattele viikkoa.") {
		t.Error(p.Body)
	}
}
