// Command licences writes docs/third-party-licences.md: whose work Rinnalla is built from, and on what terms.
// It stops when a licence is unknown or does not suit ours. With -check it writes nothing and fails when the file is not up to date.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

const (
	root = ".." // go -C tools run ./licences
	file = root + "/docs/third-party-licences.md"
)

// work is one thing made by others.
type work struct {
	name, version, licence string
	texts                  []string
}

func main() {
	check := flag.Bool("check", false, "only say whether the file is up to date")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	shipped, tools, err := everything()
	if err != nil {
		return err
	}
	page := write(shipped, tools)
	if !check {
		return os.WriteFile(file, page, 0o644)
	}
	old, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(old, page) {
		return errors.New("docs/third-party-licences.md is not up to date; run make licences")
	}
	return nil
}

// everything answers what is in the program, and what is only used to build and test it.
func everything() (shipped, tools []work, err error) {
	shipped, err = gather(
		func() ([]work, error) { return modules(root, "./cmd/rinnalla") },
		func() ([]work, error) { return embedded(root + "/internal/ui/built/assets") },
	)
	if err != nil {
		return nil, nil, err
	}
	tools, err = gather(
		func() ([]work, error) { return modules(root, "-test", "./...") },
		func() ([]work, error) { return modules(".", "tool") },
		func() ([]work, error) { return packages(root + "/frontend") },
		func() ([]work, error) { return packages(root + "/e2e") },
	)
	if err != nil {
		return nil, nil, err
	}
	tools = slices.DeleteFunc(tools, func(w work) bool { return slices.ContainsFunc(shipped, w.same) })
	return tidy(append(shipped, standardLibrary(shipped)...)), tools, nil
}

func gather(sources ...func() ([]work, error)) ([]work, error) {
	var all []work
	for _, source := range sources {
		found, err := source()
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return tidy(all), nil
}

// standardLibrary is under the same text as the modules of its makers. Its version is that of whoever builds.
func standardLibrary(linked []work) []work {
	i := slices.IndexFunc(linked, func(w work) bool { return w.name == "golang.org/x/sys" })
	if i < 0 {
		return nil
	}
	library := linked[i]
	library.name, library.version = "Go standard library", ""
	return []work{library}
}

func (w work) same(other work) bool { return w.name == other.name && w.version == other.version }

func tidy(works []work) []work {
	slices.SortFunc(works, func(a, b work) int { return strings.Compare(a.name+" "+a.version, b.name+" "+b.version) })
	return slices.CompactFunc(works, work.same)
}

func write(shipped, tools []work) []byte {
	var page bytes.Buffer
	page.WriteString("# Third-party licences\n\nWritten by `make licences`; do not edit.\n\n## In the program\n\n")
	table(&page, shipped)
	page.WriteString("\n## Used only to build and to test\n\n")
	table(&page, tools)
	page.WriteString("\n## Licence texts of what is in the program\n")
	for _, text := range texts(shipped) {
		fmt.Fprintf(&page, "\n### %s\n\n````text\n%s\n````\n", strings.Join(text.names, ", "), text.text)
	}
	return page.Bytes()
}

func table(page *bytes.Buffer, works []work) {
	page.WriteString("| Work | Version | Licence |\n| --- | --- | --- |\n")
	for _, w := range works {
		fmt.Fprintf(page, "| %s | %s | %s |\n", w.name, w.version, w.licence)
	}
}

type sharedText struct {
	text  string
	names []string
}

// texts lists each licence text once, with all that are under it.
func texts(works []work) []sharedText {
	var all []sharedText
	for _, w := range works {
		for _, text := range w.texts {
			i := slices.IndexFunc(all, func(s sharedText) bool { return s.text == text })
			if i < 0 {
				all = append(all, sharedText{text: text, names: []string{w.name}})
			} else if !slices.Contains(all[i].names, w.name) {
				all[i].names = append(all[i].names, w.name)
			}
		}
	}
	return all
}
