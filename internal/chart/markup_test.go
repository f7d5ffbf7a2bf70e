package chart

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// element is a start tag with its attributes and the words inside it.
type element struct {
	name  string
	attr  map[string]string
	words string
	// title are the words of its own title element.
	title string
}

// parse fails the test when the markup is not well-formed XML.
func parse(t *testing.T, markup []byte) []*element {
	t.Helper()
	var all, open []*element
	decoder := xml.NewDecoder(bytes.NewReader(markup))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.EndElement:
			closed := open[len(open)-1]
			open = open[:len(open)-1]
			if closed.name == "title" {
				open[len(open)-1].title = closed.words
			}
		case xml.CharData:
			for _, e := range open {
				e.words += string(token)
			}
		}
	}
}

func onPage(t *testing.T, c Chart) []byte {
	t.Helper()
	var page bytes.Buffer
	if err := c.Render(context.Background(), &page); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

func asFile(t *testing.T, c Chart) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WriteSVG(&file, c); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestFiguresStandUnderAStrictPolicy(t *testing.T) {
	for name, c := range samples(t) {
		for _, e := range parse(t, onPage(t, c)) {
			if e.name == "script" || e.name == "style" || e.name == "foreignObject" || e.name == "image" {
				t.Errorf("%s holds <%s>", name, e.name)
			}
			for attribute, value := range e.attr {
				if attribute == "style" || strings.HasPrefix(attribute, "on") || strings.Contains(value, "javascript:") {
					t.Errorf("%s: <%s %s=%q>", name, e.name, attribute, value)
				}
			}
		}
	}
}

func TestEveryFigureSaysWhatItIs(t *testing.T) {
	for name, c := range samples(t) {
		elements := parse(t, onPage(t, c))
		ids := map[string]*element{}
		for _, e := range elements {
			if id := e.attr["id"]; id != "" {
				if ids[id] != nil {
					t.Errorf("%s: the id %s is there twice", name, id)
				}
				ids[id] = e
			}
		}
		for _, e := range elements {
			if e.name != "svg" {
				continue
			}
			title, desc := ids[e.attr["aria-labelledby"]], ids[e.attr["aria-describedby"]]
			if title == nil || title.name != "title" || title.words != "Käynnit kuukausittain" {
				t.Errorf("%s has no title", name)
			}
			if desc == nil || desc.words != "Pylväs kutakin kuukautta kohti." {
				t.Errorf("%s has no description", name)
			}
		}
	}
}

func TestAnImageHoldsNoLinksAndEveryLinkHasAName(t *testing.T) {
	for name, c := range samples(t) {
		role, links := "", 0
		for _, e := range parse(t, onPage(t, c)) {
			switch e.name {
			case "svg":
				role = e.attr["role"]
			case "a":
				links++
				if role == "img" {
					t.Errorf("%s: a link inside an image", name)
				}
				if !strings.Contains(e.title, ": ") {
					t.Errorf("%s: a link is called %q", name, e.title)
				}
			}
		}
		if links == 0 && role != "img" {
			t.Errorf("%s has the role %q and no links", name, role)
		}
	}
}

func TestAWithheldNumberIsSpokenInWords(t *testing.T) {
	for _, e := range parse(t, onPage(t, mapOf("a", demoCounties(), true))) {
		if e.name == "a" && e.title == "Puolanka: piilotettu, alle 5 tai luku josta pienen voisi laskea" {
			return
		}
	}
	t.Error("the link of Puolanka does not say that its number is withheld")
}

func TestPatternsAreTheDrawingsOwn(t *testing.T) {
	for name, c := range samples(t) {
		elements := parse(t, onPage(t, c))
		patterns := map[string]bool{}
		for _, e := range elements {
			if e.name == "pattern" {
				patterns["url(#"+e.attr["id"]+")"] = true
			}
		}
		for _, e := range elements {
			if fill := e.attr["fill"]; fill != "" && !patterns[fill] {
				t.Errorf("%s: fill=%q is nowhere", name, fill)
			}
		}
	}
}

func TestTheTableTellsWhatTheFigureShows(t *testing.T) {
	for name, c := range samples(t) {
		for _, d := range c.drawings() {
			if name == "dots" || name == "areas" || name == "land" || name == "five-years" || name == "long-course" || name == "banded" || d.variant == narrow && name == "periods" {
				// these leave out numbers that have no room
				continue
			}
			drawn := map[string]bool{}
			for _, s := range flat(d.shapes, 0, 0) {
				if w, is := s.(text); is {
					drawn[letters(strings.Join(w.lines, ""))] = true
				}
			}
			for _, row := range c.Rows() {
				for _, cell := range row.Cells {
					if !drawn[letters(cell)] {
						t.Errorf("%s %s: %s of %s is not drawn", name, d.variant, cell, row.Label)
					}
				}
				if d.variant != narrow && name != "course" && !drawn[letters(row.Label)] {
					t.Errorf("%s: %s is not drawn", name, row.Label)
				}
			}
		}
	}
}

// letters leaves out what line breaks add and take.
func letters(s string) string { return strings.NewReplacer(" ", "", "-", "").Replace(s) }

func TestRowsOfTopicsAreSortedWithNumberlessLast(t *testing.T) {
	var got []string
	for _, row := range samples(t)["topics"].Rows() {
		got = append(got, row.Label[:4]+" "+row.Cells[0])
	}
	if want := "Kela 81, Asum 44, Sosi 0, Muu  –, Yksi .."; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

func TestSharesAreWithheldWithTheFirstWithheldCount(t *testing.T) {
	open := samples(t)["feedback"].Rows()
	if open[0].Cells[1] != "56\u00a0%" || open[4].Cells[1] != "0\u00a0%" {
		t.Errorf("shares %v and %v", open[0].Cells, open[4].Cells)
	}
	for _, row := range samples(t)["veiled"].Rows() {
		if row.Cells[1] != HiddenMark {
			t.Errorf("the share of %s is %s and the withheld count can be calculated", row.Label, row.Cells[1])
		}
	}
}

func TestAFileStandsAlone(t *testing.T) {
	for name, c := range samples(t) {
		file := asFile(t, c)
		elements := parse(t, file)
		if elements[0].name != "svg" || elements[0].attr["xmlns"] != "http://www.w3.org/2000/svg" {
			t.Errorf("%s begins with %+v", name, elements[0].attr)
		}
		if strings.Contains(string(file), "var(--") {
			t.Errorf("%s needs a page's style sheet", name)
		}
		for _, e := range elements {
			if e.name == "a" {
				t.Errorf("%s has links that lead nowhere", name)
			}
		}
		if !strings.Contains(string(file), "Laskentasääntö 2") {
			t.Errorf("%s does not say how it was counted", name)
		}
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	evil := "</title><script>alert(1)</script>\x00\x1b &amp;"
	c := HorizontalBars{Head: Head{ID: "x", Title: evil, Desc: evil, Note: evil}, Bars: []Bar{{Label: evil, Value: Known(1), Href: "javascript:alert(1)"}}, Format: plain}
	for _, markup := range [][]byte{onPage(t, c), asFile(t, c)} {
		for _, e := range parse(t, markup) {
			if e.name == "script" || strings.Contains(e.attr["href"], "javascript") {
				t.Errorf("<%s %v>", e.name, e.attr)
			}
		}
	}
}

func TestSmallFiguresLookAsAgreed(t *testing.T) {
	for _, name := range []string{"months", "periods", "topics", "feedback", "linked-tiles", "circle", "profile", "banded"} {
		golden(t, name+".html", onPage(t, samples(t)[name]))
	}
	golden(t, "tiles.svg", asFile(t, samples(t)["tiles"]))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	got = bytes.ReplaceAll(got, []byte("><"), []byte(">\n<"))
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; look at it and run go test ./internal/chart -update", path)
	}
}
