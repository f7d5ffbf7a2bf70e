package clientpages

import (
	"net/url"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func relationRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/relations", Needs: access.KeepClients, Or: access.AssignClients, Act: showRelations},
		{Pattern: "POST /clients/{client}/relations", Needs: access.KeepClients, Or: access.AssignClients, Act: addRelation},
		{Pattern: "GET /clients/{client}/relations/{relation}", Needs: access.KeepClients, Or: access.AssignClients, Act: showRelation},
		{Pattern: "POST /clients/{client}/relations/{relation}", Needs: access.KeepClients, Or: access.AssignClients, Act: endRelation},
	}
}

// relationPage is whose client somebody is, with the form for one more, or for the end of one.
type relationPage struct {
	clientPage
	form    form
	ending  *client.Relation
	changed bool // somebody else changed the relation meanwhile
}

func relationPageOf(tx *act.Tx, r *web.Request, title string) (p relationPage, to *web.Answer, err error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return p, to, err
	}
	if err := client.MayRelate(tx, c.ID); err != nil {
		return p, nil, err
	}
	if p.clientPage, err = pageOf(tx, r, c); err != nil {
		return p, nil, err
	}
	p.form = newForm(r, title)
	return p, nil, nil
}

func showRelations(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := relationPageOf(tx, r, "client.relation.page_title")
	if err != nil || to != nil {
		return to, err
	}
	p.form.typed = url.Values{"id": {id.New[client.Relation]().String()}, "from": {p.Date(p.today)}}
	if unit := firstUnit(r.Actor); !unit.IsZero() {
		p.form.typed.Set("unit", unit.String())
	}
	return web.Show(relationsView(p)), nil
}

func addRelation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := relationPageOf(tx, r, "client.relation.page_title")
	if err != nil || to != nil {
		return to, err
	}
	f := r.TypedForm()
	x := client.Relation{
		ID: web.FormID[client.Relation](f, "id"), Client: p.client.ID, Unit: web.FormID[access.Unit](f, "unit"), Kind: client.RelationKind(f.Text("kind")),
		Term: civil.Term{From: f.Date("from")},
	}
	if x.Kind != client.UnitTask {
		x.Worker = web.FormID[access.Worker](f, "worker")
	}
	var c fault.Checks
	c.That(x.Unit.IsZero() || oneOf(p.units(), x.Unit.String()), "unit", "client.unit.missing")
	c.That(x.Worker.IsZero() || oneOf(p.workerOptions(p.client.Organisation), x.Worker.String()), "worker", "form.not_an_option")
	if err = joined(f.Err(), c.Err()); err == nil {
		err = client.Relate(tx, x)
	}
	if err == nil {
		return web.Redirect(clientHref(p.client.ID)).Flash("client.relation.saved"), nil
	}
	if !mendable(err) {
		return nil, err
	}
	p.form.typed, p.form.errors = r.PostForm, r.Errors(err)
	return again(relationsView(p), err)
}

// ending is the page on which a relation is ended.
func endingOf(tx *act.Tx, r *web.Request) (p relationPage, to *web.Answer, err error) {
	p, to, err = relationPageOf(tx, r, "client.relation.end_title")
	if err != nil || to != nil {
		return p, to, err
	}
	relation, err := web.PathID[client.Relation](r, "relation")
	if err != nil {
		return p, nil, err
	}
	for i := range p.relations {
		if p.relations[i].ID == relation {
			p.ending = &p.relations[i]
			return p, nil, nil
		}
	}
	return p, nil, fault.Missing()
}

func showRelation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := endingOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p.form.typed = url.Values{"last": {p.Date(p.today)}, "version": {strconv.Itoa(p.ending.Version)}}
	return web.Show(relationEndView(p)), nil
}

func endRelation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, to, err := endingOf(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	f := r.TypedForm()
	last, version := f.Date("last"), f.Int("version")
	if err = f.Err(); err == nil {
		err = client.EndRelation(tx, p.ending.ID, version, last)
	}
	if err == nil {
		// Who ended her own tie may not see the client any more.
		if c, findErr := client.StillTied(tx, p.client.ID); findErr != nil || c {
			return web.Redirect(clientHref(p.client.ID)).Flash("client.relation.ended"), findErr
		}
		return web.Redirect("/clients").Flash("client.relation.ended"), nil
	}
	if !mendable(err) {
		return nil, err
	}
	p.form.typed, p.form.errors = r.PostForm, r.Errors(err)
	if p.changed = fault.Is(err, fault.Stale); p.changed {
		p.form.typed.Set("version", strconv.Itoa(p.ending.Version))
	}
	return again(relationEndView(p), err)
}

func (p relationPage) units() []ui.Option {
	return p.unitOptions(p.client.Organisation, inUse(p.today))
}

//i18n:keys client.relation.about.*
func (p relationPage) kinds() []ui.Choice {
	var all []ui.Choice
	for _, kind := range client.RelationKinds() {
		all = append(all, ui.Choice{Option: ui.Option{Value: string(kind), Label: p.T("client.relation.kind." + string(kind)), Hint: p.T("client.relation.about." + string(kind))}})
	}
	return all
}

func (p relationPage) workers() []ui.Option {
	return withFirst(p.T("client.relation.choose_worker"), p.workerOptions(p.client.Organisation))
}

// open are the relations that can be ended.
func (p relationPage) open() []ui.RowItem {
	var rows []ui.RowItem
	for _, x := range p.relations {
		if x.Term.Ended(p.today) {
			continue
		}
		row := ui.RowItem{Title: p.relationTitle(x), Text: p.relationText(x)}
		row.Action = &ui.Link{Label: p.T("client.relation.end"), Href: clientHref(p.client.ID, "relations", x.ID.String()), Hidden: row.Title}
		rows = append(rows, row)
	}
	return rows
}
