package clientpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func mergeRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/merge", Needs: access.MergeClients, Act: showMerge},
		{Pattern: "POST /clients/{client}/merge", Needs: access.MergeClients, Act: mergeClients},
		{Pattern: "POST /clients/{client}/merges/{merge}", Needs: access.MergeClients, Act: undoMerge},
	}
}

// mergePage joins another record of the same person to a client's: first the other is looked up, then both are seen side by side.
type mergePage struct {
	form
	client client.Client
	other  *client.Client
	found  []client.Row
	sought bool
}

func mergePageOf(tx *act.Tx, r *web.Request) (p mergePage, to *web.Answer, err error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return p, to, err
	}
	if err := client.MayKeep(tx, c.ID); err != nil {
		return p, nil, err
	}
	p.form, p.client = newForm(r, "client.merge.title"), c
	p.typed = url.Values{"id": {id.New[client.Merge]().String()}}
	return p, nil, nil
}

func showMerge(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := mergePageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	return web.Show(mergeView(p)), nil
}

// mergeClients goes through the steps: look for the other record, see both, join them.
func mergeClients(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := mergePageOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	f := r.TypedForm()
	p.typed = r.PostForm
	otherID := web.FormID[client.Client](f, "other")
	if err := f.Err(); err != nil {
		return nil, fault.Missing()
	}
	if otherID.IsZero() {
		err := p.look(tx, f.Text("text"))
		return web.Show(mergeView(p)), err
	}
	other, err := client.Find(tx, otherID)
	if err != nil {
		return nil, err
	}
	p.other = &other
	if !f.Bool("confirm") {
		return web.Show(mergeView(p)), nil
	}
	err = client.MergeRecords(tx, client.Merge{ID: web.FormID[client.Merge](f, "id"), Client: other.ID, Into: p.client.ID, Reason: f.Text("reason")})
	if err == nil {
		return web.Redirect(clientHref(p.client.ID)).Flash("client.merge.done"), nil
	}
	if !mendable(err) {
		return nil, err
	}
	p.errors = r.Errors(err)
	return again(mergeView(p), err)
}

// look searches for the other record among those whom the reader may see.
func (p *mergePage) look(tx *act.Tx, text string) error {
	found, err := client.Search(tx, text)
	p.sought = true
	for _, c := range found.Rows {
		if c.ID != p.client.ID && c.Organisation == p.client.Organisation {
			p.found = append(p.found, c)
		}
	}
	return err
}

func undoMerge(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	merge, err := web.PathID[client.Merge](r, "merge")
	if err != nil {
		return nil, err
	}
	if err := client.UndoMerge(tx, merge); err != nil {
		return nil, err
	}
	return web.Redirect(clientHref(c.ID)).Flash("client.merge.undone"), nil
}

// sideBySide shows both records as they stand.
func (p mergePage) sideBySide() ui.TableProps {
	a, b := p.client, *p.other
	t := ui.TableProps{Caption: p.T("client.merge.compare"), CaptionHidden: true,
		Columns: []ui.Column{{Label: p.T("client.stale_field")}, {Label: p.T("client.merge.stays")}, {Label: p.T("client.merge.joins")}}}
	for _, f := range []struct{ label, a, b string }{
		{"client.name", a.Listed(), b.Listed()}, {"client.number", a.Number, b.Number}, {"client.identity", a.Identity.String(), b.Identity.String()},
		{"client.born", p.Date(a.Born), p.Date(b.Born)}, {"client.birth_year", yearText(a.BirthYear), yearText(b.BirthYear)},
		{"client.phone", a.Phone, b.Phone}, {"client.email", a.Email, b.Email}, {"client.merge.made", p.Date(a.MadeAt.Date()), p.Date(b.MadeAt.Date())},
	} {
		if f.a != "" || f.b != "" {
			t.Rows = append(t.Rows, ui.Cells(p.T(f.label), f.a, f.b))
		}
	}
	return t
}

// twoCodes tells that both have a code, and not the same.
func (p mergePage) twoCodes() bool {
	return !p.client.Identity.IsZero() && !p.other.Identity.IsZero()
}
