package web

import (
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"rinnalla/internal/fault"
)

// Answer is what a handler returns: decided inside the act, written after it.
type Answer struct {
	status  int
	page    templ.Component
	to      string
	text    string
	kind    string
	name    string
	file    *os.File
	cookies []*http.Cookie
	headers map[string]string
}

// Show answers with a page.
func Show(page templ.Component) *Answer { return &Answer{status: http.StatusOK, page: page} }

// ShowFaults answers with the page of a form whose faults are shown beside the
// fields; the handler returns the error with it.
func ShowFaults(page templ.Component) *Answer {
	return &Answer{status: http.StatusUnprocessableEntity, page: page}
}

// Redirect sends the reader on by GET, after a post as well.
func Redirect(to string) *Answer { return &Answer{status: http.StatusSeeOther, to: to} }

// Text answers with plain text.
func Text(status int, text string) *Answer {
	return &Answer{status: status, text: text + "\n", kind: "text/plain; charset=utf-8"}
}

// Body answers with a short body of any kind.
func Body(status int, kind string, body []byte) *Answer {
	return &Answer{status: status, text: string(body), kind: kind}
}

// File hands over a file of [NewFile] that was built for this reader alone; the frame
// drops it afterwards. name is what the reader's computer shall call it; without
// one it is an answer like any other.
func File(f *os.File, kind, name string) *Answer {
	return &Answer{status: http.StatusOK, file: f, kind: kind, name: name}
}

// With changes the status.
func (a *Answer) With(status int) *Answer {
	a.status = status
	return a
}

// Flash shows a message once on the next page. key is a message key without variables.
func (a *Answer) Flash(key string) *Answer {
	return a.Cookie(&http.Cookie{Name: flashCookie, Value: key, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// Cookie sets a cookie.
func (a *Answer) Cookie(c *http.Cookie) *Answer {
	a.cookies = append(a.cookies, c)
	return a
}

// Header sets a response header.
func (a *Answer) Header(name, value string) *Answer {
	if a.headers == nil {
		a.headers = map[string]string{}
	}
	a.headers[name] = value
	return a
}

const flashCookie = "flash"

// show writes the answer. A page is rendered whole before its first byte is
// sent, so a fault in a template cannot leave half a page.
func (f *Frame) show(w http.ResponseWriter, r *Request, a *Answer) {
	cookies := a.cookies
	if r.flash != "" {
		cookies = append(cookies, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	for _, c := range cookies {
		c.Name, c.Secure = f.cookieName(c.Name), f.Secure
		http.SetCookie(w, c)
	}
	for name, value := range a.headers {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Language", r.Print.Lang().Tag())
	switch {
	case a.to != "":
		http.Redirect(w, r.Request, a.to, a.status)
	case a.file != nil:
		f.sendFile(w, r, a)
	case a.page != nil:
		f.sendPage(w, r, a)
	default:
		f.send(w, r, a.status, a.kind, []byte(a.text))
	}
}

func (f *Frame) sendPage(w http.ResponseWriter, r *Request, a *Answer) {
	b := templ.GetBuffer()
	defer templ.ReleaseBuffer(b)
	if err := a.page.Render(r.Context(), b); err != nil {
		f.Log.Error("render", "reference", r.reference, "error", err)
		f.send(w, r, http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(r.reference+"\n"))
		return
	}
	f.send(w, r, a.status, "text/html; charset=utf-8", b.Bytes())
}

func (f *Frame) send(w http.ResponseWriter, r *Request, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// The reader may have gone; there is nobody left to tell.
		_, _ = w.Write(body)
	}
}

func (f *Frame) sendFile(w http.ResponseWriter, r *Request, a *Answer) {
	defer func() {
		if err := Drop(a.file); err != nil {
			f.Log.Error("drop an export", "reference", r.reference, "error", err)
		}
	}()
	size, err := a.file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = a.file.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Log.Error("read an export", "reference", r.reference, "error", err)
		f.send(w, r, http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(r.reference+"\n"))
		return
	}
	w.Header().Set("Content-Type", a.kind)
	if a.name != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(a.name)+`"`)
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(a.status)
	// The reader may have gone; there is nobody left to tell.
	_, _ = io.Copy(w, a.file)
}

// fileName keeps letters, digits, dots and dashes: a name is data, and quotes
// or line ends in it would end the header.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, s)
}

var statusOf = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound, fault.Forbidden: http.StatusForbidden,
	fault.Conflict: http.StatusConflict, fault.Stale: http.StatusConflict, fault.Unavailable: http.StatusServiceUnavailable,
}

// tell is the answer to an error, in the form of those for whom the route is.
func (route Route) tell(r *Request, err error) *Answer {
	if route.Door == nil {
		return errorAnswer(r, err)
	}
	status := http.StatusInternalServerError
	if found := fault.Of(err); found != nil {
		status = statusOf[found.Kind]
	}
	return route.Door.Tell(r, status, err)
}

// errorAnswer tells what went wrong and what to do: a fault in its own words,
// everything else by a reference number.
func errorAnswer(r *Request, err error) *Answer {
	found, status := fault.Of(err), http.StatusInternalServerError
	key, args := "fault.internal", []any{"reference", r.reference}
	if found != nil {
		status = statusOf[found.Kind]
		key, args = found.Key, append([]any{"reference", r.reference}, found.Args...)
	}
	text := r.Print.T(key, args...)
	if found != nil && len(found.Fields) > 0 { // there is no form here on which to mark them
		text = strings.Join(r.Errors(err).sentences(), " ")
	}
	if !r.wantsHTML() {
		return Text(status, text)
	}
	title := "web.error_title"
	if status == http.StatusNotFound {
		title = "web.not_found_title"
	}
	page := errorPage{Page: r.Page(title), Text: text, Home: r.Print.T("web.to_desk")}
	page.Props.Width = "narrow"
	return Show(errorView(page)).With(status)
}

type errorPage struct {
	Page
	Text, Home string
}
