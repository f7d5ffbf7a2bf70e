package staffpages

import (
	"net/url"

	"rinnalla/internal/act"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// forgivable turns "wait a while" into a fault that a form shows.
func forgivable(err error) error {
	if f := fault.Of(err); f != nil && f.Kind == fault.Forbidden && f.Key == "signin.wait" {
		return fault.New(fault.Invalid, f.Key, f.Args...)
	}
	return err
}

// codePage sets up an authenticator app: for the own account, and before the
// first sign-in.
type codePage struct {
	web.Page
	web.Errors
	Back    *ui.Link
	Action  string
	Offer   credential.Offer
	Square  ui.Square
	Confirm bool // ask for the password again
	Next    string
	// PasskeyHref leads to setting up a passkey instead, or is empty.
	PasskeyHref string
}

func (o Options) newCodePage(r *web.Request, w staff.Worker, wrong error) (codePage, error) {
	p := codePage{Page: r.Page("staff.code_add"), Errors: r.Errors(wrong), Action: r.URL.Path, Next: web.SafeNext(r.FormValue("next"))}
	p.Props.Width = "narrow"
	now := r.Acts().Now()
	p.Offer = o.Keys.OfferCode(w, now)
	if sealed := r.PostFormValue("offer"); sealed != "" {
		// An offer that has grown old is replaced by a new one.
		if same, err := o.Keys.SameOffer(w, sealed, now); err == nil {
			p.Offer = same
		}
	}
	var err error
	p.Square, err = ui.NewSquare(p.Offer.URI)
	return p, err
}

func (o Options) ownCodePage(r *web.Request, w staff.Worker, wrong error) (codePage, error) {
	p, err := o.newCodePage(r, w, wrong)
	p.Back, p.Confirm = back(r, "staff.own_account", "/account"), true
	return p, err
}

func (o Options) offerCode(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	a, err := staff.OwnAccount(tx)
	if err != nil {
		return nil, err
	}
	p, err := o.ownCodePage(r, a.Worker, nil)
	if err != nil {
		return nil, err
	}
	return web.Show(codeView(p)), nil
}

func (o Options) addCode(r *web.Request) (*web.Answer, error) {
	err := o.Keys.Confirm(r.Context(), r.Acts(), r.Actor, r.PostFormValue("current"), "current")
	var codes []string
	if err == nil {
		err = r.Write(func(tx *act.Tx) error {
			codes, err = o.Keys.AddOwnCode(tx, r.PostFormValue("offer"), r.PostFormValue("code"))
			return err
		})
	}
	if err == nil {
		return showCodes(r, codes, "/account"), nil
	}
	if err = forgivable(err); !fault.Is(err, fault.Invalid) {
		return nil, err
	}
	var answer *web.Answer
	readErr := r.Read(func(tx *act.Tx) error {
		a, err2 := staff.OwnAccount(tx)
		if err2 != nil {
			return err2
		}
		p, err2 := o.ownCodePage(r, a.Worker, err)
		answer = web.ShowFaults(codeView(p))
		return err2
	})
	return answer, readErr
}

// codesPage shows recovery codes: once, now.
type codesPage struct {
	web.Page
	Codes []string
	Next  string
}

func showCodes(r *web.Request, codes []string, next string) *web.Answer {
	p := codesPage{Page: r.Page("staff.recovery_title"), Codes: codes, Next: next}
	p.Props.Width = "narrow"
	return web.Show(codesView(p))
}

func removeCodeForm(tx *act.Tx, r *web.Request) (*formPage, error) {
	return confirmForm(tx, r, "staff.code_remove", "staff.code_remove_lead", true)
}

// confirmForm asks for the password before a step.
func confirmForm(tx *act.Tx, r *web.Request, title, lead string, danger bool) (*formPage, error) {
	p, err := ownForm(tx, r, title, url.Values{})
	if err != nil {
		return nil, err
	}
	p.Lead, p.Submit, p.Danger = r.Print.T(lead), r.Print.T(title), danger
	p.add(passwordControl, "current", "staff.password_current", filledBy("current-password"))
	return p, nil
}

func askToRemoveCode(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	return showOwn(tx, r, removeCodeForm)
}

// confirmed asks for the password, does the step in an act of its own, and
// shows the form again when either is refused.
func (o Options) confirmed(r *web.Request, form func(*act.Tx, *web.Request) (*formPage, error), step func(*act.Tx) error) (*web.Answer, error) {
	err := o.Keys.Confirm(r.Context(), r.Acts(), r.Actor, r.PostFormValue("current"), "current")
	if err == nil {
		err = r.Write(step)
	}
	if err != nil {
		return ownAgain(r, form, err)
	}
	return nil, nil
}

func (o Options) removeCode(r *web.Request) (*web.Answer, error) {
	if answer, err := o.confirmed(r, removeCodeForm, staff.RemoveOwnCode); answer != nil || err != nil {
		return answer, err
	}
	return web.Redirect("/account").Flash("staff.code_removed"), nil
}

func renewForm(tx *act.Tx, r *web.Request) (*formPage, error) {
	return confirmForm(tx, r, "staff.recovery_renew", "staff.recovery_renew_lead", false)
}

func askToRenewRecovery(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	return showOwn(tx, r, renewForm)
}

func (o Options) renewRecovery(r *web.Request) (*web.Answer, error) {
	var codes []string
	answer, err := o.confirmed(r, renewForm, func(tx *act.Tx) error {
		var err error
		codes, err = staff.RenewOwnRecovery(tx)
		return err
	})
	if answer != nil || err != nil {
		return answer, err
	}
	return showCodes(r, codes, "/account"), nil
}
