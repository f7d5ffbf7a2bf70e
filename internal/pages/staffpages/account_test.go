package staffpages_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/testworld/site"
)

func TestSheChangesHerPasswordAndHerOtherBrowserIsSignedOut(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		r, other := s.As("aino"), s.Visitor()
		other.SignIn("aino")
		page := r.Get("/account/password").Press("Vaihda salasana", "current", "väärä", "password", "kuusi koivua rannalla")
		if page.ErrorOf("current") == "" {
			t.Fatal(page.Text())
		}
		if page = page.Press("Vaihda salasana", "current", site.Password, "password", "lyhyt"); page.ErrorOf("password") == "" {
			t.Fatal(page.Text())
		}
		page = page.Press("Vaihda salasana", "current", site.Password, "password", "kuusi koivua rannalla")
		if page.Heading() != "Oma tunnus" || !strings.HasPrefix(page.Flash(), "Salasana on vaihdettu") {
			t.Fatal(page.Address, page.Text())
		}
		if page = other.Get("/account"); page.Heading() != "Kirjaudu sisään" {
			t.Fatal("the other browser is still signed in")
		}
	})
}

func TestEveryPageKnowsHowLongTheSessionLastsAndAskingKeepsIt(t *testing.T) {
	s := site.New(t)
	r := s.As("aino")
	if page := r.Get("/account"); !strings.Contains(page.Body, `data-session="1800"`) {
		t.Fatal("the page does not know when the session ends")
	}
	s.Clock.Advance(28 * time.Minute)
	if kept := r.Get("/session"); kept.Body != `{"left":1800}` {
		t.Fatalf("%d %s", kept.Status, kept.Body)
	}
	s.Clock.Advance(28 * time.Minute)
	if page := r.Get("/account"); page.Heading() != "Oma tunnus" {
		t.Error("the session ended though it was kept")
	}
	for range 24 {
		s.Clock.Advance(27 * time.Minute)
		r.Get("/session")
	}
	if last := r.Get("/session"); !strings.HasPrefix(last.Body, `{"left":`) || last.Body == `{"left":1800}` {
		t.Errorf("twelve hours after signing in: %s", last.Body)
	}
	if p := s.Visitor().Get("/session"); p.Heading() != "Kirjaudu sisään" {
		t.Errorf("a visitor keeps a session: %d", p.Status)
	}
}

func TestSheChangesHerNameAndLanguage(t *testing.T) {
	s := site.New(t)
	page := s.As("aino").Get("/account/profile").Press("Tallenna tiedot", "name", "Aino Alanen", "language", "sv")
	if page.Heading() != "Eget konto" || page.Summary("För- och efternamn") != "Aino Alanen" {
		t.Fatal(page.Text())
	}
}

func TestSheTakesAnAppInUseAndOutOfUse(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		r := s.As("aino")
		page := r.Get("/account/code")
		secret := secretOn(t, page)
		if page = page.Press("Ota käyttöön", "code", code(t, s, secret), "current", "väärä"); page.ErrorOf("current") == "" || secretOn(t, page) != secret {
			t.Fatal(page.Text())
		}
		if page = page.Press("Ota käyttöön", "code", code(t, s, secret), "current", site.Password); page.Heading() != "Varakoodisi" {
			t.Fatal(page.Text())
		}
		if page = page.Follow("Koodit ovat tallessa, jatka"); !page.Says("Varakoodeja on jäljellä 10.") {
			t.Fatal(page.Text())
		}
		if page = page.Follow("Tee uudet varakoodit").Press("Tee uudet varakoodit", "current", site.Password); page.Heading() != "Varakoodisi" {
			t.Fatal(page.Text())
		}
		page = r.Get("/account").Follow("Poista todennussovellus käytöstä").Press("Poista todennussovellus käytöstä", "current", site.Password)
		if !page.Says("Todennussovellus ei ole käytössä.") {
			t.Fatal(page.Text())
		}
	})
}

func TestTheListOfSessionsSaysWhichIsThisOneAndEndsTheOthers(t *testing.T) {
	s := site.New(t)
	r, other := s.As("aino"), s.Visitor()
	other.SignIn("aino")
	page := r.Get("/account")
	if strings.Count(page.Text(), "Tämä istunto") != 1 || !page.HasButton("Päätä kaikki muut istunnot") {
		t.Fatal(page.Text())
	}
	if page = page.Press("Päätä kaikki muut istunnot"); page.HasButton("Päätä kaikki muut istunnot") || page.Flash() == "" {
		t.Fatal(page.Text())
	}
	if other.Get("/account").Heading() != "Kirjaudu sisään" {
		t.Fatal("the other session lives on")
	}
}

func TestAPasskeyBeginsOnlyWithThePassword(t *testing.T) {
	s := site.New(t)
	r := s.As("aino")
	if page := r.Get("/account/passkeys/new"); page.Heading() != "Lisää pääsyavain" || !page.Says("tarvitsee JavaScriptin") {
		t.Fatal(page.Text())
	}
	if page := r.Post("/account/passkeys/new/begin", url.Values{"current": {"väärä"}}); page.Status != 422 || !page.Says("refused") {
		t.Fatal(page.Status, page.Body)
	}
	page := r.Post("/account/passkeys/new/begin", url.Values{"current": {site.Password}})
	if page.Status != 200 || !page.Says(`"challenge"`) || !page.Says(`"userVerification":"required"`) {
		t.Fatal(page.Status, page.Body)
	}
	if page = r.Post("/account/passkeys/new", url.Values{"name": {"Puhelin"}, "challenge": {"x"}, "response": {"{}"}}); len(page.Errors()) != 1 {
		t.Fatal(page.Status, page.Text())
	}
	if page = s.Visitor().Post("/sign-in/passkey", url.Values{"challenge": {"x"}, "response": {"{}"}}); len(page.Errors()) != 1 {
		t.Fatal(page.Status, page.Text())
	}
	if page = s.Visitor().Post("/sign-in/passkey/begin", nil); !page.Says(`"challenge"`) {
		t.Fatal(page.Body)
	}
}

func TestSheAddsAPasskeyAndRemovesItAndNobodyElseDoes(t *testing.T) {
	s := site.New(t)
	r := s.As("aino")
	var offered struct {
		Challenge string          `json:"challenge"`
		Options   json.RawMessage `json:"options"`
	}
	if err := json.Unmarshal([]byte(r.Post("/account/passkeys/new/begin", url.Values{"current": {site.Password}}).Body), &offered); err != nil {
		t.Fatal(err)
	}
	made := site.NewAuthenticator(t).Make(offered.Options)
	page := r.Post("/account/passkeys/new", url.Values{"name": {"Työpuhelin"}, "challenge": {offered.Challenge}, "response": {string(made)}})
	if page.Status != 200 || len(page.Errors()) > 0 {
		t.Fatal(page.Status, page.Text())
	}
	address := regexp.MustCompile(`/account/passkeys/[0-9a-f-]{36}/remove`).FindString(r.Get("/account").Body)
	if address == "" {
		t.Fatal("the passkey is not on her page")
	}
	s.As("bertta").Post(address, url.Values{"current": {site.Password}})
	if page = r.Get(address); page.Heading() != "Poista pääsyavain" {
		t.Fatal(page.Status, page.Heading())
	}
	if page = page.Press("Poista pääsyavain", "current", "väärä"); page.ErrorOf("current") == "" {
		t.Fatal(page.Text())
	}
	if page = page.Press("Poista pääsyavain", "current", site.Password); page.Flash() == "" || page.Says("Työpuhelin") {
		t.Fatal(page.Text())
	}
}

func TestASessionThatIsUsedStaysAndOneThatIsNotEnds(t *testing.T) {
	s := site.New(t)
	r := s.As("aino")
	for range 3 {
		s.Clock.Advance(20 * time.Minute)
		if page := r.Get("/account"); page.Heading() != "Oma tunnus" {
			t.Fatal(page.Text())
		}
	}
	s.Clock.Advance(31 * time.Minute)
	if page := r.Get("/account"); !page.Says("Istuntosi on päättynyt") {
		t.Fatal(page.Text())
	}
}
