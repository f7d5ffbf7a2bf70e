package picturepages

import (
	"bytes"
	"net/http"
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/chart"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/picture"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func pictureRoutes() []web.Route {
	read, glass := access.ReadMeasurements, access.ReadBehindGlass
	return []web.Route{
		{Pattern: "GET /clients/{client}/picture", Needs: read, Or: glass, Act: showPicture},
		{Pattern: "GET /clients/{client}/picture/figure.svg", Needs: read, Or: glass, Act: handOutFigure},
		{Pattern: "GET /clients/{client}/picture/sides.svg", Needs: read, Or: glass, Act: handOutSides},
		{Pattern: "GET /clients/{client}/picture/numbers.csv", Needs: read, Or: glass, Act: handOutNumbers},
		{Pattern: "POST /clients/{client}/picture/marks", Needs: access.SwitchMarks, Act: switchMarks},
	}
}

// picturePage is one of a client's pictures, with the way to the others.
type picturePage struct {
	gathered
	mark      picture.Mark
	marked    bool
	maySwitch bool
	mayCopy   bool
	switched  string // who turned the marks off last
	services  services
}

func showPicture(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	g, to, err := gather(tx, r, "picture.page_title")
	if err != nil || to != nil {
		return to, err
	}
	p := picturePage{gathered: g, maySwitch: g.tied() && r.Actor.Holds(access.SwitchMarks), mayCopy: g.tied() && r.Actor.Holds(access.GiveCopy)}
	if len(p.all) > 0 {
		p.mark, p.marked = p.all[p.at].Mark()
	}
	if p.marked && p.marks.Shown {
		if p.services, err = near(tx, p.client); err != nil {
			return nil, err
		}
	}
	if !p.marks.Shown {
		names, err := staff.ColleagueNames(tx, []access.WorkerID{p.marks.MadeBy}, []access.OrganisationID{p.client.Organisation})
		if err != nil {
			return nil, err
		}
		p.switched = names[p.marks.MadeBy]
	}
	return web.Show(pictureView(p)), nil
}

// href is the page with another instrument or another time to compare with.
func (p gathered) href(at int, since picture.Since, below ...string) string {
	q := url.Values{"instrument": {p.all[at].Form.Instrument.String()}}
	if since == picture.FromLast {
		q.Set("since", string(since))
	}
	return pictureHref(p.client.ID, below...) + "?" + q.Encode()
}

// instruments are links to the pictures of all instruments.
func (p gathered) instruments(below ...string) []ui.NavItem {
	var items []ui.NavItem
	for i, one := range p.all {
		v := drawn.View{Printer: p.Printer, Picture: one}
		items = append(items, ui.NavItem{Label: v.Title(), Href: p.href(i, p.since, below...), Current: i == p.at})
	}
	return items
}

// sinces are links to what now is compared with; none when there is but one earlier time.
func (p gathered) sinces(below ...string) []ui.NavItem {
	if len(p.all) == 0 || len(p.all[p.at].Course) < 3 {
		return nil
	}
	return []ui.NavItem{
		{Label: p.T("picture.since_start"), Href: p.href(p.at, picture.FromStart, below...), Current: p.since == picture.FromStart},
		{Label: p.T("picture.since_last"), Href: p.href(p.at, picture.FromLast, below...), Current: p.since == picture.FromLast},
	}
}

// newSwitch is the id of a turn of the switch, minted with the form.
func newSwitch() string { return id.New[picture.Switch]().String() }

// downloads are the figure and its numbers as files.
func (p gathered) downloads() []ui.Link {
	links := []ui.Link{{Label: p.T("picture.file_numbers"), Href: p.href(p.at, p.since, "numbers.csv")}}
	if p.view().Figure() != nil {
		links = append([]ui.Link{{Label: p.T("picture.file_figure"), Href: p.href(p.at, p.since, "figure.svg")}}, links...)
	}
	if p.view().Sides() != nil {
		links = append(links, ui.Link{Label: p.T("picture.file_sides"), Href: p.href(p.at, p.since, "sides.svg")})
	}
	return links
}

// one is the picture that is asked for; not found when there is none.
func one(tx *act.Tx, r *web.Request, below string) (v drawn.View, to *web.Answer, err error) {
	g, to, err := gather(tx, r, "picture.page_title", below)
	if err == nil && to == nil && len(g.all) == 0 {
		err = fault.Missing()
	}
	if err != nil || to != nil {
		return v, to, err
	}
	return g.view(), nil, nil
}

func handOutFigure(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	v, to, err := one(tx, r, "figure.svg")
	if err != nil || to != nil {
		return to, err
	}
	return drawing(v.Figure(), "figure.svg")
}

func handOutSides(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	v, to, err := one(tx, r, "sides.svg")
	if err != nil || to != nil {
		return to, err
	}
	return drawing(v.Sides(), "sides.svg")
}

// drawing hands over a figure as a file.
func drawing(f chart.Chart, name string) (*web.Answer, error) {
	if f == nil {
		return nil, fault.Missing()
	}
	var b bytes.Buffer
	if err := chart.WriteSVG(&b, f); err != nil {
		return nil, err
	}
	return web.Body(http.StatusOK, "image/svg+xml", b.Bytes()).Header("Content-Disposition", `attachment; filename="`+name+`"`), nil
}

func handOutNumbers(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	v, to, err := one(tx, r, "numbers.csv")
	if err != nil || to != nil {
		return to, err
	}
	text, err := v.CSV()
	return web.Body(http.StatusOK, "text/csv; charset=utf-8", text).Header("Content-Disposition", `attachment; filename="numbers.csv"`), err
}

// switchMarks turns the marks of a client off or on.
func switchMarks(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	g, to, err := gather(tx, r, "picture.page_title")
	if err != nil || to != nil {
		return to, err
	}
	turn, err := id.Parse[picture.Switch](r.FormValue("id"))
	if err != nil {
		return nil, fault.Missing()
	}
	if err := picture.SwitchMarks(tx, picture.Switch{ID: turn, Client: g.client.ID, Shown: r.FormValue("shown") == "yes"}); err != nil {
		return nil, err
	}
	return web.Redirect(pictureHref(g.client.ID)).Flash("picture.switched_flash"), nil
}
