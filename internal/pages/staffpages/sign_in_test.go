package staffpages_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestSheSignsInAndComesToThePageSheWanted(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		r := s.Visitor()
		page := r.Get("/account")
		if page.Heading() != "Kirjaudu sisään" || page.Value("next") != "/account" {
			t.Fatal(page.Address, page.Heading())
		}
		page = page.Press("Kirjaudu sisään", "email", " Aino@Rinnalla.example", "password", site.Password)
		if page.Heading() != "Oma tunnus" || page.Summary("Etu- ja sukunimi") != "Aino Ahola" {
			t.Fatal(page.Address, page.Text())
		}
		if page = page.Press("Kirjaudu ulos"); page.Flash() != "Olet kirjautunut ulos." || r.Cookie("__Host-session") != "" {
			t.Fatal(page.Address, page.Text())
		}
		if page = r.Get("/account"); page.Heading() != "Kirjaudu sisään" {
			t.Fatal(page.Heading())
		}
	})
}

func TestAWrongPasswordIsSaidOnceAndTheAddressStays(t *testing.T) {
	s := site.New(t)
	page := s.Visitor().Get("/sign-in").Press("Kirjaudu sisään", "email", "aino@rinnalla.example", "password", "väärä salasana")
	if page.Status != http.StatusUnprocessableEntity || len(page.Errors()) != 1 || page.Value("email") != "aino@rinnalla.example" || page.Value("password") != "" {
		t.Fatal(page.Status, page.Errors())
	}
	for range 5 {
		page = page.Press("Kirjaudu sisään", "password", "arvaus")
	}
	if page.Status != http.StatusTooManyRequests || !strings.Contains(strings.Join(page.Errors(), ""), "Odota minuutti") {
		t.Fatal(page.Status, page.Errors())
	}
}

func TestAnAddressOfAnotherSiteIsNotGoneOnTo(t *testing.T) {
	s := site.New(t)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
		page := s.Visitor().Get("/sign-in?next=" + url.QueryEscape(next))
		if got := page.Value("next"); got != "/" {
			t.Errorf("%s leads to %s", next, got)
		}
	}
}

func TestAScriptSignsInWithTheSameForm(t *testing.T) {
	s := site.New(t)
	form := url.Values{"email": {site.Email("aino")}, "password": {site.Password}}
	request := httptest.NewRequestWithContext(t.Context(), "POST", "https://"+site.Host+"/sign-in", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", "curl/8.5.0")
	answer := httptest.NewRecorder()
	s.Handler.ServeHTTP(answer, request)
	cookie := answer.Header().Get("Set-Cookie")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(cookie, "__Host-session=") ||
		!strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "Secure") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Fatal(answer.Code, cookie)
	}
}

func TestAFormSentFromAnotherSiteIsRefused(t *testing.T) {
	s := site.New(t)
	request := httptest.NewRequestWithContext(t.Context(), "POST", "https://"+site.Host+"/sign-out", nil)
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	answer := httptest.NewRecorder()
	s.Handler.ServeHTTP(answer, request)
	if answer.Code != http.StatusForbidden {
		t.Fatal(answer.Code)
	}
}

func requireFactor(s *site.Site) {
	s.Write(access.Terminal(), func(tx *act.Tx) error {
		settings, err := staff.ReadSettings(tx)
		if err != nil {
			return err
		}
		settings.SecondFactorRequired = true
		return staff.ChangeSettings(tx, settings)
	})
}

// secretOn reads the key that a page shows for typing into an app.
func secretOn(t *testing.T, page *site.Page) string {
	t.Helper()
	_, rest, _ := strings.Cut(page.Text(), "tämä avain: ")
	words := strings.Fields(rest)
	if len(words) < 8 {
		t.Fatal("no key on the page: " + page.Text())
	}
	return strings.Join(words[:8], "")
}

func code(t *testing.T, s *site.Site, secret string) string {
	t.Helper()
	text, err := totp.GenerateCode(secret, s.Clock.Now().Time())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// wrongCode is none that an app with the secret shows around now; any that was written down here would be right once in a while.
func wrongCode(t *testing.T, s *site.Site, secret string) string {
	t.Helper()
	shown := map[string]bool{}
	for away := -time.Minute; away <= time.Minute; away += 30 * time.Second {
		text, err := totp.GenerateCode(secret, s.Clock.Now().Time().Add(away))
		if err != nil {
			t.Fatal(err)
		}
		shown[text] = true
	}
	for n := 0; ; n++ {
		if text := fmt.Sprintf("%06d", n); !shown[text] {
			return text
		}
	}
}

func TestANewWorkerComesInByHerInvitationAndWithTwoFactorsAfterThat(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		requireFactor(s)
		var token string
		s.Write(testworld.Dora, func(tx *act.Tx) error {
			var err error
			token, err = staff.Invite(tx, testworld.Aune.ID)
			return err
		})
		r := s.Visitor()
		page := r.Get("/invitation/" + token)
		if !page.Says("Hei Aune Aalto!") {
			t.Fatal(page.Text())
		}
		if page = page.Press("Tallenna salasana ja jatka", "password", "auneaalto2026"); page.ErrorOf("password") == "" {
			t.Fatal(page.Text())
		}
		page = page.Press("Tallenna salasana ja jatka", "password", "kuusi koivua rannalla")
		if page.Heading() != "Ota todennussovellus käyttöön" {
			t.Fatal(page.Address, page.Text())
		}
		if ahead := r.Get("/account"); ahead.Heading() != "Kirjaudu sisään" {
			t.Fatal("let in before the second factor: " + ahead.Heading())
		}
		secret := secretOn(t, page)
		if page = page.Press("Ota käyttöön", "code", wrongCode(t, s, secret)); page.ErrorOf("code") == "" || secretOn(t, page) != secret {
			t.Fatal("the key changes after a wrong code: " + page.Text())
		}
		page = page.Press("Ota käyttöön", "code", code(t, s, secret))
		if page.Heading() != "Varakoodisi" {
			t.Fatal(page.Text())
		}
		recovery := strings.Fields(page.Text()[strings.Index(page.Text(), "vain nyt.")+len("vain nyt."):])[0]
		if page = r.Get("/account"); page.Summary("Etu- ja sukunimi") != "Aune Aalto" {
			t.Fatal(page.Text())
		}
		if page = s.Visitor().Get("/invitation/" + token); page.Status != http.StatusNotFound || !page.Says("jo käytetty") {
			t.Fatal(page.Status, page.Text())
		}
		s.Clock.Advance(time.Minute)
		for _, second := range []string{code(t, s, secret), recovery} {
			page = s.Visitor().Get("/sign-in?next=/account").Press("Kirjaudu sisään", "email", site.Email("aune"), "password", "kuusi koivua rannalla")
			if page.Heading() != "Vahvista kirjautuminen" {
				t.Fatal(page.Text())
			}
			if page = page.Press("Vahvista", "code", wrongCode(t, s, secret)); page.ErrorOf("code") == "" {
				t.Fatal(page.Text())
			}
			if page = page.Press("Vahvista", "code", second); page.Heading() != "Oma tunnus" {
				t.Fatal(page.Address, page.Text())
			}
		}
	})
}

func TestTheWayBetweenTheFactorsLeadsBackToTheStartWhenItEnds(t *testing.T) {
	s := site.New(t)
	for _, path := range []string{"/sign-in/code", "/sign-in/set-up", "/sign-in/set-up/passkey"} {
		if page := s.As("aino").Get(path); !strings.HasPrefix(page.Address, "/") || page.Heading() == "Vahvista kirjautuminen" {
			t.Errorf("%s: %s", path, page.Heading())
		}
		if page := s.Visitor().Get(path); page.Heading() != "Kirjaudu sisään" || page.Flash() == "" {
			t.Errorf("%s: %s", path, page.Heading())
		}
	}
}

func TestWhatSheTypedIsThereAfterSheHasSignedInAgain(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		r := s.As("dora")
		form := r.Get("/admin/organisations/" + testworld.North.String() + "/units/new")
		s.Clock.Advance(time.Hour)
		page := form.Press("Tallenna yksikkö", "name", "Suomussalmen tiimi")
		if page.Heading() != "Kirjaudu sisään" || !page.Says("tallessa") {
			t.Fatal(page.Address, page.Text())
		}
		page = page.Press("Kirjaudu sisään", "email", site.Email("dora"), "password", site.Password)
		if page.Heading() != "Lisää yksikkö" || page.Value("name") != "Suomussalmen tiimi" || !page.Says("Keskeneräinen lomake on palautettu") {
			t.Fatal(page.Address, page.Text())
		}
		page = page.Press("Tallenna yksikkö")
		if page.Flash() != "Yksikkö on tallennettu." || page.Row("Yksiköt", "Suomussalmen tiimi") == nil {
			t.Fatal(page.Text())
		}
		if again := r.Get("/admin/organisations/" + testworld.North.String() + "/units/new"); again.Value("name") != "" {
			t.Fatal("the draft is there after it was saved")
		}
	})
}

func TestAnyoneChoosesTheLanguage(t *testing.T) {
	s := site.New(t)
	for lang, want := range map[string]string{"sv": "Logga in", "en": "Sign in", "fi-selko": "Kirjaudu sisään", "xx": "Kirjaudu sisään"} {
		if got := s.Visitor().Speaking(lang).Get("/sign-in").Heading(); got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

func TestSignInKeepsTheBrowserToItsOwnServer(t *testing.T) {
	s := site.New(t)
	h := s.Visitor().Get("/sign-in").Header
	for name, want := range map[string]string{
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "", "Cache-Control": "no-store",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, part := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(h.Get("Content-Security-Policy"), part) {
			t.Errorf("Content-Security-Policy without %s", part)
		}
	}
}
