package db

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Time stands still here while somebody works: on a loaded machine a turn of so few milliseconds may be over before its holder is asked
// for it.

func TestAReadWaitsForItsTurnUntilAnotherEnds(t *testing.T) {
	synctest.Test(t, readsTakeTurns)
}

func readsTakeTurns(t *testing.T) {
	turn := make(turns, 1)
	leave, err := turn.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := turn.take(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("a read that nobody waits for any more was let in: %v", err)
	}
	leave()
	leave, err = turn.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	leave()
	if len(turn) != 0 {
		t.Errorf("%d turns are taken when all have left", len(turn))
	}
}

func TestALongReadHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, aLongReadGivesWay)
}

func aLongReadGivesWay(t *testing.T) {
	turn := make(turns, 1)
	leaveLong, err := turn.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	patient, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	leaveShort, err := turn.take(patient)
	if err != nil {
		t.Fatalf("a read waited for one that takes long: %v", err)
	}
	leaveLong()
	if len(turn) != 1 {
		t.Error("a long read took another's turn away when it ended")
	}
	leaveShort()
	if len(turn) != 0 {
		t.Errorf("%d turns are taken when all have left", len(turn))
	}
}
