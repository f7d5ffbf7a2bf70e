// Package tree reads JSON and YAML into one kind of tree in which every part knows the line that it stands on.
//
// It translates and decides nothing. What is wrong with a file is a [Problem]: the line, the place, a message key with arguments.
// Reading trusts nothing about the file: it is bounded in bytes, depth and parts ([Limits]); a name that stands twice, an alias, an
// anchor or a tag of YAML is refused, so that a small file cannot grow into a big one (the "billion laughs") and nothing in a file
// makes anything but text, numbers, yes and no. JSON is RFC 8259 with I-JSON's single names (RFC 7493); YAML is 1.2.
package tree

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"rinnalla/internal/fault"
)

// Kind is what a node is.
type Kind uint8

const (
	Null Kind = iota
	Text
	Number
	Truth // true or false
	List
	Map
)

// Node is one part of a file.
type Node struct {
	Kind Kind
	Line int    // from 1
	Text string // of a text, number or truth, as it is written
	// Items are the parts of a list.
	Items []*Node
	// Fields are the parts of a map, in the order of the file.
	Fields []Field
}

// Field is one named part of a map.
type Field struct {
	Name string
	Line int // of the name
	Node *Node
}

// Get is the part of that name; nil when there is none, or when n is no map or nil itself.
func (n *Node) Get(name string) *Node {
	if n != nil {
		for _, f := range n.Fields {
			if f.Name == name {
				return f.Node
			}
		}
	}
	return nil
}

// List are the parts of a list; none when n is anything else.
func (n *Node) List() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Word is the text of a text, number or truth, and "" for everything else.
func (n *Node) Word() string {
	if n == nil {
		return ""
	}
	return n.Text
}

// Float is the number, and whether there is one.
func (n *Node) Float() (float64, bool) {
	if n == nil || n.Kind != Number {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	return v, err == nil
}

// Limits bounds what [Read] accepts. A field that is zero takes its value from [DefaultLimits].
type Limits struct {
	Bytes int
	Depth int
	Parts int // nodes
}

// DefaultLimits hold the longest definition of an instrument many times over.
func DefaultLimits() Limits { return Limits{Bytes: 2 << 20, Depth: 40, Parts: 200_000} }

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ limit, standard *int }{{&l.Bytes, &d.Bytes}, {&l.Depth, &d.Depth}, {&l.Parts, &d.Parts}} {
		if *f.limit <= 0 {
			*f.limit = *f.standard
		}
	}
	return l
}

// Problem is one thing that is wrong with a file. Key names a sentence in the catalogues; Args are alternating names and values for it.
type Problem struct {
	Line  int    // 0: the file as a whole
	Place string // "sections[2].items[1].kind"
	Key   string
	Args  []any
}

// Error gives line, place and key, for logs and tests.
func (p *Problem) Error() string {
	return "line " + strconv.Itoa(p.Line) + ": " + p.Place + ": " + p.Key
}

// Unwrap gives the problem as a fault.
func (p *Problem) Unwrap() error {
	return &fault.Fault{Kind: fault.Invalid, Key: p.Key, Args: append(p.Args[:len(p.Args):len(p.Args)], "line", p.Line)}
}

func problem(line int, key string, args ...any) *Problem {
	return &Problem{Line: line, Key: key, Args: args}
}

// Read reads a file of JSON or YAML; the content tells which.
func Read(data []byte, limits Limits) (*Node, *Problem) {
	limits = limits.orDefaults()
	text, p := plain(data, limits)
	if p != nil {
		return nil, p
	}
	if LooksLikeJSON(text) {
		return readJSON(text, limits)
	}
	return readYAML(text, limits)
}

// ReadJSON reads a file that must be JSON.
func ReadJSON(data []byte, limits Limits) (*Node, *Problem) {
	limits = limits.orDefaults()
	text, p := plain(data, limits)
	if p != nil {
		return nil, p
	}
	return readJSON(text, limits)
}

// LooksLikeJSON tells whether a file is an object of JSON, or means to be.
func LooksLikeJSON(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, "\xef\xbb\xbf \t\r\n"), []byte("{"))
}

// plain refuses what is too long, empty or no UTF-8, and takes off a byte order mark.
func plain(data []byte, limits Limits) ([]byte, *Problem) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(data) > limits.Bytes:
		return nil, problem(0, "tree.too_big", "limit", max(1, limits.Bytes>>20))
	case len(bytes.TrimSpace(data)) == 0:
		return nil, problem(0, "tree.empty")
	case !utf8.Valid(data):
		return nil, problem(invalidLine(data), "tree.not_utf8")
	}
	return data, nil
}

func invalidLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[n:]
	}
	return line
}

// builder counts the parts while a tree is made.
type builder struct {
	limits Limits
	parts  int
}

func (b *builder) part(kind Kind, line, depth int, text string) (*Node, *Problem) {
	b.parts++
	switch {
	case b.parts > b.limits.Parts:
		return nil, problem(line, "tree.too_many", "limit", b.limits.Parts)
	case depth > b.limits.Depth:
		return nil, problem(line, "tree.too_deep", "limit", b.limits.Depth)
	}
	return &Node{Kind: kind, Line: line, Text: text}, nil
}

// below is the place of a part in its whole.
func below(place, name string) string {
	if place == "" {
		return name
	}
	return place + "." + name
}

func nth(place string, i int) string { return place + "[" + strconv.Itoa(i+1) + "]" }

// shown shortens a text of the file for a message.
func shown(text string) string {
	text = strings.ToValidUTF8(text, "")
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}
