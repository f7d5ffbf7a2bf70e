// Package area is the table of Finnish municipalities and wellbeing counties, dated, with no knowledge of what is counted in them.
//
// The facts are Statistics Finland's classifications of municipalities and wellbeing services counties as of 1 January 2026;
// see docs/sources.md. A later classification is added as two more CSV files and one more line in [editions].
package area

import (
	"slices"
	"strings"

	"rinnalla/internal/civil"
)

// Language is the ISO 639-1 code of an official language of a municipality: "fi" or "sv".
type Language string

const (
	Finnish Language = "fi"
	Swedish Language = "sv"
)

// Municipality is one municipality of a dated classification.
type Municipality struct {
	// Code is Statistics Finland's three digits, leading zeros kept: "046".
	Code   string
	NameFi string
	NameSv string
	// Languages are the official languages, the majority's first (language act 423/2003, section 5).
	Languages []Language
	// County is the code of the wellbeing county, not of the region (maakunta).
	County string
	// Lat and Lon are a point inside the municipality, WGS 84, degrees, two decimals.
	Lat, Lon float64
}

// Name is the municipality's name for a reader of the given language: Swedish for "sv", the majority's own for "en",
// Finnish for everything else.
func (m Municipality) Name(lang string) string {
	swedish := lang == "sv" || lang == "en" && m.Languages[0] == Swedish
	if swedish {
		return m.NameSv
	}
	return m.NameFi
}

// Speaks tells whether the language is an official one of the municipality.
func (m Municipality) Speaks(l Language) bool {
	return slices.Contains(m.Languages, l)
}

// County is a wellbeing county. Helsinki (90) organises its services itself and Åland (91) has its own law; both are listed.
type County struct {
	Code                   string
	NameFi, NameSv, NameEn string
}

// Name is the county's name for a reader of the given language; "fi-selko" and unknown languages read Finnish.
func (c County) Name(lang string) string {
	switch lang {
	case "sv":
		return c.NameSv
	case "en":
		return c.NameEn
	}
	return c.NameFi
}

// Table is one classification. It is made once, shared and never changed; what it returns are copies.
type Table struct {
	from, until civil.Date

	municipalities []Municipality
	counties       []County
	byCode         map[string]int
	byName         map[string]int
	countyByCode   map[string]int
}

// Valid is the half-open time the classification is in force: the first day, and the first day no more.
// The last classification has a zero until.
func (t *Table) Valid() (from, until civil.Date) { return t.from, t.until }

// Municipalities are all municipalities in the order of their codes.
func (t *Table) Municipalities() []Municipality { return slices.Clone(t.municipalities) }

// Municipality finds by code; false when the classification has no such code.
func (t *Table) Municipality(code string) (Municipality, bool) {
	i, found := t.byCode[code]
	if !found {
		return Municipality{}, false
	}
	return t.municipalities[i], true
}

// Find takes what a person or a spreadsheet gives: a code ("46" and "046" are the same), or a name in Finnish or Swedish in any
// case and with spaces around or between. False when there is no such municipality; it never guesses.
func (t *Table) Find(text string) (Municipality, bool) {
	name := foldName(text)
	if m, found := t.Municipality(padCode(name)); found {
		return m, true
	}
	i, found := t.byName[name]
	if !found {
		return Municipality{}, false
	}
	return t.municipalities[i], true
}

// Counties are all wellbeing counties, Helsinki and Åland included, in the order of their codes.
func (t *Table) Counties() []County { return slices.Clone(t.counties) }

// County finds by code; false when the classification has no such code.
func (t *Table) County(code string) (County, bool) {
	i, found := t.countyByCode[code]
	if !found {
		return County{}, false
	}
	return t.counties[i], true
}

// MunicipalitiesOf are the municipalities of one wellbeing county in the order of their codes; none for an unknown county.
func (t *Table) MunicipalitiesOf(county string) []Municipality {
	var in []Municipality
	for _, m := range t.municipalities {
		if m.County == county {
			in = append(in, m)
		}
	}
	return in
}

// foldName makes names comparable: lower case, one space between words, none around.
func foldName(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(name)), " ")
}

// padCode gives back the leading zeros that spreadsheets eat.
func padCode(code string) string {
	if code == "" || len(code) >= 3 || strings.Trim(code, "0123456789") != "" {
		return code
	}
	return strings.Repeat("0", 3-len(code)) + code
}
