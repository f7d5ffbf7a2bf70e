package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"rinnalla/internal/testworld"
)

// BenchmarkBundleOfTenThousand sends one request with 10,000 responses, each an act of its own, and the same again.
func BenchmarkBundleOfTenThousand(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		s := newScene(onWorld(w))
		round := 0
		for b.Loop() {
			round++
			all := make([]string, 10_000)
			for n := range all {
				all[n] = mind(fmt.Sprintf("%d-%d", round, n), []string{"D-1", "E-2"}[n%2], "2026-11-19")
			}
			text := bundle(all...)
			for _, want := range []string{"201 Created", "200 OK"} {
				got := s.north.do("POST", "/api/fhir", text)
				verdicts := got.verdicts(b)
				if got.status != http.StatusOK || len(verdicts) != len(all) {
					b.Fatal(got.status, len(verdicts))
				}
				for n, v := range verdicts {
					if v != want {
						b.Fatal(n, v)
					}
				}
			}
		}
	})
}
