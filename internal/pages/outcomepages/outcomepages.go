// Package outcomepages is what workers see of measurements: a client's list, measuring at the desk, one measurement with its history,
// links, forms on paper and their keying, and the tablet that is handed over.
package outcomepages

import (
	"net/url"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Options are what the operator decides.
type Options struct {
	// Repeat is how many days pass at least between two measurements with an instrument that says nothing of it.
	Repeat int
}

// Routes is the table of all pages of this package.
func Routes(o Options) []web.Route {
	return slices.Concat(listRoutes(), o.newRoutes(), measurementRoutes(), o.linkRoutes(), paperRoutes(), answerRoutes(), o.planRoutes(), dueRoutes())
}

func clientHref(c client.ClientID, parts ...string) string {
	href := "/clients/" + c.String()
	for _, p := range parts {
		href += "/" + p
	}
	return href
}

func listHref(c client.ClientID) string { return clientHref(c, "measurements") }

func measurementHref(m outcome.MeasurementID, parts ...string) string {
	href := "/measurements/" + m.String()
	for _, p := range parts {
		href += "/" + p
	}
	return href
}

func linkHref(l outcome.LinkID, parts ...string) string {
	href := "/links/" + l.String()
	for _, p := range parts {
		href += "/" + p
	}
	return href
}

// asked finds the client of the address. Who was joined to another is asked for as that other: to is where, nil when the address is right.
func asked(tx *act.Tx, r *web.Request) (c client.Client, to *web.Answer, err error) {
	clientID, err := web.PathID[client.Client](r, "client")
	if err != nil {
		return c, nil, err
	}
	if c, err = client.Find(tx, clientID); err != nil {
		return c, nil, err
	}
	if c.ID != clientID {
		to = web.Redirect(listHref(c.ID))
	}
	return c, to, nil
}

// nameOf is how a page calls a client; whoever is sealed or erased is called by her number.
func nameOf(p web.Page, c client.Client) string {
	if name := c.Name(); name != "" {
		return name
	}
	return p.T("outcome.called", "number", c.Number)
}

func toList(p web.Page, c client.Client) *ui.Link {
	return &ui.Link{Label: p.T("outcome.list_of", "name", nameOf(p, c)), Href: listHref(c.ID)}
}

// tied tells whether the reader may do something with the client, for pages to know what to offer.
func tied(c client.Client) bool {
	return (c.Tie == access.TieOwn || c.Tie == access.TiePair || c.Tie == access.TieUnit) && c.ErasedAt.IsZero() && !c.Locked
}

// names are those of workers who recorded something.
func names(tx *act.Tx, o access.OrganisationID, workers []access.WorkerID) (map[access.WorkerID]string, error) {
	return staff.ColleagueNames(tx, slices.DeleteFunc(workers, access.WorkerID.IsZero), []access.OrganisationID{o})
}

// usable are the instruments that a new measurement can begin with, one for each code: the organisation's own before the installation's.
func usable(tx *act.Tx, o access.OrganisationID) ([]instrument.Instrument, error) {
	all, err := instrument.List(tx)
	if err != nil {
		return nil, err
	}
	var some []instrument.Instrument
	for _, i := range all {
		_, has := i.Newest()
		twice := slices.ContainsFunc(some, func(other instrument.Instrument) bool { return other.Code == i.Code })
		if has && !i.Retired && !twice && (i.Organisation == o || i.Organisation == access.Installation) {
			some = append(some, i)
		}
	}
	return some, nil
}

// titleOf is an instrument's title in the reader's language.
func titleOf(p web.Page, d instrument.Definition) string { return d.In(d.Title, string(p.Lang())) }

// scaleTitle is what a scale is called.
func scaleTitle(p web.Page, d instrument.Definition, code string) string {
	if s, known := d.Scale(code); known {
		if title := d.In(s.Title, string(p.Lang())); title != "" {
			return title
		}
	}
	return code
}

func (f form) occasions() []ui.Option {
	all := []ui.Option{{Label: f.T("outcome.choose")}}
	for _, o := range outcome.Occasions() {
		all = append(all, ui.Option{Value: string(o), Label: f.T("outcome.occasion." + string(o))})
	}
	return all
}

func (f form) places() []ui.Option {
	all := []ui.Option{{Label: f.T("outcome.place_unsaid")}}
	for _, p := range outcome.Places {
		all = append(all, ui.Option{Value: p, Label: f.T("outcome.place." + p)})
	}
	return all
}

func languageOptions(d instrument.Definition) []ui.Option {
	var all []ui.Option
	for _, lang := range d.Languages {
		all = append(all, ui.Option{Value: lang, Label: question.LanguageName(lang)})
	}
	return all
}

// byOptions are those who may answer an instrument.
func (f form) byOptions(d instrument.Definition, worker bool) []ui.Option {
	var all []ui.Option
	for _, by := range outcome.Answerers() {
		side := instrument.ByClient
		if by == outcome.ByWorker {
			side = instrument.ByWorker
		}
		if slices.Contains(d.By, side) && (worker || by != outcome.ByWorker) {
			all = append(all, ui.Option{Value: string(by), Label: f.T("outcome.by." + string(by))})
		}
	}
	return all
}

// languageFor is the language of an instrument that the client reads, else the reader's, else the instrument's first.
func languageFor(d instrument.Definition, c client.Client, p web.Page) string {
	for _, lang := range []string{c.Language, string(p.Lang())} {
		if slices.Contains(d.Languages, lang) {
			return lang
		}
	}
	return d.Languages[0]
}

func with(href string, more url.Values) string { return href + "?" + more.Encode() }
