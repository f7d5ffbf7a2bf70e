package tree

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

type jsonReader struct {
	builder
	decoder *jsontext.Decoder
	text    []byte
	at      int // how far lines have been counted
	line    int
}

func readJSON(text []byte, limits Limits) (*Node, *Problem) {
	r := &jsonReader{builder: builder{limits: limits}, text: text, line: 1,
		decoder: jsontext.NewDecoder(bytes.NewReader(text))}
	root, p := r.value(1)
	if p != nil {
		return nil, p
	}
	if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, problem(r.here(), "tree.not_json")
	}
	return root, nil
}

// here is the line up to which has been read.
func (r *jsonReader) here() int {
	if to := int(r.decoder.InputOffset()); to > r.at {
		r.line += bytes.Count(r.text[r.at:to], []byte("\n"))
		r.at = to
	}
	return r.line
}

func (r *jsonReader) token() (jsontext.Token, int, *Problem) {
	token, err := r.decoder.ReadToken()
	line := r.here()
	if err == nil {
		return token, line, nil
	}
	var wrong *jsontext.SyntacticError
	if errors.As(err, &wrong) {
		line = 1 + bytes.Count(r.text[:min(int(wrong.ByteOffset), len(r.text))], []byte("\n"))
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return token, line, problem(line, "tree.duplicate", "name", shown(wrong.JSONPointer.LastToken()))
	}
	return token, line, problem(line, "tree.not_json")
}

func (r *jsonReader) value(depth int) (*Node, *Problem) {
	token, line, p := r.token()
	if p != nil {
		return nil, p
	}
	kinds := map[jsontext.Kind]Kind{'n': Null, 't': Truth, 'f': Truth, '"': Text, '0': Number, '[': List, '{': Map}
	kind, known := kinds[token.Kind()]
	if !known {
		return nil, problem(line, "tree.not_json")
	}
	text := ""
	if kind == Truth || kind == Text || kind == Number {
		text = token.String()
	}
	node, p := r.part(kind, line, depth, text)
	if p != nil {
		return nil, p
	}
	switch kind {
	case List:
		p = r.items(node, depth)
	case Map:
		p = r.fields(node, depth)
	}
	return node, p
}

func (r *jsonReader) items(list *Node, depth int) *Problem {
	for r.decoder.PeekKind() != ']' {
		item, p := r.value(depth + 1)
		if p != nil {
			return p
		}
		list.Items = append(list.Items, item)
	}
	_, _, p := r.token()
	return p
}

func (r *jsonReader) fields(of *Node, depth int) *Problem {
	for r.decoder.PeekKind() != '}' {
		name, line, p := r.token()
		if p != nil {
			return p
		}
		f := Field{Name: name.String(), Line: line}
		if f.Node, p = r.value(depth + 1); p != nil {
			return p
		}
		of.Fields = append(of.Fields, f)
	}
	_, _, p := r.token()
	return p
}
