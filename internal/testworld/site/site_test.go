package site_test

import (
	"net/http"
	"testing"

	"rinnalla/internal/testworld/site"
)

func TestEverybodyInTheCastSignsInByTheForm(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		for _, name := range []string{"aino", "aune", "bertta", "cia", "dora", "elli", "olli"} {
			if s.As(name).Cookie("__Host-session") == "" {
				t.Errorf("%s has no session", name)
			}
		}
	})
}

func TestAReaderFillsInAFormAndSeesItsErrors(t *testing.T) {
	s := site.New(t)
	page := s.Visitor().Get("/sign-in")
	if page.Heading() != "Kirjaudu sisään" || page.Status != http.StatusOK {
		t.Fatal(page.Status, page.Body)
	}
	page = page.Press("Kirjaudu sisään", "email", "aino@rinnalla.example", "password", "väärä")
	if page.Status != http.StatusUnprocessableEntity || len(page.Errors()) != 1 || page.Value("email") != "aino@rinnalla.example" {
		t.Fatal(page.Status, page.Body)
	}
	if page = s.Visitor().Speaking("sv").Get("/sign-in"); page.Heading() != "Logga in" {
		t.Fatal(page.Heading())
	}
}
