package killtest

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/program"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/running"
	"rinnalla/internal/testworld/site"
)

const (
	programs  = 6
	responses = 1_800
)

// Six programs send 1,800 answers over FHIR; the server is killed in between, at moments that nobody chooses, and started again. A program
// forgets an answer only after its verdict. In the end every answer is on record exactly once.
func TestEveryResponseIsThereExactlyOnceHoweverOftenTheServerIsKilled(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Clock.Advance(time.Since(testworld.Friday.Time())) // the server goes by the machine's clock, and keys expire
		site.Settle(w)
		daavid, secret := measurable(w), token(w)
		s := running.New(t, w)
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		f := &fleet{Server: s, up: make(chan struct{}), verdicts: make(chan int, programs)}
		close(f.up)
		var senders []func() error
		for n := range programs {
			p := &sender{fleet: f, secret: secret}
			for i := range responses / programs {
				p.outbox = append(p.outbox, response(fmt.Sprintf("%d-%d", n, i), w.Clock.Now().Date()))
			}
			senders = append(senders, p.sendAll)
		}
		f.run(t, responses/(kills+1), senders)
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		var all []outcome.Version
		w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
			all, err = outcome.Of(tx, daavid)
			return err
		})
		seen := map[outcome.MeasurementID]bool{}
		for _, m := range all {
			seen[m.ID] = true
		}
		if len(all) != responses || len(seen) != responses {
			t.Fatalf("%d answers of %d, %d different", len(all), responses, len(seen))
		}
		s.VerifyLog(t)
		t.Logf("%d kills, %d sendings that got no answer, %d answers that the server had already", f.killed, f.unanswered, f.again)
	})
}

// measurable is a client of Aino who has agreed to being measured.
func measurable(w *testworld.World) client.ClientID {
	w.Helper()
	if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
		w.Fatal(err)
	}
	day := w.Clock.Now().Date()
	r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, From: day.AddDays(-60), Worker: testworld.Aino.ID,
		Number: "D-1", Person: client.Person{Given: "Daavid"}}
	w.Write(access.Terminal(), client.CheckSecrets)
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		if _, err := client.Register(tx, r); err != nil {
			return err
		}
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given, Day: day, By: "client", Way: "spoken"})
	})
	return r.ID
}

func token(w *testworld.World) (secret string) {
	w.Helper()
	w.Write(access.Terminal(), func(tx *act.Tx) (err error) {
		_, secret, err = program.Make(tx, program.Order{ID: id.New[program.Token](), Organisation: testworld.North, Name: "Järjestelmä",
			Scopes: []program.Scope{program.SendResponses}, Days: 365})
		return err
	})
	return secret
}

func response(name string, day civil.Date) string {
	return fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","identifier":{"value":%q},"questionnaire":"urn:rinnalla:instrument:1:mind-and-days",
"status":"completed","authored":%q,"subject":{"identifier":{"value":"D-1"}},"item":[{"linkId":"joy","answer":[{"valueCoding":{"code":"often"}}]}]}`, name, day.String())
}

// sender is another program with what it has not been told of.
type sender struct {
	*fleet
	secret string
	outbox []string
}

func (p *sender) sendAll() error {
	client := &http.Client{Transport: &http.Transport{}}
	for len(p.outbox) > 0 {
		n := min(len(p.outbox), 1+rand.IntN(3*parcel))
		statuses, err := p.send(client, p.outbox[:n])
		if err != nil {
			if p.count(&p.unanswered, 1) > mostUnanswered {
				return fmt.Errorf("the server does not answer: %w", err)
			}
			<-p.back()
			continue
		}
		left := make([]string, 0, len(p.outbox))
		for i, status := range statuses {
			switch {
			case strings.HasPrefix(status, "201 "):
			case strings.HasPrefix(status, "200 "):
				p.count(&p.again, 1)
			case strings.HasPrefix(status, "503 "):
				left = append(left, p.outbox[i])
			default:
				return fmt.Errorf("a good answer is %s: %s", status, p.outbox[i])
			}
		}
		p.verdicts <- n - len(left)
		p.outbox = append(left, p.outbox[n:]...)
	}
	return nil
}

// send is one bundle; an answer that is missing or torn is an error.
func (p *sender) send(client *http.Client, responses []string) ([]string, error) {
	entries := make([]string, len(responses))
	for i, r := range responses {
		entries[i] = `{"resource":` + r + `}`
	}
	text := `{"resourceType":"Bundle","type":"batch","entry":[` + strings.Join(entries, ",") + `]}`
	request, err := http.NewRequest(http.MethodPost, p.URL+"/api/fhir", strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+p.secret)
	request.Header.Set("Content-Type", "application/fhir+json")
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	reply, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var got struct {
		Entry []struct{ Response struct{ Status string } }
	}
	if err := json.Unmarshal(reply, &got); err != nil || len(got.Entry) != len(responses) {
		return nil, fmt.Errorf("%s: %.300s", answer.Status, reply)
	}
	statuses := make([]string, len(got.Entry))
	for i, e := range got.Entry {
		statuses[i] = e.Response.Status
	}
	return statuses, nil
}
