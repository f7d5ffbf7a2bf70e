package staffpages_test

import (
	"testing"

	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestSmoke(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		for who, paths := range map[string][]string{
			"olli": {"/admin/organisations", "/admin/organisations/new", "/admin/organisations/" + testworld.North.String(), "/admin/organisations/" + testworld.North.String() + "/edit",
				"/admin/organisations/" + testworld.North.String() + "/units/new", "/admin/organisations/" + testworld.Centre.String() + "/shares/new",
				"/admin/units/" + testworld.NorthUnit.String(), "/admin/units/" + testworld.NorthUnit.String() + "/edit", "/admin/workers", "/admin/workers/new", "/admin/workers/" + testworld.Aino.ID.String(),
				"/admin/workers/" + testworld.Aino.ID.String() + "/edit", "/admin/workers/" + testworld.Aino.ID.String() + "/posts/new", "/admin/rights", "/admin/areas", "/admin/areas?text=kajaani", "/admin/log", "/admin/settings"},
			"aino": {"/account", "/account/profile", "/account/password", "/account/code", "/account/recovery", "/account/code/remove", "/account/passkeys/new", "/admin/rights", "/admin/areas"},
		} {
			for _, path := range paths {
				for _, lang := range []string{"fi", "sv", "en", "fi-selko"} {
					p := s.As(who).Speaking(lang).Get(path)
					if p.Status != 200 || p.Heading() == "" {
						t.Errorf("%s %s: %d %s", who, path, p.Status, p.Text())
					}
				}
			}
		}
	})
}
