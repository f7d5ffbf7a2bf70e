package pdf_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"rinnalla/internal/exchange/pdf"
)

var update = flag.Bool("update", false, "write the golden files anew")

// written is the path of the finished file.
func written(t *testing.T, d *pdf.Document) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pdf")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.WriteTo(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// told gives what pdfinfo says of a file (poppler-utils; tools/need.sh installs it).
func told(t *testing.T, path string, how ...string) string {
	t.Helper()
	var wrong bytes.Buffer
	c := exec.Command("pdfinfo", append(how, path)...)
	c.Stderr = &wrong
	out, err := c.Output()
	if err != nil || wrong.Len() > 0 {
		t.Fatalf("pdfinfo: %v %s", err, wrong.String())
	}
	return string(out)
}

// read is the text of a document in its structure.
func read(t *testing.T, d *pdf.Document) string {
	t.Helper()
	return told(t, written(t, d), "-struct-text")
}

func document(title string) *pdf.Document {
	return pdf.New(pdf.Head{Lang: "fi", Title: title, Footer: "Alaviite", PageOf: func(page, pages int) string { return fmt.Sprintf("%d/%d", page, pages) }})
}

func TestAFileIsReadInItsOrderWithItsHeadingsListsTablesAndFigures(t *testing.T) {
	d := document("Oma kopio – Äijö")
	d.Heading(1, "Oma kopio")
	d.Paragraph("Tämä on kappale, joka on niin pitkä, että se menee ehdottomasti ainakin kahdelle riville, koska yhdelle riville se ei mahdu.")
	d.List("Yksi", "Kaksi")
	d.Heading(2, "Kuva")
	d.Figure("Ympyrä, jossa on kolme kohtaa", 100, 50, 80, func(c *pdf.Canvas) {
		c.Rect(0, 0, 50, 50, pdf.Brush{Fill: "#265fa6", Opacity: 0.3})
		c.Circle(50, 25, 20, pdf.Brush{Line: "#555e62", Width: 2, Dash: []float64{5, 4}, Opacity: 1})
		c.Path([][2]float64{{0, 0}, {100, 50}}, false, pdf.Brush{Line: "#000000", Width: 1, Opacity: 1})
		c.Text(50, 25, 10, "middle", "Läheiset", pdf.Brush{Fill: "#212121"})
	})
	d.Small("Asteikko on 0–10.")
	d.Heading(3, "Luvut")
	d.Table([]string{"Kohta", "3.2.2026"}, [][]string{{"Asuminen", "8"}, {"Raha ja toimeentulo", "3"}})
	file := written(t, d)
	got := told(t, file, "-struct-text")
	path := filepath.Join("testdata", "struct.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the structure has changed:\n%s", got)
	}
	info := told(t, file)
	for _, part := range []string{"Title:           Oma kopio – Äijö", "Tagged:          yes", "Pages:           1"} {
		if !strings.Contains(info, part) {
			t.Errorf("%q is not in\n%s", part, info)
		}
	}
}

func TestAFigureHasATextInItsPlaceAndTheFileALanguage(t *testing.T) {
	d := document("x")
	d.Figure("Ympyrä", 10, 10, 10, func(c *pdf.Canvas) { c.Rect(0, 0, 10, 10, pdf.Brush{Fill: "#000000", Opacity: 1}) })
	file, err := api.ReadContextFile(written(t, d))
	if err != nil {
		t.Fatal(err)
	}
	root, err := file.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	if lang := root.StringEntry("Lang"); lang == nil || *lang != "fi" {
		t.Error("the file has no language")
	}
	alts := 0
	for _, entry := range file.Table {
		if entry == nil {
			continue
		}
		if dict, is := entry.Object.(types.Dict); is && dict.NameEntry("S") != nil && *dict.NameEntry("S") == "Figure" {
			alt, err := dict.StringEntryBytes("Alt")
			if err != nil || !bytes.Contains(alt, []byte("\x00Y\x00m\x00p\x00y\x00r\x00\xe4")) {
				t.Errorf("a figure is read as %q, %v", alt, err)
			}
			alts++
		}
	}
	if alts != 1 {
		t.Errorf("%d figures", alts)
	}
}

func TestWhatIsLongGoesOverPagesAndEveryPageIsNumbered(t *testing.T) {
	d := document("x")
	long := strings.Repeat("Pitkä kappale jatkuu ja jatkuu. ", 400)
	d.Paragraph(long)
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{fmt.Sprintf("Rivi %d", i+1), "1"})
	}
	d.Table([]string{"Rivi", "Luku"}, rows)
	text := read(t, d)
	if got := strings.Count(text, "Pitkä kappale jatkuu"); got != 400 {
		t.Errorf("%d of 400 sentences are read", got)
	}
	if strings.Count(text, "\n  P (block)") != 1 || !strings.Contains(text, "Rivi 120") || strings.Contains(text, "Alaviite") || strings.Contains(text, "1/") {
		t.Error("a paragraph over pages is not one, or what is no text is read as such")
	}
}

func TestAWordWiderThanTheLineIsBroken(t *testing.T) {
	d := document("x")
	d.Paragraph(strings.Repeat("ä", 500))
	d.Table([]string{"a", "b", "c", "d", "e", "f", "g"}, [][]string{{strings.Repeat("sana", 30), "1", "2", "3", "4", "5", strings.Repeat("9", 60)}})
	text := strings.NewReplacer("\n", "", " ", "").Replace(read(t, d))
	if !strings.Contains(text, strings.Repeat("ä", 500)) || !strings.Contains(text, strings.Repeat("9", 60)) {
		t.Error("letters are lost")
	}
}

func TestWhatThereAreNoLettersForIsABoxAndKnownBeforehand(t *testing.T) {
	for text, want := range map[string]bool{
		"Ääkköset, åäö ÅÄÖ – ”lainaus” … ½ € − √2 ·": true, "Žižek, Łódź, Đorđe": true, "Привет": true, "Γειά": true,
		"عربى": false, "日本": false, "🙂": false, "": true, "kaksi\nriviä": true,
	} {
		if got := pdf.Draws(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	d := document("x")
	d.Paragraph("a\u200bb 🙂 c\x00d\te")
	if text := read(t, d); !strings.Contains(text, "ab □ cd e") {
		t.Error(text)
	}
}

func FuzzText(f *testing.F) {
	f.Add("tavallinen teksti")
	f.Add("\xff\x00(\\)")
	f.Add("עברית \u202e kääntyy")
	f.Fuzz(func(t *testing.T, text string) {
		d := document(text)
		d.Heading(1, text)
		d.Paragraph(text)
		d.List(text)
		d.Table([]string{text, text}, [][]string{{text, text}})
		d.Figure(text, 10, 10, 10, func(c *pdf.Canvas) { c.Text(0, 5, 5, "end", text, pdf.Brush{Fill: text}) })
		var b bytes.Buffer
		if _, err := d.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
	})
}
