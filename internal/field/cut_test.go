package field_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"rinnalla/internal/field"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/cut"
)

// phone keeps an envelope until its verdict, as the app does.
type phone struct {
	yard   *yard
	client *http.Client
	outbox []body
}

// send tries once; an error leaves everything where it is.
func (p *phone) send() error {
	parcel := body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": p.outbox}
	text, err := json.Marshal(parcel)
	if err != nil {
		return err
	}
	answer, err := p.client.Do(p.yard.request("POST", "/field/sync", "aino", bytes.NewReader(text)))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	reply, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var got verdicts
	if err := json.Unmarshal(reply, &got); err != nil {
		return err
	}
	for i, v := range got.Verdicts {
		if v.Word == field.Taken || v.Word == field.AlreadyHad {
			p.outbox[i] = nil
		}
	}
	var left []body
	for _, e := range p.outbox {
		if e != nil {
			left = append(left, e)
		}
	}
	p.outbox = left
	return nil
}

func TestANetworkThatIsCutAtAnyStepLosesNothingAndDoublesNothing(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		before := 0
		for _, at := range cut.Steps() {
			p := &phone{yard: y, client: &http.Client{Transport: &cut.Once{At: at}}}
			var sent []body
			for range 5 {
				sent = append(sent, envelope("stop", y.visit()))
			}
			p.outbox = append(p.outbox, sent...)
			if err := p.send(); err == nil {
				t.Fatalf("cut %s: the phone did not notice", at)
			}
			if len(p.outbox) != 5 {
				t.Fatalf("cut %s: %d envelopes left in the outbox, want all 5", at, len(p.outbox))
			}
			if err := p.send(); err != nil {
				t.Fatalf("cut %s, sent again: %v", at, err)
			}
			if len(p.outbox) != 0 {
				t.Fatalf("cut %s: %d envelopes still wait", at, len(p.outbox))
			}
			before += 5
			if n := y.visits(); n != before {
				t.Fatalf("cut %s: %d visits, want %d", at, n, before)
			}
			for _, e := range sent {
				if h, found := y.onRecord(testworld.Aino, e); !found || len(h.Versions) != 1 {
					t.Fatalf("cut %s: a visit has %d versions", at, len(h.Versions))
				}
			}
		}
	})
}
