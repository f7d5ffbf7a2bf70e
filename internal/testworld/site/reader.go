package site

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Reader is one browser: its cookies, and the page it came from.
type Reader struct {
	site *Site
	jar  http.CookieJar
	from string
}

// Get opens an address and follows redirects.
func (r *Reader) Get(address string) *Page {
	r.site.Helper()
	return r.follow(r.send("GET", address, nil))
}

// Post sends a form and follows redirects. A test that is not about the bare
// request rather opens the page and uses [Page.Press].
func (r *Reader) Post(address string, fields url.Values) *Page {
	r.site.Helper()
	return r.follow(r.send("POST", address, fields))
}

// Speaking is the same browser with a language chosen: "sv".
func (r *Reader) Speaking(lang string) *Reader {
	r.site.Helper()
	r.send("POST", "/language", url.Values{"language": {lang}, "back": {"/"}})
	return r
}

// Cookie is the value of a cookie, or empty.
func (r *Reader) Cookie(name string) string {
	for _, c := range r.jar.Cookies(&url.URL{Scheme: "https", Host: Host, Path: "/"}) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Do sends any request as this browser and follows no redirect.
func (r *Reader) Do(request *http.Request) *Page {
	r.site.Helper()
	for _, c := range r.jar.Cookies(request.URL) {
		request.AddCookie(c)
	}
	if request.Header.Get("Accept") == "" {
		request.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	}
	if r.from != "" {
		request.Header.Set("Referer", r.from)
	}
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	recorder := httptest.NewRecorder()
	r.site.Handler.ServeHTTP(recorder, request)
	response := recorder.Result()
	r.jar.SetCookies(request.URL, response.Cookies())
	return r.page(request, response)
}

func (r *Reader) page(request *http.Request, response *http.Response) *Page {
	r.site.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.site.Fatal(err)
	}
	p := &Page{reader: r, Status: response.StatusCode, Address: request.URL.RequestURI(), Header: response.Header, Body: string(body)}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		if p.root, err = html.Parse(strings.NewReader(p.Body)); err != nil {
			r.site.Fatal(err)
		}
	}
	return p
}

func (r *Reader) send(method, address string, fields url.Values) *Page {
	r.site.Helper()
	u, err := (&url.URL{Scheme: "https", Host: Host, Path: "/"}).Parse(address)
	if err != nil {
		r.site.Fatal(err)
	}
	u.Fragment = "" // browsers keep it to themselves
	var body io.Reader
	if method == "POST" {
		body = strings.NewReader(fields.Encode())
	}
	request := httptest.NewRequestWithContext(r.site.Context(), method, u.String(), body)
	if method == "POST" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r.Do(request)
}

const redirectsFollowed = 10

func (r *Reader) follow(p *Page) *Page {
	r.site.Helper()
	for range redirectsFollowed {
		to := p.Header.Get("Location")
		if to == "" {
			r.from = "https://" + Host + p.Address
			return p
		}
		p = r.send("GET", to, nil)
	}
	r.site.Fatalf("more than %d redirects, the last to %s", redirectsFollowed, p.Address)
	return nil
}
