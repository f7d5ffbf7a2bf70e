package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type manifest struct {
	Packages []struct {
		Name, Version, Integrity string
		Files                    []string
	}
	Files map[string]string
}

type lock struct {
	Packages map[string]struct {
		Version, Integrity, Resolved string
		DevDependencies              map[string]string
	}
}

func readJSON(t *testing.T, content []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatal(err)
	}
}

func asset(t *testing.T, name string) []byte {
	t.Helper()
	content, err := fs.ReadFile(Assets(), name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestWhatIsEmbeddedIsWhatTheLockFileNames(t *testing.T) {
	var made manifest
	var named lock
	readJSON(t, asset(t, "manifest.json"), &made)
	readJSON(t, read(t, "../../frontend/package-lock.json"), &named)
	if len(made.Packages) == 0 {
		t.Fatal("the manifest names no package")
	}
	for _, p := range made.Packages {
		locked, ok := named.Packages["node_modules/"+p.Name]
		if !ok || locked.Version != p.Version || locked.Integrity != p.Integrity {
			t.Errorf("%s %s (%s) is embedded; the lock file names %s (%s): run frontend/build.sh", p.Name, p.Version, p.Integrity, locked.Version, locked.Integrity)
		}
		if !strings.HasPrefix(p.Integrity, "sha512-") {
			t.Errorf("%s has the integrity %q", p.Name, p.Integrity)
		}
		for _, file := range p.Files {
			head, _, _ := strings.Cut(string(asset(t, file)), "\n")
			if !strings.HasPrefix(head, "/*! ") || !strings.Contains(head, p.Name+" "+p.Version+" (") {
				t.Errorf("the first line of %s does not name %s %s", file, p.Name, p.Version)
			}
		}
		if !strings.Contains(string(asset(t, "licences.txt")), p.Name+" "+p.Version) {
			t.Errorf("licences.txt has no licence of %s %s", p.Name, p.Version)
		}
	}
}

func TestEveryEmbeddedFileIsAsItWasBuilt(t *testing.T) {
	var made manifest
	readJSON(t, asset(t, "manifest.json"), &made)
	seen := 0
	err := fs.WalkDir(Assets(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "manifest.json" {
			return err
		}
		seen++
		sum := sha256.Sum256(asset(t, path))
		if made.Files[path] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s is not as the manifest says: run frontend/build.sh", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen != len(made.Files) {
		t.Errorf("%d files are embedded, the manifest names %d", seen, len(made.Files))
	}
}

func TestPackagesArePinnedAndTheLockFileNamesNoHost(t *testing.T) {
	var named lock
	readJSON(t, read(t, "../../frontend/package-lock.json"), &named)
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for name, version := range named.Packages[""].DevDependencies {
		if !exact.MatchString(version) {
			t.Errorf("%s is asked for as %q, not by one version", name, version)
		}
	}
	for name, p := range named.Packages {
		if p.Resolved != "" {
			t.Errorf("%s is tied to the host of %s", name, p.Resolved)
		}
	}
}

func TestTheStyleSheetsAskNothingOfAnyOtherHost(t *testing.T) {
	outside := regexp.MustCompile(`(?i)url\(|@import|https?:|data:`)
	css := string(asset(t, "app.css"))
	if found := outside.FindString(css); found != "" {
		t.Errorf("app.css holds %q", found)
	}
	if len(css) > 120_000 {
		t.Errorf("app.css has %d bytes, at most 120 000 are allowed", len(css))
	}
}

// Physical directions would break a text that runs from right to left.
func TestTheStyleSheetsNameNoLeftOrRight(t *testing.T) {
	physical := regexp.MustCompile(`[;{\s](?:(?:margin|padding)-(?:left|right)|border-(?:left|right)(?:-\w+)?|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b`)
	sheets := map[string][]byte{"app.css": asset(t, "app.css")}
	ours, err := filepath.Glob(filepath.FromSlash("../../frontend/styles/*.scss"))
	if err != nil || len(ours) == 0 {
		t.Fatal("the sources of the style sheets are not found", err)
	}
	for _, path := range ours {
		sheets[path] = read(t, filepath.ToSlash(path))
	}
	for name, sheet := range sheets {
		for _, found := range physical.FindAllString(string(sheet), -1) {
			t.Errorf("%s holds %q", name, found)
		}
	}
}

func TestAnAddressOfAnAssetChangesWithItsContent(t *testing.T) {
	sum := sha256.Sum256(asset(t, "app.css"))
	if want := "/assets/app.css?v=" + hex.EncodeToString(sum[:6]); AssetPath("app.css") != want {
		t.Errorf("AssetPath = %s, want %s", AssetPath("app.css"), want)
	}
	if AssetVersion("missing.css") != "" {
		t.Error("an asset that is not there has a version")
	}
}
