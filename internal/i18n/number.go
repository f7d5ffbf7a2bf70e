package i18n

import (
	"math"
	"strconv"
	"strings"
)

// noBreak is the no-break space.
const noBreak = "\u00a0"

// minus is the minus sign of typography (U+2212), in all languages.
const minus = "\u2212"

// noNumber stands where there is no number to show.
const noNumber = "–"

// N is a whole number in groups of three: 1 386, in English 1,386.
func (p *Printer) N(n int64) string {
	text := strconv.FormatInt(n, 10)
	if text[0] == '-' {
		return minus + p.grouped(text[1:])
	}
	return p.grouped(text)
}

// Dec is a number with so many decimals: 4,42, in English 4.42. It rounds the decimal
// number one would write for value, halves away from zero, as people and spreadsheets do.
// What is not a number is shown as a dash.
func (p *Printer) Dec(value float64, decimals int) string {
	return p.decimal(value, 0, decimals)
}

// Pct is a share as a percentage with so many decimals: Pct(0.453, 1) is 45,3 %, in
// English 45.3%. It rounds as Dec does.
func (p *Printer) Pct(share float64, decimals int) string {
	text := p.decimal(share, 2, decimals)
	if text == noNumber {
		return text
	}
	return text + p.style.percent
}

// decimal writes value × 10^shift.
func (p *Printer) decimal(value float64, shift, decimals int) string {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return noNumber
	}
	decimals = max(decimals, 0)
	whole, fraction := rounded(math.Abs(value), shift, decimals)
	text := p.grouped(whole)
	if decimals > 0 {
		text += p.style.decimal + fraction
	}
	if value < 0 && strings.Trim(whole+fraction, "0") != "" {
		return minus + text
	}
	return text
}

// rounded gives the digits of value × 10^shift before and after the decimal point.
// It works on the shortest digits that stand for value, because arithmetic on the binary
// number would turn 0.145 into 14.499….
func rounded(value float64, shift, decimals int) (whole, fraction string) {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', -1, 64), "e")
	power, err := strconv.Atoi(exponent)
	if err != nil {
		panic("i18n: a float without exponent: " + exponent)
	}
	digits := []byte("0" + strings.Replace(mantissa, ".", "", 1))
	point := power + 2 + shift
	for ; point < 1; point++ {
		digits = append([]byte{'0'}, digits...)
	}
	keep := point + decimals
	for len(digits) <= keep {
		digits = append(digits, '0')
	}
	up := digits[keep] >= '5'
	digits = digits[:keep]
	for i := keep - 1; up; i-- {
		up = digits[i] == '9'
		digits[i]++
		if up {
			digits[i] = '0'
		}
	}
	whole = strings.TrimLeft(string(digits[:point]), "0")
	if whole == "" {
		whole = "0"
	}
	return whole, string(digits[point:])
}

// grouped sets the group separator between every three digits.
func (p *Printer) grouped(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	var b strings.Builder
	head := (len(digits)-1)%3 + 1
	b.WriteString(digits[:head])
	for at := head; at < len(digits); at += 3 {
		b.WriteString(p.style.group)
		b.WriteString(digits[at : at+3])
	}
	return b.String()
}

// UpTo is a number with as many decimals as it has, at most so many: 4, 4,5, 4,42.
func (p *Printer) UpTo(value float64, decimals int) string {
	_, fraction := rounded(math.Abs(value), 0, max(decimals, 0))
	return p.Dec(value, len(strings.TrimRight(fraction, "0")))
}
