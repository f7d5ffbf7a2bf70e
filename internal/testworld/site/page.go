package site

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page is what the reader sees. Its questions are about what stands on the
// page, not about its HTML.
type Page struct {
	reader  *Reader
	root    *html.Node // nil for what is no page
	Status  int
	Address string // path and query, after redirects
	Header  http.Header
	Body    string
}

// Heading is the page's main heading.
func (p *Page) Heading() string { return textOf(p.first(isTag("h1"))) }

// Title is the text of the browser's tab.
func (p *Page) Title() string { return textOf(p.first(isTag("title"))) }

// Text is everything that can be read on the page, with single spaces.
func (p *Page) Text() string {
	if p.root == nil {
		return strings.Join(strings.Fields(p.Body), " ")
	}
	return textOf(p.first(isTag("body")))
}

// Says tells whether the words stand on the page.
func (p *Page) Says(words string) bool { return strings.Contains(p.Text(), words) }

// Headings are all headings in their order.
func (p *Page) Headings() []string {
	return texts(p.all(func(n *html.Node) bool {
		return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
	}))
}

// Errors are the lines of the error summary; none when the form was taken.
func (p *Page) Errors() []string {
	summary := p.first(hasID("error-summary"))
	if summary == nil {
		return nil
	}
	return texts(within(summary, isTag("li")))
}

// ErrorOf is the sentence beside a field, or empty.
func (p *Page) ErrorOf(field string) string { return textOf(p.first(hasID("f-" + field + "-error"))) }

// Flash is the message about what was just done, or empty.
func (p *Page) Flash() string { return textOf(p.first(hasClass("flash"))) }

// Value is what stands in a field: typed text, the chosen option, or a hidden value.
func (p *Page) Value(field string) string {
	for _, c := range controlsIn(p.root) {
		if c.name == field && c.sent {
			return c.value
		}
	}
	return ""
}

// Options are the texts of the options of a choice.
func (p *Page) Options(field string) []string {
	selected := p.first(func(n *html.Node) bool { return n.Data == "select" && attribute(n, "name") == field })
	if selected == nil {
		return nil
	}
	return texts(within(selected, isTag("option")))
}

// Table is the table with the caption: its head and its rows, the sums last.
// Nil when there is no such table.
func (p *Page) Table(caption string) [][]string {
	for _, table := range p.all(isTag("table")) {
		if head := within(table, isTag("caption")); len(head) == 0 || !strings.HasPrefix(textOf(head[0]), caption) {
			continue
		}
		var rows [][]string
		for _, row := range within(table, isTag("tr")) {
			rows = append(rows, texts(within(row, func(n *html.Node) bool { return n.Data == "td" || n.Data == "th" })))
		}
		return rows
	}
	return nil
}

// Row is the first row of the table whose first cell begins with the words; nil
// when there is none.
func (p *Page) Row(caption, first string) []string {
	for _, row := range p.Table(caption) {
		if len(row) > 0 && strings.HasPrefix(row[0], first) {
			return row
		}
	}
	return nil
}

// Summary is the value beside a key of a summary list, or empty.
func (p *Page) Summary(key string) string {
	for _, row := range p.all(hasClass("summary__row")) {
		if parts := within(row, func(n *html.Node) bool { return n.Data == "dt" || n.Data == "dd" }); len(parts) > 1 && textOf(parts[0]) == key {
			return textOf(parts[1])
		}
	}
	return ""
}

// Link is the address of the first link with exactly the text; the test fails
// when there is none.
func (p *Page) Link(text string) string {
	p.reader.site.Helper()
	if link := p.link(text); link != nil {
		return attribute(link, "href")
	}
	p.reader.site.Fatalf("%s: there is no link %q; there are %q", p.Address, text, p.Links())
	return ""
}

// HasLink tells whether there is such a link.
func (p *Page) HasLink(text string) bool { return p.link(text) != nil }

// Links are the texts of all links.
func (p *Page) Links() []string { return texts(p.all(isTag("a"))) }

// Follow presses the link with exactly the text.
func (p *Page) Follow(text string) *Page {
	p.reader.site.Helper()
	return p.reader.Get(p.Link(text))
}

// HasButton tells whether there is a button with the text.
func (p *Page) HasButton(text string) bool { return p.button(text) != nil }

func (p *Page) link(text string) *html.Node {
	return p.first(func(n *html.Node) bool { return n.Data == "a" && textOf(n) == text })
}

func (p *Page) button(text string) *html.Node {
	return p.first(func(n *html.Node) bool { return n.Data == "button" && textOf(n) == text })
}

func (p *Page) all(is func(*html.Node) bool) []*html.Node { return within(p.root, is) }

func (p *Page) first(is func(*html.Node) bool) *html.Node {
	if found := p.all(is); len(found) > 0 {
		return found[0]
	}
	return nil
}

func within(root *html.Node, is func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	if root == nil {
		return nil
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			found = append(found, n)
		}
	}
	return found
}

func isTag(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

func hasID(id string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attribute(n, "id") == id }
}

func hasClass(class string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attribute(n, "class")), class) }
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func texts(nodes []*html.Node) []string {
	var all []string
	for _, n := range nodes {
		all = append(all, textOf(n))
	}
	return all
}

// inline elements do not end a word.
var inline = []string{"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"}

// textOf is the text under a node with single spaces; no-break spaces stay.
func textOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	writeText(&b, n)
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }), " ")
}

func writeText(b *strings.Builder, n *html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type != html.ElementNode || c.Data == "script" || c.Data == "style":
		case slices.Contains(inline, c.Data):
			writeText(b, c)
		default:
			b.WriteByte(' ')
			writeText(b, c)
			b.WriteByte(' ')
		}
	}
}
