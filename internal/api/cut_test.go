package api_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
		}{io.MultiReader(io.LimitReader(answer.Body, 500), broken{}), answer.Body}
	}
	return answer, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errCut }

func TestANetworkThatIsCutAtAnyStepLosesNothingAndDoublesNothing(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		server := httptest.NewServer(s.Handler)
		defer server.Close()
		want := 0
		for n, at := range []step{beforeRequest, midRequest, beforeReply, midReply} {
			var all []string
			for i := range 200 {
				all = append(all, mind(fmt.Sprintf("%d-%d", n, i), "D-1", "2026-11-19"))
			}
			want += len(all)
			client := &http.Client{Transport: &cutter{at: at}}
			send := func() (reply, error) {
				request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/api/fhir", strings.NewReader(bundle(all...)))
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Authorization", "Bearer "+s.north.secret)
				request.Header.Set("Content-Type", "application/fhir+json")
				answer, err := client.Do(request)
				if err != nil {
					return reply{}, err
				}
				defer answer.Body.Close()
				text, err := io.ReadAll(answer.Body)
				return reply{answer.StatusCode, answer.Header, string(text)}, err
			}
			if _, err := send(); err == nil {
				t.Fatalf("cut %s: the program did not notice", at)
			}
			again, err := send()
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range again.verdicts(t) {
				if v != "201 Created" && v != "200 OK" {
					t.Errorf("cut %s, entry %d: %s", at, i, v)
				}
			}
			if have := s.of(testworld.Aino, s.daavid); len(have) != want {
				t.Errorf("cut %s: %d are on record, want %d", at, len(have), want)
			}
		}
	})
}
