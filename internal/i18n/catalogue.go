package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// messages holds one folder per language with one flat JSON object per area: key → text,
// or key → {"one": …, "other": …} where the argument count chooses the form.
// Variables stand in {braces}.
//
//go:embed messages
var messages embed.FS

// message is one text of a catalogue, taken apart once at start.
type message struct {
	one, other template
	plural     bool
}

// forms are the texts of a message as they stand in the catalogue.
type forms struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// template is a text cut at its variables.
type template struct {
	text  string
	parts []part
}

// part is literal text, followed by a variable unless name is empty.
type part struct {
	text, name string
}

func parse(text string) template {
	if !strings.Contains(text, "{") {
		return template{text: text}
	}
	var parts []part
	rest := text
	for {
		before, tail, found := strings.Cut(rest, "{")
		name, after, closed := strings.Cut(tail, "}")
		if !found || !closed {
			return template{text, append(parts, part{text: rest})}
		}
		if name == "" {
			before += "{}"
		}
		parts = append(parts, part{before, name})
		rest = after
	}
}

// catalogues are all texts of all languages, read at first use. A catalogue that is not
// valid JSON is a fault of the build and stops the program.
var catalogues = sync.OnceValue(func() map[Lang]map[string]message {
	all := make(map[Lang]map[string]message, len(Langs))
	for _, lang := range Langs {
		texts, err := read(messages, lang)
		if err != nil {
			panic(err)
		}
		all[lang] = texts
	}
	return all
})

func read(files fs.FS, lang Lang) (map[string]message, error) {
	names, err := fs.Glob(files, path.Join("messages", string(lang), "*.json"))
	if err != nil {
		return nil, fmt.Errorf("i18n: list catalogues: %w", err)
	}
	texts := map[string]message{}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("i18n: read catalogue: %w", err)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(content, &raw); err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
		for key, value := range raw {
			if texts[key], err = decode(value); err != nil {
				return nil, fmt.Errorf("i18n: %s: %s: %w", name, key, err)
			}
		}
	}
	return texts, nil
}

func decode(value json.RawMessage) (message, error) {
	var plain string
	if json.Unmarshal(value, &plain) == nil {
		return message{other: parse(plain)}, nil
	}
	var plural forms
	if err := json.Unmarshal(value, &plural); err != nil {
		return message{}, fmt.Errorf(`neither a text nor {"one": …, "other": …}: %w`, err)
	}
	return message{parse(plural.One), parse(plural.Other), true}, nil
}
