package sheet

import (
	"strings"
	"unicode/utf8"
)

// put adds a cell to the row, or the reason why it cannot be read.
func (rec *record) put(column int, cell Cell, limits Limits) {
	switch {
	case cell.Kind == KindFormula:
		rec.fault(column, "sheet.formula")
	case cell.Kind != KindText:
	case len(cell.Text) > limits.Cell && utf8.RuneCountInString(cell.Text) > limits.Cell:
		rec.fault(column, "sheet.cell_too_long", "limit", limits.Cell)
		cell = Cell{Kind: KindUnreadable}
	case strings.ContainsFunc(cell.Text, isControl):
		rec.fault(column, "sheet.control_character")
		cell = Cell{Kind: KindUnreadable}
	case lostLetters(cell.Text):
		rec.fault(column, "sheet.lost_letters")
		cell = Cell{Kind: KindUnreadable}
	}
	rec.set(column, cell)
}

func isControl(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f || c == 0xfffe || c == 0xffff
}

var garbled = strings.NewReplacer("Ã¤", "", "Ã¶", "", "Ã¥", "", "Ã„", "", "Ã–", "", "Ã…", "")

// lostLetters finds text that a program before us has read in the wrong
// encoding: the replacement character, or ä, ö, å as two characters each.
func lostLetters(text string) bool {
	if strings.ContainsRune(text, utf8.RuneError) {
		return true
	}
	return strings.Contains(text, "Ã") && garbled.Replace(text) != text
}
