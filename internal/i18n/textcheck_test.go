package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// This file holds the rules for catalogue files. Every finding is one line that says in
// which file what is wrong, so that it can be mended without reading on.

var (
	keyForm      = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)
	variableForm = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)
)

// slips are what a text must not contain, and what to write instead.
var slips = []struct {
	pattern *regexp.Regexp
	advice  string
}{
	{regexp.MustCompile(`^$`), "is empty"},
	{regexp.MustCompile(`^[\s\x{a0}]|[\s\x{a0}]$`), "begins or ends with a space"},
	{regexp.MustCompile(`[\n\r\t]`), "holds a line break or a tab: one text is one paragraph"},
	{regexp.MustCompile(`[ \x{a0}]{2}`), "holds two spaces in a row"},
	{regexp.MustCompile(`'`), "holds a straight apostrophe: write ’"},
	{regexp.MustCompile(`"`), "holds a straight quotation mark: write ”"},
	{regexp.MustCompile(`\.\.\.`), "holds three dots: write …"},
	{regexp.MustCompile(` - `), "holds a hyphen as a dash: write –"},
	{regexp.MustCompile(`[0-9}] [%€]`), `has a plain space before % or €: write \u00a0`},
	{regexp.MustCompile(`[0-9] [0-9]{3}\b`), `has a plain space within a number: write \u00a0`},
	{regexp.MustCompile(`§ [0-9{]`), `has a plain space after §: write \u00a0`},
	{regexp.MustCompile(`</?[a-z]`), "holds HTML: texts are plain"},
}

// found is one text as it stands in a file.
type found struct {
	file  string
	texts forms
	// plural is false for a plain text, which stands in texts.Other.
	plural bool
}

// checkTexts lists what is wrong with the catalogues under messages/.
func checkTexts(files fs.FS) []string {
	var findings []string
	all := map[Lang]map[string]found{}
	for _, lang := range Langs {
		texts, wrong := collect(files, lang)
		all[lang] = texts
		findings = append(findings, wrong...)
	}
	for _, key := range keysOf(all) {
		findings = append(findings, compare(key, all)...)
	}
	return findings
}

func keysOf(all map[Lang]map[string]found) []string {
	var keys []string
	for _, texts := range all {
		for key := range texts {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// collect reads one language and checks each text by itself.
func collect(files fs.FS, lang Lang) (map[string]found, []string) {
	texts, findings := map[string]found{}, []string(nil)
	names, err := fs.Glob(files, path.Join("messages", string(lang), "*.json"))
	if err != nil {
		return nil, []string{err.Error()}
	}
	for _, name := range names {
		err := entries(files, name, func(key string, value json.RawMessage) {
			text, wrong := inspect(key, value)
			if other, twice := texts[key]; twice {
				wrong = append(wrong, fmt.Sprintf("%q stands already in %s", key, other.file))
			}
			text.file = name
			texts[key] = text
			for _, finding := range wrong {
				findings = append(findings, name+": "+finding)
			}
		})
		if err != nil {
			findings = append(findings, fmt.Sprintf("%s is not a flat JSON object: %v", name, err))
		}
	}
	return texts, findings
}

// entries walks a JSON object key by key, so that a key that stands twice is seen twice.
func entries(files fs.FS, name string, visit func(key string, value json.RawMessage)) error {
	file, err := files.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return errors.Join(errors.New("it does not begin with {"), err)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		visit(fmt.Sprint(key), value)
	}
	if _, err := decoder.Token(); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows the object")
	}
	return nil
}

func inspect(key string, value json.RawMessage) (found, []string) {
	var findings []string
	if !keyForm.MatchString(key) {
		findings = append(findings, fmt.Sprintf("%q is no key: write area.name or area.part.name in lower case, digits and _", key))
	}
	text, err := shape(value)
	if err != nil {
		return text, append(findings, fmt.Sprintf("%q %v", key, err))
	}
	for _, form := range text.all() {
		for _, slip := range slips {
			if slip.pattern.MatchString(form) {
				findings = append(findings, fmt.Sprintf("%q %s (%s)", key, slip.advice, form))
			}
		}
		if strings.ContainsAny(variableForm.ReplaceAllString(form, ""), "{}") {
			findings = append(findings, fmt.Sprintf("%q holds a brace that is not part of a {variable} (%s)", key, form))
		}
	}
	return text, findings
}

func shape(value json.RawMessage) (found, error) {
	var plain string
	if json.Unmarshal(value, &plain) == nil {
		return found{texts: forms{Other: plain}}, nil
	}
	var plural map[string]string
	err := json.Unmarshal(value, &plural)
	_, one := plural["one"]
	_, other := plural["other"]
	if err != nil || len(plural) != 2 || !one || !other {
		return found{}, errors.New(`is neither a text nor exactly {"one": …, "other": …}`)
	}
	return found{texts: forms{plural["one"], plural["other"]}, plural: true}, nil
}

func (f found) all() []string {
	if f.plural {
		return []string{f.texts.One, f.texts.Other}
	}
	return []string{f.texts.Other}
}

// variables lists the names a text needs, sorted. In the form one the count may be spelt out.
func (f found) variables() []string {
	names := variablesOf(f.texts.Other)
	if f.plural && !slices.Contains(names, "count") {
		names = append(names, "count")
	}
	slices.Sort(names)
	return names
}

func variablesOf(text string) []string {
	var names []string
	for _, match := range variableForm.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// compare holds a key's texts in all languages against the first language that has it:
// Finnish, as a rule.
func compare(key string, all map[Lang]map[string]found) []string {
	var model found
	for _, lang := range slices.Backward(Langs) {
		if text, ok := all[lang][key]; ok {
			model = text
		}
	}
	area := path.Base(model.file)
	var findings []string
	for _, lang := range Langs {
		file := path.Join("messages", string(lang), area)
		text, ok := all[lang][key]
		switch {
		case !ok:
			findings = append(findings, fmt.Sprintf("%s: %q is missing; %s says: %s", file, key, model.file, model.texts.Other))
			continue
		case path.Base(text.file) != area:
			findings = append(findings, fmt.Sprintf("%s: %q belongs into %s", text.file, key, file))
		case text.plural != model.plural:
			findings = append(findings, fmt.Sprintf("%s: %q has plural forms in one language but not in %s", text.file, key, model.file))
		case !slices.Equal(text.variables(), model.variables()):
			findings = append(findings, fmt.Sprintf("%s: %q has the variables %v, but %s has %v", text.file, key, text.variables(), model.file, model.variables()))
		}
		if text.plural && !sameButCount(text) {
			findings = append(findings, fmt.Sprintf("%s: the forms of %q have different variables", text.file, key))
		}
	}
	return findings
}

func sameButCount(f found) bool {
	isCount := func(name string) bool { return name == "count" }
	one := slices.DeleteFunc(variablesOf(f.texts.One), isCount)
	other := slices.DeleteFunc(variablesOf(f.texts.Other), isCount)
	return slices.Equal(one, other)
}
