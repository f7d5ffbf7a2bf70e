package site

import (
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/pages"
	"rinnalla/internal/pages/outcomepages"
	"rinnalla/internal/pages/staffpages"
	"rinnalla/internal/report"
	"rinnalla/internal/testworld"
)

// Host is the name under which readers reach the site, over HTTPS.
const Host = "rinnalla.example"

// Site is the program on one world.
type Site struct {
	*testworld.World
	Handler http.Handler
	signed  map[string]*Reader
}

// Each runs the test against a settled site on SQLite, and on PostgreSQL when
// this run has one.
func Each(t *testing.T, test func(*testing.T, *Site)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) { test(t, On(w)) })
}

// New is a settled site on SQLite.
func New(t testing.TB) *Site {
	t.Helper()
	return On(testworld.New(t))
}

// On settles the cast in the world and serves it.
func On(w *testworld.World) *Site {
	w.Helper()
	Settle(w)
	return Serve(w)
}

// Serve serves a world whose cast is settled already: a server started again.
func Serve(w *testworld.World) *Site {
	w.Helper()
	handler, err := pages.Handler(Options(w))
	if err != nil {
		w.Fatal(err)
	}
	return &Site{World: w, Handler: handler, signed: map[string]*Reader{}}
}

// Options are those of the program on this world.
func Options(w *testworld.World) pages.Options {
	w.Helper()
	notary, err := act.OpenNotary(w.TempDir())
	if err != nil {
		w.Fatal(err)
	}
	return pages.Options{
		Notary: notary, Acts: w.Acts, Log: slog.New(testLog{w}), Staff: staffpages.Options{Keys: Keys()},
		Disclosure: report.DefaultDisclosure(), Measuring: outcomepages.Options{Repeat: 28}, Secure: true,
	}
}

// Visitor is a reader who has not signed in, with an empty cookie jar.
func (s *Site) Visitor() *Reader {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	return &Reader{site: s, jar: jar}
}

// As is a member of the cast ("aino") in her browser. She signs in by the real
// form the first time and stays signed in as long as the world's clock lets her.
func (s *Site) As(name string) *Reader {
	s.Helper()
	if r, signed := s.signed[name]; signed {
		return r
	}
	r := s.Visitor()
	r.SignIn(name)
	s.signed[name] = r
	return r
}

// SignIn signs the reader in as a member of the cast, by the form.
func (r *Reader) SignIn(name string) {
	r.site.Helper()
	Actor(name)
	answer := r.send("POST", "/sign-in", url.Values{"email": {Email(name)}, "password": {Password}})
	if answer.Status != http.StatusSeeOther {
		r.site.Fatalf("%s cannot sign in: %d %v", name, answer.Status, answer.Errors())
	}
}
