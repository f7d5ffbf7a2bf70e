package i18n

import (
	"strings"
	"testing"
)

func TestTheBrowserGetsALanguageItAskedFor(t *testing.T) {
	for header, want := range map[string]Lang{
		"":                           FI,
		"fi":                         FI,
		"fi-FI,fi;q=0.9,en;q=0.8":    FI,
		"sv":                         SV,
		"sv-FI,sv;q=0.9,fi;q=0.8":    SV,
		"en-GB,en;q=0.9":             EN,
		"ru,en;q=0.5":                EN,
		"de-DE,sv;q=0.7,en;q=0.3":    SV,
		"fi;q=0.2,en;q=0.9":          EN,
		"ru":                         FI,
		"*":                          FI,
		"no language; at, all;;q=x":  FI,
		strings.Repeat("en,", 1<<16): FI,
	} {
		if got := Match(header); got != want {
			t.Errorf("%.40q gets %s, want %s", header, got, want)
		}
	}
}

func TestALanguageIsReadFromItsStoredForm(t *testing.T) {
	for _, lang := range Langs {
		if got, ok := ParseLang(string(lang)); !ok || got != lang {
			t.Errorf("%s was read as %q", lang, got)
		}
	}
	for _, text := range []string{"", "FI", "fi-FI", "no", "fi_selko"} {
		if got, ok := ParseLang(text); ok {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}

func TestEasyFinnishIsFinnishToAScreenReader(t *testing.T) {
	for lang, want := range map[Lang]string{FI: "fi", SV: "sv", EN: "en", Selko: "fi"} {
		if got := lang.Tag(); got != want {
			t.Errorf("the tag of %s is %s, want %s", lang, got, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"", "fi", "sv-FI,sv;q=0.9", "*;q=0", ";;,,", "x-klingon"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if lang := Match(header); lang != FI && lang != SV && lang != EN {
			t.Fatalf("%q gets %q", header, lang)
		}
	})
}
