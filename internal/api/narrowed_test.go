package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/program"
	"rinnalla/internal/testworld"
)

// narrowed makes a token of the north with all scopes, narrowed to a unit, to an instrument or to both.
func (s *scene) narrowed(unit access.UnitID, code string) caller {
	s.Helper()
	only := access.Made{Unit: unit}
	c := caller{s: s.Site}
	s.Write(access.Terminal(), func(tx *act.Tx) error {
		if code != "" {
			i, err := instrument.FindCode(tx, testworld.North, code)
			if err != nil {
				return err
			}
			only.Instrument = access.ThingID(i.ID)
		}
		t, secret, err := program.Make(tx, program.Order{ID: id.New[program.Token](), Organisation: testworld.North, Name: "Kapea", Scopes: program.Scopes(), Only: only, Days: 365})
		c.token, c.secret = t.ID, secret
		return err
	})
	return c
}

// circle is a response to one of the ten areas of life-circle.
func circle(identifier, number string) string {
	return fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","identifier":{"system":"https://elsewhere.example/answers","value":%q},
"questionnaire":"urn:rinnalla:instrument:1:life-circle","status":"completed","language":"fi","authored":"2026-11-19",
"subject":{"identifier":{"system":"urn:rinnalla:client","value":%q}},"item":[{"linkId":"home","answer":[{"valueInteger":7}]}]}`, identifier, number)
}

// next is the scene with Miina, a client of Aune's unit, and with answers of hers and of Daavid's to two instruments, sent by a token that is not
// narrowed. It gives the addresses of the answers by their identifiers.
func (s *scene) next(t *testing.T) map[string]string {
	t.Helper()
	miina := s.client(testworld.Aune, "M-7")
	s.says(testworld.Aune, miina, client.Given)
	at := map[string]string{}
	for name, response := range map[string]string{
		"d-mind": mind("d-mind", "D-1", "2026-11-19"), "d-circle": circle("d-circle", "D-1"),
		"m-mind": mind("m-mind", "M-7", "2026-11-19"), "m-circle": circle("m-circle", "M-7"),
	} {
		got := s.north.send(response)
		if got.status != http.StatusCreated {
			t.Fatal(name, got)
		}
		at[name] = got.header.Get("Location")
	}
	return at
}

func TestANarrowedTokenReadsFindsAndSendsNothingOutsideItsUnitAndItsInstrument(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		at := s.next(t)
		for _, one := range []struct {
			what   string
			who    caller
			inside string // identifiers of what it may know of
		}{
			{"a unit", s.narrowed(testworld.NorthUnit, ""), "d-mind d-circle"},
			{"an instrument", s.narrowed(access.UnitID{}, "mind-and-days"), "d-mind m-mind"},
			{"both", s.narrowed(testworld.NorthUnit, "mind-and-days"), "d-mind"},
			{"another unit's", s.narrowed(testworld.NorthEast, "life-circle"), "m-circle"},
			{"a unit of another organisation", s.narrowed(testworld.SouthUnit, ""), ""},
		} {
			who, count := one.who, len(strings.Fields(one.inside))
			missing := who.get("/api/fhir/QuestionnaireResponse/" + id.New[outcome.Measurement]().String())
			for name, address := range at {
				inside := strings.Contains(" "+one.inside+" ", " "+name+" ")
				if got := who.get(address); inside != (got.status == http.StatusOK) || !inside && (got.status != http.StatusNotFound || got.body != missing.body) {
					t.Errorf("%s: %s is read: %d %s", one.what, name, got.status, got.body)
				}
				which := address[strings.LastIndexByte(address, '/')+1:]
				for _, query := range []string{"_id=" + which, "identifier=https://elsewhere.example/answers%7C" + name} {
					if got := who.get("/api/fhir/QuestionnaireResponse?" + query); inside != (strings.Count(got.body, `"fullUrl"`) == 1) {
						t.Errorf("%s: %s: %s", one.what, query, got.body)
					}
				}
			}
			for _, page := range []string{"", "?_count=1", "?authored=2026-11"} {
				got := who.get("/api/fhir/QuestionnaireResponse" + page)
				found := strings.Count(got.body, `"fullUrl"`)
				if page == "?_count=1" && found != min(count, 1) || page != "?_count=1" && found != count || strings.Contains(got.body, `"next"`) != (page == "?_count=1" && count > 1) {
					t.Errorf("%s: %q finds %d of %d: %s", one.what, page, found, count, got.body)
				}
			}
		}
	})
}

func TestANarrowedTokenIsToldOfNoOtherInstrumentThanItsOwn(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.next(t)
		who := s.narrowed(access.UnitID{}, "mind-and-days")
		if got := who.get("/api/fhir/Questionnaire/mind-and-days"); got.status != http.StatusOK {
			t.Error(got)
		}
		other, none := who.get("/api/fhir/Questionnaire/life-circle"), who.get("/api/fhir/Questionnaire/nosuch")
		if other.status != http.StatusNotFound || other.body != none.body {
			t.Errorf("%+v %+v", other, none)
		}
		if all := who.get("/api/fhir/Questionnaire"); strings.Count(all.body, `"fullUrl"`) != 1 {
			t.Error(all.body)
		}
		sent, unknown := who.send(circle("c-1", "D-1")), who.send(strings.Replace(circle("c-1", "D-1"), "life-circle", "nosuch", 1))
		if sent.status != http.StatusUnprocessableEntity || strings.ReplaceAll(sent.body, "life-circle", "nosuch") != unknown.body {
			t.Errorf("%+v %+v", sent, unknown)
		}
		for _, address := range []string{"life-circle", "nosuch"} {
			got := who.get("/api/fhir/QuestionnaireResponse?questionnaire=urn:rinnalla:instrument:1:" + address)
			if got.status != http.StatusOK || strings.Contains(got.body, "fullUrl") {
				t.Errorf("%s: %+v", address, got)
			}
		}
	})
}

func TestANarrowedTokenSendsOnlyAboutClientsOfItsUnitOneByOneAndInABundle(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.next(t)
		who := s.narrowed(testworld.NorthUnit, "mind-and-days")
		if got := who.send(mind("k-1", "D-1", "2026-11-19")); got.status != http.StatusCreated {
			t.Fatal(got)
		}
		theirs, nobody := who.send(mind("k-2", "M-7", "2026-11-19")), who.send(mind("k-2", "X-9", "2026-11-19"))
		if theirs.status != http.StatusUnprocessableEntity || theirs.body != nobody.body {
			t.Errorf("%+v %+v", theirs, nobody)
		}
		got := who.do("POST", "/api/fhir", bundle(mind("k-3", "D-1", "2026-11-19"), mind("k-4", "M-7", "2026-11-19"), circle("k-5", "D-1"), mind("k-6", "X-9", "2026-11-19")))
		if v := got.verdicts(t); !strings.HasPrefix(v[0], "201") || !strings.HasPrefix(v[1], "422") || !strings.HasPrefix(v[2], "422") || !strings.HasPrefix(v[3], "422") {
			t.Error(v)
		}
		for number, want := range map[string]int{"D-1": 3, "M-7": 0, "X-9": 0} {
			found := who.get("/api/fhir/QuestionnaireResponse?subject:identifier=urn:rinnalla:client%7C" + number)
			if strings.Count(found.body, `"fullUrl"`) != want {
				t.Errorf("%s: %s", number, found.body)
			}
		}
	})
}

// An identifier that stands outside is no different from one that nobody has used; one that stands inside is known, whoever sent it.
func TestANarrowedTokenCannotAskByAnIdentifierWhatStandsOutside(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.next(t)
		who := s.narrowed(testworld.NorthUnit, "mind-and-days")
		for _, name := range []string{"d-circle", "m-mind", "m-circle", "unused"} {
			if got := who.send(mind(name, "D-1", "2026-11-19")); got.status != http.StatusCreated {
				t.Errorf("%s: %+v", name, got)
			}
			if got := who.send(mind(name, "D-1", "2026-11-19")); got.status != http.StatusOK {
				t.Errorf("%s again: %+v", name, got)
			}
		}
		if got := who.send(mind("d-mind", "D-1", "2026-11-19")); got.status != http.StatusOK {
			t.Errorf("what stands inside is doubled: %+v", got)
		}
		if got := who.send(mind("d-mind", "D-1", "2026-11-18")); got.status != http.StatusConflict {
			t.Errorf("%+v", got)
		}
		if got := s.north.send(mind("unused", "D-1", "2026-11-19")); got.status != http.StatusOK {
			t.Errorf("a token that is not narrowed doubles it: %+v", got)
		}
		moment := `"extension":[{"url":"urn:rinnalla:measurement:1","extension":[{"url":"moment","valueString":"` + s.of(testworld.Aune, s.numbered("M-7"))[0].ID.String() + `"}]}],"status"`
		nowhere := strings.Replace(moment, s.of(testworld.Aune, s.numbered("M-7"))[0].ID.String(), id.New[outcome.Measurement]().String(), 1)
		one, other := who.send(mind("t-1", "D-1", "2026-11-19", `"status"`, moment)), who.send(mind("t-1", "D-1", "2026-11-19", `"status"`, nowhere))
		if one.status != http.StatusUnprocessableEntity || one.body != other.body {
			t.Errorf("%+v %+v", one, other)
		}
	})
}

// numbered is the client of a number.
func (s *scene) numbered(number string) (c client.ClientID) {
	s.Helper()
	s.Read(access.Terminal(), func(tx *act.Tx) error {
		all, err := client.Numbered(tx, testworld.North, []string{number})
		if c = all[number]; err != nil {
			return err
		}
		_, err = tx.Scope(access.ReadClients, "client")
		return err
	})
	return c
}

func TestWhoeverMovesToAnotherUnitLeavesTheReachOfItsToken(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		at := s.next(t)
		here, there := s.narrowed(testworld.NorthUnit, ""), s.narrowed(testworld.NorthEast, "")
		s.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.Relate(tx, client.Relation{ID: id.New[client.Relation](), Client: s.daavid, Organisation: testworld.North, Unit: testworld.NorthEast,
				Kind: client.UnitTask, Term: client.Term{From: today}})
		})
		if got := there.get(at["d-mind"]); got.status != http.StatusNotFound {
			t.Errorf("what was measured in another unit is read: %+v", got)
		}
		if got := here.get(at["d-mind"]); got.status != http.StatusOK {
			t.Errorf("who is a client of both is lost: %+v", got)
		}
		for name, who := range map[string]caller{"x-1": here, "x-2": there} {
			if got := who.send(mind(name, "D-1", "2026-11-19")); got.status != http.StatusCreated {
				t.Errorf("%s of a client of both units: %+v", name, got)
			}
		}
		if all := s.of(testworld.Aino, s.daavid); len(all) != 4 || all[0].Unit == all[1].Unit {
			t.Errorf("each counts for the unit whose token sent it: %+v", all)
		}
		s.Write(testworld.Aino, func(tx *act.Tx) error {
			all, err := client.RelationsOf(tx, s.daavid)
			for _, r := range all {
				if err == nil && r.Unit == testworld.NorthUnit {
					err = client.EndRelation(tx, r.ID, r.Version, today.AddDays(-1))
				}
			}
			return err
		})
		if got := here.get(at["d-mind"]); got.status != http.StatusNotFound {
			t.Errorf("who is a client of the unit no more is read: %+v", got)
		}
	})
}
