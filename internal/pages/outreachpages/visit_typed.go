package outreachpages

import (
	"math"
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/web"
)

// typedVisit is a visit as the form shows it. full writes the noughts of what
// was counted: a visit on record has them, an empty form does not.
func typedVisit(page web.Page, s outreach.Stop, full bool) url.Values {
	v := url.Values{"id": {s.ID.String()}, "unit": {s.Unit.String()}, "day": {page.Date(s.Day)}, "kind": {s.Kind}, "heard": {s.Heard}}
	set := func(name string, given bool, value string) {
		if given {
			v.Set(name, value)
		}
	}
	set("round", !s.Round.IsZero(), s.Round.String())
	set("place", !s.Place.IsZero(), s.Place.String())
	if s.Start != nil {
		v.Set("start", page.Clock(*s.Start))
	}
	if s.End != nil {
		v.Set("end", page.Clock(*s.End))
	}
	set("present", full, strconv.Itoa(s.Present))
	set("conversations", full, strconv.Itoa(s.Conversations))
	set("clienthoods", full, strconv.Itoa(s.Clienthoods))
	set("minutes", s.Minutes > 0, hoursText(page.Printer, s.Minutes))
	for _, g := range []struct {
		prefix string
		codes  []string
		counts []int
	}{{"age_", outreach.AgeBands, s.Ages[:]}, {"gender_", outreach.Genders, s.Genders[:]},
		{"onward_", outreach.OnwardCodes, s.Onward[:]}, {"feedback_", outreach.Marks, s.Feedback[:]}} {
		for i, code := range g.codes {
			set(g.prefix+code, g.counts[i] > 0, strconv.Itoa(g.counts[i]))
		}
	}
	for _, t := range s.Topics {
		v.Add("topics", t.String())
	}
	for _, w := range s.Workers {
		v.Add("workers", w.String())
	}
	return v
}

// hoursText is a number of minutes as hours with at most two decimals.
func hoursText(p *i18n.Printer, minutes int) string {
	for decimals := range 2 {
		if pow := math.Pow10(decimals); float64(minutes)/60*pow == math.Trunc(float64(minutes)/60*pow) {
			return p.Dec(float64(minutes)/60, decimals)
		}
	}
	return p.Dec(float64(minutes)/60, 2)
}

// readVisit reads the shape of what was typed, and keeps to what the form offers.
func readVisit(r *web.Request, f *web.Form, c visitChoices) (outreach.Stop, error) {
	s := outreach.Stop{
		ID: web.FormID[outreach.Stop](f, "id"), Round: web.FormID[outreach.Round](f, "round"),
		Place: web.FormID[outreach.Place](f, "place"), Day: f.Date("day"), Kind: f.Text("kind"),
		Present: f.Int("present"), Conversations: f.Int("conversations"), Clienthoods: f.Int("clienthoods"),
		Minutes: readMinutes(f), Heard: f.Text("heard"), Confirmed: f.Bool("confirmed"),
	}
	if t, ok := f.Clock("start"); ok {
		s.Start = &t
	}
	if t, ok := f.Clock("end"); ok {
		s.End = &t
	}
	for i, code := range outreach.AgeBands {
		s.Ages[i] = f.Int("age_" + code)
	}
	for i, code := range outreach.Genders {
		s.Genders[i] = f.Int("gender_" + code)
	}
	for i, code := range outreach.OnwardCodes {
		s.Onward[i] = f.Int("onward_" + code)
	}
	for i, code := range outreach.Marks {
		s.Feedback[i] = f.Int("feedback_" + code)
	}
	for _, t := range c.topics {
		if slices.Contains(f.Texts("topics"), t.ID.String()) {
			s.Topics = append(s.Topics, t.ID)
		}
	}
	for _, w := range c.colleagues {
		if slices.Contains(f.Texts("workers"), w.ID.String()) {
			s.Workers = append(s.Workers, w.ID)
		}
	}
	return s, f.Err()
}

// readMinutes reads hours. What cannot be a number of hours becomes -1, which the visit refuses in words.
func readMinutes(f *web.Form) int {
	hours := f.Decimal("minutes")
	if !(hours >= 0 && hours <= 1e6) {
		return -1
	}
	return int(math.Round(hours * 60))
}
