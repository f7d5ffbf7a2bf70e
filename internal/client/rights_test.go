package client_test

import (
	"slices"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/identity"
	"rinnalla/internal/testworld"
)

func TestAClientIsThereForThoseWhoAreTiedToHerAndForNobodyElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		own, shared := registration(daavid(t), testworld.Aino), unitTask(client.Person{Given: "Elsa", Family: "Eronen", Identity: code(t, "elsa")}, testworld.Aino)
		registered(w, testworld.Aino, own, shared)
		pair := client.Relation{ID: id.New[client.Relation](), Client: own.ID, Unit: testworld.NorthEast, Kind: client.PairWorker, Worker: testworld.Aune.ID, Term: client.Term{From: today}}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return client.Relate(tx, pair) })
		for name, c := range map[string]struct {
			who         access.Actor
			own, shared access.Tie
		}{
			"Aino, who is the own worker":       {testworld.Aino, access.TieOwn, access.TieOwn},
			"Anna, who works in the unit":       {anna, "", access.TieUnit},
			"Aune, the pair worker next door":   {testworld.Aune, access.TiePair, ""},
			"Bertta, who leads the unit":        {testworld.Bertta, "", access.TieUnit},
			"Cia of another organisation":       {testworld.Cia, "", ""},
			"Dora, who administers":             {testworld.Dora, "", ""},
			"Elli, who coordinates":             {testworld.Elli, "", ""},
			"Olli, who owns the installation":   {testworld.Olli, "", ""},
			"a visitor, who is nobody":          {access.Visitor(), "", ""},
			"Aino's id at another organisation": {access.Actor{Kind: access.KindWorker, ID: testworld.Aino.ID, Posts: testworld.Cia.Posts}, "", ""},
		} {
			for which, r := range map[client.ClientID]access.Tie{own.ID: c.own, shared.ID: c.shared} {
				found, err := find(w, c.who, which)
				if r == "" && !fault.Is(err, fault.NotFound) || r != "" && (err != nil || found.Tie != r) {
					t.Errorf("%s: %q %v, want %q", name, found.Tie, err, r)
				}
			}
		}
	})
}

func TestEveryVerbIsClosedToAStranger(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r, other := registration(daavid(t), testworld.Aino), registration(client.Person{Given: "Elsa"}, testworld.Aino)
		other.Other = true
		registered(w, testworld.Aino, r, other)
		merge := client.Merge{ID: id.New[client.Merge](), Client: other.ID, Into: r.ID, Reason: "Sama ihminen"}
		var relation client.Relation
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			all, err := client.RelationsOf(tx, r.ID)
			if err != nil {
				return err
			}
			relation = all[0]
			return client.MergeRecords(tx, merge)
		})
		glass := broken(w, testworld.Aune, client.Glass{Identity: code(t, "daavid")})
		absent := id.New[client.Client]()
		for name, verb := range map[string]func(*act.Tx, client.ClientID) error{
			"find":         func(tx *act.Tx, c client.ClientID) error { _, err := client.Find(tx, c); return err },
			"contact":      func(tx *act.Tx, c client.ClientID) error { _, err := client.Contact(tx, c); return err },
			"history":      func(tx *act.Tx, c client.ClientID) error { _, err := client.History(tx, c); return err },
			"relations":    func(tx *act.Tx, c client.ClientID) error { _, err := client.RelationsOf(tx, c); return err },
			"one relation": func(tx *act.Tx, _ client.ClientID) error { _, err := client.OneRelation(tx, relation.ID); return err },
			"consents":     func(tx *act.Tx, c client.ClientID) error { _, err := client.ConsentsOf(tx, c); return err },
			"merges":       func(tx *act.Tx, c client.ClientID) error { _, err := client.MergesOf(tx, c); return err },
			"correct": func(tx *act.Tx, c client.ClientID) error {
				return client.Correct(tx, client.Correction{ID: id.New[client.Correction](), Client: c, Seen: 1, Person: daavid(t)})
			},
			"relate": func(tx *act.Tx, c client.ClientID) error {
				return client.Relate(tx, client.Relation{ID: id.New[client.Relation](), Client: c, Unit: tx.Actor.Posts[0].Unit, Kind: client.OwnWorker, Worker: tx.Actor.ID, Term: client.Term{From: today}})
			},
			"end": func(tx *act.Tx, _ client.ClientID) error { return client.EndRelation(tx, relation.ID, 1, today) },
			"consent": func(tx *act.Tx, c client.ClientID) error {
				return client.RecordConsent(tx, consent(c, client.Measuring, client.Given))
			},
			"merge": func(tx *act.Tx, c client.ClientID) error {
				return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: c, Into: r.ID, Reason: "x"})
			},
			"undo":  func(tx *act.Tx, _ client.ClientID) error { return client.UndoMerge(tx, merge.ID) },
			"erase": client.Erase,
			"notice": func(tx *act.Tx, _ client.ClientID) error {
				return client.Acknowledge(tx, glass.ID)
			},
		} {
			for _, who := range []access.Actor{testworld.Cia, testworld.Dora, testworld.Elli, testworld.Olli, anna} {
				for _, c := range []client.ClientID{r.ID, absent} {
					if err := do(w, who, func(tx *act.Tx) error { return verb(tx, c) }); !fault.Is(err, fault.NotFound) {
						t.Errorf("%s: %s: %v", who.Name, name, err)
					}
				}
			}
		}
		if found, err := find(w, testworld.Aino, r.ID); err != nil || found.Version != 1 {
			t.Errorf("something has changed: %+v %v", found, err)
		}
	})
}

func TestEachReadingOfAClientStandsInTheLogWithHerAsItsSubject(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := unitTask(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		search(w, anna, "dufva")
		if _, err := find(w, anna, r.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := find(w, testworld.Cia, r.ID); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		search(w, testworld.Aune, "131052-9085")
		hints(w, testworld.Aune, daavid(t))
		var got []string
		for _, e := range logged(w, r.ID) {
			got = append(got, e.ActorName+" "+e.Permission+" "+string(e.Outcome))
			if e.Organisation != testworld.North || e.Purpose != "client_work" || e.SubjectKind != "client" || e.At != testworld.Friday {
				t.Errorf("%+v", e)
			}
		}
		slices.Reverse(got)
		want := []string{"Aino Ahola client.register done", "Anna Aro client.list done", "Anna Aro client.read done", "Cia Cavén client.read refused",
			"Aune Aalto client.list refused", "Aune Aalto client.register done"}
		if !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	})
}

func TestUnderANonDisclosureOrderAddressAndContactAreForHerOwnWorkersOnly(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := daavid(t)
		p.NonDisclosure = true
		r := unitTask(p, testworld.Aino)
		registered(w, testworld.Aino, r)
		contact := func(who access.Actor) (c client.Client, err error) {
			err = w.TryRead(who, func(tx *act.Tx) (err error) {
				c, err = client.Contact(tx, r.ID)
				return err
			})
			return c, err
		}
		for _, who := range []access.Actor{testworld.Aino, anna, testworld.Bertta} {
			c, err := find(w, who, r.ID)
			if err != nil || !c.Withheld || c.Phone+c.Email+c.Address+c.Municipality != "" || c.Name() != "Daavid Olavi Dufva" {
				t.Errorf("%s sees %+v %v", who.Name, c, err)
			}
			if s := search(w, who, "dufva"); len(s.Rows) != 1 || s.Rows[0].Municipality != "" || !s.Rows[0].NonDisclosure {
				t.Errorf("%s lists %+v", who.Name, s)
			}
		}
		if c, err := contact(testworld.Aino); err != nil || c.Address != p.Address || c.Municipality != "205" || c.Withheld {
			t.Errorf("her own worker asks for it: %+v %v", c, err)
		}
		for _, who := range []access.Actor{anna, testworld.Bertta} {
			if c, err := contact(who); !fault.Is(err, fault.NotFound) || c.Address != "" {
				t.Errorf("%s: %+v %v", who.Name, c, err)
			}
		}
		if row := logged(w, r.ID)[len(logged(w, r.ID))-1]; row.Permission != "client.register" {
			t.Errorf("%+v", row)
		}
		if !slices.ContainsFunc(logged(w, r.ID), func(e act.Entry) bool {
			return e.Permission == "client.read_hidden" && e.Actor == testworld.Aino.ID && e.Outcome == act.Done
		}) {
			t.Error("the log does not tell that the address was seen")
		}
		if facts := fact(w, "SELECT COALESCE(municipality, '-') FROM fact_client"); !slices.Equal(facts, []string{"-"}) {
			t.Errorf("statistics say %q", facts)
		}
	})
}

func TestWhoMayNotSeeAProtectedAddressCanNeitherChangeItNorLiftTheOrder(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := daavid(t)
		p.NonDisclosure = true
		r := unitTask(p, testworld.Aino)
		registered(w, testworld.Aino, r)
		correct := func(who access.Actor, seen int, change func(*client.Correction)) error {
			c := client.Correction{ID: id.New[client.Correction](), Client: r.ID, Seen: seen, Person: p, KeepContact: true}
			c.Person.Phone, c.Person.Email, c.Person.Address, c.Person.Municipality = "", "", "", ""
			change(&c)
			return do(w, who, func(tx *act.Tx) error { return client.Correct(tx, c) })
		}
		if err := correct(anna, 1, func(c *client.Correction) { c.Person.Note = "Uusi huomio" }); err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func(*client.Correction){
			"the address": func(c *client.Correction) { c.KeepContact, c.Person.Address = false, "Muu katu 1" },
			"the order":   func(c *client.Correction) { c.Person.NonDisclosure = false },
		} {
			if err := correct(anna, 2, change); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := correct(testworld.Aino, 2, func(c *client.Correction) { c.Person.NonDisclosure = false }); err != nil {
			t.Fatal(err)
		}
		if c, err := find(w, anna, r.ID); err != nil || c.Withheld || c.Address != p.Address || c.Version != 3 {
			t.Errorf("when the order is lifted: %+v %v", c, err)
		}
		w.Read(anna, func(tx *act.Tx) error {
			all, err := client.History(tx, r.ID)
			for _, v := range all {
				if v.Withheld != (v.No < 3) || v.Withheld && v.Address != "" {
					t.Errorf("version %d shows %q", v.No, v.Address)
				}
			}
			return err
		})
	})
}

func TestAWorkerInAnEmergencyBreaksTheGlassForThreeHoursAndTheSupervisorsAreTold(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		n := broken(w, testworld.Aune, client.Glass{Identity: code(t, "daavid")})
		if n.Client != r.ID || n.Until != testworld.Friday.Add(3*time.Hour) || n.Reason != reason || n.Unit != testworld.NorthEast || n.Number != client.NumberOf(r.ID) {
			t.Fatalf("%+v", n)
		}
		c, err := find(w, testworld.Aune, r.ID)
		if err != nil || c.Tie != access.TieGlass || c.Phone != "040 123 4567" {
			t.Fatalf("%+v %v", c, err)
		}
		if e := logged(w, r.ID); !slices.ContainsFunc(e, func(e act.Entry) bool { return e.Permission == "client.read_behind_glass" }) {
			t.Errorf("%+v", e)
		}
		if err := do(w, testworld.Aune, func(tx *act.Tx) error { return client.RecordConsent(tx, consent(r.ID, client.Measuring, client.Given)) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("she writes through the glass: %v", err)
		}
		if s := search(w, testworld.Aune, "dufva"); len(s.Rows) != 1 || s.Rows[0].Tie != access.TieGlass {
			t.Errorf("%+v", s)
		}
		w.Clock.Advance(3*time.Hour - time.Second)
		if _, err := find(w, testworld.Aune, r.ID); err != nil {
			t.Error(err)
		}
		w.Clock.Advance(time.Second)
		if _, err := find(w, testworld.Aune, r.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("after three hours: %v", err)
		}
	})
}

func TestNobodyIsFoundThroughTheGlassByLessThanWhoSheIs(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		try := func(who access.Actor, change func(*client.Glass)) error {
			g := client.Glass{ID: id.New[client.Glass](), Organisation: who.Home(), Reason: reason}
			change(&g)
			return do(w, who, func(tx *act.Tx) error {
				_, err := client.BreakGlass(tx, g)
				return err
			})
		}
		for what, c := range map[string]struct {
			change func(*client.Glass)
			fields []string
		}{
			"nothing":                 {func(*client.Glass) {}, []string{"whom"}},
			"a name alone":            {func(g *client.Glass) { g.Family, g.Given = "Dufva", "Daavid" }, []string{"whom"}},
			"a name and another day":  {func(g *client.Glass) { g.Family, g.Given, g.Born = "Dufva", "Daavid", born(1952, 10, 14) }, []string{"whom"}},
			"nearly the name":         {func(g *client.Glass) { g.Family, g.Given, g.Born = "Dufvo", "Daavid", born(1952, 10, 13) }, []string{"whom"}},
			"another sign":            {func(g *client.Glass) { g.Identity = code(t, "namesake") }, []string{"whom"}},
			"another number":          {func(g *client.Glass) { g.Number = "XXXX-XXXX" }, []string{"whom"}},
			"no reason":               {func(g *client.Glass) { g.Identity, g.Reason = code(t, "daavid"), "kiire" }, []string{"reason"}},
			"name and birth day":      {func(g *client.Glass) { g.Family, g.Given, g.Born = "dufva", "DAAVID", born(1952, 10, 13) }, nil},
			"the number":              {func(g *client.Glass) { g.Number = client.NumberOf(r.ID) }, nil},
			"the code, once more":     {func(g *client.Glass) { g.Identity = code(t, "daavid") }, nil},
			"what the form was typed": {func(g *client.Glass) { g.Identity, _ = identity.Parse("131052 - 9085") }, nil},
		} {
			if err := try(testworld.Aune, c.change); !slices.Equal(fieldsOf(err), c.fields) || c.fields == nil && err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		byCode := func(g *client.Glass) { g.Identity = code(t, "daavid") }
		if err := try(testworld.Cia, byCode); !slices.Equal(fieldsOf(err), []string{"whom"}) {
			t.Errorf("another organisation finds her: %v", err)
		}
		for _, who := range []access.Actor{testworld.Dora, testworld.Elli, testworld.Olli} {
			if err := try(who, byCode); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
	})
}

func TestANoticeStandsUntilAnotherSupervisorAcknowledgesIt(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		mine, hers := broken(w, testworld.Bertta, client.Glass{Identity: code(t, "daavid")}), broken(w, testworld.Aune, client.Glass{Identity: code(t, "daavid")})
		waiting := func(who access.Actor) (n int) {
			w.Read(who, func(tx *act.Tx) (err error) {
				n, err = client.NoticesWaiting(tx)
				return err
			})
			return n
		}
		acknowledge := func(who access.Actor, notice client.GlassID) error {
			return do(w, who, func(tx *act.Tx) error { return client.Acknowledge(tx, notice) })
		}
		if n, m := waiting(testworld.Bertta), waiting(frida); n != 1 || m != 2 {
			t.Errorf("%d and %d wait", n, m)
		}
		if err := acknowledge(testworld.Bertta, mine.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("she acknowledges her own: %v", err)
		}
		for _, n := range []client.GlassID{mine.ID, hers.ID, hers.ID} {
			if err := acknowledge(frida, n); err != nil {
				t.Error(err)
			}
		}
		if n := waiting(frida); n != 0 {
			t.Errorf("%d wait", n)
		}
		w.Read(frida, func(tx *act.Tx) error {
			all, err := client.Notices(tx)
			if len(all) != 2 || all[0].AcknowledgedBy != frida.ID || all[0].Reason != reason {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}

func TestTheSameBreakingTwiceIsOneAndNeedlessForWhoIsTied(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		g := client.Glass{ID: id.New[client.Glass](), Organisation: testworld.North, Identity: code(t, "daavid"), Reason: reason}
		open := func(who access.Actor) (b client.Broken, err error) {
			err = do(w, who, func(tx *act.Tx) (err error) {
				b, err = client.BreakGlass(tx, g)
				return err
			})
			return b, err
		}
		first, err := open(testworld.Aune)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Hour)
		if again, err := open(testworld.Aune); err != nil || again != first {
			t.Errorf("%+v %v", again, err)
		}
		if _, err := open(anna); !fault.Is(err, fault.Conflict) {
			t.Errorf("another takes the same id: %v", err)
		}
		g.ID = id.New[client.Glass]()
		if b, err := open(testworld.Aino); err != nil || !b.Needless || b.Client != r.ID {
			t.Errorf("%+v %v", b, err)
		}
		if n := len(fact(w, "SELECT id FROM client_glass")); n != 1 {
			t.Errorf("%d glasses", n)
		}
	})
}

func TestALeaderHandsOnAClientWhomNobodyIsTiedToAnyMore(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			all, err := client.RelationsOf(tx, r.ID)
			if err != nil {
				return err
			}
			return client.EndRelation(tx, all[0].ID, 1, today.AddDays(-1))
		})
		if _, err := find(w, testworld.Aino, r.ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("after the end: %v", err)
		}
		to := func(who access.Actor) error {
			return do(w, who, func(tx *act.Tx) error {
				return client.Relate(tx, client.Relation{ID: id.New[client.Relation](), Client: r.ID, Unit: testworld.NorthEast, Kind: client.OwnWorker,
					Worker: testworld.Aune.ID, Term: client.Term{From: today}})
			})
		}
		if err := to(testworld.Bertta); !fault.Is(err, fault.NotFound) {
			t.Errorf("without having looked: %v", err)
		}
		broken(w, testworld.Bertta, client.Glass{Identity: code(t, "daavid")})
		broken(w, anna, client.Glass{Identity: code(t, "daavid")})
		if err := to(anna); !fault.Is(err, fault.NotFound) {
			t.Errorf("a worker hands her on: %v", err)
		}
		if err := to(testworld.Bertta); err != nil {
			t.Fatal(err)
		}
		if c, err := find(w, testworld.Aune, r.ID); err != nil || c.Tie != access.TieOwn {
			t.Errorf("%+v %v", c, err)
		}
	})
}
