package field_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
	"rinnalla/internal/web"
)

// yard is a settled world behind the real gate, with a library in North.
type yard struct {
	*testworld.World
	server  *httptest.Server
	library outreach.Place
	topic   outreach.TopicID
	log     *bytes.Buffer
}

func each(t *testing.T, test func(*testing.T, *yard)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) { test(t, open(w)) })
}

func open(w *testworld.World) *yard {
	w.Helper()
	site.Settle(w)
	y := &yard{World: w, log: &bytes.Buffer{}}
	y.library = outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
	w.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, y.library) })
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		topics, err := outreach.Topics(tx)
		if len(topics) > 0 {
			y.topic = topics[0].ID
		}
		return err
	})
	y.server = y.serve(w.Acts)
	return y
}

func (y *yard) serve(acts *act.Acts) *httptest.Server {
	y.Helper()
	frame := &web.Frame{Acts: acts, Identify: whoever, Log: slog.New(slog.NewTextHandler(y.log, nil))}
	handler, err := frame.Handler(field.Routes())
	if err != nil {
		y.Fatal(err)
	}
	server := httptest.NewServer(handler)
	y.Cleanup(server.Close)
	return server
}

// lose lets the gate stand on a database that does not answer any more.
func (y *yard) lose() {
	y.Helper()
	second, err := db.Open(y.Context(), y.URL)
	if err != nil {
		y.Fatal(err)
	}
	y.server = y.serve(act.New(second, y.Clock.Now))
	if err := second.Close(); err != nil {
		y.Fatal(err)
	}
}

// whoever takes the cookie's word for who it is: signing in is staff's matter.
func whoever(_ context.Context, cookie string) (web.Identity, error) {
	switch cookie {
	case "":
		return web.Identity{}, nil
	case "ended":
		return web.Identity{Ended: true}, nil
	}
	return web.Identity{Actor: site.Actor(cookie), SignedIn: true, Lang: i18n.FI}, nil
}

// body is a visit as the app writes it.
type body = map[string]any

func (y *yard) visit() body {
	return body{
		"organisation": testworld.North, "unit": testworld.NorthUnit, "place": y.library.ID, "kind": "regular",
		"day": "2026-11-20", "start": "12:00", "end": "14:30", "workers": []any{testworld.Aino.ID},
		"present": 42, "conversations": 6, "clienthoods": 1,
		"ages": body{"unknown": 2, "18_29": 1}, "genders": body{"unknown": 3}, "onward": body{"kela": 2},
		"topics": []any{y.topic}, "minutes": 150, "feedback": []int{0, 0, 1, 0, 2}, "heard": "Bussi ei kulje iltaisin.",
	}
}

func (y *yard) with(name string, value any) body {
	b := y.visit()
	b[name] = value
	return b
}

func envelope(kind string, content any) body {
	return body{"id": id.New[outreach.Stop]().String(), "kind": kind, "form": 1, "made_at": "2026-11-20T14:30:00.000Z", "attempt": 1, "body": content}
}

func again(e body) body {
	copied := maps.Clone(e)
	copied["attempt"] = 2
	return copied
}

// verdicts is the gate's answer as a phone reads it.
type verdicts struct {
	Status   int
	Verdicts []field.Verdict
}

func (v verdicts) words() []field.Word {
	var all []field.Word
	for _, one := range v.Verdicts {
		all = append(all, one.Word)
	}
	return all
}

func (y *yard) send(who string, envelopes ...body) verdicts {
	y.Helper()
	return y.parcel(who, body{"protocol": 1, "worker": site.Actor(who).ID, "envelopes": envelopes})
}

func (y *yard) parcel(who string, parcel any) verdicts {
	y.Helper()
	return y.parcelTo("/field/sync", who, parcel)
}

func (y *yard) parcelTo(address, who string, parcel any) verdicts {
	y.Helper()
	text, err := json.Marshal(parcel)
	if err != nil {
		y.Fatal(err)
	}
	answer, err := y.server.Client().Do(y.request("POST", address, who, bytes.NewReader(text)))
	if err != nil {
		y.Fatal(err)
	}
	return y.read(answer)
}

func (y *yard) request(method, path, who string, content io.Reader) *http.Request {
	y.Helper()
	r, err := http.NewRequestWithContext(y.Context(), method, y.server.URL+path, content)
	if err != nil {
		y.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: who})
	}
	return r
}

func (y *yard) read(answer *http.Response) verdicts {
	y.Helper()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		y.Fatal(err)
	}
	v := verdicts{Status: answer.StatusCode}
	if answer.StatusCode == http.StatusOK || answer.StatusCode == http.StatusServiceUnavailable {
		if err := json.Unmarshal(text, &v); err != nil {
			y.Fatalf("%s: %v", text, err)
		}
	}
	return v
}

func (y *yard) get(path, who string) (*http.Response, []byte) {
	y.Helper()
	answer, err := y.server.Client().Do(y.request("GET", path, who, nil))
	if err != nil {
		y.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		y.Fatal(err)
	}
	return answer, text
}

func (y *yard) wants(got verdicts, want ...field.Word) {
	y.Helper()
	if got.Status != http.StatusOK || !slices.Equal(got.words(), want) {
		y.Fatalf("status %d, verdicts %v, want %v\n%+v\n%s", got.Status, got.words(), want, got.Verdicts, y.log)
	}
}

func (y *yard) visits() int {
	y.Helper()
	n := 0
	y.Read(testworld.Bertta, func(tx *act.Tx) error {
		n = 0
		return outreach.EachVisit(tx, outreach.Filter{}, func(outreach.Row) error { n++; return nil })
	})
	return n
}

// onRecord loads a visit; found is false when there is none for the actor.
func (y *yard) onRecord(who access.Actor, e body) (h outreach.History, found bool) {
	y.Helper()
	err := y.TryRead(who, func(tx *act.Tx) (err error) {
		h, err = outreach.Visit(tx, id.Must[outreach.Stop](e["id"].(string)))
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		y.Fatal(err)
	}
	return h, err == nil
}

func (y *yard) returned(who access.Actor) (all []field.Back, waiting int) {
	y.Helper()
	y.Read(who, func(tx *act.Tx) (err error) {
		if all, err = field.Backs(tx); err == nil {
			waiting, err = field.Returned(tx)
		}
		return err
	})
	return all, waiting
}
