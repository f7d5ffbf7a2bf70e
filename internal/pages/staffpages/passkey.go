package staffpages

import (
	"encoding/json"
	"net/http"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// passkeyPage adds a passkey: for the own account, and before the first sign-in.
// It needs JavaScript; without it the page says so and leads to the app.
type passkeyPage struct {
	web.Page
	web.Errors
	Back    *ui.Link
	Action  string
	Name    string
	Confirm bool
	Next    string
	// CodeHref leads to an authenticator app instead.
	CodeHref string
}

func newPasskeyPage(r *web.Request, wrong error) passkeyPage {
	p := passkeyPage{Page: r.Page("staff.passkey_add"), Errors: r.Errors(wrong), Action: r.URL.Path, Next: web.SafeNext(r.FormValue("next"))}
	p.Name, p.CodeHref = r.PostFormValue("name"), "/account/code"
	if p.Name == "" {
		p.Name = deviceText(r, deviceOf(r.UserAgent()))
	}
	p.Props.Width, p.Props.Scripts = "narrow", passkeyScript()
	return p
}

func ownPasskeyPage(r *web.Request, wrong error) passkeyPage {
	p := newPasskeyPage(r, wrong)
	p.Back, p.Confirm = back(r, "staff.own_account", "/account"), true
	return p
}

func (o Options) newPasskey(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if _, err := staff.OwnAccount(tx); err != nil {
		return nil, err
	}
	return web.Show(passkeyView(ownPasskeyPage(r, nil))), nil
}

// challengeAnswer hands a challenge to the page's script.
func challengeAnswer(c staff.Challenge) (*web.Answer, error) {
	body, err := json.Marshal(map[string]any{"challenge": c.ID, "options": json.RawMessage(c.Options)})
	return web.Body(http.StatusOK, "application/json", body), err
}

// refusedAnswer tells the page's script why there is no challenge.
func refusedAnswer(r *web.Request, err error) (*web.Answer, error) {
	f := fault.Of(err)
	if f == nil {
		return nil, err
	}
	text := r.Print.T(f.Key, f.Args...)
	if len(f.Fields) > 0 {
		text = r.Print.T(f.Fields[0].Key, f.Fields[0].Args...)
	}
	body, err := json.Marshal(map[string]string{"refused": text})
	return web.Body(http.StatusUnprocessableEntity, "application/json", body), err
}

func (o Options) beginPasskey(r *web.Request) (*web.Answer, error) {
	err := o.Keys.Confirm(r.Context(), r.Acts(), r.Actor, r.PostFormValue("current"), "current")
	var c staff.Challenge
	if err == nil {
		err = r.Write(func(tx *act.Tx) error {
			c, err = o.Keys.OfferOwnPasskey(tx)
			return err
		})
	}
	if err != nil {
		return refusedAnswer(r, err)
	}
	return challengeAnswer(c)
}

func readPasskey(r *web.Request) (challenge id.Of[staff.Challenge], response []byte) {
	// A wrong id names no challenge, and the verb refuses it.
	challenge, _ = id.Parse[staff.Challenge](r.PostFormValue("challenge"))
	return challenge, []byte(r.PostFormValue("response"))
}

func (o Options) addPasskey(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	challenge, response := readPasskey(r)
	codes, err := o.Keys.AddOwnPasskey(tx, r.PostFormValue("name"), challenge, response)
	switch {
	case fault.Is(err, fault.Invalid):
		return web.ShowFaults(passkeyView(ownPasskeyPage(r, err))), err
	case err != nil:
		return nil, err
	case codes != nil:
		return showCodes(r, codes, "/account"), nil
	}
	return web.Redirect("/account").Flash("staff.passkey_saved"), nil
}

func removePasskeyForm(tx *act.Tx, r *web.Request) (*formPage, error) {
	return confirmForm(tx, r, "staff.passkey_remove", "staff.passkey_remove_lead", true)
}

func askToRemovePasskey(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	return showOwn(tx, r, removePasskeyForm)
}

func (o Options) removePasskey(r *web.Request) (*web.Answer, error) {
	passkey, err := web.PathID[staff.Passkey](r, "passkey")
	if err != nil {
		return nil, err
	}
	answer, err := o.confirmed(r, removePasskeyForm, func(tx *act.Tx) error { return staff.RemoveOwnPasskey(tx, passkey) })
	if answer != nil || err != nil {
		return answer, err
	}
	return web.Redirect("/account").Flash("staff.passkey_removed"), nil
}
