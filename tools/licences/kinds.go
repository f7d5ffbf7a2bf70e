package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kinds are the licences that suit a work under Apache-2.0, each with words that only its text has.
// The first that fits is taken.
var kinds = []struct {
	name  string
	words []string
}{
	{"Apache-2.0", []string{"Apache License", "Version 2.0"}},
	{"MPL-2.0", []string{"Mozilla Public License", "2.0"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "endorse or promote"}},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms"}},
	{"MIT", []string{"Permission is hereby granted, free of charge"}},
	{"ISC", []string{"Permission to use, copy, modify, and"}},
	{"CC0-1.0", []string{"CC0 1.0 Universal"}},
	{"public domain", []string{"public domain"}},
}

// unsuitable begin licences that oblige a work built on them to take the same one.
var unsuitable = []string{"GNU GENERAL PUBLIC LICENSE", "GNU AFFERO GENERAL PUBLIC LICENSE", "Business Source License", "Server Side Public License"}

func kindOf(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	for _, words := range unsuitable {
		if strings.HasPrefix(text, words) {
			return "", errors.New("its licence does not suit ours: " + words)
		}
	}
	for _, kind := range kinds {
		if !slices.ContainsFunc(kind.words, func(words string) bool { return !strings.Contains(text, words) }) {
			return kind.name, nil
		}
	}
	return "", errors.New("its licence is unknown")
}

// read answers the kind and the texts of all licence files in a folder.
func read(folder string) (licence string, texts []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", nil, err
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() || !isLicence(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return "", nil, err
		}
		texts = append(texts, plain(string(text)))
		if isNotice(entry.Name()) {
			continue
		}
		name, err := kindOf(string(text))
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if names == nil {
		return "", nil, errors.New("it has no licence file")
	}
	return strings.Join(names, ", "), texts, nil
}

// isLicence leaves out the licence of a project's logo, which we do not use.
func isLicence(name string) bool {
	name = strings.ToUpper(name)
	if strings.HasSuffix(name, ".GO") || strings.HasSuffix(name, "-LOGO") {
		return false
	}
	return slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE"}, func(start string) bool { return strings.HasPrefix(name, start) })
}

// isNotice tells the files that must be passed on but are about the parts of a work, not about the whole.
func isNotice(name string) bool {
	name = strings.ToUpper(name)
	return strings.HasPrefix(name, "NOTICE") || strings.Contains(name, "3RD-PARTY")
}

// plain is a text as it may stand in a page of ours: no carriage returns, no blanks at the ends of lines.
func plain(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
