package ui

import (
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"
)

// Square is a QR code as one SVG path, one unit a module, with a quiet zone.
type Square struct{ Box, Path string }

// NewSquare draws a text as a QR code that bears some dirt (level M).
func NewSquare(text string) (Square, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return Square{}, err
	}
	var b strings.Builder
	rows := code.Bitmap()
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				b.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	side := strconv.Itoa(len(rows))
	return Square{Box: "0 0 " + side + " " + side, Path: b.String()}, nil
}
