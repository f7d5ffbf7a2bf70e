package field_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/testworld"
)

func embedded(t *testing.T, name string) []byte {
	t.Helper()
	content, err := fs.ReadFile(field.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestTheAppIsWhatWasBuiltFromThePackagesOfTheLockFile(t *testing.T) {
	var made struct {
		Packages []struct{ Name, Version, Integrity string }
		Files    map[string]string
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	text, err := os.ReadFile(filepath.FromSlash("../../frontend/package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range []struct {
		text []byte
		into any
	}{{embedded(t, "manifest.json"), &made}, {text, &lock}} {
		if err := json.Unmarshal(read.text, read.into); err != nil {
			t.Fatal(err)
		}
	}
	if len(made.Packages) == 0 || len(made.Files) < 8 {
		t.Fatalf("the manifest names %d packages and %d files", len(made.Packages), len(made.Files))
	}
	for _, p := range made.Packages {
		locked := lock.Packages["node_modules/"+p.Name]
		if locked.Version != p.Version || locked.Integrity != p.Integrity || p.Integrity == "" {
			t.Errorf("%s %s is embedded, the lock file names %s: run frontend/build.sh", p.Name, p.Version, locked.Version)
		}
	}
	for name, want := range made.Files {
		sum := sha256.Sum256(embedded(t, name))
		if hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not as the manifest says: run frontend/build.sh", name)
		}
	}
}

func TestTheServiceWorkerKeepsEveryFileThatTheShellNames(t *testing.T) {
	y := open(testworld.New(t))
	answer, worker := y.get("/field/sw.js", "")
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Service-Worker-Allowed") != "/field/" || answer.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("%d %v", answer.StatusCode, answer.Header)
	}
	_, shell := y.get("/field/", "")
	named := regexp.MustCompile(`(?:href|src)="(/[^"]+\?v=[^"]+)"`).FindAllStringSubmatch(string(shell), -1)
	if len(named) < 8 {
		t.Fatalf("the shell names %d files", len(named))
	}
	for _, m := range named {
		if !strings.Contains(string(worker), `"`+m[1]+`"`) {
			t.Errorf("the service worker does not keep %s", m[1])
		}
		if answer, _ := y.get(m[1], ""); answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %s", m[1], answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
}

func TestAnotherVersionsFilesAreNotThere(t *testing.T) {
	y := open(testworld.New(t))
	for _, path := range []string{"/field/?v=000000000000", "/field/app/app.js?v=000000000000", "/field/app/manifest.json", "/field/app/nothing.js"} {
		if answer, _ := y.get(path, ""); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, answer.StatusCode)
		}
	}
}

func TestTheShellHoldsNothingInline(t *testing.T) {
	y := open(testworld.New(t))
	answer, shell := y.get("/field/", "")
	policy := answer.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	if found := regexp.MustCompile(`(?i)<style|style=|<script(?:[^>]*)>[^<]|\son[a-z]+=`).Find(shell); found != nil {
		t.Errorf("the shell holds %q", found)
	}
	for _, lang := range i18n.Langs {
		if !strings.Contains(string(shell), i18n.For(lang).T("field.noscript")) {
			t.Errorf("without scripts the shell says nothing in %s", lang)
		}
	}
}

func TestTheManifestMakesTheAppInstallable(t *testing.T) {
	y := open(testworld.New(t))
	answer, text := y.get("/field/manifest.webmanifest", "")
	var made struct {
		Name, Scope, Display string
		StartURL             string `json:"start_url"`
		Icons                []struct{ Src, Sizes, Type, Purpose string }
	}
	if err := json.Unmarshal(text, &made); err != nil || answer.Header.Get("Content-Type") != "application/manifest+json" {
		t.Fatal(err, answer.Header)
	}
	if made.Name == "" || made.Scope != "/field/" || made.StartURL != "/field/" || made.Display != "standalone" || len(made.Icons) != 3 {
		t.Errorf("%+v", made)
	}
	for _, icon := range made.Icons {
		answer, content := y.get(icon.Src, "")
		if answer.StatusCode != http.StatusOK || icon.Type != "image/png" || !strings.HasPrefix(string(content), "\x89PNG") {
			t.Errorf("%s: %d", icon.Src, answer.StatusCode)
		}
	}
}

func TestTheDemosAppSaysThatRecordsAreInvented(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.FI, i18n.SV, i18n.EN} {
		text := i18n.For(lang).T("web.demo_text")
		if !strings.Contains(field.Shell(true), text) {
			t.Errorf("the demo does not say it in %s", lang)
		}
		if strings.Contains(field.Shell(false), text) {
			t.Error("a real installation calls its records invented")
		}
	}
}
