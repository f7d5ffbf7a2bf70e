package act_test

import (
	"errors"
	"sync"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/testworld"
)

var nothing = access.Subject{Organisation: testworld.North, Unit: testworld.NorthUnit, Kind: "visit"}

func logOf(t *testing.T, w *testworld.World, f act.LogFilter) []act.Entry {
	t.Helper()
	var rows []act.Entry
	f.Limit = 1000
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		var err error
		rows, err = act.ReadLog(tx, f)
		return err
	})
	return rows
}

func TestAnActInWhichNobodyAskedCannotEnd(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for name, open := range map[string]func(access.Actor, func(*act.Tx) error) error{"read": w.TryRead, "write": w.TryWrite} {
			if err := open(testworld.Aino, func(*act.Tx) error { return nil }); !errors.Is(err, act.ErrUnasked) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAskingIsWritingTheUseLog(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Read(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
		rows := logOf(t, w, act.LogFilter{Actor: testworld.Aino.ID})
		if len(rows) != 1 {
			t.Fatalf("%d rows", len(rows))
		}
		e := rows[0]
		if e.ActorName != "Aino Ahola" || e.Permission != "visit.read" || e.Purpose != "outreach" ||
			e.Organisation != testworld.North || e.Unit != testworld.NorthUnit || e.Outcome != act.Done || e.At != testworld.Friday {
			t.Fatalf("%+v", e)
		}
	})
}

func TestAnActThatAsksAboutThousandsLeavesARowForEach(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			for range 2 {
				for i := range 3000 {
					one := nothing
					one.ID[14], one.ID[15] = byte(i>>8), byte(i)+1
					one.ID[0] = 1
					if err := tx.Require(access.ReadVisits, one); err != nil {
						return err
					}
				}
			}
			return nil
		})
		counted := 0
		for before := (act.Entry{}); ; {
			rows := logOf(t, w, act.LogFilter{Actor: testworld.Aino.ID, Before: before.ID})
			counted += len(rows)
			if len(rows) == 0 {
				break
			}
			before = rows[len(rows)-1]
		}
		if counted != 3000 {
			t.Errorf("%d rows", counted)
		}
	})
}

func TestARefusalIsNotFoundAndIsLogged(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		err := w.TryRead(testworld.Cia, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
		if !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		rows := logOf(t, w, act.LogFilter{Actor: testworld.Cia.ID})
		if len(rows) != 1 || rows[0].Outcome != act.Refused {
			t.Fatalf("%+v", rows)
		}
	})
}

func TestAnActThatFailsIsRolledBackAndLoggedAsFailed(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		broken := errors.New("broken")
		err := w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
			if err := tx.Require(access.RecordVisits, nothing); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		rows := logOf(t, w, act.LogFilter{Actor: testworld.Aino.ID})
		if len(rows) != 1 || rows[0].Outcome != act.Failed {
			t.Fatalf("%+v", rows)
		}
	})
}

func TestManyWritersAndReadersAtOnceAllGetTheirVerdict(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				for range 5 {
					err := w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
						if err := tx.Require(access.RecordVisits, nothing); err != nil {
							return err
						}
						if i%4 == 0 {
							return fault.New(fault.Invalid, "fault.invalid")
						}
						return nil
					})
					if (err != nil) != (i%4 == 0) {
						t.Errorf("writer %d: %v", i, err)
					}
				}
			})
			all.Go(func() {
				for range 5 {
					if err := w.TryRead(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) }); err != nil {
						t.Errorf("reader %d: %v", i, err)
					}
				}
			})
		}
		all.Wait()
		counts := map[act.Outcome]int{}
		for _, e := range logOf(t, w, act.LogFilter{Actor: testworld.Aino.ID}) {
			counts[e.Outcome]++
		}
		if counts[act.Done] != 350 || counts[act.Failed] != 50 {
			t.Fatalf("%v", counts)
		}
	})
}
