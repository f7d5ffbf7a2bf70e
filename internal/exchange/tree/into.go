package tree

import (
	"encoding"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Into fills the struct that to points at, by the names in its json tags, and is strict: every name that the struct does not have and
// every part of another kind is a problem with its line. Plain words that look like numbers or truths are taken where text is wanted,
// for YAML is written by people ("code: 1").
func Into(n *Node, to any) []*Problem {
	f := &filler{}
	f.fill(n, reflect.ValueOf(to).Elem(), "")
	return f.problems
}

// Lines gives the line of every place below n: "sections[2].items[1].kind".
func Lines(n *Node) map[string]int {
	all := map[string]int{}
	var walk func(n *Node, place string)
	walk = func(n *Node, place string) {
		all[place] = n.Line
		for i, item := range n.Items {
			walk(item, nth(place, i))
		}
		for _, f := range n.Fields {
			walk(f.Node, below(place, f.Name))
			all[below(place, f.Name)] = f.Line
		}
	}
	walk(n, "")
	return all
}

// mostProblems keeps a file that is wrong all through from making a list of the same length.
const mostProblems = 200

type filler struct{ problems []*Problem }

func (f *filler) wrong(n *Node, place, key string, args ...any) {
	if len(f.problems) < mostProblems {
		f.problems = append(f.problems, &Problem{Line: n.Line, Place: place, Key: key, Args: args})
	}
}

func (f *filler) fill(n *Node, to reflect.Value, place string) {
	if n.Kind == Null {
		return
	}
	if to.CanAddr() {
		if reader, ok := to.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if n.Kind == List || n.Kind == Map || reader.UnmarshalText([]byte(n.Text)) != nil {
				f.wrong(n, place, "tree.unreadable", "text", shown(n.Text))
			}
			return
		}
	}
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		f.fill(n, to.Elem(), place)
	case reflect.Struct:
		f.record(n, to, place)
	case reflect.Slice:
		f.list(n, to, place)
	case reflect.Map:
		f.table(n, to, place)
	default:
		f.scalar(n, to, place)
	}
}

func (f *filler) scalar(n *Node, to reflect.Value, place string) {
	switch to.Kind() {
	case reflect.String:
		if n.Kind == List || n.Kind == Map {
			f.wrong(n, place, "tree.wants_text")
			return
		}
		to.SetString(n.Text)
	case reflect.Bool:
		if n.Kind != Truth {
			f.wrong(n, place, "tree.wants_truth")
			return
		}
		to.SetBool(strings.EqualFold(n.Text, "true"))
	case reflect.Int:
		v, err := strconv.ParseInt(n.Text, 10, 32)
		if n.Kind != Number || err != nil {
			f.wrong(n, place, "tree.wants_whole")
			return
		}
		to.SetInt(v)
	default:
		v, ok := n.Float()
		if !ok || math.IsNaN(v) || math.IsInf(v, 0) {
			f.wrong(n, place, "tree.wants_number")
			return
		}
		to.SetFloat(v)
	}
}

func (f *filler) record(n *Node, to reflect.Value, place string) {
	if n.Kind != Map {
		f.wrong(n, place, "tree.wants_map")
		return
	}
	fields := map[string]int{}
	for i := range to.NumField() {
		fields[NameOf(to.Type().Field(i))] = i
	}
	for _, field := range n.Fields {
		i, known := fields[field.Name]
		if !known || field.Name == "" {
			f.wrong(&Node{Line: field.Line}, place, "tree.unknown", "name", shown(field.Name))
			continue
		}
		f.fill(field.Node, to.Field(i), below(place, field.Name))
	}
}

// NameOf is what a field of a struct is called in a file; "" when files do not have it.
func NameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

func (f *filler) list(n *Node, to reflect.Value, place string) {
	if n.Kind != List {
		f.wrong(n, place, "tree.wants_list")
		return
	}
	to.Set(reflect.MakeSlice(to.Type(), len(n.Items), len(n.Items)))
	for i, item := range n.Items {
		f.fill(item, to.Index(i), nth(place, i))
	}
}

func (f *filler) table(n *Node, to reflect.Value, place string) {
	if n.Kind != Map {
		f.wrong(n, place, "tree.wants_map")
		return
	}
	to.Set(reflect.MakeMap(to.Type()))
	for _, field := range n.Fields {
		v := reflect.New(to.Type().Elem()).Elem()
		f.fill(field.Node, v, below(place, field.Name))
		to.SetMapIndex(reflect.ValueOf(field.Name).Convert(to.Type().Key()), v)
	}
}
