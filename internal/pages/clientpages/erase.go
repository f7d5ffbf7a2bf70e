package clientpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/api"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func eraseRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/erase", Needs: access.EraseClients, Act: showErase},
		{Pattern: "POST /clients/{client}/erase", Needs: access.EraseClients, Act: eraseClient},
	}
}

// erasePage shows what happens before a client is erased.
type erasePage struct {
	form
	client client.Client
}

func erasePageOf(tx *act.Tx, r *web.Request) (p erasePage, to *web.Answer, err error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return p, to, err
	}
	p.form, p.client = newForm(r, "client.erase.title"), c
	p.typed = url.Values{}
	return p, nil, nil
}

func showErase(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := erasePageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	return web.Show(eraseView(p)), client.MayErase(tx, p.client.ID)
}

// eraseClient asks for the client's number once more: what cannot be undone is not done by a slip.
func eraseClient(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := erasePageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	if err := client.MayErase(tx, p.client.ID); err != nil {
		return nil, err
	}
	var c fault.Checks
	c.That(r.FormValue("number") == p.client.Number, "number", "client.erase.number_wrong")
	if err := c.Err(); err != nil {
		p.typed, p.errors = r.PostForm, r.Errors(err)
		return again(eraseView(p), err)
	}
	for _, forget := range []func(*act.Tx, client.ClientID) error{oldmeasurements.Forget, api.Forget, picture.Forget, outcome.Forget} {
		if err := forget(tx, p.client.ID); err != nil {
			return nil, err
		}
	}
	if err := client.Erase(tx, p.client.ID); err != nil {
		return nil, err
	}
	return web.Redirect("/clients").Flash("client.erase.done"), nil
}

func (p erasePage) numberField() ui.Field {
	return wide(plain(p.hinted("number", "client.erase.number", "client.erase.number_hint", "number", p.client.Number)), 20)
}
