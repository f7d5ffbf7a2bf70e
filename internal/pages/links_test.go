package pages_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// token is the secret of a new link of the northern client's.
func token(s *site.Site, records map[string]string) (token string) {
	s.Helper()
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		of, err := outcome.Find(tx, id.Must[outcome.Measurement](records["measurement"]))
		if err != nil {
			return err
		}
		n := outcome.Invitation{ID: id.New[outcome.Link](), Client: id.Must[client.Client](records["client"]), Version: of.Now().Version, Occasion: outcome.AtEnd,
			Language: of.Now().Language}
		if _, err := outcome.Invite(tx, n); err != nil {
			return err
		}
		_, token, err = outcome.Token(tx, n.ID)
		return err
	})
	return token
}

// Whoever holds a link may have found it in a bin. She shows its secret in every way that a browser or a program can, at every address of
// the product, and finds what any visitor finds.
func TestAPersonalLinkReachesNothingButItsOwnMeasurement(t *testing.T) {
	s := site.New(t)
	records := northern(t, s)
	secret := token(s, records)
	phone := s.Visitor()
	if p := phone.Get("/m/" + secret); p.Status != 200 || strings.Contains(p.Body, records["client"]) || strings.Contains(p.Body, client.NumberOf(id.Must[client.Client](records["client"]))) {
		t.Fatalf("her own: %d, or it says who she is", p.Status)
	}
	tried := 0
	for _, r := range routes(t) {
		if r.Needs == access.Public {
			continue
		}
		for _, inAddress := range []bool{false, true} {
			path := wildcard.ReplaceAllStringFunc(strings.TrimSuffix(r.Path(), "{$}"), func(name string) string {
				if value := records[strings.Trim(name, "{}.")]; value != "" && !inAddress {
					return value
				}
				return secret
			})
			tried++
			p := phone.Do(shown(t, r.Method(), path, secret))
			to := p.Header.Get("Location")
			shut := p.Status == http.StatusUnauthorized || p.Status == http.StatusNotFound || p.Status == http.StatusSeeOther && strings.HasPrefix(to, "/sign-in")
			if !shut || strings.Contains(p.Body, "Salainen") {
				t.Errorf("%s %s answers a link's secret with %d, %s", r.Method(), path, p.Status, to)
			}
		}
	}
	if tried < 200 {
		t.Errorf("only %d addresses tried", tried)
	}
	if p := s.As("bertta").Get("/measurements/" + records["measurement"]); p.Status != 200 || !p.Says("Salainen mittari") || p.Says("Peruttu") {
		t.Errorf("what it was tried on has changed: %s", p.Text())
	}
}

// shown is a request that holds the secret as a session, as a tablet, as a bearer's token, as a parameter and in the form.
func shown(t *testing.T, method, path, secret string) *http.Request {
	t.Helper()
	form := url.Values{"token": {secret}, "id": {id.New[access.Thing]().String()}, "reason": {"utelias"}, "seen": {"1"}, "version": {"1"}}
	r := httptest.NewRequestWithContext(t.Context(), method, "https://"+site.Host+path+"?token="+secret, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+secret)
	for _, name := range []string{"session", "__Host-session", "tablet", "__Host-tablet", "token"} {
		r.AddCookie(&http.Cookie{Name: name, Value: secret})
	}
	return r
}
