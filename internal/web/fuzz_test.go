package web

import (
	"mime"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSafeNext: wherever a reader is sent on to after signing in, it is a page
// of this server, also as browsers read addresses.
func FuzzSafeNext(f *testing.F) {
	for _, seed := range []string{"/visits?from=2026-11-01#now", "//evil.example", `/\evil.example`, "/\t/evil.example", "https://evil.example", "javascript:alert(1)", "/..//evil.example", ""} {
		f.Add(seed)
	}
	home := url.URL{Scheme: "https", Host: "rinnalla.example.fi", Path: "/sign-in"}
	f.Fuzz(func(t *testing.T, next string) {
		got := SafeNext(next)
		// Browsers pass over tabs and line ends, and take a backslash for a slash.
		seen := strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/").Replace(strings.TrimLeft(got, "\x00 \x01\x02\x1f"))
		to, err := home.Parse(seen)
		if err != nil || to.Host != home.Host || to.Scheme != home.Scheme || strings.HasPrefix(seen, "//") {
			t.Fatalf("%q leads to %v, %v", next, to, err)
		}
	})
}

// FuzzFileName: whatever a file is to be called, its name does not break out of the header.
func FuzzFileName(f *testing.F) {
	f.Add(`käynnit"; filename="evil.exe`)
	f.Add("visits\r\nSet-Cookie: session=x.csv")
	f.Fuzz(func(t *testing.T, name string) {
		_, told, err := mime.ParseMediaType(`attachment; filename="` + fileName(name) + `"`)
		if err != nil || len(told) != 1 || told["filename"] != fileName(name) || strings.ContainsAny(told["filename"], "/\\\"\r\n") {
			t.Fatalf("%q is called %q, %v", name, told, err)
		}
	})
}

func FuzzLegible(f *testing.F) {
	f.Add("Bussi\x00 ei\xff kulje")
	f.Fuzz(func(t *testing.T, text string) {
		form := url.Values{"heard": {text, "ehjä"}}
		changed := legible(form)
		got := form.Get("heard")
		if !utf8.ValidString(got) || strings.ContainsRune(got, 0) || changed == (got == text) || form["heard"][1] != "ehjä" {
			t.Fatalf("%q became %q", text, form)
		}
	})
}
