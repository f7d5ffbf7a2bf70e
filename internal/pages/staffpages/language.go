package staffpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/i18n"
	"rinnalla/internal/web"
)

func languageRoutes() []web.Route {
	return []web.Route{{Pattern: "POST /language", Needs: access.Public, Free: chooseLanguage}}
}

// chooseLanguage keeps the choice in a cookie, for everybody.
func chooseLanguage(r *web.Request) (*web.Answer, error) {
	answer := web.Redirect(web.SafeNext(r.PostFormValue("back")))
	if lang, ok := i18n.ParseLang(r.PostFormValue("language")); ok {
		answer.Cookie(web.LanguageCookie(string(lang)))
	}
	return answer, nil
}
