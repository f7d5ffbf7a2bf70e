package outreach_test

import (
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
)

// scene is a world with a library in North and a food aid queue in South.
type scene struct {
	*testworld.World
	library, queue outreach.Place
	topics         map[string]outreach.TopicID // North's, by code
	clerk          outreach.Clerk
}

func onStage(t *testing.T, test func(*testing.T, *scene)) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) { test(t, newScene(w)) })
}

func newScene(w *testworld.World) *scene {
	s := &scene{World: w, topics: map[string]outreach.TopicID{}}
	s.library = place(testworld.North, "Kajaanin kirjasto", "205")
	s.queue = place(testworld.South, "Mikkelin ruokajono", "491")
	s.queue.Kind = "food_aid"
	w.Write(access.Terminal(), employCast)
	w.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, s.library) })
	w.Write(testworld.Cia, func(tx *act.Tx) error { return outreach.SavePlace(tx, s.queue) })
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		topics, err := outreach.Topics(tx)
		for _, t := range topics {
			s.topics[t.Code] = t.ID
		}
		return err
	})
	return s
}

// firstPosts is when the cast's posts begin.
var firstPosts = day(1, 1, 2026)

// employCast gives those who do outreach the posts that they act by.
func employCast(tx *act.Tx) error {
	term := staff.Term{From: firstPosts}
	for _, o := range []staff.Organisation{
		{ID: testworld.North, NameFi: "Pohjoinen", NameSv: "Norr", Kind: staff.WellbeingCounty, County: "20", Term: term},
		{ID: testworld.South, NameFi: "Etelä", NameSv: "Söder", Kind: staff.WellbeingCounty, County: "12", Term: term},
	} {
		if err := staff.FoundOrganisation(tx, o); err != nil {
			return err
		}
	}
	for _, u := range []staff.Unit{
		{ID: testworld.NorthUnit, Organisation: testworld.North, Name: "Kajaani", Term: term},
		{ID: testworld.NorthEast, Organisation: testworld.North, Name: "Kuhmo", Term: term},
		{ID: testworld.SouthUnit, Organisation: testworld.South, Name: "Mikkeli", Term: term},
	} {
		if err := staff.FoundUnit(tx, u); err != nil {
			return err
		}
	}
	for _, who := range []access.Actor{testworld.Aino, testworld.Aune, testworld.Bertta, testworld.Cia} {
		if err := employ(tx, who, term); err != nil {
			return err
		}
	}
	return nil
}

// employ gives a worker her account and, in the term, the posts that she acts by.
func employ(tx *act.Tx, who access.Actor, term staff.Term) error {
	if err := staff.AddWorker(tx, staff.Worker{
		ID: who.ID, Organisation: who.Home(), Name: who.Name, Email: who.ID.Short() + "@rinnalla.example", Language: i18n.FI, Active: true,
	}); err != nil {
		return err
	}
	for _, p := range who.Posts {
		if err := staff.GivePost(tx, staff.Post{
			ID: id.New[staff.Post](), Worker: who.ID, Role: p.Role, Organisation: p.Organisation, Unit: p.Unit, Term: term,
		}); err != nil {
			return err
		}
	}
	return nil
}

func place(o access.OrganisationID, name, municipality string) outreach.Place {
	return outreach.Place{ID: id.New[outreach.Place](), Organisation: o, Kind: "library", Name: name, Municipality: municipality}
}

func day(d, m, y int) civil.Date { return civil.Date{Year: y, Month: time.Month(m), Day: d} }

var today = day(20, 11, 2026)

// ainosVisit is a full visit to the library on Friday.
func (s *scene) ainosVisit() outreach.Stop {
	start, end := civil.Clock{Hour: 12}, civil.Clock{Hour: 14, Minute: 30}
	return outreach.Stop{
		ID: id.New[outreach.Stop](), Organisation: testworld.North, Unit: testworld.NorthUnit, Place: s.library.ID,
		Day: today, Start: &start, End: &end, Kind: "regular", Present: 25, Conversations: 6,
		Ages: outreach.ByAge{1, 2, 0, 1}, Genders: outreach.ByGender{3, 2, 1}, Clienthoods: 1,
		Onward: outreach.ByOnward{0, 1, 0, 0, 0, 2}, Topics: []outreach.TopicID{s.topics["raha"], s.topics["asuminen"]},
		Minutes: 300, Feedback: outreach.ByMark{0, 0, 1, 2, 3}, Heard: "Bussi ei kulje enää iltaisin.",
		Workers: []access.WorkerID{testworld.Aino.ID, testworld.Aune.ID},
		MadeAt:  testworld.Friday.Add(-time.Hour), Source: outreach.Field,
	}
}

func (s *scene) ciasVisit() outreach.Stop {
	return outreach.Stop{
		ID: id.New[outreach.Stop](), Organisation: testworld.South, Unit: testworld.SouthUnit, Place: s.queue.ID,
		Day: today, Kind: "street", Present: 40, Conversations: 9, Workers: []access.WorkerID{testworld.Cia.ID}, Source: outreach.Desk,
	}
}

func (s *scene) record(who access.Actor, v outreach.Stop) (r outreach.Receipt, err error) {
	err = s.TryWrite(who, func(tx *act.Tx) error {
		r, err = outreach.Record(tx, v)
		return err
	})
	return r, err
}

func (s *scene) mustRecord(who access.Actor, v outreach.Stop) outreach.Receipt {
	s.Helper()
	r, err := s.record(who, v)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *scene) visit(who access.Actor, stop outreach.StopID) (h outreach.History, err error) {
	err = s.TryRead(who, func(tx *act.Tx) error {
		h, err = outreach.Visit(tx, stop)
		return err
	})
	return h, err
}

func (s *scene) mustVisit(who access.Actor, stop outreach.StopID) outreach.History {
	s.Helper()
	h, err := s.visit(who, stop)
	if err != nil {
		s.Fatal(err)
	}
	return h
}

func (s *scene) visits(who access.Actor, f outreach.Filter) (p outreach.Page) {
	s.Helper()
	s.Read(who, func(tx *act.Tx) (err error) {
		p, err = outreach.Visits(tx, f)
		return err
	})
	return p
}
