package field_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
	"testing"

	"rinnalla/internal/testworld"
)

// BenchmarkSync is eight phones that send parcels of twenty, over HTTP; ns/op is
// the time of one envelope.
func BenchmarkSync(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		y := open(w)
		const devices, together = 8, 20
		var parcels [][]byte
		for range (b.N + together - 1) / together {
			var envelopes []body
			for range together {
				envelopes = append(envelopes, envelope("stop", y.visit()))
			}
			text, err := json.Marshal(body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": envelopes})
			if err != nil {
				b.Fatal(err)
			}
			parcels = append(parcels, text)
		}
		queue := make(chan []byte, len(parcels))
		for _, p := range parcels {
			queue <- p
		}
		close(queue)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: devices}}
		b.ResetTimer()
		var phones sync.WaitGroup
		for range devices {
			phones.Go(func() {
				for parcel := range queue {
					answer, err := client.Do(y.request("POST", "/field/sync", "aino", bytes.NewReader(parcel)))
					if err != nil || answer.StatusCode != http.StatusOK {
						b.Error(err, answer)
						return
					}
					if err := answer.Body.Close(); err != nil {
						b.Error(err)
					}
				}
			})
		}
		phones.Wait()
	})
}
