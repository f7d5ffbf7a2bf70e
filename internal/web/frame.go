package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/ui"
)

// Identity is what the session cookie tells.
type Identity struct {
	Actor access.Actor
	// SignedIn is false for visitors, for sessions that have ended, and while
	// the second factor is still to be given.
	SignedIn bool
	// Ended is true when the cookie names a session that was good once.
	Ended bool
	// Session is the session's id, for the list of own sessions.
	Session string
	// Left is how long the session lasts if it is not used again.
	Left time.Duration
	// Lang is the language chosen by the worker, or empty.
	Lang i18n.Lang
	// Lines stand under her name in the account menu: organisation, unit.
	Lines []string
}

// Frame is what all pages share.
type Frame struct {
	Acts *act.Acts
	// Identify reads the session cookie's value, which may be empty.
	Identify func(ctx context.Context, cookie string) (Identity, error)
	// Navigation fills header and footer of a page.
	Navigation func(*Request, *ui.PageProps)
	// KeepDraft keeps what was typed when the session ended meanwhile. It
	// returns the address to go to after signing in.
	KeepDraft func(ctx context.Context, cookie string, r *Request) error
	Log       *slog.Logger
	// Secure is true when people reach the server over HTTPS.
	Secure bool
	// Demo is true for the demo world: every page says that records are invented.
	Demo bool
}

// Handler builds the server's handler from the route tables. A route without a
// permission is an error here: the program does not start.
func (f *Frame) Handler(tables ...[]Route) (http.Handler, error) {
	mux := http.NewServeMux()
	for _, table := range tables {
		for _, route := range table {
			if err := route.check(); err != nil {
				return nil, err
			}
			mux.Handle(route.Pattern, f.serve(route))
		}
	}
	mux.Handle("GET "+ui.AssetPrefix, assets())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", f.ready)
	mux.Handle("/", f.serve(Route{Pattern: "GET /", Needs: access.Public, Free: func(*Request) (*Answer, error) {
		return nil, fault.Missing()
	}}))
	protected := http.NewCrossOriginProtection()
	protected.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusForbidden, "cross-origin request refused")
	}))
	return f.headers(protected.Handler(mux)), nil
}

func (f *Frame) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := f.Acts.Ping(ctx); err != nil {
		f.Log.Error("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "database does not answer")
		return
	}
	plain(w, http.StatusOK, "ok")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	// The reader may have gone; there is nobody left to tell.
	_, _ = fmt.Fprintln(w, text)
}

func (f *Frame) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &Request{Request: hr, frame: f, reference: newReference()}
		defer func() {
			// The server does so too, but not for whoever calls the handler otherwise.
			if err := r.removeUploads(); err != nil {
				f.Log.Error("remove what was uploaded", "reference", r.reference, "error", err)
			}
		}()
		defer func() {
			if p := recover(); p != nil {
				f.Log.Error("panic", "reference", r.reference, "route", route.Pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				r.speak(route)
				f.show(w, r, route.tell(r, fmt.Errorf("panic: %v", p)))
			}
		}()
		answer, err := f.answer(w, route, r)
		if err != nil {
			f.note(route, r, err)
			if answer == nil {
				answer = route.tell(r, err)
			}
		}
		f.show(w, r, answer)
	})
}

func (f *Frame) answer(w http.ResponseWriter, route Route, r *Request) (*Answer, error) {
	r.speak(route)
	if err := f.identify(r, route); err != nil {
		return nil, err
	}
	r.speak(route)
	if !route.opensTo(r.Actor) {
		return f.refuse(w, route, r)
	}
	if err := r.read(w, route); err != nil {
		return nil, err
	}
	if route.Free != nil {
		return route.Free(r)
	}
	return f.inAct(route, r)
}

func (f *Frame) inAct(route Route, r *Request) (*Answer, error) {
	open := f.Acts.Write
	if reads(route.Method()) {
		open = f.Acts.Read
	}
	var answer *Answer
	err := open(r.Context(), r.Actor, func(tx *act.Tx) error {
		var err error
		answer, err = route.Act(tx, r)
		return err
	})
	// An outage or a broken rule of the act itself must not show what was gathered.
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Stale) {
		return nil, err
	}
	return answer, err
}

func (f *Frame) identify(r *Request, route Route) (err error) {
	var who Identity
	if route.Door != nil {
		r.Actor = access.Visitor()
		who, err = route.Door.Recognise(r)
	} else {
		who, err = f.Identify(r.Context(), r.SessionToken())
	}
	if err != nil {
		r.Actor = access.Visitor()
		return err
	}
	r.Identity = who
	if !who.SignedIn {
		r.Actor = access.Visitor()
	}
	return nil
}

// refuse answers whoever does not hold the route's permission: visitors are
// asked to sign in, everybody else learns nothing, and the log learns who asked.
func (f *Frame) refuse(w http.ResponseWriter, route Route, r *Request) (*Answer, error) {
	if !r.SignedIn {
		return f.askToSignIn(w, route, r)
	}
	err := f.Acts.Read(r.Context(), r.Actor, func(tx *act.Tx) error {
		return tx.Require(route.Needs, access.Subject{Organisation: r.Actor.Home(), Kind: "route"})
	})
	if route.Door != nil && fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Forbidden, "web.scope_needed") // it knows what it came for, and its operator has to know what is missing
	}
	return nil, err
}

func (f *Frame) askToSignIn(w http.ResponseWriter, route Route, r *Request) (*Answer, error) {
	if route.Door != nil {
		return route.Door.Tell(r, http.StatusUnauthorized, nil), nil
	}
	if !r.wantsHTML() {
		return Text(http.StatusUnauthorized, r.Print.T("web.sign_in_first")), nil
	}
	if !reads(r.Method) && r.Ended && f.KeepDraft != nil {
		if err := r.read(w, route); err != nil {
			return nil, err
		}
		if err := f.KeepDraft(r.Context(), r.SessionToken(), r); err != nil {
			return nil, err
		}
	}
	return Redirect("/sign-in?next=" + escapeNext(r.backAddress())), nil
}

// note writes the operator's log: never what the reader typed or saw.
func (f *Frame) note(route Route, r *Request, err error) {
	found := fault.Of(err)
	switch {
	case errors.Is(err, context.Canceled):
	case found == nil:
		f.Log.Error("request failed", "reference", r.reference, "route", route.Pattern, "error", err)
	case found.Kind == fault.Unavailable:
		f.Log.Error("database outage", "reference", r.reference, "route", route.Pattern, "error", err)
	}
}
