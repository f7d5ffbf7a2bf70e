package staff_test

import (
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// settled runs the test in a world with its cast, on each engine.
func settled(t *testing.T, test func(*testing.T, *testworld.World)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		site.Settle(w)
		test(t, w)
	})
}

func newUnit() staff.Unit {
	return staff.Unit{ID: id.New[access.Unit](), Organisation: testworld.North, Name: "Suomussalmen tiimi", Term: staff.Term{From: site.Beginning}}
}

func found(u staff.Unit) func(*act.Tx) error {
	return func(tx *act.Tx) error { return staff.FoundUnit(tx, u) }
}

func TestAUnitSentTwiceIsOneUnitAndOtherContentIsAConflict(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		u := newUnit()
		w.Write(testworld.Dora, found(u))
		w.Write(testworld.Dora, found(u))
		u.Name = "Toinen nimi"
		if err := w.TryWrite(testworld.Dora, found(u)); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		w.Read(testworld.Dora, func(tx *act.Tx) error {
			units, err := staff.UnitsWithin(tx, tx.Actor.ScopeOf(access.KeepUnits))
			if len(units) != 3 {
				t.Errorf("%d units", len(units))
			}
			_, findErr := staff.FindUnit(tx, u.ID)
			return firstOf(err, findErr)
		})
	})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestOfTwoWhoChangeAUnitTheSecondIsTold(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		change := func(name string) error {
			return w.TryWrite(testworld.Dora, func(tx *act.Tx) error {
				return staff.ChangeUnit(tx, staff.Unit{ID: testworld.NorthUnit, Name: name, Term: staff.Term{From: site.Beginning}, Version: 1})
			})
		}
		if err := change("Kajaani"); err != nil {
			t.Fatal(err)
		}
		if err := change("Kajaanin tiimi"); !fault.Is(err, fault.Stale) {
			t.Fatal(err)
		}
	})
}

func TestWhoMayKeepOrganisationsUnitsAndWorkers(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		north, south := newUnit(), newUnit()
		south.Organisation = testworld.South
		stranger := staff.Worker{ID: id.New[access.Worker](), Organisation: testworld.South, Name: "Uusi Työntekijä", Email: "uusi@etela.example", Language: i18n.FI, Active: true}
		organisation := staff.Organisation{ID: id.New[access.Organisation](), NameFi: "Uusi", Kind: staff.Other, Term: staff.Term{From: site.Beginning}}
		for name, c := range map[string]struct {
			who  access.Actor
			do   func(*act.Tx) error
			want bool
		}{
			"an administrator founds a unit in her organisation": {testworld.Dora, found(north), true},
			"an administrator may not found a unit elsewhere":    {testworld.Dora, found(south), false},
			"a worker may not found a unit":                      {testworld.Aino, found(north), false},
			"a leader may not found a unit":                      {testworld.Bertta, found(north), false},
			"an administrator may not add a worker elsewhere":    {testworld.Dora, func(tx *act.Tx) error { return staff.AddWorker(tx, stranger) }, false},
			"the owner adds a worker anywhere":                   {testworld.Olli, func(tx *act.Tx) error { return staff.AddWorker(tx, stranger) }, true},
			"an administrator may not found an organisation":     {testworld.Dora, func(tx *act.Tx) error { return staff.FoundOrganisation(tx, organisation) }, false},
			"the owner founds an organisation":                   {testworld.Olli, func(tx *act.Tx) error { return staff.FoundOrganisation(tx, organisation) }, true},
			"an administrator may not read another's worker": {testworld.Dora, func(tx *act.Tx) error {
				_, err := staff.FindWorker(tx, testworld.Cia.ID)
				return err
			}, false},
			"an administrator may not change the rules of sign-in": {testworld.Dora, func(tx *act.Tx) error {
				_, err := staff.ReadSettings(tx)
				return err
			}, false},
		} {
			err := w.TryWrite(c.who, c.do)
			if c.want && err != nil || !c.want && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAnAddressIsOneAccountsWhateverItsCase(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		worker := staff.Worker{ID: id.New[access.Worker](), Organisation: testworld.North, Name: "Aino Toinen", Email: "AINO@Rinnalla.example", Language: i18n.SV, Active: true}
		err := w.TryWrite(testworld.Dora, func(tx *act.Tx) error { return staff.AddWorker(tx, worker) })
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Key != "staff.email_taken" {
			t.Fatal(err)
		}
	})
}

func TestAnAdministratorCannotMakeHerselfAnOwner(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		post := staff.Post{ID: id.New[staff.Post](), Worker: testworld.Dora.ID, Role: access.RoleOwner, Organisation: testworld.North, Term: staff.Term{From: site.Beginning}}
		if err := w.TryWrite(testworld.Dora, func(tx *act.Tx) error { return staff.GivePost(tx, post) }); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		w.Write(testworld.Olli, func(tx *act.Tx) error { return staff.GivePost(tx, post) })
		// Now that Dora is an owner, another administrator of North cannot take her account over.
		other := staff.Post{ID: id.New[staff.Post](), Worker: testworld.Aino.ID, Role: access.RoleAdministrator, Organisation: testworld.North, Term: staff.Term{From: site.Beginning}}
		w.Write(testworld.Olli, func(tx *act.Tx) error { return staff.GivePost(tx, other) })
		aino := testworld.Aino
		aino.Posts = []access.Post{{Role: access.RoleAdministrator, Organisation: testworld.North}}
		err := w.TryWrite(aino, func(tx *act.Tx) error {
			_, err := staff.Invite(tx, testworld.Dora.ID)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
	})
}

func TestThePostOfTheLastOwnerStays(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		err := w.TryWrite(testworld.Olli, func(tx *act.Tx) error {
			posts, err := staff.PostsOf(tx, testworld.Olli.ID)
			if err != nil {
				return err
			}
			return staff.EndPost(tx, posts[0].ID, posts[0].Version, civil.TermOf(site.Beginning, tx.Today()))
		})
		if !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}

func TestATermHasItsFirstDayAndNotTheDayAfterItsLast(t *testing.T) {
	day := func(n int) civil.Date { return site.Beginning.AddDays(n) }
	term := civil.TermOf(day(0), day(9))
	for n, want := range map[int]bool{-1: false, 0: true, 9: true, 10: false} {
		if term.In(day(n)) != want {
			t.Errorf("day %d: %v", n, !want)
		}
	}
	if open := (staff.Term{From: day(0)}); !open.In(day(9999)) || open.Ended(day(9999)) {
		t.Error("a term without an end ends")
	}
}

func TestWhatIsWrongWithAnOrganisationIsSaidBesideItsField(t *testing.T) {
	good := staff.Organisation{NameFi: "Kainuun hyvinvointialue", Kind: staff.WellbeingCounty, County: "20", Municipality: "205", Term: staff.Term{From: site.Beginning}}
	for name, c := range map[string]struct {
		spoil func(*staff.Organisation)
		field string
	}{
		"a good one":      {func(*staff.Organisation) {}, ""},
		"no name":         {func(o *staff.Organisation) { o.NameFi = " " }, "name_fi"},
		"an unknown kind": {func(o *staff.Organisation) { o.Kind = "sote" }, "kind"},
		"the code of a region instead of a county":  {func(o *staff.Organisation) { o.County = "99" }, "county"},
		"a municipality that is in another county":  {func(o *staff.Organisation) { o.Municipality = "491" }, "municipality"},
		"a term that ends before it begins":         {func(o *staff.Organisation) { o.Term.To = site.Beginning.AddDays(-1) }, "last"},
		"a term without a beginning":                {func(o *staff.Organisation) { o.Term.From = civil.Date{} }, "from"},
		"a municipality that does not exist at all": {func(o *staff.Organisation) { o.Municipality = "000" }, "municipality"},
	} {
		o := good
		c.spoil(&o)
		f := fault.Of(o.Check(areas()))
		if c.field == "" && f != nil || c.field != "" && (f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field) {
			t.Errorf("%s: %v", name, f)
		}
	}
}

func TestACoordinatorsProjectGivesHerTheStatisticsOfItsMembersWhileItLasts(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		token := signIn(t, w, "elli").Token
		if who := identify(t, w, token); len(who.Actor.Shared) != 2 || !who.Actor.Holds(access.ReadSharedReport) {
			t.Fatalf("%+v", who.Actor)
		}
		w.Write(testworld.Olli, func(tx *act.Tx) error {
			shares, err := staff.SharesOf(tx, testworld.Centre)
			if err != nil {
				return err
			}
			s := shares[0]
			s.Term.To = tx.Today()
			return staff.ChangeShare(tx, s)
		})
		if who := identify(t, w, token); len(who.Actor.Shared) != 0 {
			t.Fatalf("%+v", who.Actor)
		}
	})
}
