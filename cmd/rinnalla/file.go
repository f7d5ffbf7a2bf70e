package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// fileSettings are the settings of a file.
type fileSettings struct {
	kong.Resolver
	path string
	keys []string
}

// settingsFile reads a file with settings.
func settingsFile(r io.Reader) (kong.Resolver, error) {
	s := fileSettings{path: "the settings file"}
	if f, named := r.(*os.File); named {
		s.path += " " + f.Name()
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf(`%s is not JSON such as {"addr": "127.0.0.1:8080"}: %w`, s.path, err)
	}
	for key := range values {
		s.keys = append(s.keys, key)
	}
	slices.Sort(s.keys)
	s.Resolver, err = kong.JSON(bytes.NewReader(text))
	return s, err
}

// Validate refuses a key that is no flag's name: a setting that is spelled wrong
// would be one that is not there.
func (s fileSettings) Validate(app *kong.Application) error {
	var known []string
	err := kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if f, is := node.(*kong.Flag); is {
			known = append(known, strings.ReplaceAll(f.Name, "-", "_"))
		}
		return next(nil)
	})
	if err != nil {
		return err
	}
	for _, key := range s.keys {
		if !slices.Contains(known, key) {
			return fmt.Errorf("%s: there is no setting %q: docs/running.md and --help list them, with _ for -", s.path, key)
		}
	}
	return nil
}

// Resolve leaves to the environment what it sets: it goes before the file.
func (s fileSettings) Resolve(context *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	return s.Resolver.Resolve(context, parent, flag)
}
