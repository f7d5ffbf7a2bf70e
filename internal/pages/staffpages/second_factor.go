package staffpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

func secondFactorRoutes(o Options) []web.Route {
	anyone := access.Public
	return []web.Route{
		{Pattern: "GET /sign-in/code", Needs: anyone, Free: o.askCode},
		{Pattern: "POST /sign-in/code", Needs: anyone, Free: o.giveCode},
		{Pattern: "GET /sign-in/set-up", Needs: anyone, Free: o.offerSetUp},
		{Pattern: "POST /sign-in/set-up", Needs: anyone, Free: o.setUp},
		{Pattern: "GET /sign-in/set-up/passkey", Needs: anyone, Free: o.offerSetUpPasskey},
		{Pattern: "POST /sign-in/set-up/passkey/begin", Needs: anyone, Free: o.beginSetUpPasskey},
		{Pattern: "POST /sign-in/set-up/passkey", Needs: anyone, Free: o.setUpPasskey},
		{Pattern: "POST /sign-in/passkey/begin", Needs: anyone, Free: o.beginSignInByPasskey},
		{Pattern: "POST /sign-in/passkey", Needs: anyone, Free: o.signInByPasskey},
	}
}

// waiting finds who stands between her two factors, or leads back to the start.
func waiting(r *web.Request, stage staff.Stage) (staff.Waiting, *web.Answer, error) {
	var v staff.Waiting
	err := r.Acts().Read(r.Context(), access.Visitor(), func(tx *act.Tx) error {
		var err error
		v, err = staff.FindWaiting(tx, r.SessionToken(), stage)
		return err
	})
	if fault.Is(err, fault.Forbidden) {
		return v, startOver(r), nil
	}
	return v, nil, err
}

func startOver(r *web.Request) *web.Answer {
	return web.Redirect("/sign-in?next=" + url.QueryEscape(web.SafeNext(r.FormValue("next")))).Flash("signin.start_over")
}

type askCodePage struct {
	web.Page
	web.Errors
	Next           string
	TOTP, Passkeys bool
}

func (o Options) askCodePage(r *web.Request, v staff.Waiting, wrong error) askCodePage {
	p := askCodePage{Page: r.Page("signin.code_title"), Errors: r.Errors(wrong), Next: web.SafeNext(r.FormValue("next")), TOTP: v.TOTP}
	p.Passkeys = v.Passkeys && o.Keys.Passkeys()
	p.Props.Width = "narrow"
	if p.Passkeys {
		p.Props.Scripts = passkeyScript()
	}
	return p
}

func (o Options) askCode(r *web.Request) (*web.Answer, error) {
	v, over, err := waiting(r, staff.StageCode)
	if over != nil || err != nil {
		return over, err
	}
	return web.Show(askCodeView(o.askCodePage(r, v, nil))), nil
}

func (o Options) giveCode(r *web.Request) (*web.Answer, error) {
	v, over, err := waiting(r, staff.StageCode)
	if over != nil || err != nil {
		return over, err
	}
	entry, err := o.Keys.GiveCode(r.Context(), r.Acts(), r.SessionToken(), r.PostFormValue("code"))
	if err = forgivable(err); fault.Is(err, fault.Invalid) {
		return web.ShowFaults(askCodeView(o.askCodePage(r, v, err))), nil
	}
	if err != nil {
		return nil, err
	}
	return enter(r, entry, web.SafeNext(r.PostFormValue("next"))), nil
}

func (o Options) setUpPage(r *web.Request, v staff.Waiting, wrong error) (codePage, error) {
	p, err := o.newCodePage(r, v.Worker, wrong)
	if o.Keys.Passkeys() {
		p.PasskeyHref = "/sign-in/set-up/passkey?next=" + url.QueryEscape(p.Next)
	}
	return p, err
}

func (o Options) offerSetUp(r *web.Request) (*web.Answer, error) {
	v, over, err := waiting(r, staff.StageSetUp)
	if over != nil || err != nil {
		return over, err
	}
	p, err := o.setUpPage(r, v, nil)
	if err != nil {
		return nil, err
	}
	return web.Show(codeView(p)), nil
}

func (o Options) setUp(r *web.Request) (*web.Answer, error) {
	v, over, err := waiting(r, staff.StageSetUp)
	if over != nil || err != nil {
		return over, err
	}
	entry, codes, err := o.Keys.SetUpCode(r.Context(), r.Acts(), r.SessionToken(), r.PostFormValue("offer"), r.PostFormValue("code"))
	if err = forgivable(err); fault.Is(err, fault.Invalid) {
		p, pageErr := o.setUpPage(r, v, err)
		return web.ShowFaults(codeView(p)), pageErr
	}
	if err != nil {
		return nil, err
	}
	return showCodes(r, codes, web.SafeNext(r.PostFormValue("next"))).Cookie(web.SessionCookie(entry.Token)), nil
}

func setUpPasskeyPage(r *web.Request, wrong error) passkeyPage {
	p := newPasskeyPage(r, wrong)
	p.CodeHref = "/sign-in/set-up?next=" + url.QueryEscape(p.Next)
	return p
}

func (o Options) offerSetUpPasskey(r *web.Request) (*web.Answer, error) {
	_, over, err := waiting(r, staff.StageSetUp)
	if over != nil || err != nil {
		return over, err
	}
	return web.Show(passkeyView(setUpPasskeyPage(r, nil))), nil
}

func (o Options) beginSetUpPasskey(r *web.Request) (*web.Answer, error) {
	var c staff.Challenge
	err := r.Acts().Write(r.Context(), access.Visitor(), func(tx *act.Tx) error {
		var err error
		c, err = o.Keys.OfferSetUpPasskey(tx, r.SessionToken())
		return err
	})
	if err != nil {
		return refusedAnswer(r, err)
	}
	return challengeAnswer(c)
}

func (o Options) setUpPasskey(r *web.Request) (*web.Answer, error) {
	_, over, err := waiting(r, staff.StageSetUp)
	if over != nil || err != nil {
		return over, err
	}
	challenge, response := readPasskey(r)
	entry, codes, err := o.Keys.SetUpPasskey(r.Context(), r.Acts(), r.SessionToken(), r.PostFormValue("name"), challenge, response)
	if fault.Is(err, fault.Invalid) {
		return web.ShowFaults(passkeyView(setUpPasskeyPage(r, err))), nil
	}
	if err != nil {
		return nil, err
	}
	next := web.SafeNext(r.PostFormValue("next"))
	if codes == nil {
		return enter(r, entry, next), nil
	}
	return showCodes(r, codes, next).Cookie(web.SessionCookie(entry.Token)), nil
}

func (o Options) beginSignInByPasskey(r *web.Request) (*web.Answer, error) {
	var c staff.Challenge
	err := r.Acts().Write(r.Context(), access.Visitor(), func(tx *act.Tx) error {
		var err error
		c, err = o.Keys.AskPasskey(tx, o.address(r))
		return err
	})
	if err != nil {
		return refusedAnswer(r, err)
	}
	return challengeAnswer(c)
}

func (o Options) signInByPasskey(r *web.Request) (*web.Answer, error) {
	challenge, response := readPasskey(r)
	entry, err := o.Keys.SignInByPasskey(r.Context(), r.Acts(), challenge, response, staff.Attempt{
		Address: o.address(r), Device: deviceOf(r.UserAgent()), OldToken: r.SessionToken(),
	})
	if fault.Is(err, fault.Invalid) {
		return web.ShowFaults(signInView(o.signInPage(r, err))), nil
	}
	if err != nil {
		return nil, err
	}
	return enter(r, entry, web.SafeNext(r.PostFormValue("next"))), nil
}
