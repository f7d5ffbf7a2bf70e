package civil

import "time"

// Holiday tells whether d is a public holiday in Finland, and which: the key of its
// name in the message catalogue.
//
// Source: the church holidays of the Church Act, Independence Day (Act 388/1937) and May
// Day (Act 272/1944), as the University of Helsinki's almanac lists them. The rules are those in force since 1992,
// when Epiphany and Ascension Day returned from Saturdays to their own days; they are
// applied to every year. Other Sundays are no holidays here, though WorkingDay skips them.
func Holiday(d Date) (key string, ok bool) {
	if key, ok = fixedHoliday(d.Month, d.Day); ok {
		return key, true
	}
	if key, ok = saturdayHoliday(d); ok {
		return key, true
	}
	return easterHoliday(d)
}

// Eve tells whether d is Midsummer Eve or Christmas Eve, and which: the key of its name.
// The eves are no public holidays, but offices are closed by collective agreement and
// by custom, and a time limit that ends on one moves to the next working day
// (Act on the Calculation of Statutory Time Limits 150/1930, section 5).
func Eve(d Date) (key string, ok bool) {
	if d.Month == time.December && d.Day == 24 {
		return "civil.holiday.christmas_eve", true
	}
	if next, _ := saturdayHoliday(d.AddDays(1)); next == "civil.holiday.midsummer_day" {
		return "civil.holiday.midsummer_eve", true
	}
	return "", false
}

func fixedHoliday(month time.Month, day int) (key string, ok bool) {
	switch {
	case month == time.January && day == 1:
		return "civil.holiday.new_years_day", true
	case month == time.January && day == 6:
		return "civil.holiday.epiphany", true
	case month == time.May && day == 1:
		return "civil.holiday.may_day", true
	case month == time.December && day == 6:
		return "civil.holiday.independence_day", true
	case month == time.December && day == 25:
		return "civil.holiday.christmas_day", true
	case month == time.December && day == 26:
		return "civil.holiday.boxing_day", true
	}
	return "", false
}

// saturdayHoliday knows Midsummer Day, the Saturday of 20–26 June, and All Saints' Day,
// the Saturday of 31 October – 6 November.
func saturdayHoliday(d Date) (key string, ok bool) {
	switch {
	case d.IsZero() || d.Weekday() != time.Saturday:
		return "", false
	case d.Month == time.June && d.Day >= 20 && d.Day <= 26:
		return "civil.holiday.midsummer_day", true
	case d.Month == time.October && d.Day == 31, d.Month == time.November && d.Day <= 6:
		return "civil.holiday.all_saints_day", true
	}
	return "", false
}

func easterHoliday(d Date) (key string, ok bool) {
	if d.IsZero() {
		return "", false
	}
	switch d.Sub(easter(d.Year)) {
	case -2:
		return "civil.holiday.good_friday", true
	case 0:
		return "civil.holiday.easter_sunday", true
	case 1:
		return "civil.holiday.easter_monday", true
	case 39:
		return "civil.holiday.ascension_day", true
	case 49:
		return "civil.holiday.whit_sunday", true
	}
	return "", false
}

// easter is Easter Sunday of the Gregorian calendar, by the computation of Meeus
// (Astronomical Algorithms, chapter 8), which holds for every year.
func easter(year int) Date {
	golden := year % 19
	century, ofCentury := year/100, year%100
	leaps, skipped := century/4, century%4
	moon := (19*golden + century - leaps - (century-(century+8)/25+1)/3 + 15) % 30
	weekday := (32 + 2*skipped + 2*(ofCentury/4) - moon - ofCentury%4) % 7
	late := (golden + 11*moon + 22*weekday) / 451
	march := moon + weekday - 7*late + 114
	return Date{year, time.Month(march / 31), march%31 + 1}
}
