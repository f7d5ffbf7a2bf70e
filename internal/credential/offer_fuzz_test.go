package credential

import (
	"strings"
	"testing"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// FuzzASealedOffer: a form may send back anything in the place of the sealed
// secret; what the program did not seal for her it does not open.
func FuzzASealedOffer(f *testing.F) {
	keys, err := NewKeys([]byte(strings.Repeat("x", SecretBytes)), cheap)
	if err != nil {
		f.Fatal(err)
	}
	now := civil.At(civil.Date{Year: 2026, Month: 11, Day: 20}, civil.Clock{Hour: 16})
	const aino, bertta = "01900000-0000-7000-8000-0000000000c1", "01900000-0000-7000-8000-0000000000c2"
	foreign := keys.Offer(bertta, "bertta@rinnalla.example", "JBSWY3DPEHPK3PXP", now).Sealed
	f.Add(foreign)
	f.Add(foreign[:len(foreign)-8])
	f.Add("")
	f.Fuzz(func(t *testing.T, sealed string) {
		if _, err := keys.Offered(aino, sealed, now); !fault.Is(err, fault.Invalid) {
			t.Fatalf("%q: %v", sealed, err)
		}
	})
}
