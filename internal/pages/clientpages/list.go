package clientpages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/identity"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func listRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients", Needs: access.ListClients, Act: showClients},
		// A search is posted: names and identity codes have no place in an address, which browsers and proxies keep.
		{Pattern: "POST /clients/search", Needs: access.ListClients, Act: searchClients},
	}
}

// pageSize is how many rows a page of the list has.
const pageSize = 50

// listPage is the list of clients, or what a search found.
type listPage struct {
	form
	surroundings
	sections     []ui.NavItem
	today        civil.Date
	rows         []client.Row
	whose        client.Whose
	order        client.Order
	reversed     bool
	page, total  int
	more         bool
	searched     bool
	hidden       bool // somebody is there whom the reader may not see
	mayRegister  bool
	mayGlass     bool
	organisation []access.OrganisationID
}

func newListPage(tx *act.Tx, r *web.Request, whose client.Whose) (p listPage, err error) {
	p.form = newForm(r, "client.list_title")
	p.whose, p.today = whose, tx.Today()
	p.mayRegister, p.mayGlass = r.Actor.Holds(access.RegisterClients), r.Actor.Holds(access.BreakGlass)
	current := "/clients"
	if whose == client.Units {
		current = "/clients?whose=units"
	}
	p.sections = sections(r, current)
	p.organisation = r.Actor.OrganisationsOf(access.ListClients)
	p.surroundings, err = around(tx, p.organisation...)
	return p, err
}

func showClients(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	asked := r.URL.Query()
	whose := client.Mine
	if asked.Get("whose") == string(client.Units) {
		whose = client.Units
	}
	p, err := newListPage(tx, r, whose)
	if err != nil {
		return nil, err
	}
	p.order, p.page = client.ByName, 1
	if o := client.Order(asked.Get("sort")); slices.Contains([]client.Order{client.ByNumber, client.BySince, client.ByYear}, o) {
		p.order = o
	}
	p.reversed = asked.Get("order") == "reversed"
	if n, err := strconv.Atoi(asked.Get("page")); err == nil {
		p.page = min(max(1, n), 1000)
	}
	l, err := client.List(tx, client.Filter{Whose: whose, Order: p.order, Reversed: p.reversed, Compare: p.Compare, Page: p.page, Size: pageSize})
	if err != nil {
		return nil, err
	}
	p.rows, p.total, p.more = l.Rows, l.Total, l.More
	return web.Show(listView(p)), nil
}

func searchClients(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := newListPage(tx, r, client.Mine)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(r.FormValue("text"))
	if text == "" {
		return showClients(tx, r)
	}
	p.typed, p.searched = r.PostForm, true
	found, err := client.Search(tx, text)
	if err != nil {
		return nil, err
	}
	p.rows, p.more, p.hidden, p.total = found.Rows, found.More, found.Hidden, len(found.Rows)
	return web.Show(listView(p)), nil
}

// href is the list's address with some of its values changed; an empty value leaves a name out.
func (p listPage) href(changes ...string) string {
	v := url.Values{}
	if p.whose == client.Units {
		v.Set("whose", string(p.whose))
	}
	if p.order != client.ByName {
		v.Set("sort", string(p.order))
	}
	if p.reversed {
		v.Set("order", "reversed")
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			v.Del(changes[i])
		}
	}
	if len(v) == 0 {
		return "/clients"
	}
	return "/clients?" + v.Encode()
}

func (p listPage) column(label string, order client.Order, falling bool) ui.Column {
	c := ui.Column{Label: p.T(label)}
	if p.searched {
		return c
	}
	c.Href = p.href("sort", string(order), "order", "", "page", "")
	if order == client.ByName {
		c.Href = p.href("sort", "", "order", "", "page", "")
	}
	if p.order != order {
		return c
	}
	c.Sort = ui.Ascending
	if falling != p.reversed {
		c.Sort = ui.Descending
	}
	if !p.reversed {
		c.Href = p.href("order", "reversed", "page", "")
	}
	return c
}

func (p listPage) table() ui.TableProps {
	t := ui.TableProps{
		Caption: p.Title, CaptionHidden: true,
		Columns: []ui.Column{
			p.column("client.name", client.ByName, false), p.column("client.number", client.ByNumber, false),
			p.column("client.birth_year", client.ByYear, false), {Label: p.T("client.unit")}, {Label: p.T("client.own_worker")},
			p.column("client.since", client.BySince, true),
		},
	}
	if !p.searched {
		t.SortText = p.T("client.sort_text")
	}
	for _, c := range p.rows {
		t.Rows = append(t.Rows, p.row(c))
	}
	return t
}

func (p listPage) row(c client.Row) ui.Row {
	var own []string
	for _, w := range c.OwnWorkers {
		own = append(own, p.worker(w))
	}
	row := ui.Cells(rowName(p.Page, c), c.Number, yearText(c.BirthYear), p.unit(c.Unit), p.List(own), p.Date(c.Since))
	row.Cells[0].Href, row.Cells[0].Note = clientHref(c.ID), p.note(c)
	return row
}

func rowName(p web.Page, c client.Row) string {
	if name := c.Listed(); name != "" {
		return name
	}
	return p.T("client.called", "number", c.Number)
}

// note tells what to know before opening a client.
func (p listPage) note(c client.Row) string {
	var notes []string
	for _, n := range []struct {
		is  bool
		key string
	}{{c.Locked, "client.locked_note"}, {c.NonDisclosure, "client.non_disclosure_note"}, {c.Tie == access.TieGlass, "client.glass.note"},
		{c.Interpreter, "client.interpreter_note"}} {
		if n.is {
			notes = append(notes, p.T(n.key))
		}
	}
	return strings.Join(notes, " · ")
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

func (p listPage) summary() string {
	switch {
	case p.searched && p.more:
		return p.T("client.search_more", "count", p.total)
	case p.searched:
		return p.T("client.search_found", "count", p.total)
	case p.more:
		return p.T("client.list_more", "count", p.total)
	}
	return p.T("client.list_found", "count", p.total)
}

// told is the one sentence that is announced when a search has changed the list.
func (p listPage) told() string {
	switch {
	case !p.searched:
		return ""
	case p.hidden:
		return p.T("client.hidden_title")
	case len(p.rows) == 0:
		return p.T("client.search_none")
	}
	return p.summary()
}

func (p listPage) paging() ui.PaginationProps {
	props := ui.PaginationProps{Label: p.T("client.pages_label"), Summary: p.summary()}
	if p.searched {
		return props
	}
	last := max(1, (p.total+pageSize-1)/pageSize)
	to := func(page int) string {
		if page == 1 {
			return p.href("page", "")
		}
		return p.href("page", strconv.Itoa(page))
	}
	props.Pages = ui.PageLinks(p.page, last, to, func(page int) string { return p.N(int64(page)) })
	if p.page > 1 && last > 1 {
		props.Previous = &ui.Link{Label: p.T("client.pages_previous"), Href: to(p.page - 1)}
	}
	if p.page < last {
		props.Next = &ui.Link{Label: p.T("client.pages_next"), Href: to(p.page + 1)}
	}
	return props
}

// noneKey is what may be wrong with what was searched for: of what was meant as an identity code, which part of it is.
func (p listPage) noneKey() string {
	text := p.typed.Get("text")
	if _, err := identity.Parse(text); err != nil && identity.Meant(text) {
		return client.CodeProblem(err)
	}
	return "client.search_none_text"
}

func (p listPage) empty() ui.EmptyStateProps {
	if p.searched {
		return ui.EmptyStateProps{Title: p.T("client.search_none"), Text: p.T(p.noneKey())}
	}
	if p.whose == client.Units {
		return ui.EmptyStateProps{Title: p.T("client.units_none"), Text: p.T("client.units_none_text")}
	}
	return ui.EmptyStateProps{Title: p.T("client.mine_none"), Text: p.T("client.mine_none_text")}
}

func (p listPage) searchField() ui.Field {
	f := p.hinted("text", "client.search", "client.search_hint")
	f.Plain, f.Width = true, 30
	return f
}

// municipalityName is the name of a municipality, or its code when the table does not know it any more.
func municipalityName(p web.Page, today civil.Date, code string) string {
	if m, ok := area.On(today).Municipality(code); ok {
		return m.Name(string(p.Lang()))
	}
	return code
}
