package outreach_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
)

// BenchmarkRecord is the sync of devices: each visit its own act with its log row.
func BenchmarkRecord(b *testing.B) {
	for _, devices := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("devices=%d", devices), func(b *testing.B) {
			testworld.EachEngine(b, func(b *testing.B, w *testworld.World) { benchRecord(b, newScene(w), devices) })
		})
	}
}

func benchRecord(b *testing.B, s *scene, devices int) {
	stop := s.keepTallying(b)
	defer stop()
	b.SetParallelism(max(1, devices/2))
	var slow atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			v := s.ainosVisit()
			v.Day = today.AddDays(-rand.IntN(365))
			began := time.Now()
			err := s.Acts.Write(context.Background(), testworld.Aino, func(tx *act.Tx) error {
				_, err := outreach.Record(tx, v)
				return err
			})
			if err != nil {
				b.Error(err)
			}
			if time.Since(began) > 10*time.Millisecond {
				slow.Add(1)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
	b.ReportMetric(100*float64(slow.Load())/float64(b.N), "%over10ms")
}

// keepTallying runs the job as the program does, until told to stop.
func (s *scene) keepTallying(b *testing.B) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				s.tallyAll(b)
				if _, err := s.Acts.SealLog(context.Background()); err != nil {
					b.Error(err)
				}
			}
		}
	}()
	return func() { cancel(); <-done }
}

func (s *scene) tallyAll(t testing.TB) {
	for n := outreach.TallyBatch; n >= outreach.TallyBatch; {
		err := s.Acts.Write(context.Background(), access.Tallying(), func(tx *act.Tx) (err error) {
			n, err = outreach.Tally(tx)
			return err
		})
		if err != nil {
			t.Error(err)
			return
		}
	}
}

// many records n invented visits of North and South in bulk, spread over places,
// units and the days of ten years.
func (s *scene) many(t testing.TB, n int) {
	rnd := rand.New(rand.NewPCG(1, 2))
	places := map[access.OrganisationID][]outreach.PlaceID{}
	leaders := []access.Actor{leaderOf(testworld.North), leaderOf(testworld.South)}
	for _, l := range leaders {
		o := l.Home()
		for i := range 150 {
			p := place(o, fmt.Sprintf("Paikka %03d", i), []string{"205", "491", "593", "765", "777"}[i%5])
			s.Write(l, func(tx *act.Tx) error { return outreach.SavePlace(tx, p) })
			places[o] = append(places[o], p.ID)
		}
	}
	units := map[access.OrganisationID][]access.UnitID{
		testworld.North: {testworld.NorthUnit, testworld.NorthEast}, testworld.South: {testworld.SouthUnit},
	}
	for done := 0; done < n; {
		l := leaders[rnd.IntN(2)]
		o := l.Home()
		batch := make([]outreach.Stop, min(1000, n-done))
		for i := range batch {
			v := s.ainosVisit()
			v.Organisation, v.Unit = o, units[o][rnd.IntN(len(units[o]))]
			v.Place = places[o][int(float64(len(places[o]))*rnd.Float64()*rnd.Float64())]
			v.Day = today.AddDays(-rnd.IntN(3650))
			v.Present, v.Conversations = 8+rnd.IntN(90), 6+rnd.IntN(30)
			v.Kind = outreach.StopKinds[min(rnd.IntN(10), 3)]
			v.Feedback = outreach.ByMark{rnd.IntN(2), rnd.IntN(2), rnd.IntN(3), rnd.IntN(4), rnd.IntN(4)}
			v.Source, v.Import = outreach.Imported, id.New[outreach.Import]()
			if o != testworld.North {
				v.Topics = nil
			}
			batch[i] = v
		}
		s.Write(l, func(tx *act.Tx) error { return outreach.RecordMany(tx, batch) })
		if done += len(batch); done%100_000 == 0 {
			s.tallyAll(t)
			t.Logf("%d visits", done)
		}
	}
	s.tallyAll(t)
}

func leaderOf(o access.OrganisationID) access.Actor {
	a := testworld.Bertta
	a.Posts = []access.Post{{Role: access.RoleLeader, Organisation: o}}
	return a
}
