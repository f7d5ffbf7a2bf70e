package outcomepages_test

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

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

// town is a site with Daavid, a task of Aino's unit, who has agreed to being measured.
type town struct {
	*site.Site
	daavid client.ClientID
}

func each(t *testing.T, test func(*testing.T, *town)) {
	t.Helper()
	site.Each(t, func(t *testing.T, s *site.Site) {
		if err := instrument.BringShipped(t.Context(), s.Acts); err != nil {
			t.Fatal(err)
		}
		w := &town{s, id.New[client.Client]()}
		s.Write(testworld.Aino, func(tx *act.Tx) error {
			if _, err := client.Register(tx, client.Registration{ID: w.daavid, Organisation: testworld.North, Unit: testworld.NorthUnit, UnitTask: true, From: today,
				Worker: testworld.Aino.ID, Person: client.Person{Given: "Daavid", Family: "Dufva"}}); err != nil {
				return err
			}
			return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: w.daavid, Kind: client.Measuring, State: client.Given,
				Day: today, By: "client", Way: "spoken"})
		})
		test(t, w)
	})
}

func (w *town) at(parts ...string) string {
	return strings.Join(append([]string{"/clients", w.daavid.String()}, parts...), "/")
}

// instrument is the id of a shipped instrument.
func (w *town) instrument(code string) string {
	w.Helper()
	var i instrument.Instrument
	w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
		i, err = instrument.FindCode(tx, testworld.North, code)
		return err
	})
	return i.ID.String()
}

// begin opens the form of an instrument as a worker does who comes from the client's page.
func (w *town) begin(r *site.Reader, code, how string) *site.Page {
	w.Helper()
	return r.Get(w.at()).Follow("Uusi mittaus").Press("Jatka", "instrument", w.instrument(code), "how", how)
}

func (w *town) measurements() (all []outcome.Version) {
	w.Helper()
	w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
		all, err = outcome.Of(tx, w.daavid)
		return err
	})
	return all
}

func TestAWorkerWritesDownWhatIsAnsweredBesideHer(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		p := w.begin(aino, "mind-and-days", "desk")
		if p.Heading() != "Mieli ja arki" || p.Value("occasion") != "start" || p.Value("by") != "together" || p.Value("day") != "20.11.2026" || p.Value("way") != "desk" {
			t.Fatal(p.Status, p.Text())
		}
		p = p.Press("Tallenna mittaus", "answers.rested", "=often", "answers.calm", "!", "place", "home", "minutes", "12", "interpreter", "yes")
		if p.Status != 200 || p.Heading() != "Mieli ja arki 20.11.2026" || p.Flash() != "Mittaus on tallennettu." {
			t.Fatal(p.Status, p.Text())
		}
		for key, want := range map[string]string{"Kuka vastasi": "Asiakas ja työntekijä yhdessä, tulkin kanssa", "Tapa": "Yhdessä koneella", "Paikka": "Asiakkaan koti",
			"Vastaaminen kesti": "Noin 12 minuuttia", "Kieli": "Suomi", "Vaihe": "Alkumittaus"} {
			if got := p.Summary(key); got != want {
				t.Errorf("%s: %q", key, got)
			}
		}
		answers := p.Table("Vastaukset")
		if row := p.Row("Vastaukset", "Olen nukkunut niin, että jaksan päivän."); len(row) != 2 || row[1] != "usein" {
			t.Errorf("%q", answers)
		}
		if row := p.Row("Vastaukset", "Mieleni on ollut rauhallinen."); len(row) != 2 || row[1] != "Jätetty väliin" {
			t.Errorf("%q", answers)
		}
		list := p.Follow("Mittaukset: Daavid Dufva")
		if row := list.Row("Mieli ja arki", "20.11.2026"); len(row) != 5 || row[4] != "1/5" {
			t.Errorf("%q", list.Text())
		}
		if hers := aino.Get(w.at()); !hers.Says("Yksi mittaus, 20.11.2026") {
			t.Errorf("the client's page: %q", hers.Text())
		}
	})
}

func TestWhatIsWrongIsToldAndWhatWasTypedStays(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.begin(w.As("aino"), "mind-and-days", "desk").Press("Tallenna mittaus", "answers.rested", "=often", "day", "31.2.2026", "occasion", "", "minutes", "kauan")
		if p.Status != http.StatusUnprocessableEntity || len(p.Errors()) < 2 || p.Value("minutes") != "kauan" || p.Value("answers.rested") != "=often" || len(w.measurements()) > 0 {
			t.Fatal(p.Status, p.Errors(), p.Text())
		}
		if p = p.Press("Tallenna mittaus", "day", "20.11.2026", "occasion", "start", "minutes", "", "answers.rested", ""); p.Status != http.StatusUnprocessableEntity ||
			!slices.Contains(p.Errors(), "Yhtään kysymystä ei ole vastattu eikä jätetty väliin.") {
			t.Errorf("nothing at all: %d %q", p.Status, p.Errors())
		}
		choose := w.As("aino").Get(w.at("measurements", "new"))
		if p := choose.Press("Jatka"); !slices.Contains(p.Errors(), "Valitse mittari.") {
			t.Errorf("%q", p.Errors())
		}
		if p := choose.Press("Jatka", "instrument", w.instrument("kykyviisari-scores"), "how", "link"); !slices.Contains(p.Errors(), "Tästä mittarista on vain pisteet. Asiakas ei voi vastata siihen itse.") {
			t.Errorf("%q", p.Errors())
		}
	})
}

func TestWithoutHerConsentNothingIsMeasuredAndThePageLeadsToIt(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		open := w.begin(aino, "mind-and-days", "desk")
		w.Clock.Advance(1e9)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: w.daavid, Kind: client.Measuring, State: client.Withdrawn,
				Day: today, By: "client", Way: "spoken"})
		})
		p := open.Press("Tallenna mittaus", "answers.rested", "=often")
		if p.Status != http.StatusConflict || !p.Says("Asiakas ei ole suostunut mittaamiseen") || p.Value("answers.rested") != "=often" || len(w.measurements()) > 0 {
			t.Fatal(p.Status, p.Text())
		}
		if consents := p.Follow("Kirjaa, mitä asiakas sanoo"); consents.Status != 200 || !strings.HasPrefix(consents.Address, w.at("consents")) {
			t.Error(consents.Address)
		}
		if feedback := w.begin(aino, "client-feedback", "desk"); feedback.Status != 200 || feedback.Says("Asiakas ei ole suostunut mittaamiseen") {
			t.Errorf("a feedback form needs none: %s", feedback.Text())
		}
	})
}

func TestTwoRatingsOfOneMomentStandBesideEachOther(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		w.begin(aino, "mind-and-days", "desk").Press("Tallenna mittaus", "by", "client", "answers.rested", "=often", "answers.calm", "=seldom")
		p := w.begin(aino, "mind-and-days", "worker")
		if p.Value("by") != "worker" {
			t.Fatal(p.Text())
		}
		moment := w.measurements()[0].Moment.String()
		p = p.Press("Tallenna mittaus", "occasion", "start", "moment", moment, "answers.rested", "=often", "answers.calm", "=sometimes")
		if p.Status != 200 || !p.Says("Erot ovat aihe keskustelulle, eivät virheitä.") {
			t.Fatal(p.Status, p.Errors(), p.Text())
		}
		row := p.Row("Vastaukset", "Mieleni on ollut rauhallinen. Eri näkemys")
		if len(row) != 3 || row[1] != "joskus" || row[2] != "harvoin" {
			t.Errorf("%q", p.Table("Vastaukset"))
		}
		if other := p.Follow("Avaa toinen arvio"); other.Row("Vastaukset", "Mieleni on ollut rauhallinen. Eri näkemys")[1] != "harvoin" {
			t.Errorf("%q", other.Table("Vastaukset"))
		}
	})
}

func TestAMeasurementIsCorrectedWithAReasonAndWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino, bertta := w.As("aino"), w.As("bertta")
		p := w.begin(aino, "mind-and-days", "desk").Press("Tallenna mittaus", "answers.rested", "=often")
		old := bertta.Get(p.Address).Follow("Korjaa")
		form := p.Follow("Korjaa")
		if form.Value("answers.rested") != "=often" {
			t.Fatal(form.Text())
		}
		if without := form.Press("Tallenna korjaus", "answers.rested", "=seldom"); without.Status != http.StatusUnprocessableEntity || without.ErrorOf("reason") == "" {
			t.Errorf("without a reason: %d %q", without.Status, without.Errors())
		}
		p = form.Press("Tallenna korjaus", "answers.rested", "=seldom", "reason", "Luin rivin väärin")
		if p.Row("Vastaukset", "Olen nukkunut niin, että jaksan päivän.")[1] != "harvoin" || !p.Says("Luin rivin väärin") || p.Flash() == "" {
			t.Fatal(p.Text())
		}
		if stale := old.Press("Tallenna korjaus", "answers.rested", "=never", "reason", "Muu"); stale.Status != http.StatusConflict || stale.Value("answers.rested") != "=never" {
			t.Errorf("%d %s", stale.Status, stale.Text())
		}
		w.Clock.Advance(1e9)
		list := p.Follow("Peru mittaus").Press("Peru mittaus", "reason", "Väärä asiakas")
		if list.Address != w.at("measurements") || !list.Says("Mittauksia ei vielä ole") {
			t.Fatal(list.Address, list.Text())
		}
		if gone := aino.Get(p.Address); !gone.Says("Tämä mittaus on peruttu") || gone.HasLink("Korjaa") || !gone.Says("Väärä asiakas") {
			t.Errorf("%s", gone.Text())
		}
	})
}

func TestWhatCameUpByAnAnswerIsAskedBeforeItIsSaved(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		form := w.begin(aino, "goals", "desk")
		if form.Status != 200 {
			t.Fatal(form.Text())
		}
		p := form.Press("Tallenna mittaus", "answers.goals[1].goal", "Oma asunto", "answers.goals[1].weight", "=2")
		if p.Status != 200 || len(w.measurements()) != 1 || !p.Says("Oma asunto") {
			t.Fatal(p.Status, p.Errors(), p.Text())
		}
		again := w.begin(aino, "goals", "desk")
		if !again.Says("Oma asunto") {
			t.Errorf("goals are not carried over: %s", again.Text())
		}
	})
}

func TestOneSectionOrOneQuestionAtATimeLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.begin(w.As("aino"), "mind-and-days", "interview").Press("Vaihda", "mode", "q")
		if !p.Says("1/5") || p.HasButton("Tallenna mittaus") {
			t.Fatal(p.Text())
		}
		p = p.Press("Seuraava", "answers.rested", "=often").Press("Seuraava", "answers.calm", "=never").Press("Edellinen")
		if p.Value("answers.calm") != "=never" {
			t.Fatal(p.Text())
		}
		for !p.HasButton("Tallenna mittaus") {
			p = p.Press("Seuraava")
		}
		if p = p.Press("Tallenna mittaus"); p.Status != 200 || p.Summary("Tapa") != "Haastattelu" {
			t.Fatal(p.Status, p.Errors(), p.Text())
		}
		items := w.measurements()[0].Answers.Items
		if items["rested"].Option != "often" || items["calm"].Option != "never" {
			t.Errorf("%+v", items)
		}
	})
}

func TestALinkIsShownWithItsAddressAndClosed(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		p := w.begin(aino, "mind-and-days", "link")
		if p.Heading() != "Linkki asiakkaalle" || p.Value("days") != "14" {
			t.Fatal(p.Text())
		}
		if wrong := p.Press("Tee linkki", "occasion", "start", "days", "900"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("days") == "" || wrong.Value("days") != "900" {
			t.Errorf("%d %q", wrong.Status, wrong.Errors())
		}
		p = p.Press("Tee linkki", "occasion", "start")
		at := strings.Index(p.Body, "https://"+site.Host+"/m/")
		if p.Status != 200 || at < 0 || !strings.Contains(p.Body, "Ruutukoodi, joka avaa kyselyn") || p.Summary("Tila") != "Auki" {
			t.Fatal(p.Status, p.Text())
		}
		address := p.Body[at+len("https://"+site.Host):][:len("/m/")+26]
		phone := w.Visitor()
		if q := phone.Get(address); q.Status != 200 || q.Heading() != "Mieli ja arki" {
			t.Error(q.Status, q.Text())
		}
		list := aino.Get(w.at("measurements"))
		if !list.Says("ei vielä avattu") {
			t.Errorf("%q", list.Text())
		}
		if list = p.Press("Sulje"); list.Address != w.at("measurements") || list.Says("ei vielä avattu") {
			t.Errorf("%s %q", list.Address, list.Text())
		}
		if q := phone.Get(address); q.Status != http.StatusNotFound || !q.Says("Linkki on suljettu.") {
			t.Error(q.Status, q.Text())
		}
	})
}

func TestALinkIsNotCalledOpenOnceTheClientNoLongerAgrees(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		paper := w.begin(aino, "mind-and-days", "paper").Press("Tee lomake", "occasion", "start")
		link := w.begin(aino, "mind-and-days", "link").Press("Tee linkki", "occasion", "start")
		says := func(state string) {
			w.Clock.Advance(time.Minute)
			aino.Get(w.at("consents")+"?kind=measuring").Press("Tallenna vastaus", "kind", "measuring", "state", state)
		}
		says("withdrawn")
		for _, made := range []string{link.Address, paper.Address} {
			p := aino.Get(made)
			if p.Summary("Tila") != "Ei voi vastata nyt" || !p.Says("Asiakas ei enää suostu mittaamiseen.") || p.HasLink("Avaa tulostettavaksi") || strings.Contains(p.Body, "/m/") {
				t.Errorf("%s", p.Text())
			}
		}
		if p := aino.Get(paper.Address + "/paper"); p.Status != http.StatusConflict || !p.Says("Asiakas ei ole antanut suostumusta mittaamiseen, tai hän on perunut sen.") {
			t.Error(p.Status, p.Text())
		}
		if list := aino.Get(w.at("measurements")); !list.Says("tähän ei voi vastata nyt, koska asiakas ei enää suostu mittaamiseen") || list.Says("ei vielä avattu") {
			t.Errorf("%s", list.Text())
		}
		says("given")
		if p := aino.Get(link.Address); p.Summary("Tila") != "Auki" || !strings.Contains(p.Body, "/m/") {
			t.Errorf("agreed again: %s", p.Text())
		}
		says("withdrawn")
		if list := aino.Get(link.Address).Press("Sulje"); aino.Get(link.Address).Summary("Tila") != "Suljettu" {
			t.Errorf("%s", list.Text())
		}
	})
}

func TestAFormOnPaperIsKeyedByTwoAndDifferencesAreLookedAt(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino, bertta := w.As("aino"), w.As("bertta")
		p := w.begin(aino, "mind-and-days", "paper").Press("Tee lomake", "occasion", "start", "twice", "yes")
		paper := p.Follow("Avaa tulostettavaksi")
		if paper.Status != 200 || paper.Says("Dufva") || paper.Says("Daavid") || !paper.Says("Lomakkeen koodi") {
			t.Fatal(paper.Status, paper.Text())
		}
		code := w.code()
		if wrong := aino.Get("/keying").Press("Avaa lomake", "code", "K3T-R9M-Q2X"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("code") == "" {
			t.Errorf("%d %q", wrong.Status, wrong.Text())
		}
		first := aino.Get("/keying").Press("Avaa lomake", "code", strings.ToLower(code))
		if first.Status != 200 || !first.Says("Daavid Dufva") {
			t.Fatal(first.Status, first.Text())
		}
		if p := first.Press("Tallenna mittaus", "answers.rested", "=often", "answers.calm", "=never"); p.Address != "/keying" || !strings.Contains(p.Flash(), "odottaa") || len(w.measurements()) > 0 {
			t.Fatal(p.Address, p.Text())
		}
		second := bertta.Get("/keying").Press("Avaa lomake", "code", code)
		if !second.Says("Joku toinen on jo tallentanut tämän lomakkeen.") || second.Value("answers.rested") == "=often" {
			t.Fatal(second.Text())
		}
		differs := second.Press("Tallenna mittaus", "answers.rested", "=often", "answers.calm", "=seldom")
		if differs.Status != http.StatusConflict || !differs.HasLink("Mieleni on ollut rauhallinen.") || differs.HasLink("Olen nukkunut niin, että jaksan päivän.") {
			t.Fatal(differs.Status, differs.Text())
		}
		p = differs.Press("Tallenna mittaus", "settled", "yes")
		if p.Status != 200 || p.Summary("Tapa") != "Paperilomake" || p.Row("Vastaukset", "Mieleni on ollut rauhallinen.")[1] != "harvoin" {
			t.Fatal(p.Status, p.Text())
		}
		if again := aino.Get("/keying").Press("Avaa lomake", "code", code); !slices.Contains(again.Errors(), "Tämä lomake on jo tallennettu.") {
			t.Errorf("%q", again.Errors())
		}
	})
}

// bringArabic loads the invented instrument in Arabic, with the words around its questions.
func (w *town) bringArabic() {
	w.Helper()
	text, err := os.ReadFile("../../instrument/testdata/arabic.yaml")
	if err != nil {
		w.Fatal(err)
	}
	d, err := instrument.Read(text)
	if err != nil {
		w.Fatal(instrument.Notes(err))
	}
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		a := instrument.Arrival{Instrument: id.New[instrument.Instrument](), Version: id.New[instrument.Version](), Organisation: testworld.North, Definition: d}
		if _, _, err := instrument.Bring(tx, a); err != nil {
			return err
		}
		return instrument.Lock(tx, a.Version, 1)
	})
}

func TestAFormOnPaperIsInTheWordsThatTheInstrumentBrings(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.bringArabic()
		p := w.begin(w.As("aino"), "week-ar", "paper").Press("Tee lomake", "occasion", "start", "language", "ar").Follow("Avaa tulostettavaksi")
		for _, words := range []string{"رمز الاستمارة", "التاريخ", "أجب عن هذا فقط إذا كان مناسبًا لإجاباتك السابقة.", "نعم", "شكرًا. أعط الاستمارة للموظف."} {
			if !p.Says(words) {
				t.Errorf("%q is not on the paper: %s", words, p.Text())
			}
		}
		if !strings.Contains(p.Body, `<html lang="fi">`) || !strings.Contains(p.Body, `<div class="paper" lang="ar" dir="rtl">`) || !p.Says("Tulosta tämä sivu selaimella.") {
			t.Errorf("what is the worker's is not in her language: %s", p.Text())
		}
	})
}

// code is that of Daavid's newest form on paper.
func (w *town) code() (code string) {
	w.Helper()
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		all, err := outcome.LinksOf(tx, w.daavid)
		code = outcome.CodeText(all[0].Code)
		return err
	})
	return code
}

func TestATabletIsHandedOverAnsweredAndTakenBackByItsPIN(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tablet := w.As("aino")
		p := w.begin(tablet, "mind-and-days", "kiosk")
		if wrong := p.Press("Kirjaa minut ulos ja anna laite", "occasion", "start", "pin", "12"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("pin") == "" {
			t.Errorf("%d %q", wrong.Status, wrong.Errors())
		}
		p = p.Press("Kirjaa minut ulos ja anna laite", "occasion", "start", "pin", "4711")
		if !strings.HasPrefix(p.Address, "/m/") || p.HasLink("Asiakkaat") || p.Says("Daavid") {
			t.Fatal(p.Address, p.Text())
		}
		hers := p.Address
		if tablet.Cookie("__Host-session") != "" || tablet.Cookie("__Host-tablet") == "" {
			t.Error("the tablet is signed in, or cannot be taken back")
		}
		for _, closed := range []string{"/", w.at(), w.at("measurements")} {
			if q := tablet.Get(closed); !strings.HasPrefix(q.Address, "/sign-in") {
				t.Errorf("the tablet still opens %s", closed)
			}
		}
		p = tablet.Get(hers).Press("Aloita", "mode", "s").Press("Lähetä vastaukset", "answers.rested", "=often", "answers.calm", "=often", "answers.chores", "=often", "answers.joy", "=often")
		if p.Heading() != "Kiitos" || p.Says("usein") {
			t.Fatal(p.Text())
		}
		for _, step := range []string{"", "/s1", "/q1", "/end", "/done"} {
			if q := tablet.Get(hers + step); q.Says("usein") || strings.Contains(q.Body, "checked") {
				t.Errorf("%s still shows her answers", step)
			}
		}
		if q := tablet.Get(hers + "/picture"); !q.Says("Tämä kuva on tehty vastauksistasi") || q.Says("tällä linkillä") {
			t.Errorf("the tablet tells of a link, or shows no picture: %s", q.Text())
		}
		leave := p.Follow("Työntekijälle")
		if wrong := leave.Press("Ota laite takaisin", "pin", "0000"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("pin") == "" || wrong.Value("pin") != "" {
			t.Errorf("%d %q", wrong.Status, wrong.Text())
		}
		p = leave.Press("Ota laite takaisin", "pin", "4711")
		if p.Address != w.at("measurements") || p.Row("Mieli ja arki", "20.11.2026")[3] != "Yhteinen tabletti" {
			t.Fatal(p.Address, p.Text())
		}
		if q := tablet.Get("/tablet"); q.Address != "/m" {
			t.Errorf("the PIN is asked for again: %s", q.Address)
		}
	})
}

func TestATabletInAClientsHandSpeaksTheWordsOfItsInstrument(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.bringArabic()
		tablet := w.As("aino")
		p := w.begin(tablet, "week-ar", "kiosk").Press("Kirjaa minut ulos ja anna laite", "occasion", "start", "language", "ar", "pin", "4711")
		for _, pressed := range []string{"ابدأ", "اترك هذا السؤال", "اترك هذا السؤال", "أرسل الإجابات"} {
			if !strings.Contains(p.Body, `<html lang="ar" dir="rtl">`) || p.Says("Seuraava") || p.Says("kysymys") {
				t.Errorf("%s: %s", p.Address, p.Text())
			}
			p = p.Press(pressed)
		}
		if !p.Says("أعد الجهاز إلى الموظف.") || p.Says("Kiitos") {
			t.Error(p.Text())
		}
		// The button of the worker is in words of hers: the instrument has none for it.
		if p = p.Follow("Työntekijälle").Press("Ota laite takaisin", "pin", "4711"); p.Address != w.at("measurements") {
			t.Error(p.Address, p.Text())
		}
	})
}

func TestAPINThatIsGuessedAtIsWaitedForAndAnotherTabletIsNotOpened(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tablet := w.As("aino")
		w.begin(tablet, "mind-and-days", "kiosk").Press("Kirjaa minut ulos ja anna laite", "occasion", "start", "pin", "4711")
		stranger := w.Visitor()
		if p := stranger.Post("/tablet", url.Values{"pin": {"4711"}}); p.Address != "/m" {
			t.Errorf("without the tablet: %s", p.Address)
		}
		var p *site.Page
		for range 12 {
			p = tablet.Post("/tablet", url.Values{"pin": {"0000"}})
		}
		if p.Status != http.StatusTooManyRequests || tablet.Post("/tablet", url.Values{"pin": {"4711"}}).Status != http.StatusTooManyRequests {
			t.Errorf("%d %s", p.Status, p.Text())
		}
	})
}

func TestErasingAClientTakesHerMeasurementsAlong(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		m := w.begin(w.As("aino"), "mind-and-days", "desk").Press("Tallenna mittaus", "answers.rested", "=often")
		w.begin(w.As("aino"), "mind-and-days", "paper").Press("Tee lomake", "occasion", "end")
		code := w.code()
		p := w.As("bertta").Get(w.at()).Follow("Poista asiakas pysyvästi").Press("Poista pysyvästi", "number", client.NumberOf(w.daavid))
		if p.Address != "/clients" {
			t.Fatal(p.Text())
		}
		for _, address := range []string{m.Address, "/keying/" + code} {
			for _, who := range []string{"aino", "bertta"} {
				if p := w.As(who).Get(address); p.Status != http.StatusNotFound {
					t.Errorf("%s opens %s: %d", who, address, p.Status)
				}
			}
		}
		w.Read(access.Terminal(), func(tx *act.Tx) error {
			all, err := outcome.Of(tx, w.daavid)
			if err == nil && len(all) > 0 {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}
