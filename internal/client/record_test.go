package client_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/testworld"
)

func TestACorrectionIsANewVersionAndTheOldOneStays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		p := daavid(t)
		p.Family, p.Identity, p.Phone = "Dufvelin", code(t, "namesake"), ""
		c := client.Correction{ID: id.New[client.Correction](), Client: r.ID, Seen: 1, Reason: "Avioliitto", Person: p}
		correct := func(c client.Correction) error {
			return do(w, testworld.Aino, func(tx *act.Tx) error { return client.Correct(tx, c) })
		}
		for range 2 { // a double click
			if err := correct(c); err != nil {
				t.Fatal(err)
			}
		}
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			all, err := client.History(tx, r.ID)
			if len(all) != 2 || all[0].Family != "Dufvelin" || all[0].Reason != "Avioliitto" || all[1].Family != "Dufva" || all[1].Phone == "" || all[1].RecordedBy != testworld.Aino.ID {
				t.Errorf("%+v", all)
			}
			return err
		})
		for text, want := range map[string]int{"dufvelin": 1, "dufva": 0, "131052U9085": 1, "131052-9085": 0} {
			if s := search(w, testworld.Aino, text); len(s.Rows) != want {
				t.Errorf("%q finds %d", text, len(s.Rows))
			}
		}
		late := c
		late.ID = id.New[client.Correction]()
		if err := correct(late); !fault.Is(err, fault.Stale) {
			t.Errorf("on a version that has been replaced: %v", err)
		}
		c.Reason = "Muu syy"
		if err := correct(c); !fault.Is(err, fault.Conflict) {
			t.Errorf("another content under the same id: %v", err)
		}
	})
}

func TestACorrectionDoesNotMakeTwoOfOne(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r, other := registration(daavid(t), testworld.Aino), registration(client.Person{Given: "Elsa", Family: "Eronen"}, testworld.Aino)
		registered(w, testworld.Aino, r, other)
		correct := func(p client.Person, looked bool) error {
			c := client.Correction{ID: id.New[client.Correction](), Client: other.ID, Seen: 1, Person: p, Other: looked}
			return do(w, testworld.Aino, func(tx *act.Tx) error { return client.Correct(tx, c) })
		}
		same := daavid(t)
		if err := correct(same, true); !slices.Equal(fieldsOf(err), []string{"identity"}) {
			t.Errorf("the same code: %v", err)
		}
		same.Identity, same.Born = code(t, "namesake"), born(1952, 10, 13)
		if err := correct(same, false); !slices.Equal(fieldsOf(err), []string{"other"}) {
			t.Errorf("the same name and birth day: %v", err)
		}
		if err := correct(same, true); err != nil {
			t.Error(err)
		}
	})
}

func TestANewOwnWorkerTakesThePlaceOfTheOneBefore(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		r.From = today.AddDays(-30)
		registered(w, testworld.Aino, r)
		next := client.Relation{ID: id.New[client.Relation](), Client: r.ID, Unit: testworld.NorthUnit, Kind: client.OwnWorker, Worker: anna.ID, Term: client.Term{From: today}}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return client.Relate(tx, next) })
		if _, err := find(w, testworld.Aino, r.ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("the one before still sees her: %v", err)
		}
		w.Read(anna, func(tx *act.Tx) error {
			all, err := client.RelationsOf(tx, r.ID)
			if len(all) != 2 || all[0].Worker != anna.ID || all[1].Term.Last() != today.AddDays(-1) || all[1].EndedBy != testworld.Aino.ID {
				t.Errorf("%+v", all)
			}
			return err
		})
		w.Write(anna, func(tx *act.Tx) error { return client.Relate(tx, next) })
		other := next
		other.Worker = testworld.Aino.ID
		if err := do(w, anna, func(tx *act.Tx) error { return client.Relate(tx, other) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("another under the same id: %v", err)
		}
	})
}

func TestARelationIsEndedOnceAndNotByWhoHasNotSeenTheLatest(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := unitTask(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		var unit client.Relation
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			all, err := client.RelationsOf(tx, r.ID)
			for _, one := range all {
				if one.Kind == client.UnitTask {
					unit = one
				}
			}
			return err
		})
		end := func(version, days int) error {
			return do(w, testworld.Aino, func(tx *act.Tx) error { return client.EndRelation(tx, unit.ID, version, today.AddDays(days)) })
		}
		if err := end(1, -2); !slices.Equal(fieldsOf(err), []string{"last"}) {
			t.Errorf("before it began: %v", err)
		}
		for range 2 {
			if err := end(1, 5); err != nil {
				t.Fatal(err)
			}
		}
		if err := end(1, 6); !fault.Is(err, fault.Stale) {
			t.Errorf("on what was changed since: %v", err)
		}
		if _, err := find(w, anna, r.ID); err != nil {
			t.Errorf("before the end: %v", err)
		}
		w.Clock.Advance(6 * 24 * time.Hour)
		if _, err := find(w, anna, r.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("after the end: %v", err)
		}
	})
}

func TestConsentIsTakenBackAsItIsGiven(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		record := func(k client.Consent) error {
			return do(w, testworld.Aino, func(tx *act.Tx) error { return client.RecordConsent(tx, k) })
		}
		of := func() (all client.Consents) {
			w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
				all, err = client.ConsentsOf(tx, r.ID)
				return err
			})
			return all
		}
		for _, kind := range client.ConsentKinds() {
			if of().Allows(kind) {
				t.Errorf("%s: agreed without being asked", kind)
			}
		}
		yes := consent(r.ID, client.Research, client.Given)
		yes.Note = "Kunhan nimeä ei mainita"
		for range 2 {
			if err := record(yes); err != nil {
				t.Fatal(err)
			}
		}
		if all := of(); len(all) != 1 || !all.Allows(client.Research) || all[0].Note != yes.Note || all[0].RecordedBy != testworld.Aino.ID {
			t.Errorf("%+v", all)
		}
		w.Clock.Advance(time.Minute)
		if err := record(consent(r.ID, client.Research, client.Withdrawn)); err != nil {
			t.Fatal(err)
		}
		if all := of(); len(all) != 2 || all.Allows(client.Research) || all.InForce(client.Research).State != client.Withdrawn {
			t.Errorf("%+v", all)
		}
		yes.Note = "Muuta"
		if err := record(yes); !fault.Is(err, fault.Conflict) {
			t.Errorf("another under the same id: %v", err)
		}
		late := consent(r.ID, client.Quotation, client.Given)
		late.Day = today.AddDays(1)
		if err := record(late); !slices.Equal(fieldsOf(err), []string{"day"}) {
			t.Errorf("tomorrow's consent: %v", err)
		}
		if facts := fact(w, "SELECT state FROM fact_client_consent ORDER BY recorded_at"); !slices.Equal(facts, []string{"given", "withdrawn"}) {
			t.Errorf("%q", facts)
		}
	})
}

func TestWhatFollowsFromEachAnswerIsTold(t *testing.T) {
	for _, kind := range client.ConsentKinds() {
		for _, state := range client.ConsentStates() {
			if len(client.Follows(kind, state)) == 0 {
				t.Errorf("nothing follows from %s of %s", state, kind)
			}
		}
		if kind != client.Informed && !slices.Contains(client.Follows(kind, client.Withdrawn), "service_same") {
			t.Errorf("taking back %s is not told to leave the service as it is", kind)
		}
	}
}

func TestTwoRecordsOfOnePersonAreJoinedAndTakenApart(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		stays, joins := registration(daavid(t), testworld.Aino), unitTask(client.Person{Family: "Dufva", Given: "Dave", BirthYear: 1952}, testworld.Aino)
		joins.Other = true
		registered(w, testworld.Aino, stays, joins)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.RecordConsent(tx, consent(joins.ID, client.Measuring, client.Given))
		})
		m := client.Merge{ID: id.New[client.Merge](), Client: joins.ID, Into: stays.ID, Reason: "Kertoi itse"}
		for range 2 {
			w.Write(testworld.Aino, func(tx *act.Tx) error { return client.MergeRecords(tx, m) })
		}
		if c, err := find(w, testworld.Aino, joins.ID); err != nil || c.ID != stays.ID || c.Name() != "Daavid Olavi Dufva" {
			t.Errorf("the joined record is found as %+v %v", c, err)
		}
		if c, err := find(w, anna, stays.ID); err != nil || c.Tie != access.TieUnit {
			t.Errorf("the tie of the joined record does not hold: %+v %v", c, err)
		}
		if s := search(w, testworld.Aino, "dave"); len(s.Rows) != 0 {
			t.Errorf("a name that is not shown is found: %+v", s)
		}
		if s := search(w, anna, joins.Person.Family); len(s.Rows) != 1 || s.Rows[0].ID != stays.ID {
			t.Errorf("%+v", s)
		}
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			consents, err := client.ConsentsOf(tx, stays.ID)
			if err != nil || !consents.Allows(client.Measuring) {
				t.Errorf("%+v %v", consents, err)
			}
			same, err := client.Same(tx, joins.ID)
			if len(same) != 2 || same[0] != stays.ID {
				t.Errorf("%v", same)
			}
			return err
		})
		if facts := fact(w, "SELECT client FROM fact_client"); len(facts) != 1 {
			t.Errorf("statistics count %d", len(facts))
		}
		undo := func() error {
			return do(w, testworld.Aino, func(tx *act.Tx) error { return client.UndoMerge(tx, m.ID) })
		}
		w.Clock.Advance(30*24*time.Hour - time.Second)
		for range 2 {
			if err := undo(); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := find(w, testworld.Aino, joins.ID); err != nil || c.ID != joins.ID {
			t.Errorf("taken apart: %+v %v", c, err)
		}
		if _, err := find(w, anna, stays.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the tie of the other still holds: %v", err)
		}
	})
}

func TestAfterThirtyDaysAJoiningStays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		stays, joins := registration(daavid(t), testworld.Aino), registration(client.Person{Given: "Dave"}, testworld.Aino)
		registered(w, testworld.Aino, stays, joins)
		m := client.Merge{ID: id.New[client.Merge](), Client: joins.ID, Into: stays.ID, Reason: "Kertoi itse"}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return client.MergeRecords(tx, m) })
		w.Clock.Advance(30 * 24 * time.Hour)
		if err := do(w, testworld.Aino, func(tx *act.Tx) error { return client.UndoMerge(tx, m.ID) }); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	})
}

func TestJoiningsInARowAreTakenApartInAnyOrder(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		names := []string{"Eka", "Toka", "Kolmas"}
		var r [3]client.Registration
		for i := range r {
			r[i] = registration(client.Person{Given: names[i]}, testworld.Aino)
		}
		registered(w, testworld.Aino, r[:]...)
		join := func(from, into int) client.MergeID {
			m := client.Merge{ID: id.New[client.Merge](), Client: r[from].ID, Into: r[into].ID, Reason: "Sama ihminen"}
			w.Write(testworld.Aino, func(tx *act.Tx) error { return client.MergeRecords(tx, m) })
			return m.ID
		}
		roots := func() (all [3]string) {
			for i := range r {
				c, err := find(w, testworld.Aino, r[i].ID)
				if err != nil {
					t.Fatal(err)
				}
				all[i] = c.Given
			}
			return all
		}
		first := join(0, 1)
		join(1, 2)
		if got := roots(); got != [3]string{"Kolmas", "Kolmas", "Kolmas"} {
			t.Errorf("%q", got)
		}
		again := client.Merge{ID: id.New[client.Merge](), Client: r[0].ID, Into: r[2].ID, Reason: "Uudestaan"}
		if err := do(w, testworld.Aino, func(tx *act.Tx) error { return client.MergeRecords(tx, again) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is joined already is joined again: %v", err)
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return client.UndoMerge(tx, first) })
		if got := roots(); got != [3]string{"Eka", "Kolmas", "Kolmas"} {
			t.Errorf("%q", got)
		}
	})
}

// With thousands of clients the search takes another way than with a few; both find the same.
func TestAWorkerOfAUnitWithThousandsOfClientsFindsThemAll(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Write(testworld.Bertta, func(tx *act.Tx) error {
			for i := range 2_001 {
				r := unitTask(client.Person{Family: "Väki", Given: fmt.Sprintf("Nimi%d", i)}, testworld.Bertta)
				r.Other, r.Worker = true, access.WorkerID{}
				if _, err := client.Register(tx, r); err != nil {
					return err
				}
			}
			return nil
		})
		stays, joins := unitTask(daavid(t), testworld.Bertta), unitTask(client.Person{Family: "Dufva", Given: "Dave"}, testworld.Bertta)
		hidden := registration(client.Person{Family: "Dufva", Given: "Dora"}, testworld.Bertta)
		hidden.Unit = testworld.NorthEast
		registered(w, testworld.Bertta, stays, joins, hidden)
		w.Write(testworld.Bertta, func(tx *act.Tx) error {
			return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: joins.ID, Into: stays.ID, Reason: "Sama"})
		})
		if s := search(w, testworld.Aino, "dufva"); len(s.Rows) != 1 || s.Rows[0].ID != stays.ID || s.More {
			t.Errorf("%+v", s)
		}
		if s := search(w, testworld.Aino, "väki"); len(s.Rows) != 50 || !s.More {
			t.Errorf("%d, more %v", len(s.Rows), s.More)
		}
		broken(w, testworld.Aino, client.Glass{Number: client.NumberOf(hidden.ID)})
		if s := search(w, testworld.Aino, "dufva"); len(s.Rows) != 2 {
			t.Errorf("through the glass: %+v", s)
		}
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			l, err := client.List(tx, client.Filter{Whose: client.Units, Size: 50, Page: 1})
			if len(l.Rows) != 50 || l.Total != 2_000 || !l.More {
				t.Errorf("%d of %d, more %v", len(l.Rows), l.Total, l.More)
			}
			return err
		})
	})
}
