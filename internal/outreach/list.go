package outreach

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// Sort is what a list of visits is ordered by.
type Sort string

const (
	ByDay           Sort = "day"
	ByPlace         Sort = "place"
	ByPresent       Sort = "present"
	ByConversations Sort = "conversations"
	ByFeedback      Sort = "feedback" // the mean; a visit without feedback counts as 0
)

// Sorts are all there are, in the order of the columns.
var Sorts = []Sort{ByDay, ByPlace, ByPresent, ByConversations, ByFeedback}

// Filter chooses visits. Zero fields do not filter.
type Filter struct {
	Period       civil.Period // an end that is zero is open
	Organisation access.OrganisationID
	Unit         access.UnitID
	Municipality string
	County       string
	Place        PlaceID
	Kind         string
	Topic        TopicID
	Worker       access.WorkerID
	Round        RoundID
	With         With   // with somebody of that code
	Text         string // part of the place's name or of what was heard
	Withdrawn    bool   // those withdrawn instead of those that count
	Sort         Sort   // zero: by day
	// Reversed turns the natural order, which is the newest day first, places
	// from A to Z, the greatest numbers first.
	Reversed bool
	Page     int // from 1; 0 is 1
}

// PageSize is how many visits a page has, and LastPage how far one can leaf:
// beyond it a narrower filter is right.
const (
	PageSize = 50
	LastPage = 200
	// MostSorted is how many visits are sorted, and looked through for a topic or a
	// worker, by anything but the day.
	MostSorted = 10_000
)

// Row is one visit in a list: counts only. The rest is in its History.
type Row struct {
	ID           StopID
	Organisation access.OrganisationID
	Unit         access.UnitID
	Place        PlaceID
	PlaceName    string
	Municipality string
	Day          civil.Date
	Start, End   *civil.Clock
	Kind         string
	// Counts as in Stop; Onward is the sum.
	Present, Conversations, Clienthoods, Onward, Minutes int
	Feedback                                             ByMark
	Version                                              int
}

// Page is one page of a list.
type Page struct {
	Rows []Row
	Page int
	// Sort is what the rows are really ordered by: more than MostSorted visits are
	// always ordered by day; whoever wants another order narrows the filter first.
	Sort Sort
	// Total is how many visits the filter finds; with More it is only known that
	// there are more than Total, which is then a round number.
	Total int
	More  bool
}

// Pages is how many pages can be leafed through.
func (p Page) Pages() int { return min(LastPage, max(1, (p.Total+PageSize-1)/PageSize)) }

// Visits lists visits of the units whose visits the actor may read.
func Visits(tx *act.Tx, f Filter) (Page, error) {
	scope, err := tx.Scope(access.ReadVisits, "visit")
	if err != nil {
		return Page{}, err
	}
	f.Page = min(max(f.Page, 1), LastPage)
	if !slices.Contains(Sorts, f.Sort) {
		f.Sort = ByDay
	}
	page := Page{Page: f.Page, Sort: f.Sort}
	q := question{tx: tx, f: f, parts: partsOf(scope, tx.Actor, f)}
	if err := q.follow(); err != nil || len(q.parts) == 0 {
		return page, err
	}
	if page.Total, page.More, err = q.count(); err != nil || page.Total == 0 {
		return page, err
	}
	page.Page = min(page.Page, page.Pages())
	q.f.Page = page.Page
	sortable, err := q.sortable(page)
	if err != nil {
		return page, err
	}
	if !sortable {
		q.f.Sort, page.Sort = ByDay, ByDay
	}
	if err := q.narrow(); err != nil {
		return page, err
	}
	page.Rows, err = q.page(!page.More && page.Total <= fewSorted)
	return page, err
}

// sortable tells whether the visits are few enough to be ordered by something
// else than the day. Those of a topic or a worker are found by looking through
// all that are not of them, too.
func (q *question) sortable(page Page) (bool, error) {
	few := !page.More && page.Total <= MostSorted
	if !few || q.f.Sort == ByDay || !q.f.counted() || q.f.dimension() == allVisits {
		return few, nil
	}
	all := question{tx: q.tx, f: q.f, parts: q.parts}
	all.f.Topic, all.f.Worker = TopicID{}, access.WorkerID{}
	n, more, err := all.countBySums()
	return !more && n <= MostSorted, err
}

// EachVisit gives every visit of the filter to fn, in the order of days: for
// exports. Sort and Page do not matter. fn is called beside the reading, one visit
// after the other: it must not use tx.
func EachVisit(tx *act.Tx, f Filter, fn func(Row) error) error {
	scope, err := tx.Scope(access.ReadVisits, "visit")
	if err != nil {
		return err
	}
	q := question{tx: tx, f: f, parts: partsOf(scope, tx.Actor, f)}
	if err := q.follow(); err != nil || len(q.parts) == 0 {
		return err
	}
	return q.each(fn)
}

// part is one unit or one whole organisation of those asked about. A list is put
// together of parts, because each part alone can be read in order from an index.
type part struct {
	everywhere   bool
	organisation access.OrganisationID
	unit         access.UnitID // zero: the whole organisation
	way          way
}

func partsOf(s access.Scope, actor access.Actor, f Filter) []part {
	if s.Everywhere {
		return []part{{everywhere: f.Organisation.IsZero(), organisation: f.Organisation, unit: f.Unit}}
	}
	var parts []part
	for _, o := range s.Organisations {
		if f.Organisation.IsZero() || f.Organisation == o {
			parts = append(parts, part{organisation: o, unit: f.Unit})
		}
	}
	for _, u := range s.Units {
		i := slices.IndexFunc(actor.Posts, func(p access.Post) bool { return p.Unit == u })
		o := actor.Posts[i].Organisation
		if (f.Organisation.IsZero() || f.Organisation == o) && (f.Unit.IsZero() || f.Unit == u) &&
			!slices.Contains(s.Organisations, o) {
			parts = append(parts, part{organisation: o, unit: u})
		}
	}
	return parts
}

// counted tells whether the sums by month are the way to tell how many visits
// there are. Those of one place are sooner counted themselves.
func (f Filter) counted() bool {
	return f.Round.IsZero() && f.Place.IsZero() && f.With == "" && f.Text == "" && !f.Withdrawn && (f.Topic.IsZero() || f.Worker.IsZero())
}

// ofPeriodAlone tells whether every visit of the period is meant, so that those
// of the first few places fill a page.
func (f Filter) ofPeriodAlone() bool {
	return f.Kind == "" && f.Municipality == "" && f.County == "" && f.Topic.IsZero() && f.Worker.IsZero() && f.With == "" && f.Text == "" && !f.Withdrawn
}
