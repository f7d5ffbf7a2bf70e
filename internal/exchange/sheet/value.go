package sheet

import (
	"math"
	"strconv"
	"time"
)

// Value is one cell to be written. The zero value is an empty cell.
type Value struct {
	kind   valueKind
	places uint8
	text   string
	number float64
	whole  int64
}

type valueKind uint8

const (
	emptyValue valueKind = iota
	textValue
	integerValue
	decimalValue
	numberValue
	dateValue
	dateTimeValue
)

// mostPlaces is the number of decimals that can be written.
const mostPlaces = 6

// Empty is a cell with nothing in it.
func Empty() Value { return Value{} }

// Text is a cell with text, which no spreadsheet program runs as a formula
// whatever it begins with.
func Text(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{kind: textValue, text: text}
}

// Integer is a cell with a whole number.
func Integer(n int64) Value { return Value{kind: integerValue, whole: n} }

// Decimal is a cell with a number rounded to places decimals (0 to 6), written
// with a point. What is not a number, or infinite, is an empty cell.
func Decimal(n float64, places int) Value {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return Value{}
	}
	places = min(max(places, 0), mostPlaces)
	if math.Round(n*math.Pow10(places)) == 0 {
		n = 0 // without the sign: nobody wants to read -0.00
	}
	return Value{kind: decimalValue, number: n, places: uint8(places)}
}

// Number is a cell with a number in as many digits as tell it from every other,
// with a point. What is not a number, or infinite, is an empty cell.
func Number(n float64) Value {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return Value{}
	}
	return Value{kind: numberValue, number: n + 0} // without the sign of -0
}

// Date is a cell with the calendar date of t in its own time zone.
func Date(t time.Time) Value { return moment(dateValue, t) }

// DateTime is a cell with the date and the clock of t in its own time zone, to
// the second.
func DateTime(t time.Time) Value { return moment(dateTimeValue, t) }

// moment keeps the clock on the wall as seconds, as if it were UTC: a cell has
// no time zone.
func moment(kind valueKind, t time.Time) Value {
	year, month, day := t.Date()
	wall := time.Date(year, month, day, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return Value{kind: kind, whole: wall.Unix()}
}

// appendPlain adds the value as text: a point in decimals, dates as in ISO 8601.
func (v Value) appendPlain(buf []byte) []byte {
	switch v.kind {
	case textValue:
		return append(buf, v.text...)
	case integerValue:
		return strconv.AppendInt(buf, v.whole, 10)
	case decimalValue:
		return strconv.AppendFloat(buf, v.number, 'f', int(v.places), 64)
	case numberValue:
		return strconv.AppendFloat(buf, v.number, 'g', -1, 64)
	case dateValue:
		return time.Unix(v.whole, 0).UTC().AppendFormat(buf, time.DateOnly)
	case dateTimeValue:
		return time.Unix(v.whole, 0).UTC().AppendFormat(buf, "2006-01-02T15:04:05")
	}
	return buf
}

// Writer is what [CSV] and [XLSX] have in common once their columns are known.
type Writer interface {
	// Row writes one row. The number of values is the number of columns.
	Row(values ...Value) error
	// Close finishes the file, but does not close what it is written to, and
	// gives the number of rows written with Row. A caller that knows how many
	// there should be compares.
	Close() (rows int64, err error)
}
