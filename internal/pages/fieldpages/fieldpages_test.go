package fieldpages_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/field"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// returned lets Aino's phone send a visit with a fault and gives the address of
// its page at the desk.
func returned(t *testing.T, s *site.Site, fault string, value any) (address string, visit outreach.StopID) {
	t.Helper()
	library := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
	s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, library) })
	body := map[string]any{
		"organisation": testworld.North, "unit": testworld.NorthUnit, "place": library.ID, "kind": "regular", "day": "2026-11-20",
		"start": "12:00", "end": "14:30", "workers": []any{testworld.Aino.ID}, "present": 42, "conversations": 6,
		"ages": map[string]int{"u18": 2}, "feedback": []int{0, 0, 0, 1, 2}, "minutes": 150, "heard": "Bussi ei kulje iltaisin.",
	}
	body[fault] = value
	visit = id.New[outreach.Stop]()
	parcel, err := json.Marshal(map[string]any{"protocol": field.Protocol, "worker": testworld.Aino.ID, "envelopes": []any{
		map[string]any{"id": visit, "kind": "stop", "form": 1, "made_at": "2026-11-20T14:30:00.000Z", "attempt": 1, "body": body},
	}})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+site.Host+"/field/sync", strings.NewReader(string(parcel)))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.As("aino").Do(request); p.Status != http.StatusOK || !strings.Contains(p.Body, `"refused"`) {
		t.Fatalf("%d %s", p.Status, p.Body)
	}
	return "/field/returned/" + visit.String(), visit
}

func TestAinoMendsAReturnedVisitAtTheDesk(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		address, visit := returned(t, s, "day", "2027-11-20")
		list := s.As("aino").Get("/field/returned")
		if !list.HasLink("Käynti, kirjattu puhelimella 20.11.2026 klo 16.30") {
			t.Fatalf("it is not in the list: %v", list.Links())
		}
		page := list.Follow("Käynti, kirjattu puhelimella 20.11.2026 klo 16.30")
		if page.Value("day") != "20.11.2027" || page.Value("present") != "42" || page.Value("age_u18") != "2" || page.Value("feedback_5") != "2" {
			t.Error("what she wrote on the phone is not in the form")
		}
		again := page.Press("Tallenna korjattu käynti")
		if again.Status != http.StatusUnprocessableEntity || again.ErrorOf("day") == "" || again.Value("present") != "42" {
			t.Fatalf("sent unmended: %d %v", again.Status, again.Errors())
		}
		done := again.Press("Tallenna korjattu käynti", "day", "20.11.2026")
		if done.Heading() != "Palautuneet kenttäkirjaukset" || !strings.Contains(done.Flash(), "tallennettu") {
			t.Fatalf("%q %q %v", done.Heading(), done.Flash(), done.Errors())
		}
		s.Read(testworld.Aino, func(tx *act.Tx) error {
			h, err := outreach.Visit(tx, visit)
			if err == nil && (h.Now().Present != 42 || h.Now().Heard != "Bussi ei kulje iltaisin." || h.Now().Ages.Sum() != 2 || h.Now().Minutes != 150) {
				t.Errorf("what is on record differs: %+v", h.Now().Stop)
			}
			return err
		})
		if settled := s.As("aino").Get(address); settled.HasButton("Tallenna korjattu käynti") || !settled.Says("korjattu ja tallennettu") {
			t.Error("it can be mended twice")
		}
	})
}

func TestAVisitThatNamesSomebodyFromElsewhereIsMendedByNamingOthers(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		address, visit := returned(t, s, "workers", []any{testworld.Aino.ID, testworld.Cia.ID})
		page := s.As("aino").Get(address)
		if page.Says(testworld.Cia.Name) || !page.Says("ei ole tehtävää tässä organisaatiossa") {
			t.Errorf("what she is told: %s", page.Text())
		}
		page.Press("Tallenna korjattu käynti")
		s.Read(testworld.Aino, func(tx *act.Tx) error {
			h, err := outreach.Visit(tx, visit)
			if err == nil && !slices.Equal(h.Now().Workers, []access.WorkerID{testworld.Aino.ID}) {
				t.Errorf("on record: %v", h.Now().Workers)
			}
			return err
		})
	})
}

func TestAinoSetsAReturnedVisitAsideWithAReason(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		address, _ := returned(t, s, "present", -1)
		page := s.As("aino").Get(address).Press("Siirrä sivuun")
		if page.Status != http.StatusUnprocessableEntity || page.ErrorOf("reason") == "" {
			t.Fatalf("without a reason: %d", page.Status)
		}
		page.Press("Siirrä sivuun", "reason", "Sama käynti kirjattiin jo.")
		kept := s.As("aino").Get(address)
		if !kept.Says("siirretty sivuun") || !kept.Says("Sama käynti kirjattiin jo.") || !kept.Says("Bussi ei kulje iltaisin.") {
			t.Error("the record or the reason is gone")
		}
	})
}

// The leader of her unit, another unit's worker and everybody else find nothing.
func TestAReturnedRecordIsItsWorkersAlone(t *testing.T) {
	s := site.New(t)
	address, _ := returned(t, s, "present", -1)
	for _, name := range []string{"bertta", "aune", "cia", "dora", "elli", "olli"} {
		for _, p := range []*site.Page{
			s.As(name).Get(address), s.As(name).Post(address, url.Values{"present": {"1"}}), s.As(name).Post(address+"/aside", url.Values{"reason": {"utelias"}}),
		} {
			if p.Status != http.StatusNotFound || strings.Contains(p.Body, "Bussi") {
				t.Errorf("%s: %d", name, p.Status)
			}
		}
	}
}

func TestARecordOfAnotherVersionIsShownAsItCame(t *testing.T) {
	s := site.New(t)
	address, _ := returned(t, s, "weather", "räntää")
	page := s.As("aino").Get(address)
	if page.HasButton("Tallenna korjattu käynti") || !page.Says("räntää") || !page.Says("Bussi ei kulje iltaisin.") {
		t.Errorf("%s", page.Text())
	}
}
