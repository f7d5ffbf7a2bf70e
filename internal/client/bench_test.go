package client_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/testworld"
)

var clientsKept = flag.Int("clients", 2_000, "how many clients BenchmarkClients finds among")

var (
	families = []string{"Korhonen", "Virtanen", "Mäkinen", "Nieminen", "Mäkelä", "Hämäläinen", "Laine", "Heikkinen", "Koskinen", "Järvinen", "Lehtonen", "Lehtinen",
		"Saarinen", "Salminen", "Heinonen", "Niemi", "Heikkilä", "Kinnunen", "Salonen", "Turunen", "Salo", "Laitinen", "Tuominen", "Rantanen", "Karjalainen",
		"Jokinen", "Mattila", "Savolainen", "Lahtinen", "Ahonen", "Leppänen", "Väisänen", "Vainio", "Virta", "Vilkka", "Kemppainen", "Moilanen", "Tolonen"}
	givens = []string{"Aino", "Maria", "Helena", "Johanna", "Anneli", "Kaarina", "Juhani", "Johannes", "Olavi", "Antero", "Tapani", "Kalevi", "Elina", "Sofia", "Mikael",
		"Matti", "Pekka", "Timo", "Kari", "Virpi", "Vilma", "Eero", "Helmi", "Daavid"}
)

// crowd registers invented people: one in 500 is Aino's own, a fifth are tasks of her unit.
func crowd(b *testing.B, w *testworld.World, n int) {
	b.Helper()
	for done := 0; done < n; {
		w.Write(access.Terminal(), func(tx *act.Tx) error {
			for range 1000 {
				i := done
				done++
				r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthEast, UnitTask: true, From: today, Other: true,
					Person: client.Person{Family: families[rand.IntN(len(families))] + fmt.Sprintf("-%c%c", 'a'+i%20, 'a'+i/20%20), Given: givens[rand.IntN(len(givens))] + " " + givens[rand.IntN(len(givens))],
						Born: born(1940+rand.IntN(65), 1+rand.IntN(12), 1+rand.IntN(28)), Phone: "040 000 0000", Address: "Keksitty katu 1"}}
				if i%5 == 0 {
					r.Unit = testworld.NorthUnit
				}
				if i%500 == 0 {
					r.Worker = testworld.Aino.ID
				}
				if _, err := client.Register(tx, r); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// BenchmarkClients is what a worker waits for while she types and lists.
func BenchmarkClients(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		crowd(b, w, *clientsKept)
		b.Logf("%.1f µs a registration", float64(b.Elapsed().Microseconds())/float64(*clientsKept))
		// She has no post in a unit that has tasks of its own, only clients of her own.
		alone := testworld.Aino
		alone.Posts = []access.Post{{Role: access.RoleWorker, Organisation: testworld.North, Unit: testworld.SouthUnit}}
		whole := testworld.Bertta
		whole.Posts = []access.Post{{Role: access.RoleLeader, Organisation: testworld.North}}
		for name, c := range map[string]struct {
			who access.Actor
			do  func(*act.Tx) error
		}{
			"own/vi":           {alone, searching("vi")},
			"unit/vi":          {testworld.Aino, searching("vi")},
			"whole/vi":         {whole, searching("vi")},
			"whole/virta":      {whole, searching("virta")},
			"whole/virta aino": {whole, searching("virta aino")},
			"list/mine": {testworld.Aino, func(tx *act.Tx) error {
				_, err := client.List(tx, client.Filter{Size: 50})
				return err
			}},
			"list/units": {testworld.Aino, func(tx *act.Tx) error {
				_, err := client.List(tx, client.Filter{Whose: client.Units, Size: 50})
				return err
			}},
			"hints": {testworld.Aino, func(tx *act.Tx) error {
				_, err := client.Hints(tx, testworld.North, client.Person{Family: "Virtanen-aa", Given: "Aino", Born: born(1970, 5, 5)}, client.ClientID{})
				return err
			}},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if err := w.Acts.Read(context.Background(), c.who, c.do); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

func searching(text string) func(*act.Tx) error {
	return func(tx *act.Tx) error {
		_, err := client.Search(tx, text)
		return err
	}
}
