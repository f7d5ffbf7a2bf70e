package outreachpages_test

import (
	"net/url"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

var today = testworld.Friday.Date()

// town is a site with two places and the topics that come with the first.
type town struct {
	*site.Site
	library, square outreach.Place
}

func newTown(t *testing.T, s *site.Site) *town {
	t.Helper()
	w := &town{
		Site:    s,
		library: outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"},
		square:  outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "street", Name: "Kuhmon tori", Municipality: "290"},
	}
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		if err := outreach.SavePlace(tx, w.library); err != nil {
			return err
		}
		return outreach.SavePlace(tx, w.square)
	})
	return w
}

// each runs the test in a town on every engine of this run.
func each(t *testing.T, test func(*testing.T, *town)) {
	t.Helper()
	site.Each(t, func(t *testing.T, s *site.Site) { test(t, newTown(t, s)) })
}

// visit is a visit of Aino's in the library, as many days ago.
func (w *town) visit(daysAgo int) outreach.Stop {
	return outreach.Stop{
		ID: id.New[outreach.Stop](), Organisation: testworld.North, Unit: testworld.NorthUnit, Place: w.library.ID,
		Day: today.AddDays(-daysAgo), Kind: "regular", Present: 10, Conversations: 3, Source: outreach.Desk,
		Workers: []access.WorkerID{testworld.Aino.ID},
	}
}

// record puts visits on record as Bertta, who may in both units.
func (w *town) record(visits ...outreach.Stop) {
	w.Helper()
	w.Write(testworld.Bertta, func(tx *act.Tx) error {
		for _, s := range visits {
			if _, err := outreach.Record(tx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func address(s outreach.Stop, more string) string { return "/visits/" + s.ID.String() + more }

// filled is what the form of a new visit would send, with changes.
func filled(page *site.Page, w *town, changes ...string) url.Values {
	v := url.Values{
		"id": {page.Value("id")}, "unit": {testworld.NorthUnit.String()}, "place": {w.library.ID.String()}, "day": {"20.11.2026"},
		"kind": {"regular"}, "present": {"12"}, "conversations": {"4"}, "workers": {testworld.Aino.ID.String()},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func count(page *site.Page, words string) int { return strings.Count(page.Text(), words) }

func day(d civil.Date) string { return d.String() }
