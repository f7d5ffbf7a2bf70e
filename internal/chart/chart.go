// Package chart draws figures as SVG on the server: columns, bars, a distribution and municipality maps. It counts nothing and
// knows no language: words and formatted numbers come in, shapes go out.
//
// The drawings carry no style attributes and no scripts, so they stand under a strict Content-Security-Policy. Colours are classes
// that frontend/styles/_plot.scss dresses for light, dark and print; a downloaded file carries its own colours ([WriteSVG]).
package chart

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/a-h/templ"
)

// Chart is a figure that can be put on a page (it is a templ component), told as a table and written as a file of its own.
type Chart interface {
	templ.Component
	// Rows are the labels and values exactly as drawn, in the same order, for the table under the figure.
	Rows() []Row
	// drawings are the wide drawing and, where another is needed to be readable on a phone, the narrow one.
	drawings() []drawing
}

// Head is what every figure says about itself.
type Head struct {
	// ID is unique on the page; every id in the drawing begins with it.
	ID string
	// Title and Desc are read by screen readers. The title is drawn only in a file of its own: on a page the heading says it.
	Title, Desc string
	// Note is drawn under a file of its own: period, source, counting rule.
	Note string
	// Source says whose work the drawing is made from, where that must be told. It ends the description and is drawn under the note.
	Source string
	// Hidden and Missing say in words why a number is not there. They are printed in the key when such values are drawn, and
	// spoken as the value of a link.
	Hidden, Missing string
}

// description is read by screen readers.
func (h Head) description() string {
	return strings.TrimSpace(printable(h.Desc) + " " + printable(h.Source))
}

// numberless are the lines of the key for values without a number, those that occur.
func (h Head) numberless(values []Value) []entry {
	var entries []entry
	if slices.Contains(values, Hidden()) {
		entries = append(entries, entry{class: hiddenLook.class, pattern: hiddenLook.pattern, label: h.Hidden, mark: HiddenMark, markClass: hiddenLook.ink})
	}
	if slices.Contains(values, Missing()) {
		entries = append(entries, entry{class: missingLook.class, label: h.Missing, mark: MissingMark, markClass: missingLook.ink})
	}
	return entries
}

// spoken is a place or a bar with its value in words.
func (h Head) spoken(label string, v Value, format func(float64) string) string {
	value := v.text(format)
	switch {
	case v.state == hidden && h.Hidden != "":
		value = h.Hidden
	case v.state == missing && h.Missing != "":
		value = h.Missing
	}
	return printable(label + ": " + value)
}

// Row is one line of the table that tells the same as the figure.
type Row struct {
	Label string
	Cells []string
	Href  string
}

// Value is a number, a number that is withheld, or no number at all. The zero Value is no number.
type Value struct {
	number float64
	state  state
}

type state int

const (
	missing state = iota
	hidden
	known
)

// Known is a number that may be shown, zero among them.
func Known(number float64) Value { return Value{number: number, state: known} }

// Hidden is a number that exists and must not be shown, because people could be recognised from it.
func Hidden() Value { return Value{state: hidden} }

// Missing is the absence of a number; it is not zero.
func Missing() Value { return Value{} }

const (
	// HiddenMark stands for a withheld number in figures and tables alike.
	HiddenMark = "–"
	// MissingMark stands for an absent number, after Statistics Finland's use.
	MissingMark = ".."
)

func (v Value) text(format func(float64) string) string {
	switch v.state {
	case known:
		return format(v.number)
	case hidden:
		return HiddenMark
	}
	return MissingMark
}

// size is the length that stands for the value: nothing unless it is known and above zero.
func (v Value) size() float64 {
	if v.state != known || v.number < 0 {
		return 0
	}
	return v.number
}

func largest(values []Value) float64 {
	top := 0.0
	for _, v := range values {
		top = max(top, v.size())
	}
	return top
}

// whole tells whether every known value is a whole number, so that the axis has no halves of people.
func whole(values []Value) bool {
	for _, v := range values {
		if v.state == known && v.number != float64(int64(v.number)) {
			return false
		}
	}
	return true
}

// WriteSVG writes the figure as a file of its own: title and note drawn, colours inside, no links.
func WriteSVG(w io.Writer, c Chart) error {
	if _, err := io.WriteString(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"); err != nil {
		return fmt.Errorf("write svg: %w", err)
	}
	if err := file(framed(c.drawings()[0])).Render(context.Background(), w); err != nil {
		return fmt.Errorf("write svg: %w", err)
	}
	return nil
}

// framed puts the title above the drawing and the note under it.
func framed(d drawing) drawing {
	const margin, titleSize, noteSize = 16, 17, 12
	title := wrap(d.head.Title, titleSize, d.w)
	var note []string
	for _, words := range []string{d.head.Note, d.head.Source} {
		if words != "" {
			note = append(note, wrap(words, noteSize, d.w)...)
		}
	}
	above := margin + float64(len(title))*titleSize*lineHeight + 8
	below := margin + float64(len(note))*noteSize*lineHeight
	out := drawing{head: d.head, variant: d.variant, w: d.w + 2*margin, h: above + d.h + below}
	out.add(rect{w: out.w, h: out.h, class: "plot-paper"})
	out.add(text{x: margin, y: margin + titleSize, size: titleSize, class: "plot-ink plot-strong", lines: title})
	out.add(group{x: margin, y: above, shapes: withoutLinks(d.shapes)})
	if len(note) > 0 {
		out.add(text{x: margin, y: above + d.h + noteSize, size: noteSize, class: "plot-soft", lines: note})
	}
	return out
}

func withoutLinks(shapes []shape) []shape {
	out := make([]shape, len(shapes))
	for i, s := range shapes {
		if g, is := s.(group); is {
			g.href = ""
			s = g
		}
		out[i] = s
	}
	return out
}

// printable drops what XML cannot hold or a reader cannot see.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, s)
}
