package question

import (
	"rinnalla/internal/i18n"
	"rinnalla/internal/web"
)

// Speak makes the texts around the questions go with their language: easy Finnish, unless that is Swedish or English.
func Speak(r *web.Request, lang string) {
	switch lang {
	case "sv":
		r.Print = i18n.For(i18n.SV)
	case "en":
		r.Print = i18n.For(i18n.EN)
	default:
		r.Print = i18n.For(i18n.Selko)
	}
}
