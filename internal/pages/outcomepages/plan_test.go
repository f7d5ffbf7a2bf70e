package outcomepages_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/testworld"
)

func TestAWorkerPlansIsRemindedOnHerDeskAndMeasures(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		p := aino.Get(w.at("measurements")).Follow("Mittaussuunnitelma")
		if p.Value("start") != "20.11.2026" || p.Value("interim") != "18.2.2027" || p.Value("end") != "19.5.2027" || p.Value("follow_up") != "" {
			t.Fatal(p.Text())
		}
		if wrong := p.Press("Tallenna suunnitelma", "interim", "31.2.2027"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("interim") == "" ||
			wrong.ErrorOf("instrument") == "" || wrong.Value("interim") != "31.2.2027" {
			t.Errorf("%d %q", wrong.Status, wrong.Errors())
		}
		if past := p.Press("Tallenna suunnitelma", "instrument", w.instrument("mind-and-days"), "start", "1.11.2026"); past.Status != http.StatusUnprocessableEntity || past.ErrorOf("start") == "" {
			t.Errorf("%d %q", past.Status, past.Errors())
		}
		p = p.Press("Tallenna suunnitelma", "instrument", w.instrument("mind-and-days"), "follow_up", "24.5.2027")
		if p.Flash() != "Suunnitelma on tallennettu." || !p.Says("Alkumittaus: Mieli ja arki") || p.Value("start") != "" ||
			!p.Says("Aikaisin: muutoksesta kertoo vasta mittaus 2.6.2027 tai sen jälkeen.") {
			t.Fatal(p.Text())
		}
		desk := aino.Get("/")
		if !desk.Says("Suunnitellut mittaukset") || !desk.Says("Dufva, Daavid – Alkumittaus: Mieli ja arki") || desk.Says("Välimittaus: Mieli ja arki") {
			t.Fatal(desk.Text())
		}
		if all := desk.Follow("Kaikki tulevat mittaukset"); !all.Says("Välimittaus: Mieli ja arki") || all.Says("Loppumittaus") {
			t.Errorf("a quarter ahead: %s", all.Text())
		}
		form := desk.Follow("Mittaa Dufva, Daavid").Press("Jatka")
		if form.Heading() != "Mieli ja arki" || form.Value("occasion") != "start" {
			t.Fatal(form.Text())
		}
		form.Press("Tallenna mittaus", "answers.rested", "=often")
		if desk = aino.Get("/"); desk.Says("Suunnitellut mittaukset") {
			t.Errorf("what is done is reminded of: %s", desk.Text())
		}
		if p = aino.Get(w.at("plan")); !p.Says("Tehty 20.11.2026") {
			t.Errorf("%s", p.Text())
		}
		w.Clock.Advance(91 * 24 * time.Hour)
		if desk = w.As("bertta").Get("/"); desk.Says("Suunnitellut mittaukset") {
			t.Errorf("another's client: %s", desk.Text())
		}
		aino.SignIn("aino")
		if desk = aino.Get("/"); !desk.Says("Välimittaus: Mieli ja arki – myöhässä") {
			t.Errorf("%s", desk.Text())
		}
	})
}

func TestNobodyIsRemindedOfWhatSheHasTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		aino.Get(w.at("plan")).Press("Tallenna suunnitelma", "instrument", w.instrument("mind-and-days"))
		if desk := aino.Get("/"); !desk.Says("Alkumittaus: Mieli ja arki") {
			t.Fatal(desk.Text())
		}
		w.Clock.Advance(time.Second)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: w.daavid, Kind: client.Measuring, State: client.Withdrawn,
				Day: today, By: "client", Way: "spoken"})
		})
		for _, page := range []string{"/", "/planned"} {
			if p := aino.Get(page); p.Says("Mieli ja arki") {
				t.Errorf("%s still reminds: %s", page, p.Text())
			}
		}
		if p := aino.Get(w.at("plan")); !p.Says("Asiakas ei ole suostunut mittaamiseen") || !p.Says("Alkumittaus: Mieli ja arki") {
			t.Errorf("%s", p.Text())
		}
	})
}

func TestAPlannedDayIsMovedAndTakenOutOnItsPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		p := aino.Get(w.at("plan")).Press("Tallenna suunnitelma", "instrument", w.instrument("life-circle"), "start", "", "interim", "", "end", "1.6.2027")
		old := p.Follow("Muuta Loppumittaus: Elämän ympyrä")
		p = old.Press("Tallenna päivä", "due", "15.6.2027")
		if !p.Says("15.6.2027") || p.Says("1.6.2027 Loppumittaus") || p.Address != w.at("plan") {
			t.Fatal(p.Address, p.Text())
		}
		stale := old.Press("Tallenna päivä", "due", "20.6.2027")
		if stale.Status != http.StatusConflict || stale.Value("due") != "20.6.2027" {
			t.Errorf("%d %s", stale.Status, stale.Text())
		}
		p = p.Follow("Muuta Loppumittaus: Elämän ympyrä").Press("Poista suunnitelmasta")
		if p.Address != w.at("plan") || !p.Says("Mitään ei ole vielä suunniteltu.") {
			t.Errorf("%s %s", p.Address, p.Text())
		}
	})
}

func TestWhoeverMeasuresTooSoonIsToldAndMayAllTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		aino := w.As("aino")
		w.begin(aino, "mind-and-days", "desk").Press("Tallenna mittaus", "answers.rested", "=often")
		w.Clock.Advance(5 * 24 * time.Hour)
		aino.SignIn("aino")
		for _, how := range []string{"desk", "link", "paper"} {
			if p := w.begin(aino, "mind-and-days", how); !p.Says("Muutoksesta kertoo vasta mittaus 4.12.2026 tai sen jälkeen.") {
				t.Errorf("%s: %s", how, p.Text())
			}
		}
		if p := w.begin(aino, "mind-and-days", "worker"); p.Says("Muutoksesta kertoo") {
			t.Errorf("her own rating is no repeat: %s", p.Text())
		}
		if p := w.begin(aino, "mind-and-days", "desk").Press("Tallenna mittaus", "occasion", "interim", "answers.rested", "=never"); p.Status != 200 || !strings.HasPrefix(p.Address, "/measurements/") {
			t.Errorf("%d %s", p.Status, p.Text())
		}
	})
}
