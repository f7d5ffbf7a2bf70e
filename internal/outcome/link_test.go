package outcome_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

func invitation(c client.ClientID, v instrument.VersionID) outcome.Invitation {
	return outcome.Invitation{ID: id.New[outcome.Link](), Client: c, Version: v, Occasion: outcome.AtStart, Language: "fi"}
}

// invited makes a link and gives its secret, as the page that shows it does.
func invited(w *testworld.World, who access.Actor, n outcome.Invitation) (link outcome.Link, token string) {
	w.Helper()
	w.Write(who, func(tx *act.Tx) (err error) {
		link, err = outcome.Invite(tx, n)
		return err
	})
	w.Read(who, func(tx *act.Tx) (err error) {
		_, token, err = outcome.Token(tx, link.ID)
		return err
	})
	return link, token
}

// holder is whoever holds a link.
func holder(token string) access.Actor { return access.Respondent(outcome.HashLink(token)) }

func sheet(w *testworld.World, token string) (s outcome.Sheet, err error) {
	w.Helper()
	err = w.TryRead(holder(token), func(tx *act.Tx) (err error) {
		s, err = outcome.OpenSheet(tx)
		return err
	})
	return s, err
}

func save(w *testworld.World, token string, p outcome.Page) error {
	w.Helper()
	return w.TryWrite(holder(token), func(tx *act.Tx) error { return outcome.Save(tx, p.Given) })
}

func handIn(w *testworld.World, token string, p outcome.Page) (r outcome.Receipt, err error) {
	w.Helper()
	err = w.TryWrite(holder(token), func(tx *act.Tx) (err error) {
		r, err = outcome.HandIn(tx, p.Given)
		return err
	})
	return r, err
}

func page(answers map[string]instrument.Answer) outcome.Page {
	return outcome.Page{Language: "fi", Answers: instrument.Answers{Items: answers}}
}

func TestDaavidAnswersByHisOwnLinkAndChangesHisMindUntilHeHandsIn(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		link, token := invited(w, testworld.Aino, invitation(c, v))
		if s, err := sheet(w, token); err != nil || len(s.Answers.Items) != 0 || s.Form.Definition.Code != "viikko" {
			t.Fatalf("%+v %v", s, err)
		}
		for _, step := range []map[string]instrument.Answer{
			{"uni": given(3)}, {"huoli": {State: instrument.Declined}}, {"apu": chosen(instrument.No)}, {"miksi": said("En jaksanut kysyä")}, {"uni": given(5)},
		} {
			if err := save(w, token, page(step)); err != nil {
				t.Fatal(err)
			}
			w.Clock.Advance(20 * time.Second)
		}
		s, err := sheet(w, token)
		if err != nil || s.Answers.Items["uni"].Number != 5 || s.Answers.Items["huoli"].State != instrument.Declined || s.Answers.Items["miksi"].Text != "En jaksanut kysyä" {
			t.Fatalf("%+v %v", s.Answers, err)
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 0 {
			t.Error("the worker sees what was not handed in")
		}
		w.Clock.Advance(3 * time.Hour) // he drank coffee
		r, err := handIn(w, token, page(map[string]instrument.Answer{"huoli": given(2)}))
		if err != nil || r.Again || r.Measurement != link.Measurement {
			t.Fatalf("%+v %v", r, err)
		}
		all, err := of(w, testworld.Aino, c)
		if err != nil || len(all) != 1 {
			t.Fatal(err)
		}
		m := all[0]
		if m.Way != outcome.ByLink || m.By != outcome.ByClient || !m.RecordedBy.IsZero() || m.Seconds != 80+600 || m.Unit != testworld.NorthUnit ||
			m.Answers.Items["uni"].Number != 5 || m.Answers.Items["huoli"].Number != 2 || m.Answers.Items["miksi"].Text != "En jaksanut kysyä" {
			t.Errorf("%+v", m)
		}
		if s, err := sheet(w, token); err != nil || s.Link.State != outcome.LinkHandedIn || len(s.Answers.Items) != 0 {
			t.Errorf("the device shows what was handed in: %+v %v", s, err)
		}
	})
}

func TestWhatIsHandedInTwiceIsOneMeasurement(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token := invited(w, testworld.Aino, invitation(c, v))
		p := outcome.Page{Language: "fi", Answers: weeks(7, 4, "Ei ollut ketään")}
		var hands sync.WaitGroup
		receipts := make([]outcome.Receipt, 8)
		for i := range receipts {
			hands.Go(func() {
				r, err := handIn(w, token, p)
				if err != nil {
					t.Error(err)
				}
				receipts[i] = r
			})
		}
		hands.Wait()
		first := 0
		for _, r := range receipts {
			if !r.Again {
				first++
			}
			if r.Measurement != receipts[0].Measurement || r.RecordedAt != receipts[0].RecordedAt {
				t.Errorf("%+v", receipts)
			}
		}
		if all, _ := of(w, testworld.Aino, c); len(all) != 1 || first != 1 {
			t.Errorf("%d are on record, %d were the first", len(all), first)
		}
		p.Answers = weeks(8, 4, "Ei ollut ketään")
		if _, err := handIn(w, token, p); !fault.Is(err, fault.Conflict) {
			t.Errorf("something else: %v", err)
		}
		if err := save(w, token, p); !fault.Is(err, fault.Conflict) {
			t.Errorf("saving after it: %v", err)
		}
		p.Answers.Items = map[string]instrument.Answer{"uni": given(99)}
		if _, err := handIn(w, token, p); !fault.Is(err, fault.Conflict) {
			t.Errorf("nonsense after it: %v", err)
		}
	})
}

func TestALinkReachesItsOwnMeasurementAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c, other := measured(w, "Daavid"), measured(w, "Elsa")
		_, v := loaded(w, weekly())
		link, token := invited(w, testworld.Aino, invitation(c, v))
		m := recorded(w, testworld.Aino, measurement(other, v, weeks(7, 4, "")))
		mine := recorded(w, testworld.Aino, measurement(c, v, weeks(1, 1, "")))
		for what, try := range map[string]func(*act.Tx) error{
			"another's measurement":      func(tx *act.Tx) error { _, err := outcome.Find(tx, m.ID); return err },
			"his own earlier one":        func(tx *act.Tx) error { _, err := outcome.Find(tx, mine.ID); return err },
			"his list":                   func(tx *act.Tx) error { _, err := outcome.Of(tx, c); return err },
			"his record":                 func(tx *act.Tx) error { _, err := client.Find(tx, c); return err },
			"his consents":               func(tx *act.Tx) error { _, err := client.ConsentsOf(tx, c); return err },
			"his links":                  func(tx *act.Tx) error { _, err := outcome.LinksOf(tx, c); return err },
			"the secret of his own link": func(tx *act.Tx) error { _, _, err := outcome.Token(tx, link.ID); return err },
			"a link of his making":       func(tx *act.Tx) error { _, err := outcome.Invite(tx, invitation(c, v)); return err },
			"a measurement past it":      func(tx *act.Tx) error { _, err := outcome.Record(tx, measurement(c, v, weeks(1, 1, ""))); return err },
			"a correction": func(tx *act.Tx) error {
				_, err := outcome.Correct(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "x", Measurement: mine})
				return err
			},
			"the instruments": func(tx *act.Tx) error { _, err := instrument.List(tx); return err },
			"the clients":     func(tx *act.Tx) error { _, err := client.Search(tx, "Dufva"); return err },
		} {
			if err := w.TryWrite(holder(token), try); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, guess := range []string{"", token[1:] + "a", link.ID.String(), strings.ToUpper(token)} {
			if _, err := sheet(w, guess); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q opens: %v", guess, err)
			}
			if _, err := handIn(w, guess, outcome.Page{Answers: weeks(1, 1, "")}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q hands in: %v", guess, err)
			}
		}
	})
}

func TestNobodyElseMakesShowsListsOrClosesALink(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		link, _ := invited(w, testworld.Aino, invitation(c, v))
		for _, who := range []access.Actor{testworld.Aune, testworld.Bertta, testworld.Cia, testworld.Dora, testworld.Olli} {
			for what, try := range map[string]func(*act.Tx) error{
				"makes":  func(tx *act.Tx) error { _, err := outcome.Invite(tx, invitation(c, v)); return err },
				"shows":  func(tx *act.Tx) error { _, _, err := outcome.Token(tx, link.ID); return err },
				"lists":  func(tx *act.Tx) error { _, err := outcome.LinksOf(tx, c); return err },
				"closes": func(tx *act.Tx) error { return outcome.Close(tx, link.ID) },
			} {
				if err := w.TryWrite(who, try); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s %s: %v", who.Name, what, err)
				}
			}
		}
	})
}

func TestTheSecretOfALinkIsNotInTheDatabaseAndCanBeShownAgain(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		n := invitation(c, v)
		_, token := invited(w, testworld.Aino, n)
		if _, again := invited(w, testworld.Aino, n); again != token || len(token) != 26 {
			t.Errorf("%q and then %q", token, again)
		}
		n.Occasion = outcome.AtEnd
		if err := w.TryWrite(testworld.Aino, func(tx *act.Tx) error { _, err := outcome.Invite(tx, n); return err }); !fault.Is(err, fault.Conflict) {
			t.Errorf("another under its id: %v", err)
		}
		if err := save(w, token, page(map[string]instrument.Answer{"apu": chosen("no"), "miksi": said("Salainen sana")})); err != nil {
			t.Fatal(err)
		}
		if all := dump(w); strings.Contains(all, token) || strings.Contains(all, "Salainen") || !strings.Contains(all, "outcome_link.hash") {
			t.Error("the secret or a word stands open")
		}
		_, other := invited(w, testworld.Aino, invitation(c, v))
		if other == token {
			t.Error("two links have one secret")
		}
	})
}

func TestALinkThatIsOverSaysSoAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		_, v := loaded(w, weekly())
		for what, c := range map[string]struct {
			end func(client.ClientID, outcome.Link)
			key string
		}{
			"closed": {func(_ client.ClientID, l outcome.Link) {
				w.Write(testworld.Aino, func(tx *act.Tx) error { return outcome.Close(tx, l.ID) })
			}, "outcome.link_closed"},
			"consent withdrawn": {func(c client.ClientID, _ outcome.Link) { says(w, testworld.Aino, c, client.Withdrawn) }, "outcome.link_closed"},
			"expired":           {func(client.ClientID, outcome.Link) { w.Clock.Advance(14*24*time.Hour + time.Minute) }, "outcome.link_expired"},
		} {
			her := measured(w, "Daavid")
			link, token := invited(w, testworld.Aino, invitation(her, v))
			if err := save(w, token, page(map[string]instrument.Answer{"uni": given(3)})); err != nil {
				t.Fatal(err)
			}
			c.end(her, link)
			_, err := sheet(w, token)
			if f := fault.Of(err); f == nil || f.Kind != fault.NotFound || f.Key != c.key {
				t.Errorf("%s: %v", what, err)
			}
			if err := save(w, token, page(map[string]instrument.Answer{"uni": given(4)})); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s saves: %v", what, err)
			}
			if _, err := handIn(w, token, page(nil)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s hands in: %v", what, err)
			}
			if all, _ := of(w, testworld.Aino, her); len(all) != 0 {
				t.Errorf("%s: something is on record", what)
			}
		}
	})
}

func TestALinkDoesNotExpireUnderTheHandsOfWhoeverIsAnswering(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token := invited(w, testworld.Aino, invitation(c, v))
		w.Clock.Advance(14*24*time.Hour - time.Minute)
		if err := save(w, token, page(map[string]instrument.Answer{"uni": given(3)})); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(90 * time.Minute)
		if _, err := handIn(w, token, page(nil)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhoStopsComesBackByACode(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token := invited(w, testworld.Aino, invitation(c, v))
		if err := save(w, token, page(map[string]instrument.Answer{"uni": given(3)})); err != nil {
			t.Fatal(err)
		}
		stop := func() (code string) {
			w.Write(holder(token), func(tx *act.Tx) (err error) {
				code, err = outcome.Stop(tx)
				return err
			})
			return code
		}
		comeBack := func(code, from string) (token string, err error) {
			err = w.TryWrite(access.Visitor(), func(tx *act.Tx) (err error) {
				token, err = outcome.Return(tx, code, from)
				return err
			})
			return token, err
		}
		old, code := stop(), stop()
		if got, err := comeBack(old, "192.0.2.1"); err != nil || got != "" {
			t.Errorf("a void code opens: %v", err)
		}
		got, err := comeBack(strings.ToLower(strings.ReplaceAll(code, "-", " ")), "192.0.2.1")
		if err != nil || got == "" || got == token || strings.Contains(dump(w), code) {
			t.Fatalf("%q %v", got, err)
		}
		if s, err := sheet(w, got); err != nil || s.Answers.Items["uni"].Number != 3 {
			t.Fatalf("%+v %v", s, err)
		}
		if _, err := handIn(w, got, page(nil)); err != nil {
			t.Fatal(err)
		}
		if r, err := handIn(w, got, page(nil)); err != nil || !r.Again {
			t.Errorf("once more: %+v %v", r, err)
		}
		if got, err := comeBack(code, "192.0.2.1"); err != nil || got != "" {
			t.Errorf("the code of what was handed in opens: %v", err)
		}
	})
}

func TestWhoGuessesCodesOrLinksWaits(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		guess := func(from string) error {
			return w.TryWrite(access.Visitor(), func(tx *act.Tx) error { _, err := outcome.Return(tx, "222-333-444", from); return err })
		}
		tries := 0
		for ; tries < 100 && guess("192.0.2.1") == nil; tries++ {
		}
		if tries != 20 {
			t.Errorf("%d tries before the first wait", tries)
		}
		miss := func(from string) error {
			return w.TryWrite(access.Visitor(), func(tx *act.Tx) error { return outcome.Missed(tx, from) })
		}
		if err := miss("192.0.2.1"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the same address with links: %v", err)
		}
		if err := errors.Join(guess("192.0.2.2"), miss("192.0.2.2")); err != nil {
			t.Errorf("somebody else waits too: %v", err)
		}
		w.Clock.Advance(time.Minute)
		if err := guess("192.0.2.1"); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestNobodySavesFasterThanAPersonCan(t *testing.T) {
	w := testworld.New(t)
	c := measured(w, "Daavid")
	_, v := loaded(w, weekly())
	_, token := invited(w, testworld.Aino, invitation(c, v))
	saves := 0
	for ; saves < 1000 && save(w, token, page(map[string]instrument.Answer{"uni": given(float64(saves % 10))})) == nil; saves++ {
	}
	if saves != 60 {
		t.Errorf("%d saves within a minute", saves)
	}
	w.Clock.Advance(time.Minute)
	if _, err := handIn(w, token, page(nil)); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

func TestWhatIsWrongOnAPageIsToldByItsQuestionAndNothingIsKept(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token := invited(w, testworld.Aino, invitation(c, v))
		if err := save(w, token, page(map[string]instrument.Answer{"uni": given(11), "huoli": given(3)})); !slices.Equal(fieldsOf(err), []string{"answers.uni"}) {
			t.Error(err)
		}
		if _, err := handIn(w, token, page(nil)); !slices.Equal(fieldsOf(err), []string{"answers"}) {
			t.Errorf("nothing at all is handed in: %v", err)
		}
		if s, err := sheet(w, token); err != nil || s.Link.Saves != 0 {
			t.Errorf("%+v %v", s, err)
		}
	})
}

func TestAnInvitationLocksTheVersionAndAsksOnlyWhomItMay(t *testing.T) {
	w := testworld.New(t)
	c := measured(w, "Daavid")
	i, v := loaded(w, weekly())
	invited(w, testworld.Aino, invitation(c, v))
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		in, err := instrument.Find(tx, i)
		if err == nil && in.Versions[0].Status != instrument.Locked {
			t.Error("what he is asked can still be changed")
		}
		return err
	})
	shipped(w)
	invite := func(change func(*outcome.Invitation)) error {
		n := invitation(c, v)
		change(&n)
		return w.TryWrite(testworld.Aino, func(tx *act.Tx) error { _, err := outcome.Invite(tx, n); return err })
	}
	for field, change := range map[string]func(*outcome.Invitation){
		"occasion": func(n *outcome.Invitation) { n.Occasion = "" },
		"days":     func(n *outcome.Invitation) { n.Days = 61 },
		"language": func(n *outcome.Invitation) { n.Language = "ar" },
		"pin":      func(n *outcome.Invitation) { n.Way, n.PIN = outcome.OnKiosk, "12" },
		"moment":   func(n *outcome.Invitation) { n.Moment = id.New[outcome.Moment]() },
		"version":  func(n *outcome.Invitation) { n.Version = form(w, "kykyviisari-scores").Version },
	} {
		if err := invite(change); !slices.Equal(fieldsOf(err), []string{field}) {
			t.Errorf("%s: %v", field, err)
		}
	}
	says(w, testworld.Aino, c, client.Withdrawn)
	if err := invite(func(*outcome.Invitation) {}); !fault.Is(err, fault.Conflict) {
		t.Errorf("without consent: %v", err)
	}
}

func TestTheUseLogTellsThatAClientAnswered(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token := invited(w, testworld.Aino, invitation(c, v))
		if _, err := handIn(w, token, outcome.Page{Answers: weeks(7, 4, "")}); err != nil {
			t.Fatal(err)
		}
		e := logged(w, c)[0]
		if e.ActorKind != access.KindRespondent || e.Permission != access.AnswerMeasurement.Name() || e.SubjectKind != "measurement" || e.Unit != testworld.NorthUnit || !e.Actor.IsZero() {
			t.Errorf("%+v", e)
		}
	})
}

func TestUpkeepTakesAwayWhatNobodyHandedIn(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		_, token := invited(w, testworld.Aino, invitation(c, v))
		if err := save(w, token, page(map[string]instrument.Answer{"uni": given(3)})); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int64{0, 1, 0} {
			w.Write(access.Terminal(), func(tx *act.Tx) error {
				r, err := outcome.Upkeep(tx)
				if r.Drafts != want {
					t.Errorf("%d drafts went, want %d", r.Drafts, want)
				}
				return err
			})
			w.Clock.Advance(22 * 24 * time.Hour)
		}
	})
}

func TestGoalsThatWereSetAreCarriedOverToBeAssessed(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shipped(w)
		c, f := measured(w, "Daavid"), form(w, "goals")
		set := measurement(c, f.Version, instrument.Answers{Entries: map[string][]instrument.Entry{"goals": {
			{"goal": said("Oma asunto"), "weight": given(2)}, {"goal": said("Uni kuntoon"), "level": chosen("below")}, {"level": chosen("above")},
		}}})
		recorded(w, testworld.Aino, set)
		n := invitation(c, f.Version)
		n.Occasion = outcome.AtInterim
		_, token := invited(w, testworld.Aino, n)
		s, err := sheet(w, token)
		if err != nil {
			t.Fatal(err)
		}
		goals := s.Answers.Entries["goals"]
		if len(goals) != 2 || goals[0]["goal"].Text != "Oma asunto" || goals[0]["weight"].Number != 2 || goals[1]["level"].State != instrument.Left ||
			s.Link.Saves != 0 || outcome.AskedAt(s.Link.Occasion, s.Answers) != instrument.WhenAssessed {
			t.Fatalf("%+v", s)
		}
		goals[0]["level"], goals[1]["level"] = chosen("expected"), chosen("above")
		if _, err := handIn(w, token, outcome.Page{Answers: s.Answers}); err != nil {
			t.Fatal(err)
		}
		all, err := of(w, testworld.Aino, c)
		if err != nil || len(all) != 2 {
			t.Fatal(err)
		}
		for _, m := range all {
			if sc := score(m, f, f.Definition.Scales[0].Code); m.Way == outcome.ByLink && (!sc.Exists || sc.Value <= 50) {
				t.Errorf("%+v", sc)
			}
		}
	})
}
