package staffpages

import (
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

func passwordForm(tx *act.Tx, r *web.Request) (*formPage, error) {
	p, err := ownForm(tx, r, "staff.password_change", nil)
	if err != nil {
		return nil, err
	}
	p.Lead, p.Submit = r.Print.T("staff.password_change_lead"), r.Print.T("staff.password_save")
	p.add(passwordControl, "current", "staff.password_current", filledBy("current-password"))
	p.add(passwordControl, "password", "staff.password_new", p.hint("staff.password_hint", "least", 12), filledBy("new-password"))
	return p, nil
}

func editPassword(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	return showOwn(tx, r, passwordForm)
}

// showOwn shows a form about the reader's own account.
func showOwn(tx *act.Tx, r *web.Request, form func(*act.Tx, *web.Request) (*formPage, error)) (*web.Answer, error) {
	p, err := form(tx, r)
	if err != nil {
		return nil, err
	}
	return p.show()
}

// ownAgain shows a form about the own account again, with what is wrong. It
// opens an act of its own: the slow work before it must not hold one.
func ownAgain(r *web.Request, form func(*act.Tx, *web.Request) (*formPage, error), wrong error) (*web.Answer, error) {
	var answer *web.Answer
	err := r.Read(func(tx *act.Tx) error {
		if _, err := staff.OwnAccount(tx); err != nil {
			return err
		}
		p, err := form(tx, r)
		if err != nil {
			return err
		}
		answer, err = p.again(r, forgivable(wrong), nil)
		if answer != nil {
			return nil
		}
		return err
	})
	return answer, err
}

func (o Options) changePassword(r *web.Request) (*web.Answer, error) {
	err := o.Keys.Confirm(r.Context(), r.Acts(), r.Actor, r.PostFormValue("current"), "current")
	if err != nil {
		return ownAgain(r, passwordForm, err)
	}
	session, err := id.Parse[staff.Session](r.Session)
	if err != nil {
		return nil, err
	}
	entry, err := o.Keys.ChangeOwnPassword(r.Context(), r.Acts(), r.Actor, session, r.PostFormValue("password"))
	if err != nil {
		return ownAgain(r, passwordForm, err)
	}
	return web.Redirect("/account").Flash("staff.password_saved").Cookie(web.SessionCookie(entry.Token)), nil
}
