package outreachpages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// pageSize is how many rows a page of a list has.
const pageSize = 50

// listing is a list as its address asks for it: filter, order and page. The
// address is all there is to it, so that it can be kept, sent and gone back to.
type listing struct {
	web.Page
	errors web.Errors
	path   string
	asked  url.Values // the filter, as typed
	// sort is the column that the list is ordered by, and reversed turns its natural order.
	sort     string
	reversed bool
	page     int
	total    int
	more     bool // there are more than total
	// unfinished: a form that is posted to the list's address was left when its session ended.
	unfinished bool
}

// lookForDraft tells whether a form of this list waits to be finished.
func (l *listing) lookForDraft(tx *act.Tx) error {
	draft, err := staff.ReadDraft(tx, l.path)
	l.unfinished = draft != nil
	return err
}

// listed reads the address of a list. filters are the names of its filter, sorts those of its columns, the
// natural order first.
func listed(r *web.Request, title, path string, filters, sorts []string) listing {
	asked := r.URL.Query()
	l := listing{Page: r.Page(title), path: path, asked: url.Values{}, page: 1}
	for _, name := range filters {
		if v := asked.Get(name); v != "" {
			l.asked.Set(name, v)
		}
	}
	l.sort = sorts[0]
	if slices.Contains(sorts, asked.Get("sort")) {
		l.sort = asked.Get("sort")
	}
	l.reversed = asked.Get("order") == "reversed"
	if n, err := strconv.Atoi(asked.Get("page")); err == nil {
		l.page = max(1, n)
	}
	return l
}

func (l listing) value(name string) string { return l.asked.Get(name) }

func (l listing) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: l.T(label), Value: l.asked.Get(name), Error: l.errors.Of(name)}
}

// href is the list's address with some of its values changed; an empty value leaves a name out.
func (l listing) href(path string, changes ...string) string {
	v := maps.Clone(l.asked)
	v.Set("sort", l.sort)
	if l.reversed {
		v.Set("order", "reversed")
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// column is the head of a column that sorts the list. falling says that its natural order is from the greatest down.
func (l listing) column(label, sort string, numeric, falling bool) ui.Column {
	c := ui.Column{Label: l.T(label), Numeric: numeric, Href: l.href(l.path, "sort", sort, "order", "")}
	if l.sort != sort {
		return c
	}
	c.Sort = ui.Ascending
	if falling != l.reversed {
		c.Sort = ui.Descending
	}
	if !l.reversed {
		c.Href = l.href(l.path, "order", "reversed")
	}
	return c
}

func (l listing) plain(label string, numeric bool) ui.Column {
	return ui.Column{Label: l.T(label), Numeric: numeric}
}

// hiddenOrder keeps the order when the filter is changed.
func (l listing) hiddenOrder(natural string) []ui.Pair {
	var pairs []ui.Pair
	if l.sort != natural {
		pairs = append(pairs, ui.Pair{Name: "sort", Value: l.sort})
	}
	if l.reversed {
		pairs = append(pairs, ui.Pair{Name: "order", Value: "reversed"})
	}
	return pairs
}

// pages leads through the list. summary says how many rows there are; last is the last page that can be opened.
func (l listing) pages(summary string, last int) ui.PaginationProps {
	to := func(page int) string {
		if page == 1 {
			return l.href(l.path)
		}
		return l.href(l.path, "page", strconv.Itoa(page))
	}
	p := ui.PaginationProps{
		Label: l.T("visit.pages_label"), Summary: summary,
		Pages: ui.PageLinks(l.page, last, to, func(page int) string { return l.N(int64(page)) }),
	}
	if l.page > 1 && last > 1 {
		p.Previous = &ui.Link{Label: l.T("visit.pages_previous"), Href: to(l.page - 1)}
	}
	if l.page < last {
		p.Next = &ui.Link{Label: l.T("visit.pages_next"), Href: to(l.page + 1)}
	}
	return p
}

// span is the first and last row of the page, counted from 1.
func (l listing) span(size int) (from, to int) {
	return (l.page-1)*size + 1, min(l.page*size, l.total)
}

// cut gives the rows of the page and keeps the page within the list.
func cut[T any](l *listing, rows []T) []T {
	l.total = len(rows)
	l.page = min(l.page, lastPage(l.total))
	from, to := l.span(pageSize)
	if l.total == 0 {
		return nil
	}
	return rows[from-1 : to]
}

func lastPage(total int) int { return max(1, (total+pageSize-1)/pageSize) }

// order sorts the rows by the asked column; equal rows keep their order.
func order[T any](l listing, rows []T, by map[string]func(a, b T) int) {
	compare := by[l.sort]
	slices.SortStableFunc(rows, func(a, b T) int {
		if l.reversed {
			return compare(b, a)
		}
		return compare(a, b)
	})
}

// downloads are the list as files, exactly as it is filtered and ordered.
func (l listing) downloads() []ui.Link {
	if l.errors.Any() {
		return nil
	}
	return []ui.Link{
		{Label: l.T("visit.download_xlsx"), Href: l.href(l.path + ".xlsx"), Hidden: l.Title},
		{Label: l.T("visit.download_csv"), Href: l.href(l.path + ".csv"), Hidden: l.Title},
	}
}

// reset leads to the list without a filter.
func (l listing) reset() *ui.Link {
	if len(l.asked) == 0 {
		return nil
	}
	return &ui.Link{Label: l.T("visit.filter_reset"), Href: l.path}
}

// empty is what a list without rows says: that nothing goes by the filter, or, where nothing was asked for, how to begin.
func (l listing) empty(filtered, first ui.EmptyStateProps) ui.EmptyStateProps {
	if len(l.asked) == 0 {
		return first
	}
	return filtered
}

// withFirst puts the choice of everything before the options.
func withFirst(label string, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Label: label}}, options...)
}

func yesNo(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// byText orders by a text in the reader's alphabet.
func byText[T any](l listing, text func(T) string) func(a, b T) int {
	return func(a, b T) int { return cmp.Or(l.Compare(text(a), text(b)), cmp.Compare(text(a), text(b))) }
}
