package id

import (
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"01900000-0000-7000-8000-0000000000c1", "01900000-0000-7000-8000-0000000000C1", "{1900000-0000-7000-8000-0000000000c}", "", "urn:uuid:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse[visit](text)
		if err == nil && got.String() != strings.ToLower(text) {
			t.Fatalf("%q was read as %v", text, got)
		}
	})
}
