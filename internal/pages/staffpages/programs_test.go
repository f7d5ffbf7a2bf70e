package staffpages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
	"rinnalla/internal/program"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

var secret = regexp.MustCompile(`rinnalla_[A-Za-z0-9_-]{43}`)

func TestAnAdministratorMakesATokenSeesItOnceAndRevokesIt(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		p := s.As("dora").Get("/admin/programs")
		if !p.Says("Avaimia ei ole.") {
			t.Fatal(p.Text())
		}
		if wrong := p.Press("Tee avain", "days", "9999"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("name") == "" || wrong.ErrorOf("scopes") == "" || wrong.ErrorOf("days") == "" {
			t.Fatal(wrong.Status, wrong.Errors())
		}
		made := p.Press("Tee avain", "name", "Asiakasjärjestelmä", "scopes", string(program.SendResponses))
		found := secret.FindString(made.Body)
		if made.Status != http.StatusOK || found == "" || !made.Says("Avain on tehty: Asiakasjärjestelmä") || !made.Says("Lähettää mittauksia") || !made.Says("Ei koskaan") {
			t.Fatal(made.Status, made.Text())
		}
		who, good, err := program.Come(t.Context(), s.Acts, found, "192.0.2.1")
		if err != nil || !good || who.Name != "Asiakasjärjestelmä" || who.Home() != testworld.North {
			t.Fatal(who, good, err)
		}
		p = s.As("dora").Get("/admin/programs")
		if strings.Contains(p.Body, found) || secret.MatchString(p.Body) || p.Says("Ei koskaan") {
			t.Error("the secret is shown again, or its use is not")
		}
		if p = p.Press("Peru avain: Asiakasjärjestelmä"); p.Flash() == "" || !p.Says("Peruttu") || !p.Says("Dora Dahl") || p.HasButton("Peru avain: Asiakasjärjestelmä") {
			t.Error(p.Text())
		}
		if _, good, _ := program.Come(t.Context(), s.Acts, found, "192.0.2.1"); good {
			t.Error("it opens all the same")
		}
		if log := s.As("dora").Get("/admin/log"); !log.Says("Ohjelmien avainten hoito") || !log.Says("Ohjelman avain") {
			t.Error(log.Text())
		}
	})
}

func TestAnAdministratorNarrowsATokenToAUnitAndAnInstrument(t *testing.T) {
	s := site.New(t)
	if err := instrument.BringShipped(t.Context(), s.Acts); err != nil {
		t.Fatal(err)
	}
	var circle instrument.Instrument
	s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		circle, err = instrument.FindCode(tx, testworld.North, "life-circle")
		return err
	})
	p := s.As("dora").Get("/admin/programs")
	if units := p.Options("unit"); len(units) != 3 || units[0] != "Kaikki yksiköt" {
		t.Errorf("%q", units)
	}
	for _, wrong := range [][]string{{"unit", testworld.SouthUnit.String()}, {"unit", "kissa"}, {"instrument", testworld.SouthUnit.String()}} {
		fields := append([]string{"name", "Kanta", "scopes", string(program.ReadResponses)}, wrong...)
		if got := p.Press("Tee avain", fields...); got.Status == http.StatusOK || secret.MatchString(got.Body) {
			t.Errorf("%q: %d %s", wrong, got.Status, got.Text())
		}
	}
	made := p.Press("Tee avain", "name", "Kanta", "scopes", string(program.ReadResponses), "unit", testworld.NorthUnit.String(), "instrument", circle.ID.String())
	if made.Summary("Vain yksikkö") == "" || made.Summary("Vain mittari") != "Elämän ympyrä" {
		t.Error(made.Text())
	}
	who, found, err := program.Come(t.Context(), s.Acts, secret.FindString(made.Body), "192.0.2.1")
	if err != nil || !found || who.Only() != (access.Made{Unit: testworld.NorthUnit, Instrument: access.ThingID(circle.ID)}) {
		t.Error(who, found, err)
	}
}

func TestTheOwnerMakesTokensForAnyOrganisationAndNobodyElseAnywhere(t *testing.T) {
	s := site.New(t)
	made := s.As("olli").Get("/admin/programs").Press("Tee avain", "name", "Kanta", "scopes", string(program.ReadResponses), "organisation", testworld.South.String())
	found := secret.FindString(made.Body)
	if who, good, err := program.Come(t.Context(), s.Acts, found, "192.0.2.1"); err != nil || !good || who.Home() != testworld.South {
		t.Fatal(made.Text())
	}
	revoke := regexp.MustCompile(`/admin/programs/[^/"]+/revoke`).FindString(made.Body)
	for _, who := range []string{"aino", "bertta", "cia", "elli"} {
		if got := s.As(who).Get("/admin/programs"); got.Status != http.StatusNotFound {
			t.Error(who, got.Status)
		}
		if got := s.As(who).Post("/admin/programs", url.Values{"name": {"x"}}); got.Status != http.StatusNotFound {
			t.Error(who, got.Status)
		}
		if got := s.As(who).Post(revoke, nil); got.Status != http.StatusNotFound {
			t.Error(who, got.Status)
		}
	}
	if got := s.As("dora").Post(revoke, nil); got.Status != http.StatusNotFound {
		t.Errorf("Dora revokes a token of the south: %d", got.Status)
	}
}
