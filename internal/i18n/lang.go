package i18n

import (
	"golang.org/x/text/language"
)

// Lang is a language of the faces, as it is stored and as its catalogue folder is named.
type Lang string

// The languages. Selko is easy Finnish (selkokieli).
const (
	FI    Lang = "fi"
	SV    Lang = "sv"
	EN    Lang = "en"
	Selko Lang = "fi-selko"
)

// Langs are all languages, in the order in which a choice is shown.
var Langs = []Lang{FI, SV, EN, Selko}

// ParseLang reads the stored form of a language.
func ParseLang(text string) (Lang, bool) {
	for _, lang := range Langs {
		if text == string(lang) {
			return lang, true
		}
	}
	return "", false
}

// Tag is the BCP 47 tag for the lang attribute of HTML. Easy Finnish is Finnish to a
// screen reader.
func (l Lang) Tag() string {
	if l == Selko {
		return string(FI)
	}
	return string(l)
}

// longestHeader is as much of an Accept-Language header as is read: browsers send less.
const longestHeader = 512

// spoken are the languages a browser can ask for, the default first.
var (
	spoken  = []Lang{FI, SV, EN}
	matcher = language.NewMatcher([]language.Tag{language.Finnish, language.Swedish, language.English})
)

// Match is the language that serves an Accept-Language header best; Finnish when none does.
// Easy Finnish is never matched: a person chooses it.
func Match(acceptLanguage string) Lang {
	if len(acceptLanguage) > longestHeader {
		return FI
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return FI
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return FI
	}
	return spoken[index]
}
