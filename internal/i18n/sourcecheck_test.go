package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// This file holds the rules for the use of keys in Go, templ and TypeScript sources.
//
// A key is used where it stands as a whole string literal: "visit.saved". A literal of
// that form whose first segment is an area (the first segment of any key, or the name of
// a catalogue file) is taken for a key. Comments steer this, in any of the three languages:
//
//	//i18n:keys visit.state.*   keys built at run time: all that begin with visit.state.
//	//i18n:not visit.read       this literal looks like a key but is none (… .* for many)
//	//i18n:off                  no literal of this file is a key
//
// Test files and generated templates do not count.

var (
	literalForm   = regexp.MustCompile("[\"'`]([a-z]+(?:\\.[a-z0-9_]+)+)[\"'`]")
	directiveForm = regexp.MustCompile(`i18n:(keys|not)[ \t]+([a-z]+[a-z0-9_.]*\*?)`)
	offForm       = regexp.MustCompile(`//[ ]?i18n:off\b`)
	commentForm   = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)^\s*//[^\n]*$|<!--.*?-->`)
)

// fileNames end a literal that names a file, not a text.
var fileNames = []string{".css", ".csv", ".db", ".gz", ".html", ".js", ".json", ".md", ".pdf", ".png", ".sql", ".svg", ".txt", ".webmanifest", ".woff2", ".xlsx", ".zip"}

// use is what the sources say about keys.
type use struct {
	literals map[string]string // literal → the first place it stands at
	declared map[string]string // pattern of //i18n:keys → place
	excepted map[string]string // pattern of //i18n:not → place
	calls    []call
}

// call is a call that gives a key its variables.
type call struct {
	place, key string
	names      []string
}

// covers tells whether a key is one of a directive's keys.
func covers(pattern, key string) bool {
	if prefix, many := strings.CutSuffix(pattern, "*"); many {
		return strings.HasPrefix(key, prefix)
	}
	return pattern == key
}

func coveredBy(patterns map[string]string, key string) bool {
	for pattern := range patterns {
		if covers(pattern, key) {
			return true
		}
	}
	return false
}

// readSources collects the use of keys in a source tree.
func readSources(tree fs.FS) (use, error) {
	u := use{map[string]string{}, map[string]string{}, map[string]string{}, nil}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			base := path.Base(name)
			if name != "." && strings.HasPrefix(base, ".") || slices.Contains([]string{"node_modules", "testdata", "vendor", "dist", "bin", "var", "tools", "e2e"}, base) {
				return fs.SkipDir
			}
			return nil
		}
		if !isSource(name) {
			return nil
		}
		content, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		return u.read(name, content)
	})
	return u, err
}

func isSource(name string) bool {
	if strings.HasSuffix(name, "_test.go") || strings.Contains(name, ".test.") || strings.Contains(name, ".spec.") {
		return false
	}
	return slices.Contains([]string{".go", ".templ", ".ts", ".tsx", ".js", ".mjs"}, path.Ext(name))
}

func (u *use) read(name string, content []byte) error {
	if path.Ext(name) == ".go" {
		if err := u.readCalls(name, content); err != nil {
			return err
		}
	}
	if strings.HasSuffix(name, "_templ.go") {
		return nil
	}
	for _, match := range directiveForm.FindAllSubmatch(content, -1) {
		if string(match[1]) == "keys" {
			u.declared[string(match[2])] = name
		} else {
			u.excepted[string(match[2])] = name
		}
	}
	if offForm.Match(content) {
		return nil
	}
	for _, literal := range literalsOf(name, content) {
		// What ends with _ is the beginning of a key built at run time.
		if strings.HasSuffix(literal, "_") || slices.Contains(fileNames, path.Ext(literal)) {
			continue
		}
		if _, seen := u.literals[literal]; !seen {
			u.literals[literal] = name
		}
	}
	return nil
}

func literalsOf(name string, content []byte) []string {
	if path.Ext(name) == ".go" {
		return goLiterals(content)
	}
	var literals []string
	for _, match := range literalForm.FindAllSubmatch(commentForm.ReplaceAll(content, nil), -1) {
		literals = append(literals, string(match[1]))
	}
	return literals
}

func goLiterals(content []byte) []string {
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", files.Base(), len(content)), content, nil, 0)
	var literals []string
	for {
		_, kind, text := s.Scan()
		if kind == token.EOF {
			return literals
		}
		if kind != token.STRING {
			continue
		}
		if value, err := strconv.Unquote(text); err == nil && keyForm.MatchString(value) {
			literals = append(literals, value)
		}
	}
}

// taking are the functions that take a key followed by names and values in turn.
var taking = []string{"T", "New", "That"}

// readCalls collects the calls whose key and variable names are all literals.
func (u *use) readCalls(name string, content []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, content, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(node ast.Node) bool {
		expression, ok := node.(*ast.CallExpr)
		if !ok || expression.Ellipsis.IsValid() || !slices.Contains(taking, called(expression.Fun)) {
			return true
		}
		for i, argument := range expression.Args {
			key, ok := literal(argument)
			if !ok || !keyForm.MatchString(key) {
				continue
			}
			if names, ok := namesIn(expression.Args[i+1:]); ok {
				u.calls = append(u.calls, call{files.Position(argument.Pos()).String(), key, names})
			}
			return true
		}
		return true
	})
	return nil
}

func called(function ast.Expr) string {
	switch f := function.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func literal(expression ast.Expr) (string, bool) {
	basic, ok := expression.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

func namesIn(arguments []ast.Expr) (names []string, ok bool) {
	for i := 0; i < len(arguments); i += 2 {
		name, ok := literal(arguments[i])
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

// checkUse holds the sources against one complete language.
func checkUse(u use, texts map[string]found) []string {
	findings := slices.Concat(withoutText(u, texts), withoutUse(u, texts), withoutKeys(u, texts), withoutVariables(u, texts))
	slices.Sort(findings)
	return findings
}

func withoutText(u use, texts map[string]found) (findings []string) {
	areas := map[string]string{}
	for key, text := range texts {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = path.Base(text.file)
		areas[strings.TrimSuffix(path.Base(text.file), ".json")] = path.Base(text.file)
	}
	for literal, place := range u.literals {
		area, _, _ := strings.Cut(literal, ".")
		_, has := texts[literal]
		if file, known := areas[area]; known && !has && !coveredBy(u.excepted, literal) {
			findings = append(findings, fmt.Sprintf("%s: %q has no text: add it to %s in all four languages, or say //i18n:not %s if it is no key", place, literal, file, literal))
		}
	}
	return findings
}

func withoutUse(u use, texts map[string]found) (findings []string) {
	for key, text := range texts {
		_, used := u.literals[key]
		if !used && !coveredBy(u.declared, key) {
			findings = append(findings, fmt.Sprintf("%s: %q is used nowhere: delete it in all four languages, or say //i18n:keys where it is built", path.Base(text.file), key))
		}
	}
	return findings
}

func withoutKeys(u use, texts map[string]found) (findings []string) {
	for pattern, place := range u.declared {
		matches := false
		for key := range texts {
			matches = matches || covers(pattern, key)
		}
		if !matches {
			findings = append(findings, fmt.Sprintf("%s: //i18n:keys %s: there are no such keys", place, pattern))
		}
	}
	return findings
}

func withoutVariables(u use, texts map[string]found) (findings []string) {
	for _, call := range u.calls {
		text, ok := texts[call.key]
		if !ok {
			continue
		}
		for _, name := range text.variables() {
			if !slices.Contains(call.names, name) {
				findings = append(findings, fmt.Sprintf("%s: %q is not given its variable {%s}", call.place, call.key, name))
			}
		}
	}
	return findings
}
