package staffpages

import (
	"math"
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// rowsAPage is how long a page of a list is.
const rowsAPage = 50

// listing is the sort and page of a list as the address tells them.
type listing struct {
	path  string
	query url.Values
	sort  string // column's key; "-" before it for the other way round
	page  int
}

func readListing(r *web.Request, standard string) listing {
	l := listing{path: r.URL.Path, query: url.Values{}, sort: r.FormValue("sort")}
	for name, values := range r.Form {
		if len(values) > 0 && values[0] != "" {
			l.query.Set(name, values[0])
		}
	}
	if l.sort == "" {
		l.sort = standard
	}
	l.page = 1
	// What is no number is the first page, and no list has a page that far on.
	if n, err := strconv.Atoi(r.FormValue("page")); err == nil && n < math.MaxInt32 {
		l.page = max(n, 1)
	}
	return l
}

func (l listing) with(name, value string) string {
	q := url.Values{}
	for n, v := range l.query {
		q[n] = v
	}
	q.Set(name, value)
	if name != "page" {
		q.Del("page")
	}
	return l.path + "?" + q.Encode()
}

// column makes the head of a column that can be sorted by.
func (l listing) column(label, key string) ui.Column {
	c := ui.Column{Label: label, Href: l.with("sort", key)}
	switch l.sort {
	case key:
		c.Sort, c.Href = ui.Ascending, l.with("sort", "-"+key)
	case "-" + key:
		c.Sort = ui.Descending
	}
	return c
}

// cut takes the page's rows out of all.
func cut[T any](l listing, all []T) []T {
	from := min((l.page-1)*rowsAPage, len(all))
	return all[from:min(from+rowsAPage, len(all))]
}

// paging leads through the pages; summary is a whole sentence with the total.
func (l listing) paging(r *web.Request, total int, summary string) ui.PaginationProps {
	last := max(1, (total+rowsAPage-1)/rowsAPage)
	p := ui.PaginationProps{Label: r.Print.T("staff.pages"), Summary: summary}
	p.Pages = ui.PageLinks(l.page, last, func(n int) string { return l.with("page", strconv.Itoa(n)) }, strconv.Itoa)
	if l.page > 1 {
		p.Previous = &ui.Link{Label: r.Print.T("staff.page_before"), Href: l.with("page", strconv.Itoa(l.page-1))}
	}
	if l.page < last {
		p.Next = &ui.Link{Label: r.Print.T("staff.page_next"), Href: l.with("page", strconv.Itoa(l.page+1))}
	}
	return p
}

// sortRows orders rows by the text of a column, by the reader's alphabet.
func sortRows(r *web.Request, rows []ui.Row, column int, descending bool) {
	slices.SortStableFunc(rows, func(a, b ui.Row) int {
		order := r.Print.Compare(a.Cells[column].Text, b.Cells[column].Text)
		if descending {
			return -order
		}
		return order
	})
}
