package outreach_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
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

var visitsListed = flag.Int("visits", 20_000, "how many visits BenchmarkVisits lists from")

// BenchmarkVisits is 20 readers who leaf through filtered and sorted lists.
func BenchmarkVisits(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		s := newScene(w)
		s.many(b, *visitsListed)
		month := civil.MonthPeriod(civil.Month{Year: 2024, Month: time.May})
		filters := []outreach.Filter{
			{}, {Page: 40}, {Period: month}, {Period: month, Sort: outreach.ByPresent}, {Period: civil.YearPeriod(2024), Kind: "street"},
			{Municipality: "765", Sort: outreach.ByFeedback}, {Place: s.library.ID}, {Topic: s.topics["raha"], Period: month},
		}
		readers := []access.Actor{testworld.Aino, testworld.Bertta}
		var slow, turn atomic.Int64
		b.SetParallelism(10)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				n := int(turn.Add(1))
				began := time.Now()
				err := s.Acts.Read(context.Background(), readers[n%2], func(tx *act.Tx) error {
					_, err := outreach.Visits(tx, filters[n%len(filters)])
					return err
				})
				if err != nil {
					b.Error(err)
				}
				if time.Since(began) > 60*time.Millisecond {
					slow.Add(1)
				}
			}
		})
		b.ReportMetric(100*float64(slow.Load())/float64(b.N), "%over60ms")
	})
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
