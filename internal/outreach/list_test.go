package outreach_test

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

// shelf is what is on record, to hold lists against.
type shelf struct {
	*scene
	places map[outreach.PlaceID]outreach.Place
	all    []outreach.Stop
}

// fill records 150 visits of two units over three years; half of them are tallied.
func fill(s *scene) *shelf {
	f := &shelf{scene: s, places: map[outreach.PlaceID]outreach.Place{s.library.ID: s.library}}
	for name, municipality := range map[string]string{"Tori": "205", "Ämmänsaaren kahvila": "777", "Ala-asema": "765"} {
		p := place(testworld.North, name, municipality)
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, p) })
		f.places[p.ID] = p
	}
	var places []outreach.PlaceID
	for p := range f.places {
		places = append(places, p)
	}
	drawn := visitsOf(s, places)
	for i := range 150 {
		v := drawn.Example(i)
		v.Day = today.AddDays(-i * 7)
		who := testworld.Aino
		v.Workers = []access.WorkerID{testworld.Aino.ID}
		if i%4 == 0 {
			who, v.Unit, v.Workers = testworld.Aune, testworld.NorthEast, []access.WorkerID{testworld.Aune.ID}
		}
		s.mustRecord(who, v)
		f.all = append(f.all, v)
		if i == 75 {
			s.tallyAll(s)
		}
	}
	return f
}

func (f *shelf) want(who access.Actor, q outreach.Filter) []outreach.StopID {
	var found []outreach.Stop
	for _, v := range f.all {
		if f.matches(who, q, v) {
			found = append(found, v)
		}
	}
	way := map[bool]int{false: -1, true: 1}[q.Reversed]
	slices.SortFunc(found, func(a, b outreach.Stop) int {
		ids := cmp.Compare(a.ID.String(), b.ID.String())
		switch q.Sort {
		case outreach.ByPlace:
			p, o := f.places[a.Place], f.places[b.Place]
			return cmp.Or(-way*cmp.Compare(i18n.Fold(p.Name), i18n.Fold(o.Name)), -a.Day.Compare(b.Day), -ids)
		case outreach.ByPresent:
			return cmp.Or(way*cmp.Compare(a.Present, b.Present), way*ids)
		case outreach.ByConversations:
			return cmp.Or(way*cmp.Compare(a.Conversations, b.Conversations), way*ids)
		case outreach.ByFeedback:
			return cmp.Or(way*cmp.Compare(a.Feedback.Mean(), b.Feedback.Mean()), way*ids)
		}
		return cmp.Or(way*a.Day.Compare(b.Day), way*ids)
	})
	ids := make([]outreach.StopID, len(found))
	for i, v := range found {
		ids[i] = v.ID
	}
	return ids
}

func (f *shelf) matches(who access.Actor, q outreach.Filter, v outreach.Stop) bool {
	p := f.places[v.Place]
	mine := v.Unit == who.Posts[0].Unit || who.ID == testworld.Bertta.ID
	after := q.Period.From.IsZero() || !v.Day.Before(q.Period.From)
	before := q.Period.To.IsZero() || v.Day.Before(q.Period.To)
	return mine && after && before &&
		(q.Unit.IsZero() || q.Unit == v.Unit) && (q.Place.IsZero() || q.Place == v.Place) &&
		(q.Municipality == "" || q.Municipality == p.Municipality) && (q.County == "" || q.County == "20") &&
		(q.Kind == "" || q.Kind == v.Kind) && (q.Topic.IsZero() || slices.Contains(v.Topics, q.Topic)) &&
		(q.Worker.IsZero() || slices.Contains(v.Workers, q.Worker)) &&
		(q.With == "" || map[outreach.With]int{
			"age.u18": v.Ages[0], "gender.woman": v.Genders[1], "onward.kela": v.Onward[5], "mark.5": v.Feedback[4],
		}[q.With] > 0) &&
		(q.Text == "" || strings.Contains(i18n.Fold(p.Name), i18n.Fold(q.Text)) || strings.Contains(i18n.Fold(v.Heard), i18n.Fold(q.Text)))
}

func (f *shelf) filters() *rapid.Generator[outreach.Filter] {
	var places []outreach.PlaceID
	for p := range f.places {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b outreach.PlaceID) int { return cmp.Compare(a.String(), b.String()) })
	return rapid.Custom(func(r *rapid.T) outreach.Filter {
		q := outreach.Filter{Sort: rapid.SampledFrom(outreach.Sorts).Draw(r, "sort"), Reversed: rapid.Bool().Draw(r, "reversed")}
		if rapid.Bool().Draw(r, "from") {
			q.Period.From = end(r, today.AddDays(-rapid.IntRange(0, 1_200).Draw(r, "from day")))
		}
		if rapid.Bool().Draw(r, "to") {
			q.Period.To = end(r, today.AddDays(-rapid.IntRange(-2, 1_100).Draw(r, "to day")))
		}
		for range 2 {
			switch rapid.IntRange(0, 10).Draw(r, "filter by") {
			case 8:
				q.With = rapid.SampledFrom([]outreach.With{"age.u18", "gender.woman", "onward.kela", "mark.5"}).Draw(r, "with")
			case 0:
				q.Unit = rapid.SampledFrom([]access.UnitID{testworld.NorthUnit, testworld.NorthEast, testworld.SouthUnit}).Draw(r, "unit")
			case 1:
				q.Place = rapid.SampledFrom(places).Draw(r, "place")
			case 2:
				q.Municipality = rapid.SampledFrom([]string{"205", "777", "491"}).Draw(r, "municipality")
			case 3:
				q.County = rapid.SampledFrom([]string{"20", "12"}).Draw(r, "county")
			case 4:
				q.Kind = rapid.SampledFrom(outreach.StopKinds).Draw(r, "kind")
			case 5:
				q.Topic = rapid.SampledFrom([]outreach.TopicID{f.topics["raha"], f.topics["tyo"]}).Draw(r, "topic")
			case 6:
				q.Worker = rapid.SampledFrom([]access.WorkerID{testworld.Aino.ID, testworld.Aune.ID}).Draw(r, "worker")
			case 7:
				q.Text = rapid.SampledFrom([]string{"bussi", "AMMANSAAREN", "tori", "ei mitään", "ei kulje", "sin", "asunnosta tori", "toril", "ka", "Ala-as"}).Draw(r, "text")
			}
		}
		return q
	})
}

// end is any day, or the first of its month or year: sums are kept by both.
func end(r *rapid.T, d civil.Date) civil.Date {
	switch rapid.IntRange(0, 2).Draw(r, "end of") {
	case 0:
		return civil.MonthOf(d).First()
	case 1:
		return civil.Date{Year: d.Year, Month: 1, Day: 1}
	}
	return d
}

// Every filter and order gives what one would find by going through the visits by hand.
func TestAListFindsWhatOneWouldFindByHand(t *testing.T) {
	findsWhatOneWouldFindByHand(t)
}

// Of many visits the greatest are looked at first.
func TestAListOfManyFindsWhatOneWouldFindByHand(t *testing.T) {
	outreach.TakeForMany(t)
	findsWhatOneWouldFindByHand(t)
}

func findsWhatOneWouldFindByHand(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		f := fill(s)
		filters := f.filters()
		rapid.Check(t, func(r *rapid.T) {
			q := filters.Draw(r, "filter")
			who := rapid.SampledFrom([]access.Actor{testworld.Aino, testworld.Aune, wholeNorth}).Draw(r, "who")
			want := f.want(who, q)
			var got []outreach.StopID
			for {
				q.Page++
				p := f.visits(who, q)
				if p.Total != len(want) || p.More {
					r.Fatalf("%+v: %d visits in all, by hand %d", q, p.Total, len(want))
				}
				for _, row := range p.Rows {
					got = append(got, row.ID)
				}
				if q.Page >= p.Pages() {
					break
				}
			}
			if !slices.Equal(got, want) {
				r.Fatalf("%+v:\n%v\nby hand\n%v", q, got, want)
			}
		})
	})
}

// wholeNorth is Bertta leading all of North, and Aune's unit a second time.
var wholeNorth = func() access.Actor {
	a := testworld.Bertta
	a.Posts = []access.Post{{Role: access.RoleLeader, Organisation: testworld.North},
		{Role: access.RoleWorker, Organisation: testworld.North, Unit: testworld.NorthEast}}
	return a
}()

func TestAPageBeyondTheLastIsTheLast(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		f := fill(s)
		p := f.visits(wholeNorth, outreach.Filter{Page: 99})
		if p.Page != 3 || len(p.Rows) != 50 {
			t.Errorf("page %d with %d visits", p.Page, len(p.Rows))
		}
	})
}

func TestAWorkerInTwoUnitsSeesTheVisitsOfBothInOneOrder(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		f := fill(s)
		both := testworld.Aino
		both.Posts = append(slices.Clone(both.Posts), testworld.Aune.Posts...)
		p := f.visits(both, outreach.Filter{})
		want := f.want(wholeNorth, outreach.Filter{})
		if p.Total != 150 || p.Rows[0].ID != want[0] || p.Rows[49].ID != want[49] || p.Pages() != 3 {
			t.Fatalf("%d visits, first %v", p.Total, p.Rows[0].ID)
		}
	})
}

func TestAnExportGivesEveryVisitOfTheFilter(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		f := fill(s)
		q := outreach.Filter{Kind: "street", Period: civil.Period{From: today.AddDays(-30)}}
		var got []outreach.StopID
		f.Read(testworld.Aino, func(tx *act.Tx) error {
			return outreach.EachVisit(tx, q, func(r outreach.Row) error {
				got = append(got, r.ID)
				if r.PlaceName == "" || r.Kind != "street" {
					t.Errorf("%+v", r)
				}
				return nil
			})
		})
		q.Reversed = true
		if want := f.want(testworld.Aino, q); len(want) == 0 || !slices.Equal(got, want) {
			t.Fatalf("%v\nby hand\n%v", got, want)
		}
	})
}

func TestAnExportThatCannotGoOnEndsAndSaysWhy(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		outreach.TakeFewTexts(t)
		many := make([]outreach.Stop, 100)
		for i := range many {
			many[i] = s.ainosVisit()
			many[i].Source, many[i].Import = outreach.Imported, id.New[outreach.Import]()
		}
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.RecordMany(tx, many) })
		full, rows := errors.New("the disk is full"), 0
		export := func(fn func(outreach.Row) error) error {
			rows = 0
			return s.TryRead(testworld.Aino, func(tx *act.Tx) error { return outreach.EachVisit(tx, outreach.Filter{}, fn) })
		}
		if err := export(func(outreach.Row) error { rows++; return full }); !errors.Is(err, full) || rows != 1 {
			t.Errorf("%v after %d rows", err, rows)
		}
		err := export(func(outreach.Row) error {
			if rows++; rows == 100 {
				panic("out of paper")
			}
			return nil
		})
		if err == nil || !strings.Contains(err.Error(), "out of paper") {
			t.Errorf("%v", err)
		}
		if err := export(func(outreach.Row) error { rows++; return nil }); err != nil || rows != 100 {
			t.Errorf("%v after %d rows", err, rows)
		}
	})
}

func TestBerttaLeadsHerOrganisationNotOnlyHerUnit(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		v := s.ainosVisit()
		v.Unit, v.ID = testworld.NorthEast, id.New[outreach.Stop]()
		s.mustRecord(testworld.Aune, v)
		if p := s.visits(testworld.Bertta, outreach.Filter{}); p.Total != 1 {
			t.Fatalf("%+v", p)
		}
	})
}

func TestATopicIsOneOrganisationsEvenWhenBothHaveItsCode(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.mustRecord(testworld.Aino, s.ainosVisit())
		theirs := s.ciasVisit()
		s.Read(testworld.Cia, func(tx *act.Tx) error {
			topics, err := outreach.Topics(tx)
			for _, topic := range topics {
				if topic.Code == "raha" {
					theirs.Topics = []outreach.TopicID{topic.ID}
				}
			}
			return err
		})
		s.mustRecord(testworld.Cia, theirs)
		both := testworld.Bertta
		both.Posts = append(slices.Clone(both.Posts), access.Post{Role: access.RoleLeader, Organisation: testworld.South, Unit: testworld.SouthUnit})
		for _, tallied := range []bool{false, true} {
			if page := s.visits(both, outreach.Filter{Topic: s.topics["raha"]}); page.Total != 1 || len(page.Rows) != 1 {
				t.Errorf("tallied %v: %d visits told, %d shown", tallied, page.Total, len(page.Rows))
			}
			s.tallyAll(s)
		}
	})
}
