package bench

import (
	"errors"
	"slices"
	"sync"
	"time"

	"rinnalla/internal/testworld/cluster"
)

// figures are what one window of load showed.
type figures struct {
	rate     float64 // done a second
	p50, p95 time.Duration
	cpu      time.Duration // of server and database for each that was done
}

// warming is the part of a window whose figures are not counted.
const warming = 0.2

// window lets every client ask, one request after the other without a pause, until the
// window ends. each does one request and tells how much it did.
func (s *session) window(v *server, clients []*visitor, each func(*visitor) (int, error)) (figures, error) {
	length := time.Duration(s.Seconds * float64(time.Second))
	before, err := s.cpu(v)
	if err != nil {
		return figures{}, err
	}
	counting := time.Now().Add(time.Duration(float64(length) * warming))
	end := counting.Add(length)
	results := make([]tally, len(clients))
	var waiting sync.WaitGroup
	for i, c := range clients {
		waiting.Go(func() { results[i] = askUntil(s, c, counting, end, each) })
	}
	waiting.Wait()
	after, err := s.cpu(v)
	sum := tally{err: err}
	for _, r := range results {
		sum.done += r.done
		sum.all += r.all
		if r.last.After(sum.last) {
			sum.last = r.last
		}
		sum.took = append(sum.took, r.took...)
		sum.err = errors.Join(sum.err, r.err)
	}
	if sum.err == nil && len(sum.took) == 0 {
		sum.err = errors.New("nothing was answered within the window")
	}
	if sum.err != nil {
		return figures{}, sum.err
	}
	return figures{
		rate: float64(sum.done) / sum.last.Sub(counting).Seconds(), p50: share(sum.took, 0.50), p95: share(sum.took, 0.95),
		cpu: (after - before) / time.Duration(sum.all),
	}, nil
}

// cpu is the processor time that the program and its database have used until now.
func (s *session) cpu(v *server) (time.Duration, error) {
	program, err := cluster.ProcessCPU(v.process.Process.Pid)
	database, failed := s.store.cpu()
	return program + database, errors.Join(err, failed)
}

type tally struct {
	done int // of what was asked after the warming
	all  int // the warming too
	took []time.Duration
	last time.Time // when the last of them was done
	err  error
}

func askUntil(s *session, c *visitor, counting, end time.Time, each func(*visitor) (int, error)) (t tally) {
	for s.ctx.Err() == nil {
		began := time.Now()
		if !began.Before(end) {
			return t
		}
		n, err := each(c)
		if err != nil {
			t.err = err
			return t
		}
		t.all += n
		if !began.Before(counting) {
			t.last = time.Now()
			t.done += n
			t.took = append(t.took, t.last.Sub(began))
		}
	}
	t.err = s.ctx.Err()
	return t
}

// share is the time within which that share of the answers came.
func share(took []time.Duration, part float64) time.Duration {
	slices.Sort(took)
	return took[min(len(took)-1, int(part*float64(len(took))))]
}

// windows measures as often as was asked for.
func (s *session) windows(v *server, clients []*visitor, each func(*visitor) (int, error)) (all []figures, err error) {
	for range s.Runs {
		f, err := s.window(v, clients, each)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// median of any measure; the middle one, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
