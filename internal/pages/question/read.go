package question

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/ui"
)

// Read reads the answers of a step out of a form: what the step asks and the form does not hold is left open. It judges shape alone.
func (st Step) Read(typed url.Values) (instrument.Answers, error) {
	out := instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	var c fault.Checks
	for _, item := range st.Items {
		out.Items[item.Code] = read(&c, item, itemName(item.Code), typed)
	}
	if st.Section.Repeats != nil {
		out.Entries[st.Section.Code] = readEntries(&c, st.Section, typed)
	}
	return out, c.Err()
}

// Present reads whatever answers a form holds, of any step.
func Present(f *instrument.Form, typed url.Values) (instrument.Answers, error) {
	out := instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	var c fault.Checks
	for _, s := range f.Definition.Sections {
		if s.Repeats != nil {
			if entriesIn(typed, s) > 0 {
				out.Entries[s.Code] = readEntries(&c, s, typed)
			}
			continue
		}
		for _, item := range s.Items {
			if name := itemName(item.Code); typed.Has(name) {
				out.Items[item.Code] = read(&c, item, name, typed)
			}
		}
	}
	return out, c.Err()
}

// readEntries leaves out entries in which nothing stands.
func readEntries(c *fault.Checks, s instrument.Section, typed url.Values) []instrument.Entry {
	var all []instrument.Entry
	for n := 1; n <= s.Repeats.Most; n++ {
		entry, something := instrument.Entry{}, false
		for _, item := range s.Items {
			answer := read(c, item, entryName(s.Code, n, item.Code), typed)
			entry[item.Code] = answer
			something = something || answer.State != instrument.Left
		}
		if something {
			all = append(all, entry)
		}
	}
	return all
}

func read(c *fault.Checks, i instrument.Item, name string, typed url.Values) instrument.Answer {
	text := strings.TrimSpace(typed.Get(name))
	switch {
	case text == "":
		return instrument.Answer{}
	case text == declined && i.Kind != instrument.ShortTextItem && i.Kind != instrument.LongTextItem:
		return instrument.Answer{State: instrument.Declined}
	}
	a := instrument.Answer{State: instrument.Given}
	switch i.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		n, err := strconv.ParseFloat(plainNumber.Replace(strings.TrimPrefix(text, given)), 64)
		c.That(err == nil, name, "form.not_a_number")
		a.Number = n
	case instrument.StepsItem, instrument.YesNoItem, instrument.SingleItem:
		a.Option = strings.TrimPrefix(text, given)
	case instrument.MultipleItem:
		for _, v := range typed[name] {
			if code, is := strings.CutPrefix(v, given); is && !slices.Contains(a.Options, code) {
				a.Options = append(a.Options, code)
			}
		}
	case instrument.DateItem:
		day, err := civil.ParseFinnish(text)
		if err != nil {
			day, err = civil.ParseDate(text)
		}
		c.That(err == nil, name, "form.not_a_date")
		a.Day = day
	default:
		a.Text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return a
}

// plainNumber takes spaces out, and makes a comma a point and a minus a hyphen.
var plainNumber = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".", "\u2212", "-")

// Values is what a form holds that shows answers.
func Values(f *instrument.Form, a instrument.Answers) url.Values {
	typed := url.Values{}
	for _, s := range f.Definition.Sections {
		for _, item := range s.Items {
			if s.Repeats == nil {
				put(typed, itemName(item.Code), item, a.Items[item.Code])
				continue
			}
			for n, entry := range a.Entries[s.Code] {
				put(typed, entryName(s.Code, n+1, item.Code), item, entry[item.Code])
			}
		}
	}
	return typed
}

func put(typed url.Values, name string, i instrument.Item, a instrument.Answer) {
	switch {
	case a.State == instrument.Declined && i.Kind != instrument.ShortTextItem && i.Kind != instrument.LongTextItem:
		typed.Set(name, declined)
	case a.State != instrument.Given:
	case i.Kind == instrument.ScaleItem:
		typed.Set(name, given+number(a.Number))
	case i.Kind == instrument.NumberItem:
		typed.Set(name, strings.Replace(number(a.Number), ".", ",", 1))
	case i.Kind == instrument.MultipleItem:
		for _, code := range a.Options {
			typed.Add(name, given+code)
		}
	case i.Kind == instrument.DateItem:
		typed.Set(name, a.Day.String())
	case i.Kind == instrument.ShortTextItem, i.Kind == instrument.LongTextItem:
		typed.Set(name, a.Text)
	default:
		typed.Set(name, given+a.Option)
	}
}

// Others are the values of a form that the step does not ask, to be sent along hidden.
func (st Step) Others(f *instrument.Form, typed url.Values) []ui.Pair {
	own := map[string]bool{}
	for _, item := range st.Items {
		own[itemName(item.Code)] = true
	}
	all := Values(f, instrument.Answers{})
	for name, values := range typed {
		if strings.HasPrefix(name, "answers.") && !own[name] && !(st.Section.Repeats != nil && strings.HasPrefix(name, "answers."+st.Section.Code+"[")) {
			all[name] = values
		}
	}
	var pairs []ui.Pair
	for name, values := range all {
		for _, v := range values {
			pairs = append(pairs, ui.Pair{Name: name, Value: v})
		}
	}
	slices.SortFunc(pairs, func(a, b ui.Pair) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	return pairs
}
