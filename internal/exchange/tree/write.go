package tree

import (
	"bytes"
	"encoding/json"

	"go.yaml.in/yaml/v3"
)

// JSON writes v by its json tags, indented, with a line end. The same value is always the same bytes.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// YAML writes v by its json tags.
func YAML(v any) ([]byte, error) {
	text, err := JSON(v)
	if err != nil {
		return nil, err
	}
	root, p := readJSON(text, Limits{Bytes: len(text), Depth: 1000, Parts: len(text)})
	if p != nil {
		return nil, p
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root.yaml()); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

func (n *Node) yaml() *yaml.Node {
	tags := [...]string{Null: "!!null", Text: "!!str", Number: "!!float", Truth: "!!bool"}
	to := &yaml.Node{}
	switch n.Kind {
	case List:
		to.Kind = yaml.SequenceNode
		for _, item := range n.Items {
			to.Content = append(to.Content, item.yaml())
		}
	case Map:
		to.Kind = yaml.MappingNode
		for _, f := range n.Fields {
			to.Content = append(to.Content, (&Node{Kind: Text, Text: f.Name}).yaml(), f.Node.yaml())
		}
	case Text:
		to.SetString(n.Text)
	default:
		to.Kind, to.Tag, to.Value = yaml.ScalarNode, tags[n.Kind], n.Text
		if n.Kind == Number {
			to.Tag = "" // plain: "3" reads as a whole number, "3.5" as a decimal one
		}
	}
	return to
}
