package field_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/field"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

func TestTheKitIsWhatADayInTheFieldNeedsAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		far := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.South, Kind: "library", Name: "Mikkelin kirjasto", Municipality: "491"}
		y.Write(testworld.Cia, func(tx *act.Tx) error { return outreach.SavePlace(tx, far) })
		round := outreach.Round{ID: id.New[outreach.Round](), Organisation: testworld.North, Unit: testworld.NorthUnit, Day: testworld.Friday.Date(),
			Workers: []access.WorkerID{testworld.Aino.ID, testworld.Bertta.ID}, Aim: "Ruokajono", Places: []outreach.PlaceID{y.library.ID}}
		y.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.PlanRound(tx, round) })
		y.wants(y.send("aino", envelope("stop", y.visit())), field.Taken)

		_, text := y.get("/field/kit", "aino")
		for _, secret := range []string{"Mikkelin kirjasto", "Bussi ei kulje", "Cia", "Elli", "rinnalla.example"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("the kit holds %q", secret)
			}
		}
		var kit struct {
			Worker         struct{ ID, Name, Language string }
			Units          []struct{ ID, Name string }
			Places         []struct{ ID, Name string }
			Rounds         []struct{ Workers []struct{ Name string } }
			Topics         []struct{ Names map[string]string }
			Municipalities []struct{ Code string }
			Onward         []string
		}
		if err := json.Unmarshal(text, &kit); err != nil {
			t.Fatal(err)
		}
		if kit.Worker.Name != "Aino Ahola" || kit.Worker.Language != "fi" || len(kit.Units) != 1 || len(kit.Places) != 1 {
			t.Errorf("%+v", kit)
		}
		if len(kit.Rounds) != 1 || len(kit.Rounds[0].Workers) != 2 || len(kit.Topics) == 0 || kit.Topics[0].Names["sv"] == "" {
			t.Errorf("%+v", kit)
		}
		if !slices.ContainsFunc(kit.Municipalities, func(m struct{ Code string }) bool { return m.Code == "205" }) || len(kit.Municipalities) > 50 || !slices.Equal(kit.Onward, outreach.OnwardCodes) {
			t.Errorf("%+v", kit.Municipalities)
		}
	})
}

func TestTheKitNamesTheMunicipalityOfEveryPlaceInIt(t *testing.T) {
	y := open(testworld.New(t))
	beyond := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "street", Name: "Hangon tori", Municipality: "078"}
	y.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, beyond) })
	_, text := y.get("/field/kit", "aino")
	if !strings.Contains(string(text), `{"code":"078","fi":"Hanko","sv":"Hangö"}`) {
		t.Errorf("the kit does not say that 078 is Hanko: %s", text)
	}
}

func TestAKitThatThePhoneHasIsNotSentAgain(t *testing.T) {
	y := open(testworld.New(t))
	first, _ := y.get("/field/kit", "aino")
	r := y.request("GET", "/field/kit", "aino", nil)
	r.Header.Set("If-None-Match", first.Header.Get("ETag"))
	answer, err := y.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusNotModified || answer.Header.Get("X-Now") != testworld.Friday.String() {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
}

func TestNobodyWithoutOutreachGetsAKit(t *testing.T) {
	y := open(testworld.New(t))
	for who, want := range map[string]int{"": http.StatusUnauthorized, "ended": http.StatusUnauthorized, "dora": http.StatusNotFound, "elli": http.StatusNotFound} {
		if answer, _ := y.get("/field/kit", who); answer.StatusCode != want {
			t.Errorf("%q: %d, want %d", who, answer.StatusCode, want)
		}
	}
}
