package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// modules lists the Go modules whose packages the named packages are built from, the standard library among them.
func modules(folder string, arguments ...string) ([]work, error) {
	command := exec.Command("go", append([]string{"list", "-deps", "-json=Module"}, arguments...)...)
	command.Dir = folder
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w", folder, err)
	}
	seen := map[string]bool{}
	var works []work
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return works, nil
		} else if err != nil {
			return nil, err
		}
		module := pkg.Module
		if module == nil || module.Main || seen[module.Path] {
			continue
		}
		seen[module.Path] = true
		licence, texts, err := read(module.Dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", module.Path, err)
		}
		works = append(works, work{name: module.Path, version: module.Version, licence: licence, texts: texts})
	}
}

// packages lists the npm packages of a lock file: those that end up in the program, whose texts are read
// from what npm has installed, and those that only help to build it, which the lock file marks with dev.
func packages(folder string) (embedded, builders []work, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		return nil, nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version, License string
			Dev              bool
		}
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", folder, err)
	}
	for path, found := range lock.Packages {
		at := strings.LastIndex(path, "node_modules/")
		if at < 0 {
			continue
		}
		made := work{name: "npm " + path[at+len("node_modules/"):], version: found.Version, licence: found.License}
		if made.licence == "" {
			return nil, nil, fmt.Errorf("%s: its licence is unknown", made.name)
		}
		if found.Dev {
			builders = append(builders, made)
			continue
		}
		if made.licence, made.texts, err = read(filepath.Join(folder, path)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", made.name, err)
		}
		embedded = append(embedded, made)
	}
	return embedded, builders, nil
}
