// Package pdf writes tagged PDF files (ISO 32000-1, section 14.8): headings, paragraphs, lists, tables and figures with a text in their
// place, in the order in which they are read, so that a screen reader reads the file as it reads a page. Everything is black on white or in
// the colours that a figure brings along. It lays out and decides nothing.
//
// The letters are those of the Go fonts (Bigelow & Holmes, BSD licence), which stand in the file. What they have no letter for is drawn as
// an empty box; Draws tells beforehand.
package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Lengths on the page, in millimetres, and sizes of letters, in points. A4.
const (
	pageWidth, pageHeight = 210.0, 297.0
	marginSide            = 22.0
	marginTop             = 20.0
	marginBottom          = 22.0
	textWidth             = pageWidth - 2*marginSide

	bodySize   = 11.0
	smallSize  = 9.5
	footerSize = 8.5
	lineFactor = 1.4
	perPoint   = 25.4 / 72
	listIndent = 6.0
	cellPad    = 1.6
)

// headingSizes are those of levels 1 to 4.
var headingSizes = [...]float64{20, 14.5, 11.5, 10.5}

// Head is what the file says about itself.
type Head struct {
	// Lang is the BCP 47 tag of the text; Title what readers show as the file's name.
	Lang, Title string
	// Footer stands at the foot of every page; page and number of pages come after it.
	Footer string
	// PageOf writes "1/3".
	PageOf func(page, pages int) string
}

// Document is a file that is being written, from its top downwards.
type Document struct {
	head  Head
	pdf   *fpdf.Fpdf
	root  *element
	y     float64
	marks []int // how many marked pieces each page has
}

const family = "go"

// New begins a file.
func New(head Head) *Document {
	head.Title = readable(head.Title)
	f := fpdf.New("P", "mm", "A4", "")
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(marginSide, marginTop, marginSide)
	f.SetCellMargin(0)
	f.AddUTF8FontFromBytes(family, "", goregular.TTF)
	f.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	f.SetTitle(head.Title, true)
	f.SetLang(head.Lang)
	d := &Document{head: head, pdf: f, root: &element{kind: "Document"}}
	d.newPage()
	return d
}

func (d *Document) newPage() {
	d.pdf.AddPage()
	d.marks = append(d.marks, 0)
	d.y = marginTop
}

// room makes sure that so much height is left on the page.
func (d *Document) room(height float64) {
	if d.y+height > pageHeight-marginBottom && d.y > marginTop {
		d.newPage()
	}
}

// Heading begins a part; level is 1 to 4. It stays with what follows.
func (d *Document) Heading(level int, text string) {
	size := headingSizes[level-1]
	if d.y > marginTop {
		d.y += size * perPoint * 0.6
	}
	d.room(size*perPoint*lineFactor + 25)
	d.flow(d.root.add(fmt.Sprintf("H%d", level)), text, style{size: size, bold: true}, marginSide, textWidth)
	d.y += 1.5
}

// Paragraph is running text.
func (d *Document) Paragraph(text string) { d.paragraph(text, style{size: bodySize}) }

// Small is running text of less weight.
func (d *Document) Small(text string) { d.paragraph(text, style{size: smallSize, soft: true}) }

func (d *Document) paragraph(text string, s style) {
	d.flow(d.root.add("P"), text, s, marginSide, textWidth)
	d.y += 2
}

// List has a dot before each of its items.
func (d *Document) List(items ...string) {
	list := d.root.add("L")
	for _, text := range items {
		item := list.add("LI")
		d.room(bodySize * perPoint * lineFactor)
		top := d.y
		d.marked(item.add("Lbl"), func() {
			d.text("•", style{size: bodySize}, marginSide+1.5, top)
		})
		d.flow(item.add("LBody"), text, style{size: bodySize}, marginSide+listIndent, textWidth-listIndent)
		d.y += 0.8
	}
	d.y += 1.5
}

// style is how letters look.
type style struct {
	size float64
	bold bool
	soft bool
}

func (d *Document) use(s style) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	d.pdf.SetFont(family, weight, s.size)
	grey := 0
	if s.soft {
		grey = 70
	}
	d.pdf.SetTextColor(grey, grey, grey)
}

// text sets one line with its top at y.
func (d *Document) text(line string, s style, x, y float64) {
	d.use(s)
	d.pdf.Text(x, y+s.size*perPoint*1.05, line)
}

// flow sets a text as lines under each other, over pages where it must.
func (d *Document) flow(e *element, text string, s style, x, width float64) {
	lines := d.lines(text, s, width)
	high := s.size * perPoint * lineFactor
	for len(lines) > 0 {
		d.room(high)
		fit := min(len(lines), max(1, int((pageHeight-marginBottom-d.y)/high)))
		some := lines[:fit]
		d.marked(e, func() {
			for _, l := range some {
				d.text(l, s, x, d.y)
				d.y += high
			}
		})
		lines = lines[fit:]
	}
}

// lines breaks a text at its own line ends, between words, and inside a word that is wider than the line.
func (d *Document) lines(text string, s style, width float64) []string {
	d.use(s)
	var lines []string
	for _, paragraph := range strings.Split(shown(text), "\n") {
		line := ""
		// A line ends with the space that it was broken at, or words would be read as one.
		for _, word := range strings.Fields(paragraph) {
			joined := strings.TrimSpace(line + " " + word)
			if d.pdf.GetStringWidth(joined) <= width {
				line = joined
				continue
			}
			if line != "" {
				lines = append(lines, line+" ")
			}
			for line = word; d.pdf.GetStringWidth(line) > width; {
				n := d.fitting([]rune(line), width)
				lines, line = append(lines, string([]rune(line)[:n])), string([]rune(line)[n:])
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func (d *Document) fitting(letters []rune, width float64) int {
	n := 1
	for n < len(letters) && d.pdf.GetStringWidth(string(letters[:n+1])) <= width {
		n++
	}
	return n
}

// marked writes what draw draws as a piece of the element.
func (d *Document) marked(e *element, draw func()) {
	page := len(d.marks) - 1
	d.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", e.kind, d.marks[page]))
	draw()
	d.pdf.RawWriteStr("EMC")
	e.pieces = append(e.pieces, piece{page: page, mark: d.marks[page]})
	e.order = append(e.order, nil)
	d.marks[page]++
}

// artifact writes what is no part of the text: lines of a table, page numbers.
func (d *Document) artifact(draw func()) {
	d.pdf.RawWriteStr("/Artifact BMC")
	draw()
	d.pdf.RawWriteStr("EMC")
}

// footers number the pages, now that it is known how many there are.
func (d *Document) footers() {
	for i := range d.marks {
		d.pdf.SetPage(i + 1)
		d.artifact(func() {
			y := pageHeight - marginBottom + 8
			s := style{size: footerSize, soft: true}
			d.text(shown(d.head.Footer), s, marginSide, y)
			number := d.head.PageOf(i+1, len(d.marks))
			d.use(s)
			d.text(number, s, pageWidth-marginSide-d.pdf.GetStringWidth(number), y)
		})
	}
}

// WriteTo finishes the file. It is called once.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	d.footers()
	var plain, tagged bytes.Buffer
	if err := d.pdf.Output(&plain); err != nil {
		return 0, fmt.Errorf("write pdf: %w", err)
	}
	if err := d.tag(bytes.NewReader(plain.Bytes()), &tagged); err != nil {
		return 0, fmt.Errorf("tag pdf: %w", err)
	}
	return tagged.WriteTo(w)
}
