package answerpages_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// openedLink is the address of a link that was opened to earlier measurements, or not.
func (w *town) openedLink(code string, earlier bool) string {
	w.Helper()
	n := outcome.Invitation{ID: id.New[outcome.Link](), Client: w.daavid, Occasion: outcome.AtInterim, Language: "fi", Earlier: earlier}
	token := ""
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, code)
		if err != nil {
			return err
		}
		v, _ := i.Newest()
		n.Version = v.ID
		if _, err = outcome.Invite(tx, n); err != nil {
			return err
		}
		_, token, err = outcome.Token(tx, n.ID)
		return err
	})
	return "/m/" + token
}

// circleAnswers is every question of the circle of life, from 1 upwards.
func circleAnswers() url.Values {
	form := url.Values{"do": {"hand_in"}, "mode": {"s"}}
	for n, item := range []string{"home", "money", "body", "mind", "everyday", "close", "belonging", "doing", "help", "future"} {
		form.Set("answers."+item, "="+strconv.Itoa(n+1))
	}
	return form
}

func TestAfterHandingInDaavidSeesHisOwnPictureIfHeWantsTo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		address := w.link("life-circle")
		phone := w.Visitor()
		if p := phone.Get(address + "/picture"); p.Address != address {
			t.Errorf("before handing in: %s", p.Address)
		}
		p := phone.Post(address+"/s1", circleAnswers())
		if p.Heading() != "Kiitos" || p.Says("Luottamus tulevaan") || !p.HasLink("Katso kuvaa") {
			t.Fatal(p.Text())
		}
		p = p.Follow("Katso kuvaa")
		for _, want := range []string{"Vahvuuksia nyt", "Luottamus tulevaan", "Kuva ei ole arvosana.", "Lukuja ei lasketa yhteen.", "Tässä ovat vain tämän kerran vastaukset.",
			"Voit katsoa kuvaa tästä linkistä 27.11.2026 klo 16.55 asti."} {
			if !p.Says(want) {
				t.Errorf("the picture does not say %q", want)
			}
		}
		if p.Heading() != "Minun kuvani" || p.Says("Dufva") || p.Says("Näin muutos on laskettu") {
			t.Error(p.Text())
		}
		w.Clock.Advance(8 * 24 * time.Hour)
		if p := phone.Get(address + "/picture"); p.Status != http.StatusNotFound || !p.Says("Kuvaa ei voi enää katsoa tällä linkillä.") || p.Says("Luottamus tulevaan") {
			t.Errorf("after a week: %d %s", p.Status, p.Text())
		}
		if p := phone.Get(address); p.HasLink("Katso kuvaa") {
			t.Error("a picture is offered that there is not")
		}
	})
}

func TestThePictureCallsTheQuestionsWhatSheWasAsked(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for language, asked := range map[string]string{"fi": "Olen nukkunut niin, että jaksan päivän.", "fi-selko": "Olen nukkunut hyvin.", "sv": "Jag har sovit så att jag orkar med dagen."} {
			address := w.link("mind-and-days")
			w.Visitor().Post(address, url.Values{"language": {language}, "mode": {"s"}})
			w.Visitor().Post(address+"/s1", url.Values{"do": {"hand_in"}, "mode": {"s"}, "answers.rested": {"=often"}, "answers.calm": {"=seldom"}})
			if p := w.Visitor().Get(address + "/picture"); !p.Says(asked) {
				t.Errorf("asked in %s: %s", language, p.Text())
			}
		}
	})
}

func TestALinkShowsEarlierAnswersOnlyWhenItWasOpenedToThem(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for k, earlier := range []bool{false, false, true} {
			address := w.openedLink("life-circle", earlier)
			phone := w.Visitor()
			form := circleAnswers()
			form.Set("answers.home", "="+strconv.Itoa(3*k+1))
			phone.Post(address+"/s1", form)
			p := phone.Get(address + "/picture")
			if told := p.Says("Oli 1, nyt 7"); told != earlier {
				t.Errorf("time %d, opened %v: %s", k+1, earlier, p.Text())
			}
			w.Clock.Advance(24 * time.Hour)
		}
	})
}

func TestDaavidTakesACopyThatDoesNotSayWhoHeIsAndThatCanBeChecked(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		address := w.link("life-circle")
		phone := w.Visitor()
		phone.Post(address+"/s1", circleAnswers())
		data := phone.Get(address + "/picture/copy.json")
		paper := phone.Get(address + "/picture/copy.pdf")
		if data.Status != 200 || !strings.Contains(data.Body, `"number": 10`) || strings.Contains(data.Body, "Dufva") {
			t.Errorf("%d %s", data.Status, data.Body)
		}
		if paper.Status != 200 || !strings.HasPrefix(paper.Body, "%PDF-") {
			t.Errorf("%d %.40q", paper.Status, paper.Body)
		}
		for _, stranger := range []string{"/m/aaaaaaaaaaaaaaaaaaaaaaaaaa/picture/copy.pdf", "/m/aaaaaaaaaaaaaaaaaaaaaaaaaa/picture/copy.json", "/m/aaaaaaaaaaaaaaaaaaaaaaaaaa/picture"} {
			if p := phone.Get(stranger); p.Status != http.StatusNotFound {
				t.Errorf("%s: %d", stranger, p.Status)
			}
		}
	})
}
