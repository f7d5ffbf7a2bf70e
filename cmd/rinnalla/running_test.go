package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestTheTableOfSettingsIsTheProgram(t *testing.T) {
	text, err := os.ReadFile("../../docs/running.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string][]string{} // flag with its command: environment variable, default
	row := regexp.MustCompile("(?m)^\\| `([a-z -]*--[a-z-]+)` \\| (?:`([A-Z_]+)`)? ?\\| ([^|]+) \\|")
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		told[m[1]] = []string{m[2], strings.Trim(m[3], "` ")}
	}
	var p program
	parser, err := kong.New(&p, kong.Name("rinnalla"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	err = kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		var command *kong.Node
		switch n := node.(type) {
		case *kong.Application:
			command = n.Node
		case *kong.Node:
			command = n
		default:
			return next(nil)
		}
		for _, f := range command.Flags {
			if f.Name == "help" {
				continue
			}
			name := strings.TrimSpace(strings.TrimPrefix(command.FullPath(), "rinnalla") + " --" + f.Name)
			name = strings.TrimSpace(regexp.MustCompile(` <[a-z]+>| \[flags\]`).ReplaceAllString(name, ""))
			seen[name] = true
			compare(t, name, f, told[name])
		}
		return next(nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range told {
		if !seen[name] {
			t.Errorf("docs/running.md tells of %q, which the program does not have", name)
		}
	}
}

func compare(t *testing.T, name string, f *kong.Flag, told []string) {
	t.Helper()
	if told == nil {
		t.Errorf("docs/running.md does not tell of %q", name)
		return
	}
	if env := strings.Join(f.Envs, ","); env != told[0] {
		t.Errorf("%s: environment %q, told %q", name, env, told[0])
	}
	if f.Default != "" && f.Default != told[1] || f.Required != (told[1] == "required") {
		t.Errorf("%s: default %q (required %v), told %q", name, f.Default, f.Required, told[1])
	}
}
