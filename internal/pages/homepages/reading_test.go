package homepages_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"rinnalla/internal/i18n"
	"rinnalla/internal/pages"
	"rinnalla/internal/report"
	"rinnalla/internal/testworld"
)

// visit opens an address as somebody who has never signed in.
func visit(t *testing.T, handler http.Handler, address string, lang i18n.Lang) *html.Node {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://rinnalla.example"+address, nil)
	request.Header.Set("Accept", "text/html")
	request.AddCookie(&http.Cookie{Name: "__Host-language", Value: string(lang)})
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK {
		t.Fatalf("%s in %s answers %d to somebody who has not signed in", address, lang, recorder.Code)
	}
	root, err := html.Parse(recorder.Body)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func published(t *testing.T, contact string) http.Handler {
	t.Helper()
	handler, err := pages.Handler(pages.Options{
		Acts: testworld.New(t).Acts, Log: slog.New(slog.DiscardHandler), Secure: true, Contact: contact,
		Disclosure: report.Disclosure{Threshold: 7, LeastForMean: 12},
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func elements(root *html.Node, tag string) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestAnybodyReadsTheGuideAndTheStatementInFourLanguages(t *testing.T) {
	handler := published(t, "")
	for _, address := range []string{"/guide", "/accessibility"} {
		titles := map[string]bool{}
		for _, lang := range i18n.Langs {
			root := visit(t, handler, address, lang)
			if got := attribute(elements(root, "html")[0], "lang"); got != lang.Tag() {
				t.Errorf("%s in %s says that it is in %q", address, lang, got)
			}
			if n := len(elements(root, "h1")); n != 1 {
				t.Errorf("%s in %s has %d main headings", address, lang, n)
			}
			body := words(elements(root, "main")[0])
			titles[body] = true
			if strings.ContainsAny(body, "[]{}") {
				t.Errorf("%s in %s shows a text without its words: %s", address, lang, body)
			}
		}
		if len(titles) != len(i18n.Langs) {
			t.Errorf("%s reads the same in two languages", address)
		}
	}
}

func TestEveryLineOfTheContentsLeadsToItsChapter(t *testing.T) {
	handler := published(t, "")
	for _, address := range []string{"/guide", "/accessibility"} {
		root := visit(t, handler, address, i18n.FI)
		chapters := map[string]string{}
		for _, h := range elements(elements(root, "article")[0], "h2") {
			chapters["#"+attribute(h, "id")] = words(h)
		}
		links := 0
		for _, a := range elements(elements(root, "main")[0], "a") {
			if to := attribute(a, "href"); strings.HasPrefix(to, "#") {
				links++
				if chapters[to] != words(a) {
					t.Errorf("%s: %q leads to %q", address, words(a), chapters[to])
				}
			}
		}
		if links < 8 || links != len(chapters) {
			t.Errorf("%s: %d links to %d chapters", address, links, len(chapters))
		}
	}
}

func TestTheGuideTellsTheRuleThatIsInForceHere(t *testing.T) {
	body := words(visit(t, published(t, ""), "/guide", i18n.FI))
	for _, sentence := range []string{"Luku, joka on alle 7, piilotetaan.", "jos vastauksia on vähintään 12."} {
		if !strings.Contains(body, sentence) {
			t.Errorf("the guide does not say %q", sentence)
		}
	}
}

func TestTheStatementNamesTheSupervisorAndTheContact(t *testing.T) {
	unset := words(visit(t, published(t, ""), "/accessibility", i18n.FI))
	if !strings.Contains(unset, "ei ole vielä antanut tähän yhteystietoa") {
		t.Error("the statement does not say that there is no contact")
	}
	for contact, leads := range map[string]string{
		"saavutettavuus@kainuu.example":    "mailto:saavutettavuus@kainuu.example",
		"https://kainuu.example/palaute":   "https://kainuu.example/palaute",
		"Kajaanin neuvonta, 08 000 00 000": "",
	} {
		root := visit(t, published(t, contact), "/accessibility", i18n.FI)
		body := words(root)
		if !strings.Contains(body, contact) || strings.Contains(body, "ei ole vielä antanut") {
			t.Errorf("the statement does not give the contact %q", contact)
		}
		for _, said := range []string{"Traficom", "kahden viikon", "306/2019", "rinnalla.example"} {
			if !strings.Contains(body, said) {
				t.Errorf("the statement does not mention %s", said)
			}
		}
		if got := linkOf(root, contact); got != leads {
			t.Errorf("the contact %q leads to %q", contact, got)
		}
	}
}

func linkOf(root *html.Node, text string) string {
	for _, a := range elements(root, "a") {
		if words(a) == text {
			return attribute(a, "href")
		}
	}
	return ""
}
