package site

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// control is one thing that a form may send.
type control struct {
	name, value string
	sent        bool // unticked boxes and unchosen options are not
}

// Press fills in the form that holds the button with the text and presses it.
// fields are names and values in turn; what is not named keeps what stands on
// the page, hidden values too. A name may be given several times; an empty
// value unticks a box. The test fails when there is no such button.
func (p *Page) Press(button string, fields ...string) *Page {
	p.reader.site.Helper()
	b := p.button(button)
	if b == nil {
		p.reader.site.Fatalf("%s: there is no button %q; there are %q", p.Address, button, texts(p.all(isTag("button"))))
	}
	form := p.formOf(b)
	if form == nil {
		p.reader.site.Fatalf("%s: the button %q stands in no form", p.Address, button)
	}
	values := p.fill(form, fields)
	if name := attribute(b, "name"); name != "" {
		values.Set(name, attribute(b, "value"))
	}
	to := attribute(form, "action")
	if has(b, "formaction") {
		to = attribute(b, "formaction")
	}
	if to == "" {
		to = p.Address
	}
	if strings.EqualFold(attribute(form, "method"), "post") {
		return p.reader.Post(to, values)
	}
	path, _, _ := strings.Cut(to, "?")
	return p.reader.Get(path + "?" + values.Encode())
}

func (p *Page) formOf(button *html.Node) *html.Node {
	if owner := attribute(button, "form"); owner != "" {
		return p.first(hasID(owner))
	}
	for n := button.Parent; n != nil; n = n.Parent {
		if n.Data == "form" {
			return n
		}
	}
	return nil
}

func (p *Page) fill(form *html.Node, fields []string) url.Values {
	p.reader.site.Helper()
	values, known := url.Values{}, map[string]bool{}
	for _, c := range controlsIn(form) {
		known[c.name] = true
		if c.sent {
			values.Add(c.name, c.value)
		}
	}
	begun := map[string]bool{}
	for i := 0; i+1 < len(fields); i += 2 {
		name := fields[i]
		if !known[name] {
			p.reader.site.Fatalf("%s: the form has no field %q", p.Address, name)
		}
		if !begun[name] {
			values.Del(name)
			begun[name] = true
		}
		if fields[i+1] != "" {
			values.Add(name, fields[i+1])
		}
	}
	return values
}

func controlsIn(root *html.Node) []control {
	var all []control
	for _, n := range within(root, func(n *html.Node) bool {
		return (n.Data == "input" || n.Data == "select" || n.Data == "textarea") && attribute(n, "name") != "" && !has(n, "disabled")
	}) {
		name := attribute(n, "name")
		switch {
		case n.Data == "select":
			all = append(all, control{name, chosen(n), true})
		case n.Data == "textarea":
			all = append(all, control{name, rawText(n), true})
		case attribute(n, "type") == "checkbox" || attribute(n, "type") == "radio":
			all = append(all, control{name, attribute(n, "value"), has(n, "checked")})
		case attribute(n, "type") == "file":
		default:
			all = append(all, control{name, attribute(n, "value"), true})
		}
	}
	return all
}

func chosen(n *html.Node) string {
	options := within(n, isTag("option"))
	for _, o := range options {
		if has(o, "selected") {
			return attribute(o, "value")
		}
	}
	if len(options) > 0 {
		return attribute(options[0], "value")
	}
	return ""
}

func rawText(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}
