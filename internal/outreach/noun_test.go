package outreach_test

import (
	"slices"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

func TestAPlaceIsSavedOnceAndChangedByWhoeverSawItLast(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		save := func(p outreach.Place) error {
			return s.TryWrite(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, p) })
		}
		if err := save(s.library); err != nil {
			t.Fatalf("a double click: %v", err)
		}
		other := s.library
		other.Name = "Toinen"
		if err := save(other); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		other.Version, other.Name, other.Opening = 1, "  Kajaanin pääkirjasto ", "ma–pe 10–19\r\nla 10–15"
		lat, lon := 64.22, 27.73
		other.Latitude, other.Longitude, other.LowThreshold, other.FirstDay = &lat, &lon, true, day(1, 1, 2018)
		if err := save(other); err != nil {
			t.Fatal(err)
		}
		if err := save(other); !fault.Is(err, fault.Stale) {
			t.Fatal(err)
		}
		s.Read(testworld.Aune, func(tx *act.Tx) error {
			p, err := outreach.OnePlace(tx, s.library.ID)
			if p.Name != "Kajaanin pääkirjasto" || p.Opening != "ma–pe 10–19\nla 10–15" || *p.Longitude != 27.73 ||
				!p.LowThreshold || p.Version != 2 || p.FirstDay != day(1, 1, 2018) || !p.LastDay.IsZero() {
				t.Errorf("%+v", p)
			}
			return err
		})
	})
}

func TestAPlaceStaysInItsMunicipalityOnceItHasVisits(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		moved := s.library
		moved.Version, moved.Municipality = 1, "765"
		move := func(tx *act.Tx) error { return outreach.SavePlace(tx, moved) }
		s.mustRecord(testworld.Aino, s.ainosVisit())
		if err := s.TryWrite(testworld.Aino, move); fieldsOf(err) != "municipality" {
			t.Fatal(err)
		}
	})
}

func TestStrangersDoNotFindPlacesAndPartners(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		partner := outreach.Partner{ID: id.New[outreach.Partner](), Organisation: testworld.North, Kind: "parish", Name: "Seurakunta",
			Municipalities: []string{"765", "205", "765"}, Phone: "08 61551"}
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePartner(tx, partner) })
		theirs := s.library
		theirs.Version = 1
		partner.Version = 1
		for name, verb := range map[string]func(*act.Tx) error{
			"OnePlace":    func(tx *act.Tx) error { _, err := outreach.OnePlace(tx, s.library.ID); return err },
			"OnePartner":  func(tx *act.Tx) error { _, err := outreach.OnePartner(tx, partner.ID); return err },
			"SavePlace":   func(tx *act.Tx) error { return outreach.SavePlace(tx, theirs) },
			"SavePartner": func(tx *act.Tx) error { return outreach.SavePartner(tx, partner) },
			"taking over": func(tx *act.Tx) error {
				taken := theirs
				taken.Organisation = testworld.South
				return outreach.SavePlace(tx, taken)
			},
		} {
			if err := s.TryWrite(testworld.Cia, verb); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.Read(testworld.Cia, func(tx *act.Tx) error {
			places, err := outreach.Places(tx, outreach.PlaceFilter{Organisation: testworld.North})
			if len(places) > 0 {
				t.Errorf("%+v", places)
			}
			return err
		})
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			p, err := outreach.OnePartner(tx, partner.ID)
			if !slices.Equal(p.Municipalities, []string{"205", "765"}) {
				t.Errorf("%+v", p)
			}
			return err
		})
	})
}

func TestTheHeaderSearchFindsPlacesAndPartnersHoweverTheyAreWritten(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		partner := outreach.Partner{ID: id.New[outreach.Partner](), Organisation: testworld.North, Kind: "village_club", Name: "Säräisniemen kyläkerho"}
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePartner(tx, partner) })
		for text, want := range map[string]int{"KIRJASTO": 1, "saraisniem": 1, "ki": 1, "%": 0, "_": 0, "": 0, "Mikkelin": 0} {
			s.Read(testworld.Aino, func(tx *act.Tx) error {
				found, err := outreach.Find(tx, text, 5)
				if len(found) != want {
					t.Errorf("%q finds %+v", text, found)
				}
				return err
			})
		}
	})
}

func TestTheFirstPlaceBringsTheTopicsAndTheyAreNeverRemoved(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		if len(s.topics) != 11 {
			t.Fatalf("%d topics", len(s.topics))
		}
		own := outreach.Topic{ID: id.New[outreach.Topic](), Organisation: testworld.North, Fi: "Läheisen hoiva", Position: 5, Active: true}
		for range 2 {
			s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.SaveTopic(tx, own) })
		}
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.StartTopics(tx, testworld.North) })
		own.Version, own.Active = 1, false
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.SaveTopic(tx, own) })
		if err := s.TryWrite(testworld.Aino, func(tx *act.Tx) error { return outreach.SaveTopic(tx, own) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("Aino kept topics: %v", err)
		}
		s.Read(testworld.Aino, func(tx *act.Tx) error {
			topics, err := outreach.Topics(tx)
			if len(topics) != 12 || topics[0].Code != "laheisen-hoiva" || topics[0].Active || topics[0].Name("sv") != "Läheisen hoiva" {
				t.Errorf("%+v", topics)
			}
			return err
		})
	})
}

func ruleFrom(o access.OrganisationID, from civil.Date) outreach.Rule {
	r := outreach.Rule{ID: id.New[outreach.Rule](), Organisation: o, InForce: from, Texts: map[string]outreach.RuleText{}}
	for _, lang := range outreach.RuleLanguages {
		r.Texts[lang] = outreach.RuleText{Visit: "v", Present: "p", Conversation: "c", Clienthood: "k", Onward: "o", Feedback: "f"}
	}
	return r
}

func TestEachRuleSaysFromWhenItHolds(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		add := func(r outreach.Rule) error {
			return s.TryWrite(testworld.Bertta, func(tx *act.Tx) error { return outreach.AddRule(tx, r) })
		}
		first, second := ruleFrom(testworld.North, day(1, 3, 2019)), ruleFrom(testworld.North, day(1, 6, 2019))
		for _, r := range []outreach.Rule{first, second, second} {
			if err := add(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(ruleFrom(testworld.North, day(1, 5, 2019))); fieldsOf(err) != "in_force" {
			t.Fatal(err)
		}
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			if _, err := outreach.Rules(tx, testworld.North); err != nil {
				return err
			}
			spans, err := outreach.RulesInForce(tx, []access.OrganisationID{testworld.North, testworld.South}, civil.YearPeriod(2019))
			if err != nil {
				return err
			}
			want := []string{"2019-01-01 2019-02-28 general", "2019-03-01 2019-05-31 own", "2019-06-01 2019-12-31 own", "2019-01-01 2019-12-31 general"}
			for i, span := range spans {
				whose := "own"
				if span.Rule.Organisation == access.Installation {
					whose = "general"
				}
				if got := span.Period.From.String() + " " + span.Period.Last().String() + " " + whose; i >= len(want) || got != want[i] {
					t.Errorf("span %d: %s", i, got)
				}
				if len(span.Rule.Texts) != 4 {
					t.Errorf("texts %v", span.Rule.Texts)
				}
			}
			if len(spans) != len(want) {
				t.Errorf("%d spans", len(spans))
			}
			return nil
		})
		v := s.ainosVisit()
		v.Day = day(15, 4, 2019)
		s.mustRecord(testworld.Aino, v)
		if h := s.mustVisit(testworld.Aino, v.ID); h.Now().Rule != first.ID {
			t.Errorf("counted by %v, not %v", h.Now().Rule, first.ID)
		}
	})
}

func TestARoundIsPlannedChangedAndDoneByItsVisits(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		r := outreach.Round{ID: id.New[outreach.Round](), Organisation: testworld.North, Unit: testworld.NorthUnit, Day: today,
			Workers: []access.WorkerID{testworld.Aino.ID}, Aim: "Ruokajonot", Places: []outreach.PlaceID{s.library.ID}}
		for range 2 {
			s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.PlanRound(tx, r) })
		}
		v := s.ainosVisit()
		v.Round = r.ID
		s.mustRecord(testworld.Aino, v)
		r.Version, r.Day = 1, today.AddDays(-1)
		change := func(tx *act.Tx) error { return outreach.ChangeRound(tx, r) }
		s.Write(testworld.Aino, change)
		if err := s.TryWrite(testworld.Aino, change); !fault.Is(err, fault.Stale) {
			t.Fatal(err)
		}
		for _, stranger := range []access.Actor{testworld.Cia, testworld.Aune} {
			if err := s.TryWrite(stranger, change); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", stranger.Name, err)
			}
			if err := s.TryRead(stranger, func(tx *act.Tx) error { _, err := outreach.OneRound(tx, r.ID); return err }); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", stranger.Name, err)
			}
		}
		s.Read(testworld.Bertta, func(tx *act.Tx) error {
			rounds, err := outreach.Rounds(tx, outreach.RoundFilter{Period: civil.PeriodOf(today.AddDays(-1), today), Unit: testworld.NorthUnit})
			if len(rounds) != 1 || !rounds[0].Done() || rounds[0].Day != r.Day || len(rounds[0].Places) != 1 || len(rounds[0].Workers) != 1 {
				t.Errorf("%+v", rounds)
			}
			return err
		})
		if p := s.visits(testworld.Aino, outreach.Filter{Round: r.ID}); p.Total != 1 {
			t.Errorf("%+v", p)
		}
	})
}

func TestTheKitHoldsWhatAinoNeedsOutsideAndNothingElse(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		closed := place(testworld.North, "Suljettu", "205")
		closed.LastDay = today.AddDays(-1)
		s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, closed) })
		for ahead, who := range map[int]access.Actor{0: testworld.Aino, 7: testworld.Aino, 8: testworld.Aino, -14: testworld.Aino, 1: testworld.Bertta} {
			r := outreach.Round{ID: id.New[outreach.Round](), Organisation: testworld.North, Unit: testworld.NorthUnit, Day: today.AddDays(ahead),
				Workers: []access.WorkerID{who.ID}}
			s.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.PlanRound(tx, r) })
		}
		s.Read(testworld.Aino, func(tx *act.Tx) error {
			k, err := outreach.KitFor(tx)
			if len(k.Places) != 1 || k.Places[0].ID != s.library.ID || len(k.Topics) != 11 || len(k.Rounds) != 3 ||
				len(k.Units) != 1 || k.Units[0].Unit != testworld.NorthUnit {
				t.Errorf("%+v", k)
			}
			return err
		})
	})
}
