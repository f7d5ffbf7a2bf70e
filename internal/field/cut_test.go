package field_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"rinnalla/internal/field"
	"rinnalla/internal/testworld"
)

var errCut = errors.New("the network was cut")

// step is where on the way the network goes away.
type step string

const (
	beforeRequest step = "before the request"
	midRequest    step = "in the middle of the request"
	beforeReply   step = "after the server has done it, before its reply"
	midReply      step = "in the middle of the reply"
)

// cutter is a network that is cut once at its step and holds afterwards.
type cutter struct {
	at   step
	done bool
}

func (c *cutter) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.done {
		return http.DefaultTransport.RoundTrip(r)
	}
	c.done = true
	switch c.at {
	case beforeRequest:
		return nil, errCut
	case midRequest:
		r.Body = io.NopCloser(io.MultiReader(io.LimitReader(r.Body, r.ContentLength/2), broken{}))
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	switch c.at {
	case beforeReply:
		return nil, errors.Join(errCut, answer.Body.Close())
	case midReply:
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(io.LimitReader(answer.Body, answer.ContentLength/2), broken{}), answer.Body}
	}
	return answer, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errCut }

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
		for _, at := range []step{beforeRequest, midRequest, beforeReply, midReply} {
			p := &phone{yard: y, client: &http.Client{Transport: &cutter{at: at}}}
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
