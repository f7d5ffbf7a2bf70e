package act_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/testworld"
)

// sealedLog is a world with three seals of ten readings each and their checkpoints. It goes by the machine's clock, as the entries' ids do.
func sealedLog(t *testing.T, w *testworld.World) *act.Notary {
	t.Helper()
	w.Clock.Advance(time.Since(testworld.Friday.Time()))
	n, err := act.OpenNotary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for range 10 {
			w.Read(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
		}
		seal(t, w, n)
	}
	return n
}

func seal(t *testing.T, w *testworld.World, n *act.Notary) {
	t.Helper()
	seals, err := w.Acts.SealLog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Note(seals); err != nil {
		t.Fatal(err)
	}
}

func audit(t *testing.T, w *testworld.World, n *act.Notary) act.Audit {
	t.Helper()
	noted, err := n.Checkpoints()
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Acts.VerifyLog(t.Context(), noted)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// meddle changes the database behind the program's back, as its owner can.
func meddle(t *testing.T, w *testworld.World, statements ...string) {
	t.Helper()
	off := []string{"DROP TRIGGER act_log_no_update", "DROP TRIGGER act_log_no_delete", "DROP TRIGGER act_seal_no_delete"}
	if w.DB.Engine() == db.Postgres {
		off = []string{"DROP TRIGGER act_log_no_change ON act_log", "DROP TRIGGER act_seal_no_delete ON act_seal"}
	}
	err := w.DB.Write(context.Background(), func(tx *db.Tx) error {
		for _, s := range append(off, statements...) {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnUntouchedLogIsWhole(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		a := audit(t, w, sealedLog(t, w))
		if len(a.Findings) != 0 || a.Entries != 30 || a.Seals != 3 {
			t.Fatalf("%+v", a)
		}
	})
}

func TestTheDatabaseItselfRefusesToChangeTheLog(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		sealedLog(t, w)
		for _, s := range []string{"UPDATE act_log SET actor_name = 'Nobody'", "DELETE FROM act_log", "DELETE FROM act_seal"} {
			err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(s)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", s, err)
			}
		}
	})
}

func TestMeddlingWithTheLogIsFound(t *testing.T) {
	oldest := "(SELECT id FROM act_log ORDER BY id LIMIT 1)"
	for name, c := range map[string]struct {
		meddle []string
		want   act.Defect
	}{
		"an entry edited":  {[]string{"UPDATE act_log SET actor_name = 'Somebody Else' WHERE id = " + oldest}, act.DefectChanged},
		"an entry removed": {[]string{"DELETE FROM act_log WHERE id = " + oldest}, act.DefectRemoved},
		"entries exchanged": {[]string{
			"UPDATE act_log SET act = '01900000-0000-7000-8000-00000000dead' WHERE id = " + oldest,
		}, act.DefectChanged},
		"an old entry slipped in": {[]string{`INSERT INTO act_log (id, organisation, at, actor_kind, actor_name, permission, purpose, subject_kind, outcome, act)
			SELECT '01900000-0000-7000-8000-00000000beef', organisation, at, actor_kind, 'Forged', permission, purpose, subject_kind, outcome, act
			FROM act_log WHERE id = ` + oldest}, act.DefectAdded},
		"a year said to be destroyed before its time, and its entries removed": {[]string{
			"INSERT INTO act_destroyed (organisation, year, at, entries) SELECT organisation, year, at, 0 FROM act_seal WHERE no = 1",
			"DELETE FROM act_log",
		}, act.DefectRemoved},
		"a seal removed":             {[]string{"DELETE FROM act_seal WHERE no = 2"}, act.DefectLink},
		"two seals exchanged":        {[]string{"UPDATE act_seal SET no = no + 10", "UPDATE act_seal SET no = 1 WHERE no = 12", "UPDATE act_seal SET no = 2 WHERE no = 11", "UPDATE act_seal SET no = 3 WHERE no = 13"}, act.DefectLink},
		"the tail cut, rows and all": {[]string{"DELETE FROM act_seal WHERE no = 3", "DELETE FROM act_log WHERE id IN (SELECT id FROM act_log ORDER BY id DESC LIMIT 10)"}, act.DefectTail},
	} {
		t.Run(name, func(t *testing.T) {
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				n := sealedLog(t, w)
				meddle(t, w, c.meddle...)
				a := audit(t, w, n)
				for _, f := range a.Findings {
					if f.Defect == c.want {
						return
					}
				}
				t.Fatalf("want %s among %v", c.want, a.Findings)
			})
		})
	}
}

func TestACheckpointThatSomebodyRewroteIsFound(t *testing.T) {
	w, dir := testworld.New(t), t.TempDir()
	n, err := act.OpenNotary(dir)
	if err != nil {
		t.Fatal(err)
	}
	w.Read(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
	seal(t, w, n)
	path := filepath.Join(dir, "log-checkpoints.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), `"no":1`, `"no":2`, 1)+"torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := audit(t, w, n)
	if len(a.Findings) != 1 || a.Findings[0].Defect != act.DefectForged {
		t.Fatalf("%v", a.Findings)
	}
	w.Read(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
	seal(t, w, n)
	if noted, err := n.Checkpoints(); err != nil || len(noted) != 2 {
		t.Fatalf("after a torn line: %d checkpoints, %v", len(noted), err)
	}
}

func TestWhatAKilledProgramLoggedIsSealedByTheNext(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := sealedLog(t, w)
		for range 5 {
			w.Read(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
		}
		next := act.New(w.DB, w.Clock.Now)
		lost, err := next.RecoverLog(t.Context(), time.Minute)
		if err != nil || lost != 5 {
			t.Fatalf("recovered %d, %v", lost, err)
		}
		w.Acts = next
		seal(t, w, n)
		if a := audit(t, w, n); len(a.Findings) != 0 || a.Entries != 35 || a.Waiting != 0 {
			t.Fatalf("%+v", a)
		}
	})
}

func TestTwoNodesSealOneChain(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := sealedLog(t, w)
		var nodes sync.WaitGroup
		for range 2 {
			node := act.New(w.DB, w.Clock.Now)
			nodes.Go(func() {
				for range 20 {
					err := node.Read(t.Context(), testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
					seals, sealErr := node.SealLog(t.Context())
					if err := errors.Join(err, sealErr, n.Note(seals)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		nodes.Wait()
		if a := audit(t, w, n); len(a.Findings) != 0 || a.Entries != 70 || a.Seals != 43 {
			t.Fatalf("%+v", a)
		}
	})
}

// A node that starts takes up entries that the other, still running, is about
// to seal. What somebody adds meanwhile must not hide behind an entry sealed twice.
func TestAnEntryThatTwoNodesSealedHidesNoOther(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := sealedLog(t, w)
		w.Read(testworld.Aino, func(tx *act.Tx) error { return tx.Require(access.ReadVisits, nothing) })
		second := act.New(w.DB, w.Clock.Now)
		if taken, err := second.RecoverLog(t.Context(), time.Minute); err != nil || taken != 1 {
			t.Fatalf("took up %d, %v", taken, err)
		}
		seal(t, w, n)
		if _, err := second.SealLog(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a := audit(t, w, n); len(a.Findings) != 0 || a.Seals != 5 || a.Unnoted != 1 {
			t.Fatalf("%+v", a)
		}
		meddle(t, w, `INSERT INTO act_log (id, organisation, at, actor_kind, actor_name, permission, purpose, subject_kind, outcome, act)
			SELECT '019a0000-0000-7000-8000-00000000beef', organisation, at, actor_kind, 'Forged', permission, purpose, subject_kind, outcome, act
			FROM act_log ORDER BY id LIMIT 1`)
		if a := audit(t, w, n); len(a.Findings) != 1 || a.Findings[0].Defect != act.DefectAdded || a.Findings[0].Entry.String() != "019a0000-0000-7000-8000-00000000beef" {
			t.Fatalf("%+v", a)
		}
	})
}

// loggedAt adds an entry whose id was minted then.
func loggedAt(t *testing.T, w *testworld.World, minted civil.Instant) {
	t.Helper()
	err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO act_log (id, organisation, at, actor_kind, actor_name, permission, purpose, subject_kind, outcome, act)
			SELECT $1, organisation, at, actor_kind, actor_name, permission, purpose, subject_kind, outcome, act FROM act_log ORDER BY id LIMIT 1`,
			id.FirstAt[act.Entry](minted.Time()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// takenUp seals what is not sealed yet.
func takenUp(t *testing.T, w *testworld.World, n *act.Notary) {
	t.Helper()
	w.Acts = act.New(w.DB, w.Clock.Now)
	if _, err := w.Acts.RecoverLog(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	seal(t, w, n)
}

func TestTheChainHoldsOverNewYearThoughSomeOfTheOldYearIsSealedLate(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := sealedLog(t, w)
		for year := 2190; year < 2198; year++ {
			midnight := civil.Date{Year: year, Month: time.January, Day: 1}.Start()
			loggedAt(t, w, midnight.Add(-time.Second))
			loggedAt(t, w, midnight)
			takenUp(t, w, n)
			loggedAt(t, w, midnight.Add(-time.Millisecond)) // from an act that went on beyond midnight
			takenUp(t, w, n)
		}
		if a := audit(t, w, n); len(a.Findings) != 0 || a.Segments != 10 || a.Entries != 30+3*8 {
			t.Fatalf("%+v", a)
		}
	})
}

func TestALinkTakenOutOfTheEndOfAYearIsMissedInTheNext(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := sealedLog(t, w)
		midnight := civil.Date{Year: 2190, Month: time.January, Day: 1}.Start()
		for _, minted := range []civil.Instant{midnight.Add(-time.Second), midnight.Add(-time.Millisecond), midnight} {
			loggedAt(t, w, minted)
			takenUp(t, w, n)
		}
		meddle(t, w, "DELETE FROM act_seal WHERE year = 2189 AND no = 2")
		a, err := w.Acts.VerifyLog(t.Context(), nil)
		if err != nil || !slices.ContainsFunc(a.Findings, func(f act.Finding) bool { return f.Defect == act.DefectLink && f.Year == 2190 && f.No == 1 }) {
			t.Fatalf("%+v %v", a, err)
		}
	})
}

func TestSealsThatNoCheckpointKnowsAreCounted(t *testing.T) {
	w := testworld.New(t)
	n := sealedLog(t, w)
	noted, err := n.Checkpoints()
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Acts.VerifyLog(t.Context(), noted[:1])
	if err != nil || len(a.Findings) != 0 || a.Unnoted != 2 {
		t.Fatalf("the file was cut: %+v, %v", a, err)
	}
}

func TestAYearPastRetentionIsDestroyedAndTheChainStands(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := sealedLog(t, w)
		w.Clock.Advance(14 * 366 * 24 * time.Hour)
		var gone int64
		w.Write(access.Sealing(), func(tx *act.Tx) error {
			var err error
			gone, err = act.DestroyLogBefore(tx)
			return err
		})
		if gone != 30 {
			t.Fatalf("%d entries destroyed", gone)
		}
		if a := audit(t, w, n); len(a.Findings) != 0 || a.Destroyed != 1 || a.Seals != 3 {
			t.Fatalf("%+v", a)
		}
	})
}
