package staffpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

func invitationRoutes(o Options) []web.Route {
	return []web.Route{
		{Pattern: "GET /invitation/{token}", Needs: access.Public, Free: showInvitation},
		{Pattern: "POST /invitation/{token}", Needs: access.Public, Free: o.acceptInvitation},
	}
}

type invitationPage struct {
	web.Page
	web.Errors
	Worker staff.Worker
	Action string
}

func invitedWorker(r *web.Request) (staff.Worker, error) {
	var w staff.Worker
	err := r.Acts().Read(r.Context(), access.Visitor(), func(tx *act.Tx) error {
		var err error
		w, err = staff.Invited(tx, r.PathValue("token"))
		return err
	})
	return w, err
}

func newInvitationPage(r *web.Request, w staff.Worker, wrong error) invitationPage {
	p := invitationPage{Page: r.Page("signin.invitation_title"), Errors: r.Errors(wrong), Worker: w, Action: r.URL.Path}
	p.Props.Width = "narrow"
	return p
}

func showInvitation(r *web.Request) (*web.Answer, error) {
	w, err := invitedWorker(r)
	if err != nil {
		return nil, err
	}
	return web.Show(invitationView(newInvitationPage(r, w, nil))), nil
}

func (o Options) acceptInvitation(r *web.Request) (*web.Answer, error) {
	w, err := invitedWorker(r)
	if err != nil {
		return nil, err
	}
	entry, err := o.Keys.AcceptInvitation(r.Context(), r.Acts(), r.PathValue("token"), r.PostFormValue("password"),
		staff.Attempt{Device: deviceOf(r.UserAgent()), OldToken: r.SessionToken()})
	if fault.Is(err, fault.Invalid) {
		return web.ShowFaults(invitationView(newInvitationPage(r, w, err))), nil
	}
	if err != nil {
		return nil, err
	}
	return enter(r, entry, "/"), nil
}
