package oldvisits

import (
	"strconv"

	"rinnalla/internal/outreach"
)

// valueOf is what the report shows as the wrong value of a visit's field.
func valueOf(s outreach.Stop, field string) string {
	switch field {
	case "day":
		return s.Day.String()
	case "start", "end":
		return clocks(s)
	case "present":
		return strconv.Itoa(s.Present)
	case "conversations":
		return strconv.Itoa(s.Conversations)
	case "clienthoods":
		return strconv.Itoa(s.Clienthoods)
	case "ages":
		return strconv.Itoa(s.Ages.Sum())
	case "genders":
		return strconv.Itoa(s.Genders.Sum())
	case "minutes":
		return strconv.Itoa(s.Minutes)
	case "heard":
		return s.Heard
	}
	return ""
}

func clocks(s outreach.Stop) string {
	text := ""
	if s.Start != nil {
		text = s.Start.String()
	}
	if s.End != nil {
		text += "–" + s.End.String()
	}
	return text
}
