package act_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/testworld"
)

// FuzzReadCheckpoints: whatever stands in a file of checkpoints, nothing in it
// passes for signed. All of it is reported as forged.
func FuzzReadCheckpoints(f *testing.F) {
	w := testworld.New(f)
	f.Add([]byte(`{"at":"2026-11-20T14:55:00.000000Z","organisation":"01900000-0000-7000-8000-0000000000a1","year":2026,"no":1,"chain":"AA==","signature":"AA=="}` + "\n"))
	f.Add([]byte("{}\n\nnull\n[]\n{\"no\":-1}\ntorn"))
	f.Add([]byte(`{"chain":"` + strings.Repeat("A", 1<<16) + `"}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := act.ReadCheckpoints(bytes.NewReader(text), make(ed25519.PublicKey, ed25519.PublicKeySize))
		if err != nil || len(all) > bytes.Count(text, []byte("\n")) {
			t.Fatalf("%d checkpoints, %v", len(all), err)
		}
		audit, err := w.Acts.VerifyLog(t.Context(), all)
		if err != nil || len(audit.Findings) != len(all) {
			t.Fatalf("%d of %d were found to be forged, %v", len(audit.Findings), len(all), err)
		}
	})
}
