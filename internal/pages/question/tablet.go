package question

import (
	"encoding/base64"
	"net/http"
	"strings"

	"rinnalla/internal/id"
	"rinnalla/internal/outcome"
	"rinnalla/internal/web"
)

// tabletCookie holds, on a tablet that was handed over, which link it was handed over for and the worker's session under seal.
const tabletCookie = "tablet"

// TabletCookie is the cookie of a tablet that is handed over.
func TabletCookie(link outcome.LinkID, parked []byte) *http.Cookie {
	return &http.Cookie{Name: tabletCookie, Value: link.String() + "." + base64.RawURLEncoding.EncodeToString(parked), Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode, MaxAge: 12 * 3600}
}

// NoTablet ends it.
func NoTablet() *http.Cookie {
	return &http.Cookie{Name: tabletCookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1}
}

// Tablet reads the cookie of the request; false when there is none.
func Tablet(r *web.Request) (link outcome.LinkID, parked []byte, there bool) {
	name, sealed, cut := strings.Cut(r.CookieNamed(tabletCookie), ".")
	link, err := id.Parse[outcome.Link](name)
	if err != nil || !cut {
		return link, nil, false
	}
	parked, err = base64.RawURLEncoding.DecodeString(sealed)
	return link, parked, err == nil
}
