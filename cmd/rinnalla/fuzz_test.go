package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// FuzzSettingsFile: a file is read, or refused with a sentence that names it.
func FuzzSettingsFile(f *testing.F) {
	for _, seed := range []string{`{"addr": "127.0.0.1:8080"}`, `{"adress": 1}`, `{"threshold": {"serve": 7}}`, `[]`, `{"addr": `, "null", `{"": ""}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var p program
		parser, err := kong.New(&p, kong.Name("rinnalla"))
		if err != nil {
			t.Fatal(err)
		}
		file, err := settingsFile(strings.NewReader(text))
		if err == nil {
			err = file.Validate(parser.Model)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "the settings file") {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// FuzzAddresses: whatever is given as the address that people use, what comes of it has no path.
func FuzzAddresses(f *testing.F) {
	for _, seed := range []string{"https://rinnalla.example.fi", "HTTPS://A.example/", "https://[::1]:8443", "http://a b", "https://user@host", "https:///", "//host", ""} {
		f.Add("127.0.0.1:8080", seed)
	}
	f.Fuzz(func(t *testing.T, addr, public string) {
		s := settings{Addr: addr, Public: public}
		if s.check() != nil {
			return
		}
		scheme, host, found := strings.Cut(s.public(), "://")
		if !found || scheme != "http" && scheme != "https" || strings.ContainsAny(host, "/?#@") && public != "" {
			t.Fatalf("%q, %q became %q", addr, public, s.public())
		}
	})
}

func FuzzForwardedFor(f *testing.F) {
	f.Add("10.0.0.1, 203.0.113.7", "")
	f.Fuzz(func(t *testing.T, first, last string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sign-in", nil)
		r.Header["X-Forwarded-For"] = []string{first, last, "203.0.113.7"}
		if got := forwardedFor(r); got != "203.0.113.7" {
			t.Fatalf("%q %q: %s", first, last, got)
		}
	})
}
