package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/picture"
)

func TestACopyIsCheckedWithoutADatabase(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	notary, err := act.OpenNotary(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := act.OpenNotary(elsewhere); err != nil {
		t.Fatal(err)
	}
	data, err := picture.SignData(picture.CopyOf(nil, civil.Instant{}), notary)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, bad := file("kopio.json", data), file("kopio.json", bytes.Replace(data, []byte(`"made": ""`), []byte(`"made": "x"`), 1))
	home, other := installation{"--data", folder}, installation{"--data", elsewhere}
	home.must(t, "check-copy", good)
	other.must(t, "check-copy", good, "--key", filepath.Join(folder, act.PublicFile))
	for name, err := range map[string]error{
		"changed":              home.run(t, "check-copy", bad),
		"another's":            other.run(t, "check-copy", good),
		"no copy":              home.run(t, "check-copy", filepath.Join(folder, act.PublicFile)),
		"a key that is none":   home.run(t, "check-copy", good, "--key", good),
		"a folder without key": installation{"--data", t.TempDir()}.run(t, "check-copy", good),
	} {
		if err == nil || strings.Contains(err.Error(), "panic") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
