// Package identity knows the Finnish personal identity code: how it is written, what in it tells two people apart, and whose birth day
// it names. It tells nobody's gender, though one could be read from many codes: a code may be given without it.
package identity

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/civil"
)

// Signs are the thirteen that may stand between the date and the number. The sign tells the century and is part of the identity:
// 100190-999P and 100190Y999P are two people.
const Signs = "-+ABCDEFUVWXY"

// checks are the check characters, by the remainder of the nine digits divided by 31.
const checks = "0123456789ABCDEFHJKLMNPRSTUVWXY"

const (
	length      = 11
	firstNumber = 2   // 000 and 001 are given to nobody
	temporary   = 900 // from here on for the time being, or for tests
)

// What is wrong with a text that is no identity code. None repeats the text: it may be somebody's.
var (
	ErrForm  = errors.New("identity: not of the form DDMMYY, a sign, three digits and a check character")
	ErrDate  = errors.New("identity: the first six digits and the sign are no day")
	ErrCheck = errors.New("identity: the check character does not belong to the digits")
)

// Code is a checked personal identity code in its one written form, such as 131052-9085. The zero Code is none. Two codes are the same
// person's when they are equal, sign and all.
type Code struct{ text string }

// Parse reads a code. Spaces, small letters and dashes of other lengths are forgiven; everything else is not.
func Parse(text string) (Code, error) {
	text = tidied(text)
	if len(text) != length {
		return Code{}, ErrForm
	}
	digits, ok := number(text[:6] + text[7:10])
	if !ok || !strings.Contains(Signs, text[6:7]) || !letterOrDigit(text[10]) || digits%1000 < firstNumber {
		return Code{}, ErrForm
	}
	c := Code{text}
	if day := c.BirthDate(); day.Day != int(text[0]-'0')*10+int(text[1]-'0') || day.Month != time.Month((text[2]-'0')*10+text[3]-'0') {
		return Code{}, ErrDate
	}
	if checks[digits%31] != text[10] {
		return Code{}, ErrCheck
	}
	return c, nil
}

// Meant tells whether a text was meant as an identity code, right or wrong: it begins with six digits, a sign and three digits, and what
// follows is one character or none.
func Meant(text string) bool {
	text = tidied(text)
	if len(text) < length-1 {
		return false
	}
	_, ok := number(text[:6] + text[7:10])
	return ok && strings.Contains(Signs, text[6:7]) && utf8.RuneCountInString(text) <= length
}

func tidied(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '–' || r == '−' || r == '‐' || r == '‑':
			return '-'
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

func number(digits string) (n int, ok bool) {
	for _, d := range []byte(digits) {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int(d-'0')
	}
	return n, true
}

// letterOrDigit tells whether a sign may have been meant as a check character. Some letters never are one, such as G and O.
func letterOrDigit(sign byte) bool { return sign >= '0' && sign <= '9' || sign >= 'A' && sign <= 'Z' }

// IsZero tells whether there is no code.
func (c Code) IsZero() bool { return c.text == "" }

// String is the code in full; nothing for none.
func (c Code) String() string { return c.text }

// BirthDate is the day that the code names, in the century of its sign; zero for none. It may be later than today, and earlier than
// the days that package civil parses.
func (c Code) BirthDate() civil.Date {
	if c.IsZero() {
		return civil.Date{}
	}
	two := func(at int) int { return int(c.text[at]-'0')*10 + int(c.text[at+1]-'0') }
	century := 1900
	switch sign := c.text[6]; {
	case sign == '+':
		century = 1800
	case sign >= 'A' && sign <= 'F':
		century = 2000
	}
	// A day that is not in the calendar becomes one of the next month.
	day := time.Date(century+two(4), time.Month(two(2)), two(0), 0, 0, 0, 0, time.UTC)
	return civil.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}
}

// Temporary tells whether the code was given for the time being (its number is from 900 to 999). Such codes are also those of tests.
func (c Code) Temporary() bool { return !c.IsZero() && c.text[7] >= '0'+temporary/100 }
