package pages_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/pages"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
	"rinnalla/internal/web"
)

var update = flag.Bool("update", false, "write the golden files anew")

func routes(t *testing.T) []web.Route {
	t.Helper()
	all := slices.Concat(pages.Routes(site.Options(testworld.New(t)))...)
	slices.SortFunc(all, func(a, b web.Route) int {
		return strings.Compare(a.Path()+" "+a.Method(), b.Path()+" "+b.Method())
	})
	return all
}

// The golden file is the list of rights: a change of it is a change of rights
// and shows in review.
func TestRouteMatrix(t *testing.T) {
	var b strings.Builder
	for _, r := range routes(t) {
		needs := r.Needs.Name()
		if r.Or.Defined() {
			needs += " or " + r.Or.Name()
		}
		fmt.Fprintf(&b, "%s\n    %s:", r.Pattern, needs)
		if r.Needs == access.Public {
			b.WriteString(" anyone\n")
			continue
		}
		if r.Door != nil {
			b.WriteString(" programs with the scope\n")
			continue
		}
		for _, role := range access.Roles() {
			reach := max(access.ReachOf(role, r.Needs), access.ReachOf(role, r.Or))
			if reach != access.ReachNone {
				fmt.Fprintf(&b, " %s (%s)", role, reach)
			}
		}
		b.WriteString("\n")
	}
	path := filepath.Join("testdata", "routes.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("the table of rights has changed; if that is meant, run the test with -update and name the change in the commit\n%s", b.String())
	}
}

var wildcard = regexp.MustCompile(`\{[a-z]+(\.\.\.)?\}`)

// unasked are files that hold an answer: without a question they say so.
var unasked = map[string]int{"/reports/change.csv": 422, "/reports/change.xlsx": 422, "/reports/answers.csv": 422, "/reports/answers.xlsx": 422}

// Every page without an id in its address opens for whoever holds its
// permission, and is not found by everybody else.
func TestEveryPageOpensForThoseWhoMayAndForNobodyElse(t *testing.T) {
	s := site.New(t)
	cast := map[string]access.Actor{"aino": testworld.Aino, "bertta": testworld.Bertta, "dora": testworld.Dora, "elli": testworld.Elli, "olli": testworld.Olli}
	for _, r := range routes(t) {
		path := strings.TrimSuffix(r.Path(), "{$}")
		if r.Method() != "GET" || wildcard.MatchString(path) || r.Needs == access.Public || r.Door != nil {
			continue
		}
		for name, who := range cast {
			got := s.As(name).Get(path).Status
			open := who.Holds(r.Needs) || r.Or.Defined() && who.Holds(r.Or)
			if open && got != cmp.Or(unasked[path], 200) || !open && got != 404 {
				t.Errorf("%s opens %s: %d, may %v", name, path, got, open)
			}
		}
		if p := s.Visitor().Get(path); p.Status == 200 && !strings.HasPrefix(p.Address, "/sign-in") {
			t.Errorf("a visitor opens %s", path)
		}
	}
}

func TestAVisitorIsAskedToSignInAndComesBack(t *testing.T) {
	p := site.New(t).Visitor().Get("/reports/outreach?by=month")
	if want := "/sign-in?next=%2Freports%2Foutreach%3Fby%3Dmonth"; p.Address != want {
		t.Fatalf("sent to %s", p.Address)
	}
}

func TestHeadersHoldOnEveryAnswer(t *testing.T) {
	s := site.New(t)
	for _, path := range []string{"/", "/sign-in", "/healthz", "/nothing-here", "/assets/app.css", "/field/"} {
		h := s.As("aino").Get(path).Header
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: Content-Security-Policy %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s %q", path, name, h.Get(name))
			}
		}
		if !strings.HasPrefix(path, "/assets/") && !strings.Contains(h.Get("Cache-Control"), "no-store") && !strings.HasPrefix(path, "/field") {
			t.Errorf("%s may be kept: %q", path, h.Get("Cache-Control"))
		}
	}
}
