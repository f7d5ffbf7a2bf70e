package civil

import "strconv"

// Dates and times are written a million times for one file, which formatting by a pattern would double.

// appendTwo writes a number of two digits; any other number as it is.
func appendTwo(b []byte, n int) []byte {
	if n < 0 || n > 99 {
		return strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

// appendYear writes a year with four digits; any other number as it is.
func appendYear(b []byte, year int) []byte {
	if year < 0 || year > 9999 {
		return strconv.AppendInt(b, int64(year), 10)
	}
	return appendTwo(appendTwo(b, year/100), year%100)
}
