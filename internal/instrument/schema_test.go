package instrument_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

func schemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(instrument.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:rinnalla:instrument:1", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("urn:rinnalla:instrument:1")
}

func TestEveryShippedFileIsOfTheSchemaAsItStandsAndAsItIsWritten(t *testing.T) {
	schema := schemaOf(t)
	files, err := filepath.Glob("shipped/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var asWritten any
		if err := yaml.Unmarshal(text, &asWritten); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(asWritten); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for code, d := range shipped(t) {
		text, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// record is what the schema says of one kind of part.
type record struct {
	Enum                 []string
	Required             []string
	AdditionalProperties any
	Properties           map[string]struct {
		Ref   string `json:"$ref"`
		Items struct {
			Ref string `json:"$ref"`
		}
	}
}

func TestTheSchemaHasTheFieldsOfTheDefinitionAndNoOthers(t *testing.T) {
	var schema struct {
		Defs map[string]record `json:"$defs"`
	}
	if err := json.Unmarshal(instrument.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	seen := map[reflect.Type]bool{}
	var agree func(typ reflect.Type)
	agree = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		part, there := schema.Defs[typ.Name()]
		if !there || part.AdditionalProperties != false {
			t.Errorf("%s: in the schema %v, closed %v", typ.Name(), there, part.AdditionalProperties == false)
		}
		var fields, needed []string
		for i := range typ.NumField() {
			f := typ.Field(i)
			name := tree.NameOf(f)
			fields = append(fields, name)
			if !strings.Contains(f.Tag.Get("json"), "omitempty") {
				needed = append(needed, name)
			}
			ref := part.Properties[name].Ref
			of := f.Type
			for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
				if of.Kind() == reflect.Slice {
					ref = part.Properties[name].Items.Ref
				}
				of = of.Elem()
			}
			if _, scalar := reflect.New(of).Interface().(encoding.TextUnmarshaler); of.Kind() == reflect.Struct && !scalar {
				if ref != "#/$defs/"+of.Name() {
					t.Errorf("%s.%s is %q in the schema", typ.Name(), name, ref)
				}
				agree(of)
			}
		}
		var told []string
		for name := range part.Properties {
			told = append(told, name)
		}
		for _, list := range [][]string{fields, needed, told, part.Required} {
			slices.Sort(list)
		}
		if !slices.Equal(fields, told) || !slices.Equal(needed, part.Required) {
			t.Errorf("%s: the program has %v and needs %v, the schema has %v and needs %v", typ.Name(), fields, needed, told, part.Required)
		}
	}
	agree(reflect.TypeFor[instrument.Definition]())
	for name, words := range map[string][]string{
		"Purpose": instrument.Purposes(), "Answerer": instrument.Answerers(), "Display": instrument.Displays(), "Kind": instrument.Kinds(),
		"Direction": instrument.Directions(), "Asked": instrument.Occasions(), "Rule": instrument.Rules(),
		"Coefficient": instrument.Coefficients(), "Limit": instrument.Limits(),
	} {
		if !slices.Equal(schema.Defs[name].Enum, words) {
			t.Errorf("%s: the program knows %v, the schema %v", name, words, schema.Defs[name].Enum)
		}
	}
}

func TestTheSchemaHasTheWordsOfTheProgramAndTakesAFileWithThem(t *testing.T) {
	var schema struct {
		Defs map[string]record `json:"$defs"`
	}
	if err := json.Unmarshal(instrument.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, w := range instrument.AnsweringWords() {
		names = append(names, w.Name)
	}
	if part := schema.Defs["Words"]; !slices.Equal(part.Required, names) || len(part.Properties) != len(names) || part.AdditionalProperties != false {
		t.Errorf("%+v", part)
	}
	text, err := os.ReadFile("testdata/arabic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var asWritten any
	if err := yaml.Unmarshal(text, &asWritten); err != nil {
		t.Fatal(err)
	}
	if err := schemaOf(t).Validate(asWritten); err != nil {
		t.Error(err)
	}
	if _, err := instrument.Read(text); err != nil {
		t.Error(instrument.Notes(err))
	}
}

func TestTheSchemaRefusesWhatTheProgramRefusesByShape(t *testing.T) {
	schema := schemaOf(t)
	for name, spoil := range map[string]func(d map[string]any){
		"an unknown name":       func(d map[string]any) { d["colour"] = "red" },
		"no languages":          func(d map[string]any) { d["languages"] = []any{} },
		"an unknown kind":       func(d map[string]any) { item(d)["kind"] = "slider" },
		"a scale without ends":  func(d map[string]any) { delete(item(d), "from") },
		"a text with ends":      func(d map[string]any) { item(d)["kind"] = "short_text" },
		"no owner":              func(d map[string]any) { d["licence"] = map[string]any{"name": "CC0-1.0"} },
		"items and scales":      func(d map[string]any) { d["scales"].([]any)[0].(map[string]any)["scales"] = []any{"home"} },
		"a figure without from": func(d map[string]any) { reliability(d, map[string]any{"kind": "icc", "value": 0.9}) },
		"a day that is none":    func(d map[string]any) { norm(d, "2020-02-30") },
	} {
		text, err := shipped(t)["life-circle"].JSON()
		if err != nil {
			t.Fatal(err)
		}
		var d map[string]any
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		spoil(d)
		if err := schema.Validate(d); err == nil {
			t.Errorf("%s passes the schema", name)
		}
		if text, err = json.Marshal(d); err != nil {
			t.Fatal(err)
		}
		if _, err := instrument.Read(text); err == nil {
			t.Errorf("%s passes the program", name)
		}
	}
}

func item(d map[string]any) map[string]any {
	return d["sections"].([]any)[0].(map[string]any)["items"].([]any)[0].(map[string]any)
}

func reliability(d map[string]any, r map[string]any) {
	d["scales"].([]any)[0].(map[string]any)["reliability"] = []any{r}
}

func norm(d map[string]any, day string) {
	d["scales"].([]any)[0].(map[string]any)["norms"] = []any{map[string]any{"group": "all", "n": 10, "mean": 5, "day": day, "source": "x"}}
}
