// Package web is the frame that every page hangs in: routing, session cookie,
// forms, answers and error pages. It knows no domain.
package web

import (
	"fmt"
	"net/http"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// Route is one row of the product's table of contents: pattern, permission,
// function. Exactly one of Act and Free is set.
type Route struct {
	// Pattern is a method and a path of http.ServeMux: "GET /visits/{visit}".
	Pattern string
	// Needs is what the actor must hold somewhere to be let in at all; what she
	// may do to a single record is asked by the verb. Pages for anyone say
	// access.Public aloud.
	Needs access.Permission
	// Or is another permission that opens the same address, if there is one.
	Or access.Permission
	// Act runs inside an act which the frame opens after the whole request has
	// been read: a reading one for GET, else a writing one. What it returns is
	// shown only when the act has ended well. Returning an answer together with
	// an error rolls the act back and shows the answer (a form with its faults).
	Act func(*act.Tx, *Request) (*Answer, error)
	// Free opens its own acts: for slow work (password hashing, building files)
	// that must not hold a transaction, and for requests that are many acts.
	Free func(*Request) (*Answer, error)
	// MaxBody is the largest request body in bytes; 0 means 1 MiB.
	MaxBody int64
	// RawBody leaves the body unread for Free.
	RawBody bool
	// Door is how other programs come in by this route; nil where people come.
	Door *Door
}

// Door is for other programs: they are known by what their request says and never by a cookie, none is set, and errors are told in a form of
// their own.
type Door struct {
	// Recognise finds who sent the request. An identity that is not signed in is nobody's.
	Recognise func(*Request) (Identity, error)
	// Tell is the answer to an error, with the status that it has; err is nil for somebody who was not recognised.
	Tell func(r *Request, status int, err error) *Answer
}

const defaultMaxBody = 1 << 20

func (r Route) opensTo(a access.Actor) bool {
	return a.Holds(r.Needs) || r.Or.Defined() && a.Holds(r.Or)
}

func (r Route) check() error {
	switch {
	case !r.Needs.Defined():
		return fmt.Errorf("route %q states no permission", r.Pattern)
	case (r.Act == nil) == (r.Free == nil):
		return fmt.Errorf("route %q must have exactly one of Act and Free", r.Pattern)
	case !strings.HasPrefix(r.Path(), "/"):
		return fmt.Errorf("route %q names no method", r.Pattern)
	}
	return nil
}

// Method is the pattern's method.
func (r Route) Method() string {
	m, _, _ := strings.Cut(r.Pattern, " ")
	return m
}

// Path is the pattern's path.
func (r Route) Path() string {
	_, p, _ := strings.Cut(r.Pattern, " ")
	return p
}

func (r Route) maxBody() int64 {
	if r.MaxBody > 0 {
		return r.MaxBody
	}
	return defaultMaxBody
}

func reads(method string) bool { return method == http.MethodGet || method == http.MethodHead }
