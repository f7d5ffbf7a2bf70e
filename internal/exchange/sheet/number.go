package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// dateForm says how a cell style shows a number.
type dateForm uint8

const (
	showsDate dateForm = 1 << iota
	showsTime
	showsElapsed // hours that go past 24
)

// builtinForm gives the form of the number formats that have a number instead of
// a code. (ECMA-376 part 1, 18.8.30, with the East Asian date formats.)
func builtinForm(id int) dateForm {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return showsDate
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return showsTime
	case id == 22:
		return showsDate | showsTime
	case id == 46:
		return showsElapsed
	}
	return 0
}

// formOfCode reads a number format code such as "d.m.yyyy" or "[h]:mm". Files
// hold the English letters whatever language the program speaks.
func formOfCode(code string) dateForm {
	var form dateForm
	month := false
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"':
			i = past(code, i, '"')
		case '[':
			end := past(code, i, ']')
			if strings.Trim(strings.ToLower(code[i:min(end+1, len(code))]), "[]hms") == "" {
				return showsElapsed
			}
			i = end
		case 'd', 'D', 'y', 'Y':
			form |= showsDate
		case 'h', 'H', 's', 'S':
			form |= showsTime
		case 'm', 'M':
			month = true
		case 'G':
			if strings.HasPrefix(code[i:], "General") {
				i += len("General") - 1
			}
		}
	}
	if form == 0 && month {
		form = showsDate
	}
	return form
}

// past gives the index of the closing mark, the end of the code when there is
// none.
func past(code string, from int, mark byte) int {
	if n := strings.IndexByte(code[from+1:], mark); n >= 0 {
		return from + 1 + n
	}
	return len(code)
}

func numberCell(raw string, form dateForm, from904 bool) (Cell, bool) {
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return Cell{}, false
	}
	if form != 0 {
		return momentCell(value, form, from904)
	}
	return Cell{KindNumber, plain(raw, value)}, true
}

// plain writes a number without an exponent and with the 15 digits that a
// spreadsheet program shows: what is stored as 0.30000000000000004 is 0.3.
func plain(raw string, value float64) string {
	if strings.Trim(raw, "0123456789") == "" && len(raw) <= 18 && (raw[0] != '0' || len(raw) == 1) {
		return raw
	}
	shown, err := strconv.ParseFloat(strconv.FormatFloat(value, 'e', 14, 64), 64)
	if err != nil {
		shown = value
	}
	text := strconv.FormatFloat(shown, 'f', -1, 64)
	if text == "-0" {
		return "0"
	}
	return text
}

// lastDay is 9999-12-31, the end of the calendar of spreadsheet programs.
const lastDay = 2_958_465

// momentCell turns a number of days into a date, a time or both. Counted from
// 1900 the calendar has a 29 February 1900 that never was, number 60.
func momentCell(value float64, form dateForm, from904 bool) (Cell, bool) {
	if value < 0 || value > lastDay+1 {
		return Cell{}, false
	}
	day := int(math.Floor(value))
	second := int(math.Round((value - math.Floor(value)) * 86400))
	if second == 86400 {
		day, second = day+1, 0
	}
	switch {
	case form&showsElapsed != 0:
		return Cell{KindTime, clock(day*86400 + second)}, true
	case form&showsDate == 0:
		return Cell{KindTime, clock(second)}, true
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 1 || day == 60:
		return Cell{}, false
	case day < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	moment := epoch.AddDate(0, 0, day)
	if moment.Year() > 9999 {
		return Cell{}, false
	}
	date := moment.Format(time.DateOnly)
	if form&showsTime == 0 || second == 0 {
		return Cell{KindDate, date}, true
	}
	return Cell{KindDateTime, date + "T" + clock(second)}, true
}

// isoCell reads a moment that is written out, as strict files do.
func isoCell(raw string) (Cell, bool) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05.999", "2006-01-02T15:04:05.999Z"} {
		moment, err := time.Parse(layout, raw)
		if err != nil {
			continue
		}
		second := moment.Hour()*3600 + moment.Minute()*60 + moment.Second()
		if second == 0 {
			return Cell{KindDate, moment.Format(time.DateOnly)}, true
		}
		return Cell{KindDateTime, moment.Format(time.DateOnly) + "T" + clock(second)}, true
	}
	return Cell{}, false
}

func clock(seconds int) string {
	text := pad(seconds/3600) + ":" + pad(seconds/60%60)
	if seconds%60 == 0 {
		return text
	}
	return text + ":" + pad(seconds%60)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
