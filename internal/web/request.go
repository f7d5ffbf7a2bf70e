package web

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/ui"
)

// Request is one request with what the frame knows of it: who asks, in which
// language. Its body has been read.
type Request struct {
	*http.Request
	Identity
	Print     *i18n.Printer
	frame     *Frame
	reference string
	flash     string
}

func newReference() string {
	b := make([]byte, 5)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand does not fail on any supported system
	}
	return base32.StdEncoding.EncodeToString(b)
}

// Reference is the number by which the operator finds this request in the log.
func (r *Request) Reference() string { return r.reference }

// Secure tells whether people reach the server over HTTPS.
func (r *Request) Secure() bool { return r.frame.Secure }

// Demo tells whether this is the demo world.
func (r *Request) Demo() bool { return r.frame.Demo }

func (r *Request) cookie(name string) string {
	c, err := r.Request.Cookie(r.frame.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// CookieNamed is the value of a cookie as an Answer has set it; empty when there is none.
func (r *Request) CookieNamed(name string) string { return r.cookie(name) }

const languageCookie = "language"

// speak chooses the language: the cookie set by the reader's own choice, then
// her profile, then what the browser asks for, then Finnish. Programs have neither
// cookie nor profile.
func (r *Request) speak(route Route) {
	lang := i18n.Match(r.Header.Get("Accept-Language"))
	if route.Door != nil {
		r.Print = i18n.For(lang)
		return
	}
	if r.Identity.Lang != "" {
		lang = r.Identity.Lang
	}
	if chosen, ok := i18n.ParseLang(r.cookie(languageCookie)); ok {
		lang = chosen
	}
	r.Print = i18n.For(lang)
}

func (r *Request) wantsHTML() bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// read takes in the whole body, at most route.MaxBody bytes of it.
func (r *Request) read(w http.ResponseWriter, route Route) error {
	if reads(r.Method) {
		if route.Door == nil {
			r.flash = r.cookie(flashCookie)
		}
		return r.checked(r.parse(r.ParseForm))
	}
	r.Body = http.MaxBytesReader(w, r.Body, route.maxBody())
	if route.RawBody {
		return nil
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.checked(r.parse(func() error { return r.ParseMultipartForm(1 << 20) }))
	}
	return r.checked(r.parse(r.ParseForm))
}

// removeUploads removes the files in which large uploads wait.
func (r *Request) removeUploads() error {
	if r.MultipartForm == nil {
		return nil
	}
	return r.MultipartForm.RemoveAll()
}

// parse reads address and form, and makes texts of what is none.
func (r *Request) parse(read func() error) error {
	query := r.URL.Query()
	if legible(query) {
		r.URL.RawQuery = query.Encode()
	}
	err := read()
	legible(r.PostForm)
	legible(r.Form)
	return err
}

// legible puts the sign for an unreadable character in the place of what nobody
// typed and no database takes as text: NUL, and bytes that are no UTF-8. It
// tells whether there was any.
func legible(form url.Values) (changed bool) {
	for _, values := range form {
		for i, v := range values {
			values[i] = strings.ReplaceAll(strings.ToValidUTF8(v, "\uFFFD"), "\x00", "\uFFFD")
			changed = changed || values[i] != v
		}
	}
	return changed
}

func (r *Request) checked(err error) error {
	var big *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &big):
		return fault.New(fault.Invalid, "fault.too_big", "limit", big.Limit>>20)
	default:
		return fault.New(fault.Invalid, "fault.unreadable")
	}
}

// PathID reads an id out of the path. A malformed one names nothing.
func PathID[T any](r *Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, fault.Missing()
	}
	return v, nil
}

// Page begins a page: the frame around it, in the reader's language. title is a
// message key.
func (r *Request) Page(title string, args ...any) Page {
	return r.PageTitled(r.Print.T(title, args...))
}

// PageTitled is Page with a title that is somebody's own words.
func (r *Request) PageTitled(title string) Page {
	p := Page{Printer: r.Print, Title: title}
	p.Props = ui.PageProps{
		Lang: r.Print.Tag(), Title: title + " – " + r.Print.T("web.brand"),
		Brand: r.Print.T("web.brand"), HomeHref: "/", SkipText: r.Print.T("web.skip"),
	}
	if r.frame.Demo {
		p.Props.Banner = &ui.BannerProps{Tag: r.Print.T("web.demo_tag"), Text: r.Print.T("web.demo_text")}
	}
	if r.SignedIn && r.Left > 0 {
		p.Props.Session = r.sessionProps()
	}
	if r.flash != "" && r.Print.Has(r.flash) {
		p.Props.Flash = &ui.FlashProps{Tone: ui.Good, Text: r.Print.T(r.flash)}
	}
	if r.frame.Navigation != nil {
		r.frame.Navigation(r, &p.Props)
	}
	return p
}

// sessionProps warn before the session ends and offer to go on (WCAG 2.2, 2.2.1).
func (r *Request) sessionProps() *ui.SessionProps {
	t := r.Print.T
	return &ui.SessionProps{
		Left: r.Left, Title: t("session.ends_title"), Text: t("session.ends_text"), Keep: t("session.keep"), Address: "/session",
		Last: t("session.last_text"), OverTitle: t("session.over_title"), Over: t("session.over_text"),
	}
}

// Page is what every page struct embeds: the printer for its texts and the
// frame's own parts.
type Page struct {
	*i18n.Printer
	Title string
	Props ui.PageProps
}

// backAddress is where the reader was: the page itself for a reading, the page
// that held the form otherwise.
func (r *Request) backAddress() string {
	if reads(r.Method) {
		return r.URL.RequestURI()
	}
	if u, err := url.Parse(r.Referer()); err == nil && u.Host == r.Host {
		return u.RequestURI()
	}
	return "/"
}

func escapeNext(address string) string { return url.QueryEscape(address) }

// SafeNext is the address to go on to, if it is one of this server's own.
func SafeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// Acts opens acts for a Free route.
func (r *Request) Acts() *act.Acts { return r.frame.Acts }

// Read opens a reading act of the request's actor.
func (r *Request) Read(fn func(*act.Tx) error) error {
	return r.frame.Acts.Read(r.Context(), r.Actor, fn)
}

// Write opens a writing act of the request's actor.
func (r *Request) Write(fn func(*act.Tx) error) error {
	return r.frame.Acts.Write(r.Context(), r.Actor, fn)
}
