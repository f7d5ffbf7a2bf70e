package web

import (
	"net/http"
	"strings"

	"rinnalla/internal/ui"
)

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers are the same on every answer (ASVS 5.0 V3.4): nothing inline, nothing
// framed, nothing guessed, nothing kept.
func (f *Frame) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if f.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// assets are the only thing that may be kept: their address holds their hash.
// Which files there are is not listed.
func assets() http.Handler {
	files := http.StripPrefix(ui.AssetPrefix, http.FileServerFS(ui.Assets()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		if r.URL.Query().Has("v") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		files.ServeHTTP(w, r)
	})
}

// cookieName is a cookie's name as the browser keeps it. Behind HTTPS all bear
// the prefix with which it takes them from this very host alone (ASVS 5.0 3.3.3).
func (f *Frame) cookieName(name string) string {
	if f.Secure {
		return "__Host-" + name
	}
	return name
}

const sessionCookie = "session"

// SessionCookie carries a session's token. An empty token ends it in the browser.
func SessionCookie(token string) *http.Cookie {
	c := &http.Cookie{Name: sessionCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// SessionToken is the session cookie's value as it came.
func (r *Request) SessionToken() string { return r.cookie(sessionCookie) }

// LanguageCookie keeps the reader's choice of language for a year.
func LanguageCookie(lang string) *http.Cookie {
	return &http.Cookie{Name: languageCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}
