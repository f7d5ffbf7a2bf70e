// Package cut is a network that goes away in the middle of things.
package cut

import (
	"errors"
	"io"
	"net/http"
)

// Err is what whoever sends is met with.
var Err = errors.New("the network was cut")

// Step is where on the way the network goes away.
type Step string

// The steps.
const (
	BeforeRequest Step = "before the request"
	MidRequest    Step = "in the middle of the request"
	BeforeReply   Step = "after the server has done it, before its reply"
	MidReply      Step = "in the middle of the reply"
)

// Steps are all there are.
func Steps() []Step { return []Step{BeforeRequest, MidRequest, BeforeReply, MidReply} }

// Once is a network that is cut once at its step and holds afterwards.
type Once struct {
	At   Step
	done bool
}

// RoundTrip sends a request as http.DefaultTransport does, until the cut.
func (c *Once) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.done {
		return http.DefaultTransport.RoundTrip(r)
	}
	c.done = true
	switch c.At {
	case BeforeRequest:
		return nil, Err
	case MidRequest:
		r.Body = io.NopCloser(io.MultiReader(io.LimitReader(r.Body, r.ContentLength/2), broken{}))
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	switch c.At {
	case BeforeReply:
		return nil, errors.Join(Err, answer.Body.Close())
	case MidReply:
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(io.LimitReader(answer.Body, answer.ContentLength/2), broken{}), answer.Body}
	}
	return answer, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, Err }
