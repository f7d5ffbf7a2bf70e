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
		if module.Path == fontModule {
			font, err := goFonts(module.Dir)
			if err != nil {
				return nil, err
			}
			font.version = module.Version
			works = append(works, font)
		}
	}
}

// fontModule is where the Go fonts come in. They are another's work than the module, with a licence of their own in it.
const fontModule = "golang.org/x/image"

func goFonts(folder string) (work, error) {
	text, err := os.ReadFile(filepath.Join(folder, "font", "gofont", "ttfs", "README"))
	if err != nil {
		return work{}, err
	}
	licence, err := kindOf(string(text))
	return work{name: "Go fonts, in " + fontModule, licence: licence, texts: []string{plain(string(text))}}, err
}

// embedded lists the npm packages that a folder of assets says it was made from. Their texts stand beside it, in one file.
func embedded(assets string) ([]work, error) {
	var manifest struct {
		Packages []struct{ Name, Version, License string }
	}
	if err := decode(filepath.Join(assets, "manifest.json"), &manifest); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(assets, "licences.txt"))
	if err != nil {
		return nil, err
	}
	var works []work
	for _, p := range manifest.Packages {
		if !strings.Contains(string(text), p.Name+" "+p.Version+"\n") {
			return nil, fmt.Errorf("%s %s: its text is missing in %s/licences.txt", p.Name, p.Version, assets)
		}
		works = append(works, work{name: npm + p.Name, version: p.Version, licence: p.License, texts: []string{plain(string(text))}})
	}
	return works, nil
}

// npm goes before the name of an npm package, to tell it from a Go module.
const npm = "npm "

// packages lists the npm packages of a lock file.
func packages(folder string) ([]work, error) {
	var lock struct {
		Packages map[string]struct{ Version, License string }
	}
	if err := decode(filepath.Join(folder, "package-lock.json"), &lock); err != nil {
		return nil, err
	}
	var works []work
	for path, found := range lock.Packages {
		at := strings.LastIndex(path, "node_modules/")
		if at < 0 {
			continue
		}
		name := npm + path[at+len("node_modules/"):]
		if found.License == "" {
			return nil, fmt.Errorf("%s: its licence is unknown", name)
		}
		works = append(works, work{name: name, version: found.Version, licence: found.License})
	}
	return works, nil
}

func decode(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
