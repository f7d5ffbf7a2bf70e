package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/api"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/program"
	"rinnalla/internal/testworld"
)

func TestAResponseIsOnRecordAndReadBackAsItCame(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		sent := s.north.send(mind("a-1", "D-1", "2026-11-19T12:30:00+02:00"))
		if sent.status != http.StatusCreated || !slices.Equal(sent.told(t), []string{"api.taken"}) {
			t.Fatal(sent)
		}
		all := s.of(testworld.Aino, s.daavid)
		if len(all) != 1 {
			t.Fatal(all)
		}
		m := all[0]
		if m.Day.String() != "2026-11-19" || m.Way != outcome.ByProgram || m.By != outcome.ByClient || m.Occasion != outcome.AtOther || m.Unit != testworld.NorthUnit ||
			!m.RecordedBy.IsZero() || m.Answers.Items["joy"].Option != "often" || m.Answers.Items["company"].State != instrument.Left {
			t.Errorf("%+v", m)
		}
		read := s.north.get(sent.header.Get("Location"))
		var back struct {
			ID, Status, Questionnaire string
			Identifier                struct{ System, Value string }
			Subject                   struct {
				Identifier struct{ System, Value string }
			}
		}
		if err := json.Unmarshal([]byte(read.body), &back); err != nil || read.status != http.StatusOK || back.ID != m.ID.String() || back.Identifier.Value != "a-1" ||
			back.Identifier.System != "https://elsewhere.example/answers" || back.Subject.Identifier.Value != "D-1" || back.Questionnaire != "urn:rinnalla:instrument:1:mind-and-days|1" {
			t.Errorf("%v %+v %s", err, back, read.body)
		}
		if strings.Contains(read.body, "Salainen") || strings.Contains(read.body, code.String()) {
			t.Error("a name or an identity code is given away")
		}
		var entries []act.Entry
		s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
			entries, err = act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(s.daavid), Actor: access.WorkerID(s.north.token), Limit: 10})
			return err
		})
		if len(entries) != 2 || entries[0].ActorKind != access.KindProgram || entries[0].ActorName != "Järjestelmä" ||
			entries[0].Permission != access.ReadMeasurements.Name() || entries[1].Permission != access.RecordMeasurements.Name() {
			t.Errorf("the log does not tell what the program did: %+v", entries)
		}
	})
}

func TestTheSameResponseThriceIsOneAndAnotherUnderItsIdentifierAConflict(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		first := mind("a-1", "D-1", "2026-11-19")
		s.north.send(first)
		for range 2 {
			if again := s.north.send(first); again.status != http.StatusOK || !slices.Equal(again.told(t), []string{"api.already_had"}) {
				t.Fatal(again)
			}
		}
		if spaced := s.north.send(strings.ReplaceAll(first, ":[", ": [ ")); spaced.status != http.StatusOK {
			t.Errorf("the same with other spaces is another: %+v", spaced)
		}
		if meant := s.north.send(strings.Replace(first, `"status"`, `"text":{"status":"empty"},"status"`, 1)); meant.status != http.StatusOK {
			t.Errorf("what says the same is another: %+v", meant)
		}
		for what, other := range map[string]string{
			"another answer": mind("a-1", "D-1", "2026-11-19", "often", "seldom"), "another day": mind("a-1", "D-1", "2026-11-18"),
		} {
			if got := s.north.send(other); got.status != http.StatusConflict || !slices.Equal(got.told(t), []string{"outcome.conflict"}) {
				t.Errorf("%s: %+v", what, got)
			}
		}
		if got := s.north.send(mind("a-1", "E-2", "2026-11-19")); got.status < 400 {
			t.Errorf("of another client: %+v", got)
		}
		s.says(testworld.Aino, s.daavid, client.Withdrawn)
		if again := s.north.send(first); again.status != http.StatusOK {
			t.Errorf("what is on record was taken, whatever she says since: %+v", again)
		}
		if south := s.south.send(mind("a-1", "S-5", "2026-11-19")); south.status != http.StatusCreated {
			t.Errorf("another organisation's program may call its own the same: %+v", south)
		}
		if all := s.of(testworld.Aino, s.daavid); len(all) != 1 {
			t.Errorf("%d are on record", len(all))
		}
	})
}

func TestAResponseWithoutAnIdentifierIsKnownByItsIdOrByWhatItSays(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		nameless := strings.Replace(mind("", "D-1", "2026-11-19"), `"identifier":{"system":"https://elsewhere.example/answers","value":""},`, "", 1)
		for n, want := range []int{http.StatusCreated, http.StatusOK} {
			if got := s.north.send(nameless); got.status != want {
				t.Errorf("sending %d: %+v", n+1, got)
			}
		}
		named := strings.Replace(nameless, `"status"`, `"id":"q7","status"`, 1)
		if got := s.north.send(named); got.status != http.StatusCreated {
			t.Errorf("%+v", got)
		}
		if got := s.north.send(strings.Replace(named, "often", "never", 1)); got.status != http.StatusConflict {
			t.Errorf("%+v", got)
		}
	})
}

func TestABadResponseInABundleNeverHoldsUpTheOthers(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		var all []string
		for n := range 100 {
			all = append(all, mind(fmt.Sprint("b-", n), "D-1", "2026-11-19"))
		}
		all[3] = mind("b-3", "D-1", "2026-11-19", "often", "perhaps")
		all[40] = mind("b-40", "X-9", "2026-11-19")
		all[41] = `{"resourceType":"Patient"}`
		all[42] = mind("b-0", "D-1", "2026-11-18")
		all[70] = mind("b-70", "F-3", "2026-11-19")
		all[99] = all[98]
		got := s.north.do("POST", "/api/fhir", bundle(all...))
		verdicts := got.verdicts(t)
		if got.status != http.StatusOK || len(verdicts) != 100 {
			t.Fatal(got.status, len(verdicts))
		}
		want := map[int]string{3: "422 ", 40: "422 ", 41: "422 ", 42: "409 ", 70: "409 "}
		for n, v := range verdicts[:98] {
			if !strings.HasPrefix(v, want[n]) || want[n] == "" && v != "201 Created" {
				t.Errorf("entry %d: %s", n, v)
			}
		}
		if pair := []string{verdicts[98], verdicts[99]}; !slices.Contains(pair, "201 Created") || !slices.Contains(pair, "200 OK") {
			t.Errorf("one after the other the same: %q", pair)
		}
		if n := len(s.of(testworld.Aino, s.daavid)); n != 94 {
			t.Errorf("%d are on record", n)
		}
		again := s.north.do("POST", "/api/fhir/", bundle(all...)).verdicts(t)
		for n, v := range again {
			if want[n] == "" && v != "200 OK" {
				t.Errorf("sent again, entry %d: %s", n, v)
			}
		}
	})
}

func TestWhatIsWrongWithAResponseIsToldByItsPlace(t *testing.T) {
	s := newScene(newSite(t))
	for want, response := range map[string]string{
		"fhir.response_value QuestionnaireResponse.item[0]":             mind("w", "D-1", "2026-11-19", "often", "perhaps"),
		"fhir.response_link QuestionnaireResponse.item[0]":              mind("w", "D-1", "2026-11-19", "joy", "jay"),
		"api.not_completed QuestionnaireResponse.status":                mind("w", "D-1", "2026-11-19", "completed", "in-progress"),
		"fhir.response_status QuestionnaireResponse.status":             mind("w", "D-1", "2026-11-19", "completed", "finished"),
		"api.authored_missing QuestionnaireResponse.authored":           mind("w", "D-1", "2026-11-19", `"authored":"2026-11-19",`, ""),
		"outcome.day.future QuestionnaireResponse.authored":             mind("w", "D-1", "2026-11-29"),
		"api.client_unknown QuestionnaireResponse.subject":              mind("w", "X-9", "2026-11-19"),
		"client.identity.check QuestionnaireResponse.subject":           mind("w", "131052-908G", "2026-11-19", "urn:rinnalla:client", "urn:oid:1.2.246.21"),
		"client.identity.date QuestionnaireResponse.subject":            mind("w", "131352-9085", "2026-11-19", "urn:rinnalla:client", "urn:oid:1.2.246.21"),
		"client.identity.form QuestionnaireResponse.subject":            mind("w", "131052-90", "2026-11-19", "urn:rinnalla:client", "urn:oid:1.2.246.21"),
		"api.questionnaire_unknown QuestionnaireResponse.questionnaire": mind("w", "D-1", "2026-11-19", "mind-and-days", "nothing-here"),
		"outcome.language_unknown QuestionnaireResponse.language":       mind("w", "D-1", "2026-11-19", `"language":"fi"`, `"language":"de"`),
		"outcome.not_agreed": mind("w", "F-3", "2026-11-19"),
		"tree.too_deep":      strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200),
	} {
		got := s.north.send(response)
		if told := got.told(t); got.status < 400 || got.status > 499 || !slices.Contains(told, want) && !strings.HasPrefix(told[0], want) {
			t.Errorf("%s: %d %q", want, got.status, told)
		}
	}
	for what, text := range map[string]string{"nothing": " ", "half a response": mind("w", "D-1", "2026-11-19")[:200], "no JSON": "<QuestionnaireResponse/>", "wrong encoding": "{\"resourceType\":\"Question\xff\xfe\"}",
		"a list": "[1,2]", "twice the same name": `{"resourceType":"QuestionnaireResponse","status":"completed","status":"completed"}`} {
		if got := s.north.send(text); got.status < 400 || got.status > 499 {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if n := len(s.of(testworld.Aino, s.daavid)); n != 0 {
		t.Errorf("%d are on record", n)
	}
}

func TestABundleThatCannotBeReadIsToldAsAWhole(t *testing.T) {
	s := newScene(newSite(t))
	good := mind("c-1", "D-1", "2026-11-19")
	for want, text := range map[string]string{
		"fhir.no_bundle": `{"resourceType":"Patient"}`, "fhir.bundle_broken": "[]",
		"fhir.bundle_transaction": strings.Replace(bundle(good), "batch", "transaction", 1),
		"fhir.entry_long":         `{"resourceType":"Bundle","entry":[{"a":"` + strings.Repeat("a", 3<<20) + `"}]}`,
	} {
		if got := s.north.do("POST", "/api/fhir", text); got.status != http.StatusBadRequest || got.told(t)[0] != want {
			t.Errorf("%s: %d %.200s", want, got.status, got.body)
		}
	}
	whole := bundle(good, mind("c-2", "D-1", "2026-11-19"))
	got := s.north.do("POST", "/api/fhir", whole[:len(whole)-50])
	if v := got.verdicts(t); got.status != http.StatusBadRequest || len(v) != 2 || v[0] != "201 Created" || !strings.HasPrefix(v[1], "400 ") {
		t.Errorf("what came whole before it broke off is taken, and the rest told: %d %q", got.status, v)
	}
	if empty := s.north.do("POST", "/api/fhir", `{"resourceType":"Bundle","type":"batch"}`); empty.status != http.StatusOK || len(empty.verdicts(t)) != 0 {
		t.Error(empty)
	}
	deletes := strings.Replace(bundle(good), `"POST"`, `"DELETE"`, 1)
	if v := s.north.do("POST", "/api/fhir", deletes).verdicts(t); len(v) != 1 || !strings.HasPrefix(v[0], "422 ") {
		t.Errorf("%q", v)
	}
}

func TestWithoutATokenThatStandsNothingIsToldAndACookieIsNone(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.north.send(mind("a-1", "D-1", "2026-11-19"))
		paths := []string{"/api/fhir/Questionnaire", "/api/fhir/Questionnaire/mind-and-days", "/api/fhir/QuestionnaireResponse",
			"/api/fhir/QuestionnaireResponse/" + s.of(testworld.Aino, s.daavid)[0].ID.String()}
		locked := func(what string, c caller, change ...func(*http.Request)) {
			t.Helper()
			for _, path := range paths {
				if got := c.do("GET", path, "", change...); got.status != http.StatusUnauthorized || got.header.Get("WWW-Authenticate") == "" || strings.Contains(got.body, "D-1") {
					t.Errorf("%s: %s answers %d", what, path, got.status)
				}
			}
			if got := c.do("POST", "/api/fhir/QuestionnaireResponse", mind("a-2", "D-1", "2026-11-19"), change...); got.status != http.StatusUnauthorized {
				t.Errorf("%s sends: %d", what, got.status)
			}
		}
		nobody := caller{s: s.Site}
		locked("nobody", nobody)
		locked("a made-up token", caller{s: s.Site, secret: "rinnalla_" + strings.Repeat("A", 43)})
		session := s.As("aino").Cookie("__Host-session")
		locked("a worker's session", nobody, func(r *http.Request) {
			for _, name := range []string{"session", "__Host-session"} {
				r.AddCookie(&http.Cookie{Name: name, Value: session})
			}
		})
		if session == "" {
			t.Error("Aino is not signed in")
		}
		revoked := s.token(testworld.North, program.Scopes()...)
		s.Write(testworld.Dora, func(tx *act.Tx) error { _, err := program.Revoke(tx, revoked.token); return err })
		locked("a revoked token", revoked)
		s.Clock.Advance(366 * 24 * 3600 * 1e9)
		locked("an expired token", s.north)
		if n := len(s.of(testworld.Aino, s.daavid)); n != 1 {
			t.Errorf("%d are on record", n)
		}
		if got := nobody.get("/api/fhir/metadata"); got.status != http.StatusOK || !strings.Contains(got.body, `"CapabilityStatement"`) {
			t.Errorf("what there is is no secret: %+v", got)
		}
		if got := nobody.get("/api/fhir/Patient/D-1"); got.status != http.StatusNotFound {
			t.Error(got)
		}
	})
}

func TestWhatIsNotThereIsToldInFHIRsWords(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.north.send(mind("a-1", "D-1", "2026-11-19"))
		path := "/api/fhir/QuestionnaireResponse/" + s.of(testworld.Aino, s.daavid)[0].ID.String()
		before := s.north.get(path).body
		for _, method := range []string{"PUT", "PATCH", "DELETE"} {
			got := s.north.do(method, path, mind("a-1", "D-1", "2026-11-20"))
			if got.status != http.StatusMethodNotAllowed || !slices.Equal(got.told(t), []string{"api.not_done"}) {
				t.Errorf("%s: %+v", method, got)
			}
		}
		if after := s.north.get(path).body; after != before {
			t.Error(after)
		}
		for _, got := range []reply{s.north.get("/api/fhir/Patient/D-1"), s.north.do("POST", "/api/fhir/Patient", "{}"), s.north.get(path[:len(path)-1] + "x")} {
			if got.status != http.StatusNotFound || !slices.Equal(got.told(t), []string{"api.nothing_there"}) {
				t.Errorf("%+v", got)
			}
		}
	})
}

func TestATokenIsGoodForItsScopesAndNothingElse(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.north.send(mind("a-1", "D-1", "2026-11-19"))
		path := "/api/fhir/QuestionnaireResponse/" + s.of(testworld.Aino, s.daavid)[0].ID.String()
		for scope, may := range map[program.Scope][3]bool{
			program.ReadQuestionnaires: {true, false, false}, program.ReadResponses: {false, true, false}, program.SendResponses: {false, false, true},
		} {
			c := s.token(testworld.North, scope)
			for n, got := range []reply{c.get("/api/fhir/Questionnaire/mind-and-days"), c.get(path), c.send(mind("a-"+string(scope), "D-1", "2026-11-19"))} {
				if may[n] != (got.status < 300) || !may[n] && got.status != http.StatusForbidden {
					t.Errorf("%s, question %d: %d", scope, n, got.status)
				}
			}
		}
	})
}

func TestAProgramReachesPresentClientsOfItsOrganisationAndCannotTellOthersFromNobody(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.south.send(mind("s-1", "S-5", "2026-11-19"))
		theirs := s.of(testworld.Cia, s.sirkka)[0].ID.String()
		s.north.send(mind("d-1", "D-1", "2026-11-19"))
		s.north.send(mind("e-1", "E-2", "2026-11-19"))
		end := func(c client.ClientID) {
			s.Write(testworld.Aino, func(tx *act.Tx) error {
				all, err := client.RelationsOf(tx, c)
				if err != nil {
					return err
				}
				return client.EndRelation(tx, all[0].ID, all[0].Version, today.AddDays(-1))
			})
		}
		mine := s.of(testworld.Aino, s.elsa)[0].ID.String()
		end(s.elsa)
		nobody := s.north.send(mind("n-1", "X-9", "2026-11-19"))
		for what, number := range map[string]string{"another organisation's client": "S-5", "somebody who is a client no more": "E-2"} {
			if got := s.north.send(mind("n-1", number, "2026-11-19")); got.status != nobody.status || got.body != nobody.body {
				t.Errorf("%s is told from nobody: %+v, %+v", what, got, nobody)
			}
			found, none := s.north.get("/api/fhir/QuestionnaireResponse?subject:identifier=urn:rinnalla:client|"+number), s.north.get("/api/fhir/QuestionnaireResponse?subject:identifier=urn:rinnalla:client|X-9")
			if found.status != none.status || strings.ReplaceAll(found.body, number, "X-9") != none.body {
				t.Errorf("%s is found: %+v", what, found)
			}
		}
		missing := s.north.get("/api/fhir/QuestionnaireResponse/" + id.New[outcome.Measurement]().String())
		for what, which := range map[string]string{"another organisation's": theirs, "of somebody who is a client no more": mine, "no id": "kissa"} {
			if got := s.north.get("/api/fhir/QuestionnaireResponse/" + which); got.status != http.StatusNotFound || got.body != missing.body {
				t.Errorf("%s: %+v", what, got)
			}
		}
		if all := s.north.get("/api/fhir/QuestionnaireResponse"); strings.Contains(all.body, theirs) || strings.Contains(all.body, mine) || strings.Count(all.body, `"fullUrl"`) != 1 {
			t.Errorf("%s", all.body)
		}
	})
}

func TestASearchFindsByClientQuestionnaireDayAndIdentifierPageByPage(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		for n, day := range []string{"2024-05-31", "2025-06-01", "2025-06-30", "2025-07-01", "2026-11-19"} {
			s.north.send(mind(fmt.Sprint("d-", n), "D-1", day))
		}
		s.north.send(mind("e-1", "E-2", "2025-06-15"))
		for query, want := range map[string]int{
			"": 6, "subject:identifier=urn:rinnalla:client|D-1": 5, "patient.identifier=d1": 5, "subject=Patient/E-2": 1, "subject:identifier=urn:oid:1.2.246.21|" + code.String(): 5,
			"subject:identifier=urn:oid:1.2.246.21|010101-123N": 0, "subject:identifier=https://other|D-1": 0,
			"authored=2025-06": 3, "authored=2025": 4, "authored=ge2025-06-30&authored=lt2026": 2, "authored=gt2025-06-30": 2, "authored=le2025-06-01": 2, "authored=2025-06-15": 1,
			"questionnaire=urn:rinnalla:instrument:1:mind-and-days": 6, "questionnaire=urn:rinnalla:instrument:1:mind-and-days|1": 6,
			"questionnaire=urn:rinnalla:instrument:1:mind-and-days|2": 0, "questionnaire=urn:rinnalla:instrument:1:life-circle": 0, "questionnaire=https://nowhere": 0,
			"identifier=https://elsewhere.example/answers|d-2": 1, "identifier=d-2": 0,
		} {
			got := s.north.get("/api/fhir/QuestionnaireResponse?" + strings.ReplaceAll(query, "|", "%7C"))
			if n := strings.Count(got.body, `"fullUrl"`); got.status != http.StatusOK || n != want {
				t.Errorf("%s: %d found, want %d: %d %.200s", query, n, want, got.status, got.body)
			}
		}
		for _, query := range []string{"name=Daavid", "authored=eilen", "authored=xx2025", "_count=-1", "_page=kissa", "authored=2025-02-30", "subject:identifier=urn:oid:1.2.246.21%7C131052-908U"} {
			if got := s.north.get("/api/fhir/QuestionnaireResponse?" + query); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", query, got.status, got.body)
			}
		}
		seen, pages := map[string]bool{}, 0
		for next := "/api/fhir/QuestionnaireResponse?_count=2"; next != ""; pages++ {
			var set struct {
				Link  []struct{ Relation, URL string }
				Entry []struct{ FullURL string }
			}
			if err := json.Unmarshal([]byte(s.north.get(next).body), &set); err != nil || len(set.Entry) > 2 || pages > 4 {
				t.Fatal(err, set)
			}
			next = ""
			for _, e := range set.Entry {
				seen[e.FullURL] = true
			}
			for _, l := range set.Link {
				if l.Relation == "next" {
					_, next, _ = strings.Cut(l.URL, "https://rinnalla.example")
				}
			}
		}
		if len(seen) != 6 {
			t.Errorf("%d found over %d pages", len(seen), pages)
		}
	})
}

func TestInstrumentsAreReadAndFound(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		own := instrument.Definition{Format: instrument.Format, Code: "oma", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: instrument.Text{"fi": "Pohjoisen viikko"},
			Licence: instrument.Licence{Owner: "Pohjoinen", Source: "https://elsewhere.example/Questionnaire/oma"}, By: []instrument.Answerer{instrument.ByClient},
			Display: instrument.AsList, Sections: []instrument.Section{{Code: "a", Items: []instrument.Item{{Code: "q1", Text: instrument.Text{"fi": "Miten menee?"}, Kind: instrument.YesNoItem}}}}}
		s.Write(testworld.Bertta, func(tx *act.Tx) error {
			return instrument.Load(tx, id.New[instrument.Instrument](), id.New[instrument.Version](), testworld.North, own)
		})
		if got := s.north.get("/api/fhir/Questionnaire/oma"); got.status != http.StatusOK || !strings.Contains(got.body, "Miten menee?") {
			t.Error(got)
		}
		if got := s.south.get("/api/fhir/Questionnaire/oma"); got.status != http.StatusNotFound {
			t.Error(got)
		}
		for query, want := range map[string]int{"url=urn:rinnalla:instrument:1:oma": 1, "url=https://elsewhere.example/Questionnaire/oma": 1, "_id=oma": 1, "title=pohj": 1, "title=xyz": 0,
			"version=7": 0, "url=urn:rinnalla:instrument:1:oma%7C1": 1} {
			if got := s.north.get("/api/fhir/Questionnaire?" + query); strings.Count(got.body, `"fullUrl"`) != want {
				t.Errorf("%s: %s", query, got.body)
			}
		}
		if all := s.south.get("/api/fhir/Questionnaire"); strings.Count(all.body, `"fullUrl"`) < 5 || strings.Contains(all.body, "Miten menee?") {
			t.Error(all.status)
		}
		// An answer may name the questionnaire by the address that it was brought in from.
		foreign := `{"resourceType":"QuestionnaireResponse","id":"f1","questionnaire":"https://elsewhere.example/Questionnaire/oma|2.0","status":"completed","authored":"2026-11-19",
			"subject":{"reference":"Patient/D-1"},"item":[{"linkId":"q1","answer":[{"valueBoolean":true}]}]}`
		if got := s.north.send(foreign); got.status != http.StatusCreated {
			t.Error(got)
		}
	})
}

func TestCircumstancesTravelAndTheWorkersRatingStandsBesideTheClients(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		told := `"extension":[{"url":"urn:rinnalla:measurement:1","extension":[{"url":"occasion","valueString":"start"},{"url":"interpreter","valueBoolean":true},
			{"url":"place","valueString":"home"},{"url":"seconds","valueInteger":90}]}],"author":{"reference":"PractitionerRole/9"},"status"`
		s.north.send(mind("a-1", "D-1", "2026-11-19", `"status"`, told))
		first := s.of(testworld.Aino, s.daavid)[0]
		if first.Occasion != outcome.AtStart || !first.Interpreter || first.Place != "home" || first.Seconds != 90 || first.By != outcome.Together {
			t.Fatalf("%+v", first)
		}
		read := s.north.get("/api/fhir/QuestionnaireResponse/" + first.ID.String())
		// What is read can be sent by somebody else as it stands.
		copied := strings.NewReplacer(`"D-1"`, `"S-5"`).Replace(read.body)
		if got := s.south.send(copied); got.status != http.StatusCreated {
			t.Fatal(got)
		}
		other := s.of(testworld.Cia, s.sirkka)[0]
		if other.Occasion != outcome.AtStart || !other.Interpreter || other.Place != "home" || other.By != outcome.Together || other.Day != first.Day || other.Answers.Items["calm"].Option != first.Answers.Items["calm"].Option {
			t.Errorf("%+v", other)
		}
	})
}

func TestWhatWasWithdrawnIsGoneAndWhatWasCorrectedIsAmended(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		sent := s.north.send(mind("a-1", "D-1", "2026-11-19"))
		m := s.of(testworld.Aino, s.daavid)[0].Measurement
		m.Day = m.Day.AddDays(-1)
		amend := func(verb func(*act.Tx, outcome.Correction) (outcome.Receipt, error), seen int) {
			s.Write(testworld.Aino, func(tx *act.Tx) error {
				_, err := verb(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: seen, Reason: "Väärä päivä", Measurement: m})
				return err
			})
		}
		amend(outcome.Correct, 1)
		if got := s.north.get(sent.header.Get("Location")); !strings.Contains(got.body, `"amended"`) || got.header.Get("ETag") != `W/"2"` {
			t.Error(got)
		}
		amend(outcome.Withdraw, 2)
		if got := s.north.get(sent.header.Get("Location")); got.status != http.StatusGone || strings.Contains(got.body, "often") {
			t.Error(got)
		}
		if got := s.north.get("/api/fhir/QuestionnaireResponse"); strings.Contains(got.body, `"fullUrl"`) {
			t.Error(got)
		}
	})
}

func TestATokenIsUsedAndTriedNoMoreOftenThanAProgramWould(t *testing.T) {
	s := newScene(newSite(t))
	busy := 0
	for range 601 {
		if got := s.north.get("/api/fhir/Questionnaire?_id=none"); got.status == http.StatusTooManyRequests {
			busy++
			if got.header.Get("Retry-After") != "60" || got.told(t)[0] != "program.wait" {
				t.Error(got)
			}
		}
	}
	if busy != 1 {
		t.Errorf("%d of 601 in a minute are too many", busy)
	}
	s.Clock.Advance(61e9)
	if got := s.north.get("/api/fhir/Questionnaire?_id=none"); got.status != http.StatusOK {
		t.Error(got)
	}
	wrong := caller{s: s.Site, secret: "rinnalla_wrong"}
	statuses := map[int]int{}
	for range 40 {
		statuses[wrong.get("/api/fhir/Questionnaire").status]++
	}
	if statuses[http.StatusUnauthorized] != 20 || statuses[http.StatusTooManyRequests] != 20 {
		t.Errorf("%v", statuses)
	}
	if got := s.north.get("/api/fhir/Questionnaire?_id=none"); got.status != http.StatusOK {
		t.Errorf("a good token from the same address: %d", got.status)
	}
}

func TestABrowserOnAnotherSiteSendsNothingAndOnlyJSONIsSpoken(t *testing.T) {
	s := newScene(newSite(t))
	foreign := func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	}
	if got := s.north.do("POST", "/api/fhir/QuestionnaireResponse", mind("a-1", "D-1", "2026-11-19"), foreign); got.status != http.StatusForbidden {
		t.Error(got)
	}
	xml := func(r *http.Request) { r.Header.Set("Content-Type", "application/fhir+xml") }
	if got := s.north.do("POST", "/api/fhir/QuestionnaireResponse", "<a/>", xml); got.status != http.StatusUnsupportedMediaType || got.told(t)[0] != "api.only_json" {
		t.Error(got)
	}
	if n := len(s.of(testworld.Aino, s.daavid)); n != 0 {
		t.Errorf("%d are on record", n)
	}
	swedish := func(r *http.Request) { r.Header.Set("Accept-Language", "sv") }
	if got := s.north.do("POST", "/api/fhir/QuestionnaireResponse", mind("a-1", "X-9", "2026-11-19"), swedish); !strings.Contains(got.body, "klient") {
		t.Errorf("faults are told in the language that is asked for: %s", got.body)
	}
}

func TestOfAClientWhoIsErasedNoNameStaysByWhichAnotherProgramKnowsHer(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.north.send(mind("salainen-tunniste", "D-1", "2026-11-19"))
		s.Write(access.Terminal(), func(tx *act.Tx) error {
			if err := api.Forget(tx, s.daavid); err != nil {
				return err
			}
			return outcome.Forget(tx, s.daavid)
		})
		if got := s.north.get("/api/fhir/QuestionnaireResponse"); strings.Contains(got.body, "salainen-tunniste") {
			t.Error(got.body)
		}
	})
}

// meanwhile reads as a text, and does something before that.
type meanwhile struct {
	does func()
	text *strings.Reader
}

func (m *meanwhile) Read(into []byte) (int, error) {
	if m.does != nil {
		m.does()
		m.does = nil
	}
	return m.text.Read(into)
}

func TestATokenThatIsRevokedWhileABundleComesInIsGoodForNothingMore(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		var all []string
		for i := range 100 {
			all = append(all, mind(fmt.Sprint("r", i), []string{"D-1", "E-2"}[i%2], today.AddDays(-i/2).String()))
		}
		whole := bundle(all...)
		half := len(whole) / 2
		late := &meanwhile{text: strings.NewReader(whole[half:]), does: func() {
			s.Write(testworld.Dora, func(tx *act.Tx) error { _, err := program.Revoke(tx, s.north.token); return err })
		}}
		r := s.north.do("POST", "/api/fhir", "x", func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(io.MultiReader(strings.NewReader(whole[:half]), late)), int64(len(whole))
		})
		taken, refused := 0, 0
		for _, v := range r.verdicts(t) {
			switch v {
			case "201 Created":
				taken++
			case "401 Unauthorized":
				refused++
			default:
				t.Errorf("a response was %s", v)
			}
		}
		if r.status != http.StatusUnauthorized || taken == 0 || taken > 64 || refused == 0 {
			t.Errorf("%d: %d were taken, %d refused: %.300s", r.status, taken, refused, r.body)
		}
		if on := len(s.of(testworld.Aino, s.daavid)) + len(s.of(testworld.Aino, s.elsa)); on != taken {
			t.Errorf("%d are on record of %d", on, taken)
		}
	})
}
