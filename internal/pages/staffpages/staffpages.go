// Package staffpages is the pages of staff: signing in, the own account, and
// the administration of organisations, units, workers and rights.
package staffpages

import (
	"context"
	"net"
	"net/http"

	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

// Options are what the pages need beside the database.
type Options struct {
	Keys *staff.Keys
	// Address is the network address a request comes from; nil for the
	// connection's own. Behind a proxy it is the proxy's word for it.
	Address func(*http.Request) string
}

func (o Options) address(r *web.Request) string {
	if o.Address != nil {
		return o.Address(r.Request)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Routes is the table of all pages of this package.
func Routes(o Options) []web.Route {
	var all []web.Route
	for _, routes := range [][]web.Route{
		signInRoutes(o), secondFactorRoutes(o), invitationRoutes(o), accountRoutes(o), languageRoutes(),
		organisationRoutes(), unitRoutes(), workerRoutes(), rightsRoutes(), areaRoutes(), boundaryRoutes(), logRoutes(), settingRoutes(), programRoutes(),
	} {
		all = append(all, routes...)
	}
	return all
}

// Identify reads the session cookie for the frame.
func Identify(acts *act.Acts) func(context.Context, string) (web.Identity, error) {
	recent := &staff.Recent{}
	return func(ctx context.Context, cookie string) (web.Identity, error) {
		who, err := recent.Identify(ctx, acts, cookie)
		if err != nil {
			return web.Identity{}, err
		}
		found := web.Identity{Actor: who.Actor, Ended: who.Ended, Lang: who.Lang, SignedIn: who.Stage == staff.StageFull}
		if found.SignedIn {
			found.Session, found.Left = who.Session.String(), who.Left
		}
		for _, p := range who.Places {
			found.Lines = append(found.Lines, lines(p)...)
		}
		return found, nil
	}
}

func lines(p staff.Place) []string {
	if p.Unit == "" {
		return []string{p.Organisation}
	}
	return []string{p.Organisation, p.Unit}
}
