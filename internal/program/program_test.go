package program_test

import (
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/program"
	"rinnalla/internal/testworld"
)

func order() program.Order {
	return program.Order{ID: id.New[program.Token](), Organisation: testworld.North, Name: " Asiakastieto   järjestelmä ", Days: 30,
		Scopes: []program.Scope{program.SendResponses, program.ReadQuestionnaires, program.SendResponses}}
}

func made(w *testworld.World, o program.Order) (t program.Token, secret string) {
	w.Helper()
	w.Write(testworld.Dora, func(tx *act.Tx) (err error) {
		t, secret, err = program.Make(tx, o)
		return err
	})
	return t, secret
}

func come(w *testworld.World, secret string) (access.Actor, bool, error) {
	w.Helper()
	return program.Come(w.Context(), w.Acts, secret, "192.0.2.7")
}

func TestANarrowedTokenReachesItsUnitAndItsInstrumentAndWhatDoesNotSayIsOutside(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := order()
		o.Only = access.Made{Unit: testworld.NorthUnit, Instrument: access.ThingID(id.New[access.Thing]())}
		token, secret := made(w, o)
		who, found, err := come(w, secret)
		if err != nil || !found || token.Only != o.Only || who.Only() != o.Only {
			t.Fatal(who, found, err)
		}
		inside := access.Subject{Organisation: testworld.North, Unit: testworld.NorthUnit, Kind: "measurement", Tie: access.TieUnit, Made: o.Only}
		if !who.May(access.RecordMeasurements, inside) {
			t.Error("it may not do what it is for")
		}
		for what, edit := range map[string]func(*access.Subject){
			"a client of another unit":             func(s *access.Subject) { s.Unit = testworld.NorthEast },
			"made in another unit":                 func(s *access.Subject) { s.Made.Unit = testworld.NorthEast },
			"made with another instrument":         func(s *access.Subject) { s.Made.Instrument = access.ThingID(id.New[access.Thing]()) },
			"which does not say how it was made":   func(s *access.Subject) { s.Made = access.Made{} },
			"of somebody who is nobody's any more": func(s *access.Subject) { s.Tie = access.TieNone },
		} {
			outside := inside
			edit(&outside)
			if who.May(access.RecordMeasurements, outside) {
				t.Errorf("it reaches what is %s", what)
			}
		}
		if s := who.ScopeOf(access.RecordMeasurements); len(s.Organisations) != 0 || !slices.Equal(s.Units, []access.UnitID{testworld.NorthUnit}) {
			t.Errorf("%+v", s)
		}
	})
}

func TestAProgramComesWithItsTokenAndMayDoWhatItsScopesSay(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		token, secret := made(w, order())
		if !slices.Equal(token.Scopes, []program.Scope{program.ReadQuestionnaires, program.SendResponses}) || !strings.HasPrefix(secret, "rinnalla_") || len(secret) != 52 {
			t.Fatalf("%+v %q", token, secret)
		}
		who, found, err := come(w, secret)
		if err != nil || !found {
			t.Fatal(found, err)
		}
		client := access.Subject{Organisation: testworld.North, Unit: testworld.NorthUnit, Kind: "measurement", Tie: access.TieUnit}
		if !who.May(access.RecordMeasurements, client) || who.May(access.ReadMeasurements, client) || who.May(access.ReadClients, client) || who.Holds(access.ReadMeasurements) {
			t.Error("it may do something else than its scopes say")
		}
		untied, elsewhere := client, client
		untied.Tie, elsewhere.Organisation = access.TieNone, testworld.South
		if who.May(access.RecordMeasurements, untied) || who.May(access.RecordMeasurements, elsewhere) {
			t.Error("it reaches further than the clients of its organisation")
		}
		if who.ID != access.WorkerID(token.ID) || !who.Worker().IsZero() || who.Kind != access.KindProgram {
			t.Errorf("%+v", who)
		}
		w.Read(testworld.Dora, func(tx *act.Tx) error {
			all, err := program.List(tx)
			if len(all) != 1 || all[0].UsedAt.IsZero() || all[0].MadeBy != testworld.Dora.ID || all[0].StateAt(tx.Now) != program.Stands {
				t.Errorf("%+v", all)
			}
			return err
		})
		again := order()
		again.ID = token.ID
		if err := w.TryWrite(testworld.Dora, func(tx *act.Tx) error { _, _, err := program.Make(tx, again); return err }); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same form makes another secret: %v", err)
		}
	})
}

func TestATokenEndsWhenItIsRevokedOrItsDaysAreOver(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first, secret := made(w, order())
		_, other := made(w, order())
		for range 2 {
			w.Write(testworld.Dora, func(tx *act.Tx) error { _, err := program.Revoke(tx, first.ID); return err })
		}
		if _, found, err := come(w, secret); found || err != nil {
			t.Error("a revoked token opens", err)
		}
		w.Clock.Advance(30 * 24 * 3600 * 1e9)
		if _, found, _ := come(w, other); !found {
			t.Error("its last day is not over")
		}
		w.Clock.Advance(24 * 3600 * 1e9)
		if _, found, _ := come(w, other); found {
			t.Error("an expired token opens")
		}
		w.Read(testworld.Dora, func(tx *act.Tx) error {
			all, err := program.List(tx)
			if len(all) != 2 || all[0].StateAt(tx.Now) != program.Expired || all[1].StateAt(tx.Now) != program.Revoked || all[1].RevokedBy != testworld.Dora.ID {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}

func TestNobodyElseMakesListsOrRevokesTokens(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		token, _ := made(w, order())
		for _, who := range []access.Actor{testworld.Aino, testworld.Bertta, testworld.Cia, testworld.Elli} {
			for what, verb := range map[string]func(*act.Tx) error{
				"makes":   func(tx *act.Tx) error { _, _, err := program.Make(tx, order()); return err },
				"lists":   func(tx *act.Tx) error { _, err := program.List(tx); return err },
				"revokes": func(tx *act.Tx) error { _, err := program.Revoke(tx, token.ID); return err },
			} {
				if err := w.TryWrite(who, verb); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s %s: %v", who.Name, what, err)
				}
			}
		}
		south := order()
		south.Organisation = testworld.South
		if err := w.TryWrite(testworld.Dora, func(tx *act.Tx) error { _, _, err := program.Make(tx, south); return err }); !fault.Is(err, fault.NotFound) {
			t.Errorf("Dora makes a token of the south: %v", err)
		}
		w.Write(testworld.Olli, func(tx *act.Tx) error { _, err := program.Revoke(tx, token.ID); return err })
		if err := w.TryWrite(testworld.Olli, func(tx *act.Tx) error { _, err := program.Revoke(tx, id.New[program.Token]()); return err }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestWhatIsWrongWithAnOrderIsToldByField(t *testing.T) {
	w := testworld.New(t)
	for field, change := range map[string]func(*program.Order){
		"id":     func(o *program.Order) { o.ID = program.TokenID{} },
		"name":   func(o *program.Order) { o.Name = " " },
		"scopes": func(o *program.Order) { o.Scopes = []program.Scope{"system/*.*"} },
		"days":   func(o *program.Order) { o.Days = 401 },
	} {
		o := order()
		change(&o)
		err := w.TryWrite(testworld.Dora, func(tx *act.Tx) error { _, _, err := program.Make(tx, o); return err })
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestNoSecretStandsInTheDatabase(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		_, secret := made(w, order())
		err := w.DB.Read(w.Context(), func(tx *db.Tx) error {
			rows, err := tx.Query("SELECT name, scopes, hash FROM program_token")
			if err != nil {
				return err
			}
			n := 0
			for rows.Next() {
				var name, scopes string
				var hash []byte
				if err := rows.Scan(&name, &scopes, &hash); err != nil {
					return err
				}
				if n++; strings.Contains(name+scopes+string(hash), secret[9:]) || len(hash) != 32 {
					t.Error("the secret stands open")
				}
			}
			if n != 1 {
				t.Errorf("%d tokens", n)
			}
			return rows.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
