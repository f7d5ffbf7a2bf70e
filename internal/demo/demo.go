// Package demo is the demo world: the outreach of the ISO SOS project in
// 2018–2019 with the totals that the project published (isonet.fi/iso-sos-hanke,
// state at the end of May 2019; newsletter of 1.10.2018). Everything below the
// totals — people, places, single visits, clients and their measurements — is invented. It is made through the
// same verbs as everything else and is the same every time.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
)

// Password is everybody's in the demo world, which refuses to serve anything
// but loopback.
const Password = "esittely-2019-rinnalla"

// SignIn is one way into the demo world.
type SignIn struct {
	Email, Password, Who string
}

// seed makes the world the same every time.
const seed = 20190531

// world is the world while it is being made.
type world struct {
	rng    *rand.Rand
	hash   string
	today  civil.Date
	actors map[string]access.Actor // by e-mail
	topics map[access.OrganisationID][]outreach.TopicID
}

// Fill fills an empty, migrated database and tells how to sign in.
func Fill(ctx context.Context, acts *act.Acts, keys *staff.Keys) ([]SignIn, error) {
	hash, err := keys.Hash(ctx, Password)
	if err != nil {
		return nil, err
	}
	return newWorld(hash, acts.Now().Date()).fill(ctx, acts)
}

func newWorld(hash string, today civil.Date) *world {
	return &world{
		rng: rand.New(rand.NewPCG(seed, seed)), hash: hash, today: today,
		actors: map[string]access.Actor{}, topics: map[access.OrganisationID][]outreach.TopicID{},
	}
}

func (w *world) fill(ctx context.Context, acts *act.Acts) (signIns []SignIn, err error) {
	err = acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		signIns, err = w.settle(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("settle the demo world: %w", err)
	}
	if err := instrument.BringShipped(ctx, acts); err != nil {
		return nil, fmt.Errorf("ship instruments: %w", err)
	}
	if err := acts.Write(ctx, access.Terminal(), w.compare); err != nil {
		return nil, fmt.Errorf("keep published distributions: %w", err)
	}
	for i := range areas {
		if err := w.fillArea(ctx, acts, &areas[i]); err != nil {
			return nil, fmt.Errorf("fill %s: %w", areas[i].name, err)
		}
	}
	if err := w.measure(ctx, acts); err != nil {
		return nil, fmt.Errorf("measure: %w", err)
	}
	return signIns, nil
}

// mint makes an id that is the same every time and tells the given day.
func mint[T any](w *world, day civil.Date) id.Of[T] {
	o := id.FirstAt[T](civil.At(day, civil.Clock{Hour: 8}).Time())
	for i := 7; i < 16; i++ {
		if i != 8 {
			o[i] = byte(w.rng.UintN(256))
		}
	}
	return o
}

// share divides total into one part for each weight, every part at least least,
// so that the parts add up to the total exactly (largest remainder).
func share(total int, weights []float64, least int) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	parts, left := make([]int, len(weights)), total-least*len(weights)
	type remainder struct {
		at   int
		size float64
	}
	rest := make([]remainder, len(weights))
	given := 0
	for i, w := range weights {
		exact := float64(left) * w / sum
		parts[i] = least + int(exact)
		given += int(exact)
		rest[i] = remainder{i, exact - float64(int(exact))}
	}
	for range left - given {
		best := 0
		for i := range rest {
			if rest[i].size > rest[best].size {
				best = i
			}
		}
		parts[rest[best].at]++
		rest[best].size = -1
	}
	return parts
}

// weights are uneven in the way that days are.
func (w *world) weights(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = 0.35 + w.rng.ExpFloat64()
	}
	return all
}

// workingDays lists the working days of a month on which there may be visits.
// The very last days of the project's published periods are left free, so that
// "until" and "through" mean the same.
func workingDays(m civil.Month) []civil.Date {
	var days []civil.Date
	for d := m.First(); d.Before(m.Last()); d = d.AddDays(1) {
		if civil.WorkingDay(d) && d.Day > 1 {
			days = append(days, d)
		}
	}
	return days
}

var beginning = civil.Date{Year: 2018, Month: time.January, Day: 1}
