package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// ask sends a request without failing the world's test: it may come out of a fuzz target.
func (s *scene) ask(method, path, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "https://"+site.Host+"/", strings.NewReader(body))
	request.URL.Path, request.URL.RawQuery, _ = strings.Cut(path, "?")
	request.Header.Set("Authorization", "Bearer "+s.north.secret)
	request.Header.Set("Content-Type", "application/fhir+json")
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, request)
	s.Clock.Advance(1e9) // not too often
	return w
}

// FuzzReceive: whatever a program sends, the answer is FHIR and no failure of the server, and nothing is on record that was not said to be.
func FuzzReceive(f *testing.F) {
	s := newScene(newSite(f))
	f.Add(mind("a-1", "D-1", "2026-11-19"), false)
	f.Add(bundle(mind("a-2", "D-1", "2026-11-19"), `{"resourceType":"Patient"}`), true)
	f.Add(`{"resourceType":"Bundle","entry":[{"resource":{"item":[[[[]]]]}}]}`, true)
	f.Add(`{"resourceType":"QuestionnaireResponse","item":{"linkId":null}}`, false)
	f.Add("\xff\xfe{\x00}", true)
	f.Fuzz(func(t *testing.T, text string, whole bool) {
		path := "/api/fhir/QuestionnaireResponse"
		if whole {
			path = "/api/fhir"
		}
		before := counted(t, s)
		got := s.ask("POST", path, text)
		var answer struct{ ResourceType string }
		if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil || got.Code >= http.StatusInternalServerError {
			t.Fatalf("%d %v %.500s", got.Code, err, got.Body)
		}
		if n := counted(t, s) - before; n != strings.Count(got.Body.String(), `"status":"201 Created"`) && (whole || n != 1 || got.Code != http.StatusCreated) {
			t.Fatalf("%d more are on record: %d %.500s", n, got.Code, got.Body)
		}
	})
}

func counted(t *testing.T, s *scene) (n int) {
	t.Helper()
	err := s.Acts.Read(t.Context(), testworld.Aino, func(tx *act.Tx) error {
		all, err := outcome.Of(tx, s.daavid)
		more, err2 := outcome.Of(tx, s.elsa)
		if err == nil {
			err = err2
		}
		n = len(all) + len(more)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// FuzzSearch: whatever a program asks for, it is found, refused in FHIR's words, or nothing.
func FuzzSearch(f *testing.F) {
	s := newScene(newSite(f))
	s.ask("POST", "/api/fhir/QuestionnaireResponse", mind("a-1", "D-1", "2026-11-19"))
	f.Add("QuestionnaireResponse", "authored=ge2025-06&subject:identifier=urn:rinnalla:client|D-1&_count=1")
	f.Add("QuestionnaireResponse", "identifier=|&_page=%00&questionnaire=|||")
	f.Add("Questionnaire", "url=urn:rinnalla:instrument:1:|9999999999999999999&title=%F0")
	f.Add("Questionnaire/../..", "")
	f.Fuzz(func(t *testing.T, path, query string) {
		got := s.ask("GET", "/api/fhir/"+path+"?"+query, "")
		if got.Code >= http.StatusInternalServerError {
			t.Fatalf("%d %.500s", got.Code, got.Body)
		}
		if got.Code == http.StatusOK && strings.Contains(got.Body.String(), "Salainen") {
			t.Fatal("a name is given away")
		}
	})
}
