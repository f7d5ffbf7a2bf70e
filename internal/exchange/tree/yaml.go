package tree

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

type yamlReader struct{ builder }

// errorLine finds the line in the module's message: "yaml: line 3: …".
var errorLine = regexp.MustCompile(`line (\d+)`)

func readYAML(text []byte, limits Limits) (*Node, *Problem) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, another yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, notYAML(err)
	}
	switch err := decoder.Decode(&another); {
	case err == nil:
		return nil, problem(another.Line, "tree.second_document")
	case !errors.Is(err, io.EOF):
		return nil, notYAML(err)
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return nil, problem(0, "tree.empty")
	}
	r := &yamlReader{builder{limits: limits}}
	return r.value(document.Content[0], 1)
}

func notYAML(err error) *Problem {
	line := 0
	if m := errorLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1]) // a number of more digits than a file has lines stays 0
	}
	return problem(line, "tree.not_yaml")
}

func (r *yamlReader) value(from *yaml.Node, depth int) (*Node, *Problem) {
	switch {
	case from.Kind == yaml.AliasNode, from.Anchor != "":
		return nil, problem(from.Line, "tree.alias")
	case from.Style&yaml.TaggedStyle != 0:
		return nil, problem(from.Line, "tree.tag", "tag", shown(from.Tag))
	}
	node, p := r.part(kindOf(from), from.Line, depth, from.Value)
	if p != nil {
		return nil, p
	}
	switch from.Kind {
	case yaml.SequenceNode:
		return node, r.items(node, from, depth)
	case yaml.MappingNode:
		return node, r.fields(node, from, depth)
	}
	if node.Kind == Null {
		node.Text = ""
	}
	return node, nil
}

func kindOf(from *yaml.Node) Kind {
	switch from.Kind {
	case yaml.SequenceNode:
		return List
	case yaml.MappingNode:
		return Map
	}
	switch from.ShortTag() {
	case "!!null":
		return Null
	case "!!bool":
		return Truth
	case "!!int", "!!float":
		return Number
	}
	return Text
}

func (r *yamlReader) items(list *Node, from *yaml.Node, depth int) *Problem {
	for _, part := range from.Content {
		item, p := r.value(part, depth+1)
		if p != nil {
			return p
		}
		list.Items = append(list.Items, item)
	}
	return nil
}

func (r *yamlReader) fields(of *Node, from *yaml.Node, depth int) *Problem {
	seen := map[string]bool{}
	for i := 0; i+1 < len(from.Content); i += 2 {
		name, part := from.Content[i], from.Content[i+1]
		switch {
		case name.Kind == yaml.AliasNode, name.Anchor != "", name.ShortTag() == "!!merge":
			return problem(name.Line, "tree.alias")
		case name.Kind != yaml.ScalarNode:
			return problem(name.Line, "tree.not_yaml")
		case seen[name.Value]:
			return problem(name.Line, "tree.duplicate", "name", shown(name.Value))
		}
		seen[name.Value] = true
		node, p := r.value(part, depth+1)
		if p != nil {
			return p
		}
		of.Fields = append(of.Fields, Field{Name: name.Value, Line: name.Line, Node: node})
	}
	return nil
}
