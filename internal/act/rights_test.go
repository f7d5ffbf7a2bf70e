package act_test

import (
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/testworld"
)

func TestActsThatMayChangeRightsAreCountedAndRecordingIsNot(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, c := range []struct {
			what       string
			who        access.Actor
			permission access.Permission
			subject    access.Subject
			grows      bool
		}{
			{"recording", testworld.Aino, access.RecordVisits, access.Subject{Organisation: testworld.North, Unit: testworld.NorthUnit, Kind: "visit"}, false},
			{"sealing", access.Sealing(), access.KeepLog, access.All("use_log", access.Installation), false},
			{"keeping workers", testworld.Dora, access.KeepWorkers, access.All("worker", testworld.North), true},
			{"looking after a session", access.Visitor(), access.CheckSession, access.All("session", access.Installation), true},
		} {
			before := w.Acts.Rights()
			w.Write(c.who, func(tx *act.Tx) error { return tx.Require(c.permission, c.subject) })
			if grew := w.Acts.Rights() > before; grew != c.grows {
				t.Errorf("%s: counted %v", c.what, grew)
			}
		}
	})
}
