// Package picturepages is the client's picture as her worker sees it with her: the picture itself, the page to read a conversation from, her
// own copy to give her, and the page where anybody may check such a copy.
package picturepages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/picture"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Routes is the table of all pages of this package. notary signs copies.
func Routes(notary *act.Notary) []web.Route {
	return slices.Concat(pictureRoutes(), conversationRoutes(), desk{notary}.routes())
}

func clientHref(c client.ClientID, parts ...string) string {
	href := "/clients/" + c.String()
	for _, p := range parts {
		href += "/" + p
	}
	return href
}

func pictureHref(c client.ClientID, parts ...string) string {
	return clientHref(c, append([]string{"picture"}, parts...)...)
}

// gathered is a client with all her pictures, and the one that is asked for.
type gathered struct {
	web.Page
	client client.Client
	all    []picture.Picture
	at     int // of the one that is shown
	since  picture.Since
	marks  picture.Switch
}

// gather finds the client of the address and her pictures. Who was joined to another is asked for as that other: to is where, nil when the
// address is right.
func gather(tx *act.Tx, r *web.Request, title string, below ...string) (p gathered, to *web.Answer, err error) {
	clientID, err := web.PathID[client.Client](r, "client")
	if err != nil {
		return p, nil, err
	}
	if p.client, err = client.Find(tx, clientID); err != nil {
		return p, nil, err
	}
	if p.client.ID != clientID {
		return p, web.Redirect(pictureHref(p.client.ID, below...)), nil
	}
	p.Page, p.since = r.Page(title), picture.FromStart
	if r.FormValue("since") == string(picture.FromLast) {
		p.since = picture.FromLast
	}
	if p.all, err = picture.Of(tx, clientID, p.since); err != nil {
		return p, nil, err
	}
	if asked := r.FormValue("instrument"); asked != "" {
		p.at = slices.IndexFunc(p.all, func(one picture.Picture) bool { return one.Form.Instrument.String() == asked })
		if p.at < 0 {
			return p, nil, fault.Missing()
		}
	}
	p.marks, err = picture.MarksOf(tx, clientID)
	return p, nil, err
}

// name is how a page calls the client; whoever is sealed or erased is called by her number.
func (p gathered) name() string {
	if name := p.client.Name(); name != "" {
		return name
	}
	return p.T("outcome.called", "number", p.client.Number)
}

func (p gathered) view() drawn.View { return drawn.View{Printer: p.Printer, Picture: p.all[p.at]} }

func (p gathered) toMeasurements() *ui.Link {
	return &ui.Link{Label: p.T("outcome.list_of", "name", p.name()), Href: clientHref(p.client.ID, "measurements")}
}

// tied tells whether the reader may do something with the client, for pages to know what to offer.
func (p gathered) tied() bool {
	c := p.client
	return (c.Tie == access.TieOwn || c.Tie == access.TiePair || c.Tie == access.TieUnit) && c.ErasedAt.IsZero() && !c.Locked
}
