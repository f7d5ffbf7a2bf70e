package oldvisits

import (
	"strconv"
	"strings"
	"sync"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
)

// rowReader turns the cells of one row into a visit and says what it cannot read.
type rowReader struct {
	row   row
	line  sheet.Row
	at    map[string]int
	found *problems
}

func (r *rowReader) cell(code string) sheet.Cell {
	i, there := r.at[code]
	if !there {
		return sheet.Cell{}
	}
	c := r.line.At(i)
	c.Text = sheet.Clean(c.Text)
	return c
}

func (r *rowReader) text(code string) string { return r.cell(code).Text }

func (r *rowReader) refuse(column, value, key string, args ...any) {
	r.found.add(rows.Problem{Row: r.row.No, Column: column, Value: value, Refused: true, Key: key, Args: args})
}

func (r *rowReader) readWhen() {
	c := r.cell("day")
	if day, ok := rows.Day(c); ok {
		r.row.Day = day
	} else if rows.Readable(c) {
		r.refuse("day", c.Text, rows.DayProblem(c))
	}
	r.row.Start, r.row.End = r.clock("start"), r.clock("end")
}

func (r *rowReader) clock(code string) *civil.Clock {
	c := r.cell(code)
	if c.Text == "" {
		return nil
	}
	text := c.Text
	if c.Kind == sheet.KindTime && strings.Count(text, ":") == 2 {
		text = text[:strings.LastIndex(text, ":")]
	}
	at, err := civil.ParseClock(text)
	if err != nil || c.Kind == sheet.KindNumber {
		// A spreadsheet program makes 9.3 of 9.30: which it was cannot be known.
		r.refuse(code, c.Text, "import.clock.unreadable")
		return nil
	}
	return &at
}

func (r *rowReader) readWhere() {
	r.row.Place = strings.Join(strings.Fields(r.text("place")), " ")
	if r.row.Place == "" && rows.Readable(r.cell("place")) {
		r.refuse("place", "", "import.place.missing")
	}
	if text := r.text("municipality"); text != "" {
		m, known := area.On(r.row.Day).Find(text)
		if !known {
			r.refuse("municipality", text, "import.municipality.unknown")
		}
		r.row.Municipality, r.row.Nowhere = m.Code, !known
	}
	r.row.PlaceKind = r.choice("place_kind", "place.kind.", outreach.PlaceKinds)
	r.row.Kind = r.choice("kind", "visit.kind.", outreach.StopKinds)
	if r.row.Kind == "" {
		r.row.Kind = outreach.StopKinds[0]
	}
}

// choice reads one of a closed list, by its code or its name in any language.
func (r *rowReader) choice(column, prefix string, codes []string) string {
	text := r.text(column)
	if text == "" {
		return ""
	}
	code, known := choices(prefix, codes)[rows.Key(text)]
	if !known {
		r.refuse(column, text, "import.choice.unknown")
	}
	return code
}

var choicesMade sync.Map // prefix → name folded → code

// choices gives a list's codes by all their names.
//
//i18n:keys place.kind.*
//i18n:keys visit.kind.*
func choices(prefix string, codes []string) map[string]string {
	if made, ok := choicesMade.Load(prefix); ok {
		return made.(map[string]string)
	}
	names := map[string]string{}
	for _, code := range codes {
		names[rows.Key(code)] = code
		for _, lang := range i18n.Langs {
			names[rows.Key(i18n.For(lang).T(prefix+code))] = code
		}
	}
	choicesMade.Store(prefix, names)
	return names
}

func (r *rowReader) readCounts() {
	r.row.Present, r.row.Conversation, r.row.Clienthoods = r.count("present"), r.count("conversations"), r.count("clienthoods")
	for _, group := range []struct {
		prefix string
		codes  []string
		counts []int
	}{
		{"age_", outreach.AgeBands, r.row.Ages[:]}, {"gender_", outreach.Genders, r.row.Genders[:]},
		{"onward_", outreach.OnwardCodes, r.row.Onward[:]}, {"feedback_", outreach.Marks, r.row.Feedback[:]},
	} {
		for i, code := range group.codes {
			group.counts[i] = r.count(group.prefix + code)
		}
	}
}

// mostCounted is far above every count's own limit, which the visit's check knows.
const mostCounted = 1_000_000

// count reads a whole number of people; an empty cell is none.
func (r *rowReader) count(code string) int {
	c := r.cell(code)
	if c.Text == "" {
		return 0
	}
	text := rows.Bare(c.Text)
	if whole, decimals, cut := strings.Cut(text, "."); cut && strings.Trim(decimals, "0") == "" && decimals != "" {
		text = whole
	}
	n, err := strconv.Atoi(text)
	switch {
	case err == nil && n < 0:
		r.refuse(code, c.Text, "import.count.negative")
	case err == nil && n > mostCounted:
		r.refuse(code, c.Text, "import.count.too_many")
	case err == nil && digitsOnly(text):
		return n
	default:
		r.refuse(code, c.Text, "import.count.unreadable")
	}
	return 0
}

func digitsOnly(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

const mostHours = 10_000

// readWork reads the work used, from hours or from minutes but not from both.
func (r *rowReader) readWork() {
	hours, minutes := r.cell("hours"), r.cell("minutes")
	if hours.Text != "" && minutes.Text != "" {
		r.refuse("hours", hours.Text, "import.hours.twice")
		return
	}
	if hours.Text == "" {
		r.row.Minutes = r.count("minutes")
		return
	}
	n, ok := minutesOf(hours.Text)
	switch {
	case ok && n < 0:
		r.refuse("hours", hours.Text, "import.count.negative")
	case ok:
		r.row.Minutes = n
	default:
		r.refuse("hours", hours.Text, "import.hours.unreadable")
	}
}

// minutesOf reads 2,5 or 2:30 hours, to the nearest minute.
func minutesOf(text string) (int, bool) {
	if h, m, cut := strings.Cut(text, ":"); cut {
		m, _, _ = strings.Cut(m, ":") // seconds
		hour, errH := strconv.Atoi(h)
		minute, errM := strconv.Atoi(m)
		return hour*60 + minute, errH == nil && errM == nil && digitsOnly(h) && len(m) == 2 && minute < 60 && hour < mostHours
	}
	hours, err := strconv.ParseFloat(rows.Bare(text), 64)
	if err != nil || hours > mostHours || hours < -mostHours || hours != hours {
		return 0, false
	}
	if hours < 0 {
		return -1, true
	}
	return int(hours*60 + 0.5), true
}
