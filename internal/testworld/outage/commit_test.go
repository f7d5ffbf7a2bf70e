package outage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

func TestWhatAKilledProgramAcknowledgedIsThereOnceAndNothingElse(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "rinnalla.db")
	p, err := newProbe(inTime(t), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.db.Close(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []int64
	maybe := map[int64]bool{}
	for round := range 6 {
		acknowledged = append(acknowledged, killedAfter(t, folder, round, 50+rand.IntN(400))...)
		// An act that was committed as the program died has not been acknowledged.
		for n := range int64(actsInRound) {
			maybe[number(int64(round), n)] = true
		}
		if err := p.reopenedAfterKill(inTime(t), path, acknowledged, maybe); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}

const actsInRound = 1_000_000

// number is even for an act that shall stand: odd ones are all made to fail.
func number(round, n int64) int64 { return 2 * (round*actsInRound + n) }

// killedAfter starts the writers, kills them after some acknowledgements, and
// returns all that had been acknowledged until then.
func killedAfter(t *testing.T, folder string, round, acts int) (acknowledged []int64) {
	t.Helper()
	cmd := again("writers", folder)
	cmd.Env = append(cmd.Env, fmt.Sprint("RINNALLA_OUTAGE_ROUND=", round))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		acknowledged = append(acknowledged, n)
		if len(acknowledged) == acts {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = cmd.Wait()
	if len(acknowledged) < acts {
		t.Fatalf("the writers ended by themselves after %d acts: %v", len(acknowledged), err)
	}
	return acknowledged
}

func (p *probe) reopenedAfterKill(ctx context.Context, path string, acknowledged []int64, maybe map[int64]bool) error {
	next, err := openProbe(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(next.check(ctx, acknowledged, maybe), whole(ctx, next.db), next.db.Close())
}

// writeUntilKilled is sixteen writers, of whom some fail in every way there is.
func writeUntilKilled() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p, err := openProbe(ctx, filepath.Join(os.Getenv(place), "rinnalla.db"))
	if err != nil {
		return err
	}
	round, err := strconv.ParseInt(os.Getenv("RINNALLA_OUTAGE_ROUND"), 10, 64)
	if err != nil {
		return err
	}
	out := &acknowledger{}
	errs := make(chan error)
	const writers = 16
	for w := range int64(writers) {
		go func() {
			for i := w; i < actsInRound; i += writers {
				n := number(round, i)
				if w%4 == 3 {
					if err := p.fail(ctx, n+1, i); err != nil {
						errs <- err
						return
					}
					continue
				}
				if err := p.add(ctx, n, ""); err != nil {
					errs <- err
					return
				}
				out.acknowledge(n)
			}
		}()
	}
	return <-errs
}

type acknowledger struct{ sync.Mutex }

func (a *acknowledger) acknowledge(n int64) {
	a.Lock()
	defer a.Unlock()
	fmt.Println(n)
}

var errBroken = errors.New("broken")

// fail makes an act that must leave nothing: refused, panicking, or taking the
// whole shared transaction with it.
func (p *probe) fail(ctx context.Context, n, way int64) (err error) {
	way = way / 4 % 3
	defer func() {
		if r := recover(); r != nil && way != 1 {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	err = p.acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error {
		if err := insert(tx, n, ""); err != nil {
			return err
		}
		switch way {
		case 0:
			return fault.New(fault.Invalid, "fault.invalid")
		case 1:
			panic("on purpose")
		}
		// A conflict that rolls back everything, the neighbours' work too.
		_, err := tx.Exec("INSERT OR ROLLBACK INTO outage_one (n) VALUES ($1)", n)
		return errors.Join(err, errBroken)
	})
	if err == nil {
		return fmt.Errorf("act %d in way %d did not fail", n, way)
	}
	return nil
}
