package oldvisits_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"rinnalla/internal/oldvisits"
	"rinnalla/internal/testworld"
)

// lines are n visits of ten years in 300 places that are new.
func lines(n int) []byte {
	var b bytes.Buffer
	b.WriteString("Päivä;Paikka;Kunta;Läsnä;Keskustelut;Uudet asiakkuudet;Palaute 4;Työtunnit;Aiheet;Mitä kuultiin;Keskustelut: naiset;Ohjattu: Kela\n")
	first := day(1, 1, 2010)
	for i := range n {
		d := first.AddDays(i * 3650 / n)
		fmt.Fprintf(&b, "%d.%d.%d;Paikka %d;Kajaani;%d;%d;1;2;2,5;Asuminen, Työ;Bussi ei kulje iltaisin, kertoi moni.;2;1\n",
			d.Day, d.Month, d.Year, i%300, 10+i%50, 5+i%7)
	}
	return b.Bytes()
}

// BenchmarkLargeFile reads, checks, imports and undoes a file of 100,000 rows.
func BenchmarkLargeFile(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		s := newScene(w)
		content := lines(100_000)
		timed := func(what string, do func()) {
			start := time.Now()
			do()
			b.ReportMetric(time.Since(start).Seconds(), what+"-s")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys>>20), what+"-MB")
		}
		for b.Loop() {
			var f oldvisits.File
			var i oldvisits.Import
			timed("read", func() {
				var err error
				if f, err = oldvisits.Read(bytes.NewReader(content), "suuri.csv"); err != nil {
					b.Fatal(err)
				}
			})
			timed("check", func() { i = s.mustCheck(f) })
			timed("import", func() { i = s.run(i) })
			if i.State != oldvisits.Imported || s.facts() != sumsOf(i) {
				b.Fatal(i.State, s.facts(), sumsOf(i))
			}
			timed("undo", func() { s.undo(i) })
			if s.facts() != [6]int{} {
				b.Fatal(s.facts())
			}
		}
	})
}
