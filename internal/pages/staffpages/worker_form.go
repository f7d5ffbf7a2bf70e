package staffpages

import (
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func workerForm(tx *act.Tx, r *web.Request, title string, leads *ui.Link, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, title, values)
	if err != nil {
		return nil, err
	}
	p.Back, p.Submit = leads, r.Print.T("staff.worker_save")
	p.hide("id", "version")
	p.add(textControl, "name", "staff.person_name", filledBy("off"))
	p.add(emailControl, "email", "staff.email", p.hint("staff.email_hint"), filledBy("off"))
	p.add(selectControl, "language", "staff.language", among(languageOptions(r)))
	return p, nil
}

func languageText(r *web.Request, lang i18n.Lang) string {
	//i18n:keys staff.language_name.*
	switch lang {
	case i18n.Selko:
		return r.Print.T("staff.language_name.selko")
	default:
		return r.Print.T("staff.language_name." + string(lang))
	}
}

func languageOptions(r *web.Request) []ui.Option {
	var options []ui.Option
	for _, lang := range i18n.Langs {
		options = append(options, ui.Option{Value: string(lang), Label: languageText(r, lang)})
	}
	return options
}

func newWorker(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	scope, err := tx.Scope(access.KeepWorkers, "worker")
	if err != nil {
		return nil, err
	}
	p, err := newWorkerForm(tx, r, scope, url.Values{"id": {id.New[access.Worker]().String()}, "language": {string(i18n.FI)}})
	if err != nil {
		return nil, err
	}
	return p.show()
}

func newWorkerForm(tx *act.Tx, r *web.Request, scope access.Scope, values url.Values) (*formPage, error) {
	p, err := workerForm(tx, r, "staff.worker_add", back(r, "staff.workers", "/admin/workers"), values)
	if err != nil {
		return nil, err
	}
	options, err := organisationOptions(tx, r, scope)
	p.add(selectControl, "organisation", "staff.home", p.hint("staff.home_hint"), among(options))
	return p, err
}

func readWorker(f *web.Form) staff.Worker {
	return staff.Worker{
		ID: web.FormID[access.Worker](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"), Name: f.Text("name"),
		Email: f.Text("email"), Language: i18n.Lang(f.Text("language")), Active: true, Version: readVersion(f),
	}
}

func addWorker(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	w := readWorker(f)
	err := f.Err()
	if err == nil {
		err = staff.AddWorker(tx, w)
	}
	if err == nil {
		return saved(tx, r, workerPath(w.ID), "staff.worker_added")
	}
	p, formErr := newWorkerForm(tx, r, tx.Actor.ScopeOf(access.KeepWorkers), nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, nil)
}

func workerValues(w staff.Worker) url.Values {
	v := url.Values{
		"id": {w.ID.String()}, "version": {versionText(w.Version)}, "name": {w.Name}, "email": {w.Email}, "language": {string(w.Language)},
	}
	if w.Active {
		v.Set("active", "yes")
	}
	return v
}

func editForm(tx *act.Tx, r *web.Request, w staff.Worker, values url.Values) (*formPage, error) {
	p, err := workerForm(tx, r, "staff.worker_edit", &ui.Link{Label: w.Name, Href: workerPath(w.ID)}, values)
	if err == nil {
		p.add(checkControl, "active", "staff.account_is_open", p.hint("staff.account_is_open_hint"))
	}
	return p, err
}

func editWorker(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	w, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := editForm(tx, r, w, workerValues(w))
	if err != nil {
		return nil, err
	}
	return p.show()
}

func changeWorker(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	stands, err := pathWorker(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	w := readWorker(f)
	w.ID, w.Active = stands.ID, f.Bool("active")
	if err = f.Err(); err == nil {
		err = staff.ChangeWorker(tx, w)
	}
	if err == nil {
		return saved(tx, r, workerPath(w.ID), "staff.worker_saved")
	}
	p, formErr := editForm(tx, r, stands, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, func() (url.Values, error) { return workerValues(stands), nil })
}
