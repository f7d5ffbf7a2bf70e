// Package site is the whole program as a browser meets it, for tests: the real
// handler on a fresh world with its cast settled, and readers who get, post,
// fill in forms and look at pages.
package site

import (
	"strings"
	"sync"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
)

// Password is everybody's password in a settled world.
const Password = "hämärä polku metsään"

// Keys are those of a test installation: hashing is cheap, because tests sign
// in often, and the address is one that passkeys can be bound to.
var Keys = sync.OnceValue(func() *staff.Keys {
	k, err := staff.NewKeys([]byte(strings.Repeat("k", credential.SecretBytes)), "https://"+Host, credential.Cost{Memory: 64, Passes: 1, Lanes: 1})
	if err != nil {
		panic(err) // constants
	}
	return k
})

// Beginning is the first day of every organisation, unit and post of the cast.
var Beginning = civil.Date{Year: 2026, Month: time.January, Day: 1}

var cast = map[string]access.Actor{
	"aino": testworld.Aino, "aune": testworld.Aune, "bertta": testworld.Bertta, "cia": testworld.Cia,
	"dora": testworld.Dora, "elli": testworld.Elli, "olli": testworld.Olli,
}

// Actor is the member of the cast by her first name in lower case.
func Actor(name string) access.Actor {
	who, known := cast[name]
	if !known {
		panic("site: nobody in the cast is called " + name)
	}
	return who
}

// Email is the address with which a member of the cast signs in.
func Email(name string) string { return name + "@rinnalla.example" }

// Settle founds North, South and Centre with their units and gives the cast
// accounts, passwords and posts. A second factor is not required; a test that
// is about second factors changes that setting.
func Settle(w *testworld.World) {
	w.Helper()
	hash, err := Keys().Hash(w.Context(), Password)
	if err != nil {
		w.Fatal(err)
	}
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		for _, step := range []func(*act.Tx) error{foundOrganisations, foundUnits, easeSignIn} {
			if err := step(tx); err != nil {
				return err
			}
		}
		for name := range cast {
			if err := employ(tx, name, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

func foundOrganisations(tx *act.Tx) error {
	term := staff.Term{From: Beginning}
	for _, o := range []staff.Organisation{
		{ID: testworld.North, NameFi: "Pohjoisen hyvinvointialue", NameSv: "Norra välfärdsområdet", Kind: staff.WellbeingCounty, County: "20", Term: term},
		{ID: testworld.South, NameFi: "Etelän hyvinvointialue", NameSv: "Södra välfärdsområdet", Kind: staff.WellbeingCounty, County: "12", Term: term},
		{ID: testworld.Centre, NameFi: "Osaamiskeskus Keskus", Kind: staff.Association, County: "12", Municipality: "491", Term: term},
	} {
		if err := staff.FoundOrganisation(tx, o); err != nil {
			return err
		}
	}
	return staff.AgreeShare(tx, staff.Share{
		ID: id.New[staff.Share](), Name: "Yhteinen hanke", Coordinators: testworld.Centre,
		Members: []access.OrganisationID{testworld.North, testworld.South}, Term: term,
	})
}

func foundUnits(tx *act.Tx) error {
	for _, u := range []staff.Unit{
		{ID: testworld.NorthUnit, Organisation: testworld.North, Name: "Kajaanin aikuissosiaalityö"},
		{ID: testworld.NorthEast, Organisation: testworld.North, Name: "Kuhmon aikuissosiaalityö"},
		{ID: testworld.SouthUnit, Organisation: testworld.South, Name: "Mikkelin aikuissosiaalityö"},
	} {
		u.Term.From = Beginning
		if err := staff.FoundUnit(tx, u); err != nil {
			return err
		}
	}
	return nil
}

func easeSignIn(tx *act.Tx) error {
	s, err := staff.ReadSettings(tx)
	if err != nil {
		return err
	}
	s.SecondFactorRequired = false
	return staff.ChangeSettings(tx, s)
}

func employ(tx *act.Tx, name, hash string) error {
	who := Actor(name)
	worker := staff.Worker{ID: who.ID, Organisation: who.Home(), Name: who.Name, Email: Email(name), Language: i18n.FI, Active: true}
	if err := staff.AddWorker(tx, worker); err != nil {
		return err
	}
	for _, p := range who.Posts {
		post := staff.Post{
			ID: id.New[staff.Post](), Worker: who.ID, Role: p.Role, Organisation: p.Organisation, Unit: p.Unit,
			Term: staff.Term{From: Beginning},
		}
		if err := staff.GivePost(tx, post); err != nil {
			return err
		}
	}
	return staff.SetPassword(tx, who.ID, hash)
}
