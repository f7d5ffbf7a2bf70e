package answerpages

import (
	"net/http"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// leavePage takes the PIN by which the worker takes the tablet back.
type leavePage struct {
	web.Page
	errors web.Errors
}

func newLeavePage(r *web.Request, wrong error) leavePage {
	question.Speak(r, string(r.Print.Lang()))
	p := leavePage{Page: plain(r, "answer.leave_title"), errors: r.Errors(wrong)}
	p.Props.Kiosk = false
	return p
}

func (p leavePage) field() ui.Field {
	return ui.Field{Name: "pin", Label: p.T("answer.leave_pin"), Error: p.errors.Of("pin"), InputMode: "numeric", Width: 8, Plain: true, Autocomplete: "off"}
}

func askPIN(r *web.Request) (*web.Answer, error) {
	if _, _, there := question.Tablet(r); !there {
		return web.Redirect("/m"), nil
	}
	return web.Show(leaveView(newLeavePage(r, nil))), nil
}

// leave gives the worker her session back, and leads to what was measured.
func leave(r *web.Request) (*web.Answer, error) {
	link, parked, there := question.Tablet(r)
	if !there {
		return web.Redirect("/m"), nil
	}
	var session string
	var of client.ClientID
	err := r.Acts().Write(r.Context(), access.Visitor(), func(tx *act.Tx) (err error) {
		session, of, err = outcome.Leave(tx, link, r.PostFormValue("pin"), parked)
		return err
	})
	switch {
	case fault.Is(err, fault.Forbidden):
		return web.Show(leaveView(newLeavePage(r, pinFault(fault.Of(err))))).With(http.StatusTooManyRequests), nil
	case err != nil:
		return nil, err
	case session == "":
		return web.ShowFaults(leaveView(newLeavePage(r, pinFault(fault.New(fault.Invalid, "answer.leave_wrong"))))), nil
	}
	return web.Redirect("/clients/" + of.String() + "/measurements").Cookie(web.SessionCookie(session)).Cookie(question.NoTablet()), nil
}

// pinFault puts a fault beside the field.
func pinFault(f *fault.Fault) error {
	var c fault.Checks
	c.That(false, "pin", f.Key, f.Args...)
	return c.Err()
}

// tabletBack leads to the page where the worker takes the tablet back.
func tabletBack(r *web.Request) *ui.Link {
	return &ui.Link{Label: r.Print.T("answer.leave_go"), Href: "/tablet"}
}
