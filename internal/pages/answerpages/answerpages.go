// Package answerpages is what a client sees who answers by a link of her own, or on a tablet that was handed to her: a page at a time,
// in large letters and easy words, without an account and without a script.
package answerpages

import (
	"errors"
	"net"
	"net/http"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Options are what the pages need beside the database.
type Options struct {
	// Address is the network address a request comes from; nil for the connection's own.
	Address func(*http.Request) string
	// Notary signs the copies that a client takes with her.
	Notary *act.Notary
}

// longestPage is how much one page of answers may be.
const longestPage = 256 << 10

// Routes is the table of all pages of this package. Nobody signs in here: the secret in the address is all that is asked for.
func Routes(o Options) []web.Route {
	return []web.Route{
		{Pattern: "GET /m", Needs: access.Public, Free: askCode},
		{Pattern: "POST /m", Needs: access.Public, Free: o.takeCode},
		{Pattern: "GET /tablet", Needs: access.Public, Free: askPIN},
		{Pattern: "POST /tablet", Needs: access.Public, Free: leave},
		{Pattern: "GET /m/{token}", Needs: access.Public, Free: o.welcome},
		{Pattern: "POST /m/{token}", Needs: access.Public, Free: o.begin},
		{Pattern: "GET /m/{token}/picture", Needs: access.Public, Free: o.showPicture},
		{Pattern: "GET /m/{token}/picture/copy.pdf", Needs: access.Public, Free: o.handOutPaper},
		{Pattern: "GET /m/{token}/picture/copy.json", Needs: access.Public, Free: o.handOutData},
		{Pattern: "GET /m/{token}/{step}", Needs: access.Public, Free: o.show},
		{Pattern: "POST /m/{token}/{step}", Needs: access.Public, Free: o.take, MaxBody: longestPage},
	}
}

func (o Options) address(r *web.Request) string {
	if o.Address != nil {
		return o.Address(r.Request)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// holder is the actor that the secret in the address makes.
func holder(r *web.Request) access.Actor {
	return access.Respondent(outcome.HashLink(r.PathValue("token")))
}

func read(r *web.Request, fn func(*act.Tx) error) error {
	return r.Acts().Read(r.Context(), holder(r), fn)
}

func write(r *web.Request, fn func(*act.Tx) error) error {
	return r.Acts().Write(r.Context(), holder(r), fn)
}

func open(r *web.Request) (s outcome.Sheet, err error) {
	err = read(r, func(tx *act.Tx) (err error) {
		s, err = outcome.OpenSheet(tx)
		return err
	})
	return s, err
}

func href(r *web.Request, step string) string {
	at := "/m/" + r.PathValue("token")
	if step != "" {
		at += "/" + step
	}
	return at
}

// plain is a page without anything that leads elsewhere.
func plain(r *web.Request, title string, args ...any) web.Page {
	p := r.Page(title, args...)
	p.Props.Width = "phone"
	if tag := r.Print.Tag(); tag != r.Print.Lang().Tag() { // the instrument's own words
		p.Props.Around = r.Print.Lang().Tag()
		if instrument.RightToLeft(tag) {
			p.Props.Dir = "rtl"
		}
	}
	p.Props.Nav, p.Props.Search, p.Props.Account, p.Props.Session, p.Props.Languages = nil, nil, nil, nil, ui.LanguagesProps{}
	p.Props.Footer = []ui.Link{{Label: r.Print.T("nav.accessibility"), Href: "/accessibility"}}
	if _, _, tablet := question.Tablet(r); tablet {
		p.Props.Kiosk, p.Props.Footer = true, nil
	}
	p.Props.HomeHref = "/m"
	if r.PathValue("token") != "" {
		p.Props.HomeHref = href(r, "")
	}
	return p
}

// refused is the page of a link that does not open, with the reason. Who comes with many that there are not has to wait.
func (o Options) refused(r *web.Request, err error) (*web.Answer, error) {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.NotFound || !strings.HasPrefix(f.Key, "outcome.link_") {
		return nil, err
	}
	question.Speak(r, string(r.Print.Lang()))
	status := http.StatusNotFound
	if f.Key == "outcome.link_unknown" {
		missed := r.Acts().Write(r.Context(), access.Visitor(), func(tx *act.Tx) error { return outcome.Missed(tx, o.address(r)) })
		if w := fault.Of(missed); w != nil && w.Kind == fault.Forbidden {
			f, status = w, http.StatusTooManyRequests
		} else if missed != nil {
			return nil, errors.Join(missed, err)
		}
	}
	p := messagePage{Page: plain(r, "answer.closed_title"), Text: r.Print.T(f.Key, f.Args...)}
	return web.Show(messageView(p)).With(status), nil
}

// messagePage says one thing.
type messagePage struct {
	web.Page
	Text, More string
	Code       string
	Next       *ui.Link
	// Picture leads to what came of her answers, if she wants to see it.
	Picture *ui.Link
}

// sheetOf is what draws the questions of a sheet.
func sheetOf(r *web.Request, s outcome.Sheet, answers instrument.Answers) question.Sheet {
	return question.Sheet{Printer: r.Print, Form: s.Form, Lang: s.Link.Language, Typed: question.Values(s.Form, answers), Large: true,
		Asked: outcome.AskedAt(s.Link.Occasion, s.Answers)}
}
