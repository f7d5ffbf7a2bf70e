package fhir

import (
	"encoding"
	"reflect"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

// What FHIR has no words for, by the part of a definition that it belongs to. It is written in an extension of ours, named part by part
// as in a file of ours.
type (
	ownRoot struct {
		Purpose   instrument.Purpose    `json:"purpose,omitempty"`
		Languages []string              `json:"languages,omitempty"`
		Licence   ownLicence            `json:"licence,omitempty"`
		By        []instrument.Answerer `json:"answered_by,omitempty"`
		Display   instrument.Display    `json:"display,omitempty"`
		ScoreOnly bool                  `json:"score_only,omitempty"`
		NoTotal   instrument.Text       `json:"no_total,omitempty"`
		Repeat    int                   `json:"repeat_after_days,omitempty"`
	}
	ownLicence struct {
		Name   string `json:"name,omitempty"`
		Source string `json:"source,omitempty"`
	}
	ownSection struct {
		Label  instrument.Text       `json:"label,omitempty"`
		ShowIf *instrument.Condition `json:"show_if,omitempty"`
	}
	ownItem struct {
		Kind   instrument.Kind       `json:"kind,omitempty"`
		Better instrument.Direction  `json:"better,omitempty"`
		Asked  instrument.Asked      `json:"asked,omitempty"`
		Step   *float64              `json:"step,omitempty"`
		ShowIf *instrument.Condition `json:"show_if,omitempty"`
	}
)

// into puts what was read into a definition.
func (o ownRoot) into(d *instrument.Definition) {
	if o.Purpose != "" {
		d.Purpose, d.By, d.Display, d.ScoreOnly, d.NoTotal, d.RepeatAfter = o.Purpose, o.By, o.Display, o.ScoreOnly, o.NoTotal, o.Repeat
		d.Licence.Name, d.Licence.Source = o.Licence.Name, o.Licence.Source
	}
}

// own reads our extension of a part of the file; false when there is none, or when it cannot be read: then it is noted with what is left.
func (r *reader) own(n *tree.Node, to any) bool { return r.ownAt(n, ownURL, to) }

func (r *reader) ownAt(n *tree.Node, url string, to any) bool {
	e := r.extension(n, url)
	if e == nil {
		return false
	}
	value := reflect.ValueOf(to).Elem()
	if problems := tree.Into(fromExtensions(e.Get("extension").List(), value.Type(), e.Line), to); len(problems) > 0 {
		value.SetZero()
		return false
	}
	r.whole(e)
	return true
}

func (r *reader) ownRoot() ownRoot {
	var o ownRoot
	r.own(r.root, &o)
	return o
}

func (r *reader) ownSection(n *tree.Node, in *draft.Place) {
	var o ownSection
	if r.own(n, &o) {
		if in.Repeats != nil && len(o.Label) > 0 {
			in.Repeats.Label = o.Label
		}
		if o.ShowIf != nil {
			in.Show = o.ShowIf
		}
	}
}

func (r *reader) ownItem(n *tree.Node, item *instrument.Item) bool {
	var o ownItem
	if !r.own(n, &o) {
		return false
	}
	item.Better, item.Asked = o.Better, o.Asked
	if o.Kind != "" {
		item.Kind = o.Kind
	}
	if o.Step != nil {
		item.Step = o.Step
	}
	if o.ShowIf != nil {
		item.ShowIf = o.ShowIf
	}
	return true
}

func (r *reader) ownScale(n *tree.Node) *instrument.Scale {
	var s instrument.Scale
	if !r.own(n, &s) {
		return nil
	}
	return &s
}

// extension is FHIR's way of saying what it has no name for: an address, and a value or further extensions.
type extension struct {
	Extension  []extension `json:"extension,omitempty"`
	URL        string      `json:"url"`
	String     string      `json:"valueString,omitempty"`
	Code       string      `json:"valueCode,omitempty"`
	Decimal    *float64    `json:"valueDecimal,omitempty"`
	Integer    *int        `json:"valueInteger,omitempty"`
	Boolean    *bool       `json:"valueBoolean,omitempty"`
	Coding     *coding     `json:"valueCoding,omitempty"`
	Concept    *concept    `json:"valueCodeableConcept,omitempty"`
	Expression *expression `json:"valueExpression,omitempty"`
}

// ownExtension writes v; nothing when there is nothing in it.
func ownExtension(v any) []extension { return extensionAt(ownURL, v) }

func extensionAt(url string, v any) []extension {
	parts := toExtensions(reflect.ValueOf(v))
	if len(parts) == 0 {
		return nil
	}
	return []extension{{URL: url, Extension: parts}}
}

// toExtensions writes the parts of a record, or of a table.
func toExtensions(v reflect.Value) []extension {
	var all []extension
	if v.Kind() == reflect.Map {
		keys := v.MapKeys()
		sortKeys(keys)
		for _, key := range keys {
			all = append(all, toExtension(key.String(), v.MapIndex(key))...)
		}
		return all
	}
	for i := range v.NumField() {
		if name := tree.NameOf(v.Type().Field(i)); name != "" && !v.Field(i).IsZero() {
			all = append(all, toExtension(name, v.Field(i))...)
		}
	}
	return all
}

func sortKeys(keys []reflect.Value) {
	for i := range keys {
		for j := i; j > 0 && keys[j].String() < keys[j-1].String(); j-- {
			keys[j], keys[j-1] = keys[j-1], keys[j]
		}
	}
}

func toExtension(name string, v reflect.Value) []extension {
	if text, is := v.Interface().(encoding.TextMarshaler); is {
		out, err := text.MarshalText()
		if err != nil {
			return nil // a day that is none; Check has refused it
		}
		return []extension{{URL: name, String: string(out)}}
	}
	switch v.Kind() {
	case reflect.Pointer:
		return toExtension(name, v.Elem())
	case reflect.Slice:
		var all []extension
		for i := range v.Len() {
			all = append(all, toExtension(name, v.Index(i))...)
		}
		return all
	case reflect.Struct, reflect.Map:
		return []extension{{URL: name, Extension: toExtensions(v)}}
	case reflect.Float64:
		f := v.Float()
		return []extension{{URL: name, Decimal: &f}}
	case reflect.Int:
		i := int(v.Int())
		return []extension{{URL: name, Integer: &i}}
	case reflect.Bool:
		b := v.Bool()
		return []extension{{URL: name, Boolean: &b}}
	}
	return []extension{{URL: name, String: v.String()}}
}

// fromExtensions makes a tree of extensions, as a file of ours would have it: typ tells which of them are lists.
func fromExtensions(list []*tree.Node, typ reflect.Type, line int) *tree.Node {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	out := &tree.Node{Kind: tree.Map, Line: line}
	for _, e := range list {
		name := e.Get("url").Word()
		of, isList := partType(typ, name)
		value := &tree.Node{Kind: tree.Null, Line: e.Line}
		if of != nil {
			value = fromExtension(e, of)
		}
		if !isList {
			out.Fields = append(out.Fields, tree.Field{Name: name, Line: e.Line, Node: value})
			continue
		}
		if there := out.Get(name); there != nil {
			there.Items = append(there.Items, value)
			continue
		}
		out.Fields = append(out.Fields, tree.Field{Name: name, Line: e.Line, Node: &tree.Node{Kind: tree.List, Line: e.Line, Items: []*tree.Node{value}}})
	}
	return out
}

func fromExtension(e *tree.Node, typ reflect.Type) *tree.Node {
	for _, f := range e.Fields {
		if strings.HasPrefix(f.Name, "value") {
			return f.Node
		}
	}
	return fromExtensions(e.Get("extension").List(), typ, e.Line)
}

// partType is the type of a named part of a record or table, and whether it is a list of that type; nil when there is no such part.
func partType(typ reflect.Type, name string) (of reflect.Type, isList bool) {
	switch typ.Kind() {
	case reflect.Map:
		return typ.Elem(), false
	case reflect.Struct:
		for i := range typ.NumField() {
			if f := typ.Field(i); tree.NameOf(f) == name {
				of = f.Type
				for of.Kind() == reflect.Pointer {
					of = of.Elem()
				}
				if of.Kind() == reflect.Slice {
					return of.Elem(), true
				}
				return of, false
			}
		}
	}
	return nil, false
}
