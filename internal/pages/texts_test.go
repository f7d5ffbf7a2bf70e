package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// PostgreSQL takes neither NUL nor bytes that are no UTF-8 as text, and what
// SQLite took could not be restored there.
func TestWhatIsNoTextIsAnsweredLikeAnyOther(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		for name, addresses := range map[string][]string{
			"aino": {"/search?q=a%00%ff", "/places?text=%00", "/visits?text=%ff&place=%00", "/partners?text=%ff", "/reports/outreach?from=%00&kind=%ff",
				"/visits/new?place=%00", "/rounds?from=%00", "/sign-in?next=/%00"},
			"dora": {"/admin/workers?text=%ff&role=%00", "/admin/log?actor=%00&permission=%ff", "/admin/areas?text=%00"},
		} {
			reader := s.As(name)
			for _, address := range addresses {
				if p := reader.Get(address); p.Status >= http.StatusInternalServerError {
					t.Errorf("%s %s: %d", name, address, p.Status)
				}
			}
		}
		if p := s.Visitor().Post("/sign-in", url.Values{"email": {"a\x00\xff@rinnalla.example"}, "password": {"\xff\x00"}}); p.Status != http.StatusUnprocessableEntity {
			t.Errorf("sign-in: %d", p.Status)
		}
		library := id.New[outreach.Place]()
		s.As("aino").Post("/places", url.Values{"id": {library.String()}, "organisation": {testworld.North.String()}, "kind": {"library"},
			"name": {"Kirja\x00sto \xff"}, "municipality": {"205"}})
		s.Read(testworld.Aino, func(tx *act.Tx) error {
			p, err := outreach.OnePlace(tx, library)
			if err == nil && p.Name != "Kirja\uFFFDsto \uFFFD" {
				t.Errorf("%q is on record", p.Name)
			}
			return err
		})
	})
}

func TestAPageThatNoListHasIsAnsweredLikeAnyOther(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		for name, addresses := range map[string][]string{
			"bertta": {"/visits", "/places", "/partners", "/rounds", "/search", "/reports/outreach"}, "dora": {"/admin/workers", "/admin/areas", "/admin/log"},
		} {
			for _, address := range addresses {
				for _, page := range []string{"0", "-1", "2147483647", "184467440737095517", "9223372036854775807", "99999999999999999999", "viimeinen"} {
					if p := s.As(name).Get(address + "?page=" + page); p.Status >= http.StatusInternalServerError {
						t.Errorf("%s?page=%s: %d", address, page, p.Status)
					}
				}
			}
		}
	})
}

func TestAVisitFromAPhoneWithAnUnreadableSignIsTaken(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		library := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, library) })
		for heard, want := range map[string]string{`Bussi\u0000 ei kulje`: `"taken"`, "Bussi\xff ei kulje": `"taken"`} {
			for field, verdict := range map[string]string{"heard": want, "weather": `"refused"`, `we\u0000ather`: `"refused"`, "we\xffather": `"refused"`} {
				body := `{"protocol": 1, "worker": "` + testworld.Aino.ID.String() + `", "envelopes": [{"id": "` + id.New[outreach.Stop]().String() +
					`", "kind": "stop", "form": 1, "made_at": "2026-11-20T14:30:00.000Z", "attempt": 1, "body": {"organisation": "` + testworld.North.String() +
					`", "unit": "` + testworld.NorthUnit.String() + `", "place": "` + library.ID.String() + `", "kind": "regular", "day": "2026-11-20", "workers": ["` +
					testworld.Aino.ID.String() + `"], "present": 3, "conversations": 1, "minutes": 30, "` + field + `": "` + heard + `"}}]}`
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+site.Host+"/field/sync", strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if p := s.As("aino").Do(request); p.Status != http.StatusOK || !strings.Contains(p.Body, verdict) {
					t.Errorf("%q in %q: %d %s", heard, field, p.Status, p.Body)
				}
			}
		}
	})
}

func TestTheEmbeddedFilesAreNotListed(t *testing.T) {
	s := site.New(t)
	for _, address := range []string{"/assets/", "/assets/fonts/", "/assets"} {
		if p := s.Visitor().Get(address); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", address, p.Status)
		}
	}
}

func TestEveryCookieBelongsToThisHostAlone(t *testing.T) {
	s := site.New(t)
	reader := s.Visitor()
	seen := map[string]bool{}
	note := func(p *site.Page) {
		for _, line := range p.Header.Values("Set-Cookie") {
			c, err := http.ParseSetCookie(line)
			if err != nil {
				t.Fatal(err)
			}
			seen[c.Name] = true
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s", line)
			}
		}
	}
	for _, step := range []struct {
		address string
		form    url.Values
	}{
		{"/sign-in", url.Values{"email": {site.Email("aino")}, "password": {site.Password}}},
		{"/language", url.Values{"language": {"sv"}, "back": {"/account"}}},
		{"/sign-out", url.Values{}},
	} {
		note(post(t, reader, step.address, step.form))
	}
	note(reader.Get("/sign-in"))
	for _, name := range []string{"session", "language", "flash"} {
		if !seen["__Host-"+name] {
			t.Errorf("no cookie %s was seen: %v", name, seen)
		}
	}
}

// post sends a form and stays on the answer itself.
func post(t *testing.T, reader *site.Reader, address string, form url.Values) *site.Page {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+site.Host+address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return reader.Do(request)
}
