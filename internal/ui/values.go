package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// Tone says what kind of message a tag, notification or button carries. Colour
// never carries the meaning alone: the text must say it too.
type Tone string

// The tones. Plain is the zero value.
const (
	Plain Tone = ""
	Good  Tone = "good"
	Warm  Tone = "warm"
	Alert Tone = "alert"
)

// Link is a text and an address. Hidden, if set, is read by screen readers
// after the text, so that several equal links on a page can be told apart.
type Link struct {
	Label  string
	Href   string
	Hidden string
}

// Pair is a name and a value sent by a form without being shown.
type Pair struct {
	Name  string
	Value string
}

// NavItem is one entry of a navigation: main navigation, tabs.
type NavItem struct {
	Label   string
	Href    string
	Current bool
	// Count is shown after the label when not empty, for example "23".
	Count string
}

// PageLink is one entry of a pagination. A gap has neither label nor address.
type PageLink struct {
	Label   string
	Href    string
	Current bool
	Gap     bool
}

// PageLinks lists the pages to show for page current of last, both counted
// from 1: the first, the last, the current and its neighbours, with gaps
// between. It is empty when there is only one page. The address of each page
// comes from href, its label from label.
func PageLinks(current, last int, href func(page int) string, label func(page int) string) []PageLink {
	if last < 2 {
		return nil
	}
	var links []PageLink
	shown := 0
	for page := 1; page <= last; page++ {
		if page != 1 && page != last && (page < current-1 || page > current+1) {
			continue
		}
		if page == shown+2 {
			links = append(links, PageLink{Label: label(page - 1), Href: href(page - 1)})
		} else if page > shown+2 {
			links = append(links, PageLink{Gap: true})
		}
		links = append(links, PageLink{Label: label(page), Href: href(page), Current: page == current})
		shown = page
	}
	return links
}

func url(href string) templ.SafeURL {
	return templ.URL(href)
}

// fieldPart names the element that belongs to a field, such as its hint.
func fieldPart(f Field, part string) string {
	return f.id() + "-" + part
}

func optionID(f Field, index int) string {
	if index == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(index+1)
}

func optionHintID(f Field, index int) string {
	return optionID(f, index) + "-option-hint"
}

// current marks the link to the page that is being shown.
func current(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}
