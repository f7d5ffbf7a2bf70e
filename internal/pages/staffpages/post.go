package staffpages

import (
	"net/url"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func postForm(tx *act.Tx, r *web.Request, w staff.Worker, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, "staff.post_give", values)
	if err != nil {
		return nil, err
	}
	places, err := placeOptions(tx, r)
	if err != nil {
		return nil, err
	}
	p.Lead, p.Back, p.Submit = w.Name, &ui.Link{Label: w.Name, Href: workerPath(w.ID)}, r.Print.T("staff.post_save")
	p.hide("id")
	roles := append([]ui.Option{{Label: r.Print.T("staff.choose")}}, roleOptions(r, r.Actor.Holds(access.KeepOrganisations))...)
	p.add(selectControl, "role", "staff.role", p.hint("staff.role_hint"), among(roles))
	p.add(selectControl, "place", "staff.place", p.hint("staff.place_hint"), among(places))
	p.addTerm()
	return p, nil
}

// placeOptions lists organisations and, grouped under each, its units.
func placeOptions(tx *act.Tx, r *web.Request) ([]ui.Option, error) {
	scope := tx.Actor.ScopeOf(access.KeepWorkers)
	organisations, err := staff.OrganisationsWithin(tx, scope)
	if err != nil {
		return nil, err
	}
	units, err := staff.UnitsWithin(tx, scope)
	options := []ui.Option{{Label: r.Print.T("staff.choose")}}
	for _, o := range organisations {
		name := o.Name(r.Print.Lang().Tag())
		options = append(options, ui.Option{Value: o.ID.String(), Label: r.Print.T("staff.whole_of", "organisation", name), Group: name})
		for _, u := range units {
			if u.Organisation == o.ID && !u.Term.Ended(tx.Today()) {
				options = append(options, ui.Option{Value: o.ID.String() + "." + u.ID.String(), Label: u.Name, Group: name})
			}
		}
	}
	return options, err
}

func readPost(f *web.Form, w staff.Worker) (staff.Post, error) {
	p := staff.Post{ID: web.FormID[staff.Post](f, "id"), Worker: w.ID, Role: access.Role(f.Text("role")), Term: readTerm(f)}
	organisation, unit, inUnit := strings.Cut(f.Text("place"), ".")
	var c fault.Checks
	var err error
	p.Organisation, err = id.Parse[access.Organisation](organisation)
	if err == nil && inUnit {
		p.Unit, err = id.Parse[access.Unit](unit)
	}
	c.That(err == nil, "place", "form.not_an_option")
	if err := f.Err(); err != nil {
		return p, err
	}
	return p, c.Err()
}

func newPost(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := postForm(tx, r, w, url.Values{"id": {id.New[staff.Post]().String()}, "from": {dateText(r, tx.Today())}})
	if err != nil {
		return nil, err
	}
	return p.show()
}

func givePost(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	post, err := readPost(r.TypedForm(), w)
	if err == nil {
		err = staff.GivePost(tx, post)
	}
	if err == nil {
		return saved(tx, r, workerPath(w.ID), "staff.post_saved")
	}
	p, formErr := postForm(tx, r, w, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, nil)
}

// pathPostOf finds the post in the path among the worker's.
func pathPostOf(tx *act.Tx, r *web.Request, w staff.Worker) (staff.Post, error) {
	wanted, err := pathPost(r)
	if err != nil {
		return staff.Post{}, err
	}
	posts, err := staff.PostsOf(tx, w.ID)
	if err != nil {
		return staff.Post{}, err
	}
	for _, p := range posts {
		if p.ID == wanted {
			return p, nil
		}
	}
	return staff.Post{}, fault.Missing()
}

func endForm(tx *act.Tx, r *web.Request, w staff.Worker, post staff.Post) (*formPage, error) {
	p, err := newForm(tx, r, "staff.post_end", url.Values{"version": {versionText(post.Version)}, "last": {dateText(r, tx.Today())}})
	if err != nil {
		return nil, err
	}
	p.Lead = r.Print.T("staff.post_end_lead", "name", w.Name, "role", roleText(r, post.Role), "term", termText(r, post.Term))
	p.Back, p.Submit, p.Danger = &ui.Link{Label: w.Name, Href: workerPath(w.ID)}, r.Print.T("staff.post_end_save"), true
	p.hide("version")
	p.add(dateControl, "last", "staff.last", p.hint("staff.post_end_hint"))
	return p, nil
}

func askToEndPost(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	post, err := pathPostOf(tx, r, w)
	if err != nil {
		return nil, err
	}
	p, err := endForm(tx, r, w, post)
	if err != nil {
		return nil, err
	}
	return p.show()
}

func endPost(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	post, err := pathPostOf(tx, r, w)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	term, version := readTerm(f), readVersion(f)
	if err = f.Err(); err == nil {
		err = staff.EndPost(tx, post.ID, version, term)
	}
	if err == nil {
		return saved(tx, r, workerPath(w.ID), "staff.post_ended")
	}
	p, formErr := endForm(tx, r, w, post)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, func() (url.Values, error) {
		v := url.Values{"version": {versionText(post.Version)}}
		putTerm(r, v, post.Term)
		return v, nil
	})
}
