package web

import (
	"net/http"
	"net/url"
	"testing"

	"rinnalla/internal/civil"
)

// typing is a form with one field.
func typing(name, text string) *Form {
	return (&Request{Request: &http.Request{Form: url.Values{name: {text}}}}).TypedForm()
}

func TestATimeIsReadAsPeopleWriteItInAHurry(t *testing.T) {
	for typed, want := range map[string]civil.Clock{
		"9.30": {Hour: 9, Minute: 30}, "09:30": {Hour: 9, Minute: 30}, "930": {Hour: 9, Minute: 30}, "0930": {Hour: 9, Minute: 30},
		"1655": {Hour: 16, Minute: 55}, "9": {Hour: 9}, "16": {Hour: 16},
	} {
		f := typing("start", typed)
		if got, ok := f.Clock("start"); !ok || got != want || f.checks.Err() != nil {
			t.Errorf("%s was read as %v, %v", typed, got, f.checks.Err())
		}
	}
	for _, typed := range []string{"25", "1260", "93", "9,30", "12345", "aamulla", "½"} {
		f := typing("start", typed)
		if got, ok := f.Clock("start"); ok || f.checks.Err() == nil {
			t.Errorf("%s was read as %v", typed, got)
		}
	}
}
