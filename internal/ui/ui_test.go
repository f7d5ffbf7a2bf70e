package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestNoComponentHoldsInlineStylesOrScripts(t *testing.T) {
	for name, c := range everything() {
		t.Run(name, func(t *testing.T) {
			for n := range render(t, c, Tag(Plain, "sisältö")).Descendants() {
				for _, a := range n.Attr {
					if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "javascript:") {
						t.Errorf("<%s> carries %s=%q", n.Data, a.Key, a.Val)
					}
				}
				if n.Data == "script" && n.FirstChild != nil {
					t.Error("a script stands in the page itself")
				}
				if n.Type == html.ElementNode && n.Data == "style" {
					t.Error("a style sheet stands in the page itself")
				}
			}
		})
	}
}

func TestEveryReferenceWithinAComponentHasItsTarget(t *testing.T) {
	for name, c := range everything() {
		t.Run(name, func(t *testing.T) {
			tree := render(t, c, Tag(Plain, "sisältö"))
			for n := range tree.Descendants() {
				for _, key := range []string{"for", "aria-describedby", "aria-labelledby"} {
					for _, id := range strings.Fields(attr(n, key)) {
						if byID(tree, id) == nil {
							t.Errorf("<%s %s=%q> points at nothing, or at several elements", n.Data, key, id)
						}
					}
				}
			}
		})
	}
}

func TestEveryLinkIsAnAddressAndNothingElse(t *testing.T) {
	tree := render(t, ButtonLink(ButtonLinkProps{Label: "Avaa", Href: "javascript:alert(1)"}))
	if href := attr(one(t, tree, tag("a")), "href"); strings.HasPrefix(href, "javascript") {
		t.Errorf("the address of a link is %q", href)
	}
}

func TestEveryFieldHasItsLabelHintAndErrorTiedToIt(t *testing.T) {
	for name, c := range fields() {
		t.Run(name, func(t *testing.T) {
			tree := render(t, c)
			control := byID(tree, FieldID(name))
			if control == nil {
				t.Fatal("the control has not the id that the error summary links to")
			}
			if attr(control, "name") != name {
				t.Errorf("the control is named %q", attr(control, "name"))
			}
			label := one(t, tree, tag("label"))
			if attr(label, "for") != FieldID(name) || text(label) != "Otsikko (arvio)" {
				t.Errorf("the label is %q for %q", text(label), attr(label, "for"))
			}
			var described []string
			for _, id := range strings.Fields(attr(control, "aria-describedby")) {
				described = append(described, text(byID(tree, id)))
			}
			if len(described) < 2 || described[0] != "Ohje." || described[1] != "Korjaa tämä." {
				t.Errorf("the control is described by %q", described)
			}
			if attr(control, "aria-invalid") != "true" {
				t.Error("the control does not say that it is wrong")
			}
		})
	}
}

func TestAFieldWithoutErrorOrHintCarriesNoEmptyDescription(t *testing.T) {
	tree := render(t, TextField(Field{Name: "place", Label: "Paikka"}))
	control := byID(tree, "f-place")
	for _, key := range []string{"aria-describedby", "aria-invalid"} {
		if value, there := lookup(control, key); there {
			t.Errorf("%s=%q", key, value)
		}
	}
}

func TestEveryGroupOfChoicesHasLegendHintAndErrorTiedToIt(t *testing.T) {
	for name, c := range groups() {
		t.Run(name, func(t *testing.T) {
			tree := render(t, c)
			set := one(t, tree, tag("fieldset"))
			if !strings.HasPrefix(text(one(t, set, tag("legend"))), "Otsikko") {
				t.Error("the group has no legend")
			}
			ids := strings.Fields(attr(set, "aria-describedby"))
			if len(ids) != 2 || text(byID(tree, ids[0])) != "Ohje." || text(byID(tree, ids[1])) != "Korjaa tämä." {
				t.Errorf("the group is described by %q", ids)
			}
			first := byID(tree, FieldID(name))
			if first == nil || attr(first, "value") != "a" {
				t.Error("the error summary does not lead to the first choice")
			}
			second := byID(tree, FieldID(name)+"-2")
			if second == nil || text(byID(tree, attr(second, "aria-describedby"))) != "velat" {
				t.Error("the second choice has not its own hint")
			}
		})
	}
}

func TestWhatWasTypedIsKeptEvenWhenItIsWrong(t *testing.T) {
	for _, name := range []string{"text", "email", "search", "number", "date", "time"} {
		control := byID(render(t, fields()[name]), FieldID(name))
		if attr(control, "value") != "36.2026" {
			t.Errorf("%s shows %q", name, attr(control, "value"))
		}
	}
	if got := text(one(t, render(t, TextArea(field("area"))), tag("textarea"))); got != "36.2026" {
		t.Errorf("the text area shows %q", got)
	}
}

func TestAPasswordIsNeverSentBack(t *testing.T) {
	control := byID(render(t, PasswordField(field("password"), "Näytä", "Piilota")), "f-password")
	if value, there := lookup(control, "value"); there {
		t.Errorf("the password field holds %q", value)
	}
}

func TestTheChosenOptionsAreMarked(t *testing.T) {
	marked := func(root *html.Node, key string) []string {
		var values []string
		for _, n := range all(root, tag("input", "option")) {
			if _, there := lookup(n, key); there {
				values = append(values, attr(n, "value"))
			}
		}
		return values
	}
	f := Field{Name: "x", Label: "Valitse", Value: "b", Values: []string{"a", "b"}}
	if got := marked(render(t, Select(f, things)), "selected"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("selected: %q", got)
	}
	if got := marked(render(t, Radios(f, Choices(things...))), "checked"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("radios: %q", got)
	}
	if got := marked(render(t, Checkboxes(f, Choices(things...))), "checked"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("checkboxes: %q", got)
	}
	if got := marked(render(t, Checkbox(f, "b")), "checked"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("checkbox: %q", got)
	}
}

func TestOptionsOfOneGroupStandUnderOneHeading(t *testing.T) {
	options := []Option{{Label: "Kaikki"}, {Value: "1", Label: "Kainuu", Group: "Alueet"}, {Value: "2", Label: "Savo", Group: "Alueet"}, {Value: "3", Label: "Sotkamo", Group: "Kunnat"}}
	var got []string
	for _, g := range all(render(t, Select(Field{Name: "area", Label: "Alue"}, options)), tag("optgroup")) {
		got = append(got, fmt.Sprint(attr(g, "label"), " ", len(all(g, tag("option")))))
	}
	if want := []string{"Alueet 2", "Kunnat 1"}; !slices.Equal(got, want) {
		t.Errorf("groups: %q, want %q", got, want)
	}
}

func TestTheErrorSummaryLeadsToEachField(t *testing.T) {
	tree := render(t, content()["errors"])
	var targets []string
	for _, a := range all(tree, tag("a")) {
		targets = append(targets, attr(a, "href"))
	}
	if want := []string{"#f-text", "#other"}; !slices.Equal(targets, want) {
		t.Errorf("links: %q, want %q", targets, want)
	}
	if len(all(tree, func(n *html.Node) bool { return attr(n, "role") == "alert" })) != 1 {
		t.Error("the summary is not announced")
	}
	if none := render(t, ErrorSummary(ErrorSummaryProps{Title: "Korjaa"})); text(none) != "" {
		t.Errorf("without errors the summary shows %q", text(none))
	}
}

func TestAFieldIDIsAlwaysAnID(t *testing.T) {
	for name, want := range map[string]string{"place": "f-place", "stops[2].start": "f-stops-2--start", "päivä a": "f-p-iv--a"} {
		if got := FieldID(name); got != want {
			t.Errorf("FieldID(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestATableHasCaptionHeadsAndAReachableRegion(t *testing.T) {
	tree := render(t, Table(fullTable()))
	region := one(t, tree, func(n *html.Node) bool { return attr(n, "role") == "region" })
	if attr(region, "tabindex") != "0" || attr(region, "aria-label") != "Osatoteuttajat" {
		t.Error("the table cannot be scrolled by keyboard, or its region has no name")
	}
	if !strings.HasPrefix(text(one(t, tree, tag("caption"))), "Osatoteuttajat") {
		t.Error("the table has no caption")
	}
	var sorts []string
	for _, head := range all(one(t, tree, tag("thead")), tag("th")) {
		if attr(head, "scope") != "col" {
			t.Errorf("%q is not the head of a column", text(head))
		}
		sorts = append(sorts, attr(head, "aria-sort"))
	}
	if want := []string{"ascending", "", ""}; !slices.Equal(sorts, want) {
		t.Errorf("aria-sort: %q, want %q", sorts, want)
	}
	for _, row := range append(all(one(t, tree, tag("tbody")), tag("tr")), all(one(t, tree, tag("tfoot")), tag("tr"))...) {
		if head := one(t, row, tag("th")); attr(head, "scope") != "row" {
			t.Errorf("%q is not the head of its row", text(head))
		}
		for _, cell := range all(row, tag("td")) {
			if !hasClass("n")(cell) {
				t.Errorf("%q is not set as a number", text(cell))
			}
		}
	}
}

func TestThePagesShownAreTheFirstTheLastAndThoseAroundTheCurrent(t *testing.T) {
	for _, c := range []struct {
		current, last int
		want          string
	}{
		{1, 1, ""},
		{1, 0, ""},
		{1, 2, "[1] 2"},
		{1, 5, "[1] 2 … 5"},
		{3, 5, "1 2 [3] 4 5"},
		{4, 7, "1 2 3 [4] 5 6 7"},
		{5, 9, "1 … 4 [5] 6 … 9"},
		{9, 9, "1 … 8 [9]"},
	} {
		var got []string
		for _, p := range PageLinks(c.current, c.last, strconv.Itoa, strconv.Itoa) {
			switch {
			case p.Gap:
				got = append(got, "…")
			case p.Current:
				got = append(got, "["+p.Label+"]")
			default:
				got = append(got, p.Label)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("page %d of %d: %s, want %s", c.current, c.last, strings.Join(got, " "), c.want)
		}
	}
}

func TestThePageHasLanguageTitleLandmarksAndSkipLink(t *testing.T) {
	tree := render(t, Page(fullPage()), Heading(HeadingProps{Title: "Työpöytä"}))
	if attr(one(t, tree, tag("html")), "lang") != "fi" || text(one(t, tree, tag("title"))) != "Työpöytä – Rinnalla" {
		t.Error("language or title is missing")
	}
	for _, landmark := range []string{"main", "header", "footer", "h1"} {
		one(t, tree, tag(landmark))
	}
	first := all(one(t, tree, tag("body")), tag("a"))[0]
	if attr(first, "href") != "#main" || byID(tree, "main") == nil {
		t.Error("the first link does not lead to the main content")
	}
	for _, nav := range all(tree, tag("nav")) {
		if attr(nav, "aria-label") == "" {
			t.Error("a navigation has no name")
		}
	}
	if !strings.Contains(text(one(t, tree, tag("header"))), "Kirjaukset ovat keksittyjä.") {
		t.Error("the banner of the demo is missing")
	}
	if status := one(t, tree, func(n *html.Node) bool { return attr(n, "role") == "status" }); !strings.HasPrefix(text(status), "Käynti tallennettiin.") {
		t.Errorf("the message is %q", text(status))
	}
}

func TestTheCurrentPageIsMarkedInTheNavigation(t *testing.T) {
	tree := render(t, Page(fullPage()))
	var marked []string
	for _, a := range all(one(t, tree, hasClass("nav")), tag("a")) {
		if attr(a, "aria-current") == "page" {
			marked = append(marked, text(a))
		}
	}
	if !slices.Equal(marked, []string{"Työpöytä"}) {
		t.Errorf("marked as current: %q", marked)
	}
}

func TestEachLanguageIsNamedInItself(t *testing.T) {
	p := fullPage()
	form := one(t, render(t, Page(p)), hasClass("langs"))
	for i, b := range all(form, tag("button")) {
		if want := p.Languages.Items[i]; attr(b, "lang") != want.Lang || attr(b, "value") != want.Value {
			t.Errorf("button %q: lang %q, value %q", text(b), attr(b, "lang"), attr(b, "value"))
		}
	}
	if back := one(t, form, tag("input")); attr(back, "value") != "/reports" {
		t.Errorf("after the choice the page is %q", attr(back, "value"))
	}
}

func TestTheSignedInAndTheSignedOutChooseTheirLanguage(t *testing.T) {
	p := fullPage()
	one(t, render(t, Page(p)), hasClass("langs"))
	p.Account, p.Languages.Action = nil, ""
	if nav := one(t, render(t, Page(p)), hasClass("langs")); nav.Data != "nav" {
		t.Errorf("without an address to post to, the languages stand in <%s>", nav.Data)
	}
}

func TestAddedWordsForScreenReadersStandApartFromTheLabel(t *testing.T) {
	tree := render(t, SummaryList([]SummaryRow{{Key: "Paikalla", Value: "42", Actions: []Link{{Label: "Muuta", Href: "/x", Hidden: "paikalla olleet"}}}}))
	if got := text(one(t, tree, tag("a"))); got != "Muuta paikalla olleet" {
		t.Errorf("the link reads %q", got)
	}
}
