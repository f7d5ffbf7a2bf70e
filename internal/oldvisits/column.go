package oldvisits

import (
	"strings"
	"sync"

	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
)

// Columns are the codes of all columns of the template, in its order. Each has a
// name in every language: "import.column.day".
func Columns() []string { return columns() }

var columns = sync.OnceValue(func() []string {
	all := []string{"day", "start", "end", "place", "municipality", "place_kind", "kind", "present", "conversations", "clienthoods", "hours"}
	for _, group := range []struct {
		prefix string
		codes  []string
	}{{"feedback_", outreach.Marks}, {"age_", outreach.AgeBands}, {"gender_", outreach.Genders}, {"onward_", outreach.OnwardCodes}} {
		for _, code := range group.codes {
			all = append(all, group.prefix+code)
		}
	}
	return append(all, "topics", "heard", "workers", "minutes")
})

// headers gives the column's code for every name that it goes by: its code, its
// name in each language, and what old spreadsheets call it.
//
//i18n:keys import.also.*
var headers = sync.OnceValue(func() map[string]string {
	known := map[string]string{}
	for _, code := range columns() {
		known[rows.Key(code)] = code
		for _, lang := range i18n.Langs {
			print := i18n.For(lang)
			known[rows.Key(print.T("import.column."+code))] = code
			if !print.Has("import.also." + code) {
				continue
			}
			for _, name := range strings.Split(print.T("import.also."+code), ";") {
				known[rows.Key(name)] = code
			}
		}
	}
	return known
})

// arrange finds which column of the file holds what. Two columns for the same
// thing, or none for the day or the place, are faults of the file.
func arrange(names []string) (at map[string]int, ignored []string, err error) {
	at = map[string]int{}
	for i, name := range names {
		if name == "" {
			continue
		}
		code, known := headers()[rows.Key(name)]
		if !known {
			ignored = append(ignored, name)
			continue
		}
		if first, twice := at[code]; twice {
			return nil, nil, fault.New(fault.Invalid, "import.file.same_column", "first", names[first], "second", name)
		}
		at[code] = i
	}
	for _, must := range []struct{ code, key string }{{"day", "import.file.no_day"}, {"place", "import.file.no_place"}} {
		if _, there := at[must.code]; !there {
			return nil, nil, fault.New(fault.Invalid, must.key)
		}
	}
	return at, ignored, nil
}
