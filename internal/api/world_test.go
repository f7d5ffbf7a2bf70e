package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/identity"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/program"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// Everybody here is invented.
var today = testworld.Friday.Date()

// scene is a site in which a program of North comes with a token, and one of South with another. Daavid and Elsa are clients of North who
// have agreed to being measured, Fanni has not, and Sirkka is a client of South.
type scene struct {
	*site.Site
	north, south                caller
	daavid, elsa, fanni, sirkka client.ClientID
}

// caller is a program with its token.
type caller struct {
	s      *site.Site
	secret string
	token  program.TokenID
}

func onStage(t *testing.T, test func(*testing.T, *scene)) {
	site.Each(t, func(t *testing.T, s *site.Site) { test(t, newScene(s)) })
}

func newSite(t testing.TB) *site.Site { return site.New(t) }

func onWorld(w *testworld.World) *site.Site { return site.On(w) }

func newScene(s *site.Site) *scene {
	if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
		s.Fatal(err)
	}
	n := &scene{Site: s}
	n.daavid, n.elsa, n.fanni = n.client(testworld.Aino, "D-1"), n.client(testworld.Aino, "E-2"), n.client(testworld.Aino, "F-3")
	n.sirkka = n.client(testworld.Cia, "S-5")
	n.says(testworld.Aino, n.daavid, client.Given)
	n.says(testworld.Aino, n.elsa, client.Given)
	n.says(testworld.Cia, n.sirkka, client.Given)
	n.north, n.south = n.token(testworld.North, program.Scopes()...), n.token(testworld.South, program.Scopes()...)
	return n
}

// code is an identity code of the series that nobody has.
var code = func() identity.Code {
	c, err := identity.Parse("131052-9085")
	if err != nil {
		panic(err)
	}
	return c
}()

func (s *scene) client(who access.Actor, number string) client.ClientID {
	s.Helper()
	r := client.Registration{ID: id.New[client.Client](), Organisation: who.Home(), Unit: who.Posts[0].Unit, From: today.AddDays(-60), Worker: who.ID,
		Other: true, Number: number, Person: client.Person{Given: "Salainen", Family: "Dufva"}}
	if number == "D-1" {
		r.Person.Identity = code
	}
	s.Write(who, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	return r.ID
}

func (s *scene) says(who access.Actor, c client.ClientID, state client.ConsentState) {
	s.Helper()
	s.Write(who, func(tx *act.Tx) error {
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.Measuring, State: state, Day: today, By: "client", Way: "spoken"})
	})
	s.Clock.Advance(1e9)
}

// token makes a token, good for a year.
func (s *scene) token(o access.OrganisationID, scopes ...program.Scope) caller {
	s.Helper()
	c := caller{s: s.Site}
	s.Write(access.Terminal(), func(tx *act.Tx) error {
		t, secret, err := program.Make(tx, program.Order{ID: id.New[program.Token](), Organisation: o, Name: "Järjestelmä", Scopes: scopes, Days: 365})
		c.token, c.secret = t.ID, secret
		return err
	})
	return c
}

// reply is what the program gets.
type reply struct {
	status int
	header http.Header
	body   string
}

func (c caller) do(method, path, body string, change ...func(*http.Request)) reply {
	c.s.Helper()
	request := httptest.NewRequestWithContext(c.s.Context(), method, "https://"+site.Host+path, strings.NewReader(body))
	if c.secret != "" {
		request.Header.Set("Authorization", "Bearer "+c.secret)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/fhir+json")
	}
	for _, f := range change {
		f(request)
	}
	w := httptest.NewRecorder()
	c.s.Handler.ServeHTTP(w, request)
	got := w.Result()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		c.s.Fatal(err)
	}
	if got.Header.Get("Set-Cookie") != "" {
		c.s.Errorf("%s %s sets a cookie", method, path)
	}
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/fhir+json") && got.StatusCode != http.StatusForbidden {
		c.s.Errorf("%s %s answers in %s", method, path, kind)
	}
	return reply{got.StatusCode, got.Header, string(text)}
}

func (c caller) get(path string) reply { return c.do("GET", path, "") }

func (c caller) send(response string) reply {
	return c.do("POST", "/api/fhir/QuestionnaireResponse", response)
}

// told are the message keys of an OperationOutcome, with what each is about.
func (r reply) told(t testing.TB) (keys []string) {
	t.Helper()
	var got struct {
		ResourceType string
		Issue        []struct {
			Diagnostics string
			Details     struct{ Text string }
			Expression  []string
		}
	}
	if err := json.Unmarshal([]byte(r.body), &got); err != nil || got.ResourceType != "OperationOutcome" || len(got.Issue) == 0 {
		t.Fatalf("no OperationOutcome: %v %s", err, r.body)
	}
	for _, i := range got.Issue {
		if i.Details.Text == "" || strings.ContainsAny(i.Details.Text, "[]{}") {
			t.Errorf("%q is no sentence", i.Details.Text)
		}
		keys = append(keys, strings.TrimSpace(i.Diagnostics+" "+strings.Join(i.Expression, ",")))
	}
	return keys
}

// mind is a response to the five questions of mind-and-days: all but the last answered.
func mind(identifier, number, day string, change ...string) string {
	text := fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","identifier":{"system":"https://elsewhere.example/answers","value":%q},
"questionnaire":"urn:rinnalla:instrument:1:mind-and-days","status":"completed","language":"fi","authored":%q,
"subject":{"identifier":{"system":"urn:rinnalla:client","value":%q}},
"item":[{"linkId":"joy","answer":[{"valueCoding":{"code":"often"}}]},{"linkId":"calm","answer":[{"valueCoding":{"code":"seldom"}}]},
{"linkId":"rested","answer":[{"valueCoding":{"code":"never"}}]},{"linkId":"chores","answer":[{"valueCoding":{"code":"always"}}]}]}`, identifier, day, number)
	for n := 0; n+1 < len(change); n += 2 {
		text = strings.Replace(text, change[n], change[n+1], 1)
	}
	return text
}

// bundle puts responses into a batch.
func bundle(responses ...string) string {
	entries := make([]string, len(responses))
	for i, r := range responses {
		entries[i] = `{"request":{"method":"POST","url":"QuestionnaireResponse"},"resource":` + r + `}`
	}
	return `{"resourceType":"Bundle","type":"batch","entry":[` + strings.Join(entries, ",\n") + `]}`
}

// verdicts are the statuses of a batch-response.
func (r reply) verdicts(t testing.TB) (all []string) {
	t.Helper()
	var got struct {
		ResourceType, Type string
		Entry              []struct{ Response struct{ Status string } }
	}
	if err := json.Unmarshal([]byte(r.body), &got); err != nil || got.ResourceType != "Bundle" || got.Type != "batch-response" {
		t.Fatalf("no batch-response: %v %.300s", err, r.body)
	}
	for _, e := range got.Entry {
		all = append(all, e.Response.Status)
	}
	return all
}

// of are the measurements of a client as her worker sees them, the newest first.
func (s *scene) of(who access.Actor, c client.ClientID) (all []outcome.Version) {
	s.Helper()
	s.Read(who, func(tx *act.Tx) (err error) {
		all, err = outcome.Of(tx, c)
		return err
	})
	return all
}
