package staffpages

import (
	"net/http"
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

func signInRoutes(o Options) []web.Route {
	return []web.Route{
		{Pattern: "GET /sign-in", Needs: access.Public, Free: o.showSignIn},
		{Pattern: "POST /sign-in", Needs: access.Public, Free: o.signIn},
		{Pattern: "POST /sign-out", Needs: access.Public, Free: signOut},
	}
}

type signInPage struct {
	web.Page
	web.Errors
	Email, Next string
	Ended       bool
	Passkeys    bool
}

func (o Options) signInPage(r *web.Request, err error) signInPage {
	p := signInPage{Page: r.Page("signin.title"), Errors: r.Errors(err), Next: web.SafeNext(r.FormValue("next")), Passkeys: o.Keys.Passkeys()}
	p.Email, p.Ended = r.PostFormValue("email"), r.Ended
	p.Props.Width = "narrow"
	if p.Passkeys {
		p.Props.Scripts = passkeyScript()
	}
	return p
}

func (o Options) showSignIn(r *web.Request) (*web.Answer, error) {
	if r.SignedIn {
		return web.Redirect(web.SafeNext(r.FormValue("next"))), nil
	}
	return web.Show(signInView(o.signInPage(r, nil))), nil
}

func (o Options) signIn(r *web.Request) (*web.Answer, error) {
	entry, err := o.Keys.SignIn(r.Context(), r.Acts(), staff.Attempt{
		Email: r.PostFormValue("email"), Password: r.PostFormValue("password"), Address: o.address(r),
		Device: deviceOf(r.UserAgent()), OldToken: r.SessionToken(),
	})
	switch {
	case fault.Is(err, fault.Invalid):
		return web.ShowFaults(signInView(o.signInPage(r, err))), nil
	case fault.Is(err, fault.Forbidden):
		return web.ShowFaults(signInView(o.signInPage(r, err))).With(http.StatusTooManyRequests), nil
	case err != nil:
		return nil, err
	}
	return enter(r, entry, web.SafeNext(r.PostFormValue("next"))), nil
}

// enter gives the browser its session and leads on to what is still to be done.
func enter(r *web.Request, e staff.Entry, next string) *web.Answer {
	to := next
	switch e.Stage {
	case staff.StageCode:
		to = "/sign-in/code?next=" + url.QueryEscape(next)
	case staff.StageSetUp:
		to = "/sign-in/set-up?next=" + url.QueryEscape(next)
	}
	return web.Redirect(to).Cookie(web.SessionCookie(e.Token))
}

func signOut(r *web.Request) (*web.Answer, error) {
	if token := r.SessionToken(); token != "" {
		if err := staff.SignOut(r.Context(), r.Acts(), token); err != nil {
			return nil, err
		}
	}
	return web.Redirect("/sign-in").Cookie(web.SessionCookie("")).Flash("signin.signed_out").
		Header("Clear-Site-Data", `"cache"`), nil
}
