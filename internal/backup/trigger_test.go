package backup_test

import (
	"maps"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/backup"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

// Triggers put every visit that begins to count into a queue: of these two, one
// has left it for the sums of its month, one still waits in it. A restore that
// let triggers run would count both again.
func TestARestoredVisitIsCountedOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		library := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, library) })
		visit := func() {
			w.Write(testworld.Aino, func(tx *act.Tx) error {
				_, err := outreach.Record(tx, outreach.Stop{
					ID: id.New[outreach.Stop](), Organisation: testworld.North, Unit: testworld.NorthUnit, Place: library.ID, Day: tx.Today(),
					Kind: "regular", Present: 25, Conversations: 6, Workers: []access.WorkerID{testworld.Aino.ID}, Source: outreach.Desk,
				})
				return err
			})
		}
		visit()
		w.Write(access.Tallying(), func(tx *act.Tx) error {
			_, err := outreach.Tally(tx)
			return err
		})
		visit()
		stream, _ := create(t, w)
		want := backup.Texts(t, w.DB)
		if want["outreach_area_month"] == "" || want["outreach_untallied"] == "" {
			t.Fatalf("no sum or no queue: %v", want)
		}
		for engine, place := range places(t) {
			t.Run("into "+string(engine), func(t *testing.T) {
				if _, err := restore(place, stream, ours); err != nil {
					t.Fatal(err)
				}
				if got := backup.Texts(t, place); !maps.Equal(got, want) {
					t.Errorf("restored %v\nwant %v", got, want)
				}
				there := &testworld.World{TB: t, DB: place, Acts: act.New(place, w.Clock.Now), Clock: w.Clock}
				err := there.TryWrite(access.Sealing(), func(tx *act.Tx) error {
					if err := tx.Require(access.KeepLog, access.All("use_log", access.Installation)); err != nil {
						return err
					}
					_, err := tx.Exec("DELETE FROM act_log WHERE outcome = 'done'")
					return err
				})
				if err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Errorf("the use log can be emptied, its triggers are gone: %v", err)
				}
			})
		}
	})
}
